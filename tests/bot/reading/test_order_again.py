"""Short texts that go on from a quote: which figures they put in the place of the old ones, and which are none."""

from __future__ import annotations

from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.asked_premium import BANDLESS
from bot.reading.money_words import Money
from bot.reading.numbers import Refusal, Refused
from bot.reading.order_again import read_again
from bot.reading.rates import Rate, RateKind


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("那500呢", "500"),
        ("那 500 呢？", "500"),
        ("500", "500"),
        ("那五百呢", "500"),
        ("那五百块呢", "500"),
        ("换成1.5万", "15000"),
        ("那¥3,000呢", "3000"),
        ("那300块的单子呢", "300"),
        ("那客单价80的呢", "80"),
        ("那100呢", "100"),
        ("and 500?", "500"),
        ("what about 1,200 then", "1200"),
        ("And for a 120 yuan order?", "120"),
    ],
)
def test_an_amount_is_put_in_the_place_of_the_old_one(text: str, amount: str) -> None:
    read = read_again(text, BANDLESS)
    assert read is not None
    assert (read.amounts, read.rate) == ((Money(Decimal(amount)),), None)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("那98呢", "0.98"),
        ("98", "0.98"),
        ("换成履约率九十八呢", "0.98"),
        ("那96.5%呢", "0.965"),
        ("0.97", "0.97"),
        ("and at 94%?", "0.94"),
        ("okay 96 then", "0.96"),
        ("那履约率70呢", "0.70"),
    ],
)
def test_a_rate_is_put_in_the_place_of_the_old_one(text: str, rate: str) -> None:
    read = read_again(text, BANDLESS)
    assert read is not None
    assert (read.amounts, read.rate) == ((), Rate(RateKind.FULFILMENT, Decimal(rate)))


def test_both_may_change_at_once() -> None:
    read = read_again("那300块履约率96呢", BANDLESS)
    assert read is not None
    assert (read.amount, read.rate) == (Money(Decimal(300)), Rate(RateKind.FULFILMENT, Decimal("0.96")))


def test_a_bare_amount_is_in_the_currency_of_the_order_before_and_a_named_one_in_its_own() -> None:
    read = [read_again(text, BANDLESS, "USD") for text in ("and 50?", "and 50 euros?")]
    amounts = [order.amount for order in read if order is not None]
    assert amounts == [
        Money(Decimal(50), "USD"),
        Money(Decimal(50), "EUR"),
    ]


def test_two_amounts_are_both_kept_for_the_seller_to_choose() -> None:
    read = read_again("and 500 and 800?", BANDLESS)
    assert read is not None
    assert read.amounts == (Money(Decimal(500)), Money(Decimal(800)))


@pytest.mark.parametrize(("text", "reason"), [("那0呢", Refusal.ZERO), ("那1000万呢", Refusal.TOO_LARGE)])
def test_an_impossible_amount_is_refused_with_its_reason(text: str, reason: Refusal) -> None:
    read = read_again(text, BANDLESS)
    assert read is not None
    assert isinstance(read.amount_problem, Refused)
    assert read.amount_problem.reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "那简易呢",
        "and in Russia?",
        "why 500",
        "那3天呢",
        "那500元以上呢",
        "那2026年呢",
        "and 40 orders?",
        "那好评率95呢",
        "12345678901234",
        "LP00123456789012",
        "那500要不要退",
        "and 500 of them were lost",
        "一",
        "1 2 3 4 5",
        "那" * 41 + "500",
    ],
)
def test_a_text_that_says_anything_else_goes_on_from_nothing(text: str) -> None:
    assert read_again(text, BANDLESS) is None


@given(st.text(max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    read_again(text, BANDLESS)


def test_a_long_text_costs_no_time() -> None:
    begun = perf_counter()
    for text in (
        "那" * 4000,
        "呢 " * 4000,
        "and " * 4000,
        "那" * 39 + "x",
    ):
        read_again(text, BANDLESS)
    assert perf_counter() - begun < 0.5
