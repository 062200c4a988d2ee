"""When a parcel matters, worked out a second time and in the plainest way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LEVELS = {"overdue": (timedelta(0), timedelta(days=7)), "stalled": (timedelta(days=3), timedelta(days=5))}
"""How long after the beginning of its episode each level of a rule comes, in a chat with the settings of the shop."""


@dataclass
class Watched:
    """What the model knows of a parcel."""

    seq: int
    since: datetime
    promised: datetime | None = None
    news: datetime | None = None
    delivered: bool = False
    handled: set[tuple[str, datetime]] = field(default_factory=set)

    def episodes(self) -> dict[str, datetime]:
        """Each rule's running episode."""
        running = {} if self.delivered else {"stalled": self.news or self.since}
        if self.promised is not None and not self.delivered:
            running["overdue"] = self.promised
        return running

    def reached(self, now: datetime) -> set[tuple[str, int, datetime]]:
        """For each rule the highest level reached by now."""
        facts = set()
        for name, episode in self.episodes().items():
            levels = [place for place, wait in enumerate(LEVELS[name], start=1) if episode + wait <= now]
            if levels:
                facts.add((name, levels[-1], episode))
        return facts
