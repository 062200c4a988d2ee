"""How many further orders on time lift a shop into the next cheaper band (P04-P07)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial

from rules.book import Bands, DatedBook
from rules.orders import OrderBookError
from rules.verdict import Operand, Trace
from rules.working import Working

LARGEST_COUNT = 1_000_000_000
"""Orders of one shop in one window; more is a slip of the finger."""

_BANDS, _ORDERS = "premium.bands", "order-count"
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Climb:
    """The next cheaper band: `needed` more orders, all on time, lift on_time / total to `fulfilment`, if nothing else
    changes and nothing leaves the window. `needed` is None where no number suffices (a threshold of 1).

    `fulfilment` is the least one of that band, a fraction, and `rate` its premium rate.
    """

    on_time: int
    total: int
    fulfilment: Decimal
    rate: Decimal
    needed: int | None
    rule: str = field(repr=False)
    source: str = field(repr=False)

    @property
    def trace(self) -> Trace:
        """What is short of the threshold now, what each further order on time gains, and how many make up for it.

        Where no number suffices, the last step says so: an order gains 0.
        """
        threshold, total = Operand("threshold", self.fulfilment, "/1"), Operand("total", self.total, _ORDERS)
        on_time, whole = Operand("on_time", self.on_time, _ORDERS), Operand("whole_order", _ONE, _ORDERS)
        working = Working()
        step = partial(working.step, self.rule, unit=_ORDERS, source=self.source)
        short = step("on_time_short", "subtract", step("on_time_wanted", "multiply", threshold, total), on_time)
        gain = step("gain_per_order", "subtract", whole, threshold)
        if self.needed is not None:
            step("orders_needed", "round_up", step("orders_to_make_up", "divide", short, gain), whole)
        return working.trace


def climb(book: DatedBook, on_time: int, total: int) -> Climb | None:
    """The smallest number of further on-time orders to the next cheaper band (P04-P07); None in the cheapest.

    Worked out in whole numbers, so that 19 of 20 is 95 % exactly. Raises OrderBookError ("counts", "too_large"), and
    NotInForce for a day before the figures begin.
    """
    _check(on_time, total)
    bands = book.bands(_BANDS)
    following = _next_cheaper(bands, Fraction(on_time, total))
    if following is None:
        return None
    threshold, rate, rule = following
    part, whole = threshold.as_integer_ratio()
    # (on_time + n) / (total + n) >= part / whole, solved for n and rounded up.
    short, gain = part * total - whole * on_time, whole - part
    needed = -(-short // gain) if gain > 0 else None
    return Climb(on_time, total, threshold, rate, needed, rule, book.parameter(_BANDS).source.id)


def _next_cheaper(bands: Bands, fulfilment: Fraction) -> tuple[Decimal, Decimal, str] | None:
    """Threshold, rate and rule of the next band up that is cheaper than the one that holds this exact share."""
    here = next(step for step in bands.steps if step.high is None or fulfilment < Fraction(step.high))
    above = bands.above(here)
    return None if above is None or above.low is None else (above.low, above.rate, above.rule)


def _check(on_time: int, total: int) -> None:
    if type(on_time) is not int or type(total) is not int or not 0 <= on_time <= total or total < 1:
        raise OrderBookError("counts", (on_time, total))
    if total > LARGEST_COUNT:
        raise OrderBookError("too_large", total)
