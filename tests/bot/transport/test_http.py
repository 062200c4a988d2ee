import asyncio
import json
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.transport.http import AiohttpRequest, RequestFailed, RequestTimedOut, may_have_arrived
from bot.transport.pacing import retry_seconds

TOKEN = "8123456789:AAE-abcdefghijklmnopqrstuvwxyz01234"
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
SENT = {
    "ok": True,
    "result": {"message_id": 7, "date": 1_700_000_000, "chat": {"id": 1, "type": "private", "first_name": "A"}},
}


@asynccontextmanager
async def server(handler: Handler) -> AsyncIterator[str]:
    """The address of a server on this machine, with the bot's token in it as in the Bot API's addresses."""
    runner = web.ServerRunner(web.Server(handler), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=512).start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/bot{TOKEN}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def request_object(**options: Any) -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest(**options)
    async with request:
        yield request


def answering(body: Any, status: int = 200, **options: Any) -> Handler:
    async def handler(request: web.BaseRequest) -> web.Response:
        await request.read()
        if isinstance(body, str):
            return web.Response(text=body, status=status, content_type="text/html", **options)
        return web.json_response(body, status=status, **options)

    return handler


def find_no_name(*_: object, **__: object) -> None:
    """In place of asking somebody outside this machine."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


async def failure_of(handler: Handler, **options: Any) -> TelegramError:
    """How a call to such a server ends."""
    async with server(handler) as url, request_object(**options) as request:
        return await failure(request, f"{url}/sendMessage")


async def failure(request: BaseRequest, url: str) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await request.post(url)
    assert_says_nothing_secret(caught.value)
    return caught.value


def assert_says_nothing_secret(error: BaseException) -> None:
    seen: list[BaseException | None] = [error]
    for link in seen:
        if link is not None:
            words = f"{link!s} {link!r} {link.args} {vars(link)}"
            assert TOKEN not in words
            assert "/bot" not in words
            seen += [link.__cause__, link.__context__]
    assert TOKEN not in "".join(traceback.format_exception(error))


async def test_parameters_arrive_as_the_bot_api_takes_them() -> None:
    received: dict[str, Any] = {}

    async def handler(request: web.BaseRequest) -> web.Response:
        received.update(await request.json())
        return web.json_response(SENT)

    async with server(handler) as url, request_object() as request:
        bot = Bot(TOKEN, base_url=url.removesuffix(TOKEN), request=request)
        sent = await bot.send_message(1, "保费 ¥0.60 & <b>\ud83d", parse_mode="HTML", disable_notification=True)
    assert sent.message_id == 7
    assert received == {
        "chat_id": "1",
        "text": "保费 ¥0.60 & <b>?",
        "parse_mode": "HTML",
        "disable_notification": "true",
    }


async def test_a_value_that_is_no_text_arrives_as_json_in_a_text() -> None:
    received: dict[str, Any] = {}

    async def handler(request: web.BaseRequest) -> web.Response:
        received.update(await request.json())
        return web.json_response(SENT)

    keyboard = {"inline_keyboard": [[{"text": "算保费\ud83d", "callback_data": "q:20000"}]]}
    values = {"chat_id": -5, "text": "1", "protect_content": True, "reply_markup": keyboard, "message_thread_id": None}
    data = RequestData([RequestParameter(name, value, None) for name, value in values.items()])
    async with server(handler) as url, request_object() as request:
        await request.post(f"{url}/sendMessage", data)
    assert received == data.json_parameters
    assert received["reply_markup"] == json.dumps(keyboard)
    assert (received["chat_id"], received["protect_content"]) == ("-5", "true")


async def test_a_file_is_uploaded_with_its_own_name() -> None:
    received: dict[str, Any] = {}

    async def handler(request: web.BaseRequest) -> web.Response:
        for name, value in (await request.post()).items():
            received[name] = value
            if isinstance(value, web.FileField):
                received[name] = (value.filename, value.file.read(), value.content_type)
        return web.json_response(SENT)

    async with server(handler) as url, request_object() as request:
        bot = Bot(TOKEN, base_url=url.removesuffix(TOKEN), request=request)
        file = InputFile("订单\n".encode(), filename='包裹 "1".csv')
        await bot.send_document(1, file, caption="全部包裹")
    assert received == {
        "chat_id": "1",
        "caption": "全部包裹",
        "document": ('包裹 "1".csv', "订单\n".encode(), "text/csv"),
    }


async def test_a_file_is_downloaded_byte_by_byte() -> None:
    async def handler(_: web.BaseRequest) -> web.Response:
        return web.Response(body=b"\x00\xffnot json")

    async with server(handler) as url, request_object() as request:
        assert await request.retrieve(f"{url}/documents/file_1.bin") == b"\x00\xffnot json"


async def test_connections_are_kept_and_hundreds_of_calls_run_at_once() -> None:
    peers = set()
    inside = 0
    all_inside = asyncio.Event()

    async def handler(request: web.BaseRequest) -> web.Response:
        nonlocal inside
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        if request.path.endswith("/together"):
            inside += 1
            if inside == 256:
                all_inside.set()
            await all_inside.wait()
        return web.json_response(SENT)

    async with server(handler) as url, request_object() as request:
        for _ in range(5):
            await request.post(f"{url}/sendMessage")
        assert len(peers) == 1
        await asyncio.gather(*(request.post(f"{url}/together") for _ in range(256)))
        await asyncio.gather(*(request.post(f"{url}/sendMessage") for _ in range(256)))
        assert len(peers) == 256


async def test_a_long_poll_waits_as_long_as_it_was_told_to() -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        await asyncio.sleep(0.3)
        return web.json_response({"ok": True, "result": []})

    async with server(handler) as url, request_object(read_timeout=0.1) as request:
        assert await request.post(f"{url}/getUpdates", read_timeout=5) == []
        assert isinstance(await failure(request, f"{url}/getUpdates"), TimedOut)


async def test_an_answer_that_does_not_come_in_time_may_mean_a_message_that_was_sent() -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        await asyncio.sleep(5)
        return web.json_response(SENT)

    error = await failure_of(handler, read_timeout=0.05)
    assert isinstance(error, RequestTimedOut)
    assert isinstance(error, TimedOut)
    assert may_have_arrived(error)
    assert str(error) == "127.0.0.1 did not answer in time"


async def test_a_wait_for_a_free_connection_that_ends_in_vain_sent_nothing() -> None:
    busy, free = asyncio.Event(), asyncio.Event()

    async def handler(_: web.BaseRequest) -> web.Response:
        busy.set()
        await free.wait()
        return web.json_response(SENT)

    async with server(handler) as url, request_object(connections=1, pool_timeout=0.05) as request:
        first = asyncio.create_task(request.post(f"{url}/sendMessage"))
        await busy.wait()
        with pytest.raises(RequestTimedOut) as caught:
            await request.post(f"{url}/sendMessage", connect_timeout=0.05)
        free.set()
        await first
    assert_says_nothing_secret(caught.value)
    assert not may_have_arrived(caught.value)
    assert str(caught.value) == "127.0.0.1 could not be reached in time"


async def test_a_server_that_cannot_be_reached_got_nothing_and_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        async with request_object() as request:
            error = await failure(request, f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")
    assert isinstance(error, RequestFailed)
    assert not may_have_arrived(error)
    assert str(error) == "127.0.0.1 could not be reached: Connection refused"


async def test_a_name_that_does_not_exist_got_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", find_no_name)
    async with request_object() as request:
        error = await failure(request, f"http://nowhere.invalid/bot{TOKEN}/getMe")
    assert isinstance(error, RequestFailed)
    assert not may_have_arrived(error)
    assert "nowhere.invalid could not be reached" in str(error)


async def test_a_server_without_encryption_behind_an_https_address_got_nothing() -> None:
    async with server(answering(SENT)) as url, request_object() as request:
        error = await failure(request, url.replace("http:", "https:") + "/sendMessage")
    assert not may_have_arrived(error)


async def test_a_connection_lost_after_the_request_may_mean_a_message_that_was_sent() -> None:
    async def hang_up(request: web.BaseRequest) -> web.Response:
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    error = await failure_of(hang_up)
    assert isinstance(error, RequestFailed)
    assert may_have_arrived(error)


async def test_half_an_answer_may_mean_a_message_that_was_sent() -> None:
    async def half(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"ok": true')
        assert request.transport is not None
        request.transport.close()
        return response

    error = await failure_of(half)
    assert isinstance(error, RequestFailed)
    assert may_have_arrived(error)


@pytest.mark.parametrize("address", ["http://[not-an-address/bot", "ftp://127.0.0.1/bot", "http:///bot", "bot"])
async def test_an_address_that_is_none_is_said_to_be_none(address: str) -> None:
    async with request_object() as request:
        error = await failure(request, f"{address}{TOKEN}/getMe")
    assert isinstance(error, RequestFailed)
    assert not may_have_arrived(error)


@pytest.mark.parametrize(
    ("status", "body", "kind", "may_be_there"),
    [
        (400, {"ok": False, "description": "Bad Request: chat not found"}, BadRequest, False),
        (401, {"ok": False, "description": "Unauthorized"}, InvalidToken, False),
        (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}, Forbidden, False),
        (409, {"ok": False, "description": "Conflict"}, Conflict, False),
        (429, {"ok": False, "description": "Too Many", "parameters": {"retry_after": 7}}, RetryAfter, False),
        (502, {"ok": False, "description": "Bad Gateway"}, NetworkError, True),
        (502, "<html>Bad Gateway</html>", RequestFailed, True),
        (413, "<html>Request Entity Too Large</html>", RequestFailed, False),
        (404, f"<html>nothing at /bot{TOKEN}/sendMessage</html>", RequestFailed, False),
        (200, f"<html>please sign in to see /bot{TOKEN}</html>", RequestFailed, True),
    ],
)
async def test_a_refusal_sent_nothing_and_a_foreign_answer_is_not_taken_for_telegrams(
    status: int, body: Any, kind: type[TelegramError], may_be_there: bool
) -> None:
    error = await failure_of(answering(body, status))
    assert type(error) is kind
    assert may_have_arrived(error) is may_be_there


async def test_a_redirection_is_not_followed() -> None:
    error = await failure_of(answering("moved", 301, headers={"Location": "http://127.0.0.1:1/"}))
    assert "status 301" in str(error)


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        ({"ok": False, "description": "Too Many Requests"}, {}, 1),
        ("<html>slow down</html>", {"Retry-After": "12"}, 12),
        ("<html>slow down</html>", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 1),
    ],
)
async def test_a_429_that_names_no_pause_in_its_body_is_a_pause_all_the_same(
    body: Any, headers: dict[str, str], seconds: int
) -> None:
    error = await failure_of(answering(body, 429, headers=headers))
    assert isinstance(error, RetryAfter)
    assert retry_seconds(error) == seconds


async def test_a_proxy_of_the_environment_is_used_for_other_machines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def proxy(request: web.BaseRequest) -> web.Response:
        asked.append((request.raw_path, request.headers.get("Proxy-Authorization")))
        return web.json_response(SENT)

    async with server(proxy) as proxy_url, server(answering(SENT)) as url:
        address = proxy_url.partition("/bot")[0].replace("http://", "http://user:word@")
        monkeypatch.setenv("http_proxy", address)
        monkeypatch.setenv("no_proxy", "direct.invalid")
        async with request_object() as request:
            await request.post(f"{url}/sendMessage")
            await request.post(f"{url.replace('127.0.0.1', 'localhost')}/sendMessage")
            assert asked == []
            await request.post(f"http://api.invalid/bot{TOKEN}/sendMessage")
            assert asked == [(f"http://api.invalid/bot{TOKEN}/sendMessage", "Basic dXNlcjp3b3Jk")]
            monkeypatch.setattr(socket, "getaddrinfo", find_no_name)
            await failure(request, f"http://direct.invalid/bot{TOKEN}/sendMessage")
            assert len(asked) == 1


async def test_a_proxy_that_is_not_there_is_no_reason_to_name_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:word@127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    async with request_object() as request:
        error = await failure(request, f"https://api.invalid/bot{TOKEN}/sendMessage")
    assert not may_have_arrived(error)
    assert "word" not in str(error)


async def test_it_can_be_opened_and_closed_more_than_once() -> None:
    async with server(answering(SENT)) as url:
        request = AiohttpRequest()
        with pytest.raises(NetworkError):
            await request.post(f"{url}/getMe")
        for _ in range(2):
            await request.initialize()
            await request.initialize()
            assert await request.post(f"{url}/getMe") == SENT["result"]
            await request.shutdown()
            await request.shutdown()


async def test_timeouts_may_be_switched_off() -> None:
    endless = {"read_timeout": None, "write_timeout": None, "connect_timeout": None, "pool_timeout": None}
    async with server(answering(SENT)) as url, request_object(**endless) as request:
        assert request.read_timeout is None
        assert await request.post(f"{url}/getMe") == SENT["result"]
