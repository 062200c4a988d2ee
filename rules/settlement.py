"""What to offer the buyer: up to which partial refund is settling cheaper than the clawback (追偿) that may follow?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.book import DatedBook
from rules.clawback import LARGEST_PAYOUT, Clawback, interval
from rules.money import EXACT, FEN, is_whole_fen, round_down_fen, round_up_fen
from rules.verdict import Operand, Step, Trace

_MONEY = "currency-CNY"
_NOTHING, _CERTAIN = Decimal("0.00"), Decimal(1)


class SettlementInputError(ValueError):
    """An input nothing can be weighed with. `code` is one of "goods_not_decimal", "goods_negative",
    "goods_too_large", "goods_not_whole_fen", "chance_not_decimal", "chance_out_of_range"."""

    def __init__(self, code: str, value: object) -> None:
        self.code, self.value = code, value
        super().__init__(f"{code.replace('_', ' ')}: {value!r}")


@dataclass(frozen=True, slots=True)
class Settlement:
    """The decision a clawback serves. All amounts are yuan; the offer is a partial refund with which the buyer is
    content and keeps the goods.

    `clawback` is the interval taken back if the claim is paid. `goods_back` is what the goods are worth to the seller
    once they are back, freight off (0 when they do not come back). `chance` is how likely the claim is (1 unless the
    seller says otherwise). A claim then costs between `low_cost` and `high_cost` = chance x (clawback - goods_back),
    either of which may be negative: then the claim leaves the seller better off.
    `offer_up_to`: at most this much is cheaper than the claim whatever share is taken back (rounded down to fen,
    never negative). `dearer_above`: beyond this the clawback is cheaper whatever share is taken back (rounded up).
    Between the two it depends on the share, which the source does not fix (V02, V03). Neither exceeds `at_stake`.

    `trace` is the clawback's four steps, then four that end in `offer_up_to` and four that end in `dearer_above`. The
    weighing itself is this program's way to a partial refund (A03), not the source's.
    """

    at_stake: Decimal
    goods_back: Decimal
    chance: Decimal
    chance_given: bool
    clawback: Clawback
    low_cost: Decimal
    high_cost: Decimal
    offer_up_to: Decimal
    dearer_above: Decimal
    trace: Trace


def settle(
    book: DatedBook, at_stake: Decimal, *, goods_back: Decimal = Decimal(0), chance: Decimal | None = None
) -> Settlement:
    """Weigh a partial refund against the clawback of a payout of `at_stake` yuan (V01-V04).

    `chance` is a fraction above 0, at most 1; None counts the claim as certain. Raises ClawbackInputError for the
    payout and SettlementInputError for the rest.
    """
    _check_goods(goods_back)
    certain = chance is None
    chance = _CERTAIN if chance is None else _checked_chance(chance)
    clawback = interval(book, at_stake)
    steps = [*clawback.trace.steps]
    low_cost, offer_up_to = _end(steps, "low", clawback.low, 1, goods_back, chance)
    high_cost, dearer_above = _end(steps, "high", clawback.high, 3, goods_back, chance)
    return Settlement(
        at_stake=at_stake,
        goods_back=goods_back,
        chance=chance,
        chance_given=not certain,
        clawback=clawback,
        low_cost=low_cost,
        high_cost=high_cost,
        offer_up_to=offer_up_to,
        dearer_above=dearer_above,
        trace=Trace(tuple(steps)),
    )


def _end(
    steps: list[Step], end: str, taken: Decimal, at: int, goods_back: Decimal, chance: Decimal
) -> tuple[Decimal, Decimal]:
    """What a claim costs at one end of the clawback, the result of the step `at`, and the refund to hold against it.

    The low end is rounded down, the high one up: nothing between the two limits is settled by rounding.
    """
    label, operation = ("offer_up_to", "round_down") if end == "low" else ("dearer_above", "round_up")

    def add(name: str, operation: str, operands: tuple[Operand, Operand], result: Decimal) -> int:
        steps.append(Step("A03", f"settlement.{name}", operation, operands, result, _MONEY, "M0"))
        return len(steps) - 1

    net = EXACT.subtract(taken, goods_back)
    less = (Operand("clawback", taken, _MONEY, at), Operand("goods_back", goods_back, _MONEY))
    last = add(f"{end}_net", "subtract", less, net)
    cost = EXACT.multiply(chance, net)
    times = (Operand("chance", chance, "/1"), Operand("net", net, _MONEY, last))
    last = add(f"{end}_cost", "multiply", times, cost)
    lifted = max(cost, _NOTHING)
    lift = (Operand("cost", cost, _MONEY, last), Operand("nothing", _NOTHING, _MONEY))
    last = add(f"{end}_not_negative", "at_least", lift, lifted)
    rounded = round_down_fen(lifted) if operation == "round_down" else round_up_fen(lifted)
    add(label, operation, (Operand("cost", lifted, _MONEY, last), Operand("fen", FEN, _MONEY)), rounded)
    return cost, rounded


def _check_goods(value: Decimal) -> None:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise SettlementInputError("goods_not_decimal", value)
    if value.is_signed():  # minus nothing included
        raise SettlementInputError("goods_negative", value)
    if value > LARGEST_PAYOUT:
        raise SettlementInputError("goods_too_large", value)
    if not is_whole_fen(value):
        raise SettlementInputError("goods_not_whole_fen", value)


def _checked_chance(value: Decimal) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise SettlementInputError("chance_not_decimal", value)
    if not 0 < value <= 1:
        raise SettlementInputError("chance_out_of_range", value)
    return value
