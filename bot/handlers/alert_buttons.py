"""The buttons under an alert: handled, snooze, details. They settle the message and every copy of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.buttons import FROM_ALERT, AlertDetails, AlertHandled, AlertSnooze
from bot.alerts.message import message_facts, same_episode
from bot.alerts.moments import HIGHEST_LEVEL, reschedule_parcels
from bot.alerts.quiet import free_at
from bot.buttons import Press, Rows
from bot.handlers.parcel_buttons import ParcelList, ParcelShow
from bot.handlers.parcel_view import facts, view
from bot.handlers.parcels import PAGE, show
from bot.turn import Answer, Place, Reply, Turn
from rules.milestones import Rule
from storage import outbox, parcels
from storage.outbox import Alert
from storage.parcels import Parcel

_Known = Mapping[int, Parcel]


async def handled(turn: Turn, data: AlertHandled) -> Answer:
    """Silence these rules for these parcels until something new happens; say so when it was done before."""
    async with turn.write() as tx:
        settled = await outbox.handle(turn.chat.id, tx, data.bundle, turn.now)
        alerts, known = await _bundle(turn, tx, data.bundle)
        if settled:
            await _silence(turn, tx, settled, known)
    if not alerts:
        return _gone(turn)
    parcels_done = len({alert.parcel_id for alert in alerts})
    notice = Reply(
        "alerts/notice",
        facts(turn, what="handled" if settled else "handled_before", count=parcels_done),
        place=Place.TOAST,
    )
    return (notice, _edited(turn, data.bundle, alerts, known, "handled"))


async def snoozed(turn: Turn, data: AlertSnooze) -> Answer:
    """Tell it again later if it still holds then; once, however often the button is pressed."""
    hours = turn.book.whole("alerts.snooze_hours")
    until = turn.now + timedelta(hours=hours)
    async with turn.write() as tx:
        count = await outbox.snooze(turn.chat.id, tx, data.bundle, until, turn.now)
        alerts, known = await _bundle(turn, tx, data.bundle)
    if not alerts:
        return _gone(turn)
    returns_at = free_at(until, turn.chat.quiet_from, turn.chat.quiet_to, turn.chat.timezone)
    if count:
        notice = Reply("alerts/notice", facts(turn, what="snoozed", returns_at=returns_at), place=Place.TOAST)
        return (notice, _edited(turn, data.bundle, alerts, known, "snoozed", returns_at))
    what = "handled_before" if all(alert.handled_at is not None for alert in alerts) else "snoozed_before"
    done = len({alert.parcel_id for alert in alerts})
    notice = Reply("alerts/notice", facts(turn, what=what, count=done), place=Place.TOAST)
    return notice if what == "snoozed_before" else (notice, _edited(turn, data.bundle, alerts, known, "handled"))


async def details(turn: Turn, data: AlertDetails) -> Answer:
    """The parcels of the message: one in full, several as a list of their own with a button for each."""
    async with turn.services.database.read() as tx:
        _, known = await _bundle(turn, tx, data.bundle)
    if not known:
        return _gone(turn)
    every = sorted(known.values(), key=lambda parcel: parcel.seq)
    if len(every) == 1:
        return await show(turn, every[0], Place.NEW)
    from_alert = data.page == FROM_ALERT
    pages = -(-len(every) // PAGE)
    page = min(max(data.page, 0), pages - 1)
    views = [view(parcel, turn.chat, turn.book, turn.now) for parcel in every[page * PAGE : (page + 1) * PAGE]]
    told = facts(turn, state="alert", parcels=views, total=len(every), page=page + 1, pages=pages)
    numbers = tuple(Press("parcels.number", ParcelShow(each.seq), (("seq", each.seq),)) for each in views)
    turning: tuple[Press, ...] = ()
    if page > 0:
        turning += (Press("parcels.previous", AlertDetails(data.bundle, page - 1)),)
    if page + 1 < pages:
        turning += (Press("parcels.next", AlertDetails(data.bundle, page + 1)),)
    last = (Press("parcels.all", ParcelList("", 0)),)
    rows = tuple(row for row in (numbers[:4], numbers[4:], turning, last) if row)
    return Reply("parcels/page", told, rows, Place.NEW if from_alert else Place.EDIT)


async def _bundle(turn: Turn, tx: AsyncConnection, bundle: int) -> tuple[tuple[Alert, ...], _Known]:
    """The message's alerts and their parcels, as far as this chat has them; forged data finds nothing."""
    alerts = await outbox.find_bundle(turn.chat.id, tx, bundle)
    found = await parcels.by_ids(turn.chat.id, tx, {alert.parcel_id for alert in alerts})
    return alerts, {parcel.id: parcel for parcel in found}


async def _silence(turn: Turn, tx: AsyncConnection, settled: Sequence[Alert], known: _Known) -> None:
    """Count every level as told in the episodes these alerts are about, and call off what still waits about them.

    An alert whose episode is over silences nothing: what is going on now was not what was handled.
    """
    for rule in Rule:
        running = [
            alert.parcel_id
            for alert in settled
            if alert.rule == rule and alert.parcel_id in known and same_episode(alert, known[alert.parcel_id])
        ]
        if running:
            await parcels.mark_handled(turn.chat.id, tx, running, rule.value, HIGHEST_LEVEL, turn.now)
            await outbox.suppress(turn.chat.id, tx, running, (rule.value,))
    touched = await parcels.by_ids(turn.chat.id, tx, {alert.parcel_id for alert in settled})
    await reschedule_parcels(turn.chat, tx, turn.book, touched)


def _edited(
    turn: Turn, bundle: int, alerts: Sequence[Alert], known: _Known, outcome: str, returns_at: object = None
) -> Reply:
    """The alert again in place, with what was done about it; after a snooze it can still be handled."""
    told = message_facts(alerts, known, turn.chat, turn.book, turn.now, outcome=outcome, returns_at=returns_at)
    look = Press("alerts.details", AlertDetails(bundle, FROM_ALERT))
    rows: Rows = ((look,),)
    if outcome == "snoozed":
        rows = ((Press("alerts.handled", AlertHandled(bundle)), look),)
    return Reply("alerts/message", told, rows, Place.EDIT)


def _gone(turn: Turn) -> Reply:
    return Reply("alerts/notice", facts(turn, what="gone"), place=Place.TOAST)
