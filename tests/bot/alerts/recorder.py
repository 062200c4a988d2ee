"""The far end of a bot's requests: takes messages down and answers as it was told to."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.transport.html_text import to_plain
from tests.botapi.html import parse_html


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(frozen=True)
class Sent:
    """One message as Telegram would have received it."""

    chat_id: int
    text: str
    markup: dict[str, Any]
    as_html: bool

    @property
    def plain(self) -> str:
        return to_plain(self.text) if self.as_html else self.text

    @property
    def data(self) -> list[str]:
        """The callback data of its buttons."""
        rows = self.markup.get("inline_keyboard", [])
        return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


@dataclass
class Telegram(BaseRequest):
    """The far end of the bot: takes messages down; ``answers`` holds what to do instead of saying yes, in order."""

    sent: list[Sent] = field(default_factory=list)
    answers: deque[Exception | tuple[int, dict[str, Any]]] = field(default_factory=deque)
    underway: int = 0
    most_underway: int = 0
    answering: asyncio.Event = field(default_factory=_set)
    """Cleared, Telegram takes messages in and answers nobody until it is set."""
    arrival: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        assert url.endswith("/sendMessage")
        assert request_data is not None
        given = request_data.json_parameters
        message = Sent(
            int(given["chat_id"]),
            given["text"],
            json.loads(given.get("reply_markup", "{}")),
            given.get("parse_mode") == "HTML",
        )
        if message.as_html:
            parsed = parse_html(message.text)
            assert not parsed.remarks, parsed.remarks
            assert 0 < len(parsed.text) <= 4096
        self.underway += 1
        self.most_underway = max(self.most_underway, self.underway)
        try:
            answer = self.answers.popleft() if self.answers else None
            if isinstance(answer, Exception):
                raise answer
            if answer is not None and answer[0] != 200:
                return answer[0], json.dumps({"ok": False, **answer[1]}).encode()
            self.sent.append(message)
            async with self.arrival:
                self.arrival.notify_all()
            await self.answering.wait()
        finally:
            self.underway -= 1
        result = {
            "message_id": len(self.sent),
            "date": 0,
            "chat": {"id": message.chat_id, "type": "private"},
            "text": message.text,
        }
        return 200, json.dumps({"ok": True, "result": result}).encode()

    async def received(self, count: int = 1) -> None:
        """Wait until so many messages have come in, answered or not."""
        async with asyncio.timeout(10), self.arrival:
            await self.arrival.wait_for(lambda: len(self.sent) >= count)

    def refuse(self, status: int, description: str, **parameters: Any) -> None:
        """The next request is answered with this error."""
        body: dict[str, Any] = {"error_code": status, "description": description}
        self.answers.append((status, {**body, "parameters": parameters} if parameters else body))
