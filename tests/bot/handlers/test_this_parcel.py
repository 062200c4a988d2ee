"""A tracking number in the middle of /diagnose or /cover: it is the parcel in question, and the rest is an answer."""

from __future__ import annotations

import pytest

from tests.bot.handlers.test_watch_beside import LP, OTHER, stored
from tests.support.talk import Talk


@pytest.mark.parametrize("opening", ["/diagnose", "/cover"])
async def test_a_watched_parcels_number_is_the_parcel_in_question(talk: Talk, opening: str) -> None:
    await talk.say(f"/watch {LP} 2026-11-12 标准")
    await talk.say(opening)
    [said] = await talk.say(f"单号 {LP}")
    assert said.text.startswith(f"#1 {LP}\n包裹记录里有：无忧标准 · 没妥投 · 超承诺 9 天")


@pytest.mark.parametrize("opening", ["/diagnose", "/cover"])
async def test_any_other_number_is_watched_first(talk: Talk, opening: str) -> None:
    await talk.say(opening)
    watched, asked = await talk.say(LP)
    assert "开始盯 1 件" in watched.text
    assert asked.text.startswith(f"#1 {LP}\n")


async def test_what_was_answered_before_wins_over_the_record(talk: Talk) -> None:
    await talk.say(f"/watch {LP} 2026-11-12 标准")
    await talk.say("/diagnose")
    await talk.say("50小时")
    [said] = await talk.say(LP)
    assert "揽收后 50 小时才有首程" in said.text
    assert "包裹记录里有：无忧标准" in said.text
    assert "收件人电话" in said.text, "the same question as before"


async def test_what_was_skipped_is_taken_from_the_record(talk: Talk) -> None:
    await talk.say(f"/watch {LP} 2026-11-12 标准")
    await talk.say("/cover 超时8天")
    await talk.press("不清楚")
    [said] = await talk.say(LP)
    assert "无忧标准" in said.text


async def test_another_parcel_takes_the_place_of_the_one_before(talk: Talk) -> None:
    await talk.say(f"/watch {LP} 2026-11-12 标准\n{OTHER} 2026-12-12 简易")
    await talk.say("/diagnose 1")
    [said] = await talk.say(OTHER)
    assert said.text.startswith(f"#2 {OTHER}\n包裹记录里有：无忧简易")
    assert "超承诺" not in said.text


async def test_words_beside_the_number_are_answers(talk: Talk) -> None:
    await talk.say("/cover")
    _, asked = await talk.say(f"{LP} 丢了能赔吗")
    assert "已知：确认丢件" in asked.text


async def test_a_tracking_number_where_a_phone_is_asked_for_is_no_phone(talk: Talk) -> None:
    await talk.say("/diagnose")
    await talk.say("50小时")
    watched, asked = await talk.say(LP)
    assert "开始盯 1 件" in watched.text
    assert "❌" not in asked.text
    assert "收件人电话" in asked.text


async def test_a_parcel_and_another_question_do_not_end_the_diagnosis(talk: Talk) -> None:
    await talk.say("/diagnose")
    watched, answered = await talk.say(f"{LP} 买家72小时内说不想要了，怎么办")
    assert "开始盯 1 件" in watched.text
    assert "刚才的问题还开着" in answered.text
    [said] = await talk.say("50小时")
    assert "收件人电话" in said.text


# --- a number and an answer ---


@pytest.mark.parametrize("opening", ["/cover 超时", "/cover 断更", "/diagnose", "/cover", "/diagnose 丢件"])
@pytest.mark.parametrize(
    "answer",
    [
        "6天",
        "8天",
        "2天",
        "11月17日",
        "没首程",
        "没电池",
        "30小时",
        "不是，是简易",
        "吧",
        "这个",
        "张三",
        "2026-12-30 张三",
    ],
)
async def test_a_number_with_an_answer_changes_nothing_of_a_watched_parcel(
    talk: Talk, opening: str, answer: str
) -> None:
    await talk.say(f"/watch {LP} 2026-12-12 裙子")
    before = await stored(talk)
    await talk.say(opening)
    said = await talk.say(f"{LP} {answer}")
    assert await stored(talk) == before
    assert any(f"#1 {LP}" in each.text for each in said)


@pytest.mark.parametrize("answer", ["6天", "没首程", "没电池", "30小时", "吧", "这个", "张三"])
async def test_a_new_number_with_an_answer_gets_no_promise_and_no_name(talk: Talk, answer: str) -> None:
    await talk.say("/cover")
    await talk.say(f"{LP} {answer}")
    parcel = await stored(talk)
    assert parcel is not None
    assert (parcel.promised_at, parcel.name) == (None, None)


async def test_what_stands_beside_the_number_answers_the_open_question(talk: Talk) -> None:
    await talk.say(f"/watch {LP} 标准")
    await talk.say("/cover 无忧标准 都做到 没妥投 超时")
    [said] = await talk.say(f"{LP} 8天")
    assert said.text.startswith(f"#1 {LP}")
    assert "超承诺 8 天" in said.text


async def test_a_promised_day_beside_the_number_answers_as_well(talk: Talk) -> None:
    await talk.say("/cover")
    said = (await talk.say(f"运单 {LP} 承诺11月10日"))[-1]
    assert f"#1 {LP}" in said.text
    assert "超承诺" in said.text


@pytest.mark.parametrize("opening", ["/cover", "/diagnose"])
@pytest.mark.parametrize("words", ["这个单 {}", "就是{}这个", "it's {}", "sorry {}"])
async def test_words_that_point_at_the_parcel_are_understood(talk: Talk, opening: str, words: str) -> None:
    await talk.say("/language zh")
    await talk.say(f"/watch {LP} 2026-11-12 标准")
    await talk.say(opening)
    [said] = await talk.say(words.format(LP))
    assert said.text.startswith(f"#1 {LP}\n包裹记录里有：无忧标准")


@pytest.mark.parametrize("opening", ["/cover", "/diagnose"])
async def test_news_of_the_delivery_of_its_parcel_ends_the_questions(talk: Talk, opening: str) -> None:
    await talk.say(f"/watch {LP} 2026-11-12 标准")
    await talk.say(f"{opening} 1")
    [told] = await talk.say(f"{LP} 已签收")
    assert "没妥投" not in told.text
    parcel = await stored(talk)
    assert parcel is not None
    assert parcel.delivered_at is not None
