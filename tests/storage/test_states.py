"""The states of a chat's parcels: each parcel in one, all of them counted, pages in order."""

import random
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import parcels
from storage.engine import Database
from storage.parcels import NewParcel
from tests.storage.making import DAY, HOUR, NOW, make_chat

IDLE_BEFORE = NOW - 3 * DAY


def state_of(parcel: parcels.Parcel) -> str:
    """The definition, in plain Python."""
    if parcel.delivered_at:
        return "delivered"
    if parcel.promised_at and parcel.promised_at <= NOW:
        return "overdue"
    if (parcel.last_event_at or parcel.watched_at) <= IDLE_BEFORE:
        return "stalled"
    return "moving"


async def page(database: Database, state: str | None, offset: int = 0, limit: int = 1000) -> list[str]:
    async with database.read() as tx:
        found = await parcels.page(1, tx, state=state, now=NOW, idle_before=IDLE_BEFORE, offset=offset, limit=limit)
    return [each.number for each in found]


async def watch(database: Database, number: str, **its: datetime | None) -> None:
    async with database.write() as tx:
        await watch_in(tx, number, **its)


async def watch_in(tx: AsyncConnection, number: str, **its: datetime | None) -> None:
    await make_chat(tx)
    new = NewParcel(number, promised_at=its.get("promised"), promise_source="date")
    (added,) = await parcels.add(1, tx, [new], its.get("watched") or NOW)
    if event := its.get("event"):
        await parcels.append_event(1, tx, added.parcel.id, occurred_at=event, text="x", source="seller", now=NOW)
    await parcels.set_delivered(1, tx, added.parcel.id, its.get("delivered"))


async def test_a_state_begins_at_its_moment_and_not_before(database: Database) -> None:
    second = timedelta(seconds=1)
    await watch(database, "promised now", promised=NOW)
    await watch(database, "promised soon", promised=NOW + second)
    await watch(database, "silent just long enough", watched=IDLE_BEFORE)
    await watch(database, "silent a little less", watched=IDLE_BEFORE + second)
    assert await page(database, "overdue") == ["promised now"]
    assert await page(database, "stalled") == ["silent just long enough"]
    assert await page(database, "moving") == ["promised soon", "silent a little less"]


async def test_delivered_comes_before_overdue_and_overdue_before_stalled(database: Database) -> None:
    late = NOW - 9 * DAY
    await watch(database, "all three", promised=late, watched=late, delivered=NOW)
    await watch(database, "both", promised=late, watched=late)
    await watch(database, "an event", watched=late, event=NOW)
    assert await page(database, "delivered") == ["all three"]
    assert await page(database, "overdue") == ["both"]
    assert await page(database, "stalled") == []
    assert await page(database, "moving") == ["an event"]


async def test_the_most_pressing_parcels_come_first(database: Database) -> None:
    await watch(database, "moving, no promise")
    await watch(database, "moving, later", promised=NOW + 2 * DAY)
    await watch(database, "moving, sooner", promised=NOW + DAY)
    await watch(database, "delivered before", delivered=NOW - DAY)
    await watch(database, "delivered just now", delivered=NOW)
    await watch(database, "silent", watched=NOW - 4 * DAY)
    await watch(database, "silent longest", watched=NOW - 4 * DAY, event=NOW - 8 * DAY)
    await watch(database, "overdue", promised=NOW - HOUR)
    await watch(database, "overdue longest", promised=NOW - DAY)
    assert await page(database, None) == [
        "overdue longest",
        "overdue",
        "silent longest",
        "silent",
        "moving, sooner",
        "moving, later",
        "moving, no promise",
        "delivered just now",
        "delivered before",
    ]
    assert await page(database, None, offset=2, limit=3) == ["silent longest", "silent", "moving, sooner"]


async def test_every_parcel_is_in_one_state_and_the_counts_add_up(database: Database) -> None:
    choose = random.Random(20260302)

    def some(least: int, most: int) -> datetime | None:
        return choose.choice([None, NOW + timedelta(hours=choose.randint(least, most))])

    async with database.write() as tx:
        for number in range(60):
            its = {"watched": some(-200, 0), "promised": some(-200, 200), "event": some(-200, 0)}
            its["delivered"] = some(-50, 0) if number % 3 == 0 else None
            await watch_in(tx, f"P{number}", **its)
    async with database.read() as tx:
        counted = await parcels.counts(1, tx, NOW, IDLE_BEFORE)
        everything = await parcels.page(1, tx, state=None, now=NOW, idle_before=IDLE_BEFORE, offset=0, limit=1000)
    expected: dict[str, set[str]] = {state: set() for state in parcels.STATES}
    for each in everything:
        expected[state_of(each)].add(each.number)
    paged = {state: await page(database, state) for state in parcels.STATES}
    assert {state: set(numbers) for state, numbers in paged.items()} == expected
    assert sum(map(len, paged.values())) == len(everything) == 60
    assert counted == parcels.Counts(60, **{state: len(its) for state, its in expected.items()})
    assert min(map(len, paged.values())) > 0


async def test_a_chat_without_parcels_has_counts_of_nothing(database: Database) -> None:
    async with database.read() as tx:
        assert await parcels.counts(1, tx, NOW, IDLE_BEFORE) == parcels.Counts(0, 0, 0, 0, 0)
