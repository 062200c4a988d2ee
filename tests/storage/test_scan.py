"""The scan's side: what is due, alerts made once, what was decided stored with them."""

from dataclasses import fields

import pytest

from storage import chats, due, parcels
from storage.engine import Database
from tests.storage.making import DAY, HOUR, MINUTE, NOW, alert_for, alerts_in, make_chat, make_parcel


async def test_due_parcels_come_earliest_first_and_no_others(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        moments = {"later": NOW + MINUTE, "now": NOW, "past": NOW - DAY, "never": None, "past too": NOW - DAY}
        for number, moment in moments.items():
            await make_parcel(tx, 1, number, next_check_at=moment)
    async with database.write() as tx:
        assert [each.number for each in await due.due_parcels(tx, NOW, 9)] == ["past", "past too", "now"]
        assert [each.number for each in await due.due_parcels(tx, NOW, 2)] == ["past", "past too"]
        assert await due.due_parcels(tx, NOW - 2 * DAY, 9) == []


async def test_a_due_parcel_brings_the_settings_of_its_chat(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx, 7)
        chat = await chats.update(
            7, tx, stalled_on=False, silence_days=4, quiet_from=1, quiet_to=2, timezone="Asia/Tokyo"
        )
        parcel = await make_parcel(tx, 7, next_check_at=NOW)
        (found,) = await due.due_parcels(tx, NOW, 9)
    assert {field.name: getattr(found, field.name) for field in fields(parcel)} == {
        field.name: getattr(parcel, field.name) for field in fields(parcel)
    }
    settings = [field.name for field in fields(found)[len(fields(parcel)) :]]
    assert settings == [
        "subscribed",
        "active",
        "overdue_on",
        "stalled_on",
        "silence_days",
        "quiet_from",
        "quiet_to",
        "timezone",
    ]
    assert all(getattr(found, name) == getattr(chat, name) for name in settings)


async def test_an_alert_is_made_once_even_within_one_batch(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        a, b = await make_parcel(tx, 1, "A"), await make_parcel(tx, 1, "B")
        assert await due.enqueue(tx, [alert_for(a), alert_for(a), alert_for(b)]) == 2
        assert await due.enqueue(tx, [alert_for(b), alert_for(a, level=2, dedup_key="another")]) == 1
        assert await due.enqueue(tx, []) == 0
        assert await alerts_in(tx, "ready") == 3


async def test_two_chats_may_have_the_same_key(database: Database) -> None:
    async with database.write() as tx:
        for chat_id in (1, 2):
            await make_chat(tx, chat_id)
            parcel = await make_parcel(tx, chat_id)
            assert await due.enqueue(tx, [alert_for(parcel, dedup_key="key")]) == 1


async def test_what_the_scan_decided_is_stored_for_each_parcel(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        a, b, c = [await make_parcel(tx, 1, number, next_check_at=NOW) for number in "ABC"]
        await due.settle_scan(
            tx,
            [
                due.ScanUpdate(a.id, 1, NOW, 0, None, NOW + DAY),
                due.ScanUpdate(b.id, 0, None, 2, NOW - DAY, None),
            ],
        )
        await due.settle_scan(tx, [])
        after = await parcels.open_parcels(1, tx)
        assert [each.number for each in await due.due_parcels(tx, NOW, 9)] == ["C"]
    told = [
        (each.overdue_told, each.overdue_episode, each.stalled_told, each.stalled_episode, each.next_check_at)
        for each in after
    ]
    assert told == [(1, NOW, 0, None, NOW + DAY), (0, None, 2, NOW - DAY, None), (0, None, 0, None, NOW)]
    assert after[2] == c


async def test_a_scan_that_fails_leaves_neither_alert_nor_decision(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        parcel = await make_parcel(tx, next_check_at=NOW)

    async def scan() -> None:
        async with database.write() as tx:
            await due.enqueue(tx, [alert_for(parcel)])
            await due.settle_scan(tx, [due.ScanUpdate(parcel.id, 1, NOW, 0, None, None)])
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        await scan()
    async with database.write() as tx:
        assert await alerts_in(tx, "ready") == 0
        assert len(await due.due_parcels(tx, NOW, 9)) == 1


async def test_a_parcel_that_cannot_be_worked_out_is_pushed_back_and_counted(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        parcel = await make_parcel(tx, next_check_at=NOW)
        assert await due.push_back(tx, parcel.id, NOW + HOUR) == 1
        assert await due.due_parcels(tx, NOW, 9) == []
        assert await due.push_back(tx, parcel.id, NOW + 2 * HOUR) == 2
        await due.settle_scan(tx, [due.ScanUpdate(parcel.id, 0, None, 0, None, NOW)])
        assert await due.push_back(tx, parcel.id, NOW + 3 * HOUR) == 1
        assert await due.push_back(tx, 999, NOW) == 0


async def test_one_bad_parcel_does_not_take_the_batch_with_it(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        good, bad = [await make_parcel(tx, 1, number, next_check_at=NOW) for number in "AB"]
        await due.enqueue(tx, [alert_for(good)])
        with pytest.raises(Exception, match="ck_outbox_level"):
            async with tx.begin_nested():
                await due.enqueue(tx, [alert_for(bad, level=0)])
        await due.push_back(tx, bad.id, NOW + HOUR)
    async with database.read() as tx:
        assert await alerts_in(tx, "ready") == 1


async def test_two_workers_never_scan_the_same_parcel(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        for number in range(4):
            await make_parcel(tx, 1, f"P{number}", next_check_at=NOW)
    if database.dialect == "sqlite":
        # One writer at a time: the second waits, and meets what the first has settled.
        async with database.write() as first:
            mine = await due.due_parcels(first, NOW, 2)
            await due.settle_scan(first, [due.ScanUpdate(each.id, 0, None, 0, None, None) for each in mine])
        async with database.write() as second:
            others = await due.due_parcels(second, NOW, 9)
    else:
        async with database.write() as first, database.write() as second:
            mine = await due.due_parcels(first, NOW, 2)
            others = await due.due_parcels(second, NOW, 9)
    assert [len(mine), len(others)] == [2, 2]
    assert {each.id for each in mine}.isdisjoint({each.id for each in others})
