"""Files of changed figures, as an operator writes them, for tests."""

from __future__ import annotations

from pathlib import Path

from rules.book import Book

SOURCES = """\
sources:
  S9: {title: 《赔付保险服务协议》2026年12月版, date: "2026-12", note: made up for a test}
"""
CITED = "source: S9, locator: 第3.1条, last_verified_on: 2026-11-20"


def dated(key: str, *values: tuple[str, str]) -> str:
    """A key with values, each with the day from which it holds, all cited to S9."""
    lines = [f"    - {{since: {since}, value: {value}, {CITED}}}\n" for since, value in values]
    return f"  {key}:\n{''.join(lines)}"


def write_overlay(directory: Path, *values: str, sources: str = SOURCES) -> Path:
    """A file with these values, from `dated` or written out, and one new source."""
    file = directory / "figures.yaml"
    file.write_text(f"{sources}values:\n{''.join(values) or '  {}'}", encoding="utf-8")
    return file


def overlaid(directory: Path, *values: str, sources: str = SOURCES) -> Book:
    """The packaged book with such a file laid over it."""
    return Book.load(overlay=write_overlay(directory, *values, sources=sources))
