"""Answers about a shop, one at a time and on one line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.shop_words import Limits, looks_like_question, read_answer, read_line

LIMITS = Limits(feedback=Decimal("0.95"), dispute=Decimal("0.021"))
FULL = {
    "entity": "enterprise",
    "registration": "mainland",
    "feedback": "0.96",
    "dispute": "0.015",
    "violation": "no",
    "channel": "standard",
}


@pytest.mark.parametrize(
    "line",
    [
        "企业 内地 96 1.5 无 标准",
        "enterprise mainland 96 1.5 none standard",
        "企业,内地,96%,1.5%,无,标准",
        "标准 无 1.5% 96% 内地 企业",
        "公司 大陆 好评率96% 纠纷率1.5% 没有违规 无忧标准",
        "企业 内地 0.96 0.015 0 标准",
    ],
)
def test_one_line_answers_all_six_questions(line: str) -> None:
    said = read_line(line, LIMITS)
    assert said.answers == FULL
    assert said.unread == []


def test_part_of_a_line_is_kept_and_the_rest_returned_as_unread() -> None:
    said = read_line("企业 呵呵 1.5", LIMITS)
    assert said.answers == {"entity": "enterprise", "dispute": "0.015"}
    assert said.unread == ["呵呵"]
    assert said.problem == "not_understood"


def test_a_denied_word_is_not_taken_for_its_opposite() -> None:
    assert read_line("不是企业", LIMITS).answers == {}


@pytest.mark.parametrize(
    ("text", "share"), [("96.5", "0.965"), ("96.5%", "0.965"), ("0.965", "0.965"), ("100", "1"), ("0", "0")]
)
def test_a_feedback_rate_is_read_in_every_form(text: str, share: str) -> None:
    assert read_answer(text, "feedback", LIMITS).answers == {"feedback": share}


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1.5", "0.015"),
        ("1.5%", "0.015"),
        ("0.015", "0.015"),
        ("0.9%", "0.009"),
        ("0", "0"),
        ("3", "0.03"),
        ("0.9", "0.009"),
    ],
)
def test_a_dispute_rate_is_read_in_every_form(text: str, share: str) -> None:
    assert read_answer(text, "dispute", LIMITS).answers == {"dispute": share}


@pytest.mark.parametrize(
    ("step", "text", "choices"),
    [("dispute", "0.05", ["0.0005", "0.05"]), ("feedback", "1", ["0.01", "1"])],
)
def test_a_rate_that_may_be_meant_in_two_ways_is_asked(step: str, text: str, choices: list[str]) -> None:
    said = read_answer(text, step, LIMITS)
    assert said.answers == {}
    assert said.choice_of == step
    assert [str(choice) for choice in said.choices] == choices


@pytest.mark.parametrize(
    ("step", "text", "problem"),
    [
        ("feedback", "130", "over_hundred"),
        ("feedback", "-5", "negative"),
        ("feedback", "90以上", "bounded"),
        ("dispute", "低于5", "bounded"),
        ("feedback", "96.123456789", "not_understood"),
        ("entity", "呵呵", "not_understood"),
    ],
)
def test_what_cannot_be_an_answer_says_why(step: str, text: str, problem: str) -> None:
    said = read_answer(text, step, LIMITS)
    assert said.answers == {}
    assert said.problem == problem


@pytest.mark.parametrize(
    ("step", "text", "value"),
    [
        ("feedback", "95以上", "enough"),
        ("feedback", "低于95", "low"),
        ("dispute", "低于2%", "enough"),
        ("dispute", "超过2.1%", "high"),
        ("violation", "没有", "no"),
        ("violation", "有", "yes"),
        ("violation", "0", "no"),
        ("violation", "2", "yes"),
        ("registration", "中国香港", "hong_kong"),
        ("channel", "菜鸟无忧物流-简易", "simple"),
        ("channel", "UPS", "commercial_express"),
        ("channel", "虚拟单号", "virtual_number"),
        ("entity", "个体工商户", "individual"),
        ("entity", "不知道", "unknown"),
        ("channel", "skip", "unknown"),
        ("violation", "don't know", "unknown"),
    ],
)
def test_a_word_answers_the_question(step: str, text: str, value: str) -> None:
    assert read_answer(text, step, LIMITS).answers == {step: value}


def test_a_common_word_inside_a_sentence_answers_only_the_question_it_belongs_to() -> None:
    assert read_line("我有企业执照，是内地的", LIMITS).answers == {"entity": "enterprise", "registration": "mainland"}
    assert read_answer("没有的", "violation", LIMITS).answers == {"violation": "no"}
    assert read_answer("有的", "violation", LIMITS).answers == {"violation": "yes"}
    assert read_answer("没有的", "entity", LIMITS).answers == {}
    assert read_answer("没看懂", "violation", LIMITS).answers == {}
    assert read_answer("有疑问", "violation", LIMITS).answers == {}


@pytest.mark.parametrize("text", ["返回", "back", "上一题"])
def test_back_is_no_answer(text: str) -> None:
    said = read_answer(text, "dispute", LIMITS)
    assert said.back
    assert said.answers == {}


def test_a_question_is_told_from_an_answer_by_its_end() -> None:
    assert looks_like_question("个体工商户可以参加吗？")
    assert not looks_like_question("个体工商户")
    assert not looks_like_question("？")


@given(st.text(max_size=80), st.sampled_from(list(FULL)))
def test_any_text_is_read_without_an_error(text: str, step: str) -> None:
    for value in read_answer(text, step, LIMITS).answers.values():
        assert value


@pytest.mark.parametrize("text", ["深圳", "广东省深圳市", "注册在浙江义乌", "registered in Shenzhen"])
def test_a_town_or_province_answers_where_the_licence_is_registered(text: str) -> None:
    said = read_answer(text, "registration", LIMITS)
    assert (said.answers, said.unread) == ({"registration": "mainland"}, [])


def test_a_bare_one_behind_the_feedback_rate_is_the_dispute_rate() -> None:
    said = read_line("企业 深圳 96 1 无 标准", LIMITS)
    assert said.answers == {**FULL, "dispute": "0.01"}
    assert said.unread == []


def test_words_around_an_answer_are_not_told_as_unread() -> None:
    said = read_answer("AliExpress 无忧物流-标准", "channel", LIMITS)
    assert (said.answers, said.unread) == ({"channel": "standard"}, [])
