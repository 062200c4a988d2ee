"""One pace for everything the bot sends, so that Telegram never has to slow it down.

Telegram publishes no exact limits. The figures here stay below what senders report as safe: 25 messages a second
over all chats with a burst of 5, one a second in a private chat with a burst of 3, 20 in any minute in a group or a
channel. Whatever the figures, a 429 is obeyed at once and by every request.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.transport.buckets import Bucket, RollingCount, TokenBucket

OVERALL_RATE = 25.0
OVERALL_BURST = 5
PRIVATE_RATE = 1.0
PRIVATE_BURST = 3
GROUP_LIMIT = 20
GROUP_PERIOD = 60.0
# A reply that meets this many 429s in a row is given up: its chat is barred on its own, and every new try would
# stop all the others again.
REPLY_TRIES = 5
# Timers are not finer than this; a shorter nap would only spin.
_SHORTEST_NAP = 0.0005

Result = bool | dict[str, Any] | list[dict[str, Any]]
_log = logging.getLogger(__name__)


class Priority(IntEnum):
    """What a request is for: an answer to somebody who waits, or an alert that nobody asked for just now."""

    REPLY = 0
    PUSH = 1


def retry_seconds(error: RetryAfter) -> float:
    """The pause a 429 asks for, in seconds, whichever way PTB_TIMEDELTA makes the library state it."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


class _Lane:
    """The requests of one chat: its bucket and who waits, best first."""

    __slots__ = ("bucket", "resting", "starting", "waiting")

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        # Requests that were let go but whose task has not run yet: nobody may overtake them.
        self.starting = 0
        # Whether the lane stands in the heap of lanes that wait for their own bucket.
        self.resting = False


class Pacer(BaseRateLimiter[Priority]):
    """Decides when each request may go: `rate_limit_args=Priority.PUSH` marks an alert, all else is a reply.

    Within a chat and a priority the order of the calls is kept. Over all chats replies go first, and a chat that has
    used up its own allowance holds up nobody else. Requests that name no chat cost nothing. After a 429 nothing is
    sent for exactly the time asked for; a reply then goes again by itself (at most `REPLY_TRIES` times), whereas a
    push that was refused, that is waiting or that comes during the pause gets `RetryAfter` with the time left,
    because its caller holds a lease and should put it off rather than sit on it.

    `per_second=None` switches the limits off for servers that have none; a 429 is obeyed all the same.
    """

    def __init__(
        self,
        per_second: float | None = OVERALL_RATE,
        burst: int = OVERALL_BURST,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._overall = None if per_second is None else TokenBucket(per_second, burst)
        self._clock = clock
        self._sleep = sleep
        self._frozen_until = -inf
        self._tickets = count()
        self._entries = count()
        self._lanes: OrderedDict[int | str, _Lane] = OrderedDict()
        # Lanes whose best request only waits for the overall bucket, and lanes that wait for their own.
        self._ready: list[tuple[int, int, int, _Lane]] = []
        self._resting: list[tuple[float, int, _Lane]] = []
        self._pump: asyncio.Task[None] | None = None
        self._nap: asyncio.Future[object] | None = None
        self._nap_until = inf

    @classmethod
    def off(cls) -> "Pacer":
        """A pacer without limits, which still obeys a 429."""
        return cls(None)

    @property
    def frozen_for(self) -> float:
        """Seconds left of the pause after a 429; 0.0 when there is none."""
        return max(0.0, self._frozen_until - self._clock())

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Let go of everything that waits: the waiting calls are cancelled."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait((self._pump,))
            self._pump = None
        for lane in self._lanes.values():
            for _, _, turn in lane.waiting:
                turn.cancel()
        self._lanes.clear()
        self._ready.clear()
        self._resting.clear()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Result:
        """Make the call when it may go, and again after a 429 if it is a reply. Other errors are the caller's."""
        priority = Priority.REPLY if rate_limit_args is None else rate_limit_args
        chat = data.get("chat_id")
        ticket = next(self._tickets)
        tries = 1
        while True:
            if chat is None or self._overall is None:
                if self._frozen_until > self._clock():
                    await self._wait_out_the_pause(priority)
            elif not self._passes_at_once(lane := self._lane_of(chat), self._overall):
                await self._wait_in_line(lane, priority, ticket)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                self.freeze(retry_seconds(refusal))
                _log.warning("Telegram asks for a pause of %s s after %s", retry_seconds(refusal), endpoint)
                if priority != Priority.REPLY or tries == REPLY_TRIES:
                    raise
            tries += 1

    def freeze(self, seconds: float) -> None:
        """Send nothing for so many seconds from now; a pause that lasts longer already is not shortened."""
        self._frozen_until = max(self._frozen_until, self._clock() + seconds)
        self._hand_back()

    def _hand_back(self) -> None:
        """Tell those who wait in line, and do not wait out a pause, when to try again."""
        if self.frozen_for > 0:
            for lane in self._lanes.values():
                for priority, _, turn in lane.waiting:
                    if not turn.done() and priority != Priority.REPLY:
                        turn.set_exception(self._try_later())

    def _try_later(self) -> RetryAfter:
        return RetryAfter(timedelta(seconds=self.frozen_for))

    async def _wait_out_the_pause(self, priority: Priority) -> None:
        while (left := self.frozen_for) > 0:
            if priority != Priority.REPLY:
                raise self._try_later()
            await self._sleep(max(left, _SHORTEST_NAP))

    def _lane_of(self, chat: int | str) -> _Lane:
        if isinstance(chat, str) and chat.removeprefix("-").isdecimal():
            chat = int(chat)
        lane = self._lanes.get(chat)
        if lane is None:
            self._forget_idle_lanes()
            # A name such as @channel belongs to a group or a channel; their ids are negative.
            private = isinstance(chat, int) and chat >= 0
            bucket = TokenBucket(PRIVATE_RATE, PRIVATE_BURST) if private else RollingCount(GROUP_LIMIT, GROUP_PERIOD)
            lane = self._lanes[chat] = _Lane(bucket)
        return lane

    def _forget_idle_lanes(self) -> None:
        """Look at two lanes for each new one, so that memory follows the chats in use at no noticeable cost."""
        now = self._clock()
        for _ in range(min(2, len(self._lanes))):
            chat, lane = next(iter(self._lanes.items()))
            if lane.waiting or lane.starting or not lane.bucket.idle(now):
                self._lanes.move_to_end(chat)
            else:
                del self._lanes[chat]

    def _passes_at_once(self, lane: _Lane, overall: TokenBucket) -> bool:
        if lane.waiting or lane.starting or self._ready:
            return False
        now = self._clock()
        if max(self._frozen_until, overall.opens_at(), lane.bucket.opens_at()) > now:
            return False
        overall.take(now)
        lane.bucket.take(now)
        return True

    async def _wait_in_line(self, lane: _Lane, priority: Priority, ticket: int) -> None:
        if self.frozen_for > 0 and priority != Priority.REPLY:
            raise self._try_later()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(lane.waiting, (priority, ticket, turn))
        if lane.waiting[0][2] is turn:
            self._place(lane, self._clock())
        self._see_that_the_pump_runs(lane)
        try:
            await turn
        finally:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                lane.starting -= 1

    def _place(self, lane: _Lane, now: float) -> None:
        """Put a lane that has requests into the heap it belongs to at this moment."""
        while lane.waiting and lane.waiting[0][2].done():
            heappop(lane.waiting)
        if lane.resting or not lane.waiting:
            return
        if (opens_at := lane.bucket.opens_at()) > now:
            lane.resting = True
            heappush(self._resting, (opens_at, next(self._entries), lane))
        else:
            priority, ticket, _ = lane.waiting[0]
            heappush(self._ready, (priority, ticket, next(self._entries), lane))

    def _see_that_the_pump_runs(self, lane: _Lane) -> None:
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._let_go_in_turn(), name="pacer")
        elif self._nap is not None and self._overall is not None:
            due = max(self._frozen_until, self._overall.opens_at(), lane.bucket.opens_at())
            if due < self._nap_until:
                self._nap.cancel()

    async def _let_go_in_turn(self) -> None:
        """Runs only while somebody waits."""
        try:
            while (wake_at := self._let_go(self._clock())) is not None:
                self._nap_until = wake_at
                self._nap = asyncio.ensure_future(self._sleep(max(wake_at - self._clock(), _SHORTEST_NAP)))
                await asyncio.wait((self._nap,))
        finally:
            if self._nap is not None:
                self._nap.cancel()
                self._nap = None

    def _let_go(self, now: float) -> float | None:
        """Let every request go that may go now. Answers when to look again; None when nobody waits."""
        overall = self._overall
        assert overall is not None  # noqa: S101 - nobody waits in line when the limits are off
        while True:
            while self._resting and self._resting[0][0] <= now:
                lane = heappop(self._resting)[-1]
                lane.resting = False
                self._place(lane, now)
            if not self._ready:
                return self._resting[0][0] if self._resting else None
            if (opens_at := max(self._frozen_until, overall.opens_at())) > now:
                return opens_at
            priority, ticket, _, lane = heappop(self._ready)
            if lane.resting or not lane.waiting or lane.waiting[0][:2] != (priority, ticket):
                continue  # somebody better came before it in its own chat; that one has its own entry
            turn = heappop(lane.waiting)[2]
            if not turn.done():
                overall.take(now)
                lane.bucket.take(now)
                lane.starting += 1
                turn.set_result(None)
            self._place(lane, now)
