"""Telegram's budgets: so many messages a second over all, in a private chat, and a minute in a group."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

#: What spends the budgets: whatever shows something new in a chat. Chat actions have a budget of their own.
SPENDING = frozenset({"sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup"})


@dataclass
class Bucket:
    """``rate`` tokens a second up to ``burst``. ``slack`` seconds forgive a request that the network hurried on."""

    rate: float
    burst: float
    slack: float
    tokens: float = field(init=False)
    at: float | None = None

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def take(self, now: float) -> float:
        """Spend a token; returns 0, or the seconds until there is one (then nothing is spent)."""
        if self.at is not None:
            self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        missing = 1 - self.tokens - self.slack * self.rate
        if missing > 1e-9:
            return (1 - self.tokens) / self.rate
        self.tokens -= 1
        return 0.0

    def give_back(self) -> None:
        """Undo a take that another bucket's refusal made void."""
        self.tokens = min(self.burst, self.tokens + 1)


@dataclass
class Limits:
    """The budgets and the freezes. Seconds are those of ``monotonic``.

    ``overall`` 30/s with a second's worth of burst; ``private`` 1/s with a burst of 3; ``group`` 20 a minute.
    """

    monotonic: Callable[[], float]
    enabled: bool = True
    overall_rate: float = 30.0
    private_rate: float = 1.0
    private_burst: float = 3.0
    group_per_minute: float = 20.0
    slack: float = 0.5
    grace: float = 0.3
    _overall: Bucket | None = None
    _buckets: dict[int, Bucket] = field(default_factory=dict)
    _freezes: list[tuple[int | None, float, float]] = field(default_factory=list)

    def refusal(self, method: str, chat: int | None) -> tuple[int, int | None] | None:
        """When a budget for ``method`` in ``chat`` is spent: whole seconds to wait, and whose (None: all chats')."""
        if not self.enabled or chat is None or method not in SPENDING:
            return None
        now = self.monotonic()
        if chat not in self._buckets:
            rate, burst = (
                (self.private_rate, self.private_burst)
                if chat > 0
                else (self.group_per_minute / 60, self.group_per_minute)
            )
            self._buckets[chat] = Bucket(rate, burst, self.slack)
        if self._overall is None:
            self._overall = Bucket(self.overall_rate, self.overall_rate, 0.0)
        wait = self._overall.take(now)
        if wait:
            return math.ceil(wait), None
        wait = self._buckets[chat].take(now)
        if wait:
            self._overall.give_back()
            return math.ceil(wait), chat
        return None

    def freeze(self, chat: int | None, seconds: float) -> None:
        """A 429 was answered: ``chat`` (None: every chat) is closed for so long."""
        now = self.monotonic()
        self._freezes.append((chat, now, now + seconds))

    def frozen(self, chat: int | None) -> tuple[int, bool] | None:
        """Whole seconds left when ``chat`` is closed, and whether the caller should have known by now.

        A request that was under way when the 429 was answered (``grace`` seconds) is refused, not blamed.
        """
        now = self.monotonic()
        self._freezes = [freeze for freeze in self._freezes if freeze[2] > now]
        for closed, since, until in self._freezes:
            if closed is None or closed == chat:
                return math.ceil(until - now), now - since > self.grace
        return None
