# ruff: noqa: ASYNC109  (a test says how long it is ready to wait)
"""Everything on the server except HTTP: its people and chats, its record, and the misfortunes to come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .errors import Violation
from .faults import Fault, Script
from .inline import InlineQuery
from .limits import Limits
from .methods.call import Call
from .methods.chats import member
from .methods.profile import ScopeKey
from .people import Answer, Group, Press, User
from .place import Place
from .state import Chat, Json, Message, World
from .updates import UpdateQueue
from .webhook import Webhook

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # the example of Telegram's own documentation


@dataclass
class Request:
    """A call as it came: ``at`` in seconds of ``time.monotonic``; ``status`` and ``error`` as answered.

    ``status`` is 0 while the call is being carried out and when its connection was dropped.
    """

    method: str
    params: dict[str, Any]
    chat: int | None
    at: float
    status: int = 0
    error: str | None = None


class Scene:
    """What tests see and change. ``BotApiServer`` is this with HTTP in front.

    ``limits=False`` switches the rate limits off, ``quirks=False`` the real server's waits (the same offset polled
    twice, conflicts, one setWebhook a second), ``privacy=False`` lets the bot hear everything in groups,
    ``inline=False`` is a bot whose inline mode was never switched on. ``clock`` dates messages. What the bot did wrong
    is in ``violations``, what it called in ``requests``.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        limits: bool = True,
        quirks: bool = True,
        privacy: bool = True,
        inline: bool = True,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.quirks = quirks
        self.privacy = privacy
        self.bot_as_sender: Json = {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": "Peifu",
            "username": "peifu_test_bot",
        }
        able = {
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy,
            "supports_inline_queries": inline,
        }
        unable = ("can_connect_to_business", "has_main_web_app")
        self.world = World(bot={**self.bot_as_sender, **able, **dict.fromkeys(unable, False)})
        if clock is not None:
            self.world.clock = clock
        self.monotonic = time.monotonic
        self.started_at = self.monotonic()
        self.updates = UpdateQueue(self.world.changes, quirks=quirks)
        self.limits = Limits(self.monotonic, enabled=limits)
        self.faults = Script()
        self.violations: list[Violation] = []
        self.requests: list[Request] = []
        self.downloads: list[str] = []
        self.answers: list[Answer] = []
        self.presses: dict[str, Press] = {}
        self.queries: dict[str, InlineQuery] = {}
        self.commands: dict[ScopeKey, list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int | None, Json] = {}
        self.webhook: Webhook | None = None
        self.next_set_webhook = 0.0
        self.logged_out = False

    def user(
        self, id: int | None = None, name: str = "小王", language_code: str | None = "zh-hans", *, met: bool = False
    ) -> User:
        """A person. ``met`` says that she has written to the bot before, so that it may write to her."""
        number = id or 7_000_000_001 + len(self.world.people)
        person: Json = {"id": number, "is_bot": False, "first_name": name}
        if language_code:
            person["language_code"] = language_code
        chat = Chat(number, "private", name, started=met, members={number: "member", self.bot_id: "member"})
        self.world.people[number], self.world.chats[number] = person, chat
        return User(self, person, chat)

    def group(self, title: str = "速卖通卖家群", *members: User, kind: str = "group") -> Group:
        """A group (or ``supergroup``) with the bot in it already; the first of ``members`` owns it."""
        number = -(4_000_000_001 if kind == "group" else 1_002_000_000_001) - len(self.world.chats)
        chat = Chat(number, kind, title, members={self.bot_id: "member"})
        for place, one in enumerate(members):
            chat.members[one.id] = "member" if place else "creator"
        self.world.chats[number] = chat
        return Group(self, chat)

    def fail(self, method: str | None = None, *, chat: int | None = None, times: int = 1, **what: Any) -> Fault:
        """Let the next calls that fit go wrong; ``what`` as in ``Fault``: retry_after, status, drop, stall, error."""
        return self.faults.add(Fault(method, chat, times, **what))

    def calls(self, method: str, chat: int | None = None) -> list[Request]:
        """The recorded requests of one method, in the order of arrival."""
        return [r for r in self.requests if r.method == method and chat in (None, r.chat)]

    @property
    def confirmed_offset(self) -> int:
        """All updates with a lower id are confirmed, hence lost to the bot if it did not handle them."""
        return self.updates.confirmed_offset

    @property
    def unconfirmed(self) -> list[Json]:
        """Updates that the bot has not confirmed: it gets them again after a restart."""
        return self.updates.pending

    async def wait_for(
        self, predicate: Callable[[], Any], timeout: float = 5, what: str = "a condition", place: Place | None = None
    ) -> Any:
        """Wait until ``predicate`` is true, asked after every change here; AssertionError with the story if not."""
        try:
            return await self.world.changes.until(predicate, timeout)
        except TimeoutError:
            calls = "\n".join(f"  {r.method} {r.chat} {r.status} {r.error or ''}" for r in self.requests[-8:])
            story = f"\nthe chat:\n{place.transcript()}" if place else ""
            raise AssertionError(
                f"waited {timeout} s for {what}{story}\nlast calls:\n{calls}\nviolations: {self.violations}"
            ) from None

    def person(self, user_id: int) -> Json | None:
        """The User object of a person or of the bot."""
        return self.bot_as_sender if user_id == self.bot_id else self.world.people.get(user_id)

    def hears(self, message: Message) -> bool:
        """Whether the bot gets a message: in a group with privacy on only commands, and replies to its own."""
        chat = message.chat
        if chat.private:
            return True
        if chat.refusal or chat.members.get(self.bot_id) in (None, "left", "kicked"):
            return False
        if not self.privacy or chat.members[self.bot_id] == "administrator":
            return True
        if message.reply_to is not None and message.reply_to.from_bot:
            return True
        command = message.text.split(maxsplit=1)[0] if message.text.startswith("/") else ""
        name = command.partition("@")[2].lower()
        return bool(command) and name in ("", str(self.bot_as_sender["username"]).lower())

    def take_press(self, user: User, message: Message, data: str) -> Press:
        """A button was pressed: the bot gets a callback query."""
        press = Press(str(4_382_000_000_000 + len(self.presses)), user, message, data, _server=self)
        self.presses[press.id] = press
        gone = {"chat": message.chat.json(), "message_id": message.id, "date": 0}
        shown = message.json() if message.deleted_by is None else gone
        query = {"id": press.id, "from": user.person, "message": shown, "chat_instance": "1", "data": data}
        self.updates.add("callback_query", query)
        return press

    def take_query(self, user: User, text: str) -> InlineQuery:
        """Somebody typed behind the bot's name: the bot gets an inline query, which does not say in which chat."""
        query = InlineQuery(str(6_917_000_000_000 + len(self.queries)), user, text, _server=self)
        self.queries[query.id] = query
        update = {"id": query.id, "from": user.person, "chat_type": "supergroup", "query": text, "offset": ""}
        self.updates.add("inline_query", update)
        return query

    def change_membership(self, chat: Chat, by: Json, status: str) -> None:
        """The bot's own membership changed: it gets a ``my_chat_member``."""
        call = Call(self, "my_chat_member", {})
        old = member(call, chat, self.bot_id)
        chat.members[self.bot_id] = status
        change = {"old_chat_member": old, "new_chat_member": member(call, chat, self.bot_id)}
        now = int(self.world.clock().timestamp())
        self.updates.add("my_chat_member", {"chat": chat.json(), "from": by, "date": now, **change})
