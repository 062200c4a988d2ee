"""What the rules really produce: every finding, step and reading of a wide sweep of inputs through their functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from rules import coverage
from rules.book import Book, DatedBook
from rules.case_study import case_study
from rules.clawback import interval
from rules.climb import climb
from rules.diagnosis import ClaimFacts, diagnose
from rules.eligibility import check
from rules.facts import Entity, Registration, SellerFacts
from rules.golden import Group, golden_cases
from rules.order_book import what_if
from rules.order_facts import OrderFacts, Peril, ReturnReason, RulingCause
from rules.orders import OrderBook
from rules.phone import check_phone
from rules.premium import quote
from rules.settlement import settle
from rules.shipping import Channel, GoodsClass, Line
from rules.verdict import Finding, Outcome, ReadingUse, Trace

DAY = date(2026, 11, 22)
_HOURS = (0, 47, 48, 49, 71, 72, 73, 119, 120, 121, 167, 168, 169)
_SPANS = tuple(timedelta(hours=hours) for hours in _HOURS)
_AMOUNTS = (Decimal("0"), Decimal("100.00"), Decimal("500.00"))
_SHOP = SellerFacts(
    entity=Entity.ENTERPRISE,
    registration=Registration.MAINLAND,
    positive_feedback_rate=Decimal("0.95"),
    dispute_rate=Decimal("0.021"),
    serious_violation=False,
    channel=Channel.WORRY_FREE,
    line=Line.STANDARD,
    goods=GoodsClass.GENERAL,
)
_ORDER = OrderFacts(
    channel=Channel.WORRY_FREE,
    line=Line.STANDARD,
    goods=GoodsClass.GENERAL,
    cainiao_waybill=True,
    handed_in=True,
    tracked_end_to_end=True,
    picked_up=True,
    delivered=False,
    overdue=timedelta(days=7),
    idle=timedelta(days=5),
    lost=False,
    signed=True,
    return_after=timedelta(hours=72),
    return_reason=ReturnReason.UNWANTED,
    undamaged=True,
    packaging_complete=True,
    ruling_cause=RulingCause.NOT_AS_DESCRIBED,
    ruling=Decimal("200.00"),
    deposit=Decimal("50.00"),
    balance=Decimal("50.00"),
)
_NOT_YET = replace(_ORDER, overdue=timedelta(days=6), idle=timedelta(days=4), signed=False)
_OTHERS: dict[str, tuple[Any, ...]] = {
    "entity": tuple(Entity),
    "registration": tuple(Registration),
    "channel": tuple(Channel),
    "line": tuple(Line),
    "goods": tuple(GoodsClass),
    "return_reason": tuple(ReturnReason),
    "ruling_cause": tuple(RulingCause),
    "positive_feedback_rate": (Decimal("0.9499"),),
    "dispute_rate": (Decimal("0.0211"),),
    **dict.fromkeys(("ruling", "deposit", "balance"), _AMOUNTS),
    **dict.fromkeys(("overdue", "idle", "return_after"), _SPANS),
}


@dataclass
class Produced:
    """What came out of the sweep, by rule or reading id."""

    findings: list[Finding] = field(default_factory=list)
    steps: set[str] = field(default_factory=set)
    readings: set[str] = field(default_factory=set)

    @property
    def ids(self) -> set[str]:
        """Every id that some answer names."""
        return {finding.rule for finding in self.findings} | self.steps | self.readings

    @property
    def left_open(self) -> set[str]:
        """Rules that stay UNKNOWN whatever the seller says."""
        return {one.rule for one in self.findings if one.outcome is Outcome.UNKNOWN and not one.missing}

    def take(self, trace: Trace, readings: tuple[ReadingUse, ...], findings: tuple[Finding, ...] = ()) -> None:
        """Keep what one answer was made of."""
        self.findings += findings
        self.steps |= {step.rule for step in trace.steps if step.rule}
        self.readings |= {use.id for use in readings}


def changed_in_one_thing(facts: Any) -> Iterator[Any]:
    """The facts, and the facts with one of them unknown, opposite, or another."""
    yield facts
    for one in fields(facts):
        value = getattr(facts, one.name)
        others = _OTHERS.get(one.name, (not value,) if isinstance(value, bool) else ())
        for other in (None, *others):
            if other is not value and not (isinstance(value, Enum) and other == value):
                yield replace(facts, **{one.name: other})


@cache
def produced() -> Produced:
    """The sweep, on the packaged book."""
    book, found = Book.load().on(DAY), Produced()
    for shop in changed_in_one_thing(_SHOP):
        verdict = check(book, shop)
        found.take(verdict.trace, verdict.readings, verdict.findings)
    for peril, order in _orders():
        verdict = coverage.check(book, order, peril).verdict
        found.take(verdict.trace, verdict.readings, verdict.findings)
    for claim in _claims(book):
        diagnosis = diagnose(book, claim)
        found.take(diagnosis.trace, diagnosis.readings, tuple(point.finding for point in diagnosis.points))
    _figures(book, found)
    return found


@cache
def moved_by_readings() -> dict[str, set[str]]:
    """By each reading that an order's cover relies on, the rules that another option of it brings out differently."""
    book = Book.load().on(DAY)
    moved: dict[str, set[str]] = {}
    for peril, order in _orders():
        verdict = coverage.check(book, order, peril).verdict
        for use in verdict.readings:
            reading = book.reading(use.id)
            for option in reading.options if reading.key else ():
                other = coverage.check(book.with_reading(use.id, option), order, peril).verdict
                pairs = zip(verdict.findings, other.findings, strict=True)
                differing = {one.rule for one, another in pairs if one.outcome is not another.outcome}
                moved.setdefault(use.id, set()).update(differing)
    return moved


def _orders() -> Iterator[tuple[Peril, OrderFacts]]:
    for peril in Peril:
        for order in (*changed_in_one_thing(_ORDER), *changed_in_one_thing(_NOT_YET)):
            yield peril, order
        for cause in RulingCause:
            yield peril, replace(_ORDER, channel=Channel.VIRTUAL_NUMBER, line=None, goods=None, ruling_cause=cause)


def _claims(book: DatedBook) -> Iterator[ClaimFacts]:
    whole = ClaimFacts(
        order=_ORDER,
        seller=_SHOP,
        first_leg_scanned=True,
        first_leg_after=timedelta(hours=48),
        since_pickup=timedelta(days=12),
        phone_clean=True,
        phone_prefixed=True,
        contains_battery=True,
        battery_declared=True,
    )
    for peril in (None, *Peril):
        yield replace(whole, peril=peril)
        yield replace(whole, peril=peril, first_leg_after=timedelta(hours=49))
        yield replace(whole, peril=peril, first_leg_after=None, first_leg_scanned=False)
        yield replace(whole, peril=peril, battery_declared=False)
        yield replace(whole, peril=peril, phone=check_phone(book, "201 555 0123", "US"))


def _figures(book: DatedBook, found: Produced) -> None:
    for case in golden_cases():
        if case.group is Group.PREMIUM:
            made = quote(book, Decimal(str(case.given["paid"])), fulfilment=Decimal(str(case.given["fulfilment"])))
            found.take(made.trace, made.readings, made.findings)
    taken = interval(book, Decimal("120.00"))
    found.take(taken.trace, taken.readings)
    found.take(settle(book, Decimal("120.00")).trace, ())
    month = what_if(book, OrderBook.of_fen([5000, 6100, 20000]), Decimal("0.94"), Decimal("0.985"))
    found.take(month.trace, month.readings)
    case = case_study(book)
    found.take(case.trace, case.readings)
    climbed = climb(book, 940, 1000)
    assert climbed is not None
    found.take(climbed.trace, ())
