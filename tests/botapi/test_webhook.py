"""Updates pushed: the secret, the order within a chat, and again until the bot takes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.botapi import BotApiServer

from .conftest import Api


class Receiver:
    """A bot's web server that takes what comes, or refuses the next ``refuse`` pushes."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.refuse = 0
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=500)
        self.taken.append(await request.json())
        return web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.taken]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_are_pushed_with_the_secret_and_then_forgotten(
    api: Api, server: BotApiServer, receiver: Receiver
) -> None:
    seller = server.user()
    await seller.send("0")
    await api.lawful("setWebhook", url=receiver.url, secret_token="s3cret", max_connections=5)
    await seller.send("1")
    await server.wait_for(lambda: not server.unconfirmed)
    assert receiver.texts == ["0", "1"]
    assert set(receiver.secrets) == {"s3cret"}
    info = await api.lawful("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (receiver.url, 0, 5)
    await api.lawful("deleteWebhook")
    await seller.send("2")
    assert (await api.lawful("getWebhookInfo"))["url"] == ""
    assert len(server.unconfirmed) == 1


async def test_a_refused_push_comes_again_and_keeps_its_chat_in_order(
    api: Api, server: BotApiServer, receiver: Receiver
) -> None:
    seller, other = server.user(), server.user()
    receiver.refuse = 2
    await api.lawful("setWebhook", url=receiver.url)
    for text in ("a1", "a2", "a3"):
        await seller.send(text)
    await other.send("b1")
    await server.wait_for(lambda: not server.unconfirmed)
    assert [text for text in receiver.texts if text[0] == "a"] == ["a1", "a2", "a3"]
    assert sorted(receiver.texts) == ["a1", "a2", "a3", "b1"]
    assert len(receiver.secrets) == 6
    info = await api.lawful("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")


async def test_a_new_webhook_can_drop_what_waits(api: Api, server: BotApiServer, receiver: Receiver) -> None:
    seller = server.user()
    await seller.send("old")
    await api.lawful("setWebhook", url=receiver.url, drop_pending_updates=True, allowed_updates=["message"])
    await seller.send("new")
    await server.wait_for(lambda: not server.unconfirmed)
    assert receiver.texts == ["new"]
    assert (await api.lawful("getWebhookInfo"))["allowed_updates"] == ["message"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://e.com/hook"}, "An HTTPS URL must be provided"),
        ({"url": "ftp://e.com/hook"}, "invalid webhook URL"),
        ({"url": "https://e.com:8080/hook"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://e.com/", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "https://e.com/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_webhooks_beyond_the_rules_are_refused(api: Api, params: dict[str, Any], reason: str) -> None:
    await api.refused(reason, "setWebhook", **params)
    assert (await api.lawful("getWebhookInfo"))["url"] == ""


async def test_a_second_set_webhook_within_a_second_is_too_many(session: Any, receiver: Receiver) -> None:
    async with BotApiServer() as server:
        api = Api(server, session)
        await api.lawful("setWebhook", url=receiver.url)
        reply = await api("setWebhook", url=receiver.url)
        assert (reply.status, reply.body["parameters"]) == (429, {"retry_after": 1})
