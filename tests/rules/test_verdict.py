"""Three-valued logic."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.verdict import Outcome, all_of, any_of

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
outcomes = st.sampled_from(Outcome)

# Kleene's strong tables, written out.
AND = {
    (YES, YES): YES, (YES, UNKNOWN): UNKNOWN, (YES, NO): NO,
    (UNKNOWN, YES): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, NO): NO,
    (NO, YES): NO, (NO, UNKNOWN): NO, (NO, NO): NO,
}  # fmt: skip
OR = {
    (YES, YES): YES, (YES, UNKNOWN): YES, (YES, NO): YES,
    (UNKNOWN, YES): YES, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, NO): UNKNOWN,
    (NO, YES): YES, (NO, UNKNOWN): UNKNOWN, (NO, NO): NO,
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), list(product(Outcome, Outcome)))
def test_and_and_or_follow_kleenes_tables(left: Outcome, right: Outcome) -> None:
    assert all_of((left, right)) is AND[left, right]
    assert any_of((left, right)) is OR[left, right]


def test_not_knowing_stays_not_knowing_when_turned_round() -> None:
    assert [one.not_() for one in (YES, NO, UNKNOWN)] == [NO, YES, UNKNOWN]


def test_truth_values_become_outcomes() -> None:
    assert [Outcome.of(value) for value in (True, False, None)] == [YES, NO, UNKNOWN]


@given(st.lists(outcomes), outcomes)
def test_all_of_and_any_of_are_the_pairwise_operations_folded(many: list[Outcome], one: Outcome) -> None:
    assert all_of([*many, one]) is AND[all_of(many), one]
    assert any_of([*many, one]) is OR[any_of(many), one]


@given(st.lists(outcomes))
def test_de_morgan_holds(many: list[Outcome]) -> None:
    assert all_of(many).not_() is any_of(one.not_() for one in many)


@given(st.lists(outcomes, min_size=1), st.data())
def test_settling_what_is_open_never_reverses_a_settled_conjunction(many: list[Outcome], data: st.DataObject) -> None:
    settled = [data.draw(st.sampled_from((YES, NO))) if one is UNKNOWN else one for one in many]
    before, after = all_of(many), all_of(settled)
    assert before in (UNKNOWN, after)
