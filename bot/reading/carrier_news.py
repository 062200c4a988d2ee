"""What a carrier's page shows, as a seller types or pastes it: the words, and a moment in front of them or behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.reading.dates import take_last_moment, take_moment
from bot.reading.delivered import says_delivered
from bot.reading.parcel_words import fold

TEXT_CHARACTERS = 200
"""More of a carrier's line is cut off."""


@dataclass(frozen=True, slots=True)
class News:
    """One tracking event: when (aware UTC; None when nothing was written), the words, whether they close the parcel."""

    occurred_at: datetime | None
    text: str
    delivered: bool


def read_news(text: str, now: datetime, zone: ZoneInfo) -> News:
    """Read a carrier's line; raises `bot.reading.dates.DateProblem` for a date that is none or lies ahead."""
    occurred_at, words = take_moment(fold(text), now, zone)
    if occurred_at is None:
        occurred_at, words = take_last_moment(words, now, zone)
    words = " ".join(words.split())[:TEXT_CHARACTERS].strip()
    return News(occurred_at, words, says_delivered(words))
