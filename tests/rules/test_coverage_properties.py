"""What must hold of every verdict about an order, whatever is known of it and however the source is read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import DatedBook
from rules.coverage import check, claimable_from, inputs
from rules.order_facts import Peril, ReturnReason, RulingCause
from rules.shipping import Channel, GoodsClass, Line
from rules.verdict import Outcome
from tests.rules.deciding import deciding, learnable
from tests.rules.orders import BOOK, COVERED, EDGE, FEN, FIVE, KNOWN, READINGS, SEVEN, THREE, books, orders, without

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
RANK = {NO: 0, UNKNOWN: 1, YES: 2}
PARTS = {"C04", "C05"}
# What an unknown fact may turn out to be: amounts below and above whatever the others come to.
DOMAIN = {
    **KNOWN,
    "overdue": [SEVEN, SEVEN - EDGE],
    "idle": [FIVE, FIVE - EDGE],
    "return_after": [THREE, THREE + EDGE],
    "ruling": [Decimal(0), FEN, Decimal(3000), Decimal(99999)],
    "deposit": [Decimal(0), Decimal(5000)],
    "balance": [Decimal(0), Decimal(5000)],
}
# Facts that fail a rule or leave it open, in place of those of an order that is covered. Loss and signing are none:
# which rule they bring into play, the source leaves open (X04, X05).
FAILING: dict[str, list[dict[str, Any]]] = {
    "shipment": [
        *({"channel": channel, "line": None, "goods": None} for channel in list(Channel)[1:]),
        {"line": Line.PRIORITY},
        {"line": Line.OTHER, "goods": GoodsClass.BATTERY},
        {"line": Line.SIMPLE},
        {"line": Line.SIMPLE, "goods": GoodsClass.SPECIAL},
    ],
    **{name: [{name: False}] for name in ("cainiao_waybill", "handed_in", "tracked_end_to_end", "picked_up")},
    **{name: [{name: False}] for name in ("undamaged", "packaging_complete")},
    "delivered": [{"delivered": True}],
    "overdue": [{"overdue": SEVEN - EDGE}, {"overdue": -SEVEN}],
    "idle": [{"idle": FIVE - EDGE}],
    "return_after": [{"return_after": THREE + EDGE}],
    "return_reason": [{"return_reason": ReturnReason.OTHER}],
    "ruling_cause": [{"ruling_cause": RulingCause.OTHER}],
    "amounts": [{"ruling": Decimal(80)}, {"deposit": Decimal(80)}, {"balance": Decimal(100)}],
}
perils = st.sampled_from(Peril)
thorough = settings(deadline=None, max_examples=150)


@thorough
@given(books(), perils, st.data())
def test_learning_a_fact_only_ever_settles_what_was_open(book: DatedBook, peril: Peril, data: st.DataObject) -> None:
    facts = data.draw(orders(peril))
    learnt: dict[str, Any] = {}
    for name in inputs(peril):
        if getattr(facts, name) is None and data.draw(st.booleans()):
            value = data.draw(st.sampled_from(KNOWN[name]), label=name)
            if learnable(replace(facts, **learnt), name, value):
                learnt[name] = value
    before, after = check(book, facts, peril).verdict, check(book, replace(facts, **learnt), peril).verdict
    assert before.outcome in (UNKNOWN, after.outcome)
    for one, other in zip(before.findings, after.findings, strict=True):
        assert one.outcome in (UNKNOWN, other.outcome), one.rule


@thorough
@given(perils, st.sampled_from(sorted(FAILING)), st.data())
def test_a_failing_fact_in_place_of_a_passing_one_never_helps(peril: Peril, name: str, data: st.DataObject) -> None:
    facts, covered = data.draw(orders(peril)), COVERED[peril]
    failing = data.draw(st.sampled_from(FAILING[name]))
    passing = {field: getattr(covered, field) for field in ("channel", "line", "goods") if name == "shipment"}
    passing |= {field: getattr(covered, field) for field in failing}
    better = check(BOOK, replace(facts, **passing), peril).verdict
    worse = check(BOOK, replace(facts, **{**passing, **failing}), peril).verdict
    assert RANK[worse.outcome] <= RANK[better.outcome]


@pytest.mark.long
@settings(deadline=None, max_examples=300)
@given(books(), perils, st.data())
def test_missing_are_exactly_the_unknown_facts_that_can_still_change_the_outcome(
    book: DatedBook, peril: Peril, data: st.DataObject
) -> None:
    facts = data.draw(orders(peril, most_unknown=4))
    domain = {name: DOMAIN[name] for name in inputs(peril)}
    missing = check(book, facts, peril).verdict.missing
    assert set(missing) == deciding(facts, domain, lambda one: check(book, one, peril).verdict.outcome)
    assert list(missing) == [name for name in inputs(peril) if name in missing]


@thorough
@given(books(), perils, st.data())
def test_what_a_finding_misses_are_unknown_facts_and_only_an_open_one_misses_any(
    book: DatedBook, peril: Peril, data: st.DataObject
) -> None:
    facts = data.draw(orders(peril))
    for finding in check(book, facts, peril).verdict.findings:
        assert all(getattr(facts, name) is None for name in finding.missing)
        assert finding.outcome is UNKNOWN or not finding.missing


@thorough
@given(books(), perils, st.data())
def test_the_outcome_is_yes_only_when_every_finding_that_counts_is_and_no_when_one_is(
    book: DatedBook, peril: Peril, data: st.DataObject
) -> None:
    verdict = check(book, data.draw(orders(peril)), peril).verdict
    counting = [finding.outcome for finding in verdict.findings if finding.rule not in PARTS]
    assert (verdict.outcome is YES) == all(one is YES for one in counting)
    assert (verdict.outcome is NO) == any(one is NO for one in counting)
    assert verdict.outcome is UNKNOWN or verdict.missing == ()


@thorough
@given(books(), perils, st.data())
def test_findings_stand_in_the_order_of_their_rules_and_never_depend_on_the_call_before(
    book: DatedBook, peril: Peril, data: st.DataObject
) -> None:
    facts = data.draw(orders(peril))
    found = check(book, facts, peril)
    rules = [finding.rule for finding in found.verdict.findings]
    assert rules == sorted(set(rules))
    assert check(book, facts, peril) == found


@thorough
@given(books(), perils, st.data())
def test_a_reading_that_is_not_named_would_not_have_turned_the_outcome(
    book: DatedBook, peril: Peril, data: st.DataObject
) -> None:
    facts = data.draw(orders(peril))
    found = check(book, facts, peril).verdict
    relied_on = {use.id: use for use in found.readings}
    for reading_id in READINGS:
        for option in book.reading(reading_id).options:
            other = check(book.with_reading(reading_id, option), facts, peril).verdict
            if other.outcome is found.outcome:
                continue
            # What is not known yet may come to hang on a reading that nothing hangs on so far.
            assert reading_id in relied_on or (found.outcome is UNKNOWN and found.missing), (reading_id, option)
            assert reading_id not in relied_on or relied_on[reading_id].changes


far = st.timedeltas(-timedelta(days=400), timedelta(days=400))
silent = st.timedeltas(timedelta(0), timedelta(days=400))


@thorough
@given(far, silent)
def test_after_the_wait_both_hold_and_not_a_moment_before(overdue: timedelta, idle: timedelta) -> None:
    order = replace(COVERED[Peril.LOGISTICS], overdue=overdue, idle=idle)
    wait = check(BOOK, order, Peril.LOGISTICS).wait
    assert wait is not None
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert max(claimable_from(BOOK, now - overdue, now - idle), now) == now + wait

    def after(span: timedelta) -> Outcome:
        return check(BOOK, replace(order, overdue=overdue + span, idle=idle + span), Peril.LOGISTICS).verdict.outcome

    assert after(wait) is YES
    assert wait == timedelta(0) or after(wait - timedelta.resolution) is NO


fen = st.integers(0, 10**9).map(lambda amount: Decimal(amount).scaleb(-2))


@thorough
@given(fen, fen, fen, st.sampled_from(["combined", "balance_only", "either"]))
def test_an_advance_covers_at_least_what_is_short_and_at_most_the_ruling(
    ruling: Decimal, deposit: Decimal, balance: Decimal, shortfall: str
) -> None:
    order = replace(COVERED[Peril.RULING], ruling=ruling, deposit=deposit, balance=balance)
    found = check(BOOK.with_reading("X06", shortfall), order, Peril.RULING)
    funds = {"combined": deposit + balance, "balance_only": balance, "either": min(deposit, balance)}[shortfall]
    assert (found.verdict.outcome is YES) == (funds < ruling) == (found.advance is not None)
    if found.advance is not None:
        assert 0 < found.advance.low <= found.advance.high == ruling
        assert found.advance.low <= ruling - funds


@pytest.mark.long
@pytest.mark.parametrize("peril", Peril)
def test_each_combination_of_one_unknown_and_one_changed_fact_asks_for_what_decides(peril: Peril) -> None:
    domain = {name: DOMAIN[name] for name in inputs(peril)}
    for unknown, changed in product(inputs(peril), repeat=2):
        for value in KNOWN[changed]:
            changed_facts = {name: getattr(COVERED[peril], name) for name in inputs(peril)} | {changed: value}
            facts = without(changed_facts, [unknown])
            missing = check(BOOK, facts, peril).verdict.missing
            decides = deciding(facts, domain, lambda one: check(BOOK, one, peril).verdict.outcome)
            assert set(missing) == decides, (unknown, changed, value)
