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
    assert "不敢乱说，只能指个方向" in said
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


ASKED_NO_SELLER = [
    ("/quote", "200 97", "保费 ¥0.60"),
    ("/quote 200", "97", "保费 ¥0.60"),
    ("/cover", "丢件", "已知：确认丢件"),
    ("/cover 丢件", "标准", "已知：无忧标准"),
    ("/whatif", "30 45 60", "3 单，记下了"),
    ("/whatif 30 45 60", "97%", "3 单、97%，记下了"),
    ("/clawback", "120", "先赔的是买家"),
    ("/label", "西班牙", "西班牙，记下了"),
    ("/label 西班牙", "612345678", "❌ 号码要改"),
]
"""A dialogue that asks for something else, an answer to it, and how what follows begins."""


@pytest.mark.parametrize(("opening", "reply", "begins"), ASKED_NO_SELLER)
@pytest.mark.parametrize("text", ["公司", "个体户"])
async def test_what_a_shop_is_is_a_question_where_it_can_be_no_answer(
    talk: Talk, opening: str, reply: str, begins: str, text: str
) -> None:
    said = await replied(talk, opening, text)
    assert said.startswith("哪类卖家能用")
    assert said.endswith("。\n\n刚才的问题还开着，接着回答就行；/cancel 不答了。")
    [said_next] = await talk.say(reply)
    assert said_next.text.startswith(begins)


@pytest.mark.parametrize("opening", ["/quote 200", "/cover", "/whatif 30 45 60", "/clawback", "/diagnose", "/label"])
async def test_what_a_shop_is_in_english_is_a_question_where_it_can_be_no_answer(talk_en: Talk, opening: str) -> None:
    said = await replied(talk_en, opening, "company")
    assert said.startswith("Which sellers can join")
    assert said.endswith("\n\nMy earlier question is still open: just answer it, or send /cancel.")


async def test_an_answer_says_nothing_of_a_question_where_none_is_open(talk: Talk) -> None:
    for opening in ("/clawback 120", "/help"):
        assert "还开着" not in await replied(talk, opening, "公司")


async def asked_for_the_shop(talk: Talk, skip: str) -> None:
    """Go through a diagnosis to its question about the shop."""
    [said] = await talk.say("/diagnose")
    while said.buttons[0] not in ("都满足", "Everything holds"):
        [said] = await talk.press(skip, on=said)


@pytest.mark.parametrize("text", ["个体户", "个体工商户", "个人店"])
async def test_a_diagnosis_takes_what_a_shop_is_when_it_asks_for_the_shop(talk: Talk, text: str) -> None:
    await asked_for_the_shop(talk, "不清楚")
    [said] = await talk.say(text)
    assert "有 1 处会让赔付失败" in said.text
    assert "主体是个体工商户" in said.text


@pytest.mark.parametrize("text", ["individual", "sole trader"])
async def test_a_diagnosis_takes_what_a_shop_is_in_english(talk_en: Talk, text: str) -> None:
    await asked_for_the_shop(talk_en, "Don’t know")
    [said] = await talk_en.say(text)
    assert "individual business" in said.text.lower()
    assert "still open" not in said.text


async def test_an_enterprise_alone_does_not_settle_all_that_a_diagnosis_asks_of_the_shop(talk: Talk) -> None:
    await asked_for_the_shop(talk, "不清楚")
    [said] = await talk.say("公司")
    assert "刚才的问题还开着" in said.text
    [said] = await talk.press("都满足")
    assert "店铺条件都满足" in said.text


@pytest.mark.parametrize(("text", "noted"), [("company", "Company"), ("sole trader", "Individual business")])
async def test_what_a_shop_is_answers_the_question_for_it_in_english(talk_en: Talk, text: str, noted: str) -> None:
    assert (await replied(talk_en, "/eligible", text)).startswith(f"So far: {noted}")


@pytest.mark.parametrize("text", ["公司", "个体户"])
async def test_what_a_shop_is_answers_the_question_for_it(talk: Talk, text: str) -> None:
    assert (await replied(talk, "/eligible", text)).startswith("已填")
