# ruff: noqa: ASYNC109  (a test says how long it is ready to wait)
"""The other side of the screen: sellers who write, press and edit, and the groups that they meet in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .inline import MAX_QUERY, InlineQuery
from .place import Place
from .text import detect, trim, utf16_length

if TYPE_CHECKING:
    from .scene import Scene
    from .state import Chat, Json, Message

MAX_MESSAGE = 4096


@dataclass(frozen=True)
class Answer:
    """What the bot answered to a press: ``text`` is empty when it only stopped the button's clock."""

    query_id: str
    user_id: int
    text: str
    alert: bool


@dataclass(eq=False)
class Press:
    """A pressed button on its way to the bot and back. Set ``expired`` to let it grow too old to be answered."""

    id: str
    user: User
    message: Message
    data: str
    expired: bool = False
    answer: Answer | None = None
    _server: Scene = field(repr=False, kw_only=True)

    def take_answer(self, text: str, alert: bool) -> None:
        """The bot answered."""
        self.answer = Answer(self.id, self.user.id, text, alert)
        self._server.answers.append(self.answer)
        self._server.world.changes.notify()

    async def answered(self, timeout: float = 5) -> Answer:
        """Wait for the bot's answer to this press."""
        await self._server.wait_for(lambda: self.answer, timeout, f"an answer to the press of {self.data!r}")
        assert self.answer is not None
        return self.answer


def _pieces(text: str) -> Iterator[str]:
    """A long text as Telegram's apps send it: in messages of at most 4096 UTF-16 units."""
    piece, length = "", 0
    for char in text:
        if length + utf16_length(char) > MAX_MESSAGE:
            yield piece
            piece, length = "", 0
        piece += char
        length += utf16_length(char)
    yield piece


class User(Place):
    """A person with a private chat; made by ``BotApiServer.user``. Every act reaches the bot as an update."""

    def __init__(self, server: Scene, person: Json, chat: Chat) -> None:
        super().__init__(server, chat)
        self.person = person

    @property
    def id(self) -> int:
        """The user's id, which is the private chat's id as well."""
        return int(self.person["id"])

    async def send(self, text: str, *, to: Place | None = None, reply_to: Message | None = None) -> Message:
        """Write ``text`` in the private chat or in a group; long texts become several messages, the last returned."""
        stripped = text.strip()
        if not stripped:
            raise ValueError("Telegram's apps do not send empty messages")
        for piece in _pieces(stripped):
            shown, entities = trim(piece, detect(piece))
            message = self._post(to, shown, entities=entities, reply_to=reply_to)
            await asyncio.sleep(0)
        return message

    async def send_document(
        self,
        name: str,
        content: bytes = b"",
        *,
        caption: str = "",
        mime: str = "application/octet-stream",
        size: int | None = None,
        to: Place | None = None,
    ) -> Message:
        """Send a file. ``size`` lets it be as big as one likes without its bytes; then it cannot be downloaded."""
        bytes_ = content if size is None else None
        length = len(content) if size is None else size
        file_id, unique = self.server.world.keep_file("documents", name, bytes_, length)
        document: Json = {"file_id": file_id, "file_unique_id": unique, "file_name": name}
        document |= {"mime_type": mime, "file_size": length}
        return self._post(to, caption, entities=detect(caption), media={"document": document}, content=bytes_)

    async def send_photo(self, *, caption: str = "", to: Place | None = None) -> Message:
        """Send a picture."""
        file_id, unique = self.server.world.keep_file("photos", "photo.jpg", b"\xff\xd8\xff", 3)
        photo = {"file_id": file_id, "file_unique_id": unique, "width": 90, "height": 90, "file_size": 3}
        return self._post(to, caption, entities=detect(caption), media={"photo": [photo]})

    async def send_sticker(self, emoji: str = "👍", *, to: Place | None = None) -> Message:
        """Send a sticker."""
        file_id, unique = self.server.world.keep_file("stickers", "sticker.webp", b"RIFF", 4)
        sticker: Json = {"file_id": file_id, "file_unique_id": unique, "type": "regular", "width": 512, "height": 512}
        sticker |= {"is_animated": False, "is_video": False, "emoji": emoji}
        return self._post(to, media={"sticker": sticker})

    async def edit(self, message: Message, text: str) -> Message:
        """Change one's own message."""
        if message.sender is not self.person:
            raise ValueError("only one's own messages can be edited")
        message.earlier.append(message.text)
        message.text, message.entities = trim(text, detect(text))
        message.edited = self.server.world.clock()
        self._tell("edited_message", message)
        return message

    async def delete(self, message: Message) -> None:
        """Delete a message for both sides, which Telegram does not tell bots about."""
        message.deleted_by = "user"
        self.server.world.changes.notify()

    async def press(self, message: Message, button: str, *, stale: bool = False) -> Press:
        """Press a button by its label or its callback data.

        ``stale`` presses callback data that the message does not show (any more), as an app that is behind does.
        """
        data = next((b.data for b in message.buttons if b.data and button in (b.label, b.data)), None)
        if data is None:
            if not stale:
                raise ValueError(f"no button {button!r} to press; there are {message.labels}")
            data = button
        return self.server.take_press(self, message, data)

    async def ask_inline(self, text: str = "") -> InlineQuery:
        """Type ``@bot text`` in some chat, which need not be one that the bot is in."""
        if not self.server.world.bot["supports_inline_queries"]:
            raise ValueError("inline mode is off: Telegram's apps send no query")
        if len(text) > MAX_QUERY:
            raise ValueError(f"Telegram's apps send no query of more than {MAX_QUERY} characters")
        return self.server.take_query(self, text)

    async def block(self) -> None:
        """Stop the bot: it may not write any more, and is told so by ``my_chat_member``."""
        self.chat.refusal = "bot was blocked by the user"
        self.server.change_membership(self.chat, self.person, "kicked")

    async def unblock(self) -> None:
        """Let the bot write again."""
        self.chat.refusal = None
        self.server.change_membership(self.chat, self.person, "member")

    async def deactivate(self) -> None:
        """Delete one's account, without a word to the bot."""
        self.chat.refusal = "user is deactivated"

    def _post(self, to: Place | None, text: str = "", **fields: Any) -> Message:
        chat = self.chat if to is None else to.chat
        if chat.private and chat.refusal:
            raise ValueError("unblock the bot before writing to it")
        if not chat.private and chat.members.get(self.id, "left") in {"left", "kicked"}:
            raise ValueError("not a member of the group")
        if chat.private and not chat.started:
            chat.started = True
        message = self.server.world.post(chat, self.person, text, **fields)
        self._tell("message", message)
        return message

    def _tell(self, kind: str, message: Message) -> None:
        if self.server.hears(message):
            self.server.updates.add(kind, message.json())


class Group(Place):
    """A group or supergroup; made by ``BotApiServer.group``."""

    async def join(self, user: User, status: str = "member") -> None:
        """Make somebody a ``member``, ``administrator`` or ``creator``."""
        self.chat.members[user.id] = status

    async def add_bot(self, by: User) -> None:
        """Add the bot (again)."""
        self.chat.refusal = None
        self.server.change_membership(self.chat, by.person, "member")
        service = {"new_chat_members": [self.server.bot_as_sender]}
        self.server.updates.add("message", self.server.world.post(self.chat, by.person, media=service).json())

    async def kick_bot(self, by: User) -> None:
        """Throw the bot out."""
        self.chat.refusal = f"bot was kicked from the {self.chat.kind} chat"
        self.server.change_membership(self.chat, by.person, "kicked")

    async def migrate(self, by: User) -> Group:
        """Turn the group into a supergroup: a new id, a service message on both sides, 400 on the old id."""
        world = self.server.world
        moved = self.server.group(self.chat.title, kind="supergroup")
        moved.chat.members.update(self.chat.members)
        for chat, service in (
            (self.chat, {"migrate_to_chat_id": moved.chat.id}),
            (moved.chat, {"migrate_from_chat_id": self.chat.id}),
        ):
            message = world.post(chat, by.person, media=service)
            self.server.updates.add("message", message.json())
        self.chat.moved_to = moved.chat.id
        world.changes.notify()
        return moved
