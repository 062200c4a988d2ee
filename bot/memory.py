"""The last known state of the chats that are talking right now, so that an answer need not read it again.

The database stays the only truth: entries live for half a minute, every change goes to the database first, and a
second process that changes a chat is seen after that time. A chat's updates run one after the other, so an entry
cannot be overtaken by its own chat. Groups are not remembered: their members change one another's settings, and
Telegram lets a bot say little there anyway.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from storage.chats import Chat
from storage.dialogues import Dialogue

SECONDS = 30.0
ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Remembered:
    """A chat, its open dialogue, and whether the database has the chat at all."""

    chat: Chat
    dialogue: Dialogue | None
    stored: bool


class ChatMemory:
    """A bounded, short-lived map of chats by their id."""

    def __init__(self, monotonic: Callable[[], float], seconds: float = SECONDS, entries: int = ENTRIES) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._limit = entries
        self._entries: OrderedDict[int, tuple[float, Remembered]] = OrderedDict()
        self._languages: OrderedDict[int, str] = OrderedDict()

    def recall(self, chat_id: int) -> Remembered | None:
        """What was kept no longer than half a minute ago, or None."""
        entry = self._entries.get(chat_id)
        return None if entry is None or entry[0] < self._monotonic() else entry[1]

    def keep(self, chat: Chat, dialogue: Dialogue | None, *, stored: bool) -> None:
        """Remember what the database holds now."""
        self._hear(chat, stored=stored)
        if chat.kind == "group":
            return
        self._entries[chat.id] = (self._monotonic() + self._seconds, Remembered(chat, dialogue, stored))
        self._entries.move_to_end(chat.id)
        if len(self._entries) > self._limit:
            self._entries.popitem(last=False)

    def language(self, chat_id: int) -> str | None:
        """The language last spoken in a chat that the database does not have, for as long as there is room."""
        return self._languages.get(chat_id)

    def _hear(self, chat: Chat, *, stored: bool) -> None:
        self._languages.pop(chat.id, None)
        if not stored and chat.last_language is not None:
            self._languages[chat.id] = chat.last_language
            if len(self._languages) > self._limit:
                self._languages.popitem(last=False)

    def drop(self, chat_id: int) -> None:
        """Forget a chat at once (it was erased, blocked or moved)."""
        self._languages.pop(chat_id, None)
        self._entries.pop(chat_id, None)
