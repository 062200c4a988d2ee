"""The scan: due parcels in, outbox rows and the next moments out, one transaction for a batch.

It reads the due end of an index, so it costs what is due and not what is watched. Every fact is worked out anew from
the rules before anything is told: a stored moment may have come too early. What quiet hours hold back is stored at
once too, only with a later `available_at`, so a due fact always has its row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.moments import milestones_of, told_of
from bot.alerts.quiet import free_at
from bot.services import Services
from rules import milestones as rules
from rules.book import DatedBook
from rules.milestones import Milestone, Rule
from storage import due
from storage.due import DueParcel, NewAlert, ScanUpdate

log = structlog.get_logger()

BATCH = 500
POISON_PAUSE = timedelta(hours=1)
"""How long a parcel rests whose moments cannot be worked out, so that it stops neither its batch nor the loop."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """Parcels looked at, alerts stored, parcels pushed back because they could not be worked out."""

    visited: int = 0
    alerts: int = 0
    pushed_back: int = 0

    def __add__(self, other: ScanReport) -> ScanReport:
        return ScanReport(
            self.visited + other.visited, self.alerts + other.alerts, self.pushed_back + other.pushed_back
        )


async def scan(services: Services, now: datetime, batch: int = BATCH) -> ScanReport:
    """Work off everything due at ``now`` (aware UTC), ``batch`` parcels in a transaction; safe to run twice."""
    book = services.book_of_today(now)
    total = ScanReport()
    while True:
        report, full = await _one_batch(services, book, now, batch)
        total += report
        if not full:
            break
    if total.visited:
        log.info("scanned", visited=total.visited, alerts=total.alerts, pushed_back=total.pushed_back)
    return total


async def _one_batch(services: Services, book: DatedBook, now: datetime, batch: int) -> tuple[ScanReport, bool]:
    """Work off one batch; also whether it was full, so that there may be more."""
    async with services.database.write() as tx:
        rows = await due.due_parcels(tx, now, batch)
        if not rows:
            return ScanReport(), False
        try:
            async with tx.begin_nested():
                report = await _settle(tx, [decide(row, book, now) for row in rows], now)
        except Exception as error:
            log.warning("batch_failed", parcels=len(rows), error=type(error).__name__)
            report = await _one_by_one(tx, rows, book, now)
    return report, len(rows) == batch


async def _one_by_one(tx: AsyncConnection, rows: Sequence[DueParcel], book: DatedBook, now: datetime) -> ScanReport:
    """Every row under a savepoint of its own: the one that fails is pushed back, the others go on."""
    total = ScanReport()
    for row in rows:
        try:
            async with tx.begin_nested():
                total += await _settle(tx, [decide(row, book, now)], now)
        except Exception:
            times = await due.push_back(tx, row.id, now + POISON_PAUSE)
            log.exception("parcel_pushed_back", parcel=row.id, times=times)
            total += ScanReport(visited=1, pushed_back=1)
    return total


async def _settle(
    tx: AsyncConnection, decided: Sequence[tuple[tuple[NewAlert, ...], ScanUpdate]], now: datetime
) -> ScanReport:
    stored = await due.enqueue(tx, [alert for alerts, _ in decided for alert in alerts])
    await due.settle_scan(tx, [update for _, update in decided])
    return ScanReport(visited=len(decided), alerts=stored)


def decide(row: DueParcel, book: DatedBook, now: datetime) -> tuple[tuple[NewAlert, ...], ScanUpdate]:
    """What a due parcel's facts come to: the alerts to store, what counts as told from then on, the next moment. Pure.

    Raises for facts the rules refuse, and for a next moment that is not in the future: such a parcel would be due
    again at once, for ever.
    """
    found = milestones_of(row, row, book)
    told = told_of(row)
    reached = rules.due(found, told, now)
    levels: dict[Rule, tuple[int, datetime | None]] = {
        Rule.OVERDUE: (row.overdue_told, row.overdue_episode),
        Rule.STALLED: (row.stalled_told, row.stalled_episode),
    }
    alerts: tuple[NewAlert, ...] = ()
    if reached:
        available_at = free_at(now, row.quiet_from, row.quiet_to, row.timezone)
        alerts = tuple(_alert(row, milestone, available_at, now) for milestone in reached)
        levels.update({each.rule: (each.level, each.episode) for each in reached})
        told = (*told, *(rules.Told(each.rule, each.episode, each.level) for each in reached))
    moment = rules.next_moment(found, told)
    if moment is not None and moment <= now:
        raise ValueError("a parcel that would be due again at once")
    return alerts, ScanUpdate(row.id, *levels[Rule.OVERDUE], *levels[Rule.STALLED], moment)


def _alert(row: DueParcel, milestone: Milestone, available_at: datetime, now: datetime) -> NewAlert:
    return NewAlert(
        chat_id=row.chat_id,
        parcel_id=row.id,
        rule=milestone.rule.value,
        level=milestone.level,
        episode=milestone.episode,
        dedup_key=dedup_key(row.id, milestone),
        facts={"due_at": milestone.at.isoformat()},
        available_at=available_at,
        created_at=now,
    )


def dedup_key(parcel_id: int, milestone: Milestone) -> str:
    """The fact's name for good: parcel, rule, level and the episode it belongs to."""
    episode = milestone.episode.isoformat()
    return f"{parcel_id}:{milestone.rule.value}:{milestone.level}:{episode}"
