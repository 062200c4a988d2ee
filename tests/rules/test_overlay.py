"""An operator's file over the packaged book: what it may change, from which day, and what stays as it was."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.book import Book, NotInForce
from rules.clawback import interval
from rules.premium import quote
from rules.thresholds import meets
from tests.support.overlays import dated, overlaid, write_overlay

CHANGED = date(2026, 12, 1)
EVE = date(2026, 11, 30)
AGREEMENT = date(2024, 5, 1)
FIFTY, HIGH = Decimal("50"), Decimal("0.985")


def premium(book: Book, day: date, paid: Decimal = FIFTY) -> str:
    return str(quote(book.on(day), paid, fulfilment=HIGH).premium)


def test_a_new_figure_counts_from_its_day_and_an_old_order_keeps_the_figure_of_its_day(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.floor", ("2026-12-01", "0.50")))
    assert [premium(book, day) for day in (AGREEMENT, EVE, CHANGED, date(2030, 1, 1))] == [
        "0.30",
        "0.30",
        "0.50",
        "0.50",
    ]


def test_an_order_of_every_earlier_day_is_judged_as_by_the_old_book(tmp_path: Path, book: Book) -> None:
    changed = overlaid(
        tmp_path,
        dated("premium.low_rate", ("2026-12-01", "0.006")),
        dated("premium.high_fulfilment", ("2026-12-01", "0.99")),
        dated("coverage.refusal_hours", ("2026-12-01", "48")),
        dated("recovery.min_ratio", ("2026-12-01", "0.7")),
    )
    for day in (AGREEMENT, date(2025, 6, 30), EVE):
        old, new = book.on(day), changed.on(day)
        assert [new.value(key) for key in new.parameters] == [old.value(key) for key in old.parameters]
        assert premium(changed, day, Decimal("200")) == premium(book, day, Decimal("200")) == "0.40"
        assert meets(new, "coverage.refusal_hours", timedelta(hours=72))
        assert str(interval(new, Decimal("120")).low) == "60.00"
    later = changed.on(CHANGED)
    assert premium(changed, CHANGED, Decimal("200")) == "0.60"
    assert not meets(later, "coverage.refusal_hours", timedelta(hours=72))
    assert str(interval(later, Decimal("120")).low) == "84.00"


def test_a_value_of_a_day_the_packaged_book_has_corrects_that_one(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.floor", ("2024-05-01", "0.20")))
    assert premium(book, AGREEMENT) == premium(book, CHANGED) == "0.20"
    with pytest.raises(NotInForce, match="its first value is of 2024-05-01"):
        book.on(AGREEMENT - timedelta(days=1)).value("premium.floor")


def test_a_value_of_an_earlier_day_begins_the_history_and_ends_where_the_packaged_one_begins(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.floor", ("2023-10-01", "0.10")))
    days = (date(2023, 10, 1), AGREEMENT - timedelta(days=1), AGREEMENT, CHANGED)
    assert [str(book.on(day).value("premium.floor")) for day in days] == ["0.10", "0.10", "0.30", "0.30"]


@pytest.mark.parametrize("written", ["0", "-0", "-0.00"])
def test_a_zero_has_no_sign_however_it_is_written(tmp_path: Path, written: str) -> None:
    book = overlaid(tmp_path, dated("premium.floor", ("2026-12-01", written)))
    floor = book.on(CHANGED).decimal("premium.floor")
    assert (floor, floor.is_signed()) == (0, False)


def test_several_values_of_one_key_follow_each_other(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.floor", ("2026-12-01", "0.50"), ("2027-06-01", "0.40")))
    days = (EVE, CHANGED, date(2027, 5, 31), date(2027, 6, 1))
    assert [premium(book, day) for day in days] == ["0.30", "0.50", "0.50", "0.40"]


def test_what_points_at_a_changed_figure_follows_it(tmp_path: Path) -> None:
    book = overlaid(
        tmp_path,
        dated("coverage.overdue_days", ("2026-12-01", "10")),
        dated("premium.low_fulfilment", ("2026-12-01", "0.9")),
    )
    before, after = book.on(EVE), book.on(CHANGED)
    assert [one.whole("alerts.second_overdue_days") for one in (before, after)] == [7, 10]
    assert [one.bands("premium.bands").steps[0].high for one in (before, after)] == [Decimal("0.95"), Decimal("0.9")]


def test_null_ends_a_rule_and_says_since_when(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("coverage.refusal_hours", ("2026-12-01", "null")))
    assert book.on(EVE).whole("coverage.refusal_hours") == 72
    with pytest.raises(NotInForce) as refused:
        book.on(CHANGED).whole("coverage.refusal_hours")
    assert refused.value.ended == CHANGED
    assert book.on(CHANGED).in_force(["premium.floor", "coverage.refusal_hours"]) == (
        book.on(CHANGED).parameter("premium.floor"),
    )


def test_the_least_share_may_be_the_greatest_too(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("recovery.min_ratio", ("2026-12-01", "1")))
    assert str(interval(book.on(CHANGED), Decimal("120")).low) == "120.00"


def test_a_statistic_can_end_too(tmp_path: Path) -> None:
    key = "statistics.alerts_reduction"
    book = overlaid(tmp_path, dated(key, ("2026-12-01", "null")))
    assert book.on(EVE).parameter(key).kind == "claim"
    with pytest.raises(NotInForce, match="it ended on 2026-12-01"):
        book.on(CHANGED).parameter(key)


def test_a_reading_is_switched_under_its_key_from_a_day_on(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.floor_scope", ("2026-12-01", "none")))
    before, after = (quote(book.on(day), FIFTY, fulfilment=HIGH) for day in (EVE, CHANGED))
    assert [str(made.premium) for made in (before, after)] == ["0.30", "0.10"]
    assert [(use.id, use.chosen, use.alternative) for use in (*before.readings[:1], *after.readings[:1])] == [
        ("X07", "all", "base"),
        ("X07", "none", "all"),
    ]
    assert [(other.option, str(other.premium)) for other in after.alternatives] == [("all", "0.30")]
    assert book.on(CHANGED).reading("X07").default == "all"
    assert book.on(CHANGED).with_reading("X07", "base").reading("X07").chosen == "base"


def test_every_reading_can_be_switched_to_each_of_its_options(tmp_path: Path, book: Book) -> None:
    for reading in book.readings:
        for option in reading.options if reading.key else ():
            changed = overlaid(tmp_path, dated(str(reading.key), ("2026-12-01", option)))
            assert changed.on(EVE).reading(reading.id) == reading
            assert changed.on(CHANGED).reading(reading.id) == reading.choosing(option)


def test_bands_are_given_anew_with_figures_of_their_own_or_by_pointing(tmp_path: Path) -> None:
    steps = (
        "[{low: null, high: premium.low_fulfilment, rate: premium.low_rate, rule: P06}, "
        "{low: premium.low_fulfilment, high: 0.99, rate: 0.004, rule: P07}, "
        "{low: 0.99, high: null, rate: premium.high_rate, rule: P05}]"
    )
    book = overlaid(tmp_path, dated("premium.bands", ("2026-12-01", steps)))
    bands = book.on(CHANGED).bands("premium.bands")
    assert [str(bands.at(Decimal(share)).rate) for share in ("0.949", "0.95", "0.9899", "0.99")] == [
        "0.005",
        "0.004",
        "0.004",
        "0.002",
    ]
    assert str(book.on(EVE).bands("premium.bands").at(Decimal("0.985")).rate) == "0.002"


def test_a_value_may_be_the_same_as_another_keys(tmp_path: Path) -> None:
    entry = "{since: 2026-12-01, same_as: coverage.idle_days, source: S9, locator: a, last_verified_on: null}"
    book = overlaid(
        tmp_path, f"  coverage.overdue_days: [{entry}]\n", dated("alerts.second_overdue_days", ("2026-12-01", "6"))
    )
    after = book.on(CHANGED)
    assert (after.whole("coverage.overdue_days"), after.whole("alerts.second_overdue_days")) == (5, 6)


def test_a_new_source_is_the_figures_source_with_its_day_of_verification(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.floor", ("2026-12-01", "0.50")))
    floor = book.on(CHANGED).parameter("premium.floor")
    assert (floor.source.id, floor.source.date, floor.locator) == ("S9", "2026-12", "第3.1条")
    assert floor.last_verified_on == date(2026, 11, 20)
    assert (floor.rule, floor.unit, floor.boundary, floor.title) == (
        book.packaged.on(CHANGED).parameter("premium.floor").rule,
        "currency-CNY",
        "ge",
        book.packaged.definition("premium.floor").title,
    )
    assert "S9" not in book.packaged.sources


def test_a_known_source_may_be_cited_without_any_new_one(tmp_path: Path) -> None:
    entry = "{since: 2026-12-01, value: 0.50, source: S4, locator: 第2.1条, last_verified_on: null}"
    book = overlaid(tmp_path, f"  premium.floor: [{entry}]\n", sources="")
    assert book.on(CHANGED).parameter("premium.floor").source == book.sources["S4"]


def test_the_fingerprint_covers_the_file_and_not_its_line_ends(tmp_path: Path, book: Book) -> None:
    file = write_overlay(tmp_path, dated("premium.floor", ("2026-12-01", "0.50")))
    first = Book.load(overlay=file)
    assert (first.packaged.fingerprint, len(first.fingerprint)) == (book.fingerprint, 12)
    assert quote(first.on(EVE), FIFTY, fulfilment=HIGH).fingerprint == first.fingerprint != book.fingerprint
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert Book.load(overlay=file).fingerprint == first.fingerprint
    file.write_text(file.read_text(encoding="utf-8").replace("0.50", "0.51"), encoding="utf-8")
    assert Book.load(overlay=file).fingerprint != first.fingerprint


def test_a_file_is_cut_off_before_a_day_and_told_without_a_key(tmp_path: Path) -> None:
    added = overlaid(
        tmp_path,
        dated("coverage.idle_days", ("2026-12-01", "6"), ("2026-12-15", "7"), ("2027-01-01", "8")),
        dated("premium.floor", ("2026-12-15", "0.50")),
        dated("recovery.min_ratio", ("2026-12-01", "0.7")),
    ).overlay
    assert added is not None
    earlier = added.before(date(2026, 12, 15))
    assert {key: len(entries) for key, entries in earlier.entries.items()} == {
        "coverage.idle_days": 1,
        "recovery.min_ratio": 1,
    }
    for key in added.entries:
        left = added.without(key)
        assert set(left.entries) == set(added.entries) - {key}


def test_a_file_without_a_value_changes_no_figure(tmp_path: Path, book: Book) -> None:
    changed = overlaid(tmp_path)
    assert changed.overlay is not None
    assert changed.overlay.days == ()
    assert changed.on(CHANGED).parameters == book.on(CHANGED).parameters


def test_a_book_without_a_file_is_its_own_packaged_book(book: Book) -> None:
    assert book.overlay is None
    assert book.packaged is book


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    since=st.dates(date(2023, 1, 1), date(2029, 1, 1)),
    fen=st.integers(0, 999),
    day=st.dates(date(2023, 1, 1), date(2030, 1, 1)),
)
def test_a_value_holds_from_its_day_to_the_next_ones_and_touches_nothing_else(
    tmp_path: Path, book: Book, since: date, fen: int, day: date
) -> None:
    amount = Decimal(fen).scaleb(-2)
    changed = overlaid(tmp_path, dated("premium.floor", (str(since), f"{amount:.2f}"))).on(day)
    expected = {key: one.value for key, one in book.on(day).parameters.items()}
    if since <= day and (since >= AGREEMENT or day < AGREEMENT):
        expected["premium.floor"] = amount
    assert {key: one.value for key, one in changed.parameters.items()} == expected
