"""What stands around a number."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.money_words import Mark, Money, marks, money, names_parcel
from bot.reading.number_patterns import Relation, Role
from bot.reading.numbers import Refusal, Refused


def only(text: str) -> Mark:
    [mark] = marks(text)
    return mark


@pytest.mark.parametrize(
    "text",
    [
        "200元",
        "200块",
        "200块钱",
        "¥200",
        "￥200",
        "200 yuan",
        "200RMB",
        "rmb200",
        "人民币200",
        "CNY 200",
        "２００元",
        "两百元",
    ],
)
def test_the_ways_to_write_two_hundred_yuan(text: str) -> None:
    mark = only(text)
    assert (mark.value, mark.currency) == (Decimal(200), "CNY")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("$50", "USD"),
        ("US$50", "USD"),
        ("50 USD", "USD"),
        ("50美元", "USD"),
        ("50刀", "USD"),
        ("€50", "EUR"),
        ("50欧元", "EUR"),
        ("50 eur", "EUR"),
        ("50 RUB", "RUB"),
        ("50卢布", "RUB"),
        ("50 ₽", "RUB"),
        ("50日元", "JPY"),
        ("£50", "GBP"),
        ("HK$50", "HKD"),
        ("50港币", "HKD"),
        ("R$ 50", "BRL"),
    ],
)
def test_other_currencies_are_recognised_not_converted(text: str, currency: str) -> None:
    mark = only(text)
    assert (mark.value, mark.currency) == (Decimal(50), currency)


@pytest.mark.parametrize(("text", "value"), [("12万", 120_000), ("1.5万元", 15_000), ("1.5k", 1500), ("2千块", 2000)])
def test_thousands_and_ten_thousands_are_multiplied_out(text: str, value: int) -> None:
    assert only(text).value == value


@pytest.mark.parametrize("text", ["¥1 234", "1 234元", "¥1 234.00", "¥1\u202f234"])
def test_a_gap_groups_a_number_that_has_its_currency(text: str) -> None:
    assert only(text).value == Decimal(1234)


@pytest.mark.parametrize("text", ["¥200 100", "97 200元"])
def test_a_gap_that_may_part_amount_and_rate_is_not_guessed_at(text: str) -> None:
    value = only(text).value
    assert isinstance(value, Refused)
    assert value.reason is Refusal.AMBIGUOUS_SPACE


@pytest.mark.parametrize(
    ("text", "scale"),
    [("97%", 100), ("97 percent", 100), ("百分之97", 100), ("百分之九十七", 100), ("3‰", 1000), ("千分之三", 1000)],
)
def test_percent_and_per_mille_are_told_apart(text: str, scale: int) -> None:
    assert only(text).scale == scale


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("低于95", Relation.BELOW),
        ("below 95%", Relation.BELOW),
        ("95%以下", Relation.BELOW),
        ("不低于98%", Relation.AT_LEAST),
        ("≥98", Relation.AT_LEAST),
        ("98以上", Relation.AT_LEAST),
        ("98%+", Relation.AT_LEAST),
        ("at least 98 %", Relation.AT_LEAST),
        ("超过95%", Relation.ABOVE),
        ("95-98%", Relation.RANGE),
        ("95到98", Relation.RANGE),
        ("97%", None),
    ],
)
def test_a_bound_is_no_figure(text: str, relation: Relation | None) -> None:
    assert only(text).relation is relation


@pytest.mark.parametrize(
    "text",
    [
        "LP00123456789012",
        "RB123456789CN",
        "单号LP00123456789012,2026-12-01到",
        "20261201120000123",
        "12:30",
        "3c配件",
        "1e5",
        "no digits",
        "",
    ],
)
def test_tracking_numbers_dates_and_model_names_hold_no_number(text: str) -> None:
    assert marks(text) == ()


@pytest.mark.parametrize("text", ["3天", "72小时", "10单", "30 days", "200 parcels", "8月"])
def test_a_counted_thing_is_marked_as_counted(text: str) -> None:
    assert only(text).counts


def test_words_before_and_behind_a_number_say_what_it_is() -> None:
    roles = [mark.role for mark in marks("订单300,履约率97,费率0.3,汇率7.2,好评率96")]
    assert roles == [Role.AMOUNT, Role.FULFILMENT, Role.PREMIUM_RATE, Role.EXCHANGE, Role.OTHER]
    assert [mark.role for mark in marks("97% fulfilment, order of 200")] == [Role.FULFILMENT, Role.AMOUNT]


def test_a_minus_before_a_number_makes_it_negative_and_one_between_two_a_range() -> None:
    assert only("-200").value == Refused(Refusal.NEGATIVE, "-200")
    assert only("95-98").until == Decimal(98)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("0", Refusal.ZERO),
        ("0.00", Refusal.ZERO),
        ("-1", Refusal.NEGATIVE),
        ("1000000.01", Refusal.TOO_LARGE),
        ("0.005", Refusal.TOO_FINE),
        ("12.3456", Refusal.TOO_FINE),
        ("1.234", Refusal.AMBIGUOUS_SEPARATOR),
    ],
)
def test_amounts_no_order_has_are_refused_with_their_reason(value: str, reason: Refusal) -> None:
    read = money(Decimal(value))
    assert isinstance(read, Refused)
    assert read.reason is reason


@pytest.mark.parametrize("value", ["0.01", "60.99", "1000000"])
def test_amounts_an_order_can_have_are_taken(value: str) -> None:
    assert money(Decimal(value)) == Money(Decimal(value))


def test_a_tracking_number_is_seen_in_a_sentence() -> None:
    assert names_parcel("看看 LP00123456789012 到哪了")
    assert not names_parcel("200元 97%")


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for_numbers(text: str) -> None:
    for mark in marks(text):
        assert isinstance(mark.value, Refused) or mark.value.is_finite()


@given(st.text(alphabet="0123456789.,'% ¥$元块百千万零一两三九-~到低于以上订单履约率k费", max_size=40))
def test_any_jumble_of_the_vocabulary_can_be_searched_for_numbers(text: str) -> None:
    for mark in marks(text):
        assert isinstance(mark.value, Refused) or mark.value >= 0


@pytest.mark.parametrize("piece", ["百", " ", "1 ", "¥", "200元", "低于95", "百分之", "1 234 ", "a1", "-", "买家"])
def test_the_longest_message_is_searched_in_no_time(piece: str) -> None:
    text = (piece * 4096)[:4096]
    started = time.perf_counter()
    marks(text)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7块2", "7.2"),
        ("七块二", "7.2"),
        ("7块2毛", "7.2"),
        ("7块2毛5分", "7.25"),
        ("三块半", "3.5"),
        ("九十九块九", "99.9"),
    ],
)
def test_a_digit_behind_the_word_for_yuan_is_a_tenth_of_it(text: str, value: str) -> None:
    mark = only(text)
    assert (mark.value, mark.currency) == (Decimal(value), "CNY")


@pytest.mark.parametrize(
    ("text", "values"),
    [("200块97%", [200, 97]), ("200块9成7", [200, 97]), ("200块3单", [200, 3]), ("200块 97", [200, 97])],
)
def test_what_only_stands_near_the_word_for_yuan_is_no_tenth(text: str, values: list[int]) -> None:
    assert [mark.value for mark in marks(text)] == [Decimal(value) for value in values]


@pytest.mark.parametrize(("text", "value"), [("九成七", 97), ("9成8", 98), ("九成", 90), ("九成半", 95)])
def test_tenths_of_the_whole_are_a_percentage(text: str, value: int) -> None:
    mark = only(text)
    assert (mark.value, mark.scale) == (Decimal(value), 100)


def test_the_word_for_tenths_inside_another_word_is_left_alone() -> None:
    assert only("9成交").scale is None
