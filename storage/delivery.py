"""Alerts under a lease: claimed, sent by someone else, settled; `storage.due` offers this.

A message is one bundle: ready rows of one chat. Which rows are in a bundle is decided when they are
first claimed and never changes, so a message that is sent twice is the same message, and its
buttons settle both copies. A chat has one bundle under lease at a time; what arrives meanwhile
waits for the next one. Only the lease's token may settle it: a worker that outlived its lease
changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats import CHAT_COLUMNS, KINDS, Chat
from storage.dialects import in_batches, locked
from storage.outbox import ALERT_COLUMNS, Alert
from storage.tables import chat, in_state, outbox


@dataclass(frozen=True, slots=True)
class Bundle:
    """One message to be sent: its id, the token of its lease, its chat and its alerts."""

    id: int
    token: str
    chat: Chat
    alerts: tuple[Alert, ...]


# No message of the row's chat is being sent. The inner FROM is its own, not the outer query's.
_FREE = outbox.c.chat_id.not_in(select(outbox.c.chat_id).where(in_state("leased")).correlate(None))
_CLAIMABLE = in_state("ready") & chat.c.active & chat.c.subscribed & _FREE
_NO_LEASE: dict[str, Any] = {"lease_token": None, "lease_until": None}
_LEASE = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_alert"))
    .values(
        state="leased",
        bundle=bindparam("of_bundle"),
        lease_token=bindparam("token"),
        lease_until=bindparam("until"),
    )
)


async def claim(
    tx: AsyncConnection,
    now: datetime,
    *,
    lease_for: timedelta,
    token: str,
    chats_limit: int,
    per_chat: int,
    kinds: Collection[str] = KINDS,
) -> tuple[Bundle, ...]:
    """Leases the alerts that may go out now: one bundle a chat, of at most `per_chat` alerts.

    Takes subscribed and active chats of these kinds only, those waiting longest first, at most
    `chats_limit`. A bundle that was claimed before comes again as it was, ahead of the chat's newer
    alerts. Two workers never get the same alert, nor two bundles of one chat at a time. `token` must
    be fresh for every claim. The caller commits before it sends.
    """
    chats = await _chats_in_turn(tx, now, kinds, chats_limit, chats_limit * per_chat)
    alerts = await _next_alerts(tx, now, chats, per_chat)
    of_chat: dict[int, list[Alert]] = {chat_id: [] for chat_id in chats}
    for alert in alerts:
        of_chat[alert.chat_id].append(alert)
    bundles = [_bundled(chats[each], its, token) for each, its in of_chat.items() if its]
    leases = [
        {"of_alert": alert.id, "of_bundle": bundle.id, "token": token, "until": now + lease_for}
        for bundle in bundles
        for alert in bundle.alerts
    ]
    if leases:
        await tx.execute(_LEASE, leases)
    return tuple(bundles)


async def settle_sent(tx: AsyncConnection, bundle: int, token: str, message_id: int, now: datetime) -> int:
    """Notes that the bundle was sent as this message. Returns how many alerts that settled: 0 says
    that the lease is no longer this token's, and nothing was changed."""
    return await _settle(tx, bundle, token, state="sent", telegram_message_id=message_id, sent_at=now, last_error=None)


async def settle_retry(
    tx: AsyncConnection,
    bundle: int,
    token: str,
    available_at: datetime,
    error: str,
    counts_attempt: bool,
    repeated: bool,
) -> int:
    """Gives the bundle back to be sent at `available_at`, except for alerts handled meanwhile.

    `counts_attempt` is False when the bundle is not to blame (a pause of all sending); `repeated`
    is True when this attempt may have reached the chat. Returns as `settle_sent` does.
    """
    changes: dict[str, Any] = {"available_at": available_at, "last_error": error}
    if not counts_attempt:
        changes["attempts"] = outbox.c.attempts
    if repeated:
        changes["repeated"] = True
    return await _settle(tx, bundle, token, state=_ready_unless_handled(), **changes)


async def settle_dead(tx: AsyncConnection, bundle: int, token: str, error: str) -> int:
    """Gives the bundle up for good. Returns as `settle_sent` does."""
    return await _settle(tx, bundle, token, state="dead", last_error=error)


async def reap(tx: AsyncConnection, now: datetime) -> int:
    """Takes back alerts whose lease has run out; returns how many.

    Whoever held them may have sent them, so their next copy is marked repeated, and the attempt
    counts. Alerts handled meanwhile are not sent again.
    """
    expired = in_state("leased") & (outbox.c.lease_until <= now)
    statement = (
        update(outbox)
        .where(expired)
        .values(state=_ready_unless_handled(), repeated=True, attempts=outbox.c.attempts + 1, **_NO_LEASE)
    )
    return (await tx.execute(statement)).rowcount


async def withdraw(tx: AsyncConnection, bundle: int, token: str, alert_ids: Collection[int]) -> int:
    """Takes these alerts out of a leased bundle and suppresses them, because their fact ended since
    they were made. Returns how many; fewer says that the lease is no longer this token's."""
    withdrawn = 0
    for batch in in_batches(alert_ids):
        its = _leased_as(bundle, token) & outbox.c.id.in_(batch)
        statement = update(outbox).where(its).values(state="suppressed", **_NO_LEASE)
        withdrawn += (await tx.execute(statement)).rowcount
    return withdrawn


async def next_wakeup(tx: AsyncConnection, *, kinds: Collection[str] = KINDS) -> datetime | None:
    """The next moment at which delivery to these kinds of chats has something to do: an alert may
    go out or a lease runs out. It may lie in the past; None when nothing waits."""
    ready = (
        select(outbox.c.available_at)
        .join(chat, chat.c.id == outbox.c.chat_id)
        .where(_CLAIMABLE, chat.c.kind.in_(kinds))
        .order_by(outbox.c.available_at)
        .limit(1)
    )
    leased = select(func.min(outbox.c.lease_until)).where(in_state("leased"))
    moments = [(await tx.execute(query)).scalar_one_or_none() for query in (ready, leased)]
    return min((moment for moment in moments if moment is not None), default=None)


async def _chats_in_turn(
    tx: AsyncConnection, now: datetime, kinds: Collection[str], most: int, rows: int
) -> dict[int, Chat]:
    """The chats that wait longest, in order, each held until the transaction ends.

    Looks at no more than so many rows, so that a chat with very many does not make claims slow; the
    chats behind it have their turn as soon as it is leased.
    """
    waiting = (
        select(outbox.c.chat_id, outbox.c.available_at, outbox.c.id)
        .join(chat, chat.c.id == outbox.c.chat_id)
        .where(_CLAIMABLE, chat.c.kind.in_(kinds), outbox.c.available_at <= now)
        .order_by(outbox.c.available_at, outbox.c.id)
        .limit(rows)
        .subquery()
    )
    longest = (
        select(waiting.c.chat_id)
        .group_by(waiting.c.chat_id)
        .order_by(func.min(waiting.c.available_at), func.min(waiting.c.id))
        .limit(most)
    )
    ids = list((await tx.execute(longest)).scalars())
    if not ids:
        return {}
    query = select(*CHAT_COLUMNS).where(chat.c.id.in_(ids), chat.c.active, chat.c.subscribed)
    held = {row.id: Chat(*row) for row in await tx.execute(locked(tx, query, chat, skip=True))}
    return {chat_id: held[chat_id] for chat_id in ids if chat_id in held}


async def _next_alerts(tx: AsyncConnection, now: datetime, chats: Collection[int], per_chat: int) -> list[Alert]:
    """For each of these chats its next alerts, those claimed before first, at most `per_chat`.

    That no message of the chat is being sent is asked again: a worker that held the chat until a
    moment ago may have leased one since the chats were chosen.
    """
    if not chats:
        return []
    place = func.row_number().over(
        partition_by=outbox.c.chat_id,
        order_by=(outbox.c.bundle.asc().nulls_last(), outbox.c.available_at, outbox.c.id),
    )
    ranked = (
        select(outbox.c.id, place.label("place"))
        .where(in_state("ready"), outbox.c.available_at <= now, outbox.c.chat_id.in_(chats), _FREE)
        .subquery()
    )
    ids = list((await tx.execute(select(ranked.c.id).where(ranked.c.place <= per_chat))).scalars())
    found: list[Alert] = []
    for batch in in_batches(ids):
        query = select(*ALERT_COLUMNS).where(outbox.c.id.in_(batch), in_state("ready"))
        found += [Alert(*row) for row in await tx.execute(locked(tx, query, outbox, skip=True))]
    return sorted(found, key=lambda alert: alert.id)


def _bundled(of_chat: Chat, alerts: Sequence[Alert], token: str) -> Bundle:
    """The earliest bundle among these alerts, or else all of them as a new one.

    A new bundle is named after its first alert, which no other bundle ever holds.
    """
    earlier = [alert.bundle for alert in alerts if alert.bundle is not None]
    bundle = min(earlier, default=alerts[0].id)
    chosen = [alert for alert in alerts if alert.bundle == bundle] if earlier else alerts
    its = tuple(replace(alert, state="leased", bundle=bundle) for alert in chosen)
    return Bundle(id=bundle, token=token, chat=of_chat, alerts=its)


def _ready_unless_handled() -> ColumnElement[str]:
    return case((outbox.c.handled_at.is_(None), "ready"), else_="suppressed")


def _leased_as(bundle: int, token: str) -> ColumnElement[bool]:
    return (outbox.c.bundle == bundle) & in_state("leased") & (outbox.c.lease_token == token)


async def _settle(tx: AsyncConnection, bundle: int, token: str, **changes: Any) -> int:
    values = {"attempts": outbox.c.attempts + 1, **_NO_LEASE, **changes}
    return (await tx.execute(update(outbox).where(_leased_as(bundle, token)).values(values))).rowcount
