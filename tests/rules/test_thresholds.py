"""Thresholds: on which side the figure itself lies, and what cannot be held against one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book, BookError, DatedBook, NotInForce
from rules.thresholds import ObservedError, meets, met_from
from tests.rules.cases_file import cases, label, span
from tests.rules.conftest import DAY
from tests.support.books import copy_book

BOOK = Book.load().on(DAY)
TICK = timedelta(microseconds=1)
START = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def changed_book(directory: Path, file: str, old: str, new: str) -> Book:
    copied = copy_book(directory)
    path = copied / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return Book.load(copied)


@pytest.mark.parametrize("row", cases("anomaly"), ids=label)
def test_a_logistics_anomaly_must_be_late_enough_and_silent_enough(dated: DatedBook, row: dict[str, Any]) -> None:
    late = meets(dated, "coverage.overdue_days", span(row["late"]))
    silent = meets(dated, "coverage.idle_days", span(row["silent"]))
    assert (late and silent) == (row["covered"] == "true")


@pytest.mark.parametrize(
    ("boundary", "below", "at", "above"),
    [
        ("ge", False, True, True),
        ("gt", False, False, True),
        ("le", True, True, False),
        ("lt", True, False, False),
    ],
)
def test_the_boundary_alone_says_on_which_side_the_figure_lies(
    tmp_path: Path, boundary: str, below: bool, at: bool, above: bool
) -> None:
    book = changed_book(tmp_path, "coverage/refusal_hours.yaml", "boundary: le", f"boundary: {boundary}").on(DAY)
    three_days = timedelta(hours=72)
    found = [meets(book, "coverage.refusal_hours", three_days + shift) for shift in (-TICK, 0 * TICK, TICK)]
    assert found == [below, at, above]


def test_a_changed_figure_holds_from_its_day_on(tmp_path: Path) -> None:
    later = "  - since: 2027-01-01\n    value: 24\n    source: S0\n    locator: test\n    last_verified_on: null\n"
    book = changed_book(tmp_path, "diagnosis/first_leg_hours.yaml", "last_verified_on: null\n", f"""\
last_verified_on: null
{later}""")  # fmt: skip
    a_day_and_a_half = timedelta(hours=36)
    assert meets(book.on(date(2026, 12, 31)), "diagnosis.first_leg_hours", a_day_and_a_half)
    assert not meets(book.on(date(2027, 1, 1)), "diagnosis.first_leg_hours", a_day_and_a_half)


def test_a_rate_is_compared_unrounded_whatever_the_calling_threads_decimal_context(dated: DatedBook) -> None:
    with localcontext(Context(prec=2)):
        assert not meets(dated, "premium.high_fulfilment", Decimal("0.97996"))
        assert meets(dated, "premium.low_fulfilment", Decimal("0.949999999999999999999999999999999"))


@pytest.mark.parametrize(("count", "met"), [(0, True), (1, False), (Decimal(0), True), (Decimal(1), False)])
def test_a_count_may_be_an_int_or_a_decimal(dated: DatedBook, count: Any, met: bool) -> None:
    assert meets(dated, "eligibility.violations", count) is met


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("coverage.refusal_hours", 72, "not_a_span"),
        ("coverage.refusal_hours", Decimal(72), "not_a_span"),
        ("coverage.idle_days", 5, "not_a_span"),
        ("coverage.idle_days", None, "not_a_span"),
        ("eligibility.feedback_min", 0.95, "not_a_number"),
        ("eligibility.feedback_min", 1, "not_a_number"),
        ("eligibility.feedback_min", "0.95", "not_a_number"),
        ("eligibility.feedback_min", timedelta(hours=1), "not_a_number"),
        ("eligibility.feedback_min", Decimal("NaN"), "not_a_number"),
        ("eligibility.feedback_min", Decimal("sNaN"), "not_a_number"),
        ("eligibility.feedback_min", Decimal("Infinity"), "not_a_number"),
        ("eligibility.violations", True, "not_a_number"),
        ("eligibility.violations", 0.0, "not_a_number"),
    ],
)
def test_what_cannot_be_held_against_a_threshold_is_refused(dated: DatedBook, key: str, value: Any, code: str) -> None:
    with pytest.raises(ObservedError) as refused:
        meets(dated, key, value)
    assert (refused.value.key, refused.value.code) == (key, code)
    assert repr(value) in str(refused.value)


def test_a_parameter_that_is_no_threshold_is_refused(dated: DatedBook) -> None:
    with pytest.raises(BookError, match=r"alerts\.rescue_hours: has no boundary"):
        meets(dated, "alerts.rescue_hours", timedelta(hours=72))
    with pytest.raises(BookError, match=r"did you mean 'coverage\.idle_days'"):
        meets(dated, "coverage.idle_day", timedelta(days=5))


def test_before_a_threshold_is_in_force_nothing_meets_it(book: Book) -> None:
    with pytest.raises(NotInForce, match=r"coverage\.idle_days.*2023-09-30.*2023-10-01"):
        meets(book.on(date(2023, 9, 30)), "coverage.idle_days", timedelta(days=99))


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["coverage.idle_days", "coverage.overdue_days", "alerts.second_overdue_days"]),
    st.timedeltas(timedelta(days=-1), timedelta(days=15)) | st.sampled_from([timedelta(days=5), timedelta(days=7)]),
)
def test_a_least_time_is_met_exactly_from_the_instant_that_is_told(key: str, elapsed: timedelta) -> None:
    assert meets(BOOK, key, elapsed) == (START + elapsed >= met_from(BOOK, key, START))


def test_a_time_that_must_be_exceeded_is_met_from_the_next_microsecond_on(tmp_path: Path) -> None:
    book = changed_book(tmp_path, "coverage/idle_days.yaml", "boundary: ge", "boundary: gt").on(DAY)
    moment = met_from(book, "coverage.idle_days", START)
    assert moment == START + timedelta(days=5) + TICK
    assert meets(book, "coverage.idle_days", moment - START)
    assert not meets(book, "coverage.idle_days", moment - START - TICK)


@pytest.mark.parametrize("key", ["coverage.refusal_hours", "eligibility.feedback_min"])
def test_no_instant_begins_to_meet_a_greatest_time_or_a_rate(dated: DatedBook, key: str) -> None:
    with pytest.raises(BookError, match="no instant begins to meet it"):
        met_from(dated, key, START)
