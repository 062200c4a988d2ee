"""Sends that get no good answer: how often, how long in between, and what the next copy says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import TimedOut

from bot.transport.http import RequestFailed, RequestTimedOut
from tests.bot.alerts.shop import START, Shop, overdue


async def test_a_send_without_an_answer_is_repeated_some_seconds_later_and_says_so(shop: Shop) -> None:
    await overdue(shop)
    shop.telegram.answers.append(RequestTimedOut("late", ambiguous=True))
    await shop.deliver()
    (alert,) = await shop.alerts()
    assert (alert.state, alert.attempts, alert.repeated) == ("ready", 1, True)
    assert timedelta(seconds=5) <= alert.available_at - START <= timedelta(seconds=15)
    shop.wait(minutes=10)
    await shop.deliver()
    (message,) = shop.sent
    assert "重发" in message.plain


async def test_the_waits_between_repeats_grow_to_minutes(shop: Shop) -> None:
    await overdue(shop)
    waits = []
    for _ in range(4):
        shop.telegram.answers.append(TimedOut())
        await shop.deliver()
        (alert,) = await shop.alerts()
        waits.append(alert.available_at - shop.now)
        shop.moment[0] = alert.available_at
    assert waits == sorted(waits)
    assert timedelta(minutes=5) <= waits[-1] <= timedelta(minutes=10)


@pytest.mark.parametrize("error", [RequestFailed("reset", ambiguous=True), TimedOut()])
async def test_after_five_sends_without_an_answer_the_message_is_given_up(shop: Shop, error: Exception) -> None:
    await overdue(shop)
    shop.telegram.answers.extend([error] * 9)
    for _ in range(9):
        await shop.deliver()
        shop.wait(minutes=10)
    assert await shop.states() == ["dead"]
    assert len(shop.telegram.answers) == 9 - 5


async def test_what_never_left_this_machine_is_tried_for_as_long_as_it_takes_and_is_no_repeat(shop: Shop) -> None:
    await overdue(shop)
    waits = []
    for _ in range(14):
        shop.telegram.answers.append(RequestFailed("no route", ambiguous=False))
        await shop.delivery.run()
        (alert,) = await shop.alerts()
        assert (alert.state, alert.attempts, alert.repeated) == ("ready", 0, False)
        waits.append((alert.available_at - shop.now).total_seconds())
        shop.moment[0] = alert.available_at
    assert all(2 <= wait <= 600 for wait in waits)
    assert waits[0] <= 4
    assert min(waits[-3:]) >= 300
    await shop.delivery.run()
    (message,) = shop.sent
    assert "重发" not in message.plain


async def test_a_server_that_answers_with_an_error_is_tried_again_and_the_copy_is_marked(shop: Shop) -> None:
    await overdue(shop)
    for _ in range(7):
        shop.telegram.refuse(502, "Bad Gateway")
        await shop.delivery.run()
        shop.wait(minutes=10)
    (alert,) = await shop.alerts()
    assert (alert.state, alert.attempts) == ("ready", 0)
    await shop.delivery.run()
    (message,) = shop.sent
    assert "重发" in message.plain


async def test_while_the_network_is_down_nobody_else_is_tried(shop: Shop) -> None:
    await overdue(shop)
    for chat_id in range(8000, 8040):
        await shop.settle_in(chat_id=chat_id)
        await overdue(shop, chat_id=chat_id)
    shop.telegram.answers.extend(RequestFailed("down", ambiguous=False) for _ in range(99))
    await shop.delivery.run()
    assert 99 - len(shop.telegram.answers) <= 16, "only those already under way meet the outage"


async def test_success_makes_the_next_failure_a_short_one_again(shop: Shop) -> None:
    await overdue(shop)
    for _ in range(6):
        shop.telegram.answers.append(RequestFailed("down", ambiguous=False))
        await shop.delivery.run()
        shop.wait(minutes=10)
    await shop.delivery.run()
    await shop.watch("LP00000000000002", promised=shop.now)
    await shop.scan()
    shop.telegram.answers.append(RequestFailed("down", ambiguous=False))
    await shop.delivery.run()
    alert = (await shop.alerts())[-1]
    assert alert.available_at - shop.now <= timedelta(seconds=4)
