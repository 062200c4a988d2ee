"""Misfortune by script: exactly the calls that were meant, exactly as often."""

from __future__ import annotations

import time

import aiohttp
import pytest

from tests.botapi import BotApiServer, User

from .conftest import Api


@pytest.fixture
def seller(server: BotApiServer) -> User:
    return server.user(met=True)


async def test_a_gateway_error_strikes_the_next_calls_of_one_method(
    api: Api, server: BotApiServer, seller: User
) -> None:
    fault = server.fail("sendMessage", times=2, status=502)
    url = f"{server.url}/bot{server.token}/sendMessage"
    assert (await api("getMe")).status == 200
    for _ in range(2):
        async with api.session.post(url, json={"chat_id": seller.id, "text": "x"}) as response:
            assert (response.status, "502" in await response.text()) == (502, True)
    assert fault.spent
    await api.lawful("sendMessage", chat_id=seller.id, text="x")
    assert [request.status for request in server.calls("sendMessage")] == [502, 502, 200]
    assert len(seller.history) == 1


async def test_a_fault_can_be_meant_for_one_chat(api: Api, server: BotApiServer, seller: User) -> None:
    other = server.user(met=True)
    server.fail(chat=seller.id, error=(400, "Bad Request: CHAT_WRITE_FORBIDDEN"))
    await api.lawful("sendMessage", chat_id=other.id, text="x")
    assert (await api("sendMessage", chat_id=seller.id, text="x")).error == "Bad Request: CHAT_WRITE_FORBIDDEN"
    assert server.violations == []


@pytest.mark.parametrize(("when", "delivered"), [("before", 0), ("after", 1)])
async def test_a_dropped_connection_leaves_the_caller_in_doubt(
    api: Api, server: BotApiServer, seller: User, when: str, delivered: int
) -> None:
    server.fail("sendMessage", drop=when)
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=seller.id, text="x")
    assert len(seller.history) == delivered
    assert server.requests[0].status == 0
    await api.lawful("sendMessage", chat_id=seller.id, text="x")


async def test_a_stalled_call_is_carried_out_and_answered_late(api: Api, server: BotApiServer, seller: User) -> None:
    server.fail("sendMessage", stall=0.3)
    started = time.monotonic()
    await api.lawful("sendMessage", chat_id=seller.id, text="x")
    assert 0.3 <= time.monotonic() - started < 2


async def test_polling_can_fail_too(api: Api, server: BotApiServer) -> None:
    server.fail("getUpdates", error=(500, "Internal Server Error: restart"))
    assert (await api("getUpdates")).status == 500
    assert (await api("getUpdates")).status == 200


def test_a_fault_is_one_thing_only(server: BotApiServer) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        server.fail(status=502, stall=1)
    with pytest.raises(ValueError, match="before or after"):
        server.fail(drop="during")
