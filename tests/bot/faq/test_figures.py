"""Figures are written by their unit, in the reader's language, with no place lost and none invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.faq.figures import figure_of, format_figure, format_percent
from rules.book import Book, BookError, DatedBook, NotInForce, Value
from tests.support.overlays import dated, overlaid


@pytest.mark.parametrize(
    ("fraction", "text"),
    [("0.003", "0.3%"), ("0.95", "95%"), ("1", "100%"), ("0.0030", "0.3%"), ("0", "0%"), ("0.97996", "97.996%")],
)
def test_a_fraction_reads_as_a_percentage_with_all_its_places(fraction: str, text: str) -> None:
    assert format_percent(Decimal(fraction)) == text


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("premium.base_rate", "0.3%", "0.3%"),
        ("premium.floor", "¥0.30", "¥0.30"),
        ("diagnosis.first_leg_hours", "48 小时", "48 hours"),
        ("coverage.overdue_days", "7 天", "7 days"),
        ("premium.charge_t", "1 天", "1 day"),
        ("statistics.payout_days", "2.3 个工作日", "2.3 working days"),
        ("programme.daily_payouts", "12,000", "12,000"),
        ("coverage.perils_count", "3", "3"),
        ("programme.pilot_year", "2021", "2021"),
        ("programme.phase2", "2023 年 10 月", "October 2023"),
        ("programme.launch", "2022 年第 3 季度", "Q3 2022"),
        ("coverage.excluded_carriers", "UPS、FedEx", "UPS and FedEx"),
        ("eligibility.lines", "无忧简易、无忧标准、无忧特货", None),
        ("statistics.label_markets", "俄罗斯、西班牙、法国", "Russia, Spain and France"),
        ("console.diagnosis", "【物流】→【智能诊断】", "【物流】→【智能诊断】"),
        ("premium.counts_in_gmv", "不计入 GMV", "is not counted in GMV"),
        ("premium.bands", "0.5%、0.3%、0.2%", "0.5%, 0.3% and 0.2%"),
    ],
)
def test_each_unit_has_its_way_of_writing(book: DatedBook, key: str, zh: str, en: str | None) -> None:
    assert format_figure(book.parameter(key), "zh") == zh
    if en is not None:
        assert format_figure(book.parameter(key), "en") == en


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("premium.floor", Decimal("1234.5"), "¥1,234.50"),
        ("coverage.idle_days", 1, "1 day"),
        ("statistics.payout_days", Decimal("1"), "1 working day"),
        ("alerts.snooze_hours", 1, "1 hour"),
        ("coverage.excluded_carriers", ("UPS",), "UPS"),
        ("coverage.excluded_carriers", ("UPS", "FedEx", "TNT"), "UPS, FedEx and TNT"),
        ("coverage.logistics_lines", ("a_new_line",), "a_new_line"),
        ("premium.counts_in_gmv", True, "is counted in GMV"),
    ],
)
def test_another_value_of_the_unit_reads_right_too(book: DatedBook, key: str, value: Value, text: str) -> None:
    assert format_figure(replace(book.parameter(key), value=value), "en") == text


def test_a_language_without_patterns_is_an_error(book: DatedBook) -> None:
    with pytest.raises(KeyError):
        format_figure(book.parameter("coverage.idle_days"), "fr")


def test_the_place_of_an_ended_rule_says_since_when_it_has_ended(tmp_path: Path) -> None:
    book = overlaid(
        tmp_path, dated("coverage.idle_days", ("2026-12-01", "6")), dated("premium.floor", ("2026-12-01", "null"))
    )
    before, after = book.on(date(2026, 11, 30)), book.on(date(2026, 12, 1))
    assert [figure_of(before, "premium.floor", locale) for locale in ("zh", "en")] == ["¥0.30", "¥0.30"]
    assert figure_of(after, "premium.floor", "zh") == "（2026-12-01 起取消）"
    assert figure_of(after, "premium.floor", "en") == "(ended on 2026-12-01)"
    assert figure_of(after, "coverage.idle_days", "en") == "6 days"


def test_a_figure_before_its_first_value_is_an_error_and_not_an_ended_one(book: DatedBook) -> None:
    with pytest.raises(NotInForce, match="its first value is of"):
        figure_of(Book.load().on(date(2020, 1, 1)), "premium.floor", "zh")
    with pytest.raises(BookError, match="there is no such parameter"):
        figure_of(book, "premium.flor", "zh")
