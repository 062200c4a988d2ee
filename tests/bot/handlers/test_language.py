"""The language the bot answers in."""

from __future__ import annotations

import pytest

from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_alone_it_offers_the_languages_and_says_which_is_in_use(talk: Talk) -> None:
    said = await answer(talk, "/language")
    assert said.buttons == ["中文", "English", "跟着我写的语言"]
    assert "你写什么语言" in said.text


@pytest.mark.parametrize("named", ["en", "English", "英文", "EN"])
async def test_a_named_language_is_taken_at_once_and_stays(talk: Talk, named: str) -> None:
    assert "English from now on" in (await answer(talk, f"/language {named}")).text
    talk.restart()
    assert (await answer(talk, "/quote 200 97")).text.startswith("Premium")
    assert (await answer(talk, "保费怎么算")).text.startswith("How the premium")


async def test_a_pressed_language_is_taken_in_place(talk: Talk) -> None:
    await talk.say("/language")
    [said] = await talk.press("English")
    assert said.kind == "edit"
    assert said.text == "All right: English from now on."
    [back] = await talk.press("中文")
    assert back.text == "好的，以后都用中文。"


async def test_auto_follows_what_is_written(talk: Talk) -> None:
    await talk.say("/language en")
    await talk.say("/language auto")
    assert (await answer(talk, "保费怎么算")).text.startswith("保费怎么算")
    assert (await answer(talk, "how is the premium worked out")).text.startswith("How the premium")


async def test_a_language_it_does_not_speak_is_said_so(talk: Talk) -> None:
    said = await answer(talk, "/language Klingon<b>")
    assert "「Klingon<b>」我还不会" in said.text
    assert len(said.buttons) == 3


async def test_an_open_question_is_asked_on_in_the_other_language(talk: Talk) -> None:
    await talk.say("/quote 200")
    await talk.say("/language en")
    assert (await answer(talk, "97")).text.startswith("Premium ¥0.60")


async def test_a_made_up_language_button_shows_the_choice(talk: Talk) -> None:
    [said] = await talk.press_data("lg:xx")
    assert len(said.buttons) == 3


def is_chinese(said: Said) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in said.text.splitlines()[0])


@pytest.mark.parametrize("text", ["why?", "stop", "unsubscribe", "ok", "200 97"])
async def test_what_follows_an_english_question_is_answered_in_english(talk: Talk, text: str) -> None:
    assert not is_chinese(await answer(talk, "does it cover Poland"))
    talk.wait(minutes=5)
    assert not is_chinese(await answer(talk, text))


@pytest.mark.parametrize("text", ["ok", "UPS", "DHL"])
async def test_what_follows_a_chinese_question_is_answered_in_chinese(talk_en: Talk, text: str) -> None:
    assert is_chinese(await answer(talk_en, "保费怎么算"))
    talk_en.wait(minutes=5)
    assert is_chinese(await answer(talk_en, text))


@pytest.mark.parametrize("text", ["why?", "stop", "unsubscribe"])
async def test_an_english_word_after_a_chinese_one_is_answered_in_english(talk_en: Talk, text: str) -> None:
    await talk_en.say("/alerts")
    assert is_chinese(await answer(talk_en, "那保费呢"))
    assert not is_chinese(await answer(talk_en, text))


async def test_one_word_that_answers_an_open_question_flips_nothing(talk: Talk) -> None:
    await talk.say("/label")
    assert is_chinese(await answer(talk, "spain"))
