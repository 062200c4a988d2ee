"""Delivery under a lease: what is claimed together, and what each outcome leaves behind."""

import pytest

from storage import chats, delivery, due, outbox
from storage.engine import Database
from tests.storage.making import DAY, HOUR, MINUTE, NOW, alert_for, claim, make_alerts, make_parcel


async def test_all_ready_alerts_of_a_chat_make_one_message(database: Database) -> None:
    async with database.write() as tx:
        for chat_id, count in ((1, 3), (2, 1)):
            await make_alerts(tx, chat_id, count)
        bundles = await claim(tx)
        assert [(bundle.chat.id, len(bundle.alerts)) for bundle in bundles] == [(1, 3), (2, 1)]
        for bundle in bundles:
            assert bundle.chat == await chats.find(bundle.chat.id, tx)
            assert bundle.alerts == await outbox.find_bundle(bundle.chat.id, tx, bundle.id)
            assert {(alert.state, alert.bundle) for alert in bundle.alerts} == {("leased", bundle.id)}


async def test_an_alert_is_not_claimed_before_its_moment(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, available_at=NOW + HOUR)
        assert await claim(tx, NOW + HOUR - MINUTE) == ()
        assert len(await claim(tx, NOW + HOUR)) == 1


@pytest.mark.parametrize("setting", ["subscribed", "active"])
async def test_a_chat_that_is_not_subscribed_or_not_active_gets_nothing(database: Database, setting: str) -> None:
    async with database.write() as tx:
        await make_alerts(tx)
        await chats.update(1, tx, **{setting: False})
        assert await claim(tx) == ()
        assert await due.next_wakeup(tx) is None
        await chats.update(1, tx, **{setting: True})
        assert len(await claim(tx)) == 1


async def test_chats_that_wait_longest_come_first_and_no_more_than_asked_for(database: Database) -> None:
    async with database.write() as tx:
        for chat_id, hours in ((1, 1), (2, 3), (3, 2), (4, 4)):
            await make_alerts(tx, chat_id, available_at=NOW - hours * HOUR)
        first = await claim(tx, chats_limit=3, per_chat=1)
        rest = await claim(tx, chats_limit=3, per_chat=1)
    assert [bundle.chat.id for bundle in first] == [4, 2, 3]
    assert [bundle.chat.id for bundle in rest] == [1]


async def test_one_chat_with_very_many_alerts_does_not_keep_the_others_waiting(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, 1, 50, available_at=NOW - DAY)
        await make_alerts(tx, 2)
        claimed = [bundle.chat.id for _ in range(2) for bundle in await claim(tx, chats_limit=2, per_chat=5)]
    assert claimed == [1, 2]


async def test_a_message_never_holds_more_than_was_asked_for(database: Database) -> None:
    async with database.write() as tx:
        watched = await make_alerts(tx, count=5)
        sizes, told = [], []
        while bundles := await claim(tx, per_chat=2):
            (bundle,) = bundles
            sizes.append(len(bundle.alerts))
            told += [alert.parcel_id for alert in bundle.alerts]
            await due.settle_sent(tx, bundle.id, "mine", 1, NOW)
    assert sizes == [2, 2, 1]
    assert told == [each.id for each in watched]


async def test_a_claim_larger_than_a_statement_is_made_whole(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.dialects.MOST_VALUES", 2)
    async with database.write() as tx:
        watched = await make_alerts(tx, count=5)
        (bundle,) = await claim(tx)
        assert [alert.parcel_id for alert in bundle.alerts] == [each.id for each in watched]
        assert await due.withdraw(tx, bundle.id, "mine", [alert.id for alert in bundle.alerts]) == 5


async def test_what_arrives_while_a_message_is_sent_waits_for_the_next(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx)
        (first,) = await claim(tx)
        late = await make_parcel(tx, 1, "late")
        await due.enqueue(tx, [alert_for(late)])
        assert await claim(tx) == ()
        await due.settle_sent(tx, first.id, "mine", 1, NOW)
        (second,) = await claim(tx)
    assert [alert.parcel_id for alert in second.alerts] == [late.id]
    assert second.id != first.id


async def test_a_chat_chosen_a_moment_too_late_gives_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=3)
        (first,) = await claim(tx, per_chat=1)

        async def chosen_before(*_: object) -> dict[int, chats.Chat]:
            return {1: first.chat}

        monkeypatch.setattr(delivery, "_chats_in_turn", chosen_before)
        assert await claim(tx) == ()


async def test_a_sent_message_is_recorded_and_never_sent_again(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=2)
        (bundle,) = await claim(tx)
        assert await due.settle_sent(tx, bundle.id, "mine", 2**40, NOW + MINUTE) == 2
        sent = await outbox.find_bundle(1, tx, bundle.id)
        assert await claim(tx, NOW + DAY) == ()
        assert await due.reap(tx, NOW + DAY) == 0
    assert {(each.state, each.telegram_message_id, each.sent_at, each.attempts) for each in sent} == {
        ("sent", 2**40, NOW + MINUTE, 1)
    }


async def test_a_failed_message_is_tried_again_as_it_was(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=2)
        (first,) = await claim(tx)
        assert await due.settle_retry(tx, first.id, "mine", NOW + HOUR, "bad gateway", True, False) == 2
        await due.enqueue(tx, [alert_for(await make_parcel(tx, 1, "late"), available_at=NOW + HOUR)])
        assert await claim(tx, NOW + HOUR - MINUTE) == ()
        (again,) = await claim(tx, NOW + HOUR)
        assert [alert.id for alert in again.alerts] == [alert.id for alert in first.alerts]
        assert again.id == first.id
        assert {(each.attempts, each.last_error, each.repeated) for each in again.alerts} == {(1, "bad gateway", False)}


async def test_a_pause_of_all_sending_costs_no_attempt(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx)
        (first,) = await claim(tx)
        await due.settle_retry(tx, first.id, "mine", NOW, "too many requests", False, False)
        (again,) = await claim(tx)
    assert again.alerts[0].attempts == 0


async def test_a_repeat_stays_a_repeat_through_later_tries(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx)
        for repeated in (True, False):
            (bundle,) = await claim(tx)
            await due.settle_retry(tx, bundle.id, "mine", NOW, "timed out", True, repeated)
        (bundle,) = await claim(tx)
    assert bundle.alerts[0].repeated is True
    assert bundle.alerts[0].attempts == 2


async def test_a_message_given_up_stays_so_and_the_next_one_goes_on(database: Database) -> None:
    async with database.write() as tx:
        (watched,) = await make_alerts(tx)
        (bundle,) = await claim(tx)
        assert await due.settle_dead(tx, bundle.id, "mine", "chat not found") == 1
        assert await claim(tx, NOW + DAY) == ()
        assert await due.enqueue(tx, [alert_for(watched)]) == 0
        (dead,) = await outbox.find_bundle(1, tx, bundle.id)
        assert (dead.state, dead.last_error) == ("dead", "chat not found")
        await due.enqueue(tx, [alert_for(watched, level=2, dedup_key="level 2")])
        assert len(await claim(tx)) == 1


async def test_a_worker_that_outlived_its_lease_changes_nothing(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=2)
        (stale,) = await claim(tx, token="slow")
        await due.reap(tx, NOW + MINUTE)
        (current,) = await claim(tx, NOW + MINUTE, token="quick")
        assert current.id == stale.id
        assert await due.settle_sent(tx, stale.id, "slow", 1, NOW) == 0
        assert await due.settle_retry(tx, stale.id, "slow", NOW, "late", True, True) == 0
        assert await due.settle_dead(tx, stale.id, "slow", "late") == 0
        assert await outbox.find_bundle(1, tx, stale.id) == current.alerts
        assert await due.settle_sent(tx, current.id, "quick", 2, NOW) == 2
        assert await due.settle_sent(tx, current.id, "quick", 3, NOW) == 0


async def test_alerts_whose_fact_ended_are_taken_out_of_a_message_before_it_is_sent(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx, count=3)
        (bundle,) = await claim(tx)
        gone = [alert.id for alert in bundle.alerts[:2]]
        assert await due.withdraw(tx, bundle.id, "another's", gone) == 0
        assert await due.withdraw(tx, bundle.id, "mine", gone) == 2
        assert await due.settle_sent(tx, bundle.id, "mine", 1, NOW) == 1
        states = [alert.state for alert in await outbox.find_bundle(1, tx, bundle.id)]
    assert states == ["suppressed", "suppressed", "sent"]


async def test_a_process_delivers_only_to_the_kinds_of_chats_it_serves(database: Database) -> None:
    async with database.write() as tx:
        for chat_id, kind in ((1, "private"), (2, "group"), (3, "terminal")):
            await make_alerts(tx, chat_id, available_at=NOW - chat_id * HOUR)
            await chats.update(chat_id, tx, kind=kind)
        telegram, terminal = ("private", "group"), ("terminal",)
        assert await due.next_wakeup(tx, kinds=telegram) == NOW - 2 * HOUR
        assert await due.next_wakeup(tx, kinds=terminal) == NOW - 3 * HOUR
        assert [bundle.chat.id for bundle in await claim(tx, kinds=telegram)] == [2, 1]
        assert [bundle.chat.id for bundle in await claim(tx, kinds=terminal)] == [3]


async def test_a_lease_is_taken_back_at_its_end_and_not_before(database: Database) -> None:
    async with database.write() as tx:
        await make_alerts(tx)
        await claim(tx)
        assert await due.reap(tx, NOW + MINUTE - MINUTE / 60) == 0
        assert await due.reap(tx, NOW + MINUTE) == 1


async def test_delivery_wakes_for_the_next_alert_or_the_next_lease_to_end(database: Database) -> None:
    async with database.write() as tx:
        assert await due.next_wakeup(tx) is None
        await make_alerts(tx, available_at=NOW - HOUR)
        await make_alerts(tx, 2, available_at=NOW + DAY)
        assert await due.next_wakeup(tx) == NOW - HOUR
        await claim(tx)
        # The first chat's next alert cannot go before the message being sent is settled.
        await due.enqueue(tx, [alert_for(await make_parcel(tx, 1, "late"))])
        assert await due.next_wakeup(tx) == NOW + MINUTE
        await due.reap(tx, NOW + MINUTE)
        assert await due.next_wakeup(tx) == NOW - HOUR
