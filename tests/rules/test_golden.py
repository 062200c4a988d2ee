"""The golden figures that are shipped with the rules: each comes out through the functions that answer sellers."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules import coverage
from rules.book import Book, DatedBook
from rules.clawback import interval
from rules.diagnosis import diagnose
from rules.eligibility import check
from rules.facts import SellerFacts
from rules.golden import GoldenCase, Group, evaluate, golden_cases
from rules.order_facts import Peril
from rules.premium import quote
from rules.verdict import Trace
from tests.rules.claims import SOUND
from tests.rules.orders import COVERED
from tests.rules.test_trace import replay
from tests.support.books import write_other_book
from tests.support.overlays import dated as written
from tests.support.overlays import overlaid

CHANGED = date(2026, 12, 1)


def cases_of(group: Group) -> list[GoldenCase]:
    return [case for case in golden_cases() if case.group is group]


@pytest.mark.parametrize("case", golden_cases(), ids=str)
def test_every_golden_case_comes_out_on_the_shipped_book(dated: DatedBook, case: GoldenCase) -> None:
    found = evaluate(dated, case)
    assert found is not None
    assert {name: found[name] for name in case.expected} == dict(case.expected), case.why


def traced(book: DatedBook, case: GoldenCase) -> tuple[Trace, dict[str, Any]]:
    """The trace of a case, and the results it must come to by what the trace calls them."""
    given: dict[str, Any] = dict(case.given)
    expected: dict[str, Any] = dict(case.expected)
    match case.group:
        case Group.PREMIUM:
            made = quote(book, given["paid"], fulfilment=given["fulfilment"])
            return made.trace, {
                made.trace.steps[0].label: expected["rate"],
                made.trace.steps[-1].label: expected["all"],
            }
        case Group.RATE:
            made = quote(book, Decimal(1000), fulfilment=given["fulfilment"])
            return made.trace, {made.trace.steps[0].label: expected["rate"]}
        case Group.ENTRY:
            shop = SellerFacts(None, None, given["feedback"], given["disputes"], False)
            return check(book, shop).trace, {"eligibility.combine": expected["outcome"]}
        case Group.LOGISTICS:
            late = replace(COVERED[Peril.LOGISTICS], overdue=given["overdue"], idle=given["idle"])
            return coverage.check(book, late, Peril.LOGISTICS).verdict.trace, {"verdict": expected["outcome"]}
        case Group.REFUSAL:
            returned = replace(COVERED[Peril.REFUSAL], return_after=given["after"])
            return coverage.check(book, returned, Peril.REFUSAL).verdict.trace, {"verdict": expected["outcome"]}
        case Group.FIRST_LEG:
            claim = replace(SOUND, first_leg_after=given["after"], since_pickup=timedelta(days=12))
            return diagnose(book, claim).trace, {"verdict": expected["outcome"]}
    trace = interval(book, given["payout"]).trace
    assert case.group is Group.CLAWBACK
    assert trace.steps[1].result == expected["low"]
    return trace, {"rounding": expected["high"]}


@pytest.mark.parametrize("case", golden_cases(), ids=str)
def test_replaying_the_trace_of_a_golden_case_gives_its_figures(dated: DatedBook, case: GoldenCase) -> None:
    trace, expected = traced(dated, case)
    assert replay(trace) == trace.result
    found = {step.label: step.result for step in trace.steps}
    assert {label: found[label] for label in expected} == expected


def test_no_case_is_missing() -> None:
    assert Counter(case.group.value for case in golden_cases()) == {
        "premium": 21,
        "rate": 5,
        "entry": 3,
        "logistics": 3,
        "refusal": 2,
        "first_leg": 2,
        "clawback": 1,
    }
    paid = sorted({case.given["paid"] for case in cases_of(Group.PREMIUM)})
    assert [str(amount) for amount in paid] == ["50.00", "60.00", "61.00", "100.00", "115.00", "150.00", "200.00"]


def test_the_table_of_premiums_has_every_amount_at_every_rate_of_the_bands(dated: DatedBook) -> None:
    rates = {band.rate for band in dated.bands("premium.bands").steps}
    for amount in {case.given["paid"] for case in cases_of(Group.PREMIUM)}:
        assert {case.expected["rate"] for case in cases_of(Group.PREMIUM) if case.given["paid"] == amount} == rates


@pytest.mark.parametrize("case", cases_of(Group.PREMIUM), ids=str)
def test_a_premium_is_told_under_the_reading_in_use(dated: DatedBook, case: GoldenCase) -> None:
    for option in ("all", "base", "none"):
        found = evaluate(dated.with_reading("X07", option), case)
        assert found is not None
        assert found["premium"] == found[option] == case.expected[option]


@pytest.mark.parametrize("group", Group)
def test_a_case_of_every_kind_comes_out_differently_where_the_figures_differ(tmp_path: Path, group: Group) -> None:
    other = Book.load(write_other_book(tmp_path)).on(CHANGED)
    found = [evaluate(other, case) for case in cases_of(group)]
    assert any(
        result is not None and {name: result[name] for name in case.expected} != dict(case.expected)
        for result, case in zip(found, cases_of(group), strict=True)
    )


def test_before_its_figures_begin_a_case_has_no_result(book: Book) -> None:
    long_ago = book.on(date(2020, 1, 1))
    assert [evaluate(long_ago, case) for case in golden_cases()] == [None] * len(golden_cases())


def test_after_a_rule_has_ended_its_case_has_no_result_and_the_others_have(tmp_path: Path) -> None:
    later = overlaid(tmp_path, written("diagnosis.first_leg_hours", ("2026-12-01", "null"))).on(CHANGED)
    without = {case.group for case in golden_cases() if evaluate(later, case) is None}
    assert without == {Group.FIRST_LEG}


def test_an_old_order_has_the_old_golden_figure_though_a_file_changes_it_later(tmp_path: Path, book: Book) -> None:
    changed = overlaid(
        tmp_path,
        written("premium.floor", ("2026-12-01", "0.50")),
        written("coverage.overdue_days", ("2026-12-01", "10")),
        written("eligibility.feedback_min", ("2026-12-01", "0.9")),
    )
    eve = date(2026, 11, 30)
    for case in golden_cases():
        assert evaluate(changed.on(eve), case) == evaluate(book.on(eve), case)
    assert {
        case.group for case in golden_cases() if evaluate(changed.on(CHANGED), case) != evaluate(book.on(eve), case)
    } == {
        Group.PREMIUM,
        Group.ENTRY,
        Group.LOGISTICS,
    }
    assert str(quote(changed.on(eve), Decimal("50"), fulfilment=Decimal("0.985")).premium) == "0.30"
    assert str(quote(changed.on(CHANGED), Decimal("50"), fulfilment=Decimal("0.985")).premium) == "0.50"
