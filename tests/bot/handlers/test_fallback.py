"""Everything that is no question still gets a kind answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


@pytest.mark.parametrize(
    ("opening", "said"), [("/quote 200", "保费先不算了"), ("/eligible", "店铺先不查了"), ("/watch", "先不加包裹了")]
)
async def test_cancel_says_what_was_left_off(talk: Talk, opening: str, said: str) -> None:
    await talk.say(opening)
    assert said in (await answer(talk, "/cancel")).text
    assert "没有没答完的问题" in (await answer(talk, "/cancel")).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("/qoute 200", "/quote"), ("/eligble", "/eligible"), ("/sub", "/subscribe"), ("/parcles", "/parcel")],
)
async def test_a_mistyped_command_gets_the_nearest_ones(talk: Talk, typed: str, meant: str) -> None:
    said = await answer(talk, typed)
    assert "没有" in said.text
    assert meant in said.text


async def test_a_command_like_no_other_leads_to_help(talk: Talk) -> None:
    assert "/help" in (await answer(talk, "/xyzzy")).text


STICKER = {
    "sticker": {
        "file_id": "a",
        "file_unique_id": "b",
        "type": "regular",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
    }
}
PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}
VOICE = {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}
PLACE = {"location": {"latitude": 22.5, "longitude": 114.0}}
CONTACT = {"contact": {"phone_number": "1", "first_name": "Mei"}}


@pytest.mark.parametrize("content", [STICKER, PHOTO, VOICE, PLACE, CONTACT])
async def test_what_is_no_text_is_asked_for_as_text(talk: Talk, content: dict[str, Any]) -> None:
    [said] = await talk.send(**content)
    assert "请打字" in said.text


async def test_a_sticker_does_not_lose_an_open_question(talk: Talk) -> None:
    await talk.say("/quote 200")
    [said] = await talk.send(**STICKER)
    assert "刚才的问题还开着" in said.text
    assert (await answer(talk, "97")).text.startswith("保费 ¥0.60")


async def test_an_edited_command_is_not_run_again(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    [said] = await talk.edit("/quote 300 97")
    assert "不会再执行" in said.text


@pytest.mark.parametrize("text", ["😀😀", "👍🏽", "…", "!!!", "———"])
async def test_a_text_without_words_is_taken_kindly(talk: Talk, text: str) -> None:
    assert (await answer(talk, text)).text.startswith("收到")


async def test_ten_thousand_characters_are_asked_to_be_fewer(talk: Talk) -> None:
    said = await answer(talk, "买家" * 5000)
    assert "太长了" in said.text
    assert len(said.text) < 300


@pytest.mark.parametrize("text", ["\u202eمرحبا بك\u202c", "שלום", "<b>x</b> & <script>", "a\u0000b", "%s{{ 7*7 }}"])
async def test_other_scripts_and_markup_are_answered_like_any_text(talk: Talk, text: str) -> None:
    said = await answer(talk, text)
    assert said.text
    assert "49" not in said.text


@pytest.mark.parametrize(
    "data", ["", "zz", "zz:1", "qr:1", "go:nowhere", "el", "fe:fee:2", ":", "@", "qr:1:f:0.9@x", "go:quote:extra"]
)
async def test_a_stale_or_forged_button_gets_a_notice(talk: Talk, data: str) -> None:
    [said] = await talk.press_data(data or "?")
    assert said.kind == "toast"
    assert "过期" in said.text


async def test_a_strangers_press_is_refused_politely(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, kind="supergroup", chat_id=-100500) as talk:
        asked = await answer(talk, "/eligible")
        [said] = await talk.other(7002).press("企业", on=asked)
        assert said.kind == "toast"
        assert "提问的人" in said.text


async def test_a_failure_inside_is_admitted_with_a_number(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the shelf fell down")

    monkeypatch.setattr("bot.handlers.quote.read_order", broken)
    said = await answer(talk, "/quote 200 97")
    assert "抱歉" in said.text
    assert "编号" in said.text
    assert "shelf" not in said.text


@given(text=st.text(min_size=1, max_size=300).filter(str.strip))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_at_all_gets_an_answer_telegram_accepts(talk: Talk, text: str) -> None:
    said = await talk.say(text)
    assert said
    assert all("我这边出错了" not in one.text for one in said)
    await talk.say("/cancel")
