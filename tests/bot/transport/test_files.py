"""Files from Telegram over the wire: bounded in bytes and time, tried twice, and never a word about the address."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from structlog.testing import capture_logs
from telegram.ext import ExtBot

from bot.transport import files
from bot.transport.files import BotFiles
from bot.transport.http import AiohttpRequest
from bot.transport.pacing import Pacer
from bot.upload import LARGEST_BYTES, NotFetched, TooLarge
from tests.botapi import BotApiServer

TOKEN = "8123456789:AAE-abcdefghijklmnopqrstuvwxyz01234"
CONTENT = "订单号,订单金额\n8001,12.30\n".encode() * 20_000
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture(autouse=True)
def no_rests(monkeypatch):
    monkeypatch.setattr(files, "FIRST_REST_SECONDS", 0.0)


class Telegram:
    """Answers `getFile` and downloads as it is told to, one answer after the other, the last one for ever."""

    def __init__(self) -> None:
        self.get_file: list[Answer] = [self.found]
        self.download: list[Answer] = [self.whole]
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        self.asked.append(request.path.replace(TOKEN, "TOKEN"))
        answers = self.get_file if request.path.startswith("/bot") else self.download
        return await (answers.pop(0) if len(answers) > 1 else answers[0])(request)

    async def found(self, _: web.Request) -> web.Response:
        file = {"file_id": "f", "file_unique_id": "u", "file_size": 3, "file_path": "documents/订单 1.csv"}
        return web.json_response({"ok": True, "result": file})

    async def whole(self, _: web.Request) -> web.Response:
        return web.Response(body=CONTENT)

    async def endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b"x" * 65_536)
        return response

    async def cut(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"x" * 10)
        assert request.transport is not None
        request.transport.abort()
        return response

    async def slow(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b"x")
                await asyncio.sleep(0.02)
        return response

    @staticmethod
    def status(number: int, description: str = "") -> Answer:
        async def refuse(_: web.Request) -> web.Response:
            body = {"ok": False, "error_code": number, "description": description or str(number)}
            return web.json_response(body, status=number)

        return refuse

    @staticmethod
    def moved(to: str) -> Answer:
        async def redirect(_: web.Request) -> web.Response:
            return web.Response(status=302, headers={"Location": to})

        return redirect


@pytest.fixture
async def telegram():
    server = Telegram()
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@contextlib.asynccontextmanager
async def fetching(url, token=TOKEN, **timeouts):
    async with AiohttpRequest(**timeouts) as request:
        bot = ExtBot(
            token,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            request=request,
            get_updates_request=request,
            rate_limiter=Pacer.off(),
        )
        yield BotFiles(bot)


async def test_a_file_is_asked_for_and_fetched_whole(telegram):
    async with fetching(telegram.url) as fetched:
        assert await fetched.fetch("f") == CONTENT
    assert telegram.asked == ["/botTOKEN/getFile", "/file/botTOKEN/documents/订单 1.csv"]


@pytest.mark.parametrize("where", ["get_file", "download"])
@pytest.mark.parametrize("status", [500, 502])
async def test_what_the_server_failed_is_tried_a_second_time_and_no_third(telegram, where, status):
    usual = getattr(telegram, where)[0]
    setattr(telegram, where, [telegram.status(status), usual])
    async with fetching(telegram.url) as fetched:
        assert await fetched.fetch("f") == CONTENT
        setattr(telegram, where, [telegram.status(status)])
        telegram.asked.clear()
        with pytest.raises(NotFetched):
            await fetched.fetch("f")
    assert sum("getFile" in path for path in telegram.asked) == 2


async def test_a_download_that_breaks_off_is_begun_again(telegram):
    telegram.download = [telegram.cut, telegram.whole]
    async with fetching(telegram.url) as fetched:
        assert await fetched.fetch("f") == CONTENT


@pytest.mark.parametrize(
    ("where", "status"), [("get_file", 400), ("download", 404), ("download", 403), ("download", 410)]
)
async def test_a_file_that_is_gone_is_not_asked_for_again(telegram, where, status):
    setattr(telegram, where, [telegram.status(status, "Bad Request: wrong file_id or it is temporarily unavailable")])
    async with fetching(telegram.url) as fetched:
        with pytest.raises(NotFetched):
            await fetched.fetch("f")
    assert len(telegram.asked) == (1 if where == "get_file" else 2)


async def test_a_redirect_is_not_followed(telegram):
    telegram.download = [telegram.moved(f"{telegram.url}/elsewhere")]
    async with fetching(telegram.url) as fetched:
        with pytest.raises(NotFetched):
            await fetched.fetch("f")
    assert "/elsewhere" not in telegram.asked


async def test_telegrams_own_limit_is_a_file_too_large(telegram):
    telegram.get_file = [telegram.status(400, "Bad Request: file is too big")]
    async with fetching(telegram.url) as fetched:
        with pytest.raises(TooLarge):
            await fetched.fetch("f")


async def test_a_file_that_does_not_end_is_left_at_the_limit(telegram):
    telegram.download = [telegram.endless]
    async with fetching(telegram.url) as fetched:
        with pytest.raises(TooLarge):
            await fetched.fetch("f")
    assert sum("getFile" in path for path in telegram.asked) == 1


async def test_a_file_of_exactly_the_limit_is_fetched(telegram, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_BYTES", len(CONTENT))
    async with fetching(telegram.url) as fetched:
        assert len(await fetched.fetch("f")) == len(CONTENT)
        monkeypatch.setattr(files, "LARGEST_BYTES", len(CONTENT) - 1)
        with pytest.raises(TooLarge):
            await fetched.fetch("f")


async def test_a_file_that_trickles_in_is_given_up_when_the_time_is_up(telegram, monkeypatch):
    monkeypatch.setattr(files, "SECONDS", 0.3)
    telegram.download = [telegram.slow]
    async with fetching(telegram.url) as fetched:
        with pytest.raises(NotFetched):
            await asyncio.wait_for(fetched.fetch("f"), 5)


async def test_a_server_that_falls_silent_is_not_waited_for(telegram):
    async def silent(request):
        response = web.StreamResponse()
        await response.prepare(request)
        await asyncio.sleep(30)
        return response

    telegram.download = [silent]
    async with fetching(telegram.url, read_timeout=0.1) as fetched:
        with pytest.raises(NotFetched):
            await asyncio.wait_for(fetched.fetch("f"), 5)


@pytest.mark.parametrize("fault", ["404", "500", "cut", "redirect", "nobody", "silence", "time"])
async def test_no_failure_says_the_token_anywhere(telegram, fault, caplog, capfd, monkeypatch):
    caplog.set_level(logging.DEBUG)
    url, timeouts = telegram.url, {}
    if fault == "nobody":
        url = "http://127.0.0.1:9"
    elif fault == "silence":
        timeouts["read_timeout"] = 0.1
        telegram.download = [telegram.slow, telegram.slow]
        monkeypatch.setattr(files, "SECONDS", 0.5)
    elif fault == "time":
        monkeypatch.setattr(files, "SECONDS", 0.2)
        telegram.download = [telegram.slow]
    else:
        telegram.download = {
            "404": [telegram.status(404)],
            "500": [telegram.status(500)],
            "cut": [telegram.cut],
            "redirect": [telegram.moved(f"{url}/file/bot{TOKEN}/x")],
        }[fault]
    async with fetching(url, **timeouts) as fetched:
        with capture_logs() as logs, pytest.raises(NotFetched) as caught:
            await fetched.fetch("f")
    trace = "".join(traceback.format_exception(caught.value))
    printed = capfd.readouterr()
    assert [entry["event"] for entry in logs] == ["file_not_fetched"]
    library = [record for record in caplog.records if not record.name.startswith("telegram")]
    for text in (
        trace,
        str(logs),
        "".join(map(str, library)),
        printed.out,
        printed.err,
        repr(caught.value.__context__),
    ):
        assert TOKEN not in text
        assert TOKEN.partition(":")[2] not in text


async def test_the_strict_server_hands_out_what_a_seller_sent():
    async with BotApiServer(quirks=False) as server:
        seller = server.user(met=True)
        await seller.send_document("orders.csv", CONTENT, mime="text/csv")
        file_id = server.unconfirmed[-1]["message"]["document"]["file_id"]
        async with fetching(server.url, server.token) as fetched:
            assert await fetched.fetch(file_id) == CONTENT
            assert not server.violations
            with pytest.raises(NotFetched):
                await fetched.fetch("none")
            await seller.send_document("big.xlsx", size=LARGEST_BYTES * 3)
            with pytest.raises(TooLarge):
                await fetched.fetch(server.unconfirmed[-1]["message"]["document"]["file_id"])
