"""Books for tests: a copy of the packaged parameters, and one in which every figure is another."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from rules.units import NUMERIC

_SHARE = Decimal("0.8")
_UNIT = re.compile(r"^unit: (.+)$", re.MULTILINE)
_VALUE = re.compile(r"^(    value: )(.+)$", re.MULTILINE)
_SINCE = re.compile(r"^((?:  - |  )since: )(.+)$", re.MULTILINE)
_LOCATOR = re.compile(r"^(    locator: )(.+)$", re.MULTILINE)
_TITLE = re.compile(r"^(  title: )(.+)$", re.MULTILINE)
_DATE = re.compile(r"^(  date: )(.+)$", re.MULTILINE)


def copy_book(directory: Path) -> Path:
    """The packaged parameters, copied to `directory`/parameters, which is returned; a test may spoil them."""
    target = directory / "parameters"
    with as_file(files("rules") / "parameters") as packaged:
        shutil.copytree(packaged, target)
    return target


def changed_book(directory: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy in which, file by file, one text stands in place of another; returned like `copy_book`'s."""
    target = copy_book(directory)
    for file, old, new in changes:
        path = target / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return target


def write_other_book(directory: Path) -> Path:
    """A copy that validates and in which every number, date and digit a reader could be shown is another one.

    Fractions shrink by one factor and whole numbers grow by one rule, so that what was smaller stays smaller. Options,
    names without digits, ids and the structure of the bands stay as they are. Each `since` moves years back, so the
    other book is in force on every day the packaged one is.
    """
    target = copy_book(directory)
    for path in target.glob("*/*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = _changed(_VALUE, text, partial(other_value, unit=_unit_of(text)))
        text = _changed(_SINCE, text, _other_date)
        path.write_text(_changed(_LOCATOR, text, _other_digits), encoding="utf-8")
    sources = target / "sources.yaml"
    text = _changed(_TITLE, sources.read_text(encoding="utf-8"), _other_digits)
    sources.write_text(_changed(_DATE, text, _other_date), encoding="utf-8")
    readings = target / "readings.yaml"
    readings.write_text(_changed(_SINCE, readings.read_text(encoding="utf-8"), _other_date), encoding="utf-8")
    return target


def other_value(old: str, unit: str) -> str:
    """Another value of the same unit, as YAML text; booleans and options, which show no figure, stay."""
    if unit == "/1":
        return f"{(Decimal(old) * _SHARE).normalize():f}"
    if unit == "currency-CNY":
        return str(Decimal(old) + Decimal("0.17"))
    if unit in ("month", "year"):
        return _other_date(old)
    if unit in NUMERIC:
        return str(Decimal(old) * 7 + 19)
    if unit == "quarter":
        return f"{int(old[:4]) - 3} Q{int(old[-1]) % 4 + 1}"
    return _other_digits(old) if unit in ("text", "list") else old


def _other_date(old: str) -> str:
    """A date, month or year three years back and one step on in month and day; text that is no date stays."""
    found = re.fullmatch(r'("?)(\d{4})(?:-(\d\d))?(?:-(\d\d))?("?)', old)
    if found is None:
        return old
    quote, year, month, day, _ = found.groups()
    parts = [str(int(year) - 3)]
    if month:
        parts.append(f"{int(month) % 12 + 1:02}")
    if day:
        parts.append(f"{int(day) % 27 + 1:02}")
    return f"{quote}{'-'.join(parts)}{quote}"


def _other_digits(old: str) -> str:
    return re.sub(r"\d", lambda digit: str((int(digit.group()) + 4) % 10), old)


def _unit_of(text: str) -> str:
    found = _UNIT.search(text)
    assert found is not None
    return found.group(1)


def _changed(pattern: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    return pattern.sub(lambda found: found.group(1) + change(found.group(2)), text)
