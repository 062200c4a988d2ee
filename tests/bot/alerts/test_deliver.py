"""Delivery: one message for many parcels, sent at least once, looked at again before it goes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from bot.alerts.deliver import AT_ONCE, Delivery
from tests.bot.alerts.shop import CHAT, START, Shop, overdue

NUMBER = "LP00000000000001"
REPEAT = "重发"


async def test_many_parcels_of_a_chat_are_one_message(shop: Shop) -> None:
    await overdue(shop, 3)
    await shop.deliver()
    (message,) = shop.sent
    assert message.chat_id == CHAT
    assert "3 件" in message.plain
    assert all(f"LP{number:014d}" in message.plain for number in (1, 2, 3))
    assert {alert.telegram_message_id for alert in await shop.alerts()} == {1}
    assert await shop.deliver() == 0


async def test_a_message_names_twenty_parcels_and_counts_the_rest(shop: Shop) -> None:
    await overdue(shop, 33)
    await shop.deliver()
    (message,) = shop.sent
    assert message.plain.count("LP0") == 20
    assert "33 件" in message.plain
    assert "13 件" in message.plain
    assert set(await shop.states()) == {"sent"}


async def test_the_longest_overdue_comes_first_and_each_rule_has_its_own_lines(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START + timedelta(days=3))
    await shop.watch("LP00000000000002", promised=START + timedelta(days=1))
    shop.wait(days=3)
    (message,) = await shop.tick()
    overdue, silent = message.plain.split("轨迹断更")
    assert overdue.index("LP00000000000002") < overdue.index(NUMBER)
    assert silent.count("LP0") == 2


async def test_what_is_furthest_gone_comes_first(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START)
    await shop.watch("LP00000000000002", promised=START + timedelta(days=60))
    await shop.settle_in(silence_days=7, overdue_on=False)
    shop.wait(days=7)
    await shop.settle_in(silence_days=7, overdue_on=True)
    (message,) = await shop.tick()
    assert message.plain.index("超过承诺时间") < message.plain.index("轨迹断更"), "the second level of the first rule"


async def test_a_process_killed_after_the_send_repeats_the_same_message_marked_as_one(shop: Shop) -> None:
    await overdue(shop, 2)
    shop.telegram.answering.clear()
    process = asyncio.create_task(shop.deliver())
    await shop.telegram.received()
    process.cancel()
    await asyncio.gather(process, return_exceptions=True)
    shop.telegram.answering.set()

    assert set(await shop.states()) == {"leased"}
    assert await shop.deliver() == 0, "the lease still runs"
    shop.wait(seconds=60)
    assert await shop.delivery.reap() == 2
    await shop.deliver()
    first, second = shop.sent
    assert REPEAT not in first.plain
    assert REPEAT in second.plain
    assert first.data == second.data
    assert set(await shop.states()) == {"sent"}


async def test_a_worker_that_outlived_its_lease_settles_nothing(shop: Shop) -> None:
    await overdue(shop)
    shop.telegram.answering.clear()
    slow = asyncio.create_task(shop.delivery.run())
    await shop.telegram.received()
    shop.wait(seconds=61)
    await shop.delivery.reap()
    shop.delivery.stop()
    shop.telegram.answering.set()
    assert await slow == 0
    assert await shop.states() == ["ready"]


async def test_a_429_puts_the_message_off_for_exactly_so_long_and_counts_no_attempt(shop: Shop) -> None:
    await overdue(shop)
    await shop.settle_in(chat_id=CHAT + 1)
    shop.telegram.refuse(429, "Too Many Requests: retry after 30", retry_after=30)
    await shop.delivery.run()
    (alert,) = await shop.alerts()
    assert (alert.state, alert.attempts, alert.repeated) == ("ready", 0, False)
    assert alert.available_at == START + timedelta(seconds=30)
    await overdue(shop, chat_id=CHAT + 1)
    shop.wait(seconds=29)
    assert await shop.delivery.run() == 0, "the pause is everybody's"
    shop.wait(seconds=1)
    assert await shop.delivery.run() == 2


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found")],
)
async def test_a_chat_that_refuses_for_good_is_left_alone_from_then_on(shop: Shop, status: int, words: str) -> None:
    await overdue(shop)
    shop.telegram.refuse(status, words)
    await shop.deliver()
    assert await shop.states() == ["suppressed"]
    chat = await shop.chat()
    assert chat is not None
    assert not chat.active
    shop.wait(days=9)
    assert await shop.tick() == []


@pytest.mark.parametrize(("status", "words"), [(403, "Forbidden: a new reason"), (400, "Bad Request: a new reason")])
async def test_an_unknown_refusal_gives_up_the_message_and_keeps_the_chat(shop: Shop, status: int, words: str) -> None:
    await overdue(shop)
    shop.telegram.refuse(status, words)
    await shop.deliver()
    assert await shop.states() == ["dead"]
    chat = await shop.chat()
    assert chat is not None
    assert chat.active
    await overdue(shop, 2)
    assert await shop.deliver() == 1


async def test_a_group_that_became_a_supergroup_gets_its_message_under_the_new_id(shop: Shop) -> None:
    await overdue(shop)
    shop.telegram.refuse(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100123)
    await shop.deliver()
    (message,) = shop.sent
    assert message.chat_id == -100123
    assert await shop.states(-100123) == ["sent"]
    assert await shop.chat(CHAT) is None


async def test_markup_telegram_does_not_understand_goes_once_more_as_plain_text(shop: Shop) -> None:
    await overdue(shop)
    shop.telegram.refuse(400, "Bad Request: can't parse entities: Unsupported start tag")
    await shop.deliver()
    (message,) = shop.sent
    assert not message.as_html
    assert NUMBER in message.text
    assert "<" not in message.text


async def test_a_plain_text_that_is_refused_too_is_given_up(shop: Shop) -> None:
    await overdue(shop)
    for _ in range(2):
        shop.telegram.refuse(400, "Bad Request: can't parse entities")
    await shop.deliver()
    assert await shop.states() == ["dead"]
    assert not shop.telegram.answers


async def test_many_chats_are_served_at_once_and_each_in_turn(shop: Shop) -> None:
    for number in range(2 * AT_ONCE + 3):
        await shop.settle_in(chat_id=9000 + number)
        await overdue(shop, 2, chat_id=9000 + number)
    shop.telegram.answering.clear()
    running = asyncio.create_task(shop.deliver())
    await shop.telegram.received(AT_ONCE)
    await asyncio.sleep(0.05)
    shop.telegram.answering.set()
    assert await running == 2 * AT_ONCE + 3
    assert shop.telegram.most_underway == AT_ONCE
    assert len({message.chat_id for message in shop.sent}) == len(shop.sent) == 2 * AT_ONCE + 3


async def test_a_chat_that_fails_stops_nobody_else(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await overdue(shop)
    await shop.settle_in(chat_id=CHAT + 1, language="en")
    await overdue(shop, chat_id=CHAT + 1)
    whole = shop.services.renderer.render

    def broken(name: str, locale: str, facts: dict[str, object]) -> str:
        if locale == "zh":
            raise ZeroDivisionError
        return whole(name, locale, facts)

    monkeypatch.setattr(shop.services.renderer, "render", broken)
    await shop.deliver()
    assert [message.chat_id for message in shop.sent] == [CHAT + 1]
    (alert,) = await shop.alerts()
    assert (alert.state, alert.attempts, alert.last_error) == ("ready", 1, "ZeroDivisionError")


async def test_stopping_lets_what_is_on_its_way_arrive_and_claims_nothing_more(shop: Shop) -> None:
    await overdue(shop)
    shop.telegram.answering.clear()
    running = asyncio.create_task(shop.delivery.run())
    await shop.telegram.received()
    await shop.settle_in(chat_id=CHAT + 1)
    await overdue(shop, chat_id=CHAT + 1)
    shop.delivery.stop()
    shop.telegram.answering.set()
    assert await running == 1
    assert await shop.states() == ["sent"]
    assert await shop.states(CHAT + 1) == ["ready"]


async def test_logs_name_no_chat_and_no_parcel(shop: Shop) -> None:
    await overdue(shop)
    shop.telegram.refuse(502, "Bad Gateway")
    with structlog.testing.capture_logs() as lines:
        await shop.delivery.run()
        shop.wait(minutes=10)
        await shop.delivery.run()
    assert [line["event"] for line in lines] == ["alert_failed", "alert_sent"]
    written = repr(lines)
    assert str(CHAT) not in written
    assert NUMBER not in written


async def test_the_whole_way_is_the_same_on_both_engines(database_url: str, tmp_path: Path) -> None:
    async with Shop.open(tmp_path, url=database_url) as shop:
        await overdue(shop, 3)
        shop.telegram.refuse(429, "Too Many Requests: retry after 5", retry_after=5)
        await shop.delivery.run()
        shop.wait(seconds=5)
        assert await shop.delivery.run() == 1
        assert await shop.states() == ["sent"] * 3
        assert await shop.tick() == []


async def test_delivery_for_one_kind_of_chat_leaves_the_others_alone(shop: Shop) -> None:
    """The chat in a terminal must not take the alerts of Telegram's chats out of a shared database."""
    await overdue(shop)
    terminal = Delivery(shop.services, shop.bot, kinds=("terminal",))
    assert not await terminal.wakeup()
    assert await terminal.run() == 0
    assert await shop.states() == ["ready"]
    assert await Delivery(shop.services, shop.bot, kinds=("private", "group")).run() == 1
