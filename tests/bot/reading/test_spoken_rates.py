"""Fulfilment rates in Chinese numerals: read behind their word, and nowhere else."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.order_text import numbers_of
from bot.reading.spoken_rates import in_digits


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("履约率九十七", "履约率97%"),
        ("履约九十六点五", "履约96.5%"),
        ("履约率九十四点九九", "履约率94.99%"),
        ("履約率九十六點五", "履約率96.5%"),
        ("履约率百分之九十七", "履约率97%"),
        ("履约率百分之九十七点五", "履约率97.5%"),
        ("履约率百分之百", "履约率100%"),
        ("履约率一百", "履约率100%"),
        ("履约率是九十七，三百块", "履约率是97%，三百块"),
        ("履约率：九十五 二百块", "履约率：95% 二百块"),
        ("履约率九十七个点", "履约率97个点"),
        ("履约率九十七 200块", "履约率97% 200块"),
        ("履约率百分之九十七 200块", "履约率97% 200块"),
        ("履约率九十七¥200", "履约率97%¥200"),
        ("履约率九十七、二百块", "履约率97%、二百块"),
        ("履约率九十七，一单二百块", "履约率97%，一单二百块"),
        ("履约率九十七 单子200块", "履约率97% 单子200块"),
        ("履约率九十七的单子", "履约率97%的单子"),
        ("履约率九十七？", "履约率97%？"),
        ("履约率九十七行吗", "履约率97%行吗"),
        ("履约率九十七保费多少", "履约率97%保费多少"),
        ("履约率九十七是哪一档", "履约率97%是哪一档"),
    ],
)
def test_a_rate_that_is_spelled_out_becomes_digits(spoken: str, written: str) -> None:
    assert in_digits(spoken) == written


@pytest.mark.parametrize(
    "text",
    [
        "履约率一般",
        "履约率十分低",
        "履约率千万别低",
        "履约率万一低了",
        "履约率九十多",
        "履约率九十几",
        "履约率九成七",
        "履约率九七",
        "履约率一百二十",
        "履约率三十天怎么看",
        "履约率二十单没达标",
        "履约率九十七元",
        "履约率九十七点",
        "履约率九十七二百块",
        "履约率二十人看的",
        "履约率二十 人看的",
        "履约率六十秒",
        "履约率三十次",
        "履约率二十个",
        "履约率九十七左右",
        "好评率九十七",
        "九十七",
        "二百块",
        "履约率97",
    ],
)
def test_whatever_is_no_whole_rate_stays_as_it_is(text: str) -> None:
    assert in_digits(text) == text


@pytest.mark.parametrize("between", ["到", "至", "-", "~", "～", "/", "或", "、", " 到 ", "还是", "和", "，", " "])
@pytest.mark.parametrize("second", ["九十八", "百分之九十八"])
def test_of_two_rates_neither_is_read(between: str, second: str) -> None:
    assert in_digits(f"履约率九十五{between}{second}") == f"履约率九十五{between}{second}"


@pytest.mark.parametrize(
    "text", ["履约率九十五到98", "履约率九十五98", "履约率九十五个点到九十八个点", "履约率九十五、98"]
)
def test_a_second_rate_in_digits_or_behind_points_keeps_the_first_from_being_read(text: str) -> None:
    assert in_digits(text) == text


@pytest.mark.parametrize(
    "text",
    [
        f"履约率{' ' * 4000}x",
        f"履约率九十七{' ' * 4000}x",
        f"履约率是{' ' * 2000}:{' ' * 2000}x",
        f"履约率九十七{' ' * 2000}到{' ' * 2000}x",
        "履约率" * 1300,
    ],
)
def test_thousands_of_spaces_are_passed_in_one_go(text: str) -> None:
    started = perf_counter()
    in_digits(text)
    numbers_of(text)
    assert perf_counter() - started < 0.05


@given(st.text("履约率百分之零一二三九十千万点半成多天块是到、的人: 97%¥", max_size=30))
def test_any_text_of_such_characters_is_read_without_an_error(text: str) -> None:
    assert in_digits(in_digits(text)) == in_digits(text)
