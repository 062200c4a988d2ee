"""A Bot API server for each test, and the bot of this checkout running against it."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.botapi import BotApiServer
from tests.end_to_end.running import Running, running

Start = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """Strict, limits counted; a test that ends with a breach of Telegram's rules has failed."""
    async with BotApiServer(quirks=False) as strict:
        yield strict
        assert not strict.violations


@pytest.fixture
async def unlimited() -> AsyncIterator[BotApiServer]:
    """As strict, but without rate limits, for long conversations with a bot that does not pace itself."""
    async with BotApiServer(limits=False, quirks=False) as strict:
        yield strict
        assert not strict.violations


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """``start(server, scan_seconds="0.5")`` runs ``peifu run`` against the server; its output never has the token."""

    @contextlib.asynccontextmanager
    async def started(server: BotApiServer, **settings: str) -> AsyncIterator[Running]:
        named = {"quiet_hours": "off", "scan_seconds": "0.3", **settings}
        if not server.limits.enabled:
            named.setdefault("pace", "off")
        async with running(tmp_path, telegram_token=server.token, telegram_api_url=server.url, **named) as process:
            yield process
        assert server.token not in process.output
        assert server.token.partition(":")[2] not in process.output

    return started
