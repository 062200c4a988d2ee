# ruff: noqa: ASYNC109  (a test says how long it is ready to wait)
"""Inline mode as somebody who types sees it: a query on its way to the bot, and the list that comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .text import Entity, utf16_slice

if TYPE_CHECKING:
    from .people import User
    from .scene import Scene

MAX_QUERY = 256


@dataclass(frozen=True)
class InlineResult:
    """A line of the list; ``text`` and ``entities`` are the message that choosing it would send."""

    id: str
    title: str
    description: str
    text: str
    entities: list[Entity] = field(repr=False)

    def marked(self, kind: str) -> list[str]:
        """The pieces of the message that carry an entity of ``kind`` such as ``bold``."""
        return [utf16_slice(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind]


@dataclass(frozen=True)
class InlineAnswer:
    """What the bot answered; ``cache_seconds`` and ``personal`` say who else gets it, and for how long."""

    results: tuple[InlineResult, ...]
    cache_seconds: int
    personal: bool
    next_offset: str


@dataclass(eq=False)
class InlineQuery:
    """A text behind the bot's name in some chat. Set ``expired`` to let it grow too old to be answered."""

    id: str
    user: User
    text: str
    expired: bool = False
    answer: InlineAnswer | None = None
    _server: Scene = field(repr=False, kw_only=True)

    def take_answer(self, answer: InlineAnswer) -> None:
        """The bot answered."""
        self.answer = answer
        self._server.world.changes.notify()

    async def answered(self, timeout: float = 5) -> InlineAnswer:
        """Wait for the bot's answer to this query."""
        await self._server.wait_for(lambda: self.answer, timeout, f"an answer to the inline query {self.text!r}")
        assert self.answer is not None
        return self.answer
