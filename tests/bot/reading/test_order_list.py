"""Pasted amounts, as sellers write them: what each piece means, and why one was not taken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.order_list import MOST_ORDERS, OrderList, read_order_list
from bot.reading.order_pieces import Slip
from bot.reading.rates import Rate, RateKind, rate_reader
from bot.sheets.results import Skip
from rules.book import Book

READER = rate_reader(Book.load().on(date(2026, 11, 22)))
BOTH = (Rate(RateKind.FULFILMENT, Decimal("0.942")), Rate(RateKind.FULFILMENT, Decimal("0.986")))


def read(text: str) -> OrderList:
    return read_order_list(text, READER)


def yuan(text: str) -> list[str]:
    found = read(text)
    assert set(found.amounts) <= {"CNY"}, found.amounts
    return [str(Decimal(fen) / 100) for fen in found.amounts.get("CNY", [])]


def reasons(text: str) -> list[tuple[str, str]]:
    return [(one.written, one.reason) for one in read(text).not_taken]


@pytest.mark.parametrize(
    "text",
    [
        "30 45.5 61",
        "30, 45.5, 61",
        "30,45.5,61",
        "30，45.5，61",
        "30、45.5、61",
        "30;45.5;61",
        "30\n45.5\n61\n",
        "30\t45.5\t61",
        "¥30 ¥45.5 ¥61",
        "¥30¥45.5¥61",
        "30元 45.5元 61元",
        "30元45.5元61元",
        "３０ ４５．５ ６１",
        "1. 30\n2. 45.5\n3. 61",
        "1) 30\n2) 45.5\n3) 61",
        "1、30\n2、45.5\n3、61",
        "orders:\n1. 30\n2. 45.5\n3. 61",
        "订单金额：30 45.5 61",
        "orders: 30, 45.5 and 61",
        "30块 45块5 六十一元",
    ],
)
def test_however_they_are_parted_three_amounts_are_three(text: str) -> None:
    found = read(text)
    assert yuan(text) == ["30", "45.5", "61"]
    assert found.not_taken == ()
    assert found.rates == found.maybe_rates == ()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("¥1 234", "1234"),
        ("¥1 234.50", "1234.5"),
        ("1'234.50", "1234.5"),
        ("12万", "120000"),
        ("1.2k", "1200"),
        ("１，２３４", "1234"),
        ("12,50 30,00", "12.5 30"),
        ("1.234,50\n12,5", "1234.5 12.5"),
    ],
)
def test_an_amount_is_read_by_what_its_separators_can_only_mean(text: str, amount: str) -> None:
    assert " ".join(yuan(text)) == amount
    assert read(text).not_taken == ()


def test_a_gap_parts_two_amounts_and_groups_one_only_with_its_currency() -> None:
    assert yuan("30 450 61 120") == ["30", "450", "61", "120"]
    assert yuan("120 300") == ["120", "300"]
    assert read("1 234,50 €").amounts == {"EUR": [123450]}


@pytest.mark.parametrize(
    ("piece", "reason"),
    [
        ("-5", Skip.NEGATIVE),
        ("(5)", Skip.NEGATIVE),
        ("0", Skip.ZERO),
        ("0.00", Skip.ZERO),
        ("nan", Skip.TEXT),
        ("abc", Skip.TEXT),
        ("3o", Skip.TEXT),
        ("12..5", Skip.TEXT),
        ("1000000000000", Skip.TOO_LARGE),
        ("99999999", Skip.TOO_LARGE),
        ("30.123", Skip.AMBIGUOUS),
        ("30.1234", Skip.NOT_WHOLE_FEN),
        ("2024-06-01", Skip.TEXT),
        ("30天", Skip.TEXT),
        ("LP00123456789012", Skip.TEXT),
        ("50x30", Slip.WHICH_COUNT),
        ("0单50元", Skip.TEXT),
    ],
)
def test_what_is_no_amount_is_named_with_its_reason_and_the_others_are_kept(piece: str, reason: str) -> None:
    found = read(f"61\n{piece}\n120")
    assert found.amounts == {"CNY": [6100, 12000]}
    assert [(one.item, one.reason) for one in found.not_taken] == [(2, reason)]
    assert found.not_taken[0].written.startswith(piece.lower()[:8])
    assert found.items == 3


def test_one_comma_that_may_part_or_point_is_not_guessed() -> None:
    assert reasons("30,45") == [("30,45", Skip.AMBIGUOUS)]
    # In a list that commas part, one that may also group is doubtful.
    assert reasons("1,234 30,45,61") == [("1,234", Skip.AMBIGUOUS)]
    assert yuan("1,234 30 45") == ["1234", "30", "45"]


@pytest.mark.parametrize(
    ("text", "amount", "count"),
    [
        ("50×30单", 5000, 30),
        ("30单50元", 5000, 30),
        ("50元30单", 5000, 30),
        ("30单×50", 5000, 30),
        ("45.5x30", 4550, 30),
        ("30*45.5", 4550, 30),
        ("30 x 50 yuan", 5000, 30),
        ("30 orders of 50", 5000, 30),
        ("30 单 每单 50 元", 5000, 30),
    ],
)
def test_repeats_count_where_nobody_can_misread_them(text: str, amount: int, count: int) -> None:
    assert read(f"{text}\n61").amounts == {"CNY": [amount] * count + [6100]}


def test_repeats_stand_beside_each_other() -> None:
    assert read("30单50元，2单60元 10 x $20").amounts == {"CNY": [5000] * 30 + [6000] * 2, "USD": [2000] * 10}


def test_more_orders_than_a_sheet_may_have_are_not_taken() -> None:
    found = read(f"50元{MOST_ORDERS}单 61 30单50元")
    assert found.count == MOST_ORDERS
    assert [one.reason for one in found.not_taken] == [Slip.TOO_MANY, Slip.TOO_MANY]


def test_currencies_are_kept_apart() -> None:
    found = read("$30 45 USD us $12.30 €7 61 ¥120 100卢布")
    assert found.amounts == {"USD": [3000, 4500, 1230], "EUR": [700], "CNY": [6100, 12000], "RUB": [10000]}


@pytest.mark.parametrize(
    "text",
    ["94.2% 98.6% 30 45.5", "94.2→98.6: 30, 45.5", "94.2 98.6: 30 45.5", "94.2 98.6\n30\n45.5", "94.2 98.6 ¥30 ¥45.5"],
)
def test_rates_that_something_parts_from_the_amounts_are_rates(text: str) -> None:
    found = read(text)
    assert (found.rates, found.maybe_rates, found.amounts) == (BOTH, (), {"CNY": [3000, 4550]})


def test_rates_with_a_decimal_comma_are_read_where_the_amounts_have_one_too() -> None:
    found = read("94,2 98,6 ¥30,00 ¥1.045,50")
    assert (found.rates, found.amounts) == (BOTH, {"CNY": [3000, 104550]})


def test_bare_numbers_that_may_be_rates_are_amounts_until_somebody_says_so() -> None:
    found = read("94.2 98.6 30 45.5")
    assert found.amounts == {"CNY": [9420, 9860, 3000, 4550]}
    assert (found.rates, found.maybe_rates) == ((), (Decimal("94.2"), Decimal("98.6")))
    assert read("94.2% 98.6 30").maybe_rates == (Decimal("98.6"),)
    assert read("94.2").maybe_rates == (Decimal("94.2"),)
    for plain in ("94.2 30 45", "30 94.2 98.6", "89.99 98.6 30", "94.2元 98.6元 30", "100.01 98 30"):
        assert read(plain).maybe_rates == (), plain
    # One to a line they are a list like any other.
    assert read("94.2\n98.6\n30").maybe_rates == (Decimal("94.2"), Decimal("98.6"))


def test_a_third_rate_is_named_and_left_out() -> None:
    found = read("94.2% 96% 98.6% 30")
    assert [rate.value for rate in found.rates if isinstance(rate, Rate)] == [Decimal("0.942"), Decimal("0.96")]
    assert [one.reason for one in found.not_taken] == [Slip.FURTHER_RATE]


def test_a_message_full_of_amounts_is_read_whole() -> None:
    text = "\n".join(["61.25"] * 682)
    assert len(text) <= 4096
    assert read(text).amounts == {"CNY": [6125] * 682}


@pytest.mark.parametrize("one", ["61.25元", "¥61.25", "$61.25 ", "61.25 usd ", "1单61.25元 ", "1 order of 61.25, "])
def test_a_line_as_long_as_a_message_is_read_whole(one: str) -> None:
    found = read(one * 200)
    assert [len(amounts) for amounts in found.amounts.values()] == [200]
    assert found.not_taken == ()


def test_a_line_of_words_as_long_as_a_message_is_named_word_by_word() -> None:
    found = read("61 " + "abc " * 1000 + "120")
    assert found.amounts == {"CNY": [6100, 12000]}
    assert [one.item for one in found.not_taken] == list(range(2, 1002))


def test_what_is_repeated_to_the_seller_is_short() -> None:
    assert all(len(one.written) <= 24 for one in read("x" * 4096 + " 30").not_taken)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(1, 10_000_000), min_size=1, max_size=40), st.sampled_from([" ", "\n", ", ", "; ", "\t", "，"])
)
def test_amounts_come_back_as_they_were_written(fen: list[int], between: str) -> None:
    assert read(between.join(f"{Decimal(each) / 100:.2f}" for each in fen)).amounts == {"CNY": fen}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,'%¥$€ x×*\n\t-()单元万到→/abNn、，", max_size=80))
def test_nothing_makes_the_reader_fail_and_every_amount_can_be_an_order(text: str) -> None:
    found = read(text)
    places = [one.item for one in found.not_taken]
    assert places == sorted(places)
    assert list(accumulate(places, max)) == places
    assert all(0 < fen <= 10**12 for amounts in found.amounts.values() for fen in amounts)
    assert len(found.rates) + len(found.maybe_rates) <= 2


@pytest.mark.parametrize(
    ("text", "doubtful"), [("30 ¥1 234 60", "¥1 234"), ("30 $1 234 60", "$1 234"), ("30 1 234元 60元", "1 234元")]
)
def test_a_gap_among_other_amounts_is_left_in_doubt_and_never_two_amounts(text: str, doubtful: str) -> None:
    assert read(text).amounts["CNY"] == [3000, 6000]
    assert reasons(text) == [(doubtful, Skip.AMBIGUOUS)]


@pytest.mark.parametrize("text", ["¥30 ¥1 234 ¥60", "30元 1 234元 60元", "￥30￥1 234￥60"])
def test_a_gap_is_part_of_an_amount_where_every_other_has_its_currency(text: str) -> None:
    assert yuan(text) == ["30", "1234", "60"]
    assert reasons(text) == []


def test_one_currency_behind_the_last_amount_parts_nothing_and_joins_nothing() -> None:
    assert yuan("30 45 120元") == ["30", "45", "120"]
    assert read("61 120 $20").amounts == {"CNY": [6100, 12000], "USD": [2000]}
