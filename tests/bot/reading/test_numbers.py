"""Numbers as people type them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.numbers import Refusal, Refused, fold, read_number, spelled
from bot.reading.words import vocabulary


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("200", "200"),
        ("200.5", "200.5"),
        ("0.97", "0.97"),
        ("1,234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("12,345", "12345"),
        ("1'234.5", "1234.5"),
        ("007", "7"),
    ],
)
def test_a_number_written_in_one_clear_way_is_read(written: str, value: str) -> None:
    assert read_number(written) == Decimal(value)


@pytest.mark.parametrize("written", ["1.234,50", "1,5", "1,23,456", "1.234.567", "12,34", "1,2345", "1'2"])
def test_separators_that_can_be_read_in_two_ways_are_refused_as_such(written: str) -> None:
    assert read_number(written) == Refused(Refusal.AMBIGUOUS_SEPARATOR, written)


@pytest.mark.parametrize("written", ["", "abc", "nan", "inf", "1e5", "--", "1.", ".5", "1..2", "٣"])
def test_what_is_no_plain_number_is_refused(written: str) -> None:
    read = read_number(written)
    assert isinstance(read, Refused)
    assert read.reason is Refusal.NOT_A_NUMBER


def test_more_digits_than_any_amount_has_are_too_large_and_shown_shortened() -> None:
    read = read_number("9" * 60)
    assert isinstance(read, Refused)
    assert read.reason is Refusal.TOO_LARGE
    assert len(read.written) < 30


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("２００", "200"),
        ("￥２００", "¥200"),
        ("１，２３４．５０", "1,234.50"),
        ("ABC", "abc"),
        ("\u2212200", "-200"),
        ("200\u200f\u200b", "200"),
        ("1\u00a0234", "1,234"),
        ("２００\n９７\u200b", "200\n97"),
    ],
)
def test_full_width_and_unseen_characters_are_folded_away(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(st.characters(categories=["Cf", "Cc", "Nd", "Lo", "Lu", "Zs", "Po"]), max_size=30))
def test_folding_leaves_nothing_that_only_steers_how_a_text_is_shown(written: str) -> None:
    folded = fold(written)
    assert not any(unicodedata.category(char) == "Cf" for char in folded)
    assert folded.count("\n") == written.count("\n")


def test_a_chinese_comma_between_plain_digits_parts_two_numbers() -> None:
    assert fold("200，97").split() == ["200", ",", "97"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两百", 200),
        ("一百五", 150),
        ("二百五十", 250),
        ("两百零五", 205),
        ("一千二", 1200),
        ("一万二", 12000),
        ("十五", 15),
        ("九十七", 97),
        ("三万", 30000),
        ("百", 100),
    ],
)
def test_chinese_numerals_are_read_as_they_are_spoken(text: str, value: int) -> None:
    words = vocabulary("quote")
    assert spelled(text, words["digits"], words["powers"]) == value


@pytest.mark.parametrize("text", ["二三", "元", "一a", "百分"])
def test_what_is_no_chinese_numeral_has_no_value(text: str) -> None:
    words = vocabulary("quote")
    assert spelled(text, words["digits"], words["powers"]) is None


@given(st.text())
def test_any_text_gives_a_number_or_a_reason(text: str) -> None:
    read = read_number(fold(text))
    assert isinstance(read, Refused) or read.is_finite()


@given(st.decimals(min_value=0, max_value=999_999, places=2))
def test_a_plain_and_a_grouped_number_are_the_same(value: Decimal) -> None:
    assert read_number(f"{value:f}") == value
    assert read_number(f"{value:,f}") == value
