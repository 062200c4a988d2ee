"""After the answer of ``/clawback``: one thing changed in words, everything else let go; goods of unknown worth."""

from __future__ import annotations

import pytest

from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


# What is typed after the answer to ``/clawback 120``, and the limits it then comes to.
CHANGES = [
    ("货值 30", "¥30.00", "¥90.00"),
    ("货退回来值 30 呢", "¥30.00", "¥90.00"),
    ("60%", "¥36.00", "¥72.00"),
    ("可能性大概六成", "¥36.00", "¥72.00"),
    ("40", "¥20.00", "¥40.00"),
    ("¥40", "¥20.00", "¥40.00"),
    ("如果退款 40 呢", "¥20.00", "¥40.00"),
    ("不退", "¥60.00", "¥120.00"),
    ("worth 30", "¥30.00", "¥90.00"),
]


@pytest.mark.parametrize(("text", "up_to", "beyond"), CHANGES)
async def test_after_the_answer_one_thing_can_be_changed_in_words(
    talk: Talk, text: str, up_to: str, beyond: str
) -> None:
    await talk.say("/clawback 120")
    talk.restart()
    assert f"当零：{up_to}，{beyond}。" in (await answer(talk, text)).text


async def test_changes_add_up_and_goods_that_stay_take_their_worth_back(talk: Talk) -> None:
    await talk.say("/clawback 120")
    await talk.say("货值 30")
    assert "当零：¥18.00，¥54.00。" in (await answer(talk, "60%")).text
    assert "当零：¥36.00，¥72.00。" in (await answer(talk, "不退")).text


async def test_a_case_that_a_button_made_can_be_changed_in_words_too(talk: Talk) -> None:
    await talk.say("/clawback 120 货值 30")
    await talk.press("货不退回来")
    assert "当零：¥30.00，¥60.00。" in (await answer(talk, "五五开")).text


async def test_a_change_out_of_range_is_named(talk: Talk) -> None:
    await talk.say("/clawback 120")
    assert "不会超过百分之百" in (await answer(talk, "150%")).text


@pytest.mark.parametrize(
    ("text", "said_instead"),
    [
        ("丢件了会赔吗", "丢"),
        ("追偿比例是多少", "会向你要回"),
        ("谢谢", "不客气"),
        ("我有 3 个包裹没动静", ""),
        ("平台佣金", "不敢乱说"),
    ],
)
async def test_after_the_answer_everything_else_is_let_go(talk: Talk, text: str, said_instead: str) -> None:
    await talk.say("/clawback 120")
    said = await answer(talk, text)
    assert "部分退款最多给到" not in said.text
    assert said_instead in said.text
    assert "还开着" not in said.text
    assert "当零：¥36.00，¥72.00。" in (await answer(talk, "60%")).text


async def test_after_the_answer_a_tracking_number_is_watched(talk: Talk) -> None:
    await talk.say("/clawback 120")
    said = await talk.say("LP00123456789012")
    assert "部分退款" not in said[0].text


async def test_after_a_premium_was_asked_for_a_number_is_no_refund_any_more(talk: Talk) -> None:
    await talk.say("/clawback 120")
    assert "保费" in (await answer(talk, "300块的订单，履约率97%，保费多少")).text
    assert "部分退款" not in (await answer(talk, "40")).text


async def test_a_case_that_is_left_off_takes_no_more_changes(talk: Talk) -> None:
    await talk.say("/clawback 120")
    assert "先不弄了" in (await answer(talk, "/cancel")).text
    assert "部分退款" not in (await answer(talk, "60%")).text


@pytest.mark.parametrize("line", ["120 货值不知道", "120 货值还不知道", "120 退回 残值不清楚"])
async def test_goods_of_unknown_worth_are_asked_for_and_never_taken_for_kept(talk: Talk, line: str) -> None:
    said = await answer(talk, f"/clawback {line}")
    assert "还差一个数：货退回来值多少" in said.text
    assert said.buttons == ["货不退回来"]
    assert "还差一个数" in (await answer(talk, "不知道")).text
    assert "当零：¥30.00，¥90.00。" in (await answer(talk, "30")).text


async def test_goods_of_unknown_worth_can_be_counted_as_kept(talk_en: Talk) -> None:
    said = await answer(talk_en, "/clawback 120 goods worth unknown")
    assert "One figure is missing: what the goods are worth" in said.text
    [said] = await talk_en.press("The goods stay there")
    assert "Offer up to ¥60.00" in said.text


async def test_goods_of_unknown_worth_are_not_forgotten_before_the_refund_is_known(talk: Talk) -> None:
    assert "还差一个数" in (await answer(talk, "/clawback 货值不知道")).text
    assert "赔多少元" in (await answer(talk, "30")).text
    assert "当零：¥30.00，¥90.00。" in (await answer(talk, "120")).text


async def test_goods_that_stay_can_be_pressed_before_the_refund_is_known(talk: Talk) -> None:
    await talk.say("/clawback 货值不知道")
    [said] = await talk.press("货不退回来")
    assert "赔多少元" in said.text
    assert "当零：¥60.00，¥120.00。" in (await answer(talk, "120")).text
