"""A month of orders at one fulfilment rate and at another: premium, effective rate, orders at the floor, saving."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import mul
from typing import NamedTuple

from rules.book import Band, DatedBook, Parameter
from rules.climb import Climb, climb
from rules.money import EXACT, QUOTIENT, from_fen, to_fen
from rules.orders import MOST_ORDERS, OrderBook, OrderBookError
from rules.premium import Quote, quote
from rules.premium_terms import Terms
from rules.verdict import Operand, ReadingUse, Trace, reading_use
from rules.working import Working, number

__all__ = [
    "MOST_ORDERS", "Climb", "OrderBook", "OrderBookError", "PremiumRate", "Priced", "Scenario", "WhatIf", "climb",
    "what_if",
]  # fmt: skip

_MONEY, _SHARE, _ORDERS = "currency-CNY", "/1", "order-count"


class PremiumRate(NamedTuple):
    """A premium rate given outright, where a fulfilment rate could stand: a fraction above 0, at most 1."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Priced:
    """An order book at one rate. `effective_rate` is premium / paid (a fraction, to 28 digits); `at_floor` counts the
    orders whose product lies below the floor; `fulfilment` is None where a rate was given outright."""

    fulfilment: Decimal | None
    band: Band | None
    rate: Decimal
    premium: Decimal
    effective_rate: Decimal
    at_floor: int

    def share_at_floor(self, orders: int) -> Decimal:
        """The share of orders at the floor, a fraction."""
        return QUOTIENT.divide(Decimal(self.at_floor), Decimal(orders))


@dataclass(frozen=True, slots=True)
class Scenario:
    """Before and after under one option of X07. `saving` may be negative; `saving_share` is of `before.premium`, and
    None where that is 0.00, which can only be without a floor."""

    option: str
    before: Priced
    after: Priced
    saving: Decimal
    saving_share: Decimal | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`chosen` is the reading in use; `alternatives` are the other options whose premiums differ.

    `quotes` are the dearest order at either rate. `readings` holds X07, and X14 when a fulfilment rate was given.
    """

    orders: int
    paid: Decimal
    chosen: Scenario
    alternatives: tuple[Scenario, ...]
    readings: tuple[ReadingUse, ...]
    day: date
    fingerprint: str
    quotes: tuple[Quote, Quote] = field(repr=False)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters the figures rest on, for the source line."""
        return self.quotes[0].parameters

    @property
    def trace(self) -> Trace:
        """The scenario in use, in steps a person can follow with the orders at hand.

        How many orders and what was paid; then, before and after: the rate, how many orders lie below the floor's
        break-even and pay the floor, what the others come to, each rounded to fen by itself, and the sum; then the
        saving and its share. The count and the sum of the others are taken from the orders, not from another step.
        """
        working, source = Working(), self.quotes[0].terms.source("premium.formula")
        working.given("P01", "orders", Operand("orders", self.orders, _ORDERS))
        paid = working.given("P02", "paid", Operand("paid", self.paid, _MONEY))
        before = _work_out(working, "before", self.chosen.before, self.quotes[0], paid)
        after = _work_out(working, "after", self.chosen.after, self.quotes[1], paid)
        saving = working.step("P08", "saving", "subtract", before, after, unit=_MONEY, source=source)
        if self.chosen.saving_share is not None:
            working.step("P08", "saving_share", "divide", saving, before, unit=_SHARE, source=source)
        return working.trace


def what_if(book: DatedBook, orders: OrderBook, before: Decimal | PremiumRate, after: Decimal | PremiumRate) -> WhatIf:
    """All orders at fulfilment `before` and at `after` (fractions, compared unrounded), premiums exactly as `quote`
    gives them one by one, summed. 100,000 orders take well under a second.

    Either may be a premium rate given outright instead. Raises QuoteInputError for a rate that `quote` refuses, and
    NotInForce for a day before the figures begin.
    """
    dearest = from_fen(orders.fen[-1])
    sides = (_quote(book, dearest, before), _quote(book, dearest, after))
    terms = sides[0].terms
    distinct = Counter(orders.fen)
    sums = [_summed(orders, distinct, side.rate, to_fen(terms.floor)) for side in sides]
    paid = orders.paid
    by_option = {}
    for option in terms.scopes:
        old, new = (_priced(terms, side, found, paid, option) for side, found in zip(sides, sums, strict=True))
        saving = EXACT.subtract(old.premium, new.premium)
        share = QUOTIENT.divide(saving, old.premium) if old.premium else None
        by_option[option] = Scenario(option, old, new, saving, share)
    chosen = by_option[terms.scope]
    others = tuple(one for one in by_option.values() if _premiums(one) != _premiums(chosen))
    uses = [reading_use(book.reading("X07"), [one.option for one in others])]
    if any(side.fulfilment is not None for side in sides):
        uses.append(reading_use(book.reading("X14"), ()))
    return WhatIf(len(orders), paid, chosen, others, tuple(uses), book.day, book.fingerprint, sides)


def _quote(book: DatedBook, paid: Decimal, rate: Decimal | PremiumRate) -> Quote:
    if isinstance(rate, PremiumRate):
        return quote(book, paid, rate=rate.value)
    return quote(book, paid, fulfilment=rate)


class _Sums(NamedTuple):
    """Orders whose product lies below the floor, their products and those of the others, each rounded, in fen."""

    orders_below: int
    below: int
    others: int


def _summed(orders: OrderBook, distinct: Counter[int], rate: Decimal, floor_fen: int) -> _Sums:
    part, whole = rate.as_integer_ratio()
    doubled, halves = 2 * part, 2 * whole
    rounded = [(fen * doubled + whole) // halves for fen in distinct]
    reaches = -(-floor_fen * whole // part)  # the least amount, in fen, whose product is not below the floor
    amounts = bisect_left(list(distinct), reaches)
    counts = list(distinct.values())
    below = sum(map(mul, rounded[:amounts], counts[:amounts]))
    others = sum(map(mul, rounded[amounts:], counts[amounts:]))
    return _Sums(bisect_left(orders.fen, reaches), below, others)


def _priced(terms: Terms, side: Quote, sums: _Sums, paid: Decimal, option: str) -> Priced:
    floor_fen = to_fen(terms.floor_at(side.rate, option))
    lifted = sums.orders_below * floor_fen if floor_fen else sums.below
    premium = from_fen(lifted + sums.others)
    at_floor = sums.orders_below if floor_fen else 0
    return Priced(side.fulfilment, side.band, side.rate, premium, QUOTIENT.divide(premium, paid), at_floor)


def _premiums(scenario: Scenario) -> tuple[Decimal, Decimal]:
    return scenario.before.premium, scenario.after.premium


def _work_out(working: Working, name: str, side: Priced, of_one: Quote, paid: Operand) -> Operand:
    """The steps of one side, of which one order is `of_one`; returns its premium."""
    floor, source = of_one.floor, of_one.terms.source
    working.append(of_one.trace.steps[0]._replace(label=f"rate_{name}"))
    parts, others = [], side.premium
    if floor:
        count = Operand("orders_at_floor", side.at_floor, _ORDERS)
        break_even = Operand("floor_break_even", of_one.floor_break_even, _MONEY)
        factors = working.given("P03", f"at_floor_{name}", count, break_even), Operand("floor", floor, _MONEY)
        least = source("premium.floor")
        lifted = working.step("P03", f"floor_part_{name}", "multiply", *factors, unit=_MONEY, source=least)
        parts, others = [lifted], EXACT.subtract(others, number(lifted))
    parts.append(Operand("rounded_products", others, _MONEY))
    formula = source("premium.formula")
    premium = working.step("P08", f"premium_{name}", "sum", *parts, unit=_MONEY, source=formula)
    working.step("P08", f"effective_{name}", "divide", premium, paid, unit=_SHARE, source=formula)
    return premium
