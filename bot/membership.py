"""The bot is blocked or removed, and unblocked or added again."""

from __future__ import annotations

import structlog
from telegram import Chat, ChatMemberUpdated
from telegram.constants import ChatMemberStatus

from bot.alerts.changes import apply as apply_alerts
from bot.services import Services
from storage import chats

log = structlog.get_logger()

_GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


async def changed(change: ChatMemberUpdated, services: Services) -> None:
    """Blocked or removed: the chat's alerts stop at once; unblocked or added again: they may go on."""
    if change.chat.type != Chat.PRIVATE and change.old_chat_member.status in _GONE:
        log.info("joined_group", chat=change.chat.id)  # the operators' group is named by this number
    async with services.database.write() as tx:
        known = await chats.find(change.chat.id, tx)
        if known is None:
            return
        if change.new_chat_member.status in _GONE:
            await chats.deactivate(change.chat.id, tx, change.new_chat_member.status)
        elif not known.active:
            now = services.clock()
            book = services.book_of_today(now)
            await apply_alerts(change.chat.id, tx, book, now, active=True, inactive_reason=None)
    services.memory.drop(change.chat.id)
