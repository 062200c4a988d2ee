"""The day of an order in a text about its premium. Today is Sunday 22 November 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.order_day import OrderDay, take_order_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "200 97 2024-06-01",
        "200 97 2024/6/1",
        "2024.6.1 200 97",
        "2024年6月1日下的单，200块",
        "24年6月1号 200",
        "200 97 on 1 June 2024",
        "1st of June, 2024: 200 yuan",
        "June 1st, 2024 200 97%",
        "200 97 20240601",
        "２０２４－０６－０１ 200 97",
        "200 97 2024-06-01 18:30",
        "¥200 97% 2024-06-01",
        "2024-06-01 ¥200 97%",
        "97 June 1 2024",
        "今天算2024-06-01的那单",
        "2024-06-01、也就是2024年6月1日",
    ],
)
def test_a_day_with_its_year_is_that_day(text: str) -> None:
    assert take_order_day(text, TODAY).day == date(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11-10", date(2026, 11, 10)),
        ("200 97 6/1", date(2026, 6, 1)),
        ("6月1日的订单", date(2026, 6, 1)),
        ("June 1 200 97%", date(2026, 6, 1)),
        ("昨天的订单200块", date(2026, 11, 21)),
        ("200 97 yesterday", date(2026, 11, 21)),
        ("前天下单，今天扣费", date(2026, 11, 20)),
        ("今天的订单", date(2026, 11, 22)),
        ("明天 200", date(2026, 11, 23)),
        ("3天前200块", date(2026, 11, 19)),
        ("200 97 10 days ago", date(2026, 11, 12)),
        ("25.12.2025 200", date(2025, 12, 25)),
    ],
)
def test_a_day_without_a_year_is_the_last_one(text: str, day: date) -> None:
    assert take_order_day(text, TODAY).day == day


def test_a_day_that_comes_soon_is_the_coming_one() -> None:
    assert take_order_day("12月1日", TODAY).day == date(2026, 12, 1)
    assert take_order_day("11-23", TODAY).day == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3月1日", "no_year"),
        ("may 5", "no_year"),
        ("2024-02-30", "impossible"),
        ("2024年13月1日", "impossible"),
        ("31 Feb 2024", "impossible"),
        ("01.06.2024", "ambiguous"),
        ("24-06-01", "ambiguous"),
        ("1900-01-01", "far"),
        ("2100-01-01", "far"),
        ("2024-06-01 2024-07-01", "several"),
        ("2024年6月", "no_day"),
        ("June 2024", "no_day"),
        ("2024-06", "no_day"),
    ],
)
def test_a_day_that_cannot_be_told_is_never_guessed(text: str, code: str) -> None:
    taken = take_order_day(f"200 97% {text}", TODAY)
    assert (taken.day, taken.problem and taken.problem.code) == (None, code)
    assert taken.problem is not None
    assert all(part in text for part in taken.problem.seen.split(" / "))


@pytest.mark.parametrize(
    "text",
    [
        "200 97",
        "6.1 97",
        "1,234.50 97",
        "1.234,50",
        "¥1 234 97%",
        "12万 97",
        "1-2%",
        "95-98",
        "95%-98%",
        "0.2-0.5",
        "12-97",
        "38-40",
        "97% 0.3%",
        "may 60 yuan",
        "近30日履约率97%",
        "近30日 履约率97% 200元",
        "T+1日 200元",
        "9-10天没妥投",
        "3-5单",
        "5-10元",
        "20天 200元",
        "15号的订单",
        "-5 97",
        "1e9",
        "NaN",
    ],
)
def test_amounts_rates_and_counts_are_no_dates(text: str) -> None:
    taken = take_order_day(text, TODAY)
    assert (taken.day, taken.problem, taken.rest) == (None, None, text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("200 97 2024-06-01", "200 97  , "),
        ("¥200 6/1 100%", "¥200  ,  100%"),
        ("2024年6月1日下的单，200块", " , 下的单，200块"),
        ("1 June 1500 yuan 97%", " ,  1500 yuan 97%"),
        ("25 June 1 2024 97%", "25  ,  97%"),
        ("6-1 ¥200", " ,  ¥200"),
        ("昨天下午 200块", " , 下午 200块"),
    ],
)
def test_the_rest_is_left_as_it_was_typed(text: str, rest: str) -> None:
    assert take_order_day(text, TODAY).rest == rest


@given(
    st.dates(date(2017, 1, 1), date(2036, 1, 1)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%d %B %Y"])
)
def test_every_day_of_ten_years_is_read_as_written_beside_an_amount_and_a_rate(day: date, form: str) -> None:
    assert take_order_day(f"200 97% {day.strftime(form)}", TODAY).day == day
    assert take_order_day(f"{day.strftime(form)} ¥1,234.50 97.5", TODAY).day == day


@given(st.text(max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    taken = take_order_day(text, TODAY)
    assert taken.named or taken.day is None


@given(st.decimals("0.01", "999999", places=2), st.decimals("0", "100", places=3))
def test_an_amount_and_a_rate_are_never_a_day(amount: object, rate: object) -> None:
    for text in (f"{amount} {rate}", f"{rate}% {amount}", f"¥{amount} {rate}%", f"{amount}元，履约率{rate}%"):
        assert not take_order_day(text, TODAY).named


FIGURES = st.from_regex(r"[0-9]{1,7}(\.[0-9]{1,2})?%?", fullmatch=True)


@given(st.lists(FIGURES, min_size=1, max_size=6).map(" ".join))
def test_figures_that_only_spaces_part_are_no_day_as_they_are_none_beside_a_word(text: str) -> None:
    assert take_order_day(text, TODAY) == OrderDay(None, None, text)
    assert not take_order_day(f"order: {text}", TODAY).named
    assert not take_order_day(f"{text} ;", TODAY).named


def test_eight_digits_in_a_row_are_a_day_even_where_nothing_but_figures_stands() -> None:
    assert take_order_day("200 97% 20240601", TODAY).day == date(2024, 6, 1)
    assert take_order_day("20240601", TODAY).day == date(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("200 97 二〇二四年六月一日", date(2024, 6, 1)),
        ("二○二四年十二月二十一号 200", date(2024, 12, 21)),
        ("十一月十日200块", date(2026, 11, 10)),
        ("去年6月1日 200 97", date(2025, 6, 1)),
        ("去年的十一月十一日，200块", date(2025, 11, 11)),
    ],
)
def test_a_day_in_chinese_numerals_or_with_its_year_in_words_is_that_day(text: str, day: date) -> None:
    taken = take_order_day(text, TODAY)
    assert taken.day == day
    assert "月" not in taken.rest


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("200 97 上个月", "上个月"),
        ("200 97 last month", "last month"),
        ("去年双十一200块的单，履约率94，保费多少", "去年双十一"),
        ("二〇二四年六月 200", "二〇二四年六月"),
        ("6月的订单200块", "6月"),
        ("三个月前200块", "三个月前"),
        ("上周五的单200", "上周五"),
    ],
)
def test_words_for_a_period_name_no_day_and_are_asked_about(text: str, seen: str) -> None:
    problem = take_order_day(text, TODAY).problem
    assert problem is not None
    assert (problem.code, problem.seen) == ("no_day", seen)


@pytest.mark.parametrize("text", ["上个月履约率97%，订单200，保费多少", "近三个月履约率97 200元", "两百块的单 97%"])
def test_the_period_of_a_rate_and_amounts_in_words_are_no_day(text: str) -> None:
    assert not take_order_day(text, TODAY).named


def test_a_year_said_apart_from_its_day_leaves_the_year_open() -> None:
    problem = take_order_day("200 97 June 1 last year", TODAY).problem
    assert problem is not None
    assert problem.code == "no_year"
