"""A claim in which every rule holds, to spoil one fact at a time, and ways to look at its diagnosis."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from rules.book import Book
from rules.diagnosis import ClaimFacts, Diagnosis, Point
from rules.facts import Entity, Registration, SellerFacts
from rules.order_facts import OrderFacts, Peril
from rules.shipping import Channel, GoodsClass, Line
from tests.rules.conftest import DAY

BOOK = Book.load().on(DAY)
HOUR, D = timedelta(hours=1), timedelta(days=1)
ORDER = OrderFacts(
    channel=Channel.WORRY_FREE,
    line=Line.STANDARD,
    goods=GoodsClass.GENERAL,
    cainiao_waybill=True,
    handed_in=True,
    tracked_end_to_end=True,
    picked_up=True,
    delivered=False,
    overdue=7 * D,
    idle=5 * D,
    lost=False,
)
SHOP = SellerFacts(Entity.ENTERPRISE, Registration.MAINLAND, Decimal("0.99"), Decimal("0.01"), False)
SOUND = ClaimFacts(
    order=ORDER,
    seller=SHOP,
    peril=Peril.LOGISTICS,
    first_leg_scanned=True,
    first_leg_after=20 * HOUR,
    phone_clean=True,
    phone_prefixed=True,
    contains_battery=False,
)
"""A logistics claim in which every rule holds."""


def with_order(facts: ClaimFacts = SOUND, **changed: Any) -> ClaimFacts:
    return replace(facts, order=replace(facts.order, **changed))


def with_shop(**changed: Any) -> ClaimFacts:
    return replace(SOUND, seller=replace(SHOP, **changed))


def told(found: Diagnosis) -> list[tuple[str, str]]:
    return [(point.finding.rule, point.remedy.value) for point in found.points]


def point(found: Diagnosis, rule: str) -> Point:
    (one,) = [point for point in found.points if point.finding.rule == rule]
    return one
