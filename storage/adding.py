"""Putting parcels under watch; `storage.parcels` offers this function."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import locked
from storage.errors import NotStored
from storage.parcel_rows import Parcel, among
from storage.tables import chat, parcel


@dataclass(frozen=True, slots=True)
class NewParcel:
    """A parcel as people gave it; None is "not said". `number` has 1 to 64 characters."""

    number: str
    name: str | None = None
    line: str | None = None
    promised_at: datetime | None = None
    promise_source: str | None = None
    next_check_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """The parcel as it is stored now, and what was done: "added", "updated" or "unchanged"."""

    parcel: Parcel
    outcome: str


_PROMISE = ("promised_at", "promise_source", "overdue_told", "overdue_episode", "handled_at")
_MERGED = ("name", "line", "next_check_at", *_PROMISE)
_UPDATE = (
    update(parcel)
    .where(parcel.c.id == bindparam("of_parcel"))
    .values({name: bindparam(f"new_{name}") for name in _MERGED})
)


async def add(chat_id: int, tx: AsyncConnection, parcels: Sequence[NewParcel], now: datetime) -> tuple[Added, ...]:
    """Watches these parcels from `now` on; one answer for each, in their order.

    A number that the chat watches already, or that stands in the list again, keeps its seq and gets
    what is given here and is not None. A changed promise begins another overdue episode. The next
    moment of such a parcel only ever moves earlier: the caller has not seen the rest of the parcel,
    the scan will. Raises NotStored when the chat is not stored.
    """
    # The chat's row is held to the end, so that two lists added at once get different numbers.
    its_row = select(chat.c.next_seq).where(chat.c.id == chat_id)
    next_seq = (await tx.execute(locked(tx, its_row, chat))).scalar_one_or_none()
    if next_seq is None:
        raise NotStored("this chat is not stored")
    known = await _known(chat_id, tx, {each.number for each in parcels})
    fresh: dict[str, NewParcel] = {}
    for each in parcels:
        if each.number not in known:
            fresh.setdefault(each.number, each)
    if fresh:
        rows = [_row(chat_id, seq, each, now) for seq, each in enumerate(fresh.values(), next_seq)]
        await tx.execute(insert(parcel), rows)
        taken = {"next_seq": next_seq + len(rows)}
        await tx.execute(update(chat).where(chat.c.id == chat_id).values(taken))
        known |= await _known(chat_id, tx, fresh)

    outcomes: list[str] = []
    changed: dict[str, Parcel] = {}
    for each in parcels:
        if fresh.pop(each.number, None) is not None:
            outcomes.append("added")
            continue
        merged = _merged(known[each.number], each)
        outcomes.append("unchanged" if merged == known[each.number] else "updated")
        if merged != known[each.number]:
            known[each.number] = changed[each.number] = merged
    if changed:
        await tx.execute(_UPDATE, [_values(each) for each in changed.values()])
    return tuple(Added(known[each.number], outcome) for each, outcome in zip(parcels, outcomes, strict=True))


def _merged(known: Parcel, given: NewParcel) -> Parcel:
    """The stored parcel with what was given on top."""
    merged = replace(
        known,
        name=known.name if given.name is None else given.name,
        line=known.line if given.line is None else given.line,
    )
    if given.promised_at is not None:
        merged = replace(merged, promised_at=given.promised_at, promise_source=given.promise_source)
        if given.promised_at != known.promised_at:  # another overdue episode begins
            merged = replace(merged, overdue_told=0, overdue_episode=None, handled_at=None)
    if merged == known or known.delivered_at is not None:
        return merged
    moments = [each for each in (known.next_check_at, given.next_check_at) if each is not None]
    return replace(merged, next_check_at=min(moments, default=None))


async def _known(chat_id: int, tx: AsyncConnection, numbers: Collection[str]) -> dict[str, Parcel]:
    found = await among(chat_id, tx, parcel.c.number, numbers)
    return {each.number: each for each in found}


def _row(chat_id: int, seq: int, given: NewParcel, now: datetime) -> dict[str, object]:
    return {
        "chat_id": chat_id,
        "seq": seq,
        "number": given.number,
        "name": given.name,
        "line": given.line,
        "promised_at": given.promised_at,
        "promise_source": given.promise_source,
        "watched_at": now,
        "overdue_told": 0,
        "stalled_told": 0,
        "next_check_at": given.next_check_at,
        "push_backs": 0,
    }


def _values(changed: Parcel) -> dict[str, object]:
    its = {f"new_{name}": getattr(changed, name) for name in _MERGED}
    return {"of_parcel": changed.id, **its}
