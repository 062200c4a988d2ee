"""One turn of a conversation: what came in, and what a handler may ask and answer.

A handler is ``async def name(turn: Turn) -> Answer``; a button's handler also takes the button's data. It reads
what was asked into plain values, lets `rules` decide, and names a template with the facts it needs. It never
talks to Telegram, so the same handlers serve the Telegram chat, the terminal chat and ``peifu ask``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.buttons import Rows
from bot.members import Everybody, Members
from bot.posting import NoPoster, Poster
from bot.upload import Files, NoFiles, Upload, uploaded
from storage import chats, dialogues
from storage.chats import Chat
from storage.dialogues import Dialogue

if TYPE_CHECKING:
    from bot.services import Services
    from rules.book import DatedBook


class Place(Enum):
    """Where an answer goes."""

    NEW = auto()
    """A message of its own."""
    EDIT = auto()
    """In place of the message whose button was pressed; a message of its own when no button was."""
    TOAST = auto()
    """The short notice over the chat that answers a press (200 characters, no markup); a message otherwise."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: a template of ``templates/messages/<language>/``, its facts and its buttons."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
    buttons: Rows = ()
    place: Place = Place.NEW


@dataclass(frozen=True, slots=True)
class RepliedTo:
    """The bot's own message that a message replies to; of one that was written down meanwhile see `unwritten.slim`."""

    message_id: int
    text: str


ANSWERED = "more"
"""The step of a dialogue that has got its answer and stays open for changes only: it asks nothing."""

Answer = Reply | Sequence[Reply] | None
Handler = Callable[["Turn"], Awaitable[Answer]]


def replies(answer: Answer) -> Sequence[Reply]:
    """Everything that an answer says, in order."""
    if answer is None:
        return ()
    return (answer,) if isinstance(answer, Reply) else answer


@dataclass(slots=True)
class Turn:
    """What came in, from whom, in which chat; ``now`` is aware UTC, ``locale`` is ``"zh"`` or ``"en"``."""

    services: Services
    chat: Chat
    user_id: int
    locale: str
    now: datetime
    text: str = ""
    """The whole message, or what stands under a file; "" for a button."""
    args: str = ""
    """What stands behind the command, white space stripped; for other messages the whole text, stripped."""
    dialogue: Dialogue | None = None
    """The question this chat's (in groups: this person's) next answer belongs to."""
    stored: bool = True
    """Whether the database has this chat."""
    upload: Upload | None = None
    """The file that came with the message."""
    files: Files = field(default_factory=NoFiles)
    """Where files come from; handlers take `upload` or `uploaded`."""
    message_id: int | None = None
    """The message that came in; None for a button."""
    replied_to: RepliedTo | None = None
    """The message of the bot that this one replies to, if it replies to one."""
    poster: Poster = field(default_factory=NoPoster)
    """What takes messages to other chats; handlers call `post`."""
    members: Members = field(default_factory=Everybody)
    """What tells the administrators of a group; handlers call `bot.membership.kept_from`."""

    @property
    def zone(self) -> ZoneInfo:
        """The seller's time zone."""
        return ZoneInfo(self.chat.timezone)

    @property
    def book(self) -> DatedBook:
        """The programme's figures as of today."""
        return self.services.book_of_today(self.now)

    @property
    def today(self) -> date:
        """The seller's calendar day."""
        return self.now.astimezone(self.zone).date()

    @property
    def in_group(self) -> bool:
        """Whether other people read this chat."""
        return self.chat.kind == "group"

    @property
    def operators(self) -> int | None:
        """The chat to which a question can be handed from here; None when nobody would read it."""
        return self.services.operator_chat if self.poster.reaches_others else None

    @property
    def of_operators(self) -> bool:
        """Whether operators read this chat: their own, or the terminal of the machine the bot runs on."""
        return self.chat.kind == "terminal" or self.chat.id == self.services.operator_chat

    @property
    def asking(self) -> bool:
        """Whether a question is open: an answer that may still be changed is none."""
        return self.dialogue is not None and self.dialogue.step != ANSWERED

    def uploaded(self, file_id: str, name: str, size: int | None = None) -> Upload:
        """A file of an earlier turn again, by what its `Upload` said of itself; fetching it may fail by now."""
        return uploaded(self.files, file_id, name, size)

    async def post(
        self, chat_id: int, reply: Reply, locale: str, *, quoting: int | None = None, owner: int | None = None
    ) -> int:
        """Send a reply, as one message of its own, to another chat; returns the message's id.

        ``quoting`` is a message there to reply to; one that is gone is no error. ``owner`` is whose its buttons are
        where several people read them. Raises NotPosted.
        """
        return await self.poster.post(chat_id, reply, locale, quoting=quoting, owner=owner)

    async def ask(self, kind: str, step: str, answers: Mapping[str, object]) -> None:
        """Open the dialogue ``kind`` at ``step`` or take it there; it is a row, so a restart forgets nothing.

        ``answers`` must be plain JSON values. It replaces any other open dialogue of this person in this chat.
        """
        async with self.write() as tx:
            await dialogues.save(self.chat.id, tx, self.user_id, kind, step, dict(answers), self.now)
        self.dialogue = Dialogue(kind=kind, step=step, answers=dict(answers), updated_at=self.now)
        self.remember()

    async def finish(self, kind: str | None = None) -> None:
        """Close the open dialogue, if any; with ``kind`` only one of that kind, so that another question stays open."""
        if self.dialogue is None or kind not in (None, self.dialogue.kind):
            return
        async with self.write() as tx:
            await dialogues.clear(self.chat.id, tx, self.user_id)
        self.dialogue = None
        self.remember()

    async def change(self, **settings: object) -> Chat:
        """Store changed settings of this chat (columns of `storage.chats.Chat`) and go on with them."""
        async with self.write() as tx:
            self.chat = await chats.update(self.chat.id, tx, **settings)
        self.remember()
        return self.chat

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes. The first one stores the chat; whoever only asks leaves nothing behind."""
        async with self.services.database.write() as tx:
            if not self.stored:
                chat = self.chat
                self.chat = await chats.load(
                    chat.id,
                    tx,
                    kind=chat.kind,
                    language=self.locale,
                    timezone=chat.timezone,
                    silence_days=chat.silence_days,
                    quiet_from=chat.quiet_from,
                    quiet_to=chat.quiet_to,
                    now=self.now,
                )
            yield tx
        self.stored = True

    def remember(self) -> None:
        """Let the next turns of this chat begin with what this one knows."""
        self.services.memory.keep(self.chat, self.dialogue, stored=self.stored)
