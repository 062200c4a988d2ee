"""Going on from a quote: another amount or rate alone is quoted with what was known of the last order."""

from __future__ import annotations

import pytest

from storage import chats
from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_another_amount_is_quoted_at_the_same_rate(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    said = await answer(talk, "那500呢")
    assert said.text.startswith("保费 ¥1.50")
    assert "履约率 97%" in said.text


async def test_another_rate_is_quoted_for_the_same_amount(talk_en: Talk) -> None:
    await talk_en.say("premium for a 200 yuan order at 97% fulfilment")
    assert (await answer(talk_en, "and at 98.5%?")).text.startswith("Premium ¥0.40")


async def test_each_text_goes_on_from_the_quote_before_it(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    await talk.say("那500呢")
    assert (await answer(talk, "94")).text.startswith("保费 ¥2.50")


async def test_behind_a_band_that_was_pressed_too(talk: Talk) -> None:
    await talk.say("/quote 200")
    await talk.press("≥98%")
    said = await answer(talk, "500块的呢")
    assert said.text.startswith("保费 ¥1.00\n履约率 98% 及以上")


async def test_the_explanation_of_a_quote_in_between_ends_nothing(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    await talk.press("怎么得出来的")
    assert (await answer(talk, "那500呢")).text.startswith("保费 ¥1.50")


async def test_an_amount_in_the_same_foreign_currency_keeps_the_exchange_rate(talk: Talk) -> None:
    await talk.say("/quote $100 97")
    await talk.say("7.1")
    assert (await answer(talk, "那200呢")).text.startswith("保费 ¥4.26")


async def test_the_day_of_the_order_stays(talk: Talk) -> None:
    await talk.say("/quote 200 97 2026-11-21")
    assert (await answer(talk, "那500呢")).text.startswith("保费 ¥1.50\n按 2026-11-21 的规定算。")


async def test_a_rate_that_leaves_two_bands_open_is_asked_about_and_not_passed_over(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    said = await answer(talk, "那94-96呢")
    assert not said.text.startswith("保费 ¥")
    assert "履约率 95%–98%" in said.buttons


@pytest.mark.parametrize("between", ["赔完以后还会找我扣钱吗", "/compare", "今天天气怎么样"])
async def test_another_topic_ends_it(talk: Talk, between: str) -> None:
    await talk.say("/quote 200 97")
    await talk.say(between)
    assert not any(said.text.startswith("保费 ¥1.50") for said in await talk.say("那500呢"))


async def test_after_a_quarter_of_an_hour_or_a_restart_nothing_is_remembered(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    talk.wait(minutes=16)
    assert not (await answer(talk, "那500呢")).text.startswith("保费")
    await talk.say("/quote 200 97")
    talk.restart()
    assert not (await answer(talk, "那500呢")).text.startswith("保费")


async def test_an_open_question_of_another_tool_gets_the_number(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    await talk.say("/clawback")
    assert not (await answer(talk, "500")).text.startswith("保费")


async def test_in_a_group_nobody_goes_on_from_anothers_quote(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    [said] = await talk.other(77).say("那500呢")
    assert not said.text.startswith("保费")


async def test_an_erased_chat_is_forgotten(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    assert talk.services.quoted.last(talk.chat_id, talk.user_id) is not None
    await talk.say("/forget")
    await talk.press("全部删掉")
    assert talk.services.quoted.last(talk.chat_id, talk.user_id) is None


async def test_a_quote_that_is_gone_on_from_leaves_nothing_in_the_database(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    await talk.say("那500呢")
    async with talk.services.database.read() as tx:
        assert await chats.find(talk.chat_id, tx) is None
