"""The guided dialogue a person is in: one row for a person in a chat, none when there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import insert_or_update
from storage.errors import NotStored
from storage.tables import dialogue


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Which dialogue, which question is open, and the answers so far (JSON values)."""

    kind: str
    step: str
    answers: dict[str, object]
    updated_at: datetime


_FIND = select(dialogue.c.kind, dialogue.c.step, dialogue.c.answers, dialogue.c.updated_at).where(
    dialogue.c.chat_id == bindparam("of_chat"), dialogue.c.user_id == bindparam("of_user")
)


async def find(chat_id: int, tx: AsyncConnection, user_id: int) -> Dialogue | None:
    """The dialogue this person is in, in this chat."""
    row = (await tx.execute(_FIND, {"of_chat": chat_id, "of_user": user_id})).one_or_none()
    return None if row is None else Dialogue(*row)


async def save(
    chat_id: int,
    tx: AsyncConnection,
    user_id: int,
    kind: str,
    step: str,
    answers: Mapping[str, object],
    now: datetime,
) -> None:
    """Starts, moves or replaces the dialogue.

    Raises NotStored when the chat is not stored; the transaction cannot go on then.
    """
    values = {
        "chat_id": chat_id,
        "user_id": user_id,
        "kind": kind,
        "step": step,
        "answers": dict(answers),
        "updated_at": now,
    }
    statement = insert_or_update(tx, dialogue, "kind", "step", "answers", "updated_at")
    try:
        await tx.execute(statement, values)
    except IntegrityError as error:
        raise NotStored("this chat is not stored") from error


async def clear(chat_id: int, tx: AsyncConnection, user_id: int) -> None:
    """Ends the dialogue, if there is one."""
    its = (dialogue.c.chat_id == chat_id) & (dialogue.c.user_id == user_id)
    await tx.execute(delete(dialogue).where(its))
