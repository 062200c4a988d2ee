"""What is stored of a chat (``/privacy``), and how to erase it (``/forget``, asked once more before it is done)."""

from __future__ import annotations

from datetime import timedelta

from bot.buttons import Press
from bot.handlers.ask_buttons import ForgetAll, ForgetNothing
from bot.membership import kept_from
from bot.turn import Answer, Place, Reply, Turn
from storage import chats, order_books, parcels, questions

CONFIRM_WITHIN = timedelta(minutes=10)
"""A confirm button older than this erases nothing; a forgotten message must not be a loaded gun."""


async def command(turn: Turn) -> Answer:
    """What is stored, for how long, and how to erase it."""
    kept = {"days": order_books.KEPT.days, "question_days": questions.KEPT.days}
    return Reply("privacy/policy", {"in_group": turn.in_group, **kept})


async def forget(turn: Turn) -> Answer:
    """Ask whether to erase everything of this chat, and say what that is; in a group only its administrators may."""
    refusal = await kept_from(turn, "forget")
    if refusal is not None:
        return refusal
    idle_before = turn.now - timedelta(days=turn.chat.silence_days)
    async with turn.services.database.read() as tx:
        counts = await parcels.counts(turn.chat.id, tx, turn.now, idle_before)
    asked_at = int(turn.now.timestamp())
    buttons = (
        (Press("privacy.erase", ForgetAll(asked_at)),),
        (Press("privacy.keep", ForgetNothing()),),
    )
    facts = {"parcels": counts.total, "in_group": turn.in_group, "minutes": CONFIRM_WITHIN // timedelta(minutes=1)}
    return Reply("privacy/confirm", facts, buttons)


async def erase(turn: Turn, data: ForgetAll) -> Answer:
    """Erase the chat with everything that hangs on it, alerts that wait included; too late, ask again."""
    age = turn.now.timestamp() - data.asked_at
    if not 0 <= age <= CONFIRM_WITHIN.total_seconds():
        return Reply("privacy/too_late", {}, place=Place.EDIT)
    refusal = await kept_from(turn, "forget")
    if refusal is not None:
        return refusal
    async with turn.services.database.write() as tx:
        gone = await chats.forget(turn.chat.id, tx)
    turn.services.memory.drop(turn.chat.id)
    turn.services.recent.drop(turn.chat.id)
    turn.services.offers.drop(turn.chat.id)
    turn.services.quoted.drop(turn.chat.id)
    return Reply("privacy/erased", {"gone": gone}, place=Place.EDIT)


async def keep(turn: Turn, data: ForgetNothing) -> Answer:
    """Nothing is erased."""
    del data
    return Reply("privacy/kept", {}, place=Place.EDIT)
