"""The logistics anomaly (物流异常): a listed line, undelivered past the promise, and silent (C03-C06)."""

from __future__ import annotations

from datetime import datetime, timedelta

from rules import lines
from rules.applied import Part, Sheet, joined
from rules.book import DatedBook
from rules.order_facts import OrderFacts
from rules.prospects import OPEN, Prospect, awaiting, settled
from rules.shipping import Shipment
from rules.thresholds import met_from, to_wait
from rules.verdict import Operand, Outcome

_LINES, _LOSS = "coverage.logistics_lines", "coverage.loss_trigger"
_LATE, _SILENT, _BOTH = "coverage.overdue_days", "coverage.idle_days", "coverage.combine"
_FIRST = {"all": max, "any": min}
"""Of the instants (or waits) of C04 and C05, the one at which they hold together."""


def apply(sheet: Sheet, facts: OrderFacts, shipment: Shipment) -> None:
    """C03 and C06, with C04 and C05, its parts, told beside it."""
    sheet.find(_LINES, lines.covered(sheet, shipment), lines.observed(shipment))
    undelivered = sheet.told(_LATE, "delivered", facts.delivered, False, label="undelivered")
    past_promise = sheet.held(_LATE, "overdue", facts.overdue)
    late = sheet.join(_LATE, "late_undelivered", "all", (undelivered, past_promise))
    late = sheet.find(_LATE, late, facts.overdue, counts=False)
    silent = sheet.find(_SILENT, sheet.held(_SILENT, "idle", facts.idle), facts.idle, counts=False)
    sheet.find(_BOTH, _anomaly(sheet, facts, undelivered, past_promise, late, silent), None)


def _anomaly(sheet: Sheet, facts: OrderFacts, undelivered: Part, past_promise: Part, late: Part, silent: Part) -> Part:
    """C06: C04 and C05 as the book joins them, or a loss where it still matters; only of an undelivered parcel."""
    combine = sheet.book.text(_BOTH)
    both = joined(combine, (past_promise, silent)).outcome
    loss_matters = facts.lost is not False and facts.delivered is not True and both is not Outcome.YES
    if combine == "all" and not loss_matters:
        return sheet.join(_BOTH, _BOTH, "all", (late, silent))
    anomaly = sheet.join(_BOTH, _BOTH, combine, (past_promise, silent))
    if loss_matters:
        anomaly = sheet.join(_BOTH, "anomaly_or_loss", "any", (anomaly, _loss(sheet, facts.lost)))
    return sheet.join(_BOTH, "still_undelivered", "all", (undelivered, anomaly))


def wait(book: DatedBook, facts: OrderFacts) -> timedelta | None:
    """How much longer the parcel must stay undelivered and silent; None once delivered or where a figure is missing."""
    if facts.delivered is not False or facts.overdue is None or facts.idle is None:
        return None
    first = _FIRST[book.text(_BOTH)]
    return first(to_wait(book, _LATE, facts.overdue), to_wait(book, _SILENT, facts.idle))


def claimable_from(book: DatedBook, promised_at: datetime, idle_since: datetime) -> datetime:
    """The first instant at which C04 and C05 both hold for a parcel that stays undelivered and silent (C06).

    Under another option of `coverage.combine` ("any") the first instant at which one of them holds. Both instants are
    aware and in UTC. Raises NotInForce for a day before the figures begin.
    """
    first = _FIRST[book.text(_BOTH)]
    return first(met_from(book, _LATE, promised_at), met_from(book, _SILENT, idle_since))


def _loss(sheet: Sheet, lost: bool | None) -> Part:
    """X04: a parcel known to be lost is enough by itself, or leaves the peril open until C04 and C05 hold."""
    if lost:
        sheet.rely("X04")
    prospect = awaiting("lost") if lost is None else settled(lost)
    if sheet.book.text(_LOSS) != "by_itself":
        prospect = OPEN if lost else Prospect(prospect.outcome, prospect.sinks)
    known = None if prospect.outcome is Outcome.UNKNOWN else lost
    operands = (Operand("lost", known, "bool"), Operand("required", True, "bool"))
    return sheet.compare(_LOSS, "lost", "is", operands, prospect)
