"""Calculations of every kind the rules write down, over inputs varied enough to bring about every step there is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.handlers.label_why import readings_of
from bot.handlers.label_why import trace_of as label_trace
from rules import coverage, diagnosis, eligibility
from rules.book import DatedBook
from rules.case_study import case_study
from rules.clawback import interval
from rules.diagnosis import ClaimFacts
from rules.facts import Entity, Registration, SellerFacts
from rules.order_book import OrderBook, climb, what_if
from rules.order_facts import OrderFacts, Peril, ReturnReason, RulingCause
from rules.phone import PhoneProblem, check_phone
from rules.premium import quote
from rules.settlement import settle
from rules.shipping import Channel, GoodsClass, Line
from rules.verdict import ReadingUse, Trace

Told = tuple[Trace, tuple[ReadingUse, ...]]
_HOURS = (0, 47, 48, 49, 71, 72, 73, 119, 120, 121, 167, 168, 169, 400)
_SPANS = tuple(timedelta(hours=hours, minutes=minutes) for hours in _HOURS for minutes in (0, 1))
_YUAN = tuple(map(Decimal, ("0.00", "40.00", "60.00", "100.00", "1234.50")))
_SHARES = tuple(map(Decimal, ("0.001", "0.021", "0.03", "0.94", "0.95", "0.9499", "1")))
_CHOICES: dict[str, tuple[Any, ...]] = {
    "channel": tuple(Channel),
    "line": tuple(Line),
    "goods": tuple(GoodsClass),
    "overdue": (*_SPANS, timedelta(days=-3)),
    "idle": _SPANS,
    "return_after": _SPANS,
    "first_leg_after": _SPANS,
    "since_pickup": _SPANS,
    "return_reason": tuple(ReturnReason),
    "ruling_cause": tuple(RulingCause),
    "ruling": _YUAN,
    "deposit": _YUAN,
    "balance": _YUAN,
    "entity": tuple(Entity),
    "registration": tuple(Registration),
    "positive_feedback_rate": _SHARES,
    "dispute_rate": _SHARES,
}
_PHONES = ("+34612345678", "0034 612 345 678", "612345678", "+1 (201) 555-0123", "#", "+34 61")
_READ_OTHERWISE = ("X01", "X03", "X04", "X05", "X06")


def every_kind(book: DatedBook, rounds: int = 250) -> Iterator[Told]:
    """Traces with the readings they rely on: of all rules, under all readings, over facts drawn the same every time."""
    draw = random.Random(20261122)
    yield from _figures(book)
    for _ in range(rounds):
        other = _read_otherwise(book, draw)
        seller = _drawn(SellerFacts, draw)
        yield _told(eligibility.check(other, seller))
        order = _drawn(OrderFacts, draw)
        for peril in Peril:
            yield _told(coverage.check(other, order, peril).verdict)
        claim = ClaimFacts(order, seller, draw.choice((None, *Peril)), **_told_of_causes(book, draw))
        found = diagnosis.diagnose(other, claim)
        yield found.trace, found.readings
    for problem in PhoneProblem:
        yield label_trace(book, (problem,), special=3), readings_of(book)


def _figures(book: DatedBook) -> Iterator[Told]:
    for scope in ("all", "base", "none"):
        other = book.with_reading("X07", scope)
        for share in ("0.94", "0.97", "0.98"):
            quoted = quote(other, Decimal(50), fulfilment=Decimal(share))
            yield quoted.trace, quoted.readings
        quoted = quote(other, Decimal(50), rate=Decimal("0.003"))
        yield quoted.trace, quoted.readings
        tried = what_if(
            other, OrderBook.of_yuan([Decimal(20), Decimal(300), Decimal(300)]), _SHARES[3], Decimal("0.98")
        )
        yield tried.trace, tried.readings
    for payout in _YUAN:
        taken = interval(book, payout)
        yield taken.trace, taken.readings
        settled = settle(book, payout, goods_back=Decimal(10), chance=Decimal("0.6"))
        yield settled.trace, settled.clawback.readings
    lifted = climb(book, 941, 1000)
    assert lifted is not None
    yield lifted.trace, ()
    case = case_study(book)
    yield case.trace, case.readings


def _told(verdict: Any) -> Told:
    return verdict.trace, verdict.readings


def _read_otherwise(book: DatedBook, draw: random.Random) -> DatedBook:
    for name in _READ_OTHERWISE:
        if draw.random() < 0.3:
            book = book.with_reading(name, draw.choice(book.reading(name).options))
    return book


def _drawn(kind: Any, draw: random.Random) -> Any:
    """Facts of which about a third are not known."""
    sparse = draw.choice((0.05, 0.35, 0.8))
    return kind(
        **{
            each.name: None if draw.random() < sparse else draw.choice(_CHOICES.get(each.name, (True, False)))
            for each in fields(kind)
        }
    )


def _told_of_causes(book: DatedBook, draw: random.Random) -> dict[str, Any]:
    names = ("first_leg_after", "since_pickup", "phone_clean", "phone_prefixed", "contains_battery", "battery_declared")
    told = {name: draw.choice((None, draw.choice(_CHOICES.get(name, (True, False))))) for name in names}
    told["first_leg_scanned"] = draw.choice((None, True, False)) if told["first_leg_after"] is None else True
    told["phone"] = draw.choice((None, check_phone(book, draw.choice(_PHONES), "ES")))
    return told
