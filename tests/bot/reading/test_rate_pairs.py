"""Fulfilment rates among amounts and in answers: what is one beyond doubt, and what is left to be asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.numbers import Refusal, Refused
from bot.reading.rate_pairs import Counted, RateSaid, read_rates, take_rates
from bot.reading.rates import Rate, RateKind, Unclear, rate_reader
from rules.book import Book

READER = rate_reader(Book.load().on(date(2026, 11, 22)))


def fulfilment(*percent: str) -> tuple[Rate, ...]:
    return tuple(Rate(RateKind.FULFILMENT, Decimal(one) / 100) for one in percent)


@pytest.mark.parametrize(
    "text",
    [
        "94.2% 98.6% 30",
        "94.2→98.6 30",
        "94.2 -> 98.6% 30",
        "94.2％ → 98.6％：30",
        "94.2% 到 98.6% 30",
        "94.2到98.6 30",
        "94.2-98.6 30",
        "履约率94.2% 变成 履约率98.6% 30",
        "履约率94.2 履约率98.6 30",
        "fulfilment 94.2% to 98.6% 30",
        "现在履约率是94.2%，以后98.6%，30",
        "百分之94.2 百分之98.6 30",
    ],
)
def test_two_rates_are_taken_out_in_their_order(text: str) -> None:
    pair = take_rates(text, READER)
    assert pair.rates == fulfilment("94.2", "98.6")
    assert "30" in pair.rest
    assert "94" not in pair.rest


@pytest.mark.parametrize("text", ["30 45.5 61", "94.2 98.6 30", "30到45", "30-45", "30/45/61", "2024-06-01", "45.5/61"])
def test_bare_numbers_are_no_rates(text: str) -> None:
    assert take_rates(text, READER).rates == ()


@pytest.mark.parametrize("rest", ["-50", "-50 61", "-120", "\n-95\n61"])
def test_a_minus_behind_a_rate_is_the_sign_of_an_amount(rest: str) -> None:
    pair = take_rates(f"94.2% 98.6% {rest}", READER)
    assert pair.rates == fulfilment("94.2", "98.6")
    assert pair.rest.endswith(rest)


@pytest.mark.parametrize("text", ["94.2% -98.6% 30", "94.2% - 98.6 30", "94.2 -98.6 30", "94.2%-98.6 30"])
def test_a_dash_before_a_likely_rate_joins_two(text: str) -> None:
    assert take_rates(text, READER).rates == fulfilment("94.2", "98.6")


def test_a_falling_pair_stays_in_its_order() -> None:
    assert take_rates("98.6→94.2", READER).rates == fulfilment("98.6", "94.2")


@pytest.mark.parametrize(
    "text", ["471/500", "471 / 500 30", "471 of 500 on time", "471 out of 500", "500单里471单准时", "500单中准时471单"]
)
def test_counts_are_a_rate(text: str) -> None:
    assert take_rates(text, READER).rates == (Counted(471, 500),)


@pytest.mark.parametrize(("text", "reason"), [("501/500", Refusal.OVER_HUNDRED), ("0/0", Refusal.ZERO)])
def test_counts_that_cannot_be_are_refused_and_not_guessed(text: str, reason: Refusal) -> None:
    assert take_rates(text, READER).rates == (Refused(reason, text),)


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("94.2", fulfilment("94.2")),
        ("0.942", fulfilment("94.2")),
        ("94.2 98.6", fulfilment("94.2", "98.6")),
        ("九成七", fulfilment("97")),
        ("471/500", (Counted(471, 500),)),
        ("471/500 98.6%", (Counted(471, 500), *fulfilment("98.6"))),
        ("0.5", (Rate(RateKind.PREMIUM, Decimal("0.005")),)),
        ("98%以上", (Rate(RateKind.BAND, Decimal("0.98")),)),
        ("低于95", (Rate(RateKind.BAND, Decimal(0)),)),
        ("101", (Refused(Refusal.OVER_HUNDRED, "101"),)),
        ("没有", ()),
    ],
)
def test_an_answer_is_read_as_one_rate_or_both(text: str, rates: tuple[RateSaid, ...]) -> None:
    assert read_rates(text, READER) == rates


def test_a_bound_over_two_bands_is_asked_about() -> None:
    (said,) = read_rates("95%以上", READER)
    assert isinstance(said, Unclear)
    assert said.several_bands


@given(st.text(alphabet="0123456789.,%/ →到-履约率单of\n百分之<>", max_size=60))
def test_nothing_makes_the_reader_fail_and_what_is_left_holds_no_more_than_was_there(text: str) -> None:
    pair = take_rates(text, READER)
    assert sum(map(str.isdigit, pair.rest)) <= sum(map(str.isdigit, text))
    read_rates(text, READER)
