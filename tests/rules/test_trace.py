"""Every trace is recomputed here, by an evaluator that knows nothing of the code that wrote it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import coverage
from rules.book import Book, DatedBook
from rules.clawback import interval
from rules.eligibility import check
from rules.facts import Entity, Registration, SellerFacts
from rules.order_facts import OrderFacts, Peril, RulingCause
from rules.premium import quote
from rules.shipping import Channel, GoodsClass, Line
from rules.verdict import Outcome, Step, Trace
from tests.rules.conftest import DAY
from tests.rules.orders import COVERED, books, orders

BOOK = Book.load().on(DAY)
shares = st.none() | st.decimals("0", "1", places=4)
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "ge": lambda left, right: left >= right,
    "gt": lambda left, right: left > right,
    "le": lambda left, right: left <= right,
    "lt": lambda left, right: left < right,
    "is": lambda left, right: left == right,
    "in": lambda left, right: left in right,
    "not_in": lambda left, right: left not in right,
}
EXACT, QUOTIENT = Context(prec=60), Context(prec=28, rounding=ROUND_HALF_EVEN)
FIGURES: dict[str, Callable[..., Any]] = {
    "given": lambda first, *_: first,
    "multiply": EXACT.multiply,
    "divide": QUOTIENT.divide,
    "add": lambda left, right: left + right,
    "sum": lambda *parts: sum(parts[1:], parts[0]),
    "subtract": lambda left, right: left - right,
    "count": lambda *parts: Decimal(len(parts)),
    "round_half_up": lambda number, digit: number.quantize(digit, ROUND_HALF_UP),
    "round_down": lambda number, digit: number.quantize(digit, ROUND_FLOOR),
    "round_up": lambda number, digit: number.quantize(digit, ROUND_CEILING),
    "at_least": lambda *figures: max(figures),
    "at_most": lambda *figures: min(figures),
}


def recompute(step: Step) -> Any:
    """What a step comes to: yes, no or unknown, a Decimal, a span of time."""
    values: list[Any] = [operand.value for operand in step.operands]
    if step.operation in COMPARISONS:
        left, right = values
        if left is None or right is None:
            return "unknown"
        return "yes" if COMPARISONS[step.operation](left, right) else "no"
    if step.operation == "all":
        return "no" if "no" in values else "unknown" if "unknown" in values else "yes"
    if step.operation == "any":
        return "yes" if "yes" in values else "unknown" if "unknown" in values else "no"
    if step.operation == "band":
        fulfilment, low, high, rate = values
        assert low is None or fulfilment >= low
        assert high is None or fulfilment < high
        return rate
    figures = [Decimal(value) if isinstance(value, int) else value for value in values]
    return FIGURES[step.operation](*figures)


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
        st.none() | st.sampled_from(Line),
        st.none() | st.sampled_from(GoodsClass),
    ),
    st.sampled_from(["unknown", "enrolled", "not_enrolled"]),
)
def test_replaying_an_eligibility_trace_gives_its_outcome(facts: SellerFacts, reading: str) -> None:
    verdict = check(BOOK.with_reading("X03", reading), facts)
    assert replay(verdict.trace) == verdict.outcome == verdict.trace.result
    by_rule = {step.rule: step.result for step in verdict.trace.steps[:-1]}
    assert by_rule == {finding.rule: finding.outcome for finding in verdict.findings}
    assert all(isinstance(result, Outcome) for result in by_rule.values())


@settings(deadline=None, max_examples=300)
@given(books(), st.sampled_from(Peril), st.data())
def test_replaying_a_coverage_trace_gives_its_outcome(book: DatedBook, peril: Peril, data: st.DataObject) -> None:
    verdict = coverage.check(book, data.draw(orders(peril)), peril).verdict
    assert replay(verdict.trace) == verdict.outcome == verdict.trace.result
    told = {finding.rule: finding.outcome for finding in verdict.findings}
    last = {step.rule: step.result for step in verdict.trace.steps if isinstance(step.result, Outcome)}
    assert told.keys() <= last.keys()
    joined = {operand.name: operand.value for operand in verdict.trace.steps[-1].operands}
    assert joined == {rule: outcome for rule, outcome in told.items() if rule not in ("C04", "C05")}


def told(trace: Trace, *rules: str) -> list[tuple[str, str, str]]:
    return [(step.label, step.operation, str(step.result)) for step in trace.steps if step.rule in rules]


def test_a_late_and_silent_parcels_trace_tells_both_spans_and_how_they_join(dated: Any) -> None:
    verdict = coverage.check(dated, COVERED[Peril.LOGISTICS], Peril.LOGISTICS).verdict
    assert told(verdict.trace, "C04", "C05", "C06") == [
        ("undelivered", "is", "yes"),
        ("coverage.overdue_days", "ge", "yes"),
        ("late_undelivered", "all", "yes"),
        ("coverage.idle_days", "ge", "yes"),
        ("coverage.combine", "all", "yes"),
    ]
    span = next(step for step in verdict.trace.steps if step.label == "coverage.idle_days")
    assert [(operand.name, operand.value, operand.unit) for operand in span.operands] == [
        ("idle", timedelta(days=5), "span"),
        ("coverage.idle_days", timedelta(days=5), "span"),
    ]


def test_a_lost_parcels_trace_tells_the_loss_beside_what_it_stands_in_for(dated: Any) -> None:
    lost = replace(COVERED[Peril.LOGISTICS], lost=True, idle=timedelta(0))
    verdict = coverage.check(dated, lost, Peril.LOGISTICS).verdict
    assert told(verdict.trace, "C06", "X04") == [
        ("coverage.combine", "all", "no"),
        ("lost", "is", "unknown"),
        ("anomaly_or_loss", "any", "unknown"),
        ("still_undelivered", "all", "unknown"),
    ]


def test_a_clash_of_two_texts_is_told_in_every_rule_it_keeps_open(dated: Any) -> None:
    shipped = OrderFacts(channel=Channel.VIRTUAL_NUMBER, ruling_cause=RulingCause.FALSE_SHIPMENT)
    verdict = coverage.check(dated, shipped, Peril.RULING).verdict
    assert told(verdict.trace, "C02", "E08", "C11") == [
        ("coverage.excluded_channels", "not_in", "no"),
        ("clash", "in", "unknown"),
        ("left_out_unless_ruled", "any", "unknown"),
        ("eligibility.lines", "in", "no"),
        ("left_out_unless_ruled", "any", "unknown"),
        ("coverage.ruling_causes", "in", "yes"),
        ("no_clash", "all", "unknown"),
    ]


def test_a_rulings_trace_works_out_funds_shortfall_and_advance(dated: Any) -> None:
    verdict = coverage.check(dated, COVERED[Peril.RULING], Peril.RULING).verdict
    assert told(verdict.trace, "C12", "C13") == [
        ("funds", "sum", "80"),
        ("below_ruling", "lt", "yes"),
        ("shortfall", "subtract", "20"),
        ("advance_low", "at_most", "20"),
        ("advance_high", "at_least", "100"),
    ]
