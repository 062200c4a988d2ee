"""A conversation with the bot inside the test's process: real services, a real SQLite file, a clock that moves.

Updates go through `bot.dispatch`, so a test says what a seller says and sees what she sees::

    async with Talk.open(tmp_path) as talk:
        [answer] = await talk.say("/quote 200")
        [answer] = await talk.press("98%")

Every message is parsed as Telegram parses it; HTML it would refuse, a message that is too long, or a second answer
to one press fails the test on the spot.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from bot.dispatch import Dispatcher
from bot.faq.library import FaqLibrary
from bot.faq.recent import RecentQuestions
from bot.faq_phrases import learn
from bot.memory import ChatMemory
from bot.render import Renderer
from bot.said import LastSaid
from bot.services import Services
from bot.settings import Settings
from bot.upload import NotFetched
from rules.book import Book
from storage.engine import Database
from storage.upgrade import upgrade
from tests.botapi.html import parse_html

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""A Sunday noon in Shanghai."""

MESSAGE_LIMIT = 4096
TOAST_LIMIT = 200
CAPTION_LIMIT = 1024
RESULT_ID_BYTES = 64


@dataclass(frozen=True)
class Said:
    """One thing the bot said: a new message, a message edited in place, or a toast."""

    text: str
    """What the reader sees, without markup."""
    html: str = ""
    kind: str = "message"
    """``message``, ``edit`` or ``toast``."""
    message_id: int = 0
    keyboard: tuple[tuple[tuple[str, str], ...], ...] = ()
    """Rows of (label, callback data); links and copies have no data."""
    chat_id: int | None = None
    """Where; None for a toast, which is over the chat whose button was pressed."""
    quoting: int | None = None
    """The message it replies to."""

    @property
    def buttons(self) -> list[str]:
        """The labels, row after row."""
        return [label for row in self.keyboard for label, _ in row]


@dataclass(frozen=True)
class Offered:
    """A line of the list above what is being typed, and the message behind it as the reader sees it."""

    id: str
    title: str
    description: str
    text: str


@dataclass(frozen=True)
class Offer:
    """The whole list, and who else may be given it, for how long."""

    results: tuple[Offered, ...]
    cache_seconds: int
    personal: bool

    @property
    def ids(self) -> list[str]:
        """The results' ids, in order."""
        return [result.id for result in self.results]


@dataclass
class Recorder:
    """The calls a handler's answer makes of a bot, answered and written down."""

    username: str = "peifu_bot"
    id: int = 999
    said: list[Said] = field(default_factory=list)
    shown: dict[int, Said] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    offers: list[Offer] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """What was uploaded, by file id; one that is taken out can no longer be fetched."""
    refusals: dict[int, TelegramError] = field(default_factory=dict)
    """What sending to a chat ends in instead."""
    plain_members: set[int] = field(default_factory=set)
    """Who is an administrator of no group; everybody else is one."""
    no_word: TelegramError | None = None
    """What asking who is an administrator ends in instead."""
    asked_about: list[tuple[int, int]] = field(default_factory=list)
    """Chats and people of whom it was asked."""
    next_id: int = 100
    updates: int = 0

    async def send_message(self, chat_id: int, text: str, **options: Any) -> int:
        if chat_id in self.refusals:
            raise self.refusals[chat_id]
        self.next_id += 1
        self._show(chat_id, self.next_id, text, "message", options)
        return self.next_id

    async def edit_message_text(self, chat_id: int, message_id: int, text: str, **options: Any) -> None:
        self._show(chat_id, message_id, text, "edit", options)

    def said_in(self, chat_id: int) -> list[Said]:
        """Everything the bot said in a chat, oldest first."""
        return [said for said in self.said if said.chat_id == chat_id]

    async def answer_callback_query(self, query_id: str, text: str | None = None) -> None:
        assert query_id not in self.answered, "a press is answered once"
        self.answered.add(query_id)
        if text is not None:
            assert 0 < len(text) <= TOAST_LIMIT
            self.said.append(Said(text, kind="toast"))

    async def answer_inline_query(
        self, query_id: str, results: Sequence[dict[str, Any]], *, cache_seconds: int, personal: bool
    ) -> None:
        del query_id
        self.offers.append(Offer(tuple(map(_offered, results)), cache_seconds, personal))

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        self.asked_about.append((chat_id, user_id))
        if self.no_word is not None:
            raise self.no_word
        return user_id not in self.plain_members

    async def fetch(self, file_id: str) -> bytes:
        try:
            return self.files[file_id]
        except KeyError:
            raise NotFetched("gone") from None

    def _show(self, chat_id: int, message_id: int, source: str, kind: str, options: dict[str, Any]) -> None:
        as_html = options.get("html", True)
        text = source
        if as_html:
            parsed = parse_html(source)
            assert not parsed.remarks, parsed.remarks
            text = parsed.text
        assert 0 < len(text.strip()) <= MESSAGE_LIMIT
        rows = (options.get("keyboard") or {"inline_keyboard": []})["inline_keyboard"]
        keyboard = tuple(tuple((button["text"], button.get("callback_data", "")) for button in row) for row in rows)
        assert all(label for row in keyboard for label, _ in row), "a button needs a label"
        said = Said(text.strip(), source, kind, message_id, keyboard, chat_id, options.get("reply_to"))
        self.said.append(said)
        self.shown[message_id] = said


@dataclass
class Talk:
    """One person in one chat with the bot; `other` is a second person there, `elsewhere` one in another chat."""

    services: Services
    moment: list[datetime]
    bot: Recorder = field(default_factory=Recorder)
    chat_id: int = 7001
    user_id: int = 7001
    kind: str = "private"
    language_code: str = "zh-hans"
    posts: bool = True
    """Whether the bot has other chats; in the terminal it has none."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, folder: Path, *, book: Book | None = None, operator_chat: int | None = None, **about: Any
    ) -> AsyncIterator[Talk]:
        """A migrated database of its own in ``folder``; ``about`` sets fields such as ``language_code``."""
        file = folder / "peifu.db"
        await asyncio.to_thread(shutil.copyfile, _migrated(), file)
        database = await Database.open(f"sqlite:///{file}")
        moment = [START]
        services = Services(
            settings=Settings(_env_file=None, database_url=f"sqlite:///{file}", operator_chat=operator_chat),
            book=book or _book(),
            database=database,
            clock=lambda: moment[0],
            renderer=_renderer(),
            faq=_faq(),
            memory=ChatMemory(lambda: moment[0].timestamp()),
            recent=RecentQuestions(lambda: moment[0].timestamp()),
            offers=LastSaid(lambda: moment[0].timestamp()),
            quoted=LastSaid(lambda: moment[0].timestamp()),
        )
        services.faq.attach(())  # it is shared by all tests, and loaded once
        try:
            yield cls(services, moment, **about)
        finally:
            await database.close()

    @property
    def now(self) -> datetime:
        """The bot's clock."""
        return self.moment[0]

    def wait(self, **span: float) -> None:
        """Move the clock: ``talk.wait(days=3)``."""
        self.moment[0] += timedelta(**span)

    def restart(self) -> None:
        """What a new process would know: the database, and nothing else; `learn_phrases` is what it does first."""

        def seconds() -> float:
            return self.moment[0].timestamp()

        self.services = replace(
            self.services,
            memory=ChatMemory(seconds),
            recent=RecentQuestions(seconds),
            offers=LastSaid(seconds),
            quoted=LastSaid(seconds),
            moved={},
        )
        self.services.faq.attach(())

    async def learn_phrases(self) -> None:
        """What a new process does before it answers anybody."""
        await learn(self.services.database, self.services.faq)

    def other(self, user_id: int) -> Talk:
        """A second person in this chat."""
        return replace(self, user_id=user_id)

    def elsewhere(self, chat_id: int, user_id: int | None = None, **about: Any) -> Talk:
        """A person in another chat with the same bot; a negative id is a group's."""
        kind = "private" if chat_id > 0 else "supergroup"
        return replace(self, **{"chat_id": chat_id, "user_id": user_id or abs(chat_id), "kind": kind, **about})

    async def reply(self, to: Said, text: str = "", **content: Any) -> list[Said]:
        """What it answers to a message that replies to ``to``, or to other ``content`` that does."""
        answered = {**self._envelope(from_bot=True), "message_id": to.message_id, "text": to.text}
        return await self._message({"reply_to_message": answered, **(content or {"text": text})})

    async def say(self, text: str) -> list[Said]:
        """What the bot answers to a text message."""
        return await self._message({"text": text})

    async def send(self, **content: Any) -> list[Said]:
        """What it answers to another kind of message: ``talk.send(sticker={...})``."""
        return await self._message(content)

    async def upload(self, content: bytes, name: str, caption: str = "") -> list[Said]:
        """What it answers to a file with ``caption`` under it."""
        assert len(caption) <= CAPTION_LIMIT
        file_id = f"file-{len(self.bot.files) + 1}"
        self.bot.files[file_id] = content
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": len(content)}
        return await self._message({"document": document, **({"caption": caption} if caption else {})})

    async def edit(self, text: str) -> list[Said]:
        """What it answers when an earlier message is edited to ``text``."""
        message = {**self._envelope(), "text": text, "edit_date": int(self.now.timestamp())}
        return await self._take({"edited_message": message})

    async def press(self, label: str, on: Said | None = None) -> list[Said]:
        """Press the button whose label contains ``label``, on ``on`` or on the newest message that has one."""
        candidates = [on] if on is not None else list(reversed(self.bot.shown.values()))
        for said in candidates:
            for shown, data in (button for row in said.keyboard for button in row):
                if label == shown or label in shown:
                    return await self.press_data(data, said.message_id)
        raise AssertionError(f"no button {label!r} among {[said.buttons for said in candidates[:3]]}")

    async def press_data(self, data: str, message_id: int = 1) -> list[Said]:
        """Press a button that carries ``data``, as an old message or a forger might."""
        message = {**self._envelope(from_bot=True), "message_id": message_id, "text": "-"}
        query = {
            "id": f"q{self.bot.updates}",
            "from": self._user(),
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        said = await self._take({"callback_query": query})
        assert query["id"] in self.bot.answered, "a press that is never answered keeps its button spinning"
        return said

    async def type_inline(self, text: str) -> Offer:
        """What is offered to this person for ``@bot text`` in whatever chat."""
        query = {"id": "1", "from": self._user(), "query": text, "offset": ""}
        assert await self._take({"inline_query": query}) == []
        return self.bot.offers[-1]

    async def _message(self, content: dict[str, Any]) -> list[Said]:
        return await self._take({"message": {**self._envelope(), **content}})

    async def _take(self, body: dict[str, Any]) -> list[Said]:
        self.bot.updates += 1
        before = len(self.bot.said)
        update = Update.de_json({"update_id": self.bot.updates, **body}, None)
        context: Any = SimpleNamespace(bot=self.bot)
        await Dispatcher(self.services, voice=lambda bot: bot, files=lambda bot: bot, posts=self.posts)(update, context)
        return [said for said in self.bot.said[before:] if said.chat_id in (None, self.chat_id)]

    def _envelope(self, *, from_bot: bool = False) -> dict[str, Any]:
        chat: dict[str, Any] = {"id": self.chat_id, "type": self.kind}
        if self.kind == "private":
            chat["first_name"] = "Mei"
        else:
            chat["title"] = "Shop"
        sender = {"id": self.bot.id, "is_bot": True, "first_name": "Peifu"} if from_bot else self._user()
        return {
            "message_id": 5000 + self.bot.updates,
            "date": int(self.now.timestamp()),
            "chat": chat,
            "from": sender,
        }

    def _user(self) -> dict[str, Any]:
        return {
            "id": self.user_id,
            "is_bot": False,
            "first_name": "Mei",
            "language_code": self.language_code,
        }


def _offered(result: dict[str, Any]) -> Offered:
    content = result["input_message_content"]
    parsed = parse_html(content["message_text"])
    assert (result["type"], content["parse_mode"]) == ("article", "HTML")
    assert not parsed.remarks, parsed.remarks
    assert "reply_markup" not in result, "buttons would be everybody's"
    assert 0 < len(result["id"].encode()) <= RESULT_ID_BYTES
    assert 0 < len(parsed.text.strip()) <= MESSAGE_LIMIT
    plain = result["title"] + result["description"]
    assert not any(mark in plain for mark in ("</", "&#", "&lt;", "&amp;")), "titles and descriptions are plain text"
    return Offered(result["id"], result["title"], result["description"], parsed.text.strip())


@cache
def _migrated() -> Path:
    folder = tempfile.mkdtemp(prefix="peifu-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@cache
def _book() -> Book:
    return Book.load()


@cache
def _renderer() -> Renderer:
    return Renderer()


@cache
def _faq() -> FaqLibrary:
    return FaqLibrary.load()
