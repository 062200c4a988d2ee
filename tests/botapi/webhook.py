"""Updates pushed to the bot's own address: in order within a chat, again until it answers with a 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from .state import Changes, Json
    from .updates import UpdateQueue


def source_of(update: Json) -> int:
    """The chat that an update belongs to (0 when it has none): what has to stay in order."""
    for name, payload in update.items():
        if name == "update_id":
            continue
        holder: Any = payload.get("message", payload) if name == "callback_query" else payload
        return int(holder.get("chat", {}).get("id", 0))
    return 0


class Webhook:
    """Pushes the queue to ``url`` over at most ``connections`` connections.

    A failed push is repeated after ``backoff`` seconds, doubled each time up to a second; the real server waits
    longer (at once, then 2 s doubling), which would only make tests slow.
    """

    backoff = 0.05

    def __init__(self, url: str, secret: str, connections: int, updates: UpdateQueue, changes: Changes) -> None:
        self.url = url
        self.connections = connections
        self.last_error: tuple[int, str] | None = None
        self.failures: list[str] = []
        self._secret = secret
        self._updates = updates
        self._changes = changes
        self._busy: set[int] = set()
        self._pushes: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to push."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what was not answered yet stays in the queue."""
        tasks = [task for task in (self._task, *self._pushes) if task is not None]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _next(self) -> Json | None:
        if len(self._busy) >= self.connections:
            return None
        return next((u for u in self._updates.pending if source_of(u) not in self._busy), None)

    async def _run(self) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            while True:
                update = await self._changes.until(self._next, 3600)
                self._busy.add(source_of(update))
                push = asyncio.create_task(self._push(session, update))
                self._pushes.add(push)
                push.add_done_callback(self._pushes.discard)

    async def _push(self, session: aiohttp.ClientSession, update: Json) -> None:
        delay = self.backoff
        try:
            while (problem := await self._attempt(session, update)) is not None:
                self.last_error = (int(time.time()), problem)
                self.failures.append(problem)
                self._changes.notify()
                await asyncio.sleep(delay)
                delay = min(delay * 2, 1.0)
            self._updates.remove(update["update_id"])
        finally:
            self._busy.discard(source_of(update))
        self._changes.notify()

    async def _attempt(self, session: aiohttp.ClientSession, update: Json) -> str | None:
        try:
            async with session.post(self.url, json=update) as response:
                await response.read()
                if 200 <= response.status < 300:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"
