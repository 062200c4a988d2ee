"""What one alert message says: which of its alerts still hold, grouped by rule, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.alerts.buttons import FROM_ALERT, AlertDetails, AlertHandled, AlertSnooze
from bot.alerts.moments import idle_since
from bot.alerts.promised import Promised, promised
from bot.alerts.quiet import quiet_until
from bot.buttons import Press, Rows
from bot.render import DEFAULT_LOCALE
from rules.book import DatedBook
from rules.milestones import Rule
from storage.chats import Chat
from storage.outbox import Alert
from storage.parcels import Parcel

LINES = 20
"""Parcels named in one message; the rest is counted."""
_MORNING = range(5, 12)


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One parcel in a message. ``since`` is the promise that passed or the last event; ``for_`` how long ago."""

    seq: int
    number: str
    name: str | None
    rule: Rule
    level: int
    since: datetime
    for_: timedelta
    promised: Promised | None
    last_event_text: str | None


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """The alerts of one rule: all of them counted, the worst of them as lines."""

    rule: Rule
    count: int
    level: int
    lines: tuple[AlertLine, ...]


def standing(alert: Alert, parcel: Parcel | None, chat: Chat) -> bool:
    """Whether the fact of an alert still holds and the chat still wants to hear of it."""
    if parcel is None or parcel.delivered_at is not None:
        return False
    wanted = chat.overdue_on if alert.rule == Rule.OVERDUE else chat.stalled_on
    return wanted and same_episode(alert, parcel)


def same_episode(alert: Alert, parcel: Parcel) -> bool:
    """Whether the parcel is still in the episode the alert is about."""
    if alert.rule == Rule.OVERDUE:
        return parcel.promised_at == alert.episode
    # An older event that becomes known only dates the same silence better; a newer one ends it.
    return idle_since(parcel) <= alert.episode


def grouped(alerts: Iterable[Alert], parcels: Mapping[int, Parcel], now: datetime) -> tuple[AlertGroup, ...]:
    """One line for each parcel and rule, at its highest level; at most `LINES` of them over all groups."""
    highest: dict[tuple[str, int], Alert] = {}
    for alert in alerts:
        known = highest.get((alert.rule, alert.parcel_id))
        if alert.parcel_id in parcels and (known is None or alert.level > known.level):
            highest[alert.rule, alert.parcel_id] = alert
    lines = [_line(alert, parcels[alert.parcel_id], now) for alert in highest.values()]
    by_rule = groupby(sorted(lines, key=lambda line: (line.rule, -line.level, line.since, line.seq)), _rule)
    groups = [(rule, tuple(its)) for rule, its in by_rule]
    groups.sort(key=lambda group: (-group[1][0].level, group[0] is not Rule.OVERDUE))
    shares = _shares([len(its) for _, its in groups])
    return tuple(
        AlertGroup(rule, len(its), its[0].level, its[:share]) for (rule, its), share in zip(groups, shares, strict=True)
    )


def message_facts(
    alerts: Sequence[Alert],
    parcels: Mapping[int, Parcel],
    chat: Chat,
    book: DatedBook,
    now: datetime,
    *,
    outcome: str | None = None,
    returns_at: object = None,
) -> dict[str, object]:
    """The facts of ``alerts/message``; ``outcome`` is what a button did: ``handled`` or ``snoozed`` till a moment."""
    zone = ZoneInfo(chat.timezone)
    groups = grouped(alerts, parcels, now)
    held = any(
        quiet_until(alert.created_at, chat.quiet_from, chat.quiet_to, chat.timezone) is not None for alert in alerts
    )
    return {
        "book": book,
        "zone": zone,
        "now": now,
        "groups": groups,
        "total": sum(group.count for group in groups),
        "left_out": sum(group.count - len(group.lines) for group in groups),
        "level": max((group.level for group in groups), default=1),
        "repeated": any(alert.repeated for alert in alerts),
        "snoozed": any(alert.snoozed_from is not None for alert in alerts),
        "held": held,
        "morning": now.astimezone(zone).hour in _MORNING,
        "outcome": outcome,
        "returns_at": returns_at,
    }


def message_buttons(bundle: int, book: DatedBook) -> Rows:
    """Handled, snooze, details; the data names the bundle, so that either copy of a repeat settles both."""
    hours = book.whole("alerts.snooze_hours")
    return (
        (
            Press("alerts.handled", AlertHandled(bundle)),
            Press("alerts.snooze", AlertSnooze(bundle), (("hours", hours),)),
        ),
        (Press("alerts.details", AlertDetails(bundle, FROM_ALERT)),),
    )


def locale_of(chat: Chat) -> str:
    """The language a push is written in."""
    return chat.language or chat.last_language or DEFAULT_LOCALE


def _rule(line: AlertLine) -> Rule:
    return line.rule


def _line(alert: Alert, parcel: Parcel, now: datetime) -> AlertLine:
    rule = Rule(alert.rule)
    since = alert.episode if rule is Rule.OVERDUE else idle_since(parcel)
    return AlertLine(
        seq=parcel.seq,
        number=parcel.number,
        name=parcel.name,
        rule=rule,
        level=alert.level,
        since=since,
        for_=now - since,
        promised=promised(parcel) if rule is Rule.OVERDUE else None,
        last_event_text=parcel.last_event_text if parcel.last_event_at is not None else None,
    )


def _shares(sizes: Sequence[int]) -> list[int]:
    """How many lines each group shows: what there is, else an even part, with what others leave over."""
    shares = [0] * len(sizes)
    left = LINES
    for place, (index, size) in enumerate(sorted(enumerate(sizes), key=lambda pair: pair[1])):
        shares[index] = min(size, left // (len(sizes) - place))
        left -= shares[index]
    return shares
