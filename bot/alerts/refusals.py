"""What an error of a send means for the alert that was to be sent; a table over Telegram's own words."""

from __future__ import annotations

from enum import Enum, auto

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.transport.http import RequestFailed, RequestTimedOut, may_have_arrived

GONE_FOR_GOOD = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot can't initiate conversation",
    "bot was kicked from the group chat",
    "bot was kicked from the supergroup chat",
    "bot was kicked from the channel chat",
    "bot is not a member of",
    "group chat was deleted",
    "chat not found",
    "peer_id_invalid",
    "have no rights to send a message",
    "not enough rights to send text messages",
    "chat_write_forbidden",
)
"""Refusals no later attempt changes until somebody in the chat acts; other words of a 400 or 403 close no chat."""

_UNPARSEABLE = ("can't parse entities", "can't parse message text")


class Fate(Enum):
    """What to do with the alert."""

    PAUSE = auto()
    """429: nothing goes to anybody for the time asked; the attempt does not count."""
    MOVED = auto()
    """The group has become a supergroup with another id."""
    UNPARSEABLE = auto()
    """Telegram does not understand the markup: once more as plain text."""
    GONE = auto()
    """The chat refuses messages for good."""
    REFUSED = auto()
    """This message is refused, the chat is not; the same message would be refused again."""
    PERHAPS = auto()
    """No answer, and the message may have arrived: again, marked as a repeat, and only a few times."""
    SERVER = auto()
    """The server failed with an answer: later, for as long as it takes; marked as a repeat all the same."""
    UNSENT = auto()
    """Nothing left this machine: later, for as long as it takes."""


def fate_of(error: TelegramError) -> Fate:
    """The classes are asked for subclasses first: `BadRequest` and `TimedOut` are network errors to the library."""
    match error:
        case RetryAfter():
            return Fate.PAUSE
        case ChatMigrated():
            return Fate.MOVED
        case Forbidden() | BadRequest():
            words = error.message.lower()
            if any(known in words for known in _UNPARSEABLE):
                return Fate.UNPARSEABLE
            return Fate.GONE if any(known in words for known in GONE_FOR_GOOD) else Fate.REFUSED
        case NetworkError() if not may_have_arrived(error):
            return Fate.UNSENT
        case RequestFailed() | RequestTimedOut() | TimedOut():
            return Fate.PERHAPS
        case NetworkError():
            return Fate.SERVER
        case _:
            return Fate.UNSENT
