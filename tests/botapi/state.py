# ruff: noqa: ASYNC109  (a test says how long it is ready to wait)
"""What the server remembers: people, chats and the messages in them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .text import Entity, utf16_slice

Json = dict[str, Any]


class Changes:
    """Wakes whoever waits for a condition, each time anything on the server changes."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Something changed: every waiting predicate is asked again."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def until(self, predicate: Callable[[], Any], timeout: float) -> Any:
        """Wait until ``predicate`` returns something true and return it; TimeoutError after ``timeout`` seconds."""
        async with asyncio.timeout(timeout):
            while not (result := predicate()):
                future = asyncio.get_running_loop().create_future()
                self._waiting.add(future)
                await future
        return result


@dataclass(frozen=True)
class Button:
    """A button as it is seen under a message; ``data`` for a callback, else None."""

    label: str
    data: str | None
    raw: Json = field(repr=False)


@dataclass(eq=False)
class Message:
    """A message of a chat's visible history. ``text`` is plain; for a document it is the caption."""

    chat: Chat
    id: int
    sender: Json
    date: datetime
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    markup: Json | None = None
    reply_to: Message | None = None
    media: Json = field(default_factory=dict)
    content: bytes | None = None
    silent: bool = False
    options: Json = field(default_factory=dict)
    edited: datetime | None = None
    earlier: list[str] = field(default_factory=list)
    edits: int = 0
    seen_edits: int = 0
    deleted_by: str | None = None
    locked: bool = False

    @property
    def from_bot(self) -> bool:
        """Whether the bot under test wrote it."""
        return bool(self.sender["is_bot"])

    @property
    def rows(self) -> list[list[Button]]:
        """The inline buttons, row by row."""
        keyboard = (self.markup or {}).get("inline_keyboard", [])
        return [[Button(b["text"], b.get("callback_data"), b) for b in row] for row in keyboard]

    @property
    def buttons(self) -> list[Button]:
        """The inline buttons in reading order."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """The labels of the inline buttons in reading order."""
        return [button.label for button in self.buttons]

    def marked(self, kind: str) -> list[str]:
        """The pieces of text that carry an entity of ``kind`` such as ``bold`` or ``code``."""
        return [utf16_slice(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind]

    def json(self, *, with_reply: bool = True) -> Json:
        """The Message object as the server sends it."""
        name = "caption" if self.media else "text"
        entities = "caption_entities" if self.media else "entities"
        inline = self.markup if self.markup and "inline_keyboard" in self.markup else None
        optional = {
            name: self.text or None,
            entities: self.entities or None,
            "reply_markup": inline,
            "edit_date": int(self.edited.timestamp()) if self.edited else None,
            "reply_to_message": self.reply_to.json(with_reply=False) if self.reply_to and with_reply else None,
        }
        return {
            "message_id": self.id,
            "from": self.sender,
            "chat": self.chat.json(),
            "date": int(self.date.timestamp()),
            **self.media,
            **self.options,
            **{key: value for key, value in optional.items() if value is not None},
        }


@dataclass(eq=False)
class Chat:
    """A private chat (id is the user's), a group or a supergroup (negative ids)."""

    id: int
    kind: str
    title: str
    username: str | None = None
    started: bool = True
    refusal: str | None = None
    moved_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    from_bot: list[Message] = field(default_factory=list)
    read: int = 0
    actions: list[str] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.kind == "private"

    @property
    def history(self) -> list[Message]:
        """What is to be seen in the chat now, oldest first: edits applied, deleted messages gone."""
        return [message for message in self.messages.values() if message.deleted_by is None]

    def json(self) -> Json:
        """The Chat object."""
        name = {"first_name": self.title} if self.private else {"title": self.title}
        username = {"username": self.username} if self.username else {}
        basic = {"all_members_are_administrators": False} if self.kind == "group" else {}
        return {"id": self.id, "type": self.kind, **name, **username, **basic}


@dataclass
class World:
    """Everything the server knows. ``clock`` gives the wall time that messages are dated with."""

    bot: Json
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    changes: Changes = field(default_factory=Changes)
    people: dict[int, Json] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes | None, int]] = field(default_factory=dict)
    _last_message: dict[int, int] = field(default_factory=dict)

    def next_message_id(self, chat: Chat) -> int:
        """Private chats and groups share one sequence, as they do in the bot's account; supergroups have their own."""
        sequence = chat.id if chat.kind == "supergroup" else 0
        self._last_message[sequence] = self._last_message.get(sequence, 0 if sequence else 1000) + 1
        return self._last_message[sequence]

    def post(self, chat: Chat, sender: Json, text: str = "", **fields: Any) -> Message:
        """Put a message into a chat's history."""
        number = self.next_message_id(chat)
        message = Message(chat, number, sender, self.clock(), text, **fields)
        chat.messages[number] = message
        if message.from_bot:
            chat.from_bot.append(message)
        self.changes.notify()
        return message

    def keep_file(self, folder: str, name: str, content: bytes | None, size: int) -> tuple[str, str]:
        """Store a file (content None: only its size is known); returns file_id and file_unique_id."""
        number = len(self.files) + 1
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        file_id = f"BQACAgUAAxkBAAI{number:06d}"
        self.files[file_id] = (f"{folder}/file_{number}.{suffix}", content, size)
        return file_id, f"AgAD{number:06d}"
