"""Of a label nothing is stored: no byte of a phone in the database, in a dialogue, in a button or in the log."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text as sql

from bot.handlers import label
from bot.reading.label_text import LabelText, read_label
from bot.turn import Answer, Turn
from tests.support.talk import Said, Talk

DIGITS = ("612345678", "612 34 56 78", "345678", "34 56 78")
LABEL = "收件人：Maria Garcia\n电话：612 34 56 78\n地址：C/ Mayor 5, 28001 Madrid\n国家：西班牙"

CONVERSATIONS = {
    "the command": ["/label ES 612 34 56 78"],
    "a pasted label": [LABEL],
    "a pasted label behind the command": [f"/label\n{LABEL}"],
    "one question after the other": ["/label", "西班牙", "612 34 56 78", "+34612345678"],
    "a phone without a country": ["/label 612345678", "612 34 56 78", "西班牙 612345678"],
    "two countries": ["/label 西班牙 法国 612345678", "西班牙", "612345678"],
    "a label in the middle of another question": ["/quote 200", LABEL, "97"],
    "a diagnosis with a phone": ["/diagnose 标准 电话 +34 612 34 56 78", "48小时内", "没勾"],
    "a diagnosis that asks for the phone": ["/diagnose", "50小时", "612 34 56 78", "西班牙 612345678", "没勾"],
    "a label pasted into a diagnosis": ["/diagnose", LABEL, "50小时"],
    "a mistyped command": ["/labl ES 612345678", "/label ES 612345678 /label"],
}


def bytes_of(talk: Talk) -> bytes:
    """Every byte of the database's files, the journal included."""
    file = Path(talk.services.settings.database_url.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in file.parent.iterdir() if each.is_file())


async def nothing_is_stored(talk: Talk) -> None:
    for digits in DIGITS:
        assert digits.encode() not in bytes_of(talk)
    for name in ("Maria", "Mayor 5"):
        assert name.encode() not in bytes_of(talk)


def no_button_tells(said: list[Said]) -> None:
    for one in said:
        for row in one.keyboard:
            for _, data in row:
                assert not any(digits in data for digits in DIGITS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", CONVERSATIONS)
async def test_after_any_conversation_no_byte_of_it_is_stored(tmp_path: Path, kind: str, language: str) -> None:
    async with Talk.open(tmp_path, language_code=language) as talk:
        await talk.say("/watch LP00999888777666 20天")  # so that the chat itself is stored
        for line in CONVERSATIONS[kind]:
            no_button_tells(await talk.say(line))
        no_button_tells(await talk.edit(LABEL))
        await nothing_is_stored(talk)
        assert b"LP00999888777666" in bytes_of(talk), "the search finds what is there"


async def test_the_open_dialogue_holds_the_country_and_nothing_else(talk: Talk) -> None:
    await talk.say("/label 612345678")
    await talk.press("西班牙")
    async with talk.services.database.read() as tx:
        [(kind, step, answers)] = await tx.execute(sql("SELECT kind, step, answers FROM dialogue"))
    assert (kind, step, json.loads(answers)) == ("label", "phone", {"country": "ES"})


async def test_a_diagnosis_keeps_only_whether_the_phone_is_right(talk: Talk) -> None:
    await talk.say("/diagnose")
    await talk.press("还没有")
    await talk.say("30小时")
    await talk.say("西班牙 612 34 56 78")
    async with talk.services.database.read() as tx:
        [(answers,)] = await tx.execute(sql("SELECT answers FROM dialogue"))
    assert json.loads(answers).keys() == {"peril", "first_leg", "since_pickup", "phone"}
    assert json.loads(answers)["phone"] == "both"
    await nothing_is_stored(talk)


async def test_the_memory_of_chats_holds_nothing_of_it(talk: Talk) -> None:
    await talk.say("/label ES")
    await talk.say("612 34 56 78")
    assert not any(digits in repr(talk.services.memory.recall(talk.chat_id)) for digits in DIGITS)


@pytest.fixture
def printed(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is logged, as lines of text."""
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    caplog.set_level(logging.DEBUG)
    yield caplog
    structlog.configure(**before)


def failing_reader(text: str, *_: object, **__: object) -> LabelText:
    raise RuntimeError(f"cannot read {text}")


@pytest.mark.parametrize("line", ["/label ES 612 34 56 78", LABEL])
async def test_a_failure_is_logged_with_its_place_and_without_its_words(
    talk: Talk, line: str, printed: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label, "read_label", failing_reader)
    [said] = await talk.say(line)
    assert "出错了" in said.text
    assert "handler_failed" in printed.text
    assert "failing_reader" in printed.text, "the place"
    assert not any(digits in printed.text for digits in DIGITS)
    await nothing_is_stored(talk)


async def test_so_is_one_in_the_middle_of_the_questions(
    talk: Talk, printed: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.say("/label ES")
    monkeypatch.setattr(label, "read_label", failing_reader)
    await talk.say("Calle 612 34 56 78")
    assert "handler_failed" in printed.text
    assert not any(digits in printed.text for digits in DIGITS)


async def test_any_other_failure_is_logged_in_full(
    talk: Talk, printed: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(turn: Turn) -> Answer:
        raise RuntimeError(f"cannot answer {turn.text}")

    monkeypatch.setitem(__import__("bot.routes", fromlist=["COMMANDS"]).COMMANDS, "faq", broken)
    await talk.say("/faq 保费")
    assert "cannot answer /faq 保费" in printed.text


def test_what_was_read_does_not_show_itself() -> None:
    assert not any(digits in repr(read_label(LABEL)) for digits in DIGITS)
