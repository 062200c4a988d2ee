"""Answering an inline query: what goes wrong on the way, and what of it stands in the log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog
from telegram import Update
from telegram.error import BadRequest, Forbidden, TelegramError, TimedOut

from bot.dispatch import Dispatcher
from bot.faq.library import FaqLibrary
from bot.serving import ALLOWED_UPDATES
from tests.support.talk import Talk

PRIVATE = "我的供应商是义乌的老王"


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with Talk.open(tmp_path) as opened:
        yield opened


def refusing(talk: Talk, error: TelegramError) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise error

    talk.bot.answer_inline_query = refuse  # type: ignore[method-assign]


async def typed(talk: Talk, text: str = PRIVATE) -> None:
    query = {"id": "1", "from": talk._user(), "query": text, "offset": ""}
    assert await talk._take({"inline_query": query}) == []


async def test_a_failure_inside_is_an_empty_list_that_nobody_keeps(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: FaqLibrary, text: str, **__: object) -> None:
        raise ValueError(f"cannot read {text}")

    monkeypatch.setattr(FaqLibrary, "find", broken)
    with structlog.testing.capture_logs() as lines:
        offer = await talk.type_inline(PRIVATE)
    assert (offer.results, offer.cache_seconds, offer.personal) == ((), 0, True)
    (line,) = lines
    assert (line["event"], line["log_level"], line["error"]) == ("inline_failed", "error", "ValueError")
    assert "test_inline_mode.py" in line["where"]
    assert "供应商" not in str(line)
    monkeypatch.undo()
    assert (await talk.type_inline("保费怎么算")).results


@pytest.mark.parametrize(
    "words",
    [
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        "Bad Request: QUERY_ID_INVALID",
    ],
)
async def test_an_answer_that_comes_too_late_is_no_error(talk: Talk, words: str) -> None:
    refusing(talk, BadRequest(words))
    with structlog.testing.capture_logs() as lines:
        await typed(talk)
    assert lines == []


@pytest.mark.parametrize("error", [BadRequest("Bad Request: RESULTS_TOO_MUCH"), Forbidden("Forbidden: x"), TimedOut()])
async def test_another_refusal_is_a_line_in_the_log_without_what_was_typed(talk: Talk, error: TelegramError) -> None:
    refusing(talk, error)
    with structlog.testing.capture_logs() as lines:
        await typed(talk)
    (line,) = lines
    assert (line["event"], line["log_level"], line["error"]) == (
        "inline_not_answered",
        "warning",
        type(error).__name__,
    )
    assert "供应商" not in str(line)


async def test_what_is_answered_leaves_no_line_at_all(talk: Talk) -> None:
    with structlog.testing.capture_logs() as lines:
        await talk.type_inline(PRIVATE)
    assert lines == []


async def test_no_crowd_is_told_anything_about_a_query(talk: Talk) -> None:
    dispatcher = Dispatcher(talk.services, voice=lambda _: talk.bot)
    query = {"id": "1", "from": talk._user(), "query": PRIVATE, "offset": ""}
    update = Update.de_json({"update_id": 1, "inline_query": query}, None)
    update.set_bot(SimpleNamespace(username="peifu_bot", id=999))  # type: ignore[arg-type]
    assert not dispatcher.would_answer(update)
    await dispatcher.turn_away(update, 1)
    assert (talk.bot.said, talk.bot.offers) == ([], [])


def test_the_program_asks_telegram_for_them() -> None:
    assert "inline_query" in ALLOWED_UPDATES
