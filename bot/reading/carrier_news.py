"""What a carrier's page shows, as a seller types or pastes it: the words, and a moment in front of them or behind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.reading.dates import take_last_moment, take_moment
from bot.reading.parcel_words import fold, vocabulary

TEXT_CHARACTERS = 200
"""More of a carrier's line is cut off."""
_CLAUSES = re.compile(r"[,.;:!|()\[\]{}【】<>/\n、。…]+")


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


def says_delivered(text: str) -> bool:
    """Whether one clause of the text is exactly a word for "delivered"; "not delivered" is none. Never raises."""
    clauses = (" ".join(clause.split()).casefold() for clause in _CLAUSES.split(fold(text)))
    return any(clause in _delivered() for clause in clauses)


@cache
def _delivered() -> frozenset[str]:
    return frozenset(str(word).casefold() for word in vocabulary()["delivered"])
