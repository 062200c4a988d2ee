"""A rate that is given, and a rate that is asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.asked_rate import asks_rate, is_lone_figure, may_ask_about_rate


@pytest.mark.parametrize(
    "text",
    [
        "what rate for 97%",
        "97% what rate is that",
        "What’s the rate at 97 %?",
        "97, which tier?",
        "which band is 97% fulfilment in",
        "97%是哪一档",
        "97算哪檔",
        "履约率97%费率多少",
        "履约率百分之九十七费率多少",
        "0.3%是第几档",
        "97%对应几个点",
        "97%按多少收",
    ],
)
def test_who_asks_which_rate_or_band_a_rate_is_gives_no_rate(text: str) -> None:
    assert asks_rate(text)


@pytest.mark.parametrize(
    "text",
    [
        "97%",
        "97",
        "rate 97%",
        "费率0.3%",
        "大概97%吧",
        "97%?",
        "is it 97%?",
        "97%的话多少钱",
        "what rate",
        "哪一档",
        "200块的订单，履约率97%，是哪一档",
        "赔120收回几个点",
        "what rate, 7.2?",
    ],
)
def test_a_rate_without_such_a_question_and_a_question_with_an_amount_are_none(text: str) -> None:
    assert not asks_rate(text)


@pytest.mark.parametrize("text", ["97.99算98吗", "97%多少", "97% 是什么意思", "97% 为什么", "does 97% count as 98%?"])
def test_a_question_with_nothing_but_rates_in_it_may_be_about_them(text: str) -> None:
    assert may_ask_about_rate(text, certain=False)


@pytest.mark.parametrize(
    "text", ["97%", "97%的话多少钱", "97%保费多少", "how much at 97%", "300块怎么算", "300 97 怎么算", "多少"]
)
def test_what_is_to_be_paid_is_worked_out_and_an_amount_is_no_rate(text: str) -> None:
    assert not may_ask_about_rate(text, certain=False)
    assert not may_ask_about_rate(text, certain=True)


def test_where_a_rate_was_asked_for_a_small_figure_can_be_nothing_else() -> None:
    assert may_ask_about_rate("50对吗", certain=True)
    assert not may_ask_about_rate("50对吗", certain=False)


@pytest.mark.parametrize("text", ["98", "98?", "98吗", "98 行吗", "is 98 ok?"])
def test_a_figure_beside_nothing_that_names_a_rate_stands_alone(text: str) -> None:
    assert is_lone_figure(text)


@pytest.mark.parametrize(
    "text", ["98%?", "履约率98行吗", "费率98吗", "98哪一档", "what rate for 98", "97.99算98吗", "行吗"]
)
def test_a_figure_that_is_called_a_rate_or_has_a_second_beside_it_does_not(text: str) -> None:
    assert not is_lone_figure(text)


@given(st.text(max_size=80))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    asks_rate(text)
    may_ask_about_rate(text, certain=True)
