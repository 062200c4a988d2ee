"""Which inputs can still change a decision, checked against every completion of small formulas."""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.prospects import FAILS, HOLDS, OPEN, Prospect, all_of, any_of, awaiting, settled
from rules.verdict import Outcome

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


def test_what_is_awaited_can_still_go_either_way() -> None:
    assert awaiting("line") == Prospect(UNKNOWN, frozenset({"line"}), frozenset({"line"}))
    assert awaiting("line").missing == {"line"}


@pytest.mark.parametrize("holds", [True, False])
def test_what_is_settled_misses_nothing(holds: bool) -> None:
    assert settled(holds) == (HOLDS if holds else FAILS)
    assert settled(holds).missing == frozenset()


def test_one_no_settles_a_conjunction_and_one_yes_a_disjunction() -> None:
    assert all_of([awaiting("a"), FAILS, OPEN]) == FAILS
    assert any_of([awaiting("a"), HOLDS, OPEN]) == HOLDS


def test_beside_what_the_source_leaves_open_only_a_no_can_still_settle_a_conjunction() -> None:
    assert all_of([awaiting("a"), OPEN]) == Prospect(UNKNOWN, sinks=frozenset({"a"}))
    assert any_of([awaiting("a"), OPEN]) == Prospect(UNKNOWN, lifts=frozenset({"a"}))


def test_an_input_that_can_only_lift_is_not_worth_asking_for_where_nothing_can_hold_any_more() -> None:
    only_lifts = Prospect(UNKNOWN, lifts=frozenset({"a"}))
    assert all_of([only_lifts, OPEN]) == OPEN
    assert all_of([only_lifts, awaiting("b")]).missing == {"a", "b"}


@pytest.mark.parametrize(("joined", "alone"), [(all_of, HOLDS), (any_of, FAILS)])
def test_joining_nothing_or_what_adds_nothing_changes_nothing(joined: object, alone: Prospect) -> None:
    assert callable(joined)
    assert joined([]) == alone
    assert joined([awaiting("a"), alone]) == awaiting("a")


def test_the_opposite_swaps_what_sinks_and_what_lifts() -> None:
    assert Prospect(UNKNOWN, frozenset("a"), frozenset("b")).opposite() == Prospect(
        UNKNOWN, frozenset("b"), frozenset("a")
    )
    assert HOLDS.opposite() == FAILS


class Formula(NamedTuple):
    """A leaf that is YES, NO, open or an input's name, or a join of formulas."""

    leaf: str = ""
    join: str = ""
    parts: tuple["Formula", ...] = ()


def prospect(formula: Formula) -> Prospect:
    if formula.leaf:
        return {"yes": HOLDS, "no": FAILS, "open": OPEN}.get(formula.leaf) or awaiting(formula.leaf)
    return {"all": all_of, "any": any_of}[formula.join]([prospect(part) for part in formula.parts])


def outcome(formula: Formula, known: Mapping[str, bool]) -> Outcome:
    if formula.leaf:
        return {"yes": YES, "no": NO, "open": UNKNOWN}.get(formula.leaf) or Outcome.of(known.get(formula.leaf))
    found = {outcome(part, known) for part in formula.parts}
    decisive, other = (NO, YES) if formula.join == "all" else (YES, NO)
    return decisive if decisive in found else UNKNOWN if UNKNOWN in found else other


@st.composite
def formulas(draw: st.DrawFn) -> tuple[Formula, list[str]]:
    """Formulas in which each input stands once."""
    inputs: list[str] = []

    def grown(depth: int) -> Formula:
        if depth and draw(st.booleans()):
            parts = tuple(grown(depth - 1) for _ in range(draw(st.integers(1, 3))))
            return Formula(join=draw(st.sampled_from(["all", "any"])), parts=parts)
        leaf = draw(st.sampled_from(["input", "input", "open", "yes", "no"]))
        if leaf != "input" or len(inputs) == 6:
            return Formula(leaf=leaf if leaf != "input" else "open")
        inputs.append(f"input{len(inputs)}")
        return Formula(leaf=inputs[-1])

    return grown(3), inputs


@given(formulas())
def test_missing_are_exactly_the_inputs_that_change_the_outcome_for_some_values_of_the_others(
    made: tuple[Formula, list[str]],
) -> None:
    formula, inputs = made
    found = prospect(formula)
    assert found.outcome is outcome(formula, {})
    sinks: set[str] = set()
    lifts: set[str] = set()
    for name in inputs:
        others = [other for other in inputs if other != name]
        for values in product([True, False], repeat=len(others)):
            known = dict(zip(others, values, strict=True))
            ends = [outcome(formula, {**known, name: value}) for value in (True, False)]
            sinks.update({name} if (ends[0] is NO) != (ends[1] is NO) else ())
            lifts.update({name} if (ends[0] is YES) != (ends[1] is YES) else ())
    if found.outcome is UNKNOWN:
        assert (set(found.sinks), set(found.lifts)) == (sinks, lifts)
    else:
        assert not sinks | lifts | found.missing
