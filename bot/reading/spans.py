"""Spans of time as sellers write them: days, hours, weeks, in figures or in words, alone or bounded ("over 8 days")."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Literal

from bot.reading.number_patterns import Relation, number_patterns
from bot.reading.numbers import NUMBER, read_number, spelled
from bot.reading.words import any_of, vocabulary

SpanProblem = Literal["negative", "too_long", "range", "working_days", "unclear"]
_DAY = Decimal(1440)
_REACH = 24
"""Characters before a span in which a word such as "over" still belongs to it."""


@dataclass(frozen=True, slots=True)
class Span:
    """One span of a text: how long (None beside a `problem`), how it was written, and where.

    `relation` says that it is only bounded; BELOW takes in "within", where the bound itself is meant too.
    """

    length: timedelta | None
    written: str
    start: int
    end: int
    relation: Relation | None = None
    problem: SpanProblem | None = None


def spans_in(folded: str) -> tuple[Span, ...]:
    """The spans of a folded text (`bot.reading.numbers.fold`) in order, "8 days 3 hours" as one. Never raises."""
    patterns = _patterns()
    found: list[Span] = []
    at = 0
    while at < len(folded):
        ranged, match = patterns.ranges.search(folded, at), patterns.head.search(folded, at)
        if ranged is not None and (match is None or ranged.start() <= match.start("body")):
            found.append(Span(None, ranged[0].strip(), *ranged.span(), problem="range"))
        elif match is not None:
            found.append(_whole(match, folded))
        else:
            break
        at = found[-1].end
    return tuple(found)


def whole_number(folded: str) -> Decimal | None:
    """The number a text consists of, in figures or in words; None when it is anything more, or cannot be read."""
    written = folded.strip()
    if re.fullmatch(NUMBER, written):
        number = read_number(written)
        return number if isinstance(number, Decimal) else None
    return _in_words(written)


def _whole(match: re.Match[str], folded: str) -> Span:
    """The span that begins with this part, with the smaller units right behind it: hours behind days."""
    patterns = _patterns()
    span, unit = _part(match, folded)
    while (
        span.length is not None
        and span.relation is None
        and (behind := patterns.tail.match(folded, span.end)) is not None
        and patterns.minutes_of[_squeezed(behind["unit"])] < unit
    ):
        smaller, unit = _part(behind, folded)
        if smaller.length is None:
            return replace(span, length=None, problem=smaller.problem, end=smaller.end)
        whole = span.length + smaller.length
        span = replace(smaller, length=whole, start=span.start, written=folded[span.start : smaller.end].strip())
    return _bounded(span, folded) if span.length is not None and span.relation is None else span


def _part(match: re.Match[str], folded: str) -> tuple[Span, int]:
    """One number with its unit, and the unit in minutes."""
    start, end = match.span("body")
    unit = _patterns().minutes_of[_squeezed(match["unit"])]
    written = match["number"]
    span = Span(None, folded[start:end].strip(), start, end)
    number = read_number(written) if written[0].isdigit() else _in_words(written)
    if match["sign"]:
        start = match.start("sign")
        return replace(span, start=start, written=folded[start:end].strip(), problem="negative"), unit
    if not unit:
        return replace(span, problem="working_days"), unit
    if not isinstance(number, Decimal):
        return replace(span, problem="unclear"), unit
    if match["half"]:
        number += Decimal("0.5")
    minutes = number * unit
    if minutes > vocabulary("spans")["longest_days"] * _DAY:
        return replace(span, problem="too_long"), unit
    length = timedelta(seconds=int((minutes * 60).to_integral_value()))
    return replace(span, length=length, relation=Relation.AT_LEAST if match["more"] else None), unit


def _bounded(span: Span, folded: str) -> Span:
    """The span with the word beside it that makes it a bound, if there is one."""
    patterns = _patterns()
    since = max(0, span.start - _REACH)
    for relation, pattern in patterns.after:
        if behind := pattern.match(folded, span.end):
            return replace(span, relation=relation, written=folded[span.start : behind.end()], end=behind.end())
    before = folded[since : span.start]
    for relation, pattern in patterns.before:
        if found := pattern.search(before):
            start = since + found.start()
            return replace(span, relation=relation, written=folded[start : span.end], start=start)
    return span


def _in_words(written: str) -> Decimal | None:
    numbers, words = vocabulary("spans")["numbers"], vocabulary("quote")
    if _squeezed(written) in numbers:
        return Decimal(str(numbers[_squeezed(written)]))
    value = spelled(written, words["digits"], words["powers"]) if written else None
    return None if value is None else Decimal(value)


def _squeezed(word: str) -> str:
    return re.sub(r"\s+", " ", word)


@dataclass(frozen=True, slots=True)
class _Patterns:
    head: re.Pattern[str]
    tail: re.Pattern[str]
    ranges: re.Pattern[str]
    before: tuple[tuple[Relation, re.Pattern[str]], ...]
    after: tuple[tuple[Relation, re.Pattern[str]], ...]
    minutes_of: dict[str, int]
    """Minutes in a unit; 0 for working days."""


@cache
def _patterns() -> _Patterns:
    words, quote = vocabulary("spans"), vocabulary("quote")
    minutes_of = {str(word): int(minutes) for minutes, names in words["units"].items() for word in names}
    unit = any_of([*minutes_of, *words["working"]])
    behind = any_of([*minutes_of, *words["minutes_behind"]])
    numerals = "".join([*quote["digits"], *quote["powers"]])
    number = rf"{NUMBER}|{any_of(words['numbers'])}|[{numerals}]{{1,6}}"
    begins = rf"(?<![0-9a-z.{numerals}])"
    half = any_of(words["half"])
    bounds = number_patterns()
    return _Patterns(
        head=re.compile(
            rf"(?P<sign>(?<![0-9a-z%])-\s*)?(?P<body>{begins}(?P<number>{number})"
            rf"\s*(?P<more>\+)?\s*-?(?P<unit>{unit})(?P<half>{half})?)"
        ),
        tail=re.compile(
            rf"[\s,]*{any_of(words['joins'])}?[\s,]*(?P<sign>(?!))?(?P<body>(?P<number>{number})"
            rf"\s*(?P<more>\+)?\s*(?P<unit>{behind})(?P<half>{half})?)"
        ),
        ranges=re.compile(rf"{begins}(?:{number})\s*(?:{unit})?\s*{any_of(words['through'])}\s*(?:{number})\s*{unit}"),
        before=(*bounds.relations_before, (Relation.BELOW, re.compile(any_of(words["below"]) + r"\s*$"))),
        after=(
            *bounds.relations_after,
            (Relation.BELOW, re.compile(r"\s*" + any_of(words["below_after"]))),
            (Relation.ABOVE, re.compile(r"\s*" + any_of(words["above_after"]))),
        ),
        minutes_of={
            **minutes_of,
            **dict.fromkeys(map(str, words["minutes_behind"]), 1),
            **dict.fromkeys(map(str, words["working"]), 0),
        },
    )
