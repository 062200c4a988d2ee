"""The state every parcel of a chat is in, counted and paged; `storage.parcels` offers these.

A parcel has one state: delivered, else overdue (the promised moment has come), else stalled (no
event since `idle_before`), else moving.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Case, Label, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.parcel_rows import PARCEL_COLUMNS, Parcel, idle_since
from storage.tables import parcel

STATES = ("overdue", "stalled", "moving", "delivered")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parcels of a chat are in each state."""

    total: int
    overdue: int
    stalled: int
    moving: int
    delivered: int


async def page(
    chat_id: int,
    tx: AsyncConnection,
    *,
    state: str | None,
    now: datetime,
    idle_before: datetime,
    offset: int,
    limit: int,
) -> tuple[Parcel, ...]:
    """Part of the chat's parcels in this state, or of all in the order of `STATES` when None.

    First come the longest overdue, the longest silent, the next promised (those without a promise
    last), the latest delivered; what is equal keeps the order of seq.
    """
    rank = _rank(now, idle_before)
    moment = case(
        (rank == STATES.index("stalled"), idle_since()),
        (rank != STATES.index("delivered"), parcel.c.promised_at),
    )
    query = select(*PARCEL_COLUMNS).where(parcel.c.chat_id == chat_id)
    if state is not None:
        query = query.where(rank == STATES.index(state))
    query = query.order_by(rank, moment.asc().nulls_last(), parcel.c.delivered_at.desc().nulls_last(), parcel.c.seq)
    return tuple(Parcel(*row) for row in await tx.execute(query.offset(offset).limit(limit)))


async def counts(chat_id: int, tx: AsyncConnection, now: datetime, idle_before: datetime) -> Counts:
    """How many parcels the chat has, in all and in each state."""
    rank: Label[int] = _rank(now, idle_before).label("rank")
    each_rank = select(rank).where(parcel.c.chat_id == chat_id).subquery()
    query = select(each_rank.c.rank, func.count()).group_by(each_rank.c.rank)
    found = {STATES[row[0]]: row[1] for row in await tx.execute(query)}
    by_state = {state: found.get(state, 0) for state in STATES}
    return Counts(total=sum(by_state.values()), **by_state)


def _rank(now: datetime, idle_before: datetime) -> Case[int]:
    """The place of a parcel's state in `STATES`."""
    return case(
        (parcel.c.delivered_at.is_not(None), literal(STATES.index("delivered"))),
        (parcel.c.promised_at <= now, literal(STATES.index("overdue"))),
        (idle_since() <= idle_before, literal(STATES.index("stalled"))),
        else_=literal(STATES.index("moving")),
    )
