"""From stored rows to `rules.milestones` and back: when does this parcel matter next, and does an alert still hold.

A chat that is not subscribed, or that Telegram refuses, has no moments: its parcels rest until `reschedule`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from rules import milestones as rules
from rules.book import DatedBook
from rules.milestones import Milestone, ParcelFacts, Policy, Rule, Told
from storage import parcels
from storage.chats import Chat
from storage.parcels import Parcel

HIGHEST_LEVEL = 2
"""Nothing of an episode is left to tell once this level was told."""


class Tracked(Protocol):
    """A parcel as far as its moments go; `storage.parcels.Parcel` and `storage.due.DueParcel` are such."""

    @property
    def promised_at(self) -> datetime | None: ...
    @property
    def watched_at(self) -> datetime: ...
    @property
    def last_event_at(self) -> datetime | None: ...
    @property
    def delivered_at(self) -> datetime | None: ...
    @property
    def overdue_told(self) -> int: ...
    @property
    def overdue_episode(self) -> datetime | None: ...
    @property
    def stalled_told(self) -> int: ...
    @property
    def stalled_episode(self) -> datetime | None: ...


class Listener(Protocol):
    """A chat as far as its alerts go; `storage.chats.Chat` and `storage.due.DueParcel` are such."""

    @property
    def subscribed(self) -> bool: ...
    @property
    def active(self) -> bool: ...
    @property
    def overdue_on(self) -> bool: ...
    @property
    def stalled_on(self) -> bool: ...
    @property
    def silence_days(self) -> int: ...


def milestones_of(parcel: Tracked, chat: Listener, book: DatedBook) -> tuple[Milestone, ...]:
    """Every moment of the parcel under the chat's settings; none when the chat hears nothing."""
    if not (chat.subscribed and chat.active):
        return ()
    facts = ParcelFacts(
        watched_at=parcel.watched_at,
        promised_at=parcel.promised_at,
        last_event_at=parcel.last_event_at,
        closed=parcel.delivered_at is not None,
    )
    return rules.milestones(book, facts, Policy(chat.overdue_on, chat.stalled_on, chat.silence_days))


def told_of(parcel: Tracked) -> tuple[Told, ...]:
    """What was told of the parcel, for each rule in the episode it was told in."""
    told = []
    if parcel.overdue_told and parcel.overdue_episode is not None:
        told.append(Told(Rule.OVERDUE, parcel.overdue_episode, parcel.overdue_told))
    if parcel.stalled_told and parcel.stalled_episode is not None:
        told.append(Told(Rule.STALLED, parcel.stalled_episode, parcel.stalled_told))
    return tuple(told)


def next_moment(parcel: Tracked, chat: Listener, book: DatedBook) -> datetime | None:
    """The earliest moment not yet told, which may lie in the past: then it is due. None: nothing is to come."""
    return rules.next_moment(milestones_of(parcel, chat, book), told_of(parcel))


def idle_since(parcel: Tracked) -> datetime:
    """What the silence counts from: the last event, or the moment of watching when there was none."""
    return parcel.last_event_at or parcel.watched_at


async def reschedule(chat: Chat, tx: AsyncConnection, book: DatedBook) -> int:
    """Set the next moment of every open parcel of the chat anew; returns how many had another one before.

    Call it in the same transaction as any change of the chat's subscription, activity or alert settings.
    """
    return await reschedule_parcels(chat, tx, book, await parcels.open_parcels(chat.id, tx, lock=True))


async def reschedule_parcels(chat: Chat, tx: AsyncConnection, book: DatedBook, changed: Iterable[Parcel]) -> int:
    """The same for these parcels, after a change of what is known about them."""
    moments = {}
    for parcel in changed:
        moment = next_moment(parcel, chat, book)
        if moment != parcel.next_check_at:
            moments[parcel.id] = moment
    await parcels.set_moments(chat.id, tx, moments)
    return len(moments)
