"""The tracking history of parcels; `storage.parcels` offers these functions."""

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import insert_or_ignore
from storage.parcel_rows import Parcel, changed, mine
from storage.tables import event, parcel


@dataclass(frozen=True, slots=True)
class Event:
    """One line of tracking; `source` says who reported it."""

    occurred_at: datetime
    text: str
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """What `append_event` did: the parcel after it, whether the event was new, and whether it is
    the latest one known."""

    parcel: Parcel
    is_new: bool
    is_latest: bool


_EVENT_COLUMNS = tuple(event.c[field.name] for field in fields(Event))


async def append_event(
    chat_id: int,
    tx: AsyncConnection,
    parcel_id: int,
    *,
    occurred_at: datetime,
    text: str,
    source: str,
    now: datetime,
) -> Recorded:
    """Records an event once: the same moment and text is known already, whoever reports it.

    The latest event becomes the parcel's last one (of two at one moment, the one recorded later).
    When it ends the silence, that is when it is later than what the silence was counted from, the
    stalled alerts and "handled" start afresh. A first event from before the parcel was watched
    only dates the same silence better: what was told stays told. The caller then sets the next
    moment and suppresses waiting alerts. Raises NotStored for a parcel the chat does not have.
    """
    known = await mine(chat_id, tx, parcel_id)
    is_latest = known.last_event_at is None or occurred_at >= known.last_event_at
    inserted = await tx.execute(
        insert_or_ignore(tx, event),
        {
            "parcel_id": parcel_id,
            "occurred_at": occurred_at,
            "text": text,
            "digest": hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
            "source": source,
            "recorded_at": now,
        },
    )
    is_new = inserted.rowcount == 1
    if not (is_new and is_latest):
        return Recorded(known, is_new, is_latest)
    changes: dict[str, object] = {"last_event_at": occurred_at, "last_event_text": text}
    if occurred_at > (known.last_event_at or known.watched_at):
        changes |= {"stalled_told": 0, "stalled_episode": None, "handled_at": None}
    elif known.stalled_told:
        changes["stalled_episode"] = occurred_at
    return Recorded(await changed(chat_id, tx, parcel_id, changes), is_new, is_latest)


async def events(chat_id: int, tx: AsyncConnection, parcel_id: int, limit: int) -> tuple[Event, ...]:
    """The parcel's latest events, newest first, at most `limit`."""
    query = (
        select(*_EVENT_COLUMNS)
        .join(parcel, parcel.c.id == event.c.parcel_id)
        .where(parcel.c.chat_id == chat_id, event.c.parcel_id == parcel_id)
        .order_by(event.c.occurred_at.desc(), event.c.id.desc())
        .limit(limit)
    )
    return tuple(Event(*row) for row in await tx.execute(query))
