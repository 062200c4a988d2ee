"""The alerts of a chat on their way out: what its people do with them.

One row is one alert: a parcel, a rule, a level and an episode. Delivery puts the ready rows of a
chat into a bundle, which is one message; its buttons carry the bundle's id. Every function takes
the chat first and the transaction second, and reads or changes alerts of that chat only.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import in_batches, insert_or_ignore, locked
from storage.tables import in_state, outbox

SNOOZED = ":snooze:"

UNREACHABLE = "the chat cannot be reached"
SWITCHED_OFF = "the rule is switched off"


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert, with the facts it was made from (JSON values).

    `state` is "ready", "leased" (being sent), "sent", "dead" (refused for good) or "suppressed".
    `bundle` is None until it is first claimed. `repeated` says that its message may already have
    reached the chat once. `telegram_message_id` and `sent_at` are set when it was sent.
    """

    id: int
    chat_id: int
    parcel_id: int
    rule: str
    level: int
    episode: datetime
    dedup_key: str
    facts: dict[str, Any]
    state: str
    available_at: datetime
    bundle: int | None
    snoozed_from: int | None
    attempts: int
    last_error: str | None
    telegram_message_id: int | None
    sent_at: datetime | None
    handled_at: datetime | None
    repeated: bool
    created_at: datetime


ALERT_COLUMNS = tuple(outbox.c[field.name] for field in fields(Alert))


async def find_bundle(chat_id: int, tx: AsyncConnection, bundle: int) -> tuple[Alert, ...]:
    """The alerts of one message, in the order they were made."""
    its = (outbox.c.bundle == bundle) & (outbox.c.chat_id == chat_id)
    query = select(*ALERT_COLUMNS).where(its).order_by(outbox.c.id)
    return tuple(Alert(*row) for row in await tx.execute(query))


async def handle(chat_id: int, tx: AsyncConnection, bundle: int, now: datetime) -> tuple[Alert, ...]:
    """Notes that people took care of a message's alerts; returns those this call settled.

    Nothing comes back when all were handled before. A copy that still waits to be sent is
    suppressed, so that either copy of a repeated message settles both.
    """
    its = (outbox.c.bundle == bundle) & (outbox.c.chat_id == chat_id)
    statement = (
        update(outbox)
        .where(its, outbox.c.handled_at.is_(None))
        .values(handled_at=now, state=case((in_state("ready"), "suppressed"), else_=outbox.c.state))
        .returning(*ALERT_COLUMNS)
    )
    handled = [Alert(*row) for row in await tx.execute(statement)]
    return tuple(sorted(handled, key=lambda alert: alert.id))


async def snooze(chat_id: int, tx: AsyncConnection, bundle: int, until: datetime, now: datetime) -> int:
    """Tells a message's unhandled alerts again at `until`; returns how many.

    0 when they wait to be told again already, or when all are handled, dead or suppressed. A copy
    of the message that still waits to be sent is suppressed: it has been read.
    """
    of_chat = outbox.c.chat_id == chat_id
    its = of_chat & (outbox.c.bundle == bundle) & outbox.c.handled_at.is_(None)
    alive = outbox.c.state.in_(("ready", "leased", "sent"))
    query = select(*ALERT_COLUMNS).where(its, alive).order_by(outbox.c.id)
    # Held first, so that of two presses at once the second finds what the first has made.
    alerts = [Alert(*row) for row in await tx.execute(locked(tx, query, outbox))]
    waiting = select(func.count()).where(
        of_chat, in_state("ready"), outbox.c.snoozed_from == bundle, outbox.c.available_at > now
    )
    if not alerts or (await tx.execute(waiting)).scalar_one():
        return 0
    await tx.execute(update(outbox).where(its, in_state("ready")).values(state="suppressed"))
    rows = [_again(alert, bundle, until, now) for alert in alerts]
    return (await tx.execute(insert_or_ignore(tx, outbox), rows)).rowcount


async def suppress(
    chat_id: int,
    tx: AsyncConnection,
    parcel_ids: Collection[int] | None = None,
    rules: Collection[str] | None = None,
) -> int:
    """Calls off waiting alerts of these parcels and rules (None is all); returns how many.

    Alerts already being sent are not stopped.
    """
    which = _waiting(chat_id)
    if rules is not None:
        which &= outbox.c.rule.in_(rules)
    called_off = update(outbox).values(state="suppressed")
    if parcel_ids is None:
        return (await tx.execute(called_off.where(which))).rowcount
    suppressed = 0
    for batch in in_batches(parcel_ids):
        its = which & outbox.c.parcel_id.in_(batch)
        suppressed += (await tx.execute(called_off.where(its))).rowcount
    return suppressed


async def pause(chat_id: int, tx: AsyncConnection, reason: str, rules: Collection[str] | None = None) -> int:
    """Calls off waiting alerts of these rules (None is all) until `resume`; returns how many.

    Their facts have been told as far as the scan goes, so nothing else would ever make them again.
    """
    which = _waiting(chat_id)
    if rules is not None:
        which &= outbox.c.rule.in_(rules)
    return (await tx.execute(update(outbox).where(which).values(state="suppressed", last_error=reason))).rowcount


async def resume(chat_id: int, tx: AsyncConnection, reason: str, rules: Collection[str] | None = None) -> int:
    """Lets alerts wait again that were paused for this reason and not handled since; returns how many."""
    which = (outbox.c.chat_id == chat_id) & in_state("suppressed") & (outbox.c.last_error == reason)
    which &= outbox.c.handled_at.is_(None)
    if rules is not None:
        which &= outbox.c.rule.in_(rules)
    return (await tx.execute(update(outbox).where(which).values(state="ready", last_error=None))).rowcount


async def hold(chat_id: int, tx: AsyncConnection, until: datetime) -> int:
    """Keeps waiting alerts back until then (quiet hours began or moved); returns how many."""
    earlier = outbox.c.available_at < until
    statement = update(outbox).where(_waiting(chat_id), earlier).values(available_at=until)
    return (await tx.execute(statement)).rowcount


async def release(chat_id: int, tx: AsyncConnection, now: datetime) -> int:
    """Lets alerts go that were kept back (quiet hours ended or moved); returns how many.

    Snoozed alerts keep their moment, and so does a message that is tried again later.
    """
    kept_back = (
        _waiting(chat_id) & (outbox.c.available_at > now) & outbox.c.snoozed_from.is_(None) & outbox.c.bundle.is_(None)
    )
    return (await tx.execute(update(outbox).where(kept_back).values(available_at=now))).rowcount


def _waiting(chat_id: int) -> ColumnElement[bool]:
    return (outbox.c.chat_id == chat_id) & in_state("ready")


def _again(alert: Alert, bundle: int, until: datetime, now: datetime) -> dict[str, object]:
    """A fresh row that tells the same alert at `until`."""
    first_key = alert.dedup_key.partition(SNOOZED)[0]
    return {
        "chat_id": alert.chat_id,
        "parcel_id": alert.parcel_id,
        "rule": alert.rule,
        "level": alert.level,
        "episode": alert.episode,
        "dedup_key": f"{first_key}{SNOOZED}{until.isoformat()}",
        "facts": alert.facts,
        "state": "ready",
        "available_at": until,
        "snoozed_from": bundle,
        "attempts": 0,
        "repeated": False,
        "created_at": now,
    }
