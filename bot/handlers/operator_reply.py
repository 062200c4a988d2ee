"""What operators write in reply to a seller's question goes to where it was asked.

An operator is whoever writes in the operators' chat. A reply is noted before it is sent, so that an update that comes
twice is sent once; what was not sent can be replied again, and that is said.
"""

from __future__ import annotations

import structlog

from bot.buttons import Press
from bot.handlers.ask_buttons import Destination, Go
from bot.posting import Hindrance, NotPosted, is_question
from bot.reading.cutting import shortened
from bot.turn import Answer, Reply, Turn
from storage import chats, handovers
from storage.handovers import Handover

log = structlog.get_logger()

LONGEST = 3500
"""UTF-16 units of an answer that are passed on, so that it fits into one message."""


async def from_text(turn: Turn) -> Answer:
    """An answer to a question; None for every other message."""
    if not await _is_reply(turn):
        return None
    answer = turn.text.strip()
    if not answer:
        return Reply("ask/not_delivered", {"why": "words"})
    return await _pass_on(turn, answer)


async def without_words(turn: Turn) -> Answer:
    """A picture or a file in reply to a question: only words are passed on."""
    return Reply("ask/not_delivered", {"why": "words"}) if await _is_reply(turn) else None


async def under_command(turn: Turn) -> Answer:
    """An answer that begins with a command, which the seller is to read: it goes to the seller and is not obeyed."""
    return await (from_text(turn) if turn.upload is None else without_words(turn))


async def _is_reply(turn: Turn) -> bool:
    """Whether this is written to a seller's question, in the chat where operators are."""
    if turn.replied_to is None or turn.operators is None or turn.chat.id != turn.operators:
        return False
    if is_question(turn.replied_to.text):
        return True
    async with turn.services.database.read() as tx:
        return await handovers.find_handed(turn.chat.id, tx, turn.replied_to.message_id) is not None


async def _pass_on(turn: Turn, answer: str) -> Reply:
    assert turn.replied_to is not None  # noqa: S101 - asked by the caller
    assert turn.message_id is not None  # noqa: S101 - what replies is a message
    question_id = turn.replied_to.message_id
    async with turn.services.database.write() as tx:
        handed = await handovers.find_handed(turn.chat.id, tx, question_id)
        if handed is None:
            return Reply("ask/not_delivered", {"why": "lost"})
        if turn.now - handed.asked_at > handovers.ANSWERED_WITHIN:
            return Reply("ask/not_delivered", {"why": "old", "days": handovers.ANSWERED_WITHIN.days})
        if not await handovers.settle(turn.chat.id, tx, question_id, turn.message_id, turn.now):
            return Reply("ask/not_delivered", {"why": "taken"})
        seller = await chats.find(handed.chat_id, tx)
    locale = (seller.language if seller is not None else None) or handed.language
    sent = shortened(answer, LONGEST)
    try:
        await _deliver(turn, handed, Reply("ask/answer", {"answer": sent}, _ASK_ON), locale)
    except NotPosted as failed:
        log.warning("answer_not_delivered", reason=failed.reason)
        if failed.hindrance is Hindrance.GONE:
            await _note_gone(turn, handed.chat_id, failed.reason)
        return Reply("ask/not_delivered", {"why": failed.hindrance.name.lower()})
    return Reply("ask/delivered", {"most": LONGEST if sent != answer else None})


_ASK_ON = ((Press("ask.again", Go(Destination.ASK)),),)


async def _deliver(turn: Turn, handed: Handover, reply: Reply, locale: str) -> None:
    """Send the answer under the question; in a group its button belongs to who asked."""
    owner = handed.user_id if handed.chat_id < 0 else None
    try:
        await turn.post(handed.chat_id, reply, locale, quoting=handed.message_id, owner=owner)
    except NotPosted as failed:
        if failed.hindrance is not Hindrance.MOVED or failed.moved_to is None:
            raise
        async with turn.services.database.write() as tx:
            await chats.migrate(handed.chat_id, tx, failed.moved_to)
        turn.services.memory.drop(handed.chat_id)
        await turn.post(failed.moved_to, reply, locale, owner=owner)


async def _note_gone(turn: Turn, chat_id: int, reason: str) -> None:
    async with turn.services.database.write() as tx:
        await chats.deactivate(chat_id, tx, reason)
    turn.services.memory.drop(chat_id)
