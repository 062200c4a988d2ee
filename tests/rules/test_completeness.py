"""Nothing is forgotten: every threshold has its three cases, every rule its row, every key its use."""

import ast
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import rules
from rules.book import Book, DatedBook
from rules.definitions import KEY
from rules.needs import NEEDS
from rules.thresholds import meets
from tests.rules.cases_file import cases, span

BOOK = Book.load()
FOLDER = Path(rules.__file__).parent
COVERAGE_TABLES = ("coverage_logistics", "coverage_refusal")
TABLES = ("rate_of_fulfilment", "floor", "entry", "moments", "spans", *COVERAGE_TABLES)
CHANGED = {
    "eligibility.feedback_min": "positive_feedback_rate",
    "eligibility.dispute_max": "dispute_rate",
    "coverage.overdue_days": "overdue",
    "coverage.idle_days": "idle",
    "coverage.refusal_hours": "return_after",
}
"""The fact that a changed case holds against its threshold."""


def thresholds() -> list[str]:
    definitions = map(BOOK.definition, BOOK.keys())
    return [definition.key for definition in definitions if definition.boundary]


def observed(row: dict[str, Any]) -> Decimal | timedelta:
    """What a case holds against its threshold."""
    if "span" in row:
        return span(row["span"])
    if "after_hours" in row:
        return timedelta(hours=int(row["after_hours"]))
    if "fulfilment" in row:
        return Decimal(row["fulfilment"])
    if "product" in row:
        return Decimal(row["product"])
    changed = CHANGED.get(row["threshold"])
    if changed is None:
        return Decimal(row["change"]["serious_violation"] == "true")
    text = row["change"][changed]
    return span(text) if row["threshold"].startswith("coverage.") else Decimal(text)


def figure_of(dated: DatedBook, threshold: str) -> Decimal | timedelta:
    """The threshold itself, as something that could be observed."""
    parameter = dated.parameter(threshold)
    assert isinstance(parameter.value, (int, Decimal))
    if parameter.unit in ("hour", "day"):
        return timedelta(hours=int(parameter.value) * (24 if parameter.unit == "day" else 1))
    return Decimal(parameter.value)


ROWS = [row for table in TABLES for row in cases(table) if "threshold" in row]


def test_the_thresholds_are_found() -> None:
    assert thresholds() == [
        "alerts.second_overdue_days",
        "alerts.second_silence_days",
        "coverage.idle_days",
        "coverage.overdue_days",
        "coverage.refusal_hours",
        "diagnosis.first_leg_hours",
        "eligibility.dispute_max",
        "eligibility.feedback_min",
        "eligibility.violations",
        "premium.floor",
        "premium.high_fulfilment",
        "premium.low_fulfilment",
    ]


@pytest.mark.parametrize("threshold", thresholds())
def test_each_threshold_has_a_case_below_at_and_above_it(dated: DatedBook, threshold: str) -> None:
    sides = {row["side"] for row in ROWS if row["threshold"] == threshold}
    # A count of nothing has no below.
    assert sides == ({"below", "at", "above"} if dated.value(threshold) != 0 else {"at", "above"})


@pytest.mark.parametrize("threshold", [key for key in thresholds() if key.startswith("coverage.")])
def test_each_threshold_of_coverage_decides_about_an_order_below_at_and_above_it(threshold: str) -> None:
    rows = [row for table in COVERAGE_TABLES for row in cases(table) if row.get("threshold") == threshold]
    assert {row["side"] for row in rows} == {"below", "at", "above"}
    assert all(row["outcome"] == ("yes" if row["meets"] == "true" else "no") for row in rows)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_case_lies_on_the_side_it_says(dated: DatedBook, row: dict[str, Any]) -> None:
    seen: Any = observed(row)
    figure: Any = figure_of(dated, row["threshold"])
    assert row["side"] == ("below" if seen < figure else "at" if seen == figure else "above")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_case_meets_its_threshold_or_not_as_it_says(dated: DatedBook, row: dict[str, Any]) -> None:
    assert row["meets"] in ("true", "false")
    assert meets(dated, row["threshold"], observed(row)) == (row["meets"] == "true")


def test_every_row_of_the_programme_this_package_rests_on_is_a_cited_parameter(book: Book, dated: DatedBook) -> None:
    wanted = {f"P{number:02}" for number in range(1, 15)}
    wanted |= {f"E{number:02}" for number in range(1, 10)}
    wanted |= {f"O{number:02}" for number in range(1, 7)}
    wanted |= {f"V{number:02}" for number in range(1, 6)}
    wanted |= {f"C{number:02}" for number in range(1, 17)}
    wanted |= {"D01"}
    present = {parameter.rule for parameter in map(dated.parameter, book.keys())}
    present |= {step.rule for step in dated.bands("premium.bands").steps}
    assert wanted <= present


def code_files() -> list[Path]:
    return sorted(FOLDER.glob("*.py"))


def test_the_code_reads_exactly_the_keys_it_says_it_needs(book: Book) -> None:
    known, keys, readings = set(book.keys()), set(), set()
    for path in code_files():
        if path.name == "needs.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if KEY.fullmatch(node.value) and node.value in known:
                    keys.add(node.value)
                elif re.fullmatch("X[0-9][0-9]", node.value):
                    readings.add(book.reading(node.value).key)
    assert keys <= set(NEEDS)
    assert set(NEEDS) - keys <= readings


@pytest.mark.parametrize("path", code_files(), ids=lambda path: path.name)
def test_the_rules_hold_no_float_and_ask_no_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"now", "utcnow", "today", "monotonic", "time"}, f"line {node.lineno}"
