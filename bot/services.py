"""What handlers and alerts share: the book, the database, the clock, the templates, the FAQ."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.faq.clusters import LastClusters
from bot.faq.library import FaqLibrary
from bot.faq.offers import Offer
from bot.faq.recent import RecentQuestions
from bot.memory import ChatMemory
from bot.render import Renderer
from bot.said import LastSaid
from bot.settings import Settings
from rules.book import Book, DatedBook
from storage.engine import Database

log = structlog.get_logger()

Clock = Callable[[], datetime]

PROGRAMME_ZONE = ZoneInfo("Asia/Shanghai")
"""The programme's calendar; a figure changes at midnight there."""


@dataclass(frozen=True, slots=True)
class Services:
    """Built once at start; nothing in here belongs to one chat but what `memory` remembers for speed, and `recent`."""

    settings: Settings
    book: Book
    database: Database
    clock: Clock
    renderer: Renderer
    faq: FaqLibrary
    memory: ChatMemory
    recent: RecentQuestions = field(default_factory=lambda: RecentQuestions(time.monotonic))
    """What was asked a moment ago, for the buttons under an answer and for follow-ups."""
    offers: LastSaid[Offer] = field(default_factory=lambda: LastSaid(time.monotonic))
    """The titles that were offered last, for whoever chooses among them by words."""
    quoted: LastSaid[dict[str, object]] = field(default_factory=lambda: LastSaid(time.monotonic))
    """The order that was quoted last, in plain JSON values, for whoever goes on with another amount or rate."""
    alike: LastClusters = field(default_factory=LastClusters)
    """Which open questions are asked alike."""
    moved: dict[int, int] = field(default_factory=dict)
    """The new id of the operators' group, by the old one that the settings name, if it got one since the start."""
    scan_bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rung by a handler that has just made work for the scan, which else begins at its next tick."""

    @property
    def operator_chat(self) -> int | None:
        """The chat whose people answer what `/ask` hands over; None when there is none."""
        chat = self.settings.operator_chat
        return None if chat is None else self.moved.get(chat, chat)

    def note_move(self, chat_id: int, new_chat_id: int) -> None:
        """A group got another id; if it is the operators' one, they have to hear of it."""
        if chat_id == self.operator_chat and self.settings.operator_chat is not None:
            self.moved[self.settings.operator_chat] = new_chat_id
            log.error(
                "operators_chat_moved", old=chat_id, new=new_chat_id, todo=f"set PEIFU_OPERATOR_CHAT={new_chat_id}"
            )

    def book_of_today(self, now: datetime) -> DatedBook:
        """The figures in force on the programme's calendar day of ``now``."""
        return self.book.on(now.astimezone(PROGRAMME_ZONE).date())
