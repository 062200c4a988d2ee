"""A server, a raw client without any library between, and PTB's own Bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from tests.botapi import BotApiServer


@dataclass(frozen=True)
class Reply:
    """What the server answered: HTTP status and the JSON body."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        """The result of a call that succeeded."""
        assert self.body["ok"] is True, self.body
        return self.body["result"]

    @property
    def error(self) -> str:
        """The description of a call that was refused."""
        assert self.body["ok"] is False, self.body
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


class Api:
    """Calls methods with JSON bodies."""

    def __init__(self, server: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    async def __call__(self, method: str, **params: Any) -> Reply:
        url = f"{self.server.url}/bot{self.server.token}/{method}"
        async with self.session.post(url, json=params) as response:
            return Reply(response.status, await response.json())

    async def refused(self, what: str, method: str, **params: Any) -> None:
        """The call gets a 400 with ``what`` in it, and exactly one violation is recorded for it."""
        reply = await self(method, **params)
        assert reply.status == 400, reply
        assert what in reply.error
        assert [violation.what for violation in self.server.violations] == [reply.error]
        assert self.server.violations[0].method == method
        self.server.violations.clear()

    async def lawful(self, method: str, **params: Any) -> Any:
        """The call succeeds and nothing is recorded against it."""
        reply = await self(method, **params)
        assert reply.status == 200, reply
        assert self.server.violations == []
        return reply.result

    async def remarked(self, what: str, method: str, **params: Any) -> Any:
        """The call succeeds as on the real server, but the mistake is recorded."""
        reply = await self(method, **params)
        assert reply.status == 200, reply
        assert len(self.server.violations) == 1
        assert what in self.server.violations[0].what
        self.server.violations.clear()
        return reply.result


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A server without rate limits and without the real server's waits."""
    async with BotApiServer(limits=False, quirks=False) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(server: BotApiServer, session: aiohttp.ClientSession) -> Api:
    """The raw client for ``server``."""
    return Api(server, session)


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    """PTB's stock Bot on ``server``, initialised."""
    bot = Bot(server.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")
    async with bot:
        yield bot
