"""A shop whose parcels are watched: a real database, a clock that moves, and a bot whose requests end in this file.

The bot is the library's own; what it would post to Telegram is written down by `Telegram`.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from telegram import Bot
from telegram.ext import ExtBot

from bot.alerts.deliver import Delivery
from bot.alerts.moments import reschedule
from bot.alerts.scan import ScanReport, scan
from bot.faq.library import FaqLibrary
from bot.memory import ChatMemory
from bot.render import Renderer
from bot.services import Services
from bot.settings import Settings
from bot.transport.pacing import Pacer
from rules.book import Book
from storage import chats, parcels
from storage.chats import Chat
from storage.engine import Database
from storage.outbox import Alert
from storage.parcels import NewParcel, Parcel
from storage.tables import outbox as outbox_table
from storage.upgrade import upgrade
from tests.bot.alerts.recorder import Sent, Telegram

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""A Sunday noon in Shanghai."""
CHAT = 7001


@dataclass
class Shop:
    """One chat's parcels, seen from inside."""

    services: Services
    moment: list[datetime]
    telegram: Telegram
    bot: Bot
    delivery: Delivery

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, folder: Path, *, url: str | None = None, book: Book | None = None) -> AsyncIterator[Shop]:
        """On a SQLite file of its own in ``folder``, or on the migrated database at ``url``."""
        if url is None:
            file = folder / "alerts.db"
            await asyncio.to_thread(shutil.copyfile, _migrated(), file)
            url = f"sqlite:///{file}"
        database = await Database.open(url)
        moment = [START]
        services = Services(
            settings=Settings(_env_file=None, database_url=url),
            book=book or _book(),
            database=database,
            clock=lambda: moment[0],
            renderer=_renderer(),
            faq=_faq(),
            memory=ChatMemory(lambda: moment[0].timestamp()),
        )
        services.faq.attach(())  # it is shared by all tests, and loaded once
        telegram = Telegram()
        pacer = Pacer(None, clock=lambda: moment[0].timestamp())
        bot = ExtBot("1:token", request=telegram, get_updates_request=telegram, rate_limiter=pacer)
        shop = cls(services, moment, telegram, bot, Delivery(services, bot, randomness=random.Random(7)))
        await shop.settle_in()
        try:
            yield shop
        finally:
            await database.close()

    @property
    def now(self) -> datetime:
        return self.moment[0]

    @property
    def sent(self) -> list[Sent]:
        return self.telegram.sent

    def wait(self, **span: float) -> None:
        """Move the clock: ``shop.wait(days=3)``."""
        self.moment[0] += timedelta(**span)

    async def settle_in(self, chat_id: int = CHAT, **settings: Any) -> Chat:
        """A subscribed chat in Shanghai that wants both rules, three days of silence, no quiet hours."""
        async with self.services.database.write() as tx:
            await chats.load(
                chat_id,
                tx,
                kind="private",
                language="zh",
                timezone="Asia/Shanghai",
                silence_days=3,
                quiet_from=None,
                quiet_to=None,
                now=self.now,
            )
            chat = await chats.update(chat_id, tx, **{"subscribed": True, **settings})
            await reschedule(chat, tx, self.services.book_of_today(self.now))
        return chat

    async def watch(self, *numbers: str, promised: datetime | None = None, chat_id: int = CHAT) -> list[Parcel]:
        """Put parcels under watch as a handler does."""
        new = [
            NewParcel(number, promised_at=promised, promise_source="moment" if promised else None) for number in numbers
        ]
        async with self.services.database.write() as tx:
            added = await parcels.add(chat_id, tx, new, self.now)
            chat = await chats.find(chat_id, tx)
            assert chat is not None
            await reschedule(chat, tx, self.services.book_of_today(self.now))
        return [each.parcel for each in added]

    async def scan(self) -> ScanReport:
        return await scan(self.services, self.now)

    async def deliver(self) -> int:
        """One delivery to the end, by a process that has just started."""
        return await Delivery(self.services, self.bot, randomness=random.Random(7)).run()

    async def tick(self) -> list[Sent]:
        """Scan and deliver; what was sent by it."""
        before = len(self.sent)
        await self.scan()
        await self.deliver()
        return self.sent[before:]

    async def alerts(self, chat_id: int = CHAT) -> Sequence[Alert]:
        """Every row of the outbox of the chat, oldest first."""
        async with self.services.database.read() as tx:
            query = outbox_table.select().where(outbox_table.c.chat_id == chat_id).order_by(outbox_table.c.id)
            found = [dict(row) for row in (await tx.execute(query)).mappings()]
        names = Alert.__dataclass_fields__
        return [Alert(**{name: row[name] for name in names}) for row in found]

    async def states(self, chat_id: int = CHAT) -> list[str]:
        return [alert.state for alert in await self.alerts(chat_id)]

    async def chat(self, chat_id: int = CHAT) -> Chat | None:
        async with self.services.database.read() as tx:
            return await chats.find(chat_id, tx)


async def overdue(shop: Shop, count: int = 1, chat_id: int = CHAT) -> list[Parcel]:
    """So many parcels of the chat that have just become overdue, with their rows in the outbox."""
    found = await shop.watch(
        *(f"LP{number:014d}" for number in range(1, count + 1)), promised=shop.now, chat_id=chat_id
    )
    await shop.scan()
    return found


@cache
def _migrated() -> Path:
    file = Path(mkdtemp(prefix="peifu-alerts-")) / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@cache
def _book() -> Book:
    return Book.load()


@cache
def _faq() -> FaqLibrary:
    return FaqLibrary.load()


@cache
def _renderer() -> Renderer:
    return Renderer()
