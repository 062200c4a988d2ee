"""Nothing is forgotten: every threshold has its three cases, every rule its row, every key its use."""

import ast
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import rules
from rules.book import Book, DatedBook
from rules.definitions import KEY
from rules.needs import NEEDS
from tests.rules.cases_file import cases

FOLDER = Path(rules.__file__).parent
TABLES = ("rate_of_fulfilment", "floor", "entry", "moments")


def figures_behind(book: Book, key: str) -> set[str]:
    """The keys of the figures a parameter rests on: itself, or those its bands point at."""
    entries = book.definition(key).entries
    pointed = {
        figure
        for entry in entries
        for step in entry.steps
        for figure in (step.low, step.high, step.rate)
        if isinstance(figure, str)
    }
    return pointed or {key}


def thresholds_in_use() -> list[str]:
    book = Book.load()
    used = {figure for key in NEEDS for figure in figures_behind(book, key)}
    return sorted(key for key in used if book.definition(key).boundary)


def probe(row: dict[str, Any]) -> Fraction:
    """What a case holds against its threshold, in the threshold's own unit."""
    if "fulfilment" in row:
        return Fraction(row["fulfilment"])
    if "product" in row:
        return Fraction(row["paid"]) * Fraction(row["rate"])
    if "after_hours" in row:
        return Fraction(int(row["after_hours"]), 24)
    changed = {"eligibility.feedback_min": "positive_feedback_rate", "eligibility.dispute_max": "dispute_rate"}
    if row["threshold"] in changed:
        return Fraction(row["change"][changed[row["threshold"]]])
    return Fraction(row["change"]["serious_violation"] == "true")


def cases_of(threshold: str) -> list[dict[str, Any]]:
    return [row for table in TABLES for row in cases(table) if row.get("threshold") == threshold]


def test_the_thresholds_in_use_are_found() -> None:
    assert thresholds_in_use() == [
        "alerts.second_overdue_days",
        "alerts.second_silence_days",
        "eligibility.dispute_max",
        "eligibility.feedback_min",
        "eligibility.violations",
        "premium.floor",
        "premium.high_fulfilment",
        "premium.low_fulfilment",
    ]


@pytest.mark.parametrize("threshold", thresholds_in_use())
def test_each_threshold_has_a_case_below_at_and_above_it(dated: DatedBook, threshold: str) -> None:
    figure = dated.value(threshold)
    assert isinstance(figure, (int, Decimal))
    sides = {row["side"] for row in cases_of(threshold)}
    # A count of nothing has no below.
    assert sides == ({"below", "at", "above"} if figure > 0 else {"at", "above"})


@pytest.mark.parametrize("row", [row for table in TABLES for row in cases(table) if "threshold" in row], ids=str)
def test_a_case_lies_on_the_side_it_says(dated: DatedBook, row: dict[str, Any]) -> None:
    assert row["threshold"] in thresholds_in_use()
    figure = dated.value(row["threshold"])
    assert isinstance(figure, (int, Decimal))
    value = probe(row)
    side = "below" if value < Fraction(figure) else "at" if value == Fraction(figure) else "above"
    assert side == row["side"]


def test_every_row_of_the_programme_this_package_rests_on_is_a_cited_parameter(book: Book, dated: DatedBook) -> None:
    wanted = {f"P{number:02}" for number in range(1, 15)}
    wanted |= {f"E{number:02}" for number in range(1, 10)}
    wanted |= {f"O{number:02}" for number in range(1, 7)}
    wanted |= {"C02", "C15", "D01"}
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
