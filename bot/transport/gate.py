"""What stands between fetching updates and handling them.

The library confirms a fetched batch to Telegram with the next fetch, whether the batch was handled or not, and with
concurrent handling it takes a whole batch into work at once, in no particular order. The queue here bounds what a
kill can lose; the processor keeps each chat's updates in order.
"""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import iscoroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor


class BoundedUpdateQueue(asyncio.Queue[object]):
    """A queue whose `put` waits while `limit` updates are unfinished, be they queued or in work.

    The next fetch, which confirms a batch, happens only after all of the batch was put; so at most `limit` updates
    are ever confirmed and unfinished. An update is finished when `task_done` is called for it, which the library
    does after its handlers. Choose the limit well above the number of chats that are busy at once: a single chat
    with `limit` unanswered messages makes the others wait.
    """

    def __init__(self, limit: int) -> None:
        if limit < 1:
            raise ValueError("the limit must be at least 1")
        super().__init__()
        self.limit = limit
        self._count = 0
        self._room = asyncio.Event()
        # Those who wait are let in one by one, in the order in which they came.
        self._door = asyncio.Lock()

    @property
    def unfinished(self) -> int:
        """Updates that were put and not yet reported as done."""
        return self._count

    def full(self) -> bool:
        """Whether there is room for no further update at this moment."""
        return self._count >= self.limit

    async def put(self, item: object) -> None:
        """Add an update, as soon as fewer than `limit` are unfinished."""
        async with self._door:
            while self.full():
                self._room.clear()
                await self._room.wait()
            self.put_nowait(item)

    def put_nowait(self, item: object) -> None:
        """Add an update; raises `asyncio.QueueFull` when `limit` are unfinished."""
        super().put_nowait(item)
        self._count += 1

    def task_done(self) -> None:
        """Report one update as finished."""
        super().task_done()
        self._count -= 1
        self._room.set()


class _Turn:
    """The lock of a chat, and how many updates hold it or wait for it."""

    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


class ChatOrder(BaseUpdateProcessor):
    """Handles one update at a time in a chat, in the order of arrival, and up to so many chats at once.

    An update without a chat goes by its user; one without either waits for nobody. A chat is remembered only while
    it has updates. `max_concurrent_updates` counts updates that wait for their chat as well. `finished` is told of
    each update when its handlers are through, and not when they were cancelled.
    """

    __slots__ = ("_finished", "_turns")

    def __init__(self, max_concurrent_updates: int, finished: Callable[[object], None] = lambda _: None) -> None:
        super().__init__(max_concurrent_updates)
        self._finished = finished
        self._turns: dict[int, _Turn] = {}

    @property
    def busy_chats(self) -> int:
        """How many chats have an update in work."""
        return len(self._turns)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the handlers of an update when its chat's earlier updates are done."""
        key = _order_key(update)
        if key is None:
            await coroutine
            self._finished(update)
            return
        turn = self._turns.get(key)
        if turn is None:
            turn = self._turns[key] = _Turn()
        turn.users += 1
        try:
            async with turn.lock:
                await coroutine
            self._finished(update)
        finally:
            if iscoroutine(coroutine):
                coroutine.close()  # nothing to do, unless we were cancelled while waiting
            turn.users -= 1
            if not turn.users:
                del self._turns[key]


def _order_key(update: object) -> int | None:
    if not isinstance(update, Update):
        return None
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else None
