"""Is this order covered? The three perils with every condition, and the exclusions, for one order.

Whether the shop is in the programme at all is `rules.eligibility`'s question and is not asked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from rules import coverage_logistics, coverage_refusal, coverage_ruling, lines
from rules.applied import Part, Sheet
from rules.book import DatedBook
from rules.coverage_logistics import claimable_from
from rules.coverage_ruling import Advance, Clash
from rules.order_facts import OrderFacts, Peril
from rules.shipping import Shipment
from rules.verdict import Outcome, Verdict

__all__ = ["Advance", "Coverage", "check", "claimable_from", "inputs"]

_EXCLUDED, _OUTSIDE, _LINES = "coverage.excluded_channels", "coverage.outside_channels", "eligibility.lines"
_CONDITIONS, _ATTACHES = "coverage.conditions", "coverage.attaches_at"
_TRACKED = "tracked_end_to_end"


@dataclass(frozen=True, slots=True)
class Coverage:
    """One peril of one order.

    `verdict.findings` holds every rule that was applied, the parts of C06 (C04, C05) too; `verdict.missing` the
    OrderFacts fields that can still change the outcome, in the order in which they are worth asking.
    `wait` is, for the logistics peril, how long the parcel must go on being undelivered and silent before C04 and C05
    both hold; zero once they do, None where a figure for it is missing or waiting cannot help.
    `advance` is for the ruling peril with known amounts and a shortfall, unless the outcome is NO; else None.
    `clash` says that X02 is why the outcome stays open: one text excludes the order, another covers it.
    `verdict.readings` names every reading relied on (X01, X02, X03, X04, X05, X06) and whether another option of it
    would give another outcome.
    """

    peril: Peril
    verdict: Verdict
    wait: timedelta | None
    advance: Advance | None
    clash: bool


def check(book: DatedBook, facts: OrderFacts, peril: Peril) -> Coverage:
    """Whether the peril of this order is covered: C01-C15, E08, O06, as far as the facts tell.

    Thresholds are compared to the microsecond, each on the side that its `boundary` names. YES needs every rule met,
    and one NO settles it. Raises NotInForce for a day before the figures begin.
    """
    sheet, clash = _applied(book, facts, peril)
    advance = coverage_ruling.advance(sheet, facts) if peril is Peril.RULING else None
    verdict = sheet.verdict(lambda other: _applied(other, facts, peril)[0])
    return Coverage(
        peril=peril,
        verdict=verdict,
        wait=_wait(book, facts, verdict) if peril is Peril.LOGISTICS else None,
        advance=advance,
        clash=clash is not None and clash.found and verdict.outcome is Outcome.UNKNOWN,
    )


def inputs(peril: Peril) -> tuple[str, ...]:
    """The OrderFacts fields that a peril can depend on, in the order in which they are worth asking."""
    return (*_OF_EVERY_PERIL, *_OF_ONE_PERIL[peril])


_OF_EVERY_PERIL = ("channel", "line", "goods", "cainiao_waybill", "handed_in", _TRACKED, "picked_up")
_OF_ONE_PERIL = {
    Peril.LOGISTICS: ("delivered", "lost", "overdue", "idle"),
    Peril.REFUSAL: ("signed", "return_after", "return_reason", "undamaged", "packaging_complete"),
    Peril.RULING: ("ruling_cause", "ruling", "deposit", "balance"),
}


_ATTACHES_WHEN = {"pickup": "picked_up"}
"""By what `coverage.attaches_at` says (O06), the fact that tells of it."""
_LINES_OF_OTHERS = {"enrolled": "eligibility.lines"}
"""By what `coverage.other_perils_lines` says (C14), the key of the lines that perils 2 and 3 need."""


def _applied(book: DatedBook, facts: OrderFacts, peril: Peril) -> tuple[Sheet, Clash | None]:
    """Every rule of a peril, and, for the ruling peril, what becomes of them where its texts clash."""
    sheet = Sheet(book, inputs(peril))
    shipment = Shipment(facts.channel, facts.line, facts.goods)
    clash = Clash(sheet, facts) if peril is Peril.RULING else None
    included = _included(sheet, facts, clash)
    sheet.find(_OUTSIDE, lines.not_among(sheet, _OUTSIDE, facts.channel), facts.channel)
    enrolled = lines.enrolled(sheet, shipment, special_counts=peril is not Peril.LOGISTICS)
    if clash is not None and facts.channel in book.names(_EXCLUDED):
        enrolled = clash.spare(_LINES, enrolled)
    needed = _LINES if peril is Peril.LOGISTICS else _LINES_OF_OTHERS[book.text("coverage.other_perils_lines")]
    sheet.find(needed, enrolled, lines.observed(shipment))
    conditions = _conditions(sheet, facts, clash)
    fact = _ATTACHES_WHEN[book.text(_ATTACHES)]
    sheet.find(_ATTACHES, sheet.told(_ATTACHES, fact, getattr(facts, fact)), getattr(facts, fact))
    if peril is Peril.LOGISTICS:
        coverage_logistics.apply(sheet, facts, shipment)
    elif peril is Peril.REFUSAL:
        coverage_refusal.apply(sheet, facts)
    elif clash is not None:
        coverage_ruling.apply(sheet, facts, clash, (included, *conditions))
    return sheet, clash


def _included(sheet: Sheet, facts: OrderFacts, clash: Clash | None) -> Part:
    """C02, as far as X02 does not keep it open."""
    included = lines.not_among(sheet, _EXCLUDED, facts.channel)
    if clash is not None:
        included = clash.spare(_EXCLUDED, included)
    return sheet.find(_EXCLUDED, included, facts.channel)


def _conditions(sheet: Sheet, facts: OrderFacts, clash: Clash | None) -> list[Part]:
    """C01, the conditions the book lists; returns those that X02 may keep open."""
    book = sheet.book
    names = [
        name for name in book.names(_CONDITIONS) if name != _TRACKED or book.flag("coverage.requires_full_tracking")
    ]
    parts, spared = [], []
    for name in names:
        part = sheet.told(_CONDITIONS, name, getattr(facts, name))
        if name == _TRACKED and clash is not None:
            part = clash.spare(_CONDITIONS, part)
            spared.append(part)
        parts.append(part)
    held = tuple(name for name in names if getattr(facts, name))
    known = any(getattr(facts, name) is not None for name in names)
    sheet.find(_CONDITIONS, sheet.join(_CONDITIONS, _CONDITIONS, "all", parts), held if known else None)
    return spared


def _wait(book: DatedBook, facts: OrderFacts, verdict: Verdict) -> timedelta | None:
    """None too where a condition fails that time does not mend."""
    fails = {finding.rule for finding in verdict.findings if finding.outcome is Outcome.NO}
    return coverage_logistics.wait(book, facts) if fails <= _MENDED_BY_TIME else None


_MENDED_BY_TIME = {"C04", "C05", "C06"}
