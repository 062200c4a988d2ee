"""The words that close a parcel: a clause that says "delivered" and nothing else."""

from __future__ import annotations

import re
from functools import cache

from bot.reading.parcel_words import fold, vocabulary

_CLAUSES = re.compile(r"[,.;:!|()\[\]{}【】<>/\n、。…]+")


def says_delivered(text: str) -> bool:
    """Whether one clause of the text is exactly a word for "delivered"; "not delivered" is none. Never raises."""
    return any(_is_delivered(clause) for clause in _CLAUSES.split(fold(text)))


def without_delivered(text: str) -> str:
    """A folded text without such clauses. Never raises."""
    return ", ".join(clause for clause in _CLAUSES.split(text) if not _is_delivered(clause))


def _is_delivered(clause: str) -> bool:
    return " ".join(clause.split()).casefold() in _delivered()


@cache
def _delivered() -> frozenset[str]:
    return frozenset(str(word).casefold() for word in vocabulary()["delivered"])
