"""What must hold of every parcel's moments."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book
from rules.milestones import Milestone, ParcelFacts, Policy, Rule, Told, due, milestones, next_moment
from tests.rules.conftest import DAY

BOOK = Book.load().on(DAY)
START = datetime(2026, 11, 1, tzinfo=UTC)

instants = st.integers(-60 * 86400, 60 * 86400).map(lambda seconds: START + timedelta(seconds=seconds))
parcels = st.builds(ParcelFacts, instants, st.none() | instants, st.none() | instants)
policies = st.builds(Policy, st.booleans(), st.booleans(), st.integers(1, 14))
thorough = settings(deadline=None, max_examples=200)


def told_of(found: tuple[Milestone, ...]) -> list[Told]:
    return [Told(milestone.rule, milestone.episode, milestone.level) for milestone in found]


@thorough
@given(parcels, policies)
def test_levels_rise_with_time_and_every_moment_follows_its_episode(facts: ParcelFacts, policy: Policy) -> None:
    found = milestones(BOOK, facts, policy)
    assert list(found) == sorted(found, key=lambda milestone: milestone.at)
    for rule in Rule:
        of_rule = [milestone for milestone in found if milestone.rule is rule]
        assert [milestone.level for milestone in of_rule] == [1, 2][: len(of_rule)]
        assert len({milestone.episode for milestone in of_rule}) <= 1
        assert len({milestone.at for milestone in of_rule}) == len(of_rule)
    assert all(milestone.at >= milestone.episode for milestone in found)


@thorough
@given(parcels, policies, instants)
def test_each_rule_is_due_at_most_once_and_at_its_highest_level_reached(
    facts: ParcelFacts, policy: Policy, now: datetime
) -> None:
    found = milestones(BOOK, facts, policy)
    reached = due(found, (), now)
    assert len({milestone.rule for milestone in reached}) == len(reached)
    for milestone in reached:
        of_rule = [other.level for other in found if other.rule is milestone.rule and other.at <= now]
        assert milestone.level == max(of_rule)


@thorough
@given(parcels, policies, instants)
def test_something_is_due_exactly_when_the_next_moment_has_come(
    facts: ParcelFacts, policy: Policy, now: datetime
) -> None:
    found = milestones(BOOK, facts, policy)
    told = told_of(due(found, (), now))
    assert due(found, told, now) == ()
    after = next_moment(found, told)
    assert after is None or after > now
    before = next_moment(found, ())
    assert bool(told) == (before is not None and before <= now)


@thorough
@given(parcels, policies, st.lists(instants, max_size=30))
def test_however_the_scans_fall_no_level_is_told_twice_and_none_before_its_moment(
    facts: ParcelFacts, policy: Policy, scans: list[datetime]
) -> None:
    found = milestones(BOOK, facts, policy)
    told: list[Told] = []
    for now in sorted(scans):
        for milestone in due(found, told, now):
            assert milestone.at <= now
            assert all(milestone.level > one.level for one in told if one.rule is milestone.rule)
            told.append(Told(milestone.rule, milestone.episode, milestone.level))
    assert len(set(told)) == len(told)


@thorough
@given(parcels, policies, instants, instants)
def test_a_later_event_never_brings_an_alert_forward(
    facts: ParcelFacts, policy: Policy, one: datetime, other: datetime
) -> None:
    earlier, later = sorted((one, other))
    before = next_moment(milestones(BOOK, facts._replace(last_event_at=earlier), policy), ())
    after = next_moment(milestones(BOOK, facts._replace(last_event_at=later), policy), ())
    assert (before is None) == (after is None)
    assert before is None or after is None or before <= after
