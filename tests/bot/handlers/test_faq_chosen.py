"""Choosing by words among the titles that were offered."""

from __future__ import annotations

import pytest

from storage.questions import Reason
from tests.bot.handlers.asking import answer, kept, pressed, told
from tests.support.talk import Talk


@pytest.mark.parametrize(
    ("text", "place"), [("1", 0), ("２", 1), ("3。", 2), ("第一个", 0), ("第二个", 1), ("第3个", 2), ("2nd", 1)]
)
async def test_a_place_is_answered_as_its_button_is(talk: Talk, text: str, place: int) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    by_button = await pressed(talk, asked.buttons[place])
    asked = await answer(talk, "会不会扣钱")
    said = await answer(talk, text)
    assert (said.kind, said.text) == ("message", by_button.text)
    assert said.buttons == by_button.buttons


@pytest.mark.parametrize(
    ("text", "place"), [("1", 0), ("the first one", 0), ("The second one.", 1), ("2nd", 1), ("third", 2)]
)
async def test_a_place_in_english_is_answered_as_its_button_is(talk_en: Talk, text: str, place: int) -> None:
    told(talk_en)
    asked = await answer(talk_en, "will they take money")
    assert (await answer(talk_en, text)).text.startswith(asked.buttons[place])


@pytest.mark.parametrize("text", ["都不是", "以上都不是。"])
async def test_none_of_them_ends_the_round_and_keeps_the_question(talk: Talk, text: str) -> None:
    told(talk)
    await answer(talk, "会不会扣钱")
    said = await answer(talk, text)
    assert said.kind == "message"
    assert said.text.startswith("好，都不是。")
    [question] = await kept(talk)
    assert (question.text, question.reason) == ("会不会扣钱", Reason.MISTAPPED)


@pytest.mark.parametrize("text", ["none of these", "None"])
async def test_none_of_them_in_english(talk_en: Talk, text: str) -> None:
    told(talk_en)
    await answer(talk_en, "will they take money")
    await answer(talk_en, text)
    [question] = await kept(talk_en)
    assert (question.text, question.reason) == ("will they take money", Reason.MISTAPPED)


async def test_a_place_means_nothing_once_something_else_was_said(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    await answer(talk, "谢谢")
    said = await answer(talk, "1")
    assert not any(said.text.startswith(title) for title in asked.buttons)


async def test_an_offer_holds_for_a_quarter_of_an_hour(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    talk.wait(minutes=15)
    assert (await answer(talk, "1")).text.startswith(asked.buttons[0])
    asked = await answer(talk, "会不会扣钱")
    talk.wait(minutes=15, seconds=1)
    assert not (await answer(talk, "1")).text.startswith(asked.buttons[0])


async def test_a_place_that_was_not_offered_chooses_nothing(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "什么时候到")
    assert not (await answer(talk, "2")).text.startswith(asked.buttons[0])


async def test_an_offer_to_one_person_is_not_taken_up_by_another(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    assert not (await answer(talk.other(9), "1")).text.startswith(asked.buttons[0])


async def test_titles_below_an_answer_that_was_not_it_are_chosen_by_words_too(talk: Talk) -> None:
    told(talk)
    await answer(talk, "扣多少")
    offered = await pressed(talk, "👎 不是我问的")
    assert (await answer(talk, "第二个")).text.startswith(offered.buttons[1])


async def test_a_number_that_an_open_question_reads_is_its_answer(talk: Talk) -> None:
    told(talk)
    shown = await answer(talk, "扣多少")
    await answer(talk, "/clawback")
    [offered] = await talk.press("👎 不是我问的", on=shown)
    said = await answer(talk, "1")
    assert not said.text.startswith(offered.buttons[0])
    assert "¥1.00" in said.text


async def test_a_number_chooses_once_the_question_before_has_its_answer(talk: Talk) -> None:
    told(talk)
    assert (await answer(talk, "/quote 200 97")).text.startswith("保费 ¥0.60")
    asked = await answer(talk, "会不会扣钱")
    assert (await answer(talk, "1")).text.startswith(asked.buttons[0])


@pytest.mark.parametrize("text", ["不是我问的", "答非所问！", "👎"])
async def test_an_answer_is_turned_down_by_words_as_by_its_button(talk: Talk, text: str) -> None:
    await answer(talk, "赔完以后还会找我扣钱吗")
    by_words = await answer(talk, text)
    [question] = await kept(talk)
    assert (question.text, question.reason) == ("赔完以后还会找我扣钱吗", Reason.THUMBED_DOWN)
    await answer(talk, "赔完以后还会找我扣钱吗？")
    by_button = await pressed(talk, "不是我问的")
    assert by_words.text.splitlines()[0] == by_button.text.splitlines()[0]


async def test_an_english_answer_is_turned_down_by_words(talk_en: Talk) -> None:
    await answer(talk_en, "do i have to pay it back")
    await answer(talk_en, "That's not what I asked.")
    [question] = await kept(talk_en)
    assert question.reason is Reason.THUMBED_DOWN


async def test_words_that_turn_an_answer_down_mean_nothing_where_none_was_given(talk: Talk) -> None:
    await answer(talk, "/quote 200 97")
    await answer(talk, "不是我问的")
    assert all(question.reason is not Reason.THUMBED_DOWN for question in await kept(talk))
