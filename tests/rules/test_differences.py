"""What a file of changed figures is said to change: each value, what follows from it, the golden figures it moves."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from rules.book import Book
from rules.differences import Change, ChangedDay, differences
from rules.golden import Group
from tests.support.overlays import SOURCES, dated, overlaid

DAY = date(2026, 12, 1)


def the_day(tmp_path: Path, *values: str) -> ChangedDay:
    [day] = differences(overlaid(tmp_path, *values)).days
    return day


def from_to(change: Change) -> tuple[object, object]:
    return (change.before and change.before.value, change.after and change.after.value)


def test_a_book_without_a_file_differs_in_nothing(book: Book) -> None:
    found = differences(book)
    assert (found.sources, found.unused, found.days) == ((), (), ())


def test_a_new_figure_is_told_with_what_it_was_and_becomes(tmp_path: Path) -> None:
    day = the_day(tmp_path, dated("premium.floor", ("2026-12-01", "0.50")))
    [change] = day.changes
    assert (day.day, change.definition.key, from_to(change)) == (
        DAY,
        "premium.floor",
        (Decimal("0.30"), Decimal("0.50")),
    )
    assert (change.corrects, change.until, change.same_value) == (False, None, False)
    assert day.consequences == ()


def test_each_value_of_a_key_is_told_against_the_one_before_it(tmp_path: Path) -> None:
    values = dated("coverage.idle_days", ("2026-12-01", "6"), ("2027-06-01", "8"))
    first, second = differences(overlaid(tmp_path, values)).days
    assert [from_to(day.changes[0]) for day in (first, second)] == [(5, 6), (6, 8)]
    assert (first.changes[0].until, second.changes[0].until) == (date(2027, 6, 1), None)
    assert [from_to_of(day) for day in (first, second)] == [
        ("alerts.second_silence_days", 5, 6, ("coverage.idle_days",)),
        ("alerts.second_silence_days", 6, 8, ("coverage.idle_days",)),
    ]


def from_to_of(day: ChangedDay) -> tuple[object, ...]:
    [one] = day.consequences
    assert one.before is not None
    assert one.after is not None
    return (one.parameter.key, one.before.value, one.after.value, one.points_at)


def test_a_correction_is_told_against_the_value_it_replaces(tmp_path: Path) -> None:
    [change] = the_day(tmp_path, dated("premium.floor", ("2024-05-01", "0.20"))).changes
    assert change.corrects
    assert from_to(change) == (Decimal("0.30"), Decimal("0.20"))


def test_an_earlier_value_is_told_with_the_day_on_which_the_packaged_one_takes_over(tmp_path: Path) -> None:
    [change] = the_day(tmp_path, dated("premium.floor", ("2023-10-01", "0.10"))).changes
    assert from_to(change) == (None, Decimal("0.10"))
    assert (change.corrects, change.until) == (False, date(2024, 5, 1))
    assert change.then is not None
    assert str(change.then.value) == "0.30"


def test_an_ended_rule_has_no_value_after(tmp_path: Path) -> None:
    day = the_day(tmp_path, dated("diagnosis.first_leg_hours", ("2026-12-01", "null")))
    [change] = day.changes
    assert from_to(change) == (48, None)
    assert [(golden.case.group, golden.after) for golden in day.golden] == [(Group.FIRST_LEG, None)] * 2


def test_the_same_value_from_another_source_moves_nothing(tmp_path: Path) -> None:
    day = the_day(tmp_path, dated("premium.floor", ("2026-12-01", "0.30")))
    assert day.changes[0].same_value
    assert (day.consequences, day.golden) == ((), ())


def test_a_lesser_value_is_another(tmp_path: Path) -> None:
    [change] = the_day(tmp_path, dated("premium.floor", ("2026-12-01", "0.20"))).changes
    assert not change.same_value


def test_a_day_is_told_with_its_own_values_only(tmp_path: Path) -> None:
    book = overlaid(
        tmp_path,
        dated("premium.floor", ("2026-12-01", "0.50")),
        dated("coverage.refusal_hours", ("2027-01-01", "48")),
    )
    assert [[change.definition.key for change in day.changes] for day in differences(book).days] == [
        ["premium.floor"],
        ["coverage.refusal_hours"],
    ]


def test_a_rate_that_changes_no_premium_is_told_as_a_rate_only(tmp_path: Path) -> None:
    golden = the_day(tmp_path, dated("premium.high_rate", ("2026-12-01", "0.00201"))).golden
    assert {one.case.group for one in golden} == {Group.RATE}


def test_what_points_at_a_changed_figure_is_a_consequence_and_names_it(tmp_path: Path) -> None:
    day = the_day(tmp_path, dated("premium.low_rate", ("2026-12-01", "0.006")))
    assert {one.parameter.key: one.points_at for one in day.consequences} == {
        "premium.bands": ("premium.low_rate",),
        "premium.max_rate": ("premium.low_rate",),
    }


def test_what_is_pointed_at_is_told_as_it_stands_on_the_day(tmp_path: Path) -> None:
    own_figure = dated("premium.max_rate", ("2027-01-01", "0.01"))
    first, _ = differences(overlaid(tmp_path, dated("premium.low_rate", ("2026-12-01", "0.006")), own_figure)).days
    assert [one.points_at for one in first.consequences] == [("premium.low_rate",)] * 2


def test_only_the_golden_figures_that_a_day_moves_are_told(tmp_path: Path) -> None:
    day = the_day(tmp_path, dated("premium.high_rate", ("2026-12-01", "0.001")))
    moved = [(golden.case.group, golden.case.given) for golden in day.golden]
    assert (Group.RATE, {"fulfilment": Decimal("0.98")}) in moved
    assert {group for group, _ in moved} == {Group.PREMIUM, Group.RATE}
    assert all(given["fulfilment"] == Decimal("0.985") for group, given in moved if group is Group.PREMIUM)


def test_a_late_and_silent_parcel_is_no_longer_covered_when_a_week_becomes_ten_days(tmp_path: Path) -> None:
    [golden] = the_day(tmp_path, dated("coverage.overdue_days", ("2026-12-01", "10"))).golden
    assert golden.case.group is Group.LOGISTICS
    assert (golden.before, golden.after) == ({"outcome": "yes"}, {"outcome": "no"})


def test_each_days_golden_figures_are_those_of_that_day(tmp_path: Path) -> None:
    values = dated("coverage.refusal_hours", ("2026-12-01", "48"), ("2027-01-01", "72"))
    first, second = differences(overlaid(tmp_path, values)).days
    assert [(golden.before, golden.after) for day in (first, second) for golden in day.golden] == [
        ({"outcome": "yes"}, {"outcome": "no"}),
        ({"outcome": "no"}, {"outcome": "yes"}),
    ]


def test_values_that_stand_only_together_are_told_together(tmp_path: Path) -> None:
    # Neither edge could move alone: the middle band would be empty.
    day = the_day(
        tmp_path,
        dated("premium.low_fulfilment", ("2024-05-01", "0.985")),
        dated("premium.high_fulfilment", ("2024-05-01", "0.99")),
    )
    assert [change.definition.key for change in day.changes] == ["premium.high_fulfilment", "premium.low_fulfilment"]
    assert [(one.parameter.key, one.points_at) for one in day.consequences] == [
        ("premium.bands", ("premium.low_fulfilment", "premium.high_fulfilment"))
    ]


def test_new_sources_are_told_and_those_that_nothing_is_cited_to(tmp_path: Path) -> None:
    spare = SOURCES + "  S12: {title: a letter, date: undated}\n"
    found = differences(overlaid(tmp_path, dated("premium.floor", ("2026-12-01", "0.50")), sources=spare))
    assert [source.id for source in found.sources] == ["S9", "S12"]
    assert found.unused == ("S12",)
