"""Why would a payout fail? Every failing or unproved point, those that can still be mended first (D01-D07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from rules import coverage, eligibility
from rules.book import DatedBook
from rules.claim_facts import CAUSE_INPUTS, ClaimFacts
from rules.conjunction import Conjunction
from rules.facts import SELLER_INPUTS
from rules.failure_causes import causes
from rules.order_facts import Peril
from rules.remedies import Remedy, console, outlook
from rules.verdict import Finding, Outcome, ReadingUse, Trace, reading_use

__all__ = ["ClaimFacts", "Diagnosis", "Point", "Remedy", "diagnose"]

SHARED = ("C01", "C02", "C15", "E08", "O06")
"""The coverage rules that every peril has."""

_URGENCY = tuple(Remedy)
_SILENT_AND_LATE = ("C04", "C05")


@dataclass(frozen=True, slots=True)
class Point:
    """One rule that fails or is not proved, what can be done about it and where in the console (a book key or "").

    `left` is the time that remains to act (D01 before its hours are over) or to wait (C04, C05); None elsewhere, and
    where the start of that time is not known.
    """

    finding: Finding
    remedy: Remedy
    console: str
    left: timedelta | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`points` by urgency of remedy, then rule id; `passed` are the rule ids that hold. `outcome` is NO when a point
    fails for good (remedy NEXT_TIME), UNKNOWN while any is open, YES when everything known holds and nothing is
    missing.

    A rule that joins others is told by its parts: E07 is never a point, C06 only where it is open for a reason of its
    own (a lost parcel, X04), and the parts of a C06 that holds are none. `missing` are fields of OrderFacts,
    ClaimFacts and SellerFacts, in this order, and empty once nothing can turn a NO. `causes` is the number of causes
    the source names, an open list (D06): YES promises nothing. `clash` is the coverage's (X02).
    """

    outcome: Outcome
    points: tuple[Point, ...]
    passed: tuple[str, ...]
    missing: tuple[str, ...]
    causes: int
    clash: bool
    readings: tuple[ReadingUse, ...]
    trace: Trace
    day: date
    fingerprint: str


def diagnose(book: DatedBook, facts: ClaimFacts) -> Diagnosis:
    """Apply D01, D03-D05, then E01-E08 and the perils' rules, and collect every point that is not a plain YES.

    A rule that is asked twice, of the shop's order and of this one, is told once, as it stands for this one. Label,
    declaration and channel count as mendable until the order is known to be picked up. `trace` joins all rules in its
    last step; a rule that fails but can still come to hold is carried there as UNKNOWN. Raises NotInForce for a day
    before the rules begin.
    """
    facts = facts.completed
    found = _judged(book, facts)
    return Diagnosis(
        outcome=found.outcome,
        points=found.points,
        passed=tuple(sorted(finding.rule for finding in found.findings if finding.outcome is Outcome.YES)),
        missing=found.missing,
        causes=book.whole("diagnosis.causes_count"),
        clash=found.clash,
        readings=tuple(_readings(book, facts, found)),
        trace=found.trace,
        day=book.day,
        fingerprint=book.fingerprint,
    )


class _Judged(NamedTuple):
    """A diagnosis before it is known which readings change it; `readings` are the ids of those it relied on."""

    outcome: Outcome
    points: tuple[Point, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    clash: bool
    readings: frozenset[str]
    trace: Trace


def _judged(book: DatedBook, facts: ClaimFacts) -> _Judged:
    peril = facts.peril or Peril.REFUSAL  # any will do for what they all share
    covered = coverage.check(book, facts.order, peril)
    verdicts = (covered.verdict, causes(book, facts), eligibility.check(book, facts.seller))
    joined = Conjunction()
    for verdict in verdicts:
        joined.add(verdict, SHARED if facts.peril is None and verdict is covered.verdict else None)
    by_rule = {finding.rule: finding for finding in sorted(joined.findings, key=lambda finding: finding.rule)}
    points = []
    for rule, finding in by_rule.items():
        if finding.outcome is Outcome.YES:
            continue
        seen = outlook(book, facts, finding)
        if joined.counts(rule) and finding.outcome is Outcome.NO and seen.remedy is not Remedy.NEXT_TIME:
            joined.soften(rule, seen.remedy)
        if _is_point(finding, by_rule):
            points.append(Point(finding, seen.remedy, console(rule), seen.left))
    points.sort(key=lambda point: (_URGENCY.index(point.remedy), point.finding.rule))
    outcome = joined.outcome
    awaited = {name for rule, finding in by_rule.items() if joined.counts(rule) for name in finding.missing}
    order = dict.fromkeys((*coverage.inputs(peril), *CAUSE_INPUTS, *SELLER_INPUTS))
    relied_on = {use.id for verdict in verdicts for use in verdict.readings}
    return _Judged(
        outcome=outcome,
        points=tuple(points),
        findings=tuple(by_rule.values()),
        missing=tuple(name for name in order if name in awaited) if outcome is Outcome.UNKNOWN else (),
        clash=covered.clash and facts.peril is not None,
        readings=frozenset(name for name in relied_on if by_rule.keys() & set(book.reading(name).rules)),
        trace=joined.trace,
    )


def _is_point(finding: Finding, by_rule: Mapping[str, Finding]) -> bool:
    """Whether a rule that does not hold says something that the parts it joins, or is joined in, do not say."""
    if finding.rule == "E07":
        return False
    if finding.rule == "C06":
        asked_by_parts = {name for rule in _SILENT_AND_LATE for name in by_rule[rule].missing}
        return finding.outcome is Outcome.UNKNOWN and not (set(finding.missing) & asked_by_parts)
    return finding.rule not in _SILENT_AND_LATE or by_rule["C06"].outcome is not Outcome.YES


def _readings(book: DatedBook, facts: ClaimFacts, found: _Judged) -> Iterator[ReadingUse]:
    """Those that any rule told here relied on, by id, each with whether another option would change this outcome."""
    for reading in map(book.reading, sorted(found.readings)):
        others = [option for option in reading.options if option != reading.chosen] if reading.key else []
        ends = {option: _judged(book.with_reading(reading.id, option), facts).outcome for option in others}
        yield reading_use(reading, [option for option in others if ends[option] is not found.outcome])
