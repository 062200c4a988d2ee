"""Questions handed to the operators: who asked, where, and which message of the operators' chat it became. No words.

The operators' side is found by the message they reply to: those functions take the operators' chat first, and see
only what was handed to that chat.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import NotStored
from storage.tables import handover

ANSWERED_WITHIN = timedelta(days=30)
"""How long after it was asked a question can still be answered."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A question: the chat and person it came from, their message and its language ("zh" or "en")."""

    id: int
    chat_id: int
    user_id: int
    message_id: int | None
    language: str
    asked_at: datetime
    answered_at: datetime | None


_COLUMNS = tuple(handover.c[name] for name in Handover.__slots__)
_SINCE = (
    select(*_COLUMNS)
    .where(handover.c.chat_id == bindparam("of_chat"), handover.c.asked_at > bindparam("since"))
    .order_by(handover.c.asked_at, handover.c.id)
)
_HANDED = select(*_COLUMNS).where(
    handover.c.operator_chat_id == bindparam("of_chat"), handover.c.operator_message_id == bindparam("of_message")
)


async def asked(chat_id: int, tx: AsyncConnection, since: datetime) -> tuple[Handover, ...]:
    """What this chat handed over later than this moment, oldest first."""
    return tuple(Handover(*row) for row in await tx.execute(_SINCE, {"of_chat": chat_id, "since": since}))


async def save(
    chat_id: int,
    tx: AsyncConnection,
    user_id: int,
    *,
    message_id: int | None,
    language: str,
    operator_chat_id: int,
    operator_message_id: int,
    now: datetime,
) -> None:
    """Stores that this person's question has become that message of the operators' chat.

    Raises NotStored when the chat is not stored, or the message is a question already; the transaction cannot go on
    then.
    """
    row = {
        "chat_id": chat_id,
        "user_id": user_id,
        "message_id": message_id,
        "language": language,
        "operator_chat_id": operator_chat_id,
        "operator_message_id": operator_message_id,
        "asked_at": now,
    }
    try:
        await tx.execute(insert(handover).values(row))
    except IntegrityError as error:
        raise NotStored("this chat is not stored, or the message is a question already") from error


async def find_handed(chat_id: int, tx: AsyncConnection, operator_message_id: int) -> Handover | None:
    """The question that stands under this message of the operators' chat `chat_id`."""
    row = (await tx.execute(_HANDED, {"of_chat": chat_id, "of_message": operator_message_id})).one_or_none()
    return None if row is None else Handover(*row)


async def settle(
    chat_id: int, tx: AsyncConnection, operator_message_id: int, answer_message_id: int, now: datetime
) -> bool:
    """Takes a message of the operators' chat `chat_id` as an answer; False when it, or a later one, was taken before.

    So an update that comes twice is answered once, and a further reply is a further answer.
    """
    taken = handover.c.answer_message_id
    its = (handover.c.operator_chat_id == chat_id) & (handover.c.operator_message_id == operator_message_id)
    fresh = taken.is_(None) | (taken < answer_message_id)
    statement = update(handover).where(its, fresh).values(answered_at=now, answer_message_id=answer_message_id)
    return (await tx.execute(statement)).rowcount == 1
