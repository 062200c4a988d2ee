"""The benchmark of the figures itself: every way to an answer is timed, and the ways agree."""

from __future__ import annotations

import sys

import pytest

from rules.book import Book
from tests.bench import figures

BOOK = Book.load().on(figures.DAY)


def test_each_way_is_timed_and_compared_with_the_first() -> None:
    for table in (figures.single_quotes(BOOK, 200, 50, 1), figures.order_books(BOOK, 200, 1)):
        lines = table.lines()
        assert len(lines) == len(table.figures) + 2
        assert all(figure.seconds > 0 for figure in table.figures)
        assert lines[2].endswith("1.000")


def test_figures_that_differ_stop_the_benchmark() -> None:
    other = BOOK.with_reading("X07", "none")  # the bare arithmetic keeps the floor
    with pytest.raises(SystemExit, match="differ"):
        figures.single_quotes(other, 200, 50, 1)


def test_a_run_prints_every_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(figures, "SINGLE_QUOTES", 200)
    monkeypatch.setattr(figures, "READ_QUOTES", 50)
    monkeypatch.setattr(sys, "argv", ["figures", "--orders", "300", "--rounds", "1"])
    figures.main()
    printed = capsys.readouterr().out
    assert "a month of 300 orders" in printed
    assert "loop over quote, one reading" in printed
    assert "most memory of a month" in printed
