"""What is said beside an open question: a wish to leave off, a question of its own, a hesitant or corrected answer."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.beside import (
    Manner,
    asks_where_to_look,
    bare_answer,
    corrects,
    is_tagged,
    manner_of,
    may_leave_off,
    only_figures,
    supposes,
    wants_to_stop,
    what_happened,
)


@pytest.mark.parametrize(
    "text",
    ["取消", "算了", "不算了。", "不填了！", "「退出」", "取消吧", " 算了 ", "cancel", "Stop!", "QUIT", "never mind",
     "Never mind...", "nevermind", "forget it", "forget it!!"],
)  # fmt: skip
def test_a_whole_message_that_leaves_off_is_a_wish_to_stop(text: str) -> None:
    assert wants_to_stop(text)


@pytest.mark.parametrize(
    "text", ["取消订单要紧吗", "算了一下是200", "怎么退出", "stop the premium", "never", "没有", "no", "", "。"]
)
def test_a_message_that_says_more_is_none(text: str) -> None:
    assert not wants_to_stop(text)


@pytest.mark.parametrize(
    "text",
    ["个体户行不行", "个体户可以吗", "没有吗", "内地么", "能不能用简易", "简易保吗", "含电怎么办", "如果我是个体户",
     "what if i'm a sole trader", "does simple count?", "my parcel has a battery, does that matter",
     "can i use simple", "is it ok with a battery", "where do i see that"],
)  # fmt: skip
def test_what_asks_in_so_many_words_asks(text: str) -> None:
    assert manner_of(text) is Manner.ASKS


@pytest.mark.parametrize("text", ["97%?", "企业？", "企业吧？", "简易呢", "and special?"])
def test_what_only_ends_like_a_question_is_told_with_doubt(text: str) -> None:
    assert manner_of(text) is Manner.DOUBTS


@pytest.mark.parametrize(
    "text",
    [
        "企业",
        "改成个体户",
        "sorry, sole trader",
        "does not want it",
        "didn't want it",
        "还没签收呢",
        "?",
        "",
        "May 5",
        "can't be tracked",
        "do",
        "where",
    ],
)
def test_what_asks_nothing_tells(text: str) -> None:
    assert manner_of(text) is Manner.TELLS


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("改成个体户", "个体户"),
        ("不对，是个体户", "是个体户"),
        ("抱歉，应该是企业吧？", "企业"),
        ("Sorry, sole trader.", "sole trader"),
        ("maybe 1.5?", "1.5"),
        ("standard, I think", "standard"),
        ("企业", "企业"),
        ("?", "?"),
        ("sorry", "sorry"),
        ("个体户可以吗", "个体户可以吗"),
    ],
)
def test_what_stands_around_an_answer_is_no_part_of_it(text: str, bare: str) -> None:
    assert bare_answer(text) == bare


def test_a_correction_and_another_case_say_so_in_front() -> None:
    assert corrects("改成个体户")
    assert corrects("Sorry, sole trader?")
    assert not corrects("个体户")
    assert supposes("what if it were 300")
    assert not supposes("300")


@pytest.mark.parametrize("text", ["算了，谢谢", "好吧 算了", "取消掉吧", "ok never mind, thanks", "那就不弄了"])
def test_polite_words_around_a_wish_to_stop_leave_it_one(text: str) -> None:
    assert wants_to_stop(text)


@pytest.mark.parametrize(
    "text", ["谢谢", "ok thanks", "取消订单吧", "不要了", "好停", "算了一下谢谢", "i'm done with it"]
)
def test_polite_words_alone_or_around_anything_else_are_none(text: str) -> None:
    assert not wants_to_stop(text)


@pytest.mark.parametrize("text", ["about 8 days", "2 days ago", "six days", "大概8天吧", "97%吗", "¥200左右", "3天前"])
def test_figures_units_and_hedges_are_mere_figures(text: str) -> None:
    assert only_figures(text)


@pytest.mark.parametrize("text", ["超时8天", "why 48 hours", "8天赔吗", "ago", "", "保证金200"])
def test_a_word_that_says_something_makes_more_than_figures(text: str) -> None:
    assert not only_figures(text)


@pytest.mark.parametrize(
    ("text", "bare"),
    [("应该没有吧", "没有"), ("应该签收了", "签收了"), ("应该到11月20日", "应该到11月20日"),
     ("I don’t think so.", "no"), ("应该是吧", "是"), ("96吧，打错了", "96"), ("是特货吗？", "是特货")],
)  # fmt: skip
def test_an_answer_is_found_behind_what_hedges_it(text: str, bare: str) -> None:
    assert bare_answer(text) == bare


def test_only_an_answer_with_a_questions_end_is_tagged() -> None:
    assert is_tagged("是特货吗？")
    assert not any(map(is_tagged, ["特货保吗", "没有吗", "特货", "简易保不", "什么货吗"]))


def test_a_call_for_help_is_no_part_of_what_happened() -> None:
    assert what_happened("包裹没到，怎么办？") == "包裹没到"
    assert what_happened("怎么办") == "怎么办"
    assert may_leave_off("不要了！")
    assert asks_where_to_look("不知道在哪看")
    assert not asks_where_to_look("不知道是多少")


@given(st.text(max_size=120))
def test_any_text_at_all_is_read(text: str) -> None:
    wants_to_stop(text)
    manner_of(text)
    only_figures(text)
    is_tagged(text)
    assert what_happened(text) or not text
    assert bare_answer(text) or not text


@pytest.mark.parametrize(
    "piece",
    [
        "sorry, ",
        "改成",
        " ",
        "吧",
        "? ",
        "and does ",
        "maybe ",
        "a" * 50,
        "什么",
        ", " * 5,
        "never mind ",
        "n't ",
        "算了",
        "好",
        "打错了",
        "8天",
        "怎么办",
    ],
)
def test_a_long_text_is_read_in_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = perf_counter()
    wants_to_stop(text)
    manner_of(text)
    corrects(text)
    supposes(text)
    bare_answer(text)
    bare_answer(text[:400])
    for short in (text, text[:400], text[:40]):
        wants_to_stop(short)
        only_figures(short)
        is_tagged(short)
        what_happened(short)
        asks_where_to_look(short)
    assert perf_counter() - began < 0.2
