"""Dates, moments and spans of days as sellers write them, read on the seller's own calendar.

A day written without a time ends at the next midnight of the seller's zone. Where a wall clock shows a time twice
the first is meant; one that a change of clocks skips is read with the clock as it was before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.reading.date_forms import (
    DAYS_AWAY,
    DateProblem,
    clock,
    foretells,
    forms,
    leads_to_moment,
    passed_day,
    relative_form,
)
from bot.reading.parcel_talk import is_over, is_promise
from bot.reading.parcel_words import MARK

__all__ = [
    "DateProblem",
    "Promise",
    "Undated",
    "end_of_day",
    "take_last_moment",
    "take_moment",
    "take_promise",
    "without_dates",
]

_CLOSING = ".!)]}\u3002\u3011"
_OPENING = " \t,:;|-@([{\u3010\u3001"


@dataclass(frozen=True, slots=True)
class Promise:
    """The moment a promise passes (aware UTC) and how it was written: ``date``, ``moment`` or ``days``."""

    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    seen: str
    day: date
    clock: time | None = None
    midnight: bool = False
    """24:00: the end of the day."""
    offset: tzinfo | None = None
    counted: bool = False

    def at(self, zone: ZoneInfo) -> datetime:
        if self.clock is None or self.midnight:
            return end_of_day(self.day, zone)
        return datetime.combine(self.day, self.clock, self.offset or zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Undated:
    """A line with marks in place of its dates and spans.

    ``promised``: one may be a promise; ``said``: one is said to be; ``over``: one is said to have passed.
    """

    rest: str
    promised: bool
    said: bool
    over: bool


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The midnight that ends ``day`` on the clocks of ``zone``, as UTC."""
    return datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)


def take_promise(text: str, now: datetime, zone: ZoneInfo, *, telling: bool = False) -> tuple[Promise | None, str]:
    """The one promised date, moment or span in a folded line, and the line with a mark in its place.

    ``telling``: the line may tell of what has happened, too, and days that are said to be over are passed over. Raises
    `DateProblem` for a date that cannot be understood or stands beside a second one.
    """
    today = now.astimezone(zone).date()
    found = list(_find(text, today, telling=telling))
    if not found:
        return None, text
    if len(found) > 1:
        raise DateProblem("several", " / ".join(each.seen for each in sorted(found, key=lambda each: each.start)))
    (only,) = found
    _check_distance(only, today)
    source = "days" if only.counted else "date" if only.clock is None else "moment"
    return Promise(only.at(zone), source), text[: only.start] + MARK + text[only.end :]


def take_moment(text: str, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, str]:
    """The moment at the very start of a carrier's line, in UTC, and the text behind it.

    A day of the past without a time counts to its last minute, today without one is ``now``. Raises `DateProblem`, with
    the code ``future`` for a moment after ``now``.
    """
    text = text.strip()
    today = now.astimezone(zone).date()
    found = _at_start(text, today)
    if found is None:
        return None, text
    return _happened(found, now, zone), text[found.end :].lstrip(" \t,:;|-")


def take_last_moment(text: str, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, str]:
    """The moment at the very end of a carrier's line, and the text before it; read and refused as `take_moment` does.

    A day that the words before it foretell ("expected 1 December") is none.
    """
    text = text.strip().rstrip(_CLOSING).rstrip()
    found = _at_end(text, now.astimezone(zone).date())
    if found is None:
        return None, text
    return _happened(found, now, zone), leads_to_moment().sub("", text[: found.start].rstrip(_OPENING)).rstrip(_OPENING)


def _happened(found: _Found, now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    _check_distance(found, today)
    if found.clock is not None:
        moment = found.at(zone)
    else:
        moment = now if found.day == today else end_of_day(found.day, zone) - timedelta(minutes=1)
    if moment > now:
        raise DateProblem("future", found.seen)
    return moment


def _find(text: str, today: date, *, telling: bool = False) -> Iterator[_Found]:
    """Every date and span, each part of the text used once; more telling forms are tried first.

    ``telling``: only those that are not over.
    """
    whole = text
    for pattern, resolve, counted in forms():
        while match := pattern.search(text):
            if telling and _is_over(whole, match, counted=counted):
                text = text[: match.start()] + MARK * len(match[0]) + text[match.end() :]
                continue
            found = _with_clock(text, *match.span(), resolve(match, today, False), counted=counted)
            text = text[: found.start] + MARK * (found.end - found.start) + text[found.end :]
            yield found


def without_dates(text: str) -> Undated:
    """What a folded line says beside its dates and spans, and of which kind these are. Never raises."""
    whole, promised, said, over = text, False, False, False
    for pattern, _, counted in forms():
        for match in pattern.finditer(text):
            if _is_over(whole, match, counted=counted):
                over = True
            else:
                promised, said = True, said or is_promise(whole, *match.span(), counted=counted)
        text = pattern.sub(lambda found: MARK * len(found[0]), text)
    return Undated(text, promised, said, over)


def _is_over(text: str, match: re.Match[str], *, counted: bool) -> bool:
    """Whether the words at a date or a span say that it is none to come; "yesterday" is read as a span is, too."""
    if is_promise(text, *match.span(), counted=counted):
        return False
    behind_us = match.re is relative_form() and passed_day(match[0])
    return is_over(text, *match.span(), counted=counted) or (behind_us and is_over(text, *match.span(), counted=True))


def _at_start(text: str, today: date) -> _Found | None:
    for pattern, resolve, counted in forms():
        match = pattern.match(text)
        if match is not None and not counted:
            return _with_clock(text, 0, match.end(), resolve(match, today, True), counted=False)
    if clock().match(text):
        return _with_clock(text, 0, 0, today, counted=False)
    return None


def _at_end(text: str, today: date) -> _Found | None:
    for pattern, resolve, counted in forms():
        for match in pattern.finditer(text):
            behind = clock().match(text, match.end())
            if counted or (behind or match).end() < len(text) or foretells().search(text[: match.start()]):
                continue
            return _with_clock(text, *match.span(), resolve(match, today, True), counted=False)
    for alone in re.finditer(r"(?<!\S)(?=\S)", text):
        written = clock().match(text, alone.start())
        if written is not None and written.end() == len(text):
            return _with_clock(text, alone.start(), alone.start(), today, counted=False)
    return None


def _with_clock(text: str, start: int, end: int, day: date, *, counted: bool) -> _Found:
    """The day found between ``start`` and ``end``, with the time of day behind it if one is written there."""
    if counted:
        return _Found(start, end, text[start:end].strip(), day, counted=True)
    written = clock().match(text, end)
    if written is None:
        return _Found(start, end, text[start:end].strip(), day)
    seen = text[start : written.end()]
    hour, minute = int(written["hour"]), int(written["minute"] or written["minutes"] or 0)
    if written["half"]:
        minute = 30
    if written["evening"] and hour == 12:
        raise DateProblem("ambiguous", seen)
    late = bool(written["afternoon"] or written["evening"] or written["pm"])
    early = bool(written["morning"] or written["am"])
    if late and 1 <= hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    midnight = hour == 24 and minute == 0
    if not midnight and (hour > 23 or minute > 59 or (early and hour > 12)):
        raise DateProblem("impossible", seen)
    return _Found(
        start,
        written.end(),
        seen.strip(" ,\t"),
        day,
        time(0) if midnight else time(hour, minute),
        midnight,
        _offset(written["offset"], seen),
    )


def _offset(written: str | None, seen: str) -> tzinfo | None:
    if not written:
        return None
    if written.upper() in ("Z", "UTC"):
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours > 14 or minutes > 59:
        raise DateProblem("impossible", seen)
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if written[0] == "-" else away)


def _check_distance(found: _Found, today: date) -> None:
    if abs((found.day - today).days) > DAYS_AWAY:
        raise DateProblem("far", found.seen)
