"""Thresholds: on which side the figure itself lies, and what cannot be held against one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book, BookError, DatedBook, NotInForce
from rules.thresholds import ObservedError, meets, met_from, required, to_wait
from tests.rules.cases_file import cases, label, span
from tests.rules.conftest import DAY
from tests.support import books

BOOK = Book.load().on(DAY)
TICK = timedelta(microseconds=1)
START = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def changed_book(directory: Path, file: str, old: str, new: str) -> Book:
    return Book.load(books.changed_book(directory, (file, old, new)))


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
    book = changed_book(tmp_path, "eligibility/dispute_max.yaml", "boundary: le", f"boundary: {boundary}").on(DAY)
    least = Decimal("0.0000001")
    found = [meets(book, "eligibility.dispute_max", Decimal("0.021") + shift) for shift in (-least, 0, least)]
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


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(["coverage.idle_days", "coverage.overdue_days"]),
    st.timedeltas(timedelta(days=-400), timedelta(days=15)) | st.sampled_from([timedelta(days=5), timedelta(days=7)]),
)
def test_after_the_wait_a_least_time_is_met_and_not_a_moment_before(key: str, elapsed: timedelta) -> None:
    wait = to_wait(BOOK, key, elapsed)
    assert meets(BOOK, key, elapsed + wait)
    assert wait == timedelta(0) or not meets(BOOK, key, elapsed + wait - TICK)


def test_a_greatest_time_is_not_waited_for(dated: DatedBook) -> None:
    with pytest.raises(BookError, match=r"coverage\.refusal_hours: no instant begins to meet it"):
        to_wait(dated, "coverage.refusal_hours", timedelta(0))


@pytest.mark.parametrize(
    ("key", "figure"),
    [
        ("coverage.refusal_hours", timedelta(hours=72)),
        ("coverage.overdue_days", timedelta(days=7)),
        ("eligibility.dispute_max", Decimal("0.021")),
        ("eligibility.violations", 0),
    ],
)
def test_what_is_required_is_told_in_the_kind_it_is_held_against(dated: DatedBook, key: str, figure: Any) -> None:
    assert required(dated, key) == figure
    assert type(required(dated, key)) is type(figure)


def test_what_is_no_number_requires_none(dated: DatedBook) -> None:
    with pytest.raises(BookError, match=r"coverage\.refusal_undamaged: holds True; give it a number"):
        required(dated, "coverage.refusal_undamaged")


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
