"""The two shapes of a rate limit: a token bucket, and a count over a rolling stretch of time.

Times are seconds of any clock that never runs backwards; the caller hands them in.
"""

from collections import deque
from math import inf
from typing import Protocol


class Bucket(Protocol):
    """A limit that can say when the next request may go."""

    def opens_at(self) -> float:
        """The earliest moment at which one more request keeps the limit; `-inf` when it never was near."""
        ...

    def take(self, now: float) -> None:
        """Count a request that goes at `now`, which must not lie before `opens_at()`."""
        ...

    def idle(self, now: float) -> bool:
        """Whether nothing counted so far can matter from `now` on, so that the bucket may be forgotten."""
        ...


class TokenBucket:
    """Lets `burst + rate * w` requests through in any stretch of w seconds, and no more.

    Kept as one number, the moment at which the bucket would be full again.
    """

    __slots__ = ("_full_at", "_slack", "_spacing")

    def __init__(self, rate: float, burst: int) -> None:
        if rate <= 0 or burst < 1:
            raise ValueError("a bucket needs a rate above 0 and a burst of at least 1")
        self._spacing = 1 / rate
        self._slack = (burst - 1) / rate
        self._full_at = -inf

    def opens_at(self) -> float:
        """See `Bucket.opens_at`."""
        return self._full_at - self._slack

    def take(self, now: float) -> None:
        """See `Bucket.take`."""
        self._full_at = max(self._full_at, now) + self._spacing

    def idle(self, now: float) -> bool:
        """See `Bucket.idle`."""
        return self._full_at <= now


class RollingCount:
    """Lets `limit` requests through in any stretch of `period` seconds, all at once if they come so."""

    __slots__ = ("_period", "_taken")

    def __init__(self, limit: int, period: float) -> None:
        if limit < 1 or period <= 0:
            raise ValueError("a rolling count needs a limit of at least 1 and a period above 0")
        self._period = period
        self._taken: deque[float] = deque(maxlen=limit)

    def opens_at(self) -> float:
        """See `Bucket.opens_at`."""
        return self._taken[0] + self._period if len(self._taken) == self._taken.maxlen else -inf

    def take(self, now: float) -> None:
        """See `Bucket.take`."""
        self._taken.append(now)

    def idle(self, now: float) -> bool:
        """See `Bucket.idle`."""
        return not self._taken or self._taken[-1] + self._period <= now
