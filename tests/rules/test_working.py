"""A calculation that writes its own trace says only what its operands give."""

from decimal import Decimal

import pytest

from rules.verdict import Operand
from rules.working import Working, number
from tests.rules.test_trace import replay

FIGURES = {
    # operation: operands, result
    "multiply": (("12.5", "0.003"), "0.0375"),
    "divide": (("1", "3"), "0.3333333333333333333333333333"),
    "subtract": (("1", "0.63"), "0.37"),
    "sum": (("0.30", "0.31", "0.58"), "1.19"),
    "at_least": (("0.12", "0.30"), "0.30"),
    "round_up": (("1.001", "0.01"), "1.01"),
    "round_half_up": (("0.345", "0.01"), "0.35"),
}


@pytest.mark.parametrize(("operation", "figures"), FIGURES.items())
def test_a_step_is_what_its_operation_makes_of_its_operands(
    operation: str, figures: tuple[tuple[str, ...], str]
) -> None:
    values, expected = figures
    working = Working()
    operands = [Operand(f"number {at}", Decimal(value), "/1") for at, value in enumerate(values)]
    made = working.step("F05", "label", operation, *operands, unit="/1", source="M0")
    assert (made.name, str(made.value), made.unit, made.step) == ("label", expected, "/1", 0)
    assert replay(working.trace) == made.value


def test_a_step_points_at_the_one_it_uses() -> None:
    working = Working()
    counted = working.given("P01", "orders", Operand("orders", 3, "order-count"), Operand("of", 7, "order-count"))
    assert (counted.value, counted.unit, counted.step) == (3, "order-count", 0)
    each = Operand("floor", Decimal("0.30"), "currency-CNY")
    working.step("P03", "together", "multiply", counted, each, unit="currency-CNY", source="S4")
    assert working.trace.steps[1].operands[0] == counted
    assert replay(working.trace) == Decimal("0.90")


def test_steps_that_lead_nowhere_are_dropped() -> None:
    working = Working()
    one = working.given("P01", "one", Operand("one", 1, "order-count"))
    working.given("P01", "two", Operand("two", 2, "order-count"))
    working.without(1)
    assert [step.label for step in working.trace.steps] == ["one"]
    assert working.given("P01", "three", one).step == 1
    assert len(working) == 2


@pytest.mark.parametrize("value", [None, True, "1"])
def test_what_is_no_number_is_not_reckoned_with(value: bool | str | None) -> None:
    with pytest.raises(TypeError, match="count is"):
        number(Operand("count", value, "order-count"))
