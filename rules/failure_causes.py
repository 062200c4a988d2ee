"""The causes of failed payouts the source names, each as a rule: first leg, label phone, battery (D01, D03-D05)."""

from __future__ import annotations

from rules.applied import Sheet
from rules.book import DatedBook
from rules.claim_facts import CAUSE_INPUTS, ClaimFacts
from rules.order_facts import Peril
from rules.prospects import OPEN, Prospect, awaiting
from rules.thresholds import meets
from rules.verdict import Outcome, Verdict

FIRST_LEG = "diagnosis.first_leg_hours"


def causes(book: DatedBook, facts: ClaimFacts) -> Verdict:
    """D01, D03, D04 and D05 on completed facts. A book that requires no code or declaration has no D04 or D05."""
    return _applied(book, facts).verdict(lambda other: _applied(other, facts))


def _applied(book: DatedBook, facts: ClaimFacts) -> Sheet:
    sheet = Sheet(book, CAUSE_INPUTS)
    _first_leg(sheet, facts)
    _phone(sheet, facts)
    _battery(sheet, facts)
    return sheet


def _first_leg(sheet: Sheet, facts: ClaimFacts) -> None:
    """D01, about the early silence only: the first-leg update, never the days without one later on (D07, X09).

    An update that has not come is late once the hours since pickup are; until then the rule is open.
    """
    if facts.peril is Peril.LOGISTICS:
        sheet.rely("X09")
    after, since = facts.first_leg_after, facts.since_pickup
    if after is not None:
        sheet.find(FIRST_LEG, sheet.held(FIRST_LEG, "first_leg_after", after), after)
        return
    early = since is not None and meets(sheet.book, FIRST_LEG, since)
    if since is not None and facts.first_leg_scanned is early:
        # It came within a time that is itself within the limit, or has not come and the limit is past.
        sheet.find(FIRST_LEG, sheet.held(FIRST_LEG, "since_pickup", since), since)
        return
    sheet.find(FIRST_LEG, sheet.held(FIRST_LEG, "first_leg_after", None, _awaited(facts)), since)


def _awaited(facts: ClaimFacts) -> Prospect:
    """What would settle the first leg while it is open; nothing but time where it has simply not come yet."""
    if facts.order.picked_up is False:
        return OPEN
    if facts.first_leg_scanned is None:
        return awaiting("first_leg_scanned")
    if facts.first_leg_scanned:
        return awaiting("first_leg_after")
    return awaiting("since_pickup") if facts.since_pickup is None else OPEN


def _phone(sheet: Sheet, facts: ClaimFacts) -> None:
    """D03 and D04, by the checked phone, or by the seller's word where none was checked."""
    if facts.phone is not None:
        sheet.rely("X10")
    said = {"diagnosis.phone": ("phone_clean", facts.phone_clean)}
    if sheet.book.flag("diagnosis.country_code_required"):
        said["diagnosis.country_code_required"] = ("phone_prefixed", facts.phone_prefixed)
    checked = {finding.key: finding for finding in facts.phone.findings} if facts.phone is not None else {}
    for key, (name, word) in said.items():
        finding = checked.get(key)
        holds = word if finding is None else finding.outcome is Outcome.YES
        sheet.find(key, sheet.told(key, name, holds), word if finding is None else finding.observed)


def _battery(sheet: Sheet, facts: ClaimFacts) -> None:
    """D05: goods with a battery must be declared; the source says nothing of goods that are declared without one."""
    key = "diagnosis.battery_declared"
    if not sheet.book.flag(key):
        return
    without = sheet.told(key, "contains_battery", facts.contains_battery, wanted=False, label="no_battery")
    declared = sheet.told(key, "battery_declared", facts.battery_declared)
    sheet.find(key, sheet.join(key, key, "any", (without, declared)), facts.battery_declared)
