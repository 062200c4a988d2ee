"""Budgets and freezes: on a clock of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.botapi import BotApiServer, Violation

from .conftest import Api


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        running.monotonic = running.limits.monotonic = clock
        yield running


async def burst(api: Api, chat: int, n: int, method: str = "sendMessage", **more: Any) -> list[int]:
    params = {"text": "x"} if method == "sendMessage" else {}
    return [(await api(method, chat_id=chat, **params, **more)).status for _ in range(n)]


async def test_a_private_chat_takes_a_burst_of_three_then_one_a_second(
    api: Api, server: BotApiServer, clock: Clock
) -> None:
    seller = server.user(met=True)
    assert await burst(api, seller.id, 3) == [200] * 3
    for _ in range(5):
        clock.now += 1
        assert await burst(api, seller.id, 1) == [200]
    assert server.violations == []
    reply = await api("sendMessage", chat_id=seller.id, text="x")
    assert (reply.status, reply.body["parameters"]) == (429, {"retry_after": 1})
    assert server.violations == [Violation(seller.id, "sendMessage", "Too Many Requests: retry after 1")]


async def test_a_request_that_the_network_hurried_on_is_forgiven(api: Api, server: BotApiServer, clock: Clock) -> None:
    seller = server.user(met=True)
    assert await burst(api, seller.id, 3) == [200] * 3
    for late in (0.6, 1.4, 0.6, 1.4):
        clock.now += late
        assert await burst(api, seller.id, 1) == [200]
    clock.now += 0.4
    assert await burst(api, seller.id, 1) == [429]


async def test_a_group_takes_twenty_a_minute(api: Api, server: BotApiServer, clock: Clock) -> None:
    group = server.group("g", server.user())
    assert await burst(api, group.chat.id, 20) == [200] * 20
    clock.now += 3
    assert await burst(api, group.chat.id, 1) == [200]
    reply = await api("sendMessage", chat_id=group.chat.id, text="x")
    assert (reply.status, reply.body["parameters"]["retry_after"]) == (429, 3)


async def test_all_chats_together_take_thirty_a_second(api: Api, server: BotApiServer, clock: Clock) -> None:
    sellers = [server.user(met=True) for _ in range(31)]
    answers = [(await burst(api, seller.id, 1))[0] for seller in sellers]
    assert answers == [200] * 30 + [429]
    assert [v.chat for v in server.violations] == [sellers[30].id]
    clock.now += 1.001
    assert [(await burst(api, seller.id, 1))[0] for seller in sellers[:30]] == [200] * 30


async def test_edits_and_documents_spend_the_same_budget_and_chat_actions_do_not(
    api: Api, server: BotApiServer
) -> None:
    seller = server.user(met=True)
    sent = (await api("sendMessage", chat_id=seller.id, text="x")).result["message_id"]
    for text in "ab":
        await api.lawful("editMessageText", chat_id=seller.id, message_id=sent, text=text)
    assert await burst(api, seller.id, 3, "sendChatAction", action="typing") == [200] * 3
    assert (await api("editMessageText", chat_id=seller.id, message_id=sent, text="c")).status == 429


async def test_a_chat_is_closed_for_exactly_as_long_as_the_429_said(
    api: Api, server: BotApiServer, clock: Clock
) -> None:
    seller, other = server.user(met=True), server.user(met=True)
    server.fail("sendMessage", chat=seller.id, retry_after=5)
    reply = await api("sendMessage", chat_id=seller.id, text="x")
    assert reply.body["parameters"] == {"retry_after": 5}
    assert server.violations == []
    clock.now += 4.9
    await api.lawful("sendMessage", chat_id=other.id, text="x")
    assert (await api("sendChatAction", chat_id=seller.id, action="typing")).body["parameters"] == {"retry_after": 1}
    assert server.violations == [Violation(seller.id, "sendChatAction", "Too Many Requests: retry after 1")]
    server.violations.clear()
    clock.now += 0.1
    await api.lawful("sendMessage", chat_id=seller.id, text="x")


async def test_a_429_for_no_chat_in_particular_closes_everything_but_polling(
    api: Api, server: BotApiServer, clock: Clock
) -> None:
    seller = server.user(met=True)
    server.fail(retry_after=2)
    assert (await api("getMe")).status == 429
    clock.now += 1
    assert (await api("sendMessage", chat_id=seller.id, text="x")).status == 429
    assert (await api("getUpdates")).status == 200
    assert [v.method for v in server.violations] == ["sendMessage"]


async def test_a_request_already_under_way_is_refused_but_not_blamed(
    api: Api, server: BotApiServer, clock: Clock
) -> None:
    seller = server.user(met=True)
    server.fail(retry_after=2)
    await api("sendMessage", chat_id=seller.id, text="x")
    clock.now += 0.2
    assert (await api("sendMessage", chat_id=seller.id, text="x")).status == 429
    assert server.violations == []


async def test_without_limits_nothing_is_counted(api: Api, server: BotApiServer) -> None:
    server.limits.enabled = False
    assert await burst(api, server.user(met=True).id, 50) == [200] * 50
