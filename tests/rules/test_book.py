"""The book: dated values, readings, pointers, the fingerprint."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rules.book import Bands, Book, BookError, DatedBook, NotInForce
from tests.support.books import copy_book

LATER = """\
  - since: 2027-01-01
    value: {value}
    source: S4
    locator: a later agreement
    last_verified_on: 2026-12-30
"""


def add_value(directory: Path, key: str, value: str) -> None:
    path = directory / f"{key.replace('.', '/')}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + LATER.format(value=value), encoding="utf-8")


def test_a_parameter_says_all_there_is_to_know_about_a_figure(dated: DatedBook) -> None:
    floor = dated.parameter("premium.floor")
    assert (floor.key, floor.rule, floor.unit, floor.kind) == ("premium.floor", "P03", "currency-CNY", "rule")
    assert (floor.value, floor.since, floor.boundary) == (Decimal("0.30"), date(2024, 5, 1), "ge")
    assert (floor.source.id, floor.source.date, floor.locator) == ("S4", "2024-05", "第2.1条，引自文中开通条件一节")
    assert floor.last_verified_on is None
    assert "最低" in floor.title


def test_every_figure_is_exact_and_none_is_a_float(book: Book, dated: DatedBook) -> None:
    assert not [value for value in map(dated.value, book.keys()) if isinstance(value, float)]
    assert dated.value("eligibility.dispute_max") == Decimal("0.021")


def test_no_figure_claims_to_have_been_verified(book: Book, dated: DatedBook) -> None:
    assert all(parameter.last_verified_on is None for parameter in map(dated.parameter, book.keys()))


def test_own_choices_are_cited_to_this_project_and_to_nothing_else(book: Book, dated: DatedBook) -> None:
    for parameter in map(dated.parameter, book.keys()):
        assert (parameter.kind == "own") == (parameter.source.id == "M0"), parameter.key


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("premium.floor", date(2024, 5, 1)),
        ("premium.bands", date(2024, 5, 1)),
        ("premium.floor_scope", date(2024, 5, 1)),
        ("eligibility.feedback_min", date(2024, 3, 1)),
        ("coverage.idle_days", date(2023, 10, 1)),
        ("programme.pilot_year", date(2021, 1, 1)),
    ],
)
def test_a_day_before_the_first_value_is_refused_by_key_day_and_first_day(book: Book, key: str, first: date) -> None:
    assert book.on(first).value(key) is not None
    day = first - timedelta(days=1)
    with pytest.raises(NotInForce, match=rf"{re.escape(key)}.*{day}.*{first}") as refused:
        book.on(day).value(key)
    assert (refused.value.key, refused.value.day, refused.value.since) == (key, day, first)
    assert "\n" not in str(refused.value)


def test_a_changed_rate_counts_from_its_day_and_old_orders_keep_theirs(tmp_path: Path) -> None:
    directory = copy_book(tmp_path)
    add_value(directory, "premium.low_rate", "0.006")
    book = Book.load(directory)
    for day, rate in ((date(2026, 12, 31), "0.005"), (date(2027, 1, 1), "0.006"), (date(2030, 1, 1), "0.006")):
        dated = book.on(day)
        bands = dated.bands("premium.bands")
        assert bands.at(Decimal("0.5")).rate == Decimal(rate)
        assert dated.value("premium.low_rate") == dated.value("premium.max_rate") == Decimal(rate)
    assert book.on(date(2027, 1, 1)).parameter("premium.low_rate").last_verified_on == date(2026, 12, 30)


def test_a_null_ends_a_rule_and_says_when(tmp_path: Path) -> None:
    directory = copy_book(tmp_path)
    add_value(directory, "coverage.refusal_hours", "null")
    book = Book.load(directory)
    assert book.on(date(2026, 12, 31)).value("coverage.refusal_hours") == 72
    with pytest.raises(NotInForce, match="ended on 2027-01-01"):
        book.on(date(2027, 1, 1)).value("coverage.refusal_hours")


def test_nothing_at_all_is_a_figure_too(tmp_path: Path) -> None:
    directory = copy_book(tmp_path)
    for key, value in (("premium.floor", "0.00"), ("statistics.payout_days", "0"), ("eligibility.dispute_max", "0")):
        add_value(directory, key, value)
    dated = Book.load(directory).on(date(2027, 1, 1))
    assert (dated.value("premium.floor"), dated.value("statistics.payout_days")) == (0, 0)


def test_a_pointer_gives_the_figure_of_the_key_it_points_at(dated: DatedBook) -> None:
    assert dated.value("alerts.second_silence_days") == dated.value("coverage.idle_days") == 5
    assert dated.value("alerts.second_overdue_days") == dated.value("coverage.overdue_days") == 7
    bands = dated.bands("premium.bands")
    assert [(step.low, step.high, step.rate, step.rule) for step in bands.steps] == [
        (None, Decimal("0.95"), Decimal("0.005"), "P06"),
        (Decimal("0.95"), Decimal("0.98"), Decimal("0.003"), "P07"),
        (Decimal("0.98"), None, Decimal("0.002"), "P05"),
    ]


def test_a_misspelt_key_is_told_which_one_was_meant(dated: DatedBook) -> None:
    with pytest.raises(BookError, match=r"premium\.flor: .*did you mean 'premium\.floor'"):
        dated.value("premium.flor")
    with pytest.raises(BookError, match="X99"):
        dated.reading("X99")


def test_a_value_is_read_as_its_unit_only(dated: DatedBook) -> None:
    assert dated.whole("coverage.idle_days") == 5
    assert dated.flag("eligibility.sole_trader") is False
    assert isinstance(dated.bands("premium.bands"), Bands)
    for read in (dated.whole, dated.text, dated.flag, dated.names, dated.bands):
        with pytest.raises(BookError, match=r"premium\.floor: holds a currency-CNY"):
            read("premium.floor")
    with pytest.raises(BookError, match=r"eligibility\.sole_trader: holds a bool"):
        dated.whole("eligibility.sole_trader")
    with pytest.raises(BookError, match=r"premium\.base_rate: has no boundary"):
        dated.boundary("premium.base_rate")


def test_a_reading_can_be_exchanged_without_touching_the_book(dated: DatedBook) -> None:
    other = dated.with_reading("X07", "base").with_reading("X03", "enrolled")
    assert (other.reading("X07").chosen, other.value("premium.floor_scope")) == ("base", "base")
    assert (other.reading("X03").chosen, other.value("eligibility.other_lines")) == ("enrolled", "enrolled")
    assert (dated.reading("X07").chosen, dated.value("premium.floor_scope")) == ("all", "all")
    assert other.reading("X07").default == "all"
    assert (other.day, other.fingerprint) == (dated.day, dated.fingerprint)


def test_a_reading_is_exchanged_for_one_of_its_options_only(dated: DatedBook) -> None:
    with pytest.raises(BookError, match="X07 has no option 'some'; choose one of all, base, none"):
        dated.with_reading("X07", "some")
    with pytest.raises(BookError, match="X12 offers no choice"):
        dated.with_reading("X12", "mixed_month")


def test_a_moment_is_no_day(book: Book) -> None:
    with pytest.raises(TypeError, match="calendar day"):
        book.on(datetime(2026, 11, 22, tzinfo=UTC))


def test_a_day_is_worked_out_once_and_many_days_do_not_pile_up(book: Book) -> None:
    assert book.on(date(2026, 11, 22)) is book.on(date(2026, 11, 22))
    for offset in range(500):
        book.on(date(2025, 1, 1) + timedelta(days=offset))
    assert len(book._days) <= 64


def test_the_fingerprint_changes_with_the_content_and_not_with_the_line_ends(tmp_path: Path, book: Book) -> None:
    directory = copy_book(tmp_path)
    assert re.fullmatch("[0-9a-f]{12}", book.fingerprint)
    assert Book.load(directory).fingerprint == book.fingerprint
    floor = directory / "premium" / "floor.yaml"
    text = floor.read_text(encoding="utf-8")
    floor.write_bytes(text.replace("\n", "\r\n").encode())
    assert Book.load(directory).fingerprint == book.fingerprint
    floor.write_text(text.replace("0.30", "0.31"), encoding="utf-8")
    assert Book.load(directory).fingerprint != book.fingerprint
