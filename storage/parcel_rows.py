"""A parcel as it comes back from the database, and how one or many of a chat are read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import in_batches, locked
from storage.errors import NotStored
from storage.tables import parcel

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A watched parcel.

    `seq` is its number in the chat (the N of /parcel N) and is never given twice. `line` is a
    channel's name or None. `promise_source` says how the promise was given: "date", "moment" or
    "days". The told fields hold the highest level alerted and the episode it was alerted in.
    `next_check_at` is the next moment the scan looks at it; it may be early, never late.
    """

    id: int
    chat_id: int
    seq: int
    number: str
    name: str | None
    line: str | None
    promised_at: datetime | None
    promise_source: str | None
    watched_at: datetime
    last_event_at: datetime | None
    last_event_text: str | None
    delivered_at: datetime | None
    overdue_told: int
    overdue_episode: datetime | None
    stalled_told: int
    stalled_episode: datetime | None
    handled_at: datetime | None
    next_check_at: datetime | None


PARCEL_COLUMNS = tuple(parcel.c[field.name] for field in fields(Parcel))


def idle_since() -> ColumnElement[datetime]:
    """What silence is counted from: the last event, or the moment of watching."""
    return func.coalesce(parcel.c.last_event_at, parcel.c.watched_at)


async def one(chat_id: int, tx: AsyncConnection, which: ColumnElement[bool], *, lock: bool = False) -> Parcel | None:
    """The chat's only parcel for which `which` holds; `lock` when it is about to be changed."""
    query = select(*PARCEL_COLUMNS).where(parcel.c.chat_id == chat_id, which)
    row = (await tx.execute(locked(tx, query, parcel) if lock else query)).one_or_none()
    return None if row is None else Parcel(*row)


async def mine(chat_id: int, tx: AsyncConnection, parcel_id: int) -> Parcel:
    """The chat's parcel with this id, about to be changed; NotStored when the chat has none."""
    found = await one(chat_id, tx, parcel.c.id == parcel_id, lock=True)
    if found is None:
        raise NotStored("the chat has no such parcel")
    return found


async def among(chat_id: int, tx: AsyncConnection, column: Column[T], values: Collection[T]) -> tuple[Parcel, ...]:
    """The chat's parcels whose `column` is one of these values, in order of seq."""
    found: list[Parcel] = []
    for batch in in_batches(values):
        query = select(*PARCEL_COLUMNS).where(parcel.c.chat_id == chat_id, column.in_(batch))
        found.extend(Parcel(*row) for row in await tx.execute(query))
    return tuple(sorted(found, key=lambda each: each.seq))


async def changed(chat_id: int, tx: AsyncConnection, parcel_id: int, changes: Mapping[str, object]) -> Parcel:
    """Gives the chat's parcel these values and returns it; NotStored when the chat has none."""
    its = (parcel.c.chat_id == chat_id) & (parcel.c.id == parcel_id)
    await tx.execute(update(parcel).where(its).values(**changes))
    return await mine(chat_id, tx, parcel_id)
