"""What handlers and alerts share: the book, the database, the clock, the templates, the FAQ."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.faq.library import FaqLibrary
from bot.memory import ChatMemory
from bot.render import Renderer
from bot.settings import Settings
from rules.book import Book, DatedBook
from storage.engine import Database

Clock = Callable[[], datetime]

PROGRAMME_ZONE = ZoneInfo("Asia/Shanghai")
"""The programme's calendar; a figure changes at midnight there."""


@dataclass(frozen=True, slots=True)
class Services:
    """Built once at start; nothing in here belongs to one chat but what `memory` remembers for speed."""

    settings: Settings
    book: Book
    database: Database
    clock: Clock
    renderer: Renderer
    faq: FaqLibrary
    memory: ChatMemory
    scan_bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rung by a handler that has just made work for the scan, which else begins at its next tick."""

    def book_of_today(self, now: datetime) -> DatedBook:
        """The figures in force on the programme's calendar day of ``now``."""
        return self.book.on(now.astimezone(PROGRAMME_ZONE).date())
