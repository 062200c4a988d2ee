"""Watched parcels, their events and their states: what the bot asks about the parcels of a chat.

Every function takes the chat first and the transaction second, and reads or changes parcels of
that chat only. A change asked for a parcel that the chat does not have raises NotStored.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.adding import Added, NewParcel, add
from storage.dialects import in_batches, locked
from storage.events import Event, Recorded, append_event, events
from storage.parcel_rows import PARCEL_COLUMNS, Parcel, among, changed, idle_since, one
from storage.states import STATES, Counts, counts, page
from storage.tables import parcel

__all__ = [
    "STATES",
    "Added",
    "Counts",
    "Event",
    "NewParcel",
    "Parcel",
    "Recorded",
    "add",
    "append_event",
    "by_ids",
    "by_number",
    "by_seq",
    "counts",
    "events",
    "mark_handled",
    "open_parcels",
    "page",
    "remove",
    "set_delivered",
    "set_moments",
]


# For each rule: the level told, the episode it was told in, and the episode the parcel is in now.
_TOLD: dict[str, tuple[ColumnElement[int], ColumnElement[datetime], ColumnElement[datetime]]] = {
    "overdue": (parcel.c.overdue_told, parcel.c.overdue_episode, parcel.c.promised_at),
    "stalled": (parcel.c.stalled_told, parcel.c.stalled_episode, idle_since()),
}


async def by_seq(chat_id: int, tx: AsyncConnection, seq: int) -> Parcel | None:
    """The chat's parcel with this number in the chat."""
    return await one(chat_id, tx, parcel.c.seq == seq)


async def by_number(chat_id: int, tx: AsyncConnection, number: str) -> Parcel | None:
    """The chat's parcel with this tracking number, compared exactly."""
    return await one(chat_id, tx, parcel.c.number == number)


async def by_ids(chat_id: int, tx: AsyncConnection, ids: Collection[int]) -> tuple[Parcel, ...]:
    """Those of these parcels that the chat has, in order of seq."""
    return await among(chat_id, tx, parcel.c.id, ids)


async def open_parcels(chat_id: int, tx: AsyncConnection, *, lock: bool = False) -> tuple[Parcel, ...]:
    """All parcels of the chat that are not delivered, in order of seq; `lock` when they are about to be changed."""
    its = (parcel.c.chat_id == chat_id) & parcel.c.delivered_at.is_(None)
    query = select(*PARCEL_COLUMNS).where(its).order_by(parcel.c.seq)
    return tuple(Parcel(*row) for row in await tx.execute(locked(tx, query, parcel) if lock else query))


async def set_moments(chat_id: int, tx: AsyncConnection, moments: Mapping[int, datetime | None]) -> None:
    """Stores, by parcel id, when the scan looks at each parcel next; None is never."""
    if not moments:
        return
    statement = (
        update(parcel)
        .where(parcel.c.id == bindparam("of_parcel"), parcel.c.chat_id == bindparam("of_chat"))
        .values(next_check_at=bindparam("moment"))
    )
    rows = [{"of_parcel": each, "of_chat": chat_id, "moment": moment} for each, moment in moments.items()]
    await tx.execute(statement, rows)


async def set_delivered(chat_id: int, tx: AsyncConnection, parcel_id: int, delivered_at: datetime | None) -> Parcel:
    """Marks the parcel delivered, or with None not delivered after all."""
    return await changed(chat_id, tx, parcel_id, {"delivered_at": delivered_at})


async def mark_handled(
    chat_id: int, tx: AsyncConnection, parcel_ids: Collection[int], rule: str, level: int, now: datetime
) -> None:
    """Notes that people took care of these parcels, so that no alert of this rule up to this level
    comes in the episode a parcel is in now. `rule` is "overdue" or "stalled"."""
    told, told_in, episode = _TOLD[rule]
    raised = case((and_(told_in == episode, told > level), told), else_=level)
    values = {
        parcel.c.handled_at: now,
        told: case((episode.is_not(None), raised), else_=told),
        told_in: case((episode.is_not(None), episode), else_=told_in),
    }
    for batch in in_batches(parcel_ids):
        its = (parcel.c.chat_id == chat_id) & parcel.c.id.in_(batch)
        await tx.execute(update(parcel).where(its).values(values))


async def remove(chat_id: int, tx: AsyncConnection, seqs: Collection[int]) -> tuple[Parcel, ...]:
    """Stops watching these parcels and returns them; their events and alerts go with them."""
    removed = await among(chat_id, tx, parcel.c.seq, seqs)
    for batch in in_batches([each.id for each in removed]):
        its = (parcel.c.chat_id == chat_id) & parcel.c.id.in_(batch)
        await tx.execute(delete(parcel).where(its))
    return removed
