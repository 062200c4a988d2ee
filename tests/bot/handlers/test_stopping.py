"""A plain word that leaves off does what ``/cancel`` does: in every dialogue, at every step, and outside of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.talk import Talk

pytestmark = pytest.mark.long

STEPS = [
    ("/quote",),
    ("/quote 200",),
    ("/quote $50 97%",),
    ("/quote 200 97 2099-01-01",),
    ("/whatif",),
    ("/whatif 30 45 60",),
    ("/whatif $30 $45 $60",),
    ("/whatif", "97 98 30 45 60 70 80"),
    ("/eligible",),
    ("/eligible 企业 内地",),
    ("/eligible 企业 内地 96 1.5",),
    ("/cover",),
    ("/cover 丢件",),
    ("/clawback",),
    ("/diagnose",),
    ("/diagnose", "50小时"),
    ("/label",),
    ("/label 西班牙",),
    ("/watch",),
]
WISHES = ["取消", "算了。", "不算了", "不填了！", "「退出」"]
WISHES_EN = ["cancel", "Stop!", "quit", "never mind", "Forget it."]


@pytest.mark.parametrize("opening", STEPS)
@pytest.mark.parametrize("wish", WISHES)
async def test_a_wish_to_stop_leaves_the_question_as_cancel_does(
    talk: Talk, opening: tuple[str, ...], wish: str
) -> None:
    for text in opening:
        await talk.say(text)
    [by_command] = await talk.say("/cancel")
    for text in opening:
        await talk.say(text)
    [by_word] = await talk.say(wish)
    assert by_word.text == by_command.text
    assert "没有没答完的问题" in (await talk.say("/cancel"))[0].text


@pytest.mark.parametrize("opening", [tuple(text.replace("小时", " hours") for text in step) for step in STEPS])
@pytest.mark.parametrize("wish", WISHES_EN)
async def test_a_wish_to_stop_in_english_leaves_the_question(
    talk_en: Talk, opening: tuple[str, ...], wish: str
) -> None:
    for text in opening:
        await talk_en.say(text)
    assert (await talk_en.say(wish))[0].text.startswith("All right")
    assert "No question is open" in (await talk_en.say("/cancel"))[0].text


@pytest.mark.parametrize("wish", WISHES)
async def test_where_nothing_is_open_a_wish_to_stop_gets_what_cancel_says_there(talk: Talk, wish: str) -> None:
    [by_command] = await talk.say("/cancel")
    [by_word] = await talk.say(wish)
    assert by_word.text == by_command.text


async def test_the_question_for_a_person_is_left_and_nothing_is_handed_over(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, operator_chat=-100700) as talk:
        await talk.say("/ask")
        assert "什么都没有转出去" in (await talk.say("算了"))[0].text
        assert talk.bot.said_in(-100700) == []


async def test_never_mind_tells_nothing_of_violations(talk_en: Talk) -> None:
    await talk_en.say("/eligible company")
    [said] = await talk_en.say("never mind that for now, I am busy")
    assert "violations" not in said.text
    [said] = await talk_en.say("never mind")
    assert said.text.startswith("All right, no shop check")


@pytest.mark.parametrize("text", ["没有", "没", "无", "否"])
async def test_a_bare_no_answers_no_question_that_was_not_asked(talk: Talk, text: str) -> None:
    for opening in ("/eligible", "/eligible 企业", "/eligible 企业 内地 96"):
        await talk.say(opening)
        [said] = await talk.say(text)
        assert "没看懂" in said.text
        assert "违规：" not in said.text
    await talk.say(f"/eligible {text}")
    [said] = await talk.say("企业")
    assert "违规：" not in said.text


@pytest.mark.parametrize("text", ["no", "never", "nope", "no, company", "none"])
async def test_a_bare_no_in_english_answers_no_question_that_was_not_asked(talk_en: Talk, text: str) -> None:
    await talk_en.say("/eligible company")
    [said] = await talk_en.say(text)
    assert "violations" not in said.text


@pytest.mark.parametrize(("text", "noted"), [("违规 没有", "违规：没有"), ("企业 内地 96 1.5 无", "违规：没有")])
async def test_a_no_beside_what_it_is_about_counts_at_every_question(talk: Talk, text: str, noted: str) -> None:
    await talk.say("/eligible")
    [said] = await talk.say(text)
    assert noted in said.text
