# ruff: noqa: ASYNC109  (a test says how long it is ready to wait)
"""Updates on their way to the bot: the queue, its confirmation, and the long poll with the real server's manners."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from .errors import ApiError
from .state import Changes, Json

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
DEFAULT = frozenset(KINDS) - {"chat_member", "message_reaction", "message_reaction_count"}
LONGEST_POLL = 50


class UpdateQueue:
    """Updates that the bot has not confirmed yet.

    ``allowed`` is what the last call that named ``allowed_updates`` asked for; other kinds are never queued.
    """

    def __init__(self, changes: Changes, *, quirks: bool = True) -> None:
        self.pending: list[Json] = []
        self.allowed: frozenset[str] = DEFAULT
        self.confirmed_offset = 0
        self.conflicts = 0
        self.quirks = quirks
        self._changes = changes
        self._next_id = 500_001
        self._waiting: asyncio.Future[None] | None = None
        self._last_offset: int | None = None
        self._last_start = float("-inf")
        self._next_conflict = float("-inf")

    @property
    def polled(self) -> bool:
        """Whether a poll is waiting right now: what is added goes out at once."""
        return self._waiting is not None

    def add(self, kind: str, payload: Json) -> int | None:
        """Queue an update unless its kind was not asked for; returns its id."""
        if kind not in self.allowed:
            return None
        number = self._next_id
        self._next_id += 1
        self.pending.append({"update_id": number, kind: payload})
        self._wake()
        self._changes.notify()
        return number

    def allow(self, names: Iterable[Any] | None) -> None:
        """Remember what the bot wants; None keeps what was remembered, an empty list means the default."""
        if names is not None:
            self.allowed = frozenset(str(name).lower() for name in names) & frozenset(KINDS) or DEFAULT

    def confirm(self, offset: int) -> None:
        """Forget the updates below ``offset``; a negative one keeps the last ``-offset``."""
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]
            self.confirmed_offset = max(self.confirmed_offset, offset)
        self._changes.notify()

    def remove(self, number: int) -> None:
        """Forget one update, which a webhook took."""
        self.pending = [update for update in self.pending if update["update_id"] != number]
        self.confirmed_offset = max(self.confirmed_offset, number + 1)
        self._changes.notify()

    async def poll(self, offset: int, limit: int, timeout: int) -> list[Json]:
        """Answer a getUpdates: at once when there is something, else after at most ``timeout`` seconds.

        With ``quirks``: the same offset again within 0.5 s gets one update only, and within 3 s a timeout below 3
        becomes 3. A poll that comes while another waits ends the other one with 409.
        """
        limit, timeout = min(max(limit, 1), 100), min(max(timeout, 0), LONGEST_POLL)
        now = time.monotonic()
        if self.quirks and offset == self._last_offset:
            if timeout < 3 and now < self._last_start + 3:
                timeout = 3
            if now < self._last_start + 0.5:
                limit = 1
        self._last_offset, self._last_start = offset, now
        self.confirm(offset)
        if timeout and not self.pending:
            await self._wait(timeout)
        return self.pending[:limit]

    async def _wait(self, timeout: float) -> None:
        await self.end_poll(
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        self._changes.notify()
        try:
            async with asyncio.timeout(timeout):
                await waiting
        except TimeoutError:
            pass
        finally:
            if self._waiting is waiting:
                self._waiting = None
                self._changes.notify()

    async def end_poll(self, reason: str | None = None) -> None:
        """End the waiting poll, if there is one: with a 409, or without a reason as if its time were up."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or waiting.done():
            return
        if reason is None:
            waiting.set_result(None)
            return
        self.conflicts += 1
        now = time.monotonic()
        delay = 3.0 if self.quirks and now < self._next_conflict else 0.0
        if not delay:
            self._next_conflict = now + 3.0
        asyncio.get_running_loop().call_later(delay, _refuse, waiting, ApiError(409, reason, breach=False))

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


def _refuse(waiting: asyncio.Future[None], error: ApiError) -> None:
    if not waiting.done():
        waiting.set_exception(error)
