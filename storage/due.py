"""The system's own side, over all chats: what is due, and the alerts made from it.

The one exception to "every function takes the chat first": the scan and the delivery serve all
chats. Nothing a chat asks may lead here. Cost follows what is due, never what is watched.

A scan is one transaction: `due_parcels`, `enqueue`, `settle_scan`. Delivery is three, so that none
is open while a message is sent: `claim` (the lease is committed first), then the send, then one of
`settle_sent`, `settle_retry`, `settle_dead`; `reap` takes back what a dead process had leased.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.delivery import (
    Bundle,
    claim,
    next_wakeup,
    reap,
    settle_dead,
    settle_retry,
    settle_sent,
    withdraw,
)
from storage.dialects import insert_or_ignore, locked
from storage.parcel_rows import PARCEL_COLUMNS, Parcel
from storage.tables import chat, outbox, parcel

__all__ = [
    "Bundle",
    "DueParcel",
    "NewAlert",
    "ScanUpdate",
    "claim",
    "due_parcels",
    "enqueue",
    "next_wakeup",
    "push_back",
    "reap",
    "settle_dead",
    "settle_retry",
    "settle_scan",
    "settle_sent",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class DueParcel(Parcel):
    """A parcel whose moment has come, with the settings of its chat."""

    subscribed: bool
    active: bool
    overdue_on: bool
    stalled_on: bool
    silence_days: int
    quiet_from: int | None
    quiet_to: int | None
    timezone: str


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to be told from `available_at` on.

    `dedup_key` names the fact for good: the parcel's id, the rule, the level and the episode.
    `facts` are JSON values.
    """

    chat_id: int
    parcel_id: int
    rule: str
    level: int
    episode: datetime
    dedup_key: str
    facts: Mapping[str, Any]
    available_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ScanUpdate:
    """What a scan decided about a parcel: what has been told, and when to look next (None: never)."""

    parcel_id: int
    overdue_told: int
    overdue_episode: datetime | None
    stalled_told: int
    stalled_episode: datetime | None
    next_check_at: datetime | None


_DUE_COLUMNS = PARCEL_COLUMNS + tuple(chat.c[field.name] for field in fields(DueParcel)[len(PARCEL_COLUMNS) :])
_DUE = (
    select(*_DUE_COLUMNS)
    .join(chat, chat.c.id == parcel.c.chat_id)
    .where(parcel.c.next_check_at <= bindparam("now", type_=parcel.c.next_check_at.type))
    .order_by(parcel.c.next_check_at, parcel.c.id)
    .limit(bindparam("most"))
)
_SETTLE = (
    update(parcel)
    .where(parcel.c.id == bindparam("of_parcel"))
    .values(
        overdue_told=bindparam("a"),
        overdue_episode=bindparam("b"),
        stalled_told=bindparam("c"),
        stalled_episode=bindparam("d"),
        next_check_at=bindparam("e"),
        push_backs=0,
    )
)


async def due_parcels(tx: AsyncConnection, now: datetime, limit: int) -> list[DueParcel]:
    """Parcels whose `next_check_at` is not after `now`, earliest first, at most `limit`.

    On PostgreSQL they are held until the transaction ends, and those another worker holds are left
    to it.
    """
    query = locked(tx, _DUE, parcel, skip=True)
    return [DueParcel(*row) for row in await tx.execute(query, {"now": now, "most": limit})]


async def enqueue(tx: AsyncConnection, alerts: Sequence[NewAlert]) -> int:
    """Stores alerts, leaving out those whose `dedup_key` the chat had in any state; returns how
    many were new."""
    if not alerts:
        return 0
    rows = [
        {
            "chat_id": alert.chat_id,
            "parcel_id": alert.parcel_id,
            "rule": alert.rule,
            "level": alert.level,
            "episode": alert.episode,
            "dedup_key": alert.dedup_key,
            "facts": alert.facts,
            "state": "ready",
            "available_at": alert.available_at,
            "attempts": 0,
            "repeated": False,
            "created_at": alert.created_at,
        }
        for alert in alerts
    ]
    return (await tx.execute(insert_or_ignore(tx, outbox), rows)).rowcount


async def settle_scan(tx: AsyncConnection, updates: Sequence[ScanUpdate]) -> None:
    """Stores what the scan decided about parcels that `due_parcels` gave it in this transaction."""
    if not updates:
        return
    rows = [
        {
            "of_parcel": each.parcel_id,
            "a": each.overdue_told,
            "b": each.overdue_episode,
            "c": each.stalled_told,
            "d": each.stalled_episode,
            "e": each.next_check_at,
        }
        for each in updates
    ]
    await tx.execute(_SETTLE, rows)


async def push_back(tx: AsyncConnection, parcel_id: int, until: datetime) -> int:
    """Looks at a parcel again at `until`, because its facts could not be worked out; returns how
    often that has happened since a scan last succeeded with it (0: no such parcel)."""
    statement = (
        update(parcel)
        .where(parcel.c.id == parcel_id)
        .values(next_check_at=until, push_backs=parcel.c.push_backs + 1)
        .returning(parcel.c.push_backs)
    )
    return (await tx.execute(statement)).scalar_one_or_none() or 0
