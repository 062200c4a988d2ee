"""When a watched parcel comes to matter, overdue (物流超时) or stalled (轨迹断更), worked out from its facts.

No clock is read. A moment belongs to an episode: the promise it follows from, or the last event before the silence.
A changed promise or a new event therefore begins a new episode, and what was told in an old one counts no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

from rules.book import DatedBook
from rules.thresholds import met_from

Level = Literal[1, 2]


class MomentError(ValueError):
    """An instant without a time zone, or a number of days that is none. `field` names it."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(f"{field}: {problem}")


class Rule(StrEnum):
    """What an alert is about."""

    OVERDUE = "overdue"
    STALLED = "stalled"


class ParcelFacts(NamedTuple):
    """One parcel. All instants are aware; None is not known. `closed` says it has arrived or is no longer watched.

    A parcel without any event is silent since it was put under watch.
    """

    watched_at: datetime
    promised_at: datetime | None = None
    last_event_at: datetime | None = None
    closed: bool = False


class Policy(NamedTuple):
    """What a chat wants to hear of: each rule on or off, and after how many whole days silence is worth a message."""

    overdue: bool
    stalled: bool
    silence_days: int


class Milestone(NamedTuple):
    """A moment at which an alert is due: reached when now >= `at`. Instants are UTC."""

    rule: Rule
    level: Level
    at: datetime
    episode: datetime


class Told(NamedTuple):
    """The highest level told of a rule in an episode; it covers the levels below it."""

    rule: Rule
    episode: datetime
    level: int


def milestones(book: DatedBook, facts: ParcelFacts, policy: Policy) -> tuple[Milestone, ...]:
    """Every moment of a parcel, told or not, by time (then by rule and level).

    Overdue: the promised moment, and again once `alerts.second_overdue_days` is met. Stalled: `silence_days` after the
    last event, and again once `alerts.second_silence_days` is met, where that is later. Days are spans of 24 hours.
    Raises MomentError for a naive instant or less than one day of silence.
    """
    if facts.closed:
        return ()
    if policy.silence_days < 1:
        raise MomentError("silence_days", "at least one day of silence")
    found: list[Milestone] = []
    if policy.overdue and facts.promised_at is not None:
        promised = _utc("promised_at", facts.promised_at)
        late = met_from(book, "alerts.second_overdue_days", promised)
        found.append(Milestone(Rule.OVERDUE, 1, promised, promised))
        if late > promised:
            found.append(Milestone(Rule.OVERDUE, 2, late, promised))
    if policy.stalled:
        if facts.last_event_at is None:
            idle_since = _utc("watched_at", facts.watched_at)
        else:
            idle_since = _utc("last_event_at", facts.last_event_at)
        first = idle_since + timedelta(days=policy.silence_days)
        found.append(Milestone(Rule.STALLED, 1, first, idle_since))
        second = met_from(book, "alerts.second_silence_days", idle_since)
        if second > first:
            found.append(Milestone(Rule.STALLED, 2, second, idle_since))
    found.sort(key=lambda milestone: (milestone.at, milestone.rule, milestone.level))
    return tuple(found)


def due(found: Iterable[Milestone], told: Iterable[Told], now: datetime) -> tuple[Milestone, ...]:
    """For each rule the highest level reached, unless it or a higher one was told in its episode.

    So a scan that comes late, or after weeks of standing still, tells each rule once and at its present level.
    """
    _utc("now", now)
    highest: dict[Rule, Milestone] = {}
    for milestone in found:
        before = highest.get(milestone.rule)
        if milestone.at <= now and (before is None or milestone.level > before.level):
            highest[milestone.rule] = milestone
    heard = tuple(told)
    return tuple(milestone for milestone in highest.values() if not _was_told(milestone, heard))


def next_moment(found: Iterable[Milestone], told: Iterable[Told]) -> datetime | None:
    """The earliest moment not yet told, None when there is none. One in the past is due now."""
    heard = tuple(told)
    return min((milestone.at for milestone in found if not _was_told(milestone, heard)), default=None)


def _was_told(milestone: Milestone, told: tuple[Told, ...]) -> bool:
    return any(
        one.rule == milestone.rule and one.episode == milestone.episode and one.level >= milestone.level for one in told
    )


def _utc(field: str, moment: datetime) -> datetime:
    """The same instant in UTC, so that adding days never crosses a change of clocks."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise MomentError(field, "an instant needs its time zone")
    return moment.astimezone(UTC)
