"""What people do with alerts: handle them, snooze them, have them held back or called off."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import due, outbox, parcels
from storage.engine import Database
from tests.storage.making import DAY, HOUR, MINUTE, NOW, alert_for, claim, make_alerts


async def send(tx: AsyncConnection, now: datetime = NOW) -> int:
    """Sends everything that may go out to the one chat there is; returns the bundle's id."""
    (bundle,) = await claim(tx, now)
    await due.settle_sent(tx, bundle.id, bundle.token, 500, now)
    return bundle.id


async def ready_at(tx: AsyncConnection, moment: datetime) -> list[int]:
    """The parcels told when the next claim is made at this moment."""
    return [alert.parcel_id for bundle in await claim(tx, moment, "look") for alert in bundle.alerts]


def ids(watched: Collection[parcels.Parcel]) -> list[int]:
    return [each.id for each in watched]


async def test_a_message_is_found_by_its_bundle_with_all_its_alerts(database: Database) -> None:
    async with database.write() as tx:
        watched = await make_alerts(tx, count=2)
        bundle = await send(tx)
        found = await outbox.find_bundle(1, tx, bundle)
    assert [alert.parcel_id for alert in found] == ids(watched)
    first = found[0]
    assert first == outbox.Alert(
        id=first.id,
        chat_id=1,
        parcel_id=watched[0].id,
        rule="overdue",
        level=1,
        episode=NOW,
        dedup_key=f"{watched[0].id}:overdue:1",
        facts={"number": "LP1-0"},
        state="sent",
        available_at=NOW,
        bundle=bundle,
        snoozed_from=None,
        attempts=1,
        last_error=None,
        telegram_message_id=500,
        sent_at=NOW,
        handled_at=None,
        repeated=False,
        created_at=NOW,
    )


async def test_handling_a_message_settles_each_of_its_alerts_once(database: Database) -> None:
    async with database.write() as tx:
        watched = await make_alerts(tx, count=3)
        bundle = await send(tx)
        handled = await outbox.handle(1, tx, bundle, NOW + HOUR)
        assert [alert.parcel_id for alert in handled] == ids(watched)
        assert {alert.handled_at for alert in handled} == {NOW + HOUR}
        assert await outbox.handle(1, tx, bundle, NOW + DAY) == ()
        assert {alert.handled_at for alert in await outbox.find_bundle(1, tx, bundle)} == {NOW + HOUR}


async def test_handling_the_first_copy_calls_off_the_second(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=2)
        (bundle,) = await claim(tx)
        # The message went out, but its sender died before it could say so.
        assert await due.reap(tx, NOW + MINUTE) == 2
        await outbox.handle(1, tx, bundle.id, NOW + MINUTE)
        assert await ready_at(tx, NOW + DAY) == []


async def test_handling_a_message_in_the_middle_of_its_sending_calls_off_a_second_try(
    database: Database,
) -> None:
    async with database.write() as tx:
        await make_alerts(tx)
        (bundle,) = await claim(tx)
        await outbox.handle(1, tx, bundle.id, NOW)
        await due.settle_retry(tx, bundle.id, bundle.token, NOW, "timed out", True, True)
        assert await ready_at(tx, NOW + DAY) == []
        await make_alerts(tx, 2)
        (other,) = await claim(tx)
        await outbox.handle(2, tx, other.id, NOW)
        assert await due.reap(tx, NOW + MINUTE) == 1
        assert await ready_at(tx, NOW + DAY) == []


async def test_snoozed_alerts_come_again_at_their_moment_in_another_message(database: Database) -> None:
    async with database.write() as tx:
        watched = await make_alerts(tx, count=2)
        first = await send(tx)
        assert await outbox.snooze(1, tx, first, NOW + DAY, NOW) == 2
        assert await claim(tx, NOW + DAY - MINUTE) == ()
        (again,) = await claim(tx, NOW + DAY)
        assert [alert.parcel_id for alert in again.alerts] == ids(watched)
        assert again.id != first
        original = (await outbox.find_bundle(1, tx, first))[0]
    assert again.alerts[0] == replace(
        original,
        id=again.alerts[0].id,
        dedup_key=again.alerts[0].dedup_key,
        state="leased",
        available_at=NOW + DAY,
        bundle=again.id,
        snoozed_from=first,
        attempts=0,
        telegram_message_id=None,
        sent_at=None,
    )


async def test_snoozing_twice_is_snoozing_once(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=2)
        first = await send(tx)
        assert await outbox.snooze(1, tx, first, NOW + DAY, NOW) == 2
        assert await outbox.snooze(1, tx, first, NOW + DAY + HOUR, NOW + HOUR) == 0
        second = await send(tx, NOW + DAY)
        # Told again, so it may be snoozed again, and again.
        assert await outbox.snooze(1, tx, second, NOW + 2 * DAY, NOW + DAY) == 2
        third = await send(tx, NOW + 2 * DAY)
        assert await outbox.snooze(1, tx, third, NOW + 3 * DAY, NOW + 2 * DAY) == 2
        keys = {len(alert.dedup_key) for alert in await outbox.find_bundle(1, tx, third)}
        await send(tx, NOW + 3 * DAY)
    assert max(keys) < 80


async def test_handled_alerts_are_not_snoozed(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx)
        bundle = await send(tx)
        await outbox.handle(1, tx, bundle, NOW)
        assert await outbox.snooze(1, tx, bundle, NOW + DAY, NOW) == 0


async def test_snoozing_the_first_copy_calls_off_the_second(database: Database) -> None:
    async with database.write() as tx:
        watched = await make_alerts(tx)
        (bundle,) = await claim(tx)
        await due.reap(tx, NOW + MINUTE)
        assert await outbox.snooze(1, tx, bundle.id, NOW + DAY, NOW + MINUTE) == 1
        assert await ready_at(tx, NOW + HOUR) == []
        assert await ready_at(tx, NOW + DAY) == ids(watched)


async def test_alerts_are_called_off_by_parcel_and_rule(database: Database) -> None:
    async with database.write() as tx:
        a, b, c = await make_alerts(tx, count=3)
        stalled = [alert_for(each, rule="stalled", dedup_key=f"{each.id}:stalled") for each in (a, b, c)]
        await due.enqueue(tx, stalled)
        assert await outbox.suppress(1, tx, [a.id, b.id], ["stalled"]) == 2
        assert await outbox.suppress(1, tx, [a.id], None) == 1
        assert await outbox.suppress(1, tx, [], ["stalled"]) == 0
        left = [(alert.parcel_id, alert.rule) for alert in (await claim(tx))[0].alerts]
        assert left == [(b.id, "overdue"), (c.id, "overdue"), (c.id, "stalled")]
        # Being sent: too late to call off.
        assert await outbox.suppress(1, tx) == 0


async def test_all_waiting_alerts_of_a_chat_are_called_off_at_once(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=3)
        await make_alerts(tx, 2)
        assert await outbox.suppress(1, tx) == 3
        assert [bundle.chat.id for bundle in await claim(tx)] == [2]


async def test_an_alert_that_was_called_off_is_not_made_again(database: Database) -> None:
    async with database.write() as tx:
        (watched,) = await make_alerts(tx)
        await outbox.suppress(1, tx, [watched.id], ["overdue"])
        assert await due.enqueue(tx, [alert_for(watched)]) == 0


async def test_waiting_alerts_are_held_back_and_let_go(database: Database) -> None:
    async with database.write() as tx:
        watched = await make_alerts(tx, count=2)
        assert await outbox.hold(1, tx, NOW + 8 * HOUR) == 2
        assert await outbox.hold(1, tx, NOW + 7 * HOUR) == 0
        assert await ready_at(tx, NOW + 8 * HOUR - MINUTE) == []
        assert await outbox.release(1, tx, NOW + HOUR) == 2
        assert await outbox.release(1, tx, NOW + HOUR) == 0
        assert await ready_at(tx, NOW + HOUR) == ids(watched)


async def test_letting_go_leaves_snoozed_alerts_and_second_tries_alone(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx)
        await outbox.snooze(1, tx, await send(tx), NOW + DAY, NOW)
        await make_alerts(tx, 2)
        (bundle,) = await claim(tx)
        await due.settle_retry(tx, bundle.id, bundle.token, NOW + HOUR, "server error", True, False)
        for chat_id in (1, 2):
            assert await outbox.release(chat_id, tx, NOW) == 0


async def test_paused_alerts_rest_until_their_own_reason_is_over(database: Database) -> None:
    async with database.write() as tx:
        watched = await make_alerts(tx, count=2)
        assert await outbox.pause(1, tx, outbox.UNREACHABLE) == 2
        assert await ready_at(tx, NOW) == []
        assert await outbox.resume(1, tx, outbox.SWITCHED_OFF) == 0
        assert await outbox.resume(2, tx, outbox.UNREACHABLE) == 0
        assert await outbox.resume(1, tx, outbox.UNREACHABLE) == 2
        assert await ready_at(tx, NOW) == ids(watched)


async def test_only_alerts_of_the_rule_are_paused_and_what_was_called_off_stays_so(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=2)
        assert await outbox.pause(1, tx, outbox.SWITCHED_OFF, ("no such rule",)) == 0
        assert await outbox.suppress(1, tx) == 2
        assert await outbox.resume(1, tx, outbox.SWITCHED_OFF) == 0
