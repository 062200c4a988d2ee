"""Whether what was observed meets a threshold of the book, on the side its `boundary` names. The one comparison."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from rules.book import BookError, DatedBook, Parameter

Number = Decimal | int
Observed = Number | timedelta
"""A fraction or yuan (Decimal), a count (int or Decimal), or, for a threshold in hours or days, elapsed time."""

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
}
_SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
_FIRST_AFTER = {"ge": timedelta(0), "gt": timedelta.resolution}


class ObservedError(ValueError):
    """An observation that cannot be held against the threshold `key`.

    `code` is "not_a_span" (hours and days take a timedelta) or "not_a_number" (everything else takes a finite Decimal,
    a count also an int).
    """

    def __init__(self, key: str, code: str, value: object) -> None:
        self.key, self.code, self.value = key, code, value
        super().__init__(f"{key}: {code.replace('_', ' ')} ({value!r})")


def meets(book: DatedBook, key: str, observed: Observed) -> bool:
    """Whether `observed` meets the threshold `key`: "ge" and "le" include the figure itself, "gt" and "lt" do not.

    Compared unrounded, to the microsecond; a day is a span of 24 hours. What meeting means, the parameter's title
    says: of `coverage.refusal_hours` that the return was early enough, of `premium.low_fulfilment` that the rate is
    low. Raises ObservedError for an observation of the wrong kind, a float or NaN included, NotInForce, and BookError
    for a parameter that is no threshold.
    """
    parameter = book.parameter(key)
    holds = _HOLDS[book.boundary(key)]
    if parameter.unit in _SPANS:
        if not isinstance(observed, timedelta):
            raise ObservedError(key, "not_a_span", observed)
        return holds(observed, _span(parameter))
    if not _is_number(observed, parameter):
        raise ObservedError(key, "not_a_number", observed)
    return holds(observed, parameter.value)


def met_from(book: DatedBook, key: str, start: datetime) -> datetime:
    """The first instant at which the time since `start` meets a threshold in hours or days that is a least one.

    So `meets(book, key, now - start)` is `now >= met_from(book, key, start)`. `start` is aware and in UTC. Raises
    BookError for a threshold that is a greatest one ("le", "lt"), or no span of time.
    """
    parameter, boundary = book.parameter(key), book.boundary(key)
    if parameter.unit not in _SPANS or boundary not in _FIRST_AFTER:
        raise BookError("no instant begins to meet it", "ask for hours or days with boundary ge or gt", key=key)
    return start + _span(parameter) + _FIRST_AFTER[boundary]


def required(book: DatedBook, key: str) -> Observed:
    """The threshold itself, as what is observed is held against it: hours and days as elapsed time."""
    parameter = book.parameter(key)
    if parameter.unit in _SPANS:
        return _span(parameter)
    figure = parameter.value
    if isinstance(figure, bool) or not isinstance(figure, Decimal | int):
        raise BookError(f"holds {figure!r}", "give it a number", key=key)
    return figure


def to_wait(book: DatedBook, key: str, elapsed: timedelta) -> timedelta:
    """How much longer until elapsed time meets a threshold in hours or days that is a least one; zero once it does.

    Raises BookError like `met_from`.
    """
    start = datetime(2000, 1, 1, tzinfo=UTC)  # any instant: only the span from it counts
    return max(timedelta(0), met_from(book, key, start) - start - elapsed)


def _span(parameter: Parameter) -> timedelta:
    figure = parameter.value
    if not isinstance(figure, int):
        raise BookError(f"holds {figure!r}", "give it whole hours or days", key=parameter.key)
    return figure * _SPANS[parameter.unit]


def _is_number(observed: Observed, parameter: Parameter) -> bool:
    if isinstance(observed, Decimal):
        return observed.is_finite()
    return isinstance(parameter.value, int) and isinstance(observed, int) and not isinstance(observed, bool)
