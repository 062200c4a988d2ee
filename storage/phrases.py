"""Phrases that operators attached to entries of the FAQ. They belong to no chat, and say nothing of who asked.

Only the chats of the operators change them: those functions take the chat that asks first and then `operators`, as in
`storage.questions`; for any other chat they do nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import insert_or_ignore
from storage.tables import faq_phrase


@dataclass(frozen=True, slots=True)
class Phrase:
    """A masked phrase and the id of the entry that answers it."""

    id: int
    entry: str
    language: str
    text: str
    attached_by: int
    attached_at: datetime


_COLUMNS = tuple(faq_phrase.c[name] for name in Phrase.__slots__)


async def load(tx: AsyncConnection) -> tuple[Phrase, ...]:
    """All phrases, in the order in which they were attached; for the process that answers with them."""
    rows = await tx.execute(select(*_COLUMNS).order_by(faq_phrase.c.id))
    return tuple(Phrase(*row) for row in rows)


async def find(chat_id: int, tx: AsyncConnection, operators: Collection[int], text: str) -> Phrase | None:
    """The phrase of these very words."""
    if chat_id not in operators:
        return None
    row = (await tx.execute(select(*_COLUMNS).where(faq_phrase.c.text == text))).one_or_none()
    return None if row is None else Phrase(*row)


async def attach(
    chat_id: int,
    tx: AsyncConnection,
    operators: Collection[int],
    user_id: int,
    text: str,
    entry: str,
    language: str,
    now: datetime,
) -> Phrase | None:
    """Attaches a phrase of 1 to 300 characters, in place of one of the same words; None for a chat of nobody's."""
    if chat_id not in operators:
        return None
    await tx.execute(delete(faq_phrase).where(faq_phrase.c.text == text))
    row = {"entry": entry, "language": language, "text": text, "attached_by": user_id, "attached_at": now}
    # Ignored when another operator attached the same words in this very moment: theirs is found then.
    await tx.execute(insert_or_ignore(tx, faq_phrase), row)
    return await find(chat_id, tx, operators, text)


async def remove(chat_id: int, tx: AsyncConnection, operators: Collection[int], phrase_id: int) -> Phrase | None:
    """Takes a phrase away and returns it; None when it is not there any more."""
    if chat_id not in operators:
        return None
    gone = delete(faq_phrase).where(faq_phrase.c.id == phrase_id).returning(*_COLUMNS)
    row = (await tx.execute(gone)).one_or_none()
    return None if row is None else Phrase(*row)
