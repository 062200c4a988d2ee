"""Looking again before a send: what ended meanwhile is not told, what must wait waits."""

from __future__ import annotations

from datetime import timedelta

from storage import chats, due, outbox, parcels
from storage.parcels import NewParcel
from tests.bot.alerts.shop import CHAT, START, Shop, overdue

NUMBER = "LP00000000000001"


async def test_a_chat_that_was_switched_off_meanwhile_gets_nothing(shop: Shop) -> None:
    await overdue(shop)
    async with shop.services.database.write() as tx:
        (bundle,) = await due.claim(tx, shop.now, lease_for=timedelta(minutes=1), token="t", chats_limit=1, per_chat=9)
        await chats.update(CHAT, tx, subscribed=False)
    assert await shop.delivery._deliver(bundle) is False
    assert shop.sent == []
    assert await shop.states() == ["ready"]


async def test_what_was_made_before_the_quiet_hours_waits_for_the_morning_if_it_is_still_unsent(shop: Shop) -> None:
    await overdue(shop)
    await shop.settle_in(quiet_from=11 * 60, quiet_to=20 * 60)
    await shop.deliver()
    assert shop.sent == []
    (alert,) = await shop.alerts()
    assert (alert.available_at, alert.attempts) == (START + timedelta(hours=8), 0)
    shop.wait(hours=8)
    assert await shop.deliver() == 1


async def test_the_night_is_summed_up_in_one_morning_message(shop: Shop) -> None:
    await shop.settle_in(quiet_from=22 * 60, quiet_to=8 * 60)
    for hour in (12, 14, 16):  # midnight, two and four in the morning
        await shop.watch(f"LP{hour:014d}", promised=START + timedelta(hours=hour))
    sent = []
    for _ in range(21):
        sent += await shop.tick()
        shop.wait(hours=1)
    (message,) = sent
    assert "早上好" in message.plain
    assert "3 件" in message.plain


async def test_facts_that_ended_are_taken_out_and_the_others_go(shop: Shop) -> None:
    first, second, third = await overdue(shop, 3)
    async with shop.services.database.write() as tx:
        await parcels.set_delivered(CHAT, tx, first.id, shop.now)
        await parcels.add(
            CHAT, tx, [NewParcel(second.number, None, None, shop.now + timedelta(days=9), "moment")], shop.now
        )
    await shop.deliver()
    (message,) = shop.sent
    assert third.number in message.plain
    assert first.number not in message.plain
    assert second.number not in message.plain
    assert await shop.states() == ["suppressed", "suppressed", "sent"]


async def test_a_message_with_nothing_left_to_say_is_not_sent(shop: Shop) -> None:
    (parcel,) = await shop.watch(NUMBER)
    shop.wait(days=3)
    await shop.scan()
    async with shop.services.database.write() as tx:
        await parcels.append_event(
            CHAT, tx, parcel.id, occurred_at=shop.now, text="Departed", source="seller", now=shop.now
        )
    await shop.deliver()
    assert shop.sent == []
    assert await shop.states() == ["suppressed"]


async def test_a_rule_that_is_off_sends_nothing(shop: Shop) -> None:
    await overdue(shop)
    await shop.settle_in(overdue_on=False)
    await shop.deliver()
    assert shop.sent == []
    assert await shop.states() == ["suppressed"]


async def test_older_news_that_becomes_known_does_not_end_the_silence(shop: Shop) -> None:
    (parcel,) = await shop.watch(NUMBER)
    shop.wait(days=3)
    await shop.scan()
    async with shop.services.database.write() as tx:
        await parcels.append_event(
            CHAT, tx, parcel.id, occurred_at=START - timedelta(days=1), text="Accepted", source="seller", now=shop.now
        )
    await shop.deliver()
    (message,) = shop.sent
    assert "静默 4 天" in message.plain


async def test_a_snoozed_alert_comes_back_once_if_it_is_still_true(shop: Shop) -> None:
    await overdue(shop)
    await shop.deliver()
    bundle = (await shop.alerts())[0].bundle
    assert bundle is not None
    async with shop.services.database.write() as tx:
        await outbox.snooze(CHAT, tx, bundle, shop.now + timedelta(hours=24), shop.now)
    shop.wait(hours=23, minutes=59)
    assert await shop.tick() == []
    shop.wait(minutes=1)
    (message,) = await shop.tick()
    assert "还是没有变化" in message.plain
    assert await shop.tick() == []


async def test_a_snoozed_alert_stays_away_when_it_is_no_longer_true(shop: Shop) -> None:
    (parcel,) = await overdue(shop)
    await shop.deliver()
    bundle = (await shop.alerts())[0].bundle
    assert bundle is not None
    async with shop.services.database.write() as tx:
        await outbox.snooze(CHAT, tx, bundle, shop.now + timedelta(hours=24), shop.now)
        await parcels.set_delivered(CHAT, tx, parcel.id, shop.now)
    shop.wait(hours=24)
    assert await shop.tick() == []
