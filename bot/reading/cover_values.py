"""Which figure of an order a number, a span or a date is: "late 8 days", "6 days silent", "deposit 200"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.reading.dates import DateProblem, take_moment, take_promise
from bot.reading.parcel_words import MARK
from bot.reading.spans import Span, spans_in
from bot.reading.words import any_of, vocabulary

SPANS = ("overdue", "idle", "return_after")
AMOUNTS = ("ruling", "deposit", "balance")
_CLAUSES = re.compile(r"(?<![0-9]),|,(?![0-9])|[;|。\n]")
_COMPACT = re.compile(r"(?<![0-9a-z.,/-])(20\d{2})(\d{2})(\d{2})(?![0-9a-z]|[.,/-]\d)")
_SLIPPED = re.compile(r"(?P<digits>[0-9]{11,})")
T = TypeVar("T", bound="Placed")


@dataclass(frozen=True, slots=True)
class Placed:
    """Something found in a text, from `start` to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Role(Placed):
    """A word that says which figure the number beside it is."""

    field: str


@dataclass(frozen=True, slots=True)
class When(Placed):
    """A span or a date: one of the two, or neither and the problem it has."""

    written: str
    span: Span | None = None
    dated: bool = False
    problem: str | None = None


def moment(value: datetime) -> str:
    """A moment as an answer: the second, behind a mark."""
    return f"@{int(value.timestamp())}"


def whens_in(folded: str, now: datetime, zone: ZoneInfo) -> list[When]:
    """Every span and date of a folded text, in order. What a date means, `promised` and `last_heard` read."""
    found = [When(span.start, span.end, span.written, span=span, problem=span.problem) for span in spans_in(folded)]
    rest = blanked(folded, found)
    edges = [0, *(edge for role in roles_in(rest, SPANS) for edge in (role.start, role.end)), len(rest)]
    for start, end in pairwise(edges):
        found += _dates(rest[start:end], start, now, zone)
    return sorted(found, key=lambda when: when.start)


def with_dashes(folded: str) -> str:
    """A folded text in which a day written as ``20261110`` stands as ``2026-11-10``, unless a word says it is money."""
    return _COMPACT.sub(lambda found: _dashed(found, folded), folded)


def too_long(folded: str, *, alone: bool) -> list[str]:
    """The digits beside a word for an amount that are too many for one; ``alone``: an amount was asked for."""
    named = [found["digits"] for found in _slipped().finditer(folded)]
    whole = _SLIPPED.fullmatch(folded.strip()) if alone else None
    return named or ([whole["digits"]] if whole else [])


def promised(written: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment a promised day ends, or the promised moment. Raises `DateProblem`."""
    promise, _ = take_promise(written, now, zone)
    if promise is None:
        raise DateProblem("impossible", written)
    return promise.at


def last_heard(written: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the last news, which lies in the past. Raises `DateProblem`."""
    moment, _ = take_moment(written, now, zone)
    if moment is None:
        raise DateProblem("impossible", written)
    return moment


def roles_in(folded: str, fields: Sequence[str]) -> list[Role]:
    """The words that name one of these figures, in order."""
    pattern, field_of = _roles(tuple(fields))
    return [Role(*found.span(), field_of[squeezed(found[0])]) for found in pattern.finditer(folded)]


def paired(values: Sequence[T], roles: Sequence[Role], text: str) -> list[tuple[T, str | None]]:
    """Each value with the figure the word beside it names, clause by clause; None where no word does."""
    return [pair for clause in _clauses(values, roles, text) for pair in _in_clause(*clause)]


def blanked(text: str, found: Sequence[Placed]) -> str:
    """The text with blanks in these places, everything else where it was."""
    for each in found:
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


def squeezed(word: str) -> str:
    """A word of a list as the list has it."""
    return re.sub(r"\s+", " ", word)


def length_of(span: Span) -> timedelta:
    """How long a span without a problem is."""
    return span.length or timedelta(0)


def _dates(piece: str, offset: int, now: datetime, zone: ZoneInfo) -> list[When]:
    """The date of a piece of text between two words; a piece that holds more than one has a problem."""
    try:
        promise, rest = take_promise(piece, now, zone)
    except DateProblem as problem:
        start = max(0, piece.find(problem.seen))
        end = min(len(piece), start + len(problem.seen))
        # A past day may lie on the far side of what a promise can be: whoever knows its word reads it again.
        again = problem.code in ("ambiguous", "far", "future")
        return [When(offset + start, offset + end, problem.seen, dated=again, problem=f"date_{problem.code}")]
    if promise is None or promise.source == "days":
        return []
    start = rest.index(MARK)
    end = len(piece) - (len(rest) - start - len(MARK))
    return [When(offset + start, offset + end, piece[start:end].strip(), dated=True)]


def _clauses(values: Sequence[T], roles: Sequence[Role], text: str) -> list[tuple[list[T], list[Role]]]:
    ends = [found.start() for found in _CLAUSES.finditer(text)] + [len(text) + 1]
    clauses: list[tuple[list[T], list[Role]]] = []
    since = -1
    for end in ends:
        inside = [value for value in values if since <= value.start < end]
        clauses.append((inside, [role for role in roles if since <= role.start < end]))
        since = end
    return clauses


def _in_clause(values: list[T], roles: list[Role]) -> list[tuple[T, str | None]]:
    """Words stand before their values, unless the clause begins with a value and ends with a word."""
    tokens: list[Placed] = sorted([*values, *roles], key=lambda each: each.start)
    if not tokens:
        return []
    before = isinstance(tokens[0], Role) or not isinstance(tokens[-1], Role)
    named: dict[int, str] = {}
    used: set[int] = set()
    for first in (True, False):
        for at, value in enumerate(tokens):
            if isinstance(value, Role) or at in named:
                continue
            beside = at - 1 if before == first else at + 1
            role = tokens[beside] if 0 <= beside < len(tokens) else None
            if not isinstance(role, Role) or beside in used or (first and _closer(tokens, at, before)):
                continue
            named[at] = role.field
            used.add(beside)
    return [(value, named.get(at)) for at, value in enumerate(tokens) if not isinstance(value, Role)]  # type: ignore[misc]


def _closer(tokens: list[Placed], at: int, before: bool) -> bool:
    """Whether the word behind a value touches it, belongs to no other value, and the one before it does not."""
    if not before or at == 0 or at + 1 >= len(tokens) or not isinstance(tokens[at + 1], Role):
        return False
    if at + 2 < len(tokens) and not isinstance(tokens[at + 2], Role):
        return False
    return tokens[at + 1].start - tokens[at].end < tokens[at].start - tokens[at - 1].end


def _dashed(found: re.Match[str], text: str) -> str:
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        return found[0]
    before = roles_in(text[: found.start()].rstrip(" :="), AMOUNTS)
    money = before and before[-1].end == len(text[: found.start()].rstrip(" :="))
    return found[0] if money else day.isoformat()


@cache
def _slipped() -> re.Pattern[str]:
    words = [word for field in AMOUNTS for word in vocabulary("cover")["roles"][field]]
    return re.compile(rf"{any_of(words)}\s*[:=]?\s*¥?\s*{_SLIPPED.pattern}(?![0-9a-z])")


@cache
def _roles(fields: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    field_of = {str(word): field for field in fields for word in vocabulary("cover")["roles"][field]}
    return re.compile(any_of(field_of)), field_of
