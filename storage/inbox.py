"""Updates that were fetched and not answered yet, kept so that a kill loses none of them.

The system's side, like `storage.due`: it serves all chats, before anybody has looked at what a chat wrote. Only what
is still unanswered when the next batch is fetched is written down, and it is removed when it has been answered;
`storage.chats.forget` removes a chat's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import in_batches, insert_or_ignore
from storage.tables import dialogue, inbox


@dataclass(frozen=True, slots=True)
class Fetched:
    """An update as Telegram sent it; `body` is its JSON. `chat_id` is None for one that names no chat."""

    update_id: int
    chat_id: int | None
    body: Mapping[str, Any]
    received_at: datetime


async def keep(tx: AsyncConnection, updates: Sequence[Fetched]) -> None:
    """Writes updates down; those that are there already stay as they are."""
    if updates:
        rows = [
            {"update_id": each.update_id, "chat_id": each.chat_id, "body": each.body, "received_at": each.received_at}
            for each in updates
        ]
        await tx.execute(insert_or_ignore(tx, inbox), rows)


async def remove(tx: AsyncConnection, update_ids: Collection[int]) -> None:
    """Removes updates that have been answered."""
    for batch in in_batches(update_ids):
        await tx.execute(delete(inbox).where(inbox.c.update_id.in_(batch)))


async def waiting(tx: AsyncConnection) -> tuple[Fetched, ...]:
    """What an earlier process left unanswered, in the order in which it was sent."""
    query = select(inbox.c.update_id, inbox.c.chat_id, inbox.c.body, inbox.c.received_at).order_by(inbox.c.update_id)
    return tuple(Fetched(*row) for row in await tx.execute(query))


async def open_questions(tx: AsyncConnection, chat_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """The kind of dialogue that is open in these chats, by chat and person; it tells whose answer an update may be."""
    found: dict[tuple[int, int], str] = {}
    for batch in in_batches(chat_ids):
        query = select(dialogue.c.chat_id, dialogue.c.user_id, dialogue.c.kind).where(dialogue.c.chat_id.in_(batch))
        found.update({(chat_id, user_id): kind for chat_id, user_id, kind in await tx.execute(query)})
    return found
