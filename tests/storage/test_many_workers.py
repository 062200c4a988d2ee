"""Several processes on one database, and processes that die: nothing lost, nothing shared."""

import asyncio
from collections import Counter

import pytest

from storage import due, outbox, parcels
from storage.engine import Database
from tests.storage.making import DAY, MINUTE, NOW, alert_for, alerts_in, claim, make_alerts, make_chat

CHATS, EACH = 12, 7


async def test_workers_at_once_send_every_alert_once_and_one_message_a_chat_at_a_time(
    database: Database, database_url: str
) -> None:
    async with database.write() as tx:
        for chat_id in range(1, CHATS + 1):
            await make_alerts(tx, chat_id, EACH)
    told: Counter[int] = Counter()
    in_flight: set[int] = set()

    async def work(name: int) -> None:
        own = await Database.open(database_url)
        try:
            for turn in range(1000):
                token = f"{name}-{turn}"
                async with own.write() as tx:
                    bundles = await claim(tx, token=token, chats_limit=3, per_chat=3)
                if not bundles and not in_flight:
                    return
                for bundle in bundles:
                    assert bundle.chat.id not in in_flight
                    in_flight.add(bundle.chat.id)
                await asyncio.sleep(0)
                for bundle in bundles:
                    told.update(alert.parcel_id for alert in bundle.alerts)
                    in_flight.remove(bundle.chat.id)
                    async with own.write() as tx:
                        settled = await due.settle_sent(tx, bundle.id, token, 1, NOW)
                    assert settled == len(bundle.alerts) <= 3
        finally:
            await own.close()

    await asyncio.wait_for(asyncio.gather(*(work(name) for name in range(4))), 40)
    assert len(told) == CHATS * EACH
    assert set(told.values()) == {1}
    async with database.read() as tx:
        assert await alerts_in(tx, "sent") == CHATS * EACH


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
async def test_a_claim_does_not_wait_for_another_that_is_not_committed(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, 1, 3)
        await make_alerts(tx, 2, 3)
    async with database.write() as first, database.write() as second:
        (mine,) = await claim(first, token="first", chats_limit=1, per_chat=1)
        others = await asyncio.wait_for(claim(second, token="second"), 5)
    assert mine.chat.id == 1
    assert [bundle.chat.id for bundle in others] == [2]


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
async def test_an_alert_being_called_off_is_left_out_of_a_message(database: Database) -> None:
    async with database.write() as tx:
        kept, going = await make_alerts(tx, 1, 2)
    async with database.write() as handler, database.write() as worker:
        await outbox.suppress(1, handler, [going.id], ["overdue"])
        (bundle,) = await asyncio.wait_for(claim(worker), 5)
    assert [alert.parcel_id for alert in bundle.alerts] == [kept.id]


async def test_a_message_whose_sender_died_comes_again_as_the_same_message(
    database_url: str,
) -> None:
    doomed = await Database.open(database_url)
    async with doomed.write() as tx:
        watched = await make_alerts(tx, count=3)
        (first,) = await claim(tx, token="doomed")
    # It dies between the lease and the settling; whether the message went out, nobody knows.
    await doomed.close()
    survivor = await Database.open(database_url)
    async with survivor.write() as tx:
        await due.enqueue(tx, [alert_for(watched[0], level=2, dedup_key="arrived meanwhile")])
        assert await claim(tx, NOW + MINUTE / 2) == ()
        assert await due.reap(tx, NOW + MINUTE) == 3
        (again,) = await claim(tx, NOW + MINUTE, token="survivor")
        assert again.id == first.id
        assert [alert.id for alert in again.alerts] == [alert.id for alert in first.alerts]
        assert {(alert.repeated, alert.attempts) for alert in again.alerts} == {(True, 1)}
        assert await due.settle_sent(tx, again.id, "survivor", 9, NOW) == 3
        (rest,) = await claim(tx, NOW + DAY)
        assert [alert.dedup_key for alert in rest.alerts] == ["arrived meanwhile"]
    await survivor.close()


async def test_a_claim_that_is_not_committed_leases_nothing(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx)

    async def die() -> None:
        async with database.write() as tx:
            await claim(tx)
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        await die()
    async with database.write() as tx:
        (bundle,) = await claim(tx)
    assert bundle.alerts[0].repeated is False


async def test_lists_added_at_once_by_several_workers_get_different_numbers(
    database: Database, database_url: str
) -> None:
    async with database.write() as tx:
        await make_chat(tx)

    async def add(name: int) -> list[int]:
        own = await Database.open(database_url)
        try:
            async with own.write() as tx:
                new = [parcels.NewParcel(f"{name}-{place}") for place in range(5)]
                return [each.parcel.seq for each in await parcels.add(1, tx, new, NOW)]
        finally:
            await own.close()

    seqs = await asyncio.gather(*(add(name) for name in range(4)))
    assert sorted(seq for its in seqs for seq in its) == list(range(1, 21))
