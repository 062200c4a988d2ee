"""Long polling: what is delivered when, what counts as confirmed, and who is turned away."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from tests.botapi import BotApiServer, User

from .conftest import Api


@pytest.fixture
def seller(server: BotApiServer) -> User:
    return server.user()


async def test_a_poll_waits_until_something_comes(api: Api, server: BotApiServer, seller: User) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=20))
    await server.wait_for(lambda: server.updates.polled)
    assert not poll.done()
    await seller.send("/start")
    (update,) = (await poll).result
    assert update["message"]["text"] == "/start"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert update["message"]["from"]["language_code"] == "zh-hans"


async def test_an_empty_poll_ends_when_its_time_is_up(api: Api) -> None:
    started = time.monotonic()
    assert (await api("getUpdates", timeout=1)).result == []
    assert 0.9 < time.monotonic() - started < 3


async def test_updates_are_repeated_until_an_offset_confirms_them(api: Api, server: BotApiServer, seller: User) -> None:
    for text in "123":
        await seller.send(text)
    assert server.confirmed_offset == 0
    first = await api.lawful("getUpdates")
    assert [update["message"]["text"] for update in first] == ["1", "2", "3"]
    again = await api.lawful("getUpdates", offset=first[1]["update_id"])
    assert [update["message"]["text"] for update in again] == ["2", "3"]
    assert server.confirmed_offset == first[1]["update_id"]
    assert [update["message"]["text"] for update in server.unconfirmed] == ["2", "3"]
    assert [u["message"]["text"] for u in await api.lawful("getUpdates", limit=1)] == ["2"]
    assert await api.lawful("getUpdates", offset=first[2]["update_id"] + 1) == []
    assert server.unconfirmed == []


async def test_a_negative_offset_keeps_the_last_ones(api: Api, seller: User) -> None:
    for text in "123":
        await seller.send(text)
    assert [u["message"]["text"] for u in await api.lawful("getUpdates", offset=-1)] == ["3"]
    assert [u["message"]["text"] for u in await api.lawful("getUpdates")] == ["3"]


async def test_allowed_updates_are_remembered_until_named_again(api: Api, server: BotApiServer, seller: User) -> None:
    await api.lawful("getUpdates", allowed_updates=["message"])
    first = await seller.send("1")
    await seller.edit(first, "2")
    assert [set(u) for u in await api.lawful("getUpdates")] == [{"update_id", "message"}]
    await api.lawful("getUpdates", allowed_updates=["edited_message"])
    await seller.edit(first, "3")
    await seller.send("4")
    assert [next(reversed(u)) for u in server.unconfirmed] == ["message", "edited_message"]
    await api.lawful("getUpdates", allowed_updates=[])
    await seller.send("5")
    assert len(server.unconfirmed) == 3
    await api.remarked("unknown kind of update 'messages'", "getUpdates", allowed_updates=["messages"])


async def test_a_second_poller_ends_the_first_with_a_conflict(api: Api, server: BotApiServer, seller: User) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=20))
    await server.wait_for(lambda: server.updates.polled)
    second = asyncio.create_task(api("getUpdates", timeout=20))
    conflict = await first
    assert conflict.status == 409
    assert conflict.error.startswith("Conflict: terminated by other getUpdates request")
    assert server.updates.conflicts == 1
    await seller.send("1")
    assert len((await second).result) == 1


async def test_a_poller_that_hung_up_is_in_nobodys_way(server: BotApiServer, seller: User) -> None:
    async with aiohttp.ClientSession() as session:
        gone = asyncio.create_task(Api(server, session)("getUpdates", timeout=20))
        await server.wait_for(lambda: server.updates.polled)
        gone.cancel()
    await server.wait_for(lambda: not server.updates.polled)
    async with aiohttp.ClientSession() as session:
        poll = asyncio.create_task(Api(server, session)("getUpdates", timeout=20))
        await server.wait_for(lambda: server.updates.polled)
        await seller.send("1")
        assert len((await poll).result) == 1
    assert server.updates.conflicts == 0


async def test_with_a_webhook_there_is_no_polling(api: Api) -> None:
    await api.lawful("setWebhook", url="http://127.0.0.1:9/hook")
    reply = await api("getUpdates")
    assert reply.status == 409
    assert "while webhook is active" in reply.error
    await api.lawful("deleteWebhook", drop_pending_updates=True)
    assert await api.lawful("getUpdates") == []


async def test_the_same_offset_twice_in_a_hurry_gets_one_update_and_a_wait(session: object) -> None:
    async with BotApiServer(limits=False) as server:
        seller = server.user()
        api = Api(server, session)  # type: ignore[arg-type]
        for text in "123":
            await seller.send(text)
        assert len((await api("getUpdates", timeout=0)).result) == 3
        assert len((await api("getUpdates", timeout=0)).result) == 1
        last = server.unconfirmed[-1]["update_id"]
        assert (await api("getUpdates", offset=last + 1, timeout=0)).result == []
        started = time.monotonic()
        assert (await api("getUpdates", offset=last + 1, timeout=0)).result == []
        assert 2.9 < time.monotonic() - started < 4


async def test_long_texts_reach_the_bot_in_pieces_of_4096(server: BotApiServer, seller: User) -> None:
    await seller.send("😀" * 2500)
    assert [len(u["message"]["text"]) for u in server.unconfirmed] == [2048, 452]
    with pytest.raises(ValueError, match="empty"):
        await seller.send(" ")
