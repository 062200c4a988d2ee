"""What must hold of every diagnosis."""

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules import coverage, eligibility
from rules.book import DatedBook
from rules.diagnosis import ClaimFacts, Diagnosis, Remedy, diagnose
from rules.facts import Entity, Registration, SellerFacts
from rules.order_facts import OrderFacts, Peril, ReturnReason, RulingCause
from rules.phone import check_phone
from rules.remedies import CONSOLE
from rules.shipping import Channel, GoodsClass, Line
from rules.verdict import Outcome
from tests.rules.claims import BOOK, HOUR, D
from tests.rules.test_trace import replay

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
flags = st.booleans()
likely = st.sampled_from([True, True, True, False])
amounts = st.integers(0, 300).map(Decimal)


def around(limit: timedelta) -> st.SearchStrategy[timedelta]:
    """Spans at a limit, a microsecond to either side of it, and anywhere from nothing to three times as long."""
    tick = timedelta.resolution
    return st.sampled_from([limit - tick, limit, limit + tick]) | st.timedeltas(timedelta(0), 3 * limit)


ORDERS: dict[str, st.SearchStrategy[Any]] = {
    "channel": st.sampled_from([Channel.WORRY_FREE, Channel.WORRY_FREE, Channel.WORRY_FREE, *Channel]),
    "line": st.sampled_from([Line.STANDARD, Line.STANDARD, *Line]),
    "goods": st.sampled_from(GoodsClass),
    **dict.fromkeys(("cainiao_waybill", "handed_in", "tracked_end_to_end"), likely),
    "delivered": flags,
    "overdue": around(7 * D) | st.just(-D),
    "idle": around(5 * D),
    "lost": flags,
    "signed": likely,
    "return_after": around(72 * HOUR),
    "return_reason": st.sampled_from(ReturnReason),
    "undamaged": likely,
    "packaging_complete": likely,
    "ruling_cause": st.sampled_from(RulingCause),
    **dict.fromkeys(("ruling", "deposit", "balance"), amounts),
}
SHOPS: dict[str, st.SearchStrategy[Any]] = {
    "entity": st.sampled_from([Entity.ENTERPRISE, *Entity]),
    "registration": st.sampled_from([Registration.MAINLAND, Registration.MAINLAND, *Registration]),
    "positive_feedback_rate": st.sampled_from([Decimal(text) for text in ("0.9499", "0.95", "0.99")]),
    "dispute_rate": st.sampled_from([Decimal(text) for text in ("0.01", "0.021", "0.0211")]),
    "serious_violation": st.sampled_from([False, False, True]),
}
CAUSES: dict[str, st.SearchStrategy[Any]] = {
    "phone_clean": likely,
    "phone_prefixed": likely,
    "contains_battery": flags,
    "battery_declared": flags,
}
PICKUP = ("picked_up", "first_leg_scanned", "first_leg_after", "since_pickup")
NAMES = (*ORDERS, *SHOPS, *CAUSES, *PICKUP)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """Everything there is to know of one order, without contradiction."""
    world = {name: draw(value) for name, value in {**ORDERS, **SHOPS, **CAUSES}.items()}
    world |= {"picked_up": draw(likely), "first_leg_scanned": False, "first_leg_after": None, "since_pickup": None}
    if world["picked_up"]:
        world["since_pickup"] = draw(around(48 * HOUR))
        world["first_leg_scanned"] = draw(flags)
        if world["first_leg_scanned"]:
            world["first_leg_after"] = min(world["since_pickup"], draw(around(48 * HOUR)))
    return world


def known(world: dict[str, Any], names: set[str], peril: Peril | None) -> ClaimFacts:
    """So much of a world as is known."""
    told = {name: value for name, value in world.items() if name in names}
    ours = {field.name for field in fields(ClaimFacts)}
    return ClaimFacts(
        order=OrderFacts(**{name: value for name, value in told.items() if name in (*ORDERS, "picked_up")}),
        seller=SellerFacts(**{name: value for name, value in told.items() if name in SHOPS}),
        peril=peril,
        **{name: value for name, value in told.items() if name in ours},
    )


some_names = st.sets(st.sampled_from(NAMES)) | st.sets(st.sampled_from(NAMES)).map(lambda left: set(NAMES) - left)
perils = st.none() | st.sampled_from(Peril)
claims = st.builds(known, worlds(), some_names, perils)
READINGS = [(name, option) for name in ("X01", "X03", "X04", "X05", "X06") for option in BOOK.reading(name).options]
books = st.sampled_from([BOOK.with_reading(name, option) for name, option in READINGS])
thorough = settings(deadline=None, max_examples=150)


def outcomes(found: Diagnosis) -> dict[str, Outcome]:
    """Each rule's own outcome: what the last comparison or joining of it came to, before any remedy."""
    own = [step for step in found.trace.steps[:-1] if not step.label.startswith("remedy.")]
    return {step.rule: Outcome(str(step.result)) for step in own if step.unit == "outcome" and step.rule[0] != "X"}


def test_the_tables_above_name_every_fact() -> None:
    order, shop, claim = ({field.name for field in fields(kind)} for kind in (OrderFacts, SellerFacts, ClaimFacts))
    assert order == {*ORDERS, "picked_up"}
    assert shop == {*SHOPS, "channel", "line", "goods"}
    assert claim == {*CAUSES, *PICKUP, "order", "seller", "peril", "phone"} - {"picked_up"}


@thorough
@given(books, worlds(), some_names, some_names, perils)
def test_learning_a_fact_only_ever_settles_what_was_open(
    book: DatedBook, world: dict[str, Any], names: set[str], more: set[str], peril: Peril | None
) -> None:
    before = diagnose(book, known(world, names, peril))
    after = diagnose(book, known(world, names | more, peril))
    assert before.outcome in (UNKNOWN, after.outcome)
    assert set(before.passed) <= set(after.passed)
    settled = outcomes(after)
    for rule, outcome in outcomes(before).items():
        assert outcome in (UNKNOWN, settled[rule])


@thorough
@given(claims)
def test_points_stand_by_urgency_and_rule_and_name_every_rule_once(facts: ClaimFacts) -> None:
    found = diagnose(BOOK, facts)
    order = [(list(Remedy).index(point.remedy), point.finding.rule) for point in found.points]
    assert order == sorted(set(order))
    rules = [point.finding.rule for point in found.points]
    assert len(set(rules)) == len(rules)
    assert list(found.passed) == sorted(set(found.passed))
    assert not set(rules) & set(found.passed)
    told_by_others = {"E07", "C06"} | ({"C04", "C05"} if "C06" in found.passed else set())
    assert set(outcomes(found)) - set(rules) - set(found.passed) <= told_by_others


@thorough
@given(books, claims)
def test_the_outcome_follows_from_the_points(book: DatedBook, facts: ClaimFacts) -> None:
    found = diagnose(book, facts)
    for_good = [point for point in found.points if point.remedy is Remedy.NEXT_TIME]
    assert all(point.finding.outcome is NO for point in for_good)
    assert (found.outcome is NO) == bool(for_good)
    assert (found.outcome is YES) == (found.points == ())
    assert found.outcome is UNKNOWN or found.missing == ()


@thorough
@given(claims)
def test_a_remedy_fits_its_point(facts: ClaimFacts) -> None:
    found = diagnose(BOOK, facts)
    for point in found.points:
        finding, left = point.finding, point.left
        assert finding.outcome is not YES
        assert (point.remedy is Remedy.PROVE) == bool(finding.missing)
        assert point.remedy is not Remedy.OPEN or finding.outcome is UNKNOWN
        assert point.console == CONSOLE.get(finding.rule, "")
        assert left is None or left >= timedelta(0)
        assert left is None or finding.rule in ("C04", "C05", "D01")
        if point.remedy is Remedy.NOW:
            assert facts.completed.order.picked_up is not True or (finding.rule, left is None) == ("D01", False)


@thorough
@given(books, claims)
def test_replaying_the_trace_gives_the_outcome(book: DatedBook, facts: ClaimFacts) -> None:
    found = diagnose(book, facts)
    assert replay(found.trace) == found.outcome == found.trace.result
    last = found.trace.steps[-1]
    assert last.operation == "all"
    assert {operand.name for operand in last.operands} == set(outcomes(found)) - {"C04", "C05"}


@thorough
@given(claims)
def test_each_rule_comes_out_as_where_it_is_asked_alone(facts: ClaimFacts) -> None:
    assume(facts.peril is not None)
    assert facts.peril is not None
    completed = facts.completed
    found = outcomes(diagnose(BOOK, facts))
    covered = coverage.check(BOOK, completed.order, facts.peril).verdict
    seller = eligibility.check(BOOK, completed.seller)
    alone = {finding.rule: finding.outcome for finding in (*seller.findings, *covered.findings)}
    assert {rule: outcome for rule, outcome in found.items() if rule[0] != "D"} == alone


@thorough
@given(claims)
def test_missing_are_unknown_facts_and_every_one_is_a_points_own(facts: ClaimFacts) -> None:
    found = diagnose(BOOK, facts)
    completed = facts.completed
    for name in found.missing:
        holders = (completed, completed.order, completed.seller)
        assert all(getattr(holder, name, None) is None for holder in holders)
    if found.outcome is UNKNOWN:
        asked = {name for point in found.points for name in point.finding.missing}
        assert set(found.missing) - {"lost"} <= asked


@thorough
@given(claims, st.sampled_from(["+34612345678", "612345678", "+34 612345678", "612 345 678"]))
def test_a_checked_phone_tells_nothing_of_its_number(facts: ClaimFacts, raw: str) -> None:
    phone = check_phone(BOOK, raw, "ES")
    found = diagnose(BOOK, replace(facts, phone=phone))
    assert [rule for rule in ("D03", "D04") if rule in found.passed] == [
        finding.rule for finding in phone.findings if finding.outcome is YES
    ]
    assert "12345678" not in repr(found)
    assert "345 678" not in repr(found)
