"""Coverage under another book: every figure, list and flag is the book's, and the code follows it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rules.book import Book, BookError, DatedBook
from rules.coverage import check, claimable_from
from rules.order_facts import OrderFacts, Peril
from rules.verdict import Outcome
from tests.rules.conftest import DAY
from tests.rules.orders import COVERED, written
from tests.support.books import changed_book

LATE, SILENT, BOTH = "coverage/overdue_days.yaml", "coverage/idle_days.yaml", "coverage/combine.yaml"
TRACKING, CONDITIONS = "coverage/requires_full_tracking.yaml", "coverage/conditions.yaml"
LINES, CAUSES = "coverage/logistics_lines.yaml", "coverage/ruling_causes.yaml"
YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TICK = timedelta.resolution


def book(directory: Path, *changes: tuple[str, str, str]) -> DatedBook:
    return Book.load(changed_book(directory, *changes)).on(DAY)


def outcome(dated: DatedBook, peril: Peril, **change: str) -> Outcome:
    return check(dated, order(peril, **change), peril).verdict.outcome


def order(peril: Peril, **change: str) -> OrderFacts:
    return replace(COVERED[peril], **written(change))


def test_figures_changed_in_the_book_change_what_is_late_silent_and_in_time(tmp_path: Path) -> None:
    other = book(
        tmp_path,
        (LATE, "value: 7", "value: 3"),
        (SILENT, "value: 5", "value: 2"),
        ("coverage/refusal_hours.yaml", "value: 72", "value: 24"),
    )
    assert outcome(other, Peril.LOGISTICS, overdue="72 h 00 m", idle="48 h 00 m") is YES
    assert outcome(other, Peril.LOGISTICS, overdue="71 h 59 m", idle="48 h 00 m") is NO
    assert outcome(other, Peril.LOGISTICS, overdue="72 h 00 m", idle="47 h 59 m") is NO
    assert outcome(other, Peril.REFUSAL, return_after="24 h 00 m") is YES
    assert outcome(other, Peril.REFUSAL, return_after="24 h 01 m") is NO


def test_a_boundary_changed_in_the_book_leaves_the_figure_itself_out(tmp_path: Path) -> None:
    strict = book(tmp_path, (LATE, "boundary: ge", "boundary: gt"), (SILENT, "boundary: ge", "boundary: gt"))
    found = check(strict, COVERED[Peril.LOGISTICS], Peril.LOGISTICS)
    assert (found.verdict.outcome, found.wait) == (NO, TICK)
    assert outcome(strict, Peril.LOGISTICS, overdue="168 h 01 m", idle="120 h 01 m") is YES
    assert claimable_from(strict, NOW, NOW + timedelta(days=2)) == NOW + timedelta(days=7) + TICK


def test_where_one_of_both_is_enough_the_sooner_one_decides(tmp_path: Path) -> None:
    either = book(tmp_path, (BOTH, "value: all", "value: any"))
    found = check(either, order(Peril.LOGISTICS, overdue="100 h 00 m", idle="20 h 00 m"), Peril.LOGISTICS)
    assert (found.verdict.outcome, found.wait) == (NO, timedelta(hours=68))
    assert outcome(either, Peril.LOGISTICS, overdue="168 h 00 m", idle="20 h 00 m") is YES
    assert outcome(either, Peril.LOGISTICS, overdue="20 h 00 m", idle="120 h 00 m") is YES
    assert outcome(either, Peril.LOGISTICS, delivered="true") is NO
    assert claimable_from(either, NOW, NOW) == NOW + timedelta(days=5)


def test_a_parcel_may_be_claimed_for_once_it_is_late_enough_and_silent_enough(dated: DatedBook) -> None:
    assert claimable_from(dated, NOW, NOW) == NOW + timedelta(days=7)
    assert claimable_from(dated, NOW, NOW + timedelta(days=2)) == NOW + timedelta(days=7)
    assert claimable_from(dated, NOW, NOW + timedelta(days=3)) == NOW + timedelta(days=8)


def test_where_full_tracking_is_not_required_gaps_do_not_matter_and_nothing_clashes(tmp_path: Path) -> None:
    lenient = book(tmp_path, (TRACKING, "value: true", "value: false"))
    for peril in Peril:
        found = check(lenient, order(peril, tracked_end_to_end="null"), peril).verdict
        assert (found.outcome, found.missing) == (YES, ())
        assert outcome(lenient, peril, handed_in="false") is NO
    false_shipment = order(Peril.RULING, ruling_cause="false_shipment", tracked_end_to_end="false")
    assert check(lenient, false_shipment, Peril.RULING).verdict.outcome is YES


def test_a_condition_the_book_does_not_list_is_not_asked_for(tmp_path: Path) -> None:
    shorter = book(tmp_path, (CONDITIONS, "[cainiao_waybill, handed_in, ", "[cainiao_waybill, "))
    assert outcome(shorter, Peril.REFUSAL, handed_in="false") is YES
    assert outcome(shorter, Peril.REFUSAL, cainiao_waybill="false") is NO


@pytest.mark.parametrize(
    ("file", "fact"), [("refusal_undamaged", "undamaged"), ("refusal_packaging_complete", "packaging_complete")]
)
def test_a_state_of_the_goods_that_is_not_required_is_not_asked_for(tmp_path: Path, file: str, fact: str) -> None:
    lenient = book(tmp_path, (f"coverage/{file}.yaml", "value: true", "value: false"))
    for told in ("false", "null"):
        found = check(lenient, order(Peril.REFUSAL, **{fact: told}), Peril.REFUSAL).verdict
        assert (found.outcome, found.missing) == (YES, ())


def test_a_reason_added_to_the_book_counts(tmp_path: Path) -> None:
    wider = book(tmp_path, ("coverage/refusal_reasons.yaml", "[unwanted]", "[unwanted, other]"))
    assert outcome(wider, Peril.REFUSAL, return_reason="other") is YES


def test_the_simple_line_counts_once_the_book_lists_it_whatever_is_read_of_it(tmp_path: Path) -> None:
    wider = book(tmp_path, (LINES, "[standard, special]", "[simple, standard, special]"))
    found = check(wider, order(Peril.LOGISTICS, line="simple"), Peril.LOGISTICS).verdict
    assert found.outcome is YES
    assert [use.id for use in found.readings if use.changes] == []


def test_an_unnamed_line_counts_once_the_book_lists_it(tmp_path: Path) -> None:
    wider = book(
        tmp_path,
        (LINES, "[standard, special]", "[standard, special, priority]"),
        ("eligibility/lines.yaml", "[simple, ", "[priority, simple, "),
    )
    assert outcome(wider, Peril.LOGISTICS, line="priority") is YES
    assert outcome(wider, Peril.LOGISTICS, line="other") is UNKNOWN


def test_one_line_with_one_class_of_goods_may_be_listed(tmp_path: Path) -> None:
    wider = book(tmp_path, (LINES, "[standard, special]", "[standard, simple_special]"))
    assert outcome(wider, Peril.LOGISTICS, line="simple", goods="special") is YES
    assert outcome(wider, Peril.LOGISTICS, line="simple", goods="battery") is NO


def test_special_goods_are_told_by_their_own_word_where_every_line_counts_and_theirs_is_not_known(
    tmp_path: Path,
) -> None:
    wider = book(tmp_path, (LINES, "[standard, special]", "[simple, standard, priority, other_worry_free]"))
    found = check(wider, order(Peril.LOGISTICS, line="null", goods="special"), Peril.LOGISTICS).verdict
    (step,) = [step for step in found.trace.steps if step.label == "coverage.logistics_lines"]
    assert (step.operands[0].value, step.result) == ("special", YES)


def test_a_reading_of_the_simple_line_says_nothing_of_a_line_the_book_no_longer_lists(tmp_path: Path) -> None:
    narrower = book(tmp_path, (LINES, "[standard, special]", "[special]")).with_reading("X01", "every_peril")
    assert outcome(narrower, Peril.LOGISTICS, line="simple") is YES
    assert outcome(narrower, Peril.LOGISTICS, line="standard") is NO


def test_a_cause_that_is_no_longer_listed_is_open_and_no_longer_clashes(tmp_path: Path) -> None:
    narrower = book(tmp_path, (CAUSES, "no_valid_tracking_number, false_shipment, ", "no_valid_tracking_number, "))
    assert outcome(narrower, Peril.RULING, ruling_cause="false_shipment") is UNKNOWN
    gaps = {"tracked_end_to_end": "false"}
    assert outcome(narrower, Peril.RULING, ruling_cause="false_shipment", **gaps) is NO
    assert outcome(narrower, Peril.RULING, ruling_cause="no_valid_tracking_number", **gaps) is UNKNOWN


def test_a_channel_the_book_leaves_out_is_left_out(tmp_path: Path) -> None:
    narrower = book(tmp_path, ("coverage/excluded_channels.yaml", "[offline, virtual_number]", "[virtual_number]"))
    found = check(narrower, order(Peril.REFUSAL, channel="offline", line="null", goods="null"), Peril.REFUSAL).verdict
    assert [finding.rule for finding in found.findings if finding.outcome is NO] == ["E08"]


def test_where_only_the_deposit_is_taken_from_the_balance_is_not_asked_for(tmp_path: Path) -> None:
    narrower = book(tmp_path, ("coverage/ruling_accounts.yaml", "[deposit, balance]", "[deposit]"))
    found = check(narrower, order(Peril.RULING, balance="null"), Peril.RULING)
    assert (found.verdict.outcome, found.verdict.missing) == (YES, ())
    assert found.advance is not None
    assert found.advance.low == 40
    assert outcome(narrower, Peril.RULING, deposit="100", balance="0") is NO


def test_a_figure_of_a_later_day_holds_from_that_day_on(tmp_path: Path) -> None:
    later = (
        "last_verified_on: null\n  - {since: 2027-01-01, value: 9, source: S0, locator: t, last_verified_on: null}\n"
    )
    loaded = Book.load(changed_book(tmp_path, (LATE, "last_verified_on: null\n", later)))
    outcomes = [
        check(loaded.on(day), COVERED[Peril.LOGISTICS], Peril.LOGISTICS).verdict.outcome
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert outcomes == [YES, NO]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (CAUSES, "[no_valid", "[late, no_valid", "coverage.ruling_causes: the rules do not know the name 'late'"),
        (CONDITIONS, "[cainiao", "[insured, cainiao", "coverage.conditions: the rules do not know the name 'insured'"),
        (
            LINES,
            "[standard",
            "[express, standard",
            "coverage.logistics_lines: the rules do not know the name 'express'",
        ),
        (BOTH, "[all, any]", "[all, any, none]", "coverage.combine: the rules do not know the option 'none'"),
        (LATE, "boundary: ge", "boundary: le", "coverage.overdue_days: its boundary is le; write 'boundary: ge'"),
        (SILENT, "unit: day", "unit: hour", "coverage.idle_days: its unit is hour; the rules need unit day"),
        ("coverage/refusal_hours.yaml", "boundary: le\n", "", "coverage.refusal_hours: has no boundary"),
    ],
)
def test_a_book_that_says_what_the_rules_cannot_follow_is_refused(
    tmp_path: Path, file: str, old: str, new: str, words: str
) -> None:
    with pytest.raises(BookError) as refused:
        Book.load(changed_book(tmp_path, (file, old, new)))
    assert words in str(refused.value)


COVERAGE_KEYS = [
    "attaches_at", "combine", "conditions", "excluded_channels", "idle_days", "logistics_lines", "other_perils_lines",
    "outside_channels", "overdue_days", "refusal_hours", "refusal_packaging_complete", "refusal_reasons",
    "refusal_undamaged", "requires_full_tracking", "ruling_accounts", "ruling_advance", "ruling_causes",
]  # fmt: skip


@pytest.mark.parametrize("name", COVERAGE_KEYS)
def test_a_book_without_a_parameter_of_coverage_is_refused(tmp_path: Path, name: str) -> None:
    directory: Any = changed_book(tmp_path)
    (directory / "coverage" / f"{name}.yaml").unlink()
    with pytest.raises(BookError, match=f"coverage.{name}: the parameter is missing"):
        Book.load(directory)
