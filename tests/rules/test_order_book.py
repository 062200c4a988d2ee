"""An order book at two fulfilment rates: golden sums, the figures of the other readings, the trace, refusals."""

import random
import time
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

import pytest

from rules.book import Book, DatedBook, NotInForce
from rules.order_book import OrderBook, PremiumRate, Priced, Scenario, WhatIf, what_if
from rules.premium import QuoteInputError
from tests.rules.cases_file import cases, label
from tests.rules.test_trace import replay

LOW, MIDDLE, HIGH = Decimal("0.942"), Decimal("0.96"), Decimal("0.986")


def orders(*yuan: str) -> OrderBook:
    return OrderBook.of_yuan(map(Decimal, yuan))


def told(scenario: Scenario) -> list[str | None]:
    share = scenario.saving_share
    return [
        str(scenario.before.premium),
        str(scenario.after.premium),
        str(scenario.before.at_floor),
        str(scenario.after.at_floor),
        str(scenario.saving),
        "null" if share is None else str(share.quantize(Decimal("0.0001"), ROUND_HALF_UP)),
    ]


def asked(book: DatedBook, row: dict[str, Any]) -> WhatIf:
    return what_if(book, orders(*row["paid"]), Decimal(row["before"]), Decimal(row["after"]))


@pytest.mark.parametrize("reading", ["all", "base", "none"])
@pytest.mark.parametrize("row", cases("order_book"), ids=label)
def test_the_golden_sums_come_out_to_the_fen(dated: DatedBook, row: dict[str, Any], reading: str) -> None:
    found = asked(dated.with_reading("X07", reading), row)
    assert told(found.chosen) == row[reading], row["why"]
    assert found.chosen.option == reading
    assert (found.orders, found.paid) == (len(row["paid"]), sum(map(Decimal, row["paid"])))


@pytest.mark.parametrize("row", cases("order_book"), ids=label)
def test_every_reading_with_other_premiums_is_shown_beside_the_one_in_use(
    dated: DatedBook, row: dict[str, Any]
) -> None:
    found = asked(dated, row)
    differing = [reading for reading in ("base", "none") if row[reading][:2] != row["all"][:2]]
    assert [scenario.option for scenario in found.alternatives] == differing
    assert [told(scenario) for scenario in found.alternatives] == [row[reading] for reading in differing]
    floor, day = found.readings
    assert (floor.id, floor.chosen, floor.changes) == ("X07", "all", bool(differing))
    assert floor.alternative == (differing[0] if differing else "base")
    assert (day.id, day.chosen, day.changes) == ("X14", "order_date", False)


@pytest.mark.parametrize("reading", ["all", "base", "none"])
@pytest.mark.parametrize("row", cases("order_book"), ids=label)
def test_replaying_the_trace_gives_both_premiums_and_what_is_saved(
    dated: DatedBook, row: dict[str, Any], reading: str
) -> None:
    found = asked(dated.with_reading("X07", reading), row)
    last = replay(found.trace)
    chosen, results = found.chosen, {step.label: step.result for step in found.trace.steps}
    assert results["premium_before"] == chosen.before.premium
    assert results["premium_after"] == chosen.after.premium
    assert results["effective_before"] == chosen.before.effective_rate
    assert results["effective_after"] == chosen.after.effective_rate
    assert results["saving"] == chosen.saving
    assert last == (chosen.saving if chosen.saving_share is None else chosen.saving_share)


def test_the_trace_tells_the_orders_then_each_side_then_the_saving_with_rules_and_sources(dated: DatedBook) -> None:
    steps = what_if(dated, orders("50", "60", "100", "150", "200"), LOW, HIGH).trace.steps
    assert [(step.rule, step.label, step.operation, str(step.result), step.source) for step in steps[:-3]] == [
        ("P01", "orders", "given", "5", "given"),
        ("P02", "paid", "given", "560.00", "given"),
        ("P06", "rate_before", "band", "0.005", "S4"),
        ("P03", "at_floor_before", "given", "1", "given"),
        ("P03", "floor_part_before", "multiply", "0.30", "S4"),
        ("P08", "premium_before", "sum", "2.85", "S0"),
        ("P08", "effective_before", "divide", "0.005089285714285714285714285714", "S0"),
        ("P05", "rate_after", "band", "0.002", "S4"),
        ("P03", "at_floor_after", "given", "3", "given"),
        ("P03", "floor_part_after", "multiply", "0.90", "S4"),
        ("P08", "premium_after", "sum", "1.60", "S0"),
    ]
    assert [(step.label, step.operation) for step in steps[-3:]] == [
        ("effective_after", "divide"),
        ("saving", "subtract"),
        ("saving_share", "divide"),
    ]


def test_without_a_floor_the_trace_has_no_step_for_it(dated: DatedBook) -> None:
    labels = [step.label for step in what_if(dated.with_reading("X07", "base"), orders("50"), LOW, MIDDLE).trace.steps]
    assert "floor_part_before" not in labels
    assert "floor_part_after" in labels


def test_what_the_trace_takes_from_a_large_book_is_what_counting_order_by_order_gives(dated: DatedBook) -> None:
    chance = random.Random(7)
    fen = [chance.randint(500, 30_000) for _ in range(20_000)]
    found = what_if(dated, OrderBook.of_fen(fen), LOW, HIGH)
    steps = {step.label: step for step in found.trace.steps}
    assert len(steps) == len(found.trace.steps)
    assert sum(len(step.operands) for step in found.trace.steps) < 50
    for side, thousandths in (("before", 5), ("after", 2)):
        count, break_even = (operand.value for operand in steps[f"at_floor_{side}"].operands)
        assert isinstance(break_even, Decimal)
        others = steps[f"premium_{side}"].operands[1]
        below = [paid for paid in fen if paid * thousandths < 30_000]
        assert below == [paid for paid in fen if Decimal(paid).scaleb(-2) < break_even]
        assert count == len(below) == steps[f"at_floor_{side}"].result
        rounded = [(paid * thousandths + 500) // 1000 for paid in fen if paid * thousandths >= 30_000]
        assert (others.name, others.value) == ("rounded_products", Decimal(sum(rounded)).scaleb(-2))


def test_the_priced_sides_say_their_rate_and_band(dated: DatedBook) -> None:
    found = what_if(dated, orders("200", "100"), LOW, HIGH).chosen
    assert (found.before.fulfilment, found.before.rate) == (LOW, Decimal("0.005"))
    assert found.after.band is not None
    assert (found.after.band.rule, found.after.rate) == ("P05", Decimal("0.002"))
    # 1.00 + 0.50 of 300, and 0.40 + 0.30 of 300
    assert str(found.before.effective_rate) == "0.005"
    assert str(found.after.effective_rate) == "0.002333333333333333333333333333"


def test_a_share_at_the_floor_is_of_all_orders() -> None:
    priced = Priced(None, None, Decimal("0.005"), Decimal("1"), Decimal("0.005"), at_floor=1)
    assert priced.share_at_floor(8) == Decimal("0.125")
    assert priced.share_at_floor(1) == 1


def test_a_rate_given_outright_stands_in_place_of_a_fulfilment_rate(dated: DatedBook) -> None:
    book = orders("61", "200")
    by_rate = what_if(dated, book, PremiumRate(Decimal("0.005")), PremiumRate(Decimal("0.002")))
    by_fulfilment = what_if(dated, book, LOW, HIGH)
    assert by_rate.chosen.before.fulfilment is None
    assert (by_rate.chosen.before.premium, by_rate.chosen.saving_share) == (
        by_fulfilment.chosen.before.premium,
        by_fulfilment.chosen.saving_share,
    )
    assert [use.id for use in by_rate.readings] == ["X07"]
    assert [use.id for use in what_if(dated, book, PremiumRate(Decimal("0.005")), HIGH).readings] == ["X07", "X14"]
    first = by_rate.trace.steps[2]
    assert (first.label, first.operation, first.source) == ("rate_before", "given", "given")
    assert replay(by_rate.trace) == by_rate.chosen.saving_share


def test_the_calling_threads_decimal_context_changes_nothing(dated: DatedBook) -> None:
    book = orders("12345.67", "61.00", "61.00")
    expected = what_if(dated, book, LOW, HIGH)
    with localcontext(Context(prec=2, rounding="ROUND_DOWN")):
        found = what_if(dated, book, LOW, HIGH)
        share = found.chosen.after.share_at_floor(3)
        trace = found.trace
    assert found.chosen == expected.chosen
    assert trace == expected.trace
    assert share == Decimal(2) / 3


def test_it_names_its_day_its_book_and_its_parameters(book: Book) -> None:
    found = what_if(book.on(date(2024, 5, 1)), orders("200"), LOW, HIGH)
    assert (found.day, found.fingerprint) == (date(2024, 5, 1), book.fingerprint)
    assert {"premium.bands", "premium.floor"} <= {parameter.key for parameter in found.parameters}


def test_the_day_before_the_agreement_prices_no_orders(book: Book) -> None:
    with pytest.raises(NotInForce, match="2024-05-01"):
        what_if(book.on(date(2024, 4, 30)), orders("200"), LOW, HIGH)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("fulfilment_out_of_range", Decimal("94.2"), HIGH),
        ("fulfilment_out_of_range", LOW, Decimal("-0.1")),
        ("fulfilment_not_decimal", 0.94, HIGH),
        ("fulfilment_not_decimal", LOW, Decimal("NaN")),
        ("rate_out_of_range", PremiumRate(Decimal("0")), HIGH),
        ("rate_out_of_range", LOW, PremiumRate(Decimal("2"))),
    ],
)
def test_a_rate_that_a_quote_refuses_is_refused_alike(dated: DatedBook, code: str, before: Any, after: Any) -> None:
    with pytest.raises(QuoteInputError) as refused:
        what_if(dated, orders("200"), before, after)
    assert refused.value.code == code


def test_a_hundred_thousand_orders_take_less_than_a_second(dated: DatedBook) -> None:
    chance = random.Random(11)
    fen = [chance.randint(1, 10**7) for _ in range(100_000)]
    began = time.process_time()
    found = what_if(dated, OrderBook.of_fen(fen), LOW, HIGH)
    spent = time.process_time() - began
    assert found.orders == 100_000
    assert len(found.alternatives) == 2
    assert spent < 1, spent
