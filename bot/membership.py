"""The bot in a chat: blocked or removed, unblocked or added again; and who of a group decides for all of it."""

from __future__ import annotations

import structlog
from telegram import Chat, ChatMemberUpdated
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.alerts.changes import apply as apply_alerts
from bot.services import Services
from bot.turn import Place, Reply, Turn
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


async def kept_from(turn: Turn, what: str) -> Reply | None:
    """What is said to somebody who may not do this for a whole group; None to whoever may, in private chats everybody.

    ``what`` is ``forget`` or ``settings``. What a group does with its parcels is everybody's work, and so is turning
    alerts on, because silence may cost money; all else that changes the chat for the others is its administrators'.
    """
    if not turn.in_group:
        return None
    known = True
    try:
        if await turn.members.is_administrator(turn.chat.id, turn.user_id):
            return None
    except TelegramError as error:
        log.warning("administrators_not_known", chat=turn.chat.id, error=type(error).__name__, reason=error.message)
        known = False
    return Reply("fallback/administrators", {"what": what, "known": known}, place=Place.TOAST)
