"""A promise as people say it: a day to its end, or a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.parcels import Parcel


@dataclass(frozen=True, slots=True)
class Promised:
    """The moment a promise passes, and whether it was given as a whole day."""

    at: datetime
    whole_day: bool

    def day(self, zone: ZoneInfo) -> date | None:
        """The promised day when the promise ends with a day of this zone, else None: then `at` is to be shown."""
        local = self.at.astimezone(zone)
        if self.whole_day and (local.hour, local.minute) == (0, 0):
            return local.date() - timedelta(days=1)
        return None


def promised(parcel: Parcel) -> Promised | None:
    """The parcel's promise, if it has one."""
    if parcel.promised_at is None:
        return None
    return Promised(parcel.promised_at, parcel.promise_source in ("date", "days"))
