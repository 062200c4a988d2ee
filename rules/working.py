"""A calculation that writes its own trace: each step's result is what its operation makes of its operands."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import reduce

from rules.book import Band
from rules.money import EXACT, QUOTIENT
from rules.verdict import Operand, Step, Trace

_OPERATIONS: dict[str, Callable[..., Decimal]] = {
    "multiply": EXACT.multiply,
    "divide": QUOTIENT.divide,
    "subtract": EXACT.subtract,
    "sum": lambda *parts: reduce(EXACT.add, parts),
    "at_least": EXACT.max,
    "round_up": lambda number, digit: number.quantize(digit, ROUND_CEILING, EXACT),
    "round_half_up": lambda number, digit: number.quantize(digit, ROUND_HALF_UP, EXACT),
}


class Working:
    """Steps in the order in which they were worked out."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    @property
    def trace(self) -> Trace:
        """What was worked out so far."""
        return Trace(tuple(self._steps))

    def step(self, rule: str, label: str, operation: str, *operands: Operand, unit: str, source: str) -> Operand:
        """Works out one step from numbers that are known; its result, named like the step, is what comes back."""
        result = _OPERATIONS[operation](*map(number, operands))
        return self.append(Step(rule, label, operation, operands, result, unit, source))

    def given(self, rule: str, label: str, *operands: Operand) -> Operand:
        """What was counted or entered, the first operand; the others say of what."""
        first = operands[0]
        return self.append(Step(rule, label, "given", operands, first.value, first.unit, "given"))

    def band(self, label: str, fulfilment: Decimal, band: Band, source: str) -> Operand:
        """The rate of the band that holds a fulfilment rate."""
        inputs = (("fulfilment", fulfilment), ("low", band.low), ("high", band.high), ("rate", band.rate))
        operands = tuple(Operand(name, value, "/1") for name, value in inputs)
        return self.append(Step(band.rule, label, "band", operands, band.rate, "/1", source))

    def append(self, step: Step) -> Operand:
        """Takes over a step worked out elsewhere, which points at no other."""
        self._steps.append(step)
        return Operand(step.label, step.result, step.unit, len(self._steps) - 1)

    def without(self, steps: int) -> None:
        """Drops everything after so many steps."""
        del self._steps[steps:]

    def __len__(self) -> int:
        return len(self._steps)


def number(operand: Operand) -> Decimal:
    """An operand's value; a count becomes a Decimal. Raises TypeError for one that is not known or no number."""
    value = operand.value
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise TypeError(f"{operand.name} is {value!r}")
