"""One measurement on the load server: who writes when, and how long the replies took."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.load_server import Bot

DRAIN_SECONDS = 10


class Run:
    """One measurement: ``chats`` at once, until ``messages`` were written or ``seconds`` are over.

    Then nothing more is written, and the replies still to come are waited for, so that a slow bot is not busy with
    the rest while the next one is measured. They count for the percentiles, not for the rate.
    """

    def __init__(self, bot: Bot, chats: int, messages: int, seconds: float, text: str) -> None:
        self.bot = bot
        self.text = json.dumps(text, ensure_ascii=False).encode()
        command = b',"entities":[{"type":"bot_command","offset":0,"length":%d}]' % len(text.split()[0])
        self.entities = command if text.startswith("/") else b""
        self.left = messages
        self.times: list[float] = []
        self.others = 0
        self.waiting: dict[int, float] = {}
        self.done = asyncio.get_running_loop().create_future()
        self.started = self.ended = time.perf_counter()
        self.in_time = 0
        self._timer = asyncio.get_running_loop().call_later(seconds, self.stop)
        for number in range(chats):
            self.write(8_000_000_000 + number)

    def write(self, chat: int) -> None:
        """The chat's next message, while there are some left."""
        if self.left > 0:
            self.left -= 1
            self.waiting[chat] = time.perf_counter()
            self.bot.enqueue(chat, self.text, self.entities)

    def replied(self, chat: int) -> None:
        """A reply came."""
        since = self.waiting.pop(chat, None)
        if since is None:
            self.others += 1
            return
        now = time.perf_counter()
        self.times.append(now - since)
        if self.left >= 0:
            self.ended = now
            self.in_time += 1
        self.write(chat)
        if not self.waiting:
            self.finish()

    def stop(self) -> None:
        """The time is up: wait for what was written already."""
        self.left = -1
        self._timer = asyncio.get_running_loop().call_later(DRAIN_SECONDS, self.finish)

    def finish(self) -> None:
        """All replies are in, or will never come."""
        self._timer.cancel()
        if not self.done.done():
            self.done.set_result(None)

    def figures(self) -> dict[str, Any]:
        """Replies in time, the seconds that they took, percentiles in milliseconds, and what was never answered."""
        ordered = sorted(self.times) or [float("nan")]
        return {
            "replies": self.in_time,
            "all": len(self.times),
            "seconds": self.ended - self.started,
            "p50": 1000 * ordered[len(ordered) // 2],
            "p99": 1000 * ordered[int(0.99 * len(ordered))],
            "lost": len(self.waiting),
            "others": self.others,
        }
