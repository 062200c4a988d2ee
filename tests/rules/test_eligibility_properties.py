"""What must hold of every verdict about a seller."""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book, DatedBook
from rules.eligibility import check
from rules.facts import Entity, Registration, SellerFacts
from rules.shipping import Channel, GoodsClass, Line
from rules.verdict import Outcome
from tests.rules.conftest import DAY
from tests.rules.deciding import deciding, learnable

BOOK = Book.load().on(DAY)
YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
RANK = {NO: 0, UNKNOWN: 1, YES: 2}

near_95 = st.sampled_from([Decimal(text) for text in ("0.9499", "0.95", "0.9501")]) | st.decimals("0", "1", places=4)
near_2 = st.sampled_from([Decimal(text) for text in ("0.0209", "0.021", "0.0211")]) | st.decimals("0", "1", places=4)
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "entity": st.sampled_from(Entity),
    "registration": st.sampled_from(Registration),
    "positive_feedback_rate": near_95,
    "dispute_rate": near_2,
    "serious_violation": st.booleans(),
    "channel": st.sampled_from(Channel),
    "line": st.sampled_from(Line),
    "goods": st.sampled_from(GoodsClass),
}
# One value of each fact that passes every rule, and some that fail one.
PASSING: dict[str, Any] = {
    "entity": Entity.ENTERPRISE,
    "registration": Registration.MAINLAND,
    "positive_feedback_rate": Decimal("0.99"),
    "dispute_rate": Decimal("0.01"),
    "serious_violation": False,
    "channel": Channel.WORRY_FREE,
    "line": Line.STANDARD,
    "goods": GoodsClass.GENERAL,
}
FAILING: dict[str, list[Any]] = {
    "entity": [Entity.INDIVIDUAL],
    "registration": [Registration.HONG_KONG, Registration.OVERSEAS],
    "positive_feedback_rate": [Decimal("0.9499"), Decimal("0")],
    "dispute_rate": [Decimal("0.0211"), Decimal("1")],
    "serious_violation": [True],
    "channel": [Channel.OFFLINE, Channel.VIRTUAL_NUMBER, Channel.COMMERCIAL_EXPRESS],
    "line": [],
    "goods": [],
}
# Weighted towards passing facts, so that all three outcomes are common.
anyone = st.builds(
    SellerFacts,
    **{field: st.just(PASSING[field]) | st.none() | values for field, values in KNOWN.items()},
).map(lambda facts: facts if facts.channel else replace(facts, line=None, goods=None))
DOMAIN: dict[str, list[Any]] = {"line": list(Line), "goods": list(GoodsClass)}
names = st.sampled_from(sorted(name for name, values in FAILING.items() if values))
readings = st.sampled_from(["unknown", "enrolled", "not_enrolled"]).map(lambda option: BOOK.with_reading("X03", option))
thorough = settings(deadline=None, max_examples=200)


def test_the_tables_above_name_every_fact() -> None:
    assert [field.name for field in fields(SellerFacts)] == list(KNOWN) == list(PASSING) == list(FAILING)


@thorough
@given(readings, anyone, st.data())
def test_learning_a_fact_only_ever_settles_what_was_open(
    book: DatedBook, facts: SellerFacts, data: st.DataObject
) -> None:
    learnt: dict[str, Any] = {}
    for name in KNOWN:
        if getattr(facts, name) is None and data.draw(st.booleans()):
            value = data.draw(KNOWN[name], label=name)
            if learnable(replace(facts, **learnt), name, value):
                learnt[name] = value
    before, after = check(book, facts), check(book, replace(facts, **learnt))
    assert before.outcome in (UNKNOWN, after.outcome)
    for one, other in zip(before.findings, after.findings, strict=True):
        assert one.outcome in (UNKNOWN, other.outcome)


@thorough
@given(anyone, names, st.data())
def test_a_failing_fact_in_place_of_a_passing_one_never_helps(
    facts: SellerFacts, name: str, data: st.DataObject
) -> None:
    passing = check(BOOK, replace(facts, **{name: PASSING[name]}))
    failing = check(BOOK, replace(facts, **{name: data.draw(st.sampled_from(FAILING[name]))}))
    assert failing.outcome is NO
    assert RANK[failing.outcome] <= RANK[passing.outcome]
    for worse, better in zip(failing.findings, passing.findings, strict=True):
        assert RANK[worse.outcome] <= RANK[better.outcome]


def few_unknown(facts: SellerFacts) -> bool:
    return sum(getattr(facts, name) is None for name in KNOWN) <= 4


@settings(deadline=None, max_examples=50)
@given(readings, anyone.filter(few_unknown))
def test_missing_are_exactly_the_unknown_facts_that_can_still_change_the_outcome(
    book: DatedBook, facts: SellerFacts
) -> None:
    domain = {name: DOMAIN.get(name, [PASSING[name], *FAILING[name]]) for name in KNOWN}
    missing = check(book, facts).missing
    assert set(missing) == deciding(facts, domain, lambda one: check(book, one).outcome)
    assert list(missing) == [name for name in KNOWN if name in missing]


@thorough
@given(anyone)
def test_the_outcome_is_yes_only_when_every_finding_is_and_no_when_one_is(facts: SellerFacts) -> None:
    verdict = check(BOOK, facts)
    found = [finding.outcome for finding in verdict.findings]
    assert (verdict.outcome is YES) == all(one is YES for one in found)
    assert (verdict.outcome is NO) == any(one is NO for one in found)
    assert (verdict.outcome is YES) <= (verdict.missing == ())


@thorough
@given(anyone)
def test_findings_stand_in_the_order_of_their_rules_and_never_depend_on_the_call_before(facts: SellerFacts) -> None:
    verdict = check(BOOK, facts)
    rules = [finding.rule for finding in verdict.findings]
    assert rules == sorted(set(rules))
    assert check(BOOK, facts) == verdict
