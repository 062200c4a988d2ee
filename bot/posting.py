"""What goes to another chat than the one it came from: questions to the operators, and their answers back."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.turn import Reply

QUESTION = "#ask"
"""The last word in the first line of every question in the operators' chat; pressed, it lists all of them."""


def is_question(text: str) -> bool:
    """Whether a message of the bot is a seller's question, even one that the database no longer knows."""
    return text.split("\n", 1)[0].endswith(QUESTION)


class Hindrance(Enum):
    """Why a message was not sent, by what may be done about it."""

    GONE = auto()
    """The chat refuses the bot for good: blocked, removed, deleted."""
    MOVED = auto()
    """The group has got another id: `NotPosted.moved_to`."""
    REFUSED = auto()
    """This message is refused, and would be again."""
    LATER = auto()
    """It did not go out; another attempt may."""
    PERHAPS = auto()
    """Nobody knows whether it arrived."""


class NotPosted(Exception):
    """The message was not sent, or perhaps was; `reason` is for the log."""

    def __init__(self, hindrance: Hindrance, reason: str, moved_to: int | None = None) -> None:
        super().__init__(reason)
        self.hindrance = hindrance
        self.reason = reason
        self.moved_to = moved_to


class Poster(Protocol):
    """Sends to any chat the bot is in, as fast as replies may go."""

    @property
    def reaches_others(self) -> bool:
        """Whether there are other chats at all."""
        ...

    async def post(self, chat_id: int, reply: Reply, locale: str, *, quoting: int | None, owner: int | None) -> int:
        """See `bot.turn.Turn.post`."""
        ...


class NoPoster:
    """`Poster` of a turn that ends where it began: in the terminal there is no other chat."""

    reaches_others = False

    async def post(self, chat_id: int, reply: Reply, locale: str, *, quoting: int | None, owner: int | None) -> int:
        """Nothing can be sent elsewhere: raises NotPosted."""
        raise NotPosted(Hindrance.REFUSED, "there is no other chat")
