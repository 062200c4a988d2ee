"""The door: tokens, paths, unknown methods and parameters, and the record of what came."""

from __future__ import annotations

import time

import pytest

from tests.botapi import BotApiServer, Violation

from .conftest import Api


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/", 404, "Not Found"),
        ("/bot110201543:wrong/getMe", 401, "Unauthorized"),
        ("/bot110201543/getMe", 401, "Unauthorized: invalid token specified"),
        ("/file/bot110201543:wrong/documents/file_1.csv", 401, "Unauthorized"),
    ],
)
async def test_strangers_are_turned_away(
    server: BotApiServer, api: Api, path: str, status: int, description: str
) -> None:
    async with api.session.get(server.url + path) as response:
        body = await response.json()
    assert (response.status, body) == (status, {"ok": False, "error_code": status, "description": description})
    assert server.requests == []


async def test_an_unknown_method_is_not_found_and_recorded(api: Api, server: BotApiServer) -> None:
    reply = await api("sendTelepathy", chat_id=1)
    assert (reply.status, reply.error) == (404, "Not Found: method not found")
    assert server.violations == [Violation(1, "sendTelepathy", "Not Found: method not found")]


async def test_an_unknown_parameter_is_recorded_and_ignored(api: Api, server: BotApiServer) -> None:
    seller = server.user(met=True)
    await api.remarked("unknown parameter 'quote'", "sendMessage", chat_id=seller.id, text="x", quote=True)
    await api.lawful("sendMessage", chat_id=seller.id, text="x", protect_content=True)


async def test_values_have_the_types_of_the_api(api: Api, server: BotApiServer) -> None:
    seller = server.user(met=True)
    await api.lawful("sendMessage", chat_id=str(seller.id), text="x", disable_notification="true")
    await api.refused(
        "invalid disable_notification", "sendMessage", chat_id=seller.id, text="x", disable_notification=5
    )
    await api.refused('field "text" must be of type String', "sendMessage", chat_id=seller.id, text=5)
    await api.refused("can't parse reply markup", "sendMessage", chat_id=seller.id, text="x", reply_markup="{")
    await api.refused("invalid message_id", "deleteMessage", chat_id=seller.id, message_id="x")


async def test_requests_are_recorded_with_parameters_time_and_answer(api: Api, server: BotApiServer) -> None:
    seller = server.user(met=True)
    before = time.monotonic()
    await api("sendMessage", chat_id=seller.id, text="1")
    await api("sendMessage", chat_id=seller.id, text="")
    await api("getMe")
    first, second, third = server.requests
    assert (first.method, first.params["text"], first.chat, first.status) == ("sendMessage", "1", seller.id, 200)
    assert (second.status, second.error) == (400, "Bad Request: message text is empty")
    assert (third.method, third.chat) == ("getMe", None)
    assert before <= first.at <= second.at <= third.at <= time.monotonic()
    assert server.calls("sendMessage", seller.id) == [first, second]


async def test_a_stopped_server_refuses_connections_and_comes_back_on_its_port(api: Api, server: BotApiServer) -> None:
    url = server.url
    await server.stop()
    with pytest.raises(OSError):
        await api("getMe")
    await server.start()
    assert server.url == url
    assert (await api("getMe")).result["username"] == "peifu_test_bot"


async def test_logging_out_ends_everything(api: Api) -> None:
    await api.lawful("logOut")
    assert (await api("getMe")).error == "Logged out"


async def test_closing_is_refused_in_the_first_ten_minutes(api: Api, server: BotApiServer) -> None:
    reply = await api("close")
    assert reply.status == 429
    assert 590 < reply.body["parameters"]["retry_after"] <= 600
    server.started_at -= 601
    assert (await api("close")).result is True
