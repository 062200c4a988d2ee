"""Tracking events: recorded once, in whatever order they come; a new one ends a silence."""

from datetime import datetime

import pytest

from storage import due, parcels
from storage.engine import Database, NotStored
from tests.storage.making import DAY, HOUR, NOW, make_chat, make_parcel


async def append(
    database: Database, parcel_id: int, occurred_at: datetime, text: str, source: str = "seller"
) -> parcels.Recorded:
    async with database.write() as tx:
        return await parcels.append_event(
            1, tx, parcel_id, occurred_at=occurred_at, text=text, source=source, now=NOW + 9 * DAY
        )


async def watch(database: Database, *, stalled_told: int = 0, episode: datetime | None = None) -> int:
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx)
        await due.settle_scan(tx, [due.ScanUpdate(watched.id, 1, NOW, stalled_told, episode, None)])
        await parcels.mark_handled(1, tx, [watched.id], "overdue", 1, NOW)
    return watched.id


async def test_an_event_is_recorded_once_whoever_reports_it(database: Database) -> None:
    parcel = await watch(database)
    first = await append(database, parcel, NOW + HOUR, "left the country")
    again = await append(database, parcel, NOW + HOUR, "left the country", "carrier")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.parcel == first.parcel
    async with database.read() as tx:
        assert await parcels.events(1, tx, parcel, 9) == (
            parcels.Event(NOW + HOUR, "left the country", "seller", NOW + 9 * DAY),
        )


async def test_events_are_listed_newest_first_however_they_came(database: Database) -> None:
    parcel = await watch(database)
    for hours, text in ((2, "b"), (1, "a"), (3, "c"), (3, "d")):
        await append(database, parcel, NOW + hours * HOUR, text)
    async with database.read() as tx:
        listed = await parcels.events(1, tx, parcel, 3)
    assert [each.text for each in listed] == ["d", "c", "b"]


async def test_only_the_latest_event_moves_the_parcel(database: Database) -> None:
    parcel = await watch(database)
    latest = await append(database, parcel, NOW + 2 * HOUR, "arrived")
    late = await append(database, parcel, NOW + HOUR, "left")
    assert (latest.is_latest, late.is_new, late.is_latest) == (True, True, False)
    assert (late.parcel.last_event_at, late.parcel.last_event_text) == (NOW + 2 * HOUR, "arrived")


async def test_of_two_events_at_one_moment_the_one_recorded_later_is_shown(database: Database) -> None:
    parcel = await watch(database)
    await append(database, parcel, NOW + HOUR, "left")
    second = await append(database, parcel, NOW + HOUR, "handed over")
    assert (second.is_latest, second.parcel.last_event_text) == (True, "handed over")


async def test_a_new_event_ends_the_silence_and_leaves_the_overdue_alerts(database: Database) -> None:
    parcel = await watch(database, stalled_told=2, episode=NOW)
    after = (await append(database, parcel, NOW + HOUR, "moving again")).parcel
    assert (after.stalled_told, after.stalled_episode, after.handled_at) == (0, None, None)
    assert (after.overdue_told, after.overdue_episode) == (1, NOW)


async def test_a_first_event_from_before_watching_only_dates_the_silence(database: Database) -> None:
    parcel = await watch(database, stalled_told=1, episode=NOW)
    after = (await append(database, parcel, NOW - DAY, "picked up")).parcel
    assert after.last_event_at == NOW - DAY
    assert (after.stalled_told, after.stalled_episode, after.handled_at) == (1, NOW - DAY, NOW)


async def test_another_event_at_the_moment_of_the_last_one_does_not_end_the_silence(
    database: Database,
) -> None:
    parcel = await watch(database)
    await append(database, parcel, NOW + HOUR, "left")
    async with database.write() as tx:
        await due.settle_scan(tx, [due.ScanUpdate(parcel, 0, None, 1, NOW + HOUR, None)])
    after = (await append(database, parcel, NOW + HOUR, "left for good")).parcel
    assert (after.stalled_told, after.stalled_episode) == (1, NOW + HOUR)


async def test_a_text_too_long_for_an_index_is_kept_whole(database: Database) -> None:
    parcel = await watch(database)
    text = "已离开分拨中心。" * 2_000
    assert (await append(database, parcel, NOW + HOUR, text)).parcel.last_event_text == text
    assert not (await append(database, parcel, NOW + HOUR, text)).is_new


async def test_a_parcel_the_chat_does_not_have_gets_no_event(database: Database) -> None:
    await watch(database)
    with pytest.raises(NotStored):
        await append(database, 999, NOW, "left")
