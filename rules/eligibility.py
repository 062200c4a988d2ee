"""Is an order of this seller in the programme? Every rule is applied, and every failing or open one reported."""

from __future__ import annotations

from decimal import Decimal

from rules import lines
from rules.applied import Part, Sheet
from rules.book import DatedBook
from rules.facts import SELLER_INPUTS, Entity, SellerFacts
from rules.prospects import OPEN, Prospect
from rules.shipping import Shipment
from rules.thresholds import meets
from rules.verdict import Verdict


def check(book: DatedBook, facts: SellerFacts) -> Verdict:
    """Whether the seller and the channel are in (E01-E08, C02, C15), as far as the facts tell.

    Rates are compared unrounded, each threshold on the side that its `boundary` names. YES needs every rule met, and
    one NO settles it. Missing inputs are field names of SellerFacts. Raises NotInForce for a day before the figures
    begin.
    """
    return _applied(book, facts).verdict(lambda other: _applied(other, facts))


def _applied(book: DatedBook, facts: SellerFacts) -> Sheet:
    sheet = Sheet(book, SELLER_INPUTS)
    shipment = Shipment(facts.channel, facts.line, facts.goods)
    metrics = [
        _limit(sheet, "eligibility.feedback_min", "positive_feedback_rate", facts.positive_feedback_rate),
        _limit(sheet, "eligibility.dispute_max", "dispute_rate", facts.dispute_rate),
        _violations(sheet, facts.serious_violation),
    ]
    combine = "eligibility.combine"
    sheet.find(combine, sheet.join(combine, combine, book.text(combine), metrics), None)
    _member(sheet, "eligibility.entity", "entity", facts.entity)
    _sole_trader(sheet, facts.entity)
    _member(sheet, "eligibility.registration", "registration", facts.registration)
    sheet.find("eligibility.lines", lines.enrolled(sheet, shipment), lines.observed(shipment))
    for key in ("coverage.excluded_channels", "coverage.outside_channels"):
        sheet.find(key, lines.not_among(sheet, key, facts.channel), facts.channel)
    return sheet


def _limit(sheet: Sheet, key: str, name: str, rate: Decimal | None) -> Part:
    return sheet.find(key, sheet.held(key, name, rate), rate)


def _violations(sheet: Sheet, serious: bool | None) -> Part:
    key = "eligibility.violations"
    # "Yes" says at least one: enough to exceed a limit of none, but it does not tell whether a higher one is kept.
    at_least_one = None if meets(sheet.book, key, 1) else 1
    count = None if serious is None else at_least_one if serious else 0
    still_open: Prospect | None = OPEN if serious and count is None else None
    return sheet.find(key, sheet.held(key, "serious_violation", count, still_open), serious)


def _member(sheet: Sheet, key: str, name: str, observed: str | None) -> None:
    sheet.find(key, sheet.among(key, name, observed, "in", sheet.book.names(key)), observed)


def _sole_trader(sheet: Sheet, entity: Entity | None) -> None:
    key = "eligibility.sole_trader"
    barred = () if sheet.book.flag(key) else (Entity.INDIVIDUAL.value,)
    sheet.find(key, sheet.among(key, "entity", entity, "not_in", barred), entity)
