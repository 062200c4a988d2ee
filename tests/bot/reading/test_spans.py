"""Spans of time in a text: figures, words, several units, bounds, and what is no span."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.number_patterns import Relation
from bot.reading.numbers import fold
from bot.reading.spans import Span, spans_in, whole_number


def only(text: str) -> Span:
    [span] = spans_in(fold(text))
    return span


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("8天", timedelta(days=8)),
        ("８天", timedelta(days=8)),
        ("八天", timedelta(days=8)),
        ("8 days", timedelta(days=8)),
        ("8d", timedelta(days=8)),
        ("eight days", timedelta(days=8)),
        ("二十天", timedelta(days=20)),
        ("200小时", timedelta(hours=200)),
        ("200 hrs", timedelta(hours=200)),
        ("一周", timedelta(days=7)),
        ("a week", timedelta(days=7)),
        ("两个星期", timedelta(days=14)),
        ("半个月", timedelta(days=15)),
        ("半天", timedelta(hours=12)),
        ("half a day", timedelta(hours=12)),
        ("三天半", timedelta(days=3, hours=12)),
        ("一个半小时", timedelta(minutes=90)),
        ("8.5 days", timedelta(days=8, hours=12)),
        ("30分钟", timedelta(minutes=30)),
    ],
)
def test_a_span_is_read_in_figures_and_in_words(text: str, length: timedelta) -> None:
    assert only(text).length == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("8天3小时", timedelta(days=8, hours=3)),
        ("8天零3小时", timedelta(days=8, hours=3)),
        ("8 days and 3 hours", timedelta(days=8, hours=3)),
        ("2d 3h", timedelta(days=2, hours=3)),
        ("72h01m", timedelta(hours=72, minutes=1)),
        ("72小时1分", timedelta(hours=72, minutes=1)),
    ],
)
def test_smaller_units_behind_larger_ones_belong_to_the_same_span(text: str, length: timedelta) -> None:
    assert only(text).length == length


def test_two_spans_side_by_side_stay_two() -> None:
    found = spans_in(fold("8 days late 6 days silent"))
    assert [span.length for span in found] == [timedelta(days=8), timedelta(days=6)]
    assert [span.written for span in found] == ["8 days", "6 days"]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("超过7天", Relation.ABOVE),
        ("more than 7 days", Relation.ABOVE),
        ("7天多", Relation.ABOVE),
        ("至少7天", Relation.AT_LEAST),
        ("7天以上", Relation.AT_LEAST),
        ("7+ days", Relation.AT_LEAST),
        ("不到7天", Relation.BELOW),
        ("快7天", Relation.BELOW),
        ("less than 7 days", Relation.BELOW),
        ("7天内", Relation.BELOW),
        ("within 7 days", Relation.BELOW),
    ],
)
def test_a_bound_is_kept_beside_the_span(text: str, relation: Relation) -> None:
    span = only(text)
    assert (span.length, span.relation) == (timedelta(days=7), relation)
    assert span.written == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-3天", "negative"),
        ("- 3 days", "negative"),
        ("5-7天", "range"),
        ("5天到7天", "range"),
        ("5 to 7 days", "range"),
        ("99999天", "too_long"),
        ("1,5 days", "unclear"),
        ("5个工作日", "working_days"),
        ("5 working days", "working_days"),
    ],
)
def test_what_can_be_no_span_is_returned_with_its_problem(text: str, problem: str) -> None:
    span = only(text)
    assert (span.length, span.problem, span.written) == (None, problem, text)


@pytest.mark.parametrize(
    "text", ["", "8", "1e12天", "11月5日", "2026-11-10", "12:30", "5w", "100分", "8件", "order 1234 m"]
)
def test_a_figure_without_a_unit_of_time_is_no_span(text: str) -> None:
    assert spans_in(fold(text)) == ()


def test_its_place_in_the_text_is_told() -> None:
    text = fold("包裹超时8天了")
    span = only(text)
    assert text[span.start : span.end] == "8天"


@pytest.mark.parametrize(
    ("text", "value"), [("8", "8"), ("8.5", "8.5"), ("八", "8"), ("ten", "10"), ("半", "0.5"), (" 8 ", "8")]
)
def test_a_number_alone_is_read(text: str, value: str) -> None:
    assert whole_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "x", "8天", "1,5", "8 9", "1e3"])
def test_anything_more_than_a_number_is_none(text: str) -> None:
    assert whole_number(text) is None


@given(text=st.text(alphabet="0123456789.,-+ 天日周小时分半两三十到内超过dhmweaks零又", max_size=40))
def test_whatever_is_written_is_searched_without_an_error(text: str) -> None:
    folded = fold(text)
    found = spans_in(folded)
    assert all(0 <= span.start < span.end <= len(folded) for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all((span.length is None) == (span.problem is not None) for span in found)


@given(days=st.integers(0, 999), hours=st.integers(0, 23))
def test_days_and_hours_come_back_as_they_were_written(days: int, hours: int) -> None:
    assert only(f"{days}天{hours}小时").length == timedelta(days=days, hours=hours)
    assert only(f"{days} days {hours} hours").length == timedelta(days=days, hours=hours)
