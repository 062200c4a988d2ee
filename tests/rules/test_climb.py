"""How many more orders on time reach the next cheaper band: the smallest number that does."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book, DatedBook, NotInForce
from rules.climb import LARGEST_COUNT, Climb, climb
from rules.orders import OrderBookError
from tests.rules.conftest import DAY
from tests.rules.test_trace import replay
from tests.support.books import copy_book

BOOK = Book.load().on(DAY)
quick = settings(deadline=None, max_examples=200)


def rate_at(on_time: int, total: int) -> Decimal:
    """By the bands, with the exact share."""
    steps = BOOK.bands("premium.bands").steps
    share = Fraction(on_time, total)
    return next(
        step.rate
        for step in steps
        if (step.low is None or share >= Fraction(step.low)) and (step.high is None or share < Fraction(step.high))
    )


def needed(found: Climb | None) -> int:
    assert found is not None
    assert found.needed is not None
    return found.needed


@pytest.mark.parametrize(
    ("on_time", "total", "fulfilment", "rate", "more"),
    [
        (94, 100, "0.95", "0.003", 20),  # 114 of 120 is 95 %
        (942, 1000, "0.95", "0.003", 160),  # 1102 of 1160 is 95 %
        (0, 1, "0.95", "0.003", 19),  # 19 of 20
        (95, 100, "0.98", "0.002", 150),  # 245 of 250 is 98 %
        (97, 100, "0.98", "0.002", 50),  # 147 of 150
        (979, 1000, "0.98", "0.002", 50),  # 1029 of 1050
        (97_996, 100_000, "0.98", "0.002", 200),  # 98196 of 100200
    ],
)
def test_the_orders_to_the_next_cheaper_band_are_counted(
    dated: DatedBook, on_time: int, total: int, fulfilment: str, rate: str, more: int
) -> None:
    found = climb(dated, on_time, total)
    assert found is not None
    assert (found.fulfilment, found.rate, found.needed) == (Decimal(fulfilment), Decimal(rate), more)
    assert (found.on_time, found.total) == (on_time, total)


@pytest.mark.parametrize(("on_time", "total"), [(98, 100), (1, 1), (49, 50)])
def test_in_the_cheapest_band_there_is_nothing_to_climb(dated: DatedBook, on_time: int, total: int) -> None:
    assert climb(dated, on_time, total) is None


def test_nineteen_of_twenty_is_ninety_five_per_cent_and_not_below(dated: DatedBook) -> None:
    found = climb(dated, 19, 20)
    assert found is not None
    assert found.fulfilment == Decimal("0.98")


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.one_of(st.integers(1, 60), st.integers(1, LARGEST_COUNT)))
    return draw(st.one_of(st.integers(0, total), st.integers(total * 9 // 10, total))), total


@quick
@given(counts())
def test_so_many_suffice_and_one_fewer_does_not(counted: tuple[int, int]) -> None:
    on_time, total = counted
    found = climb(BOOK, on_time, total)
    now = rate_at(on_time, total)
    if found is None:
        assert now == min(step.rate for step in BOOK.bands("premium.bands").steps)
        return
    more = needed(found)
    assert more >= 1
    assert rate_at(on_time + more, total + more) <= found.rate < now
    assert rate_at(on_time + more - 1, total + more - 1) == now
    assert Fraction(on_time + more, total + more) >= Fraction(found.fulfilment)


@quick
@given(st.integers(1, 40), st.data())
def test_counting_up_one_by_one_finds_the_same_number(total: int, data: st.DataObject) -> None:
    on_time = data.draw(st.integers(0, total))
    found = climb(BOOK, on_time, total)
    if found is not None:
        more = next(more for more in range(1, 50 * total + 1) if rate_at(on_time + more, total + more) <= found.rate)
        assert needed(found) == more


@quick
@given(counts())
def test_replaying_a_climbs_trace_gives_the_number(counted: tuple[int, int]) -> None:
    found = climb(BOOK, *counted)
    if found is not None:
        assert replay(found.trace) == needed(found) == found.trace.result


def test_the_trace_tells_what_is_short_and_what_an_order_gains(dated: DatedBook) -> None:
    found = climb(dated, 94, 100)
    assert found is not None
    assert [(step.rule, step.label, step.operation, str(step.result), step.source) for step in found.trace.steps] == [
        ("P07", "on_time_wanted", "multiply", "95.00", "S4"),
        ("P07", "on_time_short", "subtract", "1.00", "S4"),
        ("P07", "gain_per_order", "subtract", "0.05", "S4"),
        ("P07", "orders_to_make_up", "divide", "20", "S4"),
        ("P07", "orders_needed", "round_up", "20", "S4"),
    ]


def test_no_number_reaches_a_threshold_of_one(tmp_path: Path) -> None:
    directory = copy_book(tmp_path)
    high = directory / "premium" / "high_fulfilment.yaml"
    text = high.read_text(encoding="utf-8")
    assert "value: 0.98" in text
    high.write_text(text.replace("value: 0.98", "value: 1"), encoding="utf-8")
    book = Book.load(directory).on(DAY)
    found = climb(book, 97, 100)
    assert found is not None
    assert (found.fulfilment, found.needed) == (Decimal(1), None)
    assert replay(found.trace) == 0  # what a further order gains
    assert climb(book, 100, 100) is None


@pytest.mark.parametrize(
    ("code", "on_time", "total"),
    [
        ("counts", 101, 100),
        ("counts", -1, 100),
        ("counts", 0, 0),
        ("counts", 0, -1),
        ("counts", 94.0, 100),
        ("counts", 94, Decimal("100")),
        ("counts", True, 1),
        ("too_large", 1, LARGEST_COUNT + 1),
    ],
)
def test_counts_that_cannot_be_are_refused(dated: DatedBook, code: str, on_time: Any, total: Any) -> None:
    with pytest.raises(OrderBookError) as refused:
        climb(dated, on_time, total)
    assert refused.value.code == code


def test_before_the_agreement_there_is_no_band_to_climb_to(book: Book) -> None:
    with pytest.raises(NotInForce):
        climb(book.on(date(2024, 4, 30)), 94, 100)
