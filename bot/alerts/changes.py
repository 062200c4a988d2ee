"""Changing what a chat hears of: settings, the moments of its parcels and its waiting alerts, in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.moments import reschedule
from bot.alerts.quiet import quiet_until
from bot.turn import Turn
from rules.book import DatedBook
from rules.milestones import Rule
from storage import chats, outbox
from storage.chats import Chat

_SWITCHES = {"overdue_on": Rule.OVERDUE, "stalled_on": Rule.STALLED}
_CLOCK = frozenset({"quiet_from", "quiet_to", "timezone"})


async def change_alerts(turn: Turn, **settings: object) -> Chat:
    """Store alert settings of this chat (columns of `storage.chats.Chat`) with all that follows from them."""
    async with turn.write() as tx:
        turn.chat = await apply(turn.chat.id, tx, turn.book, turn.now, **settings)
    turn.remember()
    turn.services.scan_bell.set()
    return turn.chat


async def apply(chat_id: int, tx: AsyncConnection, book: DatedBook, now: datetime, **settings: object) -> Chat:
    """The same inside a transaction that is already open."""
    chat = await chats.update(chat_id, tx, **settings)
    for switch, rule in _SWITCHES.items():
        if settings.get(switch) is False:
            await outbox.pause(chat.id, tx, outbox.SWITCHED_OFF, (rule,))
        elif settings.get(switch) is True:
            await outbox.resume(chat.id, tx, outbox.SWITCHED_OFF, (rule,))
    if settings.get("active") is True:
        await outbox.resume(chat.id, tx, outbox.UNREACHABLE)
    if _CLOCK & settings.keys():
        until = quiet_until(now, chat.quiet_from, chat.quiet_to, chat.timezone)
        if until is None:
            await outbox.release(chat.id, tx, now)
        else:
            await outbox.hold(chat.id, tx, until)
    await reschedule(chat, tx, book)
    return chat
