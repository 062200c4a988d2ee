"""Every trace is recomputed here, by an evaluator that knows nothing of the code that wrote it."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book
from rules.clawback import interval
from rules.eligibility import check
from rules.facts import Channel, Entity, Registration, SellerFacts
from rules.premium import quote
from rules.verdict import Outcome, Step, Trace
from tests.rules.conftest import DAY

BOOK = Book.load().on(DAY)
shares = st.none() | st.decimals("0", "1", places=4)
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "ge": lambda left, right: left >= right,
    "gt": lambda left, right: left > right,
    "le": lambda left, right: left <= right,
    "lt": lambda left, right: left < right,
    "in": lambda left, right: left in right,
    "not_in": lambda left, right: left not in right,
}


def recompute(step: Step) -> Any:
    values: list[Any] = [operand.value for operand in step.operands]
    if step.operation in COMPARISONS:
        if None in values:
            return "unknown"
        return "yes" if COMPARISONS[step.operation](*values) else "no"
    if step.operation == "all":
        return "no" if "no" in values else "unknown" if "unknown" in values else "yes"
    numbers = [value for value in values if isinstance(value, Decimal)]
    if step.operation == "band":
        fulfilment, low, high, rate = values
        assert low is None or fulfilment >= low
        assert high is None or fulfilment < high
        return rate
    if step.operation == "given":
        return numbers[0]
    if step.operation == "multiply":
        return numbers[0] * numbers[1]
    if step.operation == "round_half_up":
        return numbers[0].quantize(numbers[1], ROUND_HALF_UP)
    assert step.operation == "at_least"
    return max(numbers)


def replay(trace: Trace) -> Any:
    """The last result, after every step was recomputed and every reference to an earlier one followed."""
    results: list[Any] = []
    for step in trace.steps:
        for operand in step.operands:
            if operand.step is not None:
                assert operand.value == results[operand.step], f"{step.label} does not use what it points at"
        results.append(recompute(step))
        assert results[-1] == step.result, step.label
    return results[-1]


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 10**7), st.decimals("0", "1", places=4), st.sampled_from(["all", "base", "none"]), st.booleans())
def test_replaying_a_quotes_trace_gives_its_premium(fen: int, share: Decimal, reading: str, by_rate: bool) -> None:
    book = BOOK.with_reading("X07", reading)
    given_ = {"rate": share or Decimal("0.003")} if by_rate else {"fulfilment": share}
    made = quote(book, Decimal(fen).scaleb(-2), **given_)
    assert replay(made.trace) == made.premium == made.trace.result


def test_a_quotes_trace_tells_rate_product_rounding_and_floor_with_their_rules(dated: Any) -> None:
    steps = quote(dated, Decimal("61"), fulfilment=Decimal("0.985")).trace.steps
    assert [(step.rule, step.operation, str(step.result), step.source) for step in steps] == [
        ("P05", "band", "0.002", "S4"),
        ("P08", "multiply", "0.122", "S0"),
        ("P08", "round_half_up", "0.12", "M0"),
        ("P03", "at_least", "0.30", "S4"),
    ]


def test_without_a_floor_there_is_no_step_for_it(dated: Any) -> None:
    made = quote(dated.with_reading("X07", "none"), Decimal("61"), fulfilment=Decimal("0.985"))
    assert [step.operation for step in made.trace.steps] == ["band", "multiply", "round_half_up"]


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**13))
def test_replaying_a_clawbacks_trace_gives_both_ends(fen: int) -> None:
    found = interval(BOOK, Decimal(fen).scaleb(-2))
    assert replay(found.trace) == found.high == found.trace.result
    assert found.trace.steps[1].result == found.low


@settings(deadline=None, max_examples=200)
@given(
    st.builds(
        SellerFacts,
        st.none() | st.sampled_from(Entity),
        st.none() | st.sampled_from(Registration),
        shares,
        shares,
        st.none() | st.booleans(),
        st.none() | st.sampled_from(Channel),
    ),
    st.sampled_from(["unknown", "enrolled", "not_enrolled"]),
)
def test_replaying_an_eligibility_trace_gives_its_outcome(facts: SellerFacts, reading: str) -> None:
    verdict = check(BOOK.with_reading("X03", reading), facts)
    assert replay(verdict.trace) == verdict.outcome == verdict.trace.result
    by_rule = {step.rule: step.result for step in verdict.trace.steps[:-1]}
    assert by_rule == {finding.rule: finding.outcome for finding in verdict.findings}
    assert all(isinstance(result, Outcome) for result in by_rule.values())
