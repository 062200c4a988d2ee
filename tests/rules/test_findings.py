"""The rules a quote hangs on: what was observed, and which edge of the book it was held against."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Band, Book, DatedBook
from rules.premium import quote
from rules.thresholds import meets
from rules.verdict import Finding
from tests.rules.cases_file import cases, label
from tests.rules.conftest import DAY

BOOK = Book.load().on(DAY)
NO_FLOOR = BOOK.with_reading("X07", "none")


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str, str, str]]:
    return [(one.rule, one.outcome.value, str(one.observed), str(one.required)) for one in findings]


@pytest.mark.parametrize(
    ("fulfilment", "expected"),
    [
        ("0.9499", [("P06", "yes", "0.9499", "0.95")]),
        ("0.95", [("P07", "yes", "0.95", "0.95"), ("P07", "yes", "0.95", "0.98")]),
        ("0.97996", [("P07", "yes", "0.97996", "0.95"), ("P07", "yes", "0.97996", "0.98")]),
        ("0.98", [("P05", "yes", "0.98", "0.98")]),
    ],
)
def test_a_fulfilment_rate_is_told_with_the_edges_of_its_band(
    fulfilment: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert told(quote(NO_FLOOR, Decimal("200"), fulfilment=Decimal(fulfilment)).findings) == expected


@pytest.mark.parametrize(
    ("paid", "outcome", "product"), [("99.99", "no", "0.29997"), ("100", "yes", "0.300"), ("200", "yes", "0.600")]
)
def test_the_floor_is_told_first_with_the_product_that_reaches_it_or_not(
    dated: DatedBook, paid: str, outcome: str, product: str
) -> None:
    findings = quote(dated, Decimal(paid), fulfilment=Decimal("0.97")).findings
    assert told(findings)[0] == ("P03", outcome, product, "0.30")
    assert [finding.rule for finding in findings] == ["P03", "P07", "P07"]


def test_a_floor_that_does_not_hold_at_this_rate_is_not_told(dated: DatedBook) -> None:
    only_base = dated.with_reading("X07", "base")
    at_base = quote(only_base, Decimal("50"), fulfilment=Decimal("0.97")).findings
    below = quote(only_base, Decimal("50"), fulfilment=Decimal("0.99")).findings
    assert ["P03" in {finding.rule for finding in findings} for findings in (at_base, below)] == [True, False]


def test_a_rate_given_outright_leaves_open_whether_its_band_is_reached(dated: DatedBook) -> None:
    floor, band = quote(dated, Decimal("200"), rate=Decimal("0.002")).findings
    assert (floor.rule, floor.missing) == ("P03", ())
    assert told((band,)) == [("P05", "unknown", "None", "0.98")]
    assert band.missing == ("fulfilment",)


def test_a_rate_of_no_band_hangs_on_the_floor_alone(dated: DatedBook) -> None:
    own = Decimal("0.004")
    assert [finding.rule for finding in quote(dated, Decimal("200"), rate=own).findings] == ["P03"]
    assert quote(NO_FLOOR, Decimal("200"), rate=own).findings == ()


def test_each_finding_says_where_its_figure_is_written(book: Book) -> None:
    findings = quote(book.on(date(2024, 5, 1)), Decimal("200"), fulfilment=Decimal("0.94")).findings
    assert [(one.key, one.source.id) for one in findings] == [("premium.floor", "S4"), ("premium.bands", "S4")]


def test_a_figure_a_band_does_not_hold_would_be_told_as_such() -> None:
    band = Band(Decimal("0.98"), None, Decimal("0.002"), "P05")
    made = replace(quote(NO_FLOOR, Decimal("200"), fulfilment=Decimal("0.97")), band=band)
    assert told(made.findings) == [("P05", "no", "0.97", "0.98")]


@pytest.mark.parametrize("row", [row for row in cases("floor") if "threshold" in row], ids=label)
def test_the_floor_binds_exactly_where_the_product_does_not_meet_it(dated: DatedBook, row: dict[str, Any]) -> None:
    made = quote(dated, Decimal(row["paid"]), rate=Decimal(row["rate"]))
    assert made.findings[0].outcome.value == ("yes" if row["meets"] == "true" else "no")
    assert made.floor_applied == (row["meets"] == "false")


@settings(deadline=None, max_examples=150)
@given(st.decimals("0", "1", places=5) | st.sampled_from([Decimal("0.95"), Decimal("0.98")]))
def test_the_bands_and_the_thresholds_beside_them_never_disagree(fulfilment: Decimal) -> None:
    high = meets(BOOK, "premium.high_fulfilment", fulfilment)
    low = meets(BOOK, "premium.low_fulfilment", fulfilment)
    rules = {finding.rule for finding in quote(NO_FLOOR, Decimal("200"), fulfilment=fulfilment).findings}
    assert rules == {"P05" if high else "P06" if low else "P07"}
