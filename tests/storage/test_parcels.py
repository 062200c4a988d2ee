"""Parcels under watch: found, changed, handled and removed by their chat."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from storage import due, parcels
from storage.engine import Database
from tests.storage.making import DAY, HOUR, NOW, alert_for, alerts_in, make_chat, make_parcel


async def test_parcels_are_found_by_each_of_their_names(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        a, b = await make_parcel(tx, 1, "A"), await make_parcel(tx, 1, "B")
        assert await parcels.by_seq(1, tx, 2) == b
        assert await parcels.by_number(1, tx, "A") == a
        assert await parcels.by_number(1, tx, "a") is None
        assert await parcels.by_seq(1, tx, 3) is None
        assert await parcels.by_ids(1, tx, [b.id, a.id, 999]) == (a, b)
        assert await parcels.by_ids(1, tx, []) == ()
        await parcels.set_delivered(1, tx, a.id, NOW)
        assert await parcels.open_parcels(1, tx) == (b,)


async def test_delivery_can_be_taken_back(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx)
        assert (await parcels.set_delivered(1, tx, watched.id, NOW)).delivered_at == NOW
        assert await parcels.set_delivered(1, tx, watched.id, None) == watched


async def test_next_moments_are_stored_for_many_parcels_at_once(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        a, b = await make_parcel(tx, 1, "A", next_check_at=NOW), await make_parcel(tx, 1, "B")
        await parcels.set_moments(1, tx, {a.id: None, b.id: NOW + HOUR})
        await parcels.set_moments(1, tx, {})
        moments = [each.next_check_at for each in await parcels.open_parcels(1, tx)]
    assert moments == [None, NOW + HOUR]


async def test_handled_keeps_the_rule_quiet_up_to_that_level_in_this_episode(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        promised = await make_parcel(tx, 1, "A", promised_at=NOW + DAY, promise_source="date")
        unpromised = await make_parcel(tx, 1, "B")
        ids = [promised.id, unpromised.id]
        await parcels.mark_handled(1, tx, ids, "overdue", 2, NOW + HOUR)
        await parcels.mark_handled(1, tx, ids, "overdue", 1, NOW + HOUR)
        await parcels.mark_handled(1, tx, ids, "stalled", 1, NOW + HOUR)
        await parcels.mark_handled(1, tx, [], "stalled", 2, NOW + HOUR)
        a, b = await parcels.by_ids(1, tx, ids)
    assert (a.overdue_told, a.overdue_episode) == (2, NOW + DAY)
    assert (b.overdue_told, b.overdue_episode) == (0, None)
    for each in (a, b):
        assert (each.stalled_told, each.stalled_episode) == (1, NOW)
        assert each.handled_at == NOW + HOUR


async def test_handled_does_not_carry_a_level_over_from_an_earlier_episode(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx, promised_at=NOW + DAY, promise_source="date")
        await due.settle_scan(tx, [due.ScanUpdate(watched.id, 2, NOW, 0, None, None)])
        await parcels.mark_handled(1, tx, [watched.id], "overdue", 1, NOW)
        (after,) = await parcels.by_ids(1, tx, [watched.id])
    assert (after.overdue_told, after.overdue_episode) == (1, NOW + DAY)


async def test_a_rule_nobody_knows_cannot_be_handled(database: Database) -> None:
    async with database.write() as tx:
        with pytest.raises(KeyError):
            await parcels.mark_handled(1, tx, [1], "lost", 1, NOW)


async def test_events_and_alerts_go_with_a_removed_parcel(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx)
        await parcels.append_event(1, tx, watched.id, occurred_at=NOW, text="left", source="seller", now=NOW)
        await due.enqueue(tx, [alert_for(watched)])
        await parcels.remove(1, tx, [watched.seq])
        assert await parcels.events(1, tx, watched.id, 9) == ()
        assert await alerts_in(tx, "ready") == 0


@pytest.mark.parametrize("wrong", ["", "x" * 65])
async def test_a_number_no_carrier_has_is_refused(database: Database, wrong: str) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        with pytest.raises(IntegrityError, match="ck_parcel_number"):
            await make_parcel(tx, 1, wrong)


async def test_parcels_read_to_be_changed_wait_for_a_scan_and_see_what_it_decided(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx, 1, "A", next_check_at=NOW)

    async def read_to_change() -> datetime | None:
        async with database.write() as tx:
            return (await parcels.open_parcels(1, tx, lock=True))[0].next_check_at

    async with database.write() as tx:
        await due.due_parcels(tx, NOW, 1)
        reading = asyncio.create_task(read_to_change())
        await asyncio.sleep(0.1)
        await due.settle_scan(tx, [due.ScanUpdate(watched.id, 0, None, 0, None, None)])
    assert await reading is None
