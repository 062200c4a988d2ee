"""What stands between fetching updates and handling them.

The library confirms a fetched batch to Telegram with the next fetch, whether the batch was handled or not, and with
concurrent handling it takes a whole batch into work at once, in no particular order. The queue here bounds what a
kill can lose; the processor keeps each chat's updates in order.
"""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import iscoroutine
from typing import Any, Protocol

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.transport.newest import NewestOnly


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


class Crowd(Protocol):
    """What is done about a chat that writes faster than it may be answered."""

    def would_answer(self, update: Update) -> bool:
        """Whether the update would get an answer at all; of what would not, nobody has to hear."""
        ...

    async def turn_away(self, update: Update, unread: int) -> None:
        """Say that so many updates, this one among them, were not read; a press is only told that it was not."""
        ...


class _Turn:
    """The lock of a chat, how many updates hold it or wait for it, and how many were turned away since."""

    __slots__ = ("lock", "unread", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0
        self.unread = 0


class ChatOrder(BaseUpdateProcessor):
    """Handles one update at a time in a chat, in the order of arrival, and up to so many chats at once.

    An update without a chat goes by its user; one without either waits for nobody. A chat is remembered only while
    it has updates. `max_concurrent_updates` counts updates that wait for their chat as well. `finished` is told of
    each update when its handlers are through, and not when they were cancelled.

    Inline queries have an order of their own, so that none waits behind a chat whose replies are paced: one at a time
    for a user, and one that a newer query overtakes while it waits is never handled.

    With a `crowd`, a chat has at most `most_of_a_chat` updates in work or waiting, so that one chat never takes the
    room of all: what it writes beyond that is turned away, and once the others are answered, it is told how many.
    """

    __slots__ = ("_crowd", "_finished", "_given_up", "_leaving", "_most", "_queries", "_running", "_turns")

    def __init__(
        self,
        max_concurrent_updates: int,
        finished: Callable[[object], None] = lambda _: None,
        *,
        crowd: Crowd | None = None,
        most_of_a_chat: int = 30,
    ) -> None:
        super().__init__(max_concurrent_updates)
        self._finished = finished
        self._crowd = crowd
        self._most = most_of_a_chat
        self._turns: dict[int, _Turn] = {}
        self._queries = NewestOnly()
        self._running: set[asyncio.Task[Any]] = set()
        self._leaving = False
        self._given_up = False

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def leave(self, seconds: float) -> None:
        """Begin nothing more, and break off after so long what is in work; neither of them counts as finished.

        A chat's answers may be paced over minutes, and a pause that Telegram asks for may last for hours.
        """
        self._leaving = True
        asyncio.get_running_loop().call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        self._given_up = True
        for task in self._running:
            task.cancel()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the handlers of an update when its chat's earlier updates are done."""
        try:
            if isinstance(update, Update) and update.inline_query is not None:
                await self._take_query(update.inline_query.from_user.id, update, coroutine)
                return
            key = _order_key(update)
            if key is None:
                await self._run(update, coroutine)
                return
            turn = self._turns.get(key)
            if turn is None:
                turn = self._turns[key] = _Turn()
            turn.users += 1
            try:
                if isinstance(update, Update) and self._crowd is not None and self._is_too_much(turn, update):
                    await self._turn_away(turn, update, self._crowd)
                else:
                    async with turn.lock:
                        await self._run(update, coroutine)
            finally:
                turn.users -= 1
                if not turn.users:
                    del self._turns[key]
        finally:
            if iscoroutine(coroutine):
                coroutine.close()  # nothing to do, unless it was never begun

    async def _take_query(self, user: int, update: Update, coroutine: Awaitable[Any]) -> None:
        if not await self._queries.enter(user):
            self._finished(update)
            return
        try:
            await self._run(update, coroutine)
        finally:
            self._queries.leave(user)

    async def _run(self, update: object, coroutine: Awaitable[Any], *, even_when_leaving: bool = False) -> None:
        if self._leaving and not even_when_leaving:
            return
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in one
        self._running.add(task)
        try:
            await coroutine
        except asyncio.CancelledError:
            if not self._given_up:
                raise
            task.uncancel()
            return
        finally:
            self._running.discard(task)
        self._finished(update)

    def _is_too_much(self, turn: _Turn, update: Update) -> bool:
        """A chat that was told nothing yet of what it lost loses the rest too, or the notice would be wrong."""
        return (turn.users > self._most or turn.unread > 0) and _is_said(update)

    async def _turn_away(self, turn: _Turn, update: Update, crowd: Crowd) -> None:
        if update.callback_query is not None:
            await crowd.turn_away(update, 1)
        elif crowd.would_answer(update):
            turn.unread += 1
            if turn.unread == 1:  # the first of them waits in line, and says it for all
                async with turn.lock:
                    unread, turn.unread = turn.unread, 0
                    # No later process could say it: it knows nothing of the others.
                    await self._run(update, crowd.turn_away(update, unread), even_when_leaving=True)
                return
        self._finished(update)


def _is_said(update: Update) -> bool:
    """Whether somebody wrote or pressed something; news about the chat itself is never turned away."""
    message = update.message
    if message is not None:
        return message.migrate_to_chat_id is None and message.migrate_from_chat_id is None
    return update.edited_message is not None or update.callback_query is not None


def _order_key(update: object) -> int | None:
    if not isinstance(update, Update):
        return None
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else None
