"""A parcel as the templates show it: its state, its promise on the seller's calendar, its silence, its next alert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts.moments import idle_since, next_moment
from bot.alerts.promised import Promised, promised
from bot.alerts.quiet import free_at
from bot.turn import Turn
from rules.book import DatedBook
from storage.chats import Chat
from storage.parcels import Parcel


@dataclass(frozen=True, slots=True)
class ParcelView:
    """What the templates know of a parcel. ``state`` is overdue, stalled, moving or delivered."""

    seq: int
    number: str
    name: str | None
    line: str | None
    state: str
    promised: Promised | None
    overdue_for: timedelta
    """Time since the promise passed; negative before."""
    idle_since: datetime
    silent_for: timedelta
    last_event_at: datetime | None
    last_event_text: str | None
    delivered_at: datetime | None
    next_alert: datetime | None
    """When the chat hears of it next, quiet hours included; a moment already past is ``now``."""


def view(parcel: Parcel, chat: Chat, book: DatedBook, now: datetime) -> ParcelView:
    """The parcel as of ``now`` under the chat's settings."""
    since = idle_since(parcel)
    moment = next_moment(parcel, chat, book)
    return ParcelView(
        seq=parcel.seq,
        number=parcel.number,
        name=parcel.name,
        line=parcel.line,
        state=state_of(parcel, chat, now),
        promised=promised(parcel),
        overdue_for=now - parcel.promised_at if parcel.promised_at is not None else timedelta(0),
        idle_since=since,
        silent_for=max(now - since, timedelta(0)),
        last_event_at=parcel.last_event_at,
        last_event_text=parcel.last_event_text,
        delivered_at=parcel.delivered_at,
        next_alert=None if moment is None else free_at(max(moment, now), chat.quiet_from, chat.quiet_to, chat.timezone),
    )


def state_of(parcel: Parcel, chat: Chat, now: datetime) -> str:
    """The one state `storage.parcels.counts` counts the parcel under."""
    if parcel.delivered_at is not None:
        return "delivered"
    if parcel.promised_at is not None and parcel.promised_at <= now:
        return "overdue"
    return "stalled" if idle_since(parcel) <= idle_before(chat, now) else "moving"


def idle_before(chat: Chat, now: datetime) -> datetime:
    """A parcel without news since this moment counts as stalled in this chat."""
    return now - timedelta(days=chat.silence_days)


def facts(turn: Turn, **more: object) -> dict[str, object]:
    """What every template here may use, and what is given.

    The book, the seller's zone, the clock, the days of silence, and for examples a day some weeks ahead and one past.
    """
    return {
        "book": turn.book,
        "zone": turn.zone,
        "now": turn.now,
        "silence_days": turn.chat.silence_days,
        "example_day": (turn.today + timedelta(days=20)).isoformat(),
        "past_day": (turn.today - timedelta(days=1)).isoformat(),
        **more,
    }
