"""Is the order covered: the case tables of the three perils, one changed fact at a time, under every reading."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from rules.book import Book, DatedBook, NotInForce
from rules.coverage import Advance, Coverage, check, inputs
from rules.order_facts import OrderFacts, Peril, RulingCause
from rules.shipping import GoodsClass, Line
from rules.verdict import Outcome
from tests.rules.cases_file import cases, label, span
from tests.rules.orders import COVERED, RULES, under, written
from tests.rules.test_trace import replay
from tests.support.books import copy_book

TABLES = [(Peril(name), row) for name in ("logistics", "refusal", "ruling") for row in cases(f"coverage_{name}")]


def named(case: Any) -> str | None:
    return case.value if isinstance(case, Peril) else label(case)


def advancing(tmp_path: Any, option: str) -> DatedBook:
    directory = copy_book(tmp_path)
    path = directory / "coverage" / "ruling_advance.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: range", f"value: {option}"), encoding="utf-8")
    return Book.load(directory).on(date(2026, 11, 22))


def told(found: Coverage) -> dict[str, str]:
    """Each reading relied on, with the option that would come out differently."""
    return {use.id: (use.alternative or "") if use.changes else "" for use in found.verdict.readings}


def rules(found: Coverage, outcome: Outcome) -> list[str]:
    return [finding.rule for finding in found.verdict.findings if finding.outcome is outcome]


@pytest.mark.parametrize(("peril", "row"), TABLES, ids=named)
def test_a_case_comes_out_with_exactly_its_failing_and_open_rules(
    dated: DatedBook, tmp_path: Any, peril: Peril, row: dict[str, Any]
) -> None:
    book = under(advancing(tmp_path, row["advance_as"]) if "advance_as" in row else dated, row)
    found = check(book, replace(COVERED[peril], **written(row["change"])), peril)
    assert found.verdict.outcome == row["outcome"]
    assert replay(found.verdict.trace) == row["outcome"]
    assert [finding.rule for finding in found.verdict.findings] == RULES[peril]
    assert rules(found, Outcome.NO) == row.get("fails", [])
    assert rules(found, Outcome.UNKNOWN) == row.get("open", [])
    assert list(found.verdict.missing) == row.get("missing", [])
    assert told(found) == row.get("readings", {})
    assert found.wait == (span(row["wait"]) if "wait" in row else None)
    assert found.advance == (Advance(*map(Decimal, row["advance"])) if "advance" in row else None)
    assert found.clash == (row.get("clash") == "true")


@pytest.mark.parametrize("row", cases("coverage_lines"), ids=label)
def test_a_line_with_its_goods_is_worth_what_the_table_says(dated: DatedBook, row: dict[str, Any]) -> None:
    shipped = replace(COVERED[Peril.LOGISTICS], **written({name: row[name] for name in ("line", "goods")}))
    found = check(under(dated, row), shipped, Peril.LOGISTICS)
    assert {name: found.verdict.finding(name).outcome.value for name in ("E08", "C03")} == {
        name: row[name] for name in ("E08", "C03")
    }
    assert list(found.verdict.missing) == row.get("missing", [])
    assert told(found) == row.get("readings", {})


@pytest.mark.parametrize("peril", Peril)
def test_with_nothing_known_everything_a_peril_depends_on_is_missing(dated: DatedBook, peril: Peril) -> None:
    verdict = check(dated, OrderFacts(), peril).verdict
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.missing == inputs(peril)


@pytest.mark.parametrize("peril", Peril)
def test_every_input_is_a_fact_of_an_order_and_the_first_is_how_it_travels(peril: Peril) -> None:
    fields = list(OrderFacts.__dataclass_fields__)
    assert set(inputs(peril)) <= set(fields)
    assert len(set(inputs(peril))) == len(inputs(peril))
    assert inputs(peril)[0] == "channel"


def test_together_the_perils_depend_on_every_fact() -> None:
    assert {name for peril in Peril for name in inputs(peril)} == set(OrderFacts.__dataclass_fields__)


def test_a_finding_carries_what_was_seen_what_is_required_and_where_it_is_written(dated: DatedBook) -> None:
    late = replace(COVERED[Peril.LOGISTICS], overdue=timedelta(days=8))
    finding = check(dated, late, Peril.LOGISTICS).verdict.finding("C04")
    assert (finding.observed, finding.required, finding.key) == (timedelta(days=8), 7, "coverage.overdue_days")
    assert (finding.source.id, finding.missing) == ("S0", ())


def test_what_of_the_conditions_holds_is_told_by_name(dated: DatedBook) -> None:
    half = replace(COVERED[Peril.LOGISTICS], handed_in=False, tracked_end_to_end=None)
    finding = check(dated, half, Peril.LOGISTICS).verdict.finding("C01")
    assert finding.observed == ("cainiao_waybill",)
    assert check(dated, OrderFacts(), Peril.LOGISTICS).verdict.finding("C01").observed is None


def test_special_goods_are_told_by_the_word_that_says_the_most(dated: DatedBook) -> None:
    shipped = replace(COVERED[Peril.LOGISTICS], **written({"line": "simple", "goods": "special"}))
    assert check(dated, shipped, Peril.LOGISTICS).verdict.finding("C03").observed == "simple_special"


def test_special_goods_on_a_named_line_are_held_against_the_list_by_their_line(dated: DatedBook) -> None:
    shipped = replace(COVERED[Peril.LOGISTICS], **written({"line": "standard", "goods": "special"}))
    steps = check(dated, shipped, Peril.LOGISTICS).verdict.trace.steps
    (step,) = [step for step in steps if step.label == "coverage.logistics_lines"]
    assert (step.operands[0].value, step.result) == ("standard", Outcome.YES)


@pytest.mark.parametrize("line", [Line.SIMPLE, Line.STANDARD])
@pytest.mark.parametrize("goods", GoodsClass)
def test_a_line_the_source_lists_is_told_by_a_word_of_its_list(dated: DatedBook, line: Line, goods: GoodsClass) -> None:
    order = replace(COVERED[Peril.REFUSAL], line=line, goods=goods)
    steps = check(dated, order, Peril.REFUSAL).verdict.trace.steps
    (step,) = [step for step in steps if step.label == "eligibility.lines"]
    word, listed = (operand.value for operand in step.operands)
    assert (word in dated.names("eligibility.lines"), listed) == (True, dated.names("eligibility.lines"))


def test_the_funds_that_fall_short_are_told(dated: DatedBook) -> None:
    found = check(dated, COVERED[Peril.RULING], Peril.RULING).verdict.finding("C12")
    assert (found.observed, found.required) == (Decimal(80), ("deposit", "balance"))
    each = check(dated.with_reading("X06", "either"), COVERED[Peril.RULING], Peril.RULING).verdict.finding("C12")
    assert each.observed is None


def test_the_shortfall_is_reckoned_from_the_account_that_is_read_or_from_both_together(dated: DatedBook) -> None:
    def accounts(book: DatedBook) -> list[str]:
        steps = check(book, COVERED[Peril.RULING], Peril.RULING).verdict.trace.steps
        return [step.operands[1].name for step in steps if step.label == "shortfall"]

    assert accounts(dated) == ["funds"]
    assert accounts(dated.with_reading("X06", "balance_only")) == ["balance"]
    assert accounts(dated.with_reading("X06", "either")) == ["deposit", "balance"]


def test_what_falls_short_is_named_after_its_account_and_added_up_only_where_there_are_several(
    dated: DatedBook,
) -> None:
    def told(reading: str, **change: str) -> tuple[str, bool]:
        order = replace(COVERED[Peril.RULING], **written(change))
        steps = check(dated.with_reading("X06", reading), order, Peril.RULING).verdict.trace.steps
        below = next(step for step in steps if step.label == "below_ruling")
        return below.operands[0].name, any(step.label == "funds" for step in steps)

    assert told("combined") == ("funds", True)
    assert told("combined", balance="null") == ("funds", False)
    assert told("balance_only") == ("balance", False)
    assert told("balance_only", balance="null") == ("balance", False)


@pytest.mark.parametrize("cause", [None, RulingCause.FALSE_SHIPMENT])
def test_an_order_that_nothing_leaves_out_is_not_held_against_the_clash_of_the_texts(
    dated: DatedBook, cause: RulingCause | None
) -> None:
    found = check(dated, replace(COVERED[Peril.RULING], ruling_cause=cause), Peril.RULING)
    assert {step.label for step in found.verdict.trace.steps}.isdisjoint({"clash", "left_out_unless_ruled"})


def test_an_advance_belongs_to_a_ruling_and_a_wait_to_a_late_parcel_whatever_else_is_known(dated: DatedBook) -> None:
    ruled, late = COVERED[Peril.RULING], COVERED[Peril.LOGISTICS]
    everything = {name: getattr(ruled, name) for name in inputs(Peril.RULING)}
    everything |= {name: getattr(late, name) for name in inputs(Peril.LOGISTICS)}
    for covered in COVERED.values():
        of_each = {peril: check(dated, replace(covered, **everything), peril) for peril in Peril}
        assert {peril for peril, found in of_each.items() if found.advance is not None} == {Peril.RULING}
        assert {peril for peril, found in of_each.items() if found.wait is not None} == {Peril.LOGISTICS}


@pytest.mark.parametrize("peril", Peril)
def test_before_the_programme_began_there_is_no_verdict(book: Book, peril: Peril) -> None:
    with pytest.raises(NotInForce, match=r"2023-09-30.*2023-10-01"):
        check(book.on(date(2023, 9, 30)), COVERED[peril], peril)


@pytest.mark.parametrize("peril", Peril)
def test_a_verdict_names_its_day_book_and_peril(book: Book, peril: Peril) -> None:
    found = check(book.on(date(2024, 3, 1)), COVERED[peril], peril)
    assert (found.peril, found.verdict.day, found.verdict.fingerprint) == (peril, date(2024, 3, 1), book.fingerprint)
