"""When a parcel comes to matter: stories in UTC instants, no clock read."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.book import Book, DatedBook
from rules.milestones import Milestone, MomentError, ParcelFacts, Policy, Rule, Told, due, milestones, next_moment
from tests.rules.cases_file import cases, label
from tests.support.books import copy_book

START = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
BOTH = Policy(overdue=True, stalled=True, silence_days=3)
ONLY_OVERDUE = Policy(overdue=True, stalled=False, silence_days=3)
ONLY_STALLED = Policy(overdue=False, stalled=True, silence_days=3)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def levels(found: tuple[Milestone, ...]) -> list[tuple[str, int]]:
    return [(milestone.rule.value, milestone.level) for milestone in found]


@pytest.mark.parametrize("row", cases("moments"), ids=label)
def test_a_level_is_due_from_its_moment_on(dated: DatedBook, row: dict[str, Any]) -> None:
    rule = Rule(row["rule"])
    facts = ParcelFacts(START, promised_at=START, last_event_at=START)
    policy = Policy(rule is Rule.OVERDUE, rule is Rule.STALLED, int(row.get("silence_days", 3)))
    reached = due(milestones(dated, facts, policy), (), START + timedelta(hours=int(row["after_hours"])))
    assert [milestone.level for milestone in reached] == ([int(row["level"])] if row["level"] != "0" else [])


def test_all_four_moments_come_in_order_of_time(dated: DatedBook) -> None:
    facts = ParcelFacts(START, promised_at=START + days(4))
    assert milestones(dated, facts, BOTH) == (
        Milestone(Rule.STALLED, 1, START + days(3), START),
        Milestone(Rule.OVERDUE, 1, START + days(4), START + days(4)),
        Milestone(Rule.STALLED, 2, START + days(5), START),
        Milestone(Rule.OVERDUE, 2, START + days(11), START + days(4)),
    )


def test_without_a_promise_nothing_is_ever_overdue(dated: DatedBook) -> None:
    assert levels(milestones(dated, ParcelFacts(START), BOTH)) == [("stalled", 1), ("stalled", 2)]


def test_a_switched_off_rule_has_no_moments(dated: DatedBook) -> None:
    facts = ParcelFacts(START, promised_at=START)
    assert levels(milestones(dated, facts, ONLY_OVERDUE)) == [("overdue", 1), ("overdue", 2)]
    assert levels(milestones(dated, facts, ONLY_STALLED)) == [("stalled", 1), ("stalled", 2)]
    assert milestones(dated, facts, Policy(False, False, 3)) == ()


def test_a_closed_parcel_never_comes_to_matter(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START, promised_at=START, closed=True), BOTH)
    assert (found, due(found, (), START + days(99)), next_moment(found, ())) == ((), (), None)


def test_silence_runs_from_the_last_event_even_one_older_than_the_watch(dated: DatedBook) -> None:
    facts = ParcelFacts(START, last_event_at=START - days(10))
    found = milestones(dated, facts, ONLY_STALLED)
    assert found[0].at == START - days(7)
    assert levels(due(found, (), START)) == [("stalled", 2)]


def test_forty_nine_days_of_silence_are_told_once_at_the_highest_level(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START, promised_at=START + days(20)), BOTH)
    now = START + days(49)
    reached = due(found, (), now)
    assert sorted(levels(reached)) == [("overdue", 2), ("stalled", 2)]
    told = [Told(milestone.rule, milestone.episode, milestone.level) for milestone in reached]
    assert due(found, told, now) == ()
    assert next_moment(found, told) is None


def test_scanned_every_half_minute_for_forty_nine_days_each_level_is_told_exactly_once(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START, promised_at=START + days(20)), BOTH)
    told: list[Told] = []
    heard: list[tuple[datetime, str, int]] = []
    now = START
    while (moment := next_moment(found, told)) is not None:
        # A scan on a grid of 30 seconds meets the moment at its first tick at or after it.
        now = START + -(-(moment - START) // timedelta(seconds=30)) * timedelta(seconds=30)
        reached = due(found, told, now)
        assert 0 < len(reached) <= len(found) - len(told)
        for milestone in reached:
            heard.append((now, milestone.rule.value, milestone.level))
            told.append(Told(milestone.rule, milestone.episode, milestone.level))
    assert heard == [
        (START + days(3), "stalled", 1),
        (START + days(5), "stalled", 2),
        (START + days(20), "overdue", 1),
        (START + days(27), "overdue", 2),
    ]
    assert now <= START + days(49)


def test_after_the_first_level_the_second_is_still_told(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START), ONLY_STALLED)
    told = [Told(Rule.STALLED, START, 1)]
    assert next_moment(found, told) == START + days(5)
    assert due(found, told, START + days(4)) == ()
    assert levels(due(found, told, START + days(5))) == [("stalled", 2)]


def test_a_second_level_told_late_leaves_no_first_level_behind(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START), ONLY_STALLED)
    told = [Told(Rule.STALLED, START, 2)]
    assert due(found, told, START + days(30)) == ()
    assert next_moment(found, told) is None


def test_a_changed_promise_begins_a_new_episode(dated: DatedBook) -> None:
    told = [Told(Rule.OVERDUE, START, 1)]
    moved = milestones(dated, ParcelFacts(START, promised_at=START + days(2)), ONLY_OVERDUE)
    assert next_moment(moved, told) == START + days(2)
    assert due(moved, told, START + days(1)) == ()
    assert levels(due(moved, told, START + days(2))) == [("overdue", 1)]


def test_a_promise_brought_forward_begins_a_new_episode_too(dated: DatedBook) -> None:
    told = [Told(Rule.OVERDUE, START + days(9), 2)]
    moved = milestones(dated, ParcelFacts(START, promised_at=START + days(2)), ONLY_OVERDUE)
    assert next_moment(moved, told) == START + days(2)
    assert levels(due(moved, told, START + days(9))) == [("overdue", 2)]


def test_what_was_told_of_one_rule_leaves_the_other_to_be_told(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START, promised_at=START), BOTH)
    for told, left in ((Rule.OVERDUE, "stalled"), (Rule.STALLED, "overdue")):
        assert levels(due(found, [Told(told, START, 2)], START + days(30))) == [(left, 2)]


def test_an_episode_is_an_instant_however_it_is_written(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START), ONLY_STALLED)
    told = [Told(Rule.STALLED, datetime.fromisoformat("2026-11-01T16:30:00+08:00"), 2)]
    assert due(found, told, START + days(30)) == ()


def test_the_highest_level_is_due_in_whatever_order_the_moments_come(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START), ONLY_STALLED)
    assert due(reversed(found), (), START + days(30)) == found[-1:]


def test_a_new_event_ends_the_silence_and_its_episode(dated: DatedBook) -> None:
    told = [Told(Rule.STALLED, START, 2)]
    moving = milestones(dated, ParcelFacts(START, last_event_at=START + days(6)), ONLY_STALLED)
    assert due(moving, told, START + days(6)) == ()
    assert next_moment(moving, told) == START + days(9)
    assert levels(due(moving, told, START + days(9))) == [("stalled", 1)]


def test_a_moment_that_has_passed_untold_is_due_now(dated: DatedBook) -> None:
    found = milestones(dated, ParcelFacts(START, promised_at=START - days(1)), ONLY_OVERDUE)
    assert next_moment(found, ()) == START - days(1)
    assert levels(due(found, (), START)) == [("overdue", 1)]


@pytest.mark.parametrize("silence_days", [5, 6, 30])
def test_a_silence_as_long_as_the_second_level_leaves_one_level(dated: DatedBook, silence_days: int) -> None:
    found = milestones(dated, ParcelFacts(START), Policy(False, True, silence_days))
    assert levels(found) == [("stalled", 1)]
    assert found[0].at == START + days(silence_days)


@pytest.mark.parametrize("zone", [ZoneInfo("Asia/Shanghai"), ZoneInfo("UTC"), timezone(timedelta(0), "GMT")], ids=str)
def test_the_same_instant_in_another_zone_is_the_same_moment(dated: DatedBook, zone: tzinfo) -> None:
    elsewhere = START.astimezone(zone)
    there = milestones(dated, ParcelFacts(elsewhere, promised_at=elsewhere), BOTH)
    assert there == milestones(dated, ParcelFacts(START, promised_at=START), BOTH)
    assert all(milestone.at.tzinfo is UTC and milestone.episode.tzinfo is UTC for milestone in there)


def test_days_are_spans_of_24_hours_across_a_change_of_clocks(dated: DatedBook) -> None:
    # Berlin put its clocks back on 2026-10-25; three days on its wall clock would be 73 hours.
    berlin = datetime(2026, 10, 24, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    found = milestones(dated, ParcelFacts(berlin), ONLY_STALLED)
    assert found[0].at == datetime(2026, 10, 27, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ParcelFacts(datetime(2026, 11, 1)), "watched_at"),  # noqa: DTZ001
        (ParcelFacts(START, last_event_at=datetime(2026, 11, 1)), "last_event_at"),  # noqa: DTZ001
        (ParcelFacts(START, promised_at=datetime(2026, 11, 1)), "promised_at"),  # noqa: DTZ001
    ],
)
def test_an_instant_without_a_zone_is_refused(dated: DatedBook, facts: ParcelFacts, field: str) -> None:
    with pytest.raises(MomentError) as refused:
        milestones(dated, facts, BOTH)
    assert refused.value.field == field
    with pytest.raises(MomentError, match="now"):
        due((), (), datetime(2026, 11, 1))  # noqa: DTZ001


@pytest.mark.parametrize("silence_days", [0, -1])
def test_less_than_a_day_of_silence_is_refused(dated: DatedBook, silence_days: int) -> None:
    with pytest.raises(MomentError, match="silence_days"):
        milestones(dated, ParcelFacts(START), Policy(True, True, silence_days))


def test_fixed_offsets_are_understood(dated: DatedBook) -> None:
    eight = START.astimezone(timezone(timedelta(hours=8)))
    assert due(milestones(dated, ParcelFacts(START), ONLY_STALLED), (), eight + days(3))


def test_a_second_level_no_later_than_the_first_is_left_out(tmp_path: Any) -> None:
    directory = copy_book(tmp_path)
    path = directory / "coverage" / "overdue_days.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 7", "value: 0"), encoding="utf-8")
    book = Book.load(directory).on(START.date())
    assert levels(milestones(book, ParcelFacts(START, promised_at=START), ONLY_OVERDUE)) == [("overdue", 1)]


@pytest.mark.parametrize(
    ("key", "facts", "policy", "span"),
    [
        ("second_overdue_days", ParcelFacts(START, promised_at=START), ONLY_OVERDUE, days(7)),
        ("second_silence_days", ParcelFacts(START), ONLY_STALLED, days(5)),
    ],
)
def test_where_the_days_must_be_exceeded_the_second_level_comes_a_microsecond_later(
    tmp_path: Any, key: str, facts: ParcelFacts, policy: Policy, span: timedelta
) -> None:
    directory = copy_book(tmp_path)
    path = directory / "alerts" / f"{key}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("boundary: ge", "boundary: gt"), encoding="utf-8")
    found = milestones(Book.load(directory).on(START.date()), facts, policy)
    assert [milestone.at for milestone in due(found, (), START + span)] == [found[0].at]
    assert levels(due(found, (), START + span + timedelta(microseconds=1))) == [(found[0].rule.value, 2)]
