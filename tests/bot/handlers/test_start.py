"""The welcome, its deep links, and /help."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.menu import known_in
from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_the_welcome_says_what_the_bot_does_and_opens_four_doors(talk: Talk) -> None:
    said = await answer(talk, "/start")
    for word in ("保费", "店铺", "包裹", "不是平台官方"):
        assert word in said.text
    assert len(said.buttons) == 4


@pytest.mark.parametrize(
    ("door", "leads_to"),
    [("算保费", "/quote 200 97"), ("查我的店", "1/6"), ("常见问题", "想了解哪方面"), ("盯包裹", "一行一个")],
)
async def test_every_door_opens(talk: Talk, door: str, leads_to: str) -> None:
    await talk.say("/start")
    [said] = await talk.press(door)
    assert leads_to in said.html


@pytest.mark.parametrize(
    ("payload", "leads_to"),
    [
        ("quote", "/quote 200 97"),
        ("faq_fee-minimum", "¥0.30"),
        ("watch", "一行一个"),
        ("p_LP00123456789012", "LP00123456789012"),
    ],
)
async def test_a_deep_link_leads_straight_to_its_place(talk: Talk, payload: str, leads_to: str) -> None:
    assert leads_to in (await answer(talk, f"/start {payload}")).html


@pytest.mark.parametrize(
    "payload", ["", "nonsense", "faq_nonsense", "faq_", "p_", "p_x", "p_<b>", "../etc", "quote extra"]
)
async def test_an_unknown_payload_is_simply_welcomed(talk: Talk, payload: str) -> None:
    assert "你好，我是" in (await answer(talk, f"/start {payload}")).text


async def test_help_lists_every_command_once_under_its_heading(talk: Talk) -> None:
    said = await answer(talk, "/help")
    for command in known_in(operators=False):
        assert said.text.count(f"/{command.name} ") == 1 or command.name == "cancel", command.name
    assert said.text.index("问一问") < said.text.index("/quote") < said.text.index("包裹") < said.text.index("/watch")


async def test_help_does_not_lose_an_open_question(talk: Talk) -> None:
    await talk.say("/quote 200")
    assert "刚才的问题还开着" in (await answer(talk, "/help")).text
    assert (await answer(talk, "97")).text.startswith("保费 ¥0.60")


async def test_in_a_group_the_welcome_says_how_to_be_heard(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, kind="group", chat_id=-500) as talk:
        assert "群里请用命令" in (await answer(talk, "/start")).text


async def test_english_sellers_are_welcomed_in_english(talk_en: Talk) -> None:
    assert (await answer(talk_en, "/start")).text.startswith("Hi, I’m Peifu")
    assert "Everything else" in (await answer(talk_en, "/help")).text


@pytest.mark.parametrize("text", ["帮助", "帮助！"])
async def test_the_word_help_alone_shows_the_commands(talk: Talk, text: str) -> None:
    [asked], [said] = await talk.say("/help"), await talk.say(text)
    assert said.text == asked.text


@pytest.mark.parametrize("text", ["help", "Help!"])
async def test_the_word_help_alone_shows_the_commands_in_english(talk_en: Talk, text: str) -> None:
    [asked], [said] = await talk_en.say("/help"), await talk_en.say(text)
    assert said.text == asked.text


async def test_the_word_help_leaves_an_open_question_open(talk: Talk) -> None:
    await talk.say("/quote 200")
    [said] = await talk.say("帮助")
    assert "/whatif" in said.text
    [said] = await talk.say("97")
    assert said.text.startswith("保费 ¥0.60")
