"""What can still be done about a rule that fails or is not proved, how long there is to do it, and where."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from rules.book import DatedBook
from rules.claim_facts import ClaimFacts
from rules.failure_causes import FIRST_LEG
from rules.order_facts import OrderFacts
from rules.thresholds import meets, required, to_wait
from rules.verdict import Finding, Outcome


class Remedy(StrEnum):
    """What can be done about a point, from the most to the least urgent."""

    NOW = "now"
    """It can still be mended for this order: act before it is picked up, or before a limit passes."""
    WAIT = "wait"
    """Not met yet; time alone may meet it."""
    PROVE = "prove"
    """Nobody has said; find out."""
    OPEN = "open"
    """The source does not settle it."""
    NEXT_TIME = "next_time"
    """Too late for this order; worth mending for the next ones."""


class Outlook(NamedTuple):
    """A remedy, and the time that remains to act or to wait; None where no clock runs or its start is not known."""

    remedy: Remedy
    left: timedelta | None = None


BEFORE_PICKUP = frozenset({"C01", "C02", "C03", "C15", "D03", "D04", "D05", "E08"})
"""What stands on the label or in the order, and is changed until the parcel is picked up."""

CONSOLE = {
    **dict.fromkeys(("E01", "E02", "E03"), "console.certification"),
    **dict.fromkeys(("C01", "C02", "C03", "C15", "D03", "D04", "D05", "E08", "O06"), "console.order_flags"),
    "D01": "console.diagnosis",
    **dict.fromkeys(("C04", "C05", "C06"), "console.alerts"),
}
"""Where in the seller's console a rule is seen to, as a book key. The source names no place for the shop's figures, for
what the buyer returns and for a ruling."""

_OVERDUE, _IDLE = "coverage.overdue_days", "coverage.idle_days"


def console(rule: str) -> str:
    """The book key of the console path for a rule; "" where the source names none."""
    return CONSOLE.get(rule, "")


def outlook(book: DatedBook, facts: ClaimFacts, finding: Finding) -> Outlook:
    """What can be done about a finding that is not YES. `facts` are completed."""
    if finding.rule == "D01":
        return _first_leg(book, facts, finding)
    if finding.outcome is Outcome.UNKNOWN:
        return Outlook(Remedy.PROVE if finding.missing else Remedy.OPEN)
    if finding.rule == "O06":
        return Outlook(Remedy.WAIT)
    if finding.rule in ("C04", "C05", "C06") and facts.order.delivered is not True:
        return Outlook(Remedy.WAIT, _to_wait(book, facts.order, finding.rule))
    if finding.rule in BEFORE_PICKUP and facts.order.picked_up is not True:
        return Outlook(Remedy.NOW)
    return Outlook(Remedy.NEXT_TIME)


def _first_leg(book: DatedBook, facts: ClaimFacts, finding: Finding) -> Outlook:
    """D01: while its hours run, the carrier can be urged; before pickup they do not run yet."""
    if finding.outcome is Outcome.NO:
        return Outlook(Remedy.NEXT_TIME)
    since, left = facts.since_pickup, None
    if since is not None and meets(book, FIRST_LEG, since):
        limit = required(book, FIRST_LEG)
        left = limit - since if isinstance(limit, timedelta) else None
    if finding.missing:
        return Outlook(Remedy.PROVE, left)
    return Outlook(Remedy.WAIT) if left is None else Outlook(Remedy.NOW, left)


def _to_wait(book: DatedBook, order: OrderFacts, rule: str) -> timedelta | None:
    """Of C04 or C05; None for C06, whose parts tell it."""
    key, elapsed = {"C04": (_OVERDUE, order.overdue), "C05": (_IDLE, order.idle)}.get(rule, ("", None))
    return None if elapsed is None else to_wait(book, key, elapsed)
