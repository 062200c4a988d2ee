"""Quiet hours: is it quiet at this instant, and when does it end. Pure.

Quiet hours are minutes of the local day, from ``start`` (included) to ``end`` (not included); a ``start`` after
``end`` runs over midnight. Equal figures, and None, mean no quiet hours at all.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=4096)
def quiet_until(instant: datetime, start: int | None, end: int | None, timezone: str) -> datetime | None:
    """When the quiet hours around ``instant`` end (aware UTC), or None when it is not quiet then.

    The end is what the clocks on the wall show, so a quiet night is an hour longer or shorter when they change. A
    wall time that a change skips counts from the moment of the change.
    """
    if start is None or end is None or start == end:
        return None
    zone = ZoneInfo(timezone)
    local = instant.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if start < end:
        ends_on = local.date() if start <= minute < end else None
    elif minute >= start:
        ends_on = local.date() + timedelta(days=1)
    else:
        ends_on = local.date() if minute < end else None
    if ends_on is None:
        return None
    until = _wall(ends_on, end, zone)
    if until <= instant:  # the second turn of an hour that the clocks repeat
        until = _wall(ends_on, end, zone, fold=1)
    return until if until > instant else None


def free_at(instant: datetime, start: int | None, end: int | None, timezone: str) -> datetime:
    """The first moment from ``instant`` on that is not quiet."""
    return quiet_until(instant, start, end, timezone) or instant


def _wall(day: date, minute: int, zone: ZoneInfo, fold: int = 0) -> datetime:
    """The instant the clocks of ``zone`` show this minute of ``day``; where they skip it, the moment of the change."""
    shown = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone, fold=fold)
    instant = shown.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):
        return instant
    instant = shown.replace(fold=1).astimezone(UTC)  # read with the clock after the change: before the gap
    while instant.astimezone(zone).replace(tzinfo=None) < shown.replace(tzinfo=None):
        instant += timedelta(minutes=1)
    return instant
