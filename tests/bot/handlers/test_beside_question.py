"""What is said beside an open question: small talk, questions, topics that are declined; the question stays open."""

from __future__ import annotations

import pytest

from bot.faq.library import FaqLibrary
from tests.support.talk import Talk

OPENINGS = [
    "/quote",
    "/quote 200",
    "/cover",
    "/eligible",
    "/whatif",
    "/whatif 30 45 60",
    "/clawback",
    "/diagnose",
    "/label",
]


async def replied(talk: Talk, opening: str, text: str) -> str:
    await talk.say(opening)
    [said] = await talk.say(text)
    return said.text


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize(("text", "begins"), [("你好", "你好，我是"), ("谢谢！", "不客气"), ("再见", "再见")])
async def test_small_talk_is_answered_as_such(talk: Talk, opening: str, text: str, begins: str) -> None:
    assert (await replied(talk, opening, text)).startswith(begins)


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize(("text", "begins"), [("hello", "Hi, I"), ("thanks", "You’re welcome"), ("bye", "Goodbye")])
async def test_small_talk_in_english_is_answered_as_such(talk_en: Talk, opening: str, text: str, begins: str) -> None:
    assert (await replied(talk_en, opening, text)).startswith(begins)


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("text", ["抽佣是几个点", "怎么提现"])
async def test_a_neighbour_topic_is_declined_and_the_question_stays_open(talk: Talk, opening: str, text: str) -> None:
    said = await replied(talk, opening, text)
    assert "这个我不懂" in said
    assert "开着" in said


@pytest.mark.parametrize("opening", OPENINGS)
async def test_a_neighbour_topic_in_english_is_declined(talk_en: Talk, opening: str) -> None:
    assert (await replied(talk_en, opening, "who pays customs duty")).startswith("Import duty")


@pytest.mark.parametrize("opening", ["/whatif", "/whatif 30 45 60"])
async def test_a_question_about_a_rate_is_none_of_the_rates_to_compare(talk: Talk, opening: str) -> None:
    assert (await replied(talk, opening, "履约率97按多少收")).startswith("履约率和费率")
    [said] = await talk.say("what rate for 97% fulfilment")
    assert said.text.startswith("Premium rate by")


@pytest.mark.parametrize("text", ["不知道", "没有", "yes", "no", "120", "94.2", "人民币", "no idea", "有"])
def test_an_answer_to_a_question_is_never_taken_for_a_topic(text: str) -> None:
    assert FaqLibrary.load().answer(text) is None


@pytest.mark.parametrize("text", ["公司", "个体户"])
async def test_what_a_shop_is_answers_the_question_for_it(talk: Talk, text: str) -> None:
    assert (await replied(talk, "/eligible", text)).startswith("已填")
