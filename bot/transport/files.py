"""Files that sellers send, fetched from Telegram within a bound of bytes and of time.

The address of a file contains the bot's token: it stays inside this module and the request object, and no error that
leaves them has it, neither in its text nor in its cause.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import structlog
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.transport.http import AiohttpRequest
from bot.upload import LARGEST_BYTES, NotFetched, TooLarge

log = structlog.get_logger()

SECONDS = 30.0
"""For everything: asking where the file is, fetching it, and the second try."""
TRIES = 2
FIRST_REST_SECONDS = 0.3

_TOO_BIG = "file is too big"
"""Telegram's words about a file above its own limit for bots."""


class BotFiles:
    """`bot.upload.Files` through a bot of the library whose requests are `AiohttpRequest`."""

    __slots__ = ("_bot",)

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def fetch(self, file_id: str) -> bytes:
        """See `bot.upload.Files.fetch`; what the network or the server failed is tried a second time."""
        try:
            async with asyncio.timeout(SECONDS):
                content, failure = await self._try(file_id)
        except TimeoutError:
            content, failure = None, "the time is up"
        if content is None:
            log.warning("file_not_fetched", reason=failure)
            raise NotFetched(failure)
        return content

    async def _try(self, file_id: str) -> tuple[bytes | None, str]:
        """The content, or None and the reason why there is none."""
        for rest in range(TRIES):
            if rest:
                await asyncio.sleep(FIRST_REST_SECONDS)
            try:
                return await self._once(file_id), ""
            except BadRequest as error:
                reason = error.message
                break
            except NetworkError as error:
                reason = error.message
            except TelegramError as error:
                reason = error.message
                break
        if _TOO_BIG in reason.lower():
            raise TooLarge
        return None, reason

    async def _once(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        request = self._bot.request
        if file.file_path is None or not isinstance(request, AiohttpRequest):
            raise BadRequest("the file has no address to fetch it from")
        content = bytearray()
        async with aclosing(request.download(file.file_path)) as pieces:
            async for piece in pieces:
                content += piece
                if len(content) > LARGEST_BYTES:
                    raise TooLarge
        return bytes(content)
