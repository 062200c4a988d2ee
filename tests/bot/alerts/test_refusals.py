"""What Telegram's errors mean for an alert."""

from __future__ import annotations

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.alerts.refusals import Fate, fate_of
from bot.transport.http import RequestFailed, RequestTimedOut


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (ChatMigrated(-1001), Fate.MOVED),
        (Forbidden("Forbidden: bot was blocked by the user"), Fate.GONE),
        (Forbidden("Forbidden: user is deactivated"), Fate.GONE),
        (Forbidden("Forbidden: bot was kicked from the group chat"), Fate.GONE),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Fate.GONE),
        (Forbidden("Forbidden: the group chat was deleted"), Fate.GONE),
        (Forbidden("Forbidden: bot is not a member of the supergroup chat"), Fate.GONE),
        (BadRequest("Bad Request: chat not found"), Fate.GONE),
        (BadRequest("Chat not found"), Fate.GONE),
        (BadRequest("Bad Request: can't parse entities: Unsupported start tag"), Fate.UNPARSEABLE),
        (RequestTimedOut("late", ambiguous=True), Fate.PERHAPS),
        (RequestFailed("reset", ambiguous=True), Fate.PERHAPS),
        (TimedOut(), Fate.PERHAPS),
        (RequestTimedOut("no connection", ambiguous=False), Fate.UNSENT),
        (RequestFailed("refused", ambiguous=False), Fate.UNSENT),
        (NetworkError("Bad Gateway"), Fate.SERVER),
        (InvalidToken("401"), Fate.UNSENT),
        (Conflict("another"), Fate.UNSENT),
        (TelegramError("new kind"), Fate.UNSENT),
    ],
)
def test_each_error_has_its_fate(error: TelegramError, fate: Fate) -> None:
    assert fate_of(error) is fate


def test_a_pause_is_a_pause() -> None:
    assert fate_of(RetryAfter(7)) is Fate.PAUSE


@pytest.mark.parametrize("error", [Forbidden("Forbidden: something new"), BadRequest("Bad Request: something new")])
def test_a_refusal_nobody_knows_closes_no_chat(error: TelegramError) -> None:
    assert fate_of(error) is Fate.REFUSED


def test_a_refused_message_is_no_network_error_to_us() -> None:
    """The library makes it one, and whoever retries network errors sends a refused message for ever."""
    assert isinstance(BadRequest("x"), NetworkError)
    assert fate_of(BadRequest("x")) is Fate.REFUSED
