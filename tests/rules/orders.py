"""Orders for tests: one that is covered for each peril, facts as the case tables write them, and any order at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from rules.book import Book, DatedBook
from rules.coverage import inputs
from rules.order_facts import OrderFacts, Peril, ReturnReason, RulingCause
from rules.shipping import Channel, GoodsClass, Line
from tests.rules.cases_file import span
from tests.rules.conftest import DAY

_SHIPPED = OrderFacts(
    channel=Channel.WORRY_FREE,
    line=Line.STANDARD,
    goods=GoodsClass.GENERAL,
    cainiao_waybill=True,
    handed_in=True,
    tracked_end_to_end=True,
    picked_up=True,
)
COVERED = {
    Peril.LOGISTICS: replace(_SHIPPED, delivered=False, lost=False, overdue=timedelta(days=7), idle=timedelta(days=5)),
    Peril.REFUSAL: replace(
        _SHIPPED,
        signed=True,
        return_after=timedelta(hours=72),
        return_reason=ReturnReason.UNWANTED,
        undamaged=True,
        packaging_complete=True,
    ),
    Peril.RULING: replace(
        _SHIPPED,
        ruling_cause=RulingCause.NOT_AS_DESCRIBED,
        ruling=Decimal(100),
        deposit=Decimal(60),
        balance=Decimal(20),
    ),
}
RULES = {
    Peril.LOGISTICS: ["C01", "C02", "C03", "C04", "C05", "C06", "C15", "E08", "O06"],
    Peril.REFUSAL: ["C01", "C02", "C07", "C08", "C09", "C10", "C15", "E08", "O06"],
    Peril.RULING: ["C01", "C02", "C11", "C12", "C15", "E08", "O06"],
}

_KINDS: Mapping[str, Callable[[str], Any]] = {
    "channel": Channel,
    "line": Line,
    "goods": GoodsClass,
    "return_reason": ReturnReason,
    "ruling_cause": RulingCause,
    **dict.fromkeys(("overdue", "idle", "return_after"), span),
    **dict.fromkeys(("ruling", "deposit", "balance"), Decimal),
}


def written(change: Mapping[str, str]) -> dict[str, Any]:
    """The facts of a case table's row; "null" is not known."""
    return {name: None if text == "null" else _KINDS.get(name, "true".__eq__)(text) for name, text in change.items()}


def under(book: DatedBook, row: Mapping[str, Any]) -> DatedBook:
    """The book with the options that a case table's row chooses."""
    for reading_id, option in row.get("under", {}).items():
        book = book.with_reading(reading_id, option)
    return book


EDGE, FEN = timedelta(minutes=1), Decimal("0.01")
SEVEN, FIVE, THREE = timedelta(days=7), timedelta(days=5), timedelta(days=3)

BOOLEAN = [True, False]
# Values on both sides of everything that a fact is held against.
KNOWN: dict[str, list[Any]] = {
    "channel": list(Channel),
    "line": list(Line),
    "goods": list(GoodsClass),
    **dict.fromkeys(("cainiao_waybill", "handed_in", "tracked_end_to_end", "picked_up", "delivered"), BOOLEAN),
    **dict.fromkeys(("lost", "signed", "undamaged", "packaging_complete"), BOOLEAN),
    "overdue": [SEVEN, SEVEN - EDGE, -EDGE],
    "idle": [FIVE, FIVE - EDGE, timedelta(0)],
    "return_after": [THREE, THREE + EDGE, timedelta(0)],
    "return_reason": list(ReturnReason),
    "ruling_cause": list(RulingCause),
    "ruling": [Decimal(0), Decimal(80), Decimal(80) + FEN, Decimal(100)],
    "deposit": [Decimal(0), Decimal(60), Decimal(100)],
    "balance": [Decimal(0), Decimal(20), Decimal(100)],
}
BOOK = Book.load().on(DAY)
READINGS = ("X01", "X03", "X04", "X05", "X06")


@st.composite
def books(draw: st.DrawFn) -> DatedBook:
    """The packaged book under any options of the readings that coverage acts on."""
    book = BOOK
    for reading_id in READINGS:
        option = draw(st.sampled_from(book.reading(reading_id).options))
        book = book.with_reading(reading_id, option) if option != book.reading(reading_id).chosen else book
    return book


@st.composite
def orders(draw: st.DrawFn, peril: Peril, most_unknown: int = 99) -> OrderFacts:
    """An order of which some things are not known, and the rest mostly as it would be in one that is covered."""
    covered = COVERED[peril]
    known = {name: st.just(getattr(covered, name)) | st.sampled_from(KNOWN[name]) for name in inputs(peril)}
    facts = {name: draw(values, label=name) for name, values in known.items()}
    unknown = draw(st.sets(st.sampled_from(inputs(peril)), max_size=most_unknown), label="unknown")
    return without({**facts}, unknown)


def without(facts: dict[str, Any], unknown: Iterable[str]) -> OrderFacts:
    """The facts less some; who knows the line knows the channel too."""
    less = dict.fromkeys(unknown)
    return OrderFacts(**{**facts, **less, **(dict.fromkeys(("line", "goods")) if "channel" in less else {})})
