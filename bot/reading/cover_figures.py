"""The figures of an order in a text as answers: how late, how silent, how long after signing, which amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.reading.cover_values import (
    AMOUNTS,
    SPANS,
    Placed,
    When,
    last_heard,
    length_of,
    moment,
    paired,
    promised,
    roles_in,
)
from bot.reading.dates import DateProblem
from bot.reading.money_words import CNY, Mark, money
from bot.reading.number_patterns import Relation
from bot.reading.numbers import Refusal, Refused
from bot.reading.spans import Span
from bot.reading.words import vocabulary
from rules.order_facts import Peril

BARE = {"overdue": ("overdue", 24), "idle": ("idle", 24), "signed": ("return_after", 1)}
"""What a number alone is in answer to a question, and its unit in hours."""
_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading needs to know: the thresholds, for what is only bounded, and the seller's clock."""

    limits: Mapping[str, timedelta]
    now: datetime
    zone: ZoneInfo


@dataclass(slots=True)
class CoverWords:
    """What a text says: answers by field, what follows from them, what could not be read, and why."""

    answers: dict[str, str] = field(default_factory=dict)
    implied: dict[str, str] = field(default_factory=dict)
    """What goes without saying, unless it was said otherwise: a parcel that is silent has not arrived."""
    unread: list[str] = field(default_factory=list)
    problem: str | None = None
    skipped: bool = False
    back: bool = False
    figures: int = 0
    """How many of the answers are a span, a date or an amount."""


@dataclass(frozen=True, slots=True)
class _Amount(Placed):
    mark: Mark


def refuse(said: CoverWords, written: str, problem: str) -> None:
    """Keep what was not read; the first problem that can be named is the one that is told."""
    said.unread.append(written.replace("_", " "))  # a gap that may group one number or part two
    if said.problem in (None, "not_understood"):
        said.problem = problem


def bare_number(written: str, number: Decimal, name: str, hours: int, reader: Reader) -> CoverWords:
    """A number in answer to "how many days" or "how many hours"."""
    said = CoverWords()
    if written.startswith("-"):
        refuse(said, written, "negative")
    elif number * hours > vocabulary("spans")["longest_days"] * 24:
        refuse(said, written, "too_long")
    else:
        _length(said, name, Span(timedelta(seconds=int(number * hours * 3600)), written, 0, len(written)), reader)
    return said


def take_whens(said: CoverWords, whens: Sequence[When], rest: str, step: str | None, reader: Reader) -> None:
    """The spans and dates of a text as answers; ``rest`` is the text without them, ``step`` the open question."""
    named = paired(whens, roles_in(rest, SPANS), rest)
    for when, name in _with_nameless(named, said, step):
        _when(said, when, name, reader)


def _with_nameless(named: list[tuple[When, str | None]], said: CoverWords, step: str | None) -> list[tuple[When, str]]:
    """Spans and dates with their figure; the only one without a word is what was asked, or what a return is about."""
    known = [(when, name) for when, name in named if name is not None]
    nameless = [when for when, name in named if name is None]
    taken = {name for _, name in known}
    meant = BARE[step][0] if step in BARE else None
    refused = said.answers.get("peril") == Peril.REFUSAL or "return_reason" in said.answers
    if meant is None and refused:
        meant = "return_after"
    if len(nameless) == 1 and meant is not None and meant not in taken:
        return [*known, (nameless[0], meant)]
    for when in nameless:
        refuse(said, when.written, when.problem or "not_understood")
    return known


def _when(said: CoverWords, when: When, name: str, reader: Reader) -> None:
    """One span or date as an answer."""
    if name in said.answers and said.answers[name] != "not_due":
        refuse(said, when.written, "not_understood")
    elif when.span is not None and when.problem is None:
        _length(said, name, when.span, reader)
    elif when.dated and name != "return_after":
        read = promised if name == "overdue" else last_heard
        try:
            said.answers[name] = moment(read(when.written, reader.now, reader.zone))
            said.figures += 1
        except DateProblem as problem:
            refuse(said, when.written, f"date_{problem.code}")
    else:
        refuse(said, when.written, when.problem or "not_understood")


def _length(said: CoverWords, name: str, span: Span, reader: Reader) -> None:
    """A span as an answer: since when, how long after, or on which side of the threshold."""
    length, limit = length_of(span), reader.limits[name]
    upward = span.relation in (Relation.AT_LEAST, Relation.ABOVE)
    within = name == "return_after"
    if span.relation is None:
        since = moment(reader.now - length)
        said.answers[name] = str(int(length.total_seconds())) if within else since
    elif within and span.relation is Relation.BELOW and length <= limit:
        said.answers[name] = "enough"
    elif within and upward and (length > limit or (length == limit and span.relation is Relation.ABOVE)):
        said.answers[name] = "late"
    elif not within and upward and length >= limit:
        said.answers[name] = "enough"
    elif not within and span.relation is Relation.BELOW and length <= limit:
        said.answers[name] = "short"
    else:
        refuse(said, span.written, "bounded")
        return
    said.figures += 1


def take_amounts(
    said: CoverWords, numbers: Sequence[Mark], plain: str, asked: Sequence[str], *, in_order: bool
) -> None:
    """The amounts of yuan: each by the word beside it, those without one in the order in which they are asked.

    ``in_order`` says that the seller was told this order, so that one alone is the first of them.
    """
    foreign = [mark for mark in numbers if mark.currency not in (None, CNY)]
    for mark in foreign:
        refuse(said, mark.written, "currency")
    placed = [_Amount(mark.start, mark.end, mark) for mark in numbers if mark not in foreign]
    named = paired(placed, roles_in(plain, AMOUNTS), plain)
    open_ones = [name for name in asked if name in AMOUNTS and name not in {found for _, found in named}]
    nameless = [each.mark for each, found in named if found is None and not (each.mark.counts or each.mark.scale)]
    first = len(nameless) == 1 and open_ones[:1] and (in_order or open_ones[0] == "ruling")
    if nameless and not first and len(nameless) != len(open_ones):
        which = "which_amounts" if open_ones else "not_understood"
        refuse(said, " ".join(mark.written for mark in nameless), which)
        named = [(each, found) for each, found in named if found is not None or each.mark not in nameless]
    for each, found in named:
        mark = each.mark
        name = found or (open_ones.pop(0) if open_ones and not (mark.counts or mark.scale) else None)
        if name is None or name in said.answers or mark.counts or mark.scale:
            refuse(said, mark.written, "not_understood")
        else:
            _amount(said, name, mark)


def _amount(said: CoverWords, name: str, mark: Mark) -> None:
    if isinstance(mark.value, Refused):
        refuse(said, mark.written, mark.value.reason)
    elif mark.relation is not None:
        refuse(said, mark.written, "bounded_amount")
    else:
        read = money(mark.value)
        nothing = isinstance(read, Refused) and read.reason is Refusal.ZERO and name != "ruling"
        if isinstance(read, Refused) and not nothing:
            refuse(said, mark.written, read.reason)
            return
        said.answers[name] = format(mark.value.quantize(_FEN), "f")
        said.figures += 1
