"""How a figure of the book is written for a reader, by unit and language.

Patterns, nouns and the names of coded values stand in ``templates/faq/figures.yaml``; nothing here is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel.dates import get_month_names

from bot.faq.yaml_files import read_yaml
from rules.book import Bands, DatedBook, NotInForce, Parameter

_COUNTED = frozenset({"hour", "day", "working-day"})
_GROUPED = frozenset({"count", "order-count"})


def format_figure(parameter: Parameter, locale: str) -> str:
    """A parameter's value in plain text: 0.003 of unit "/1" is 0.3%, 48 hours are "48 hours" or its Chinese twin.

    Options and truth values read as the part of a sentence their parameter has in figures.yaml; a code that has no
    words there is shown as it is. ``locale`` is "zh" or "en"; any other one raises KeyError.
    """
    return _written(parameter.key, parameter.unit, parameter.value, locale)


def figure_of(book: DatedBook, key: str, locale: str) -> str:
    """A key's figure on the book's day; of a rule that has ended, in its place that it has, and when.

    Raises NotInForce for a day before the figure's first value, BookError for an unknown key.
    """
    try:
        return format_figure(book.parameter(key), locale)
    except NotInForce as missing:
        if missing.ended is None:
            raise
        return str(_data()["ended"][locale].format(day=missing.ended))


def format_value(name: str, unit: str, value: object, locale: str) -> str:
    """A value that is no parameter's own, by its unit; ``name`` is the key whose options it may be one of."""
    return _written(name, unit, value, locale)


def format_percent(value: Decimal) -> str:
    """A fraction as a percentage with as many places as it has: Decimal("0.0030") is 0.3%."""
    return f"{_plain(value * 100)}%"


@lru_cache(maxsize=1024)
def _written(key: str, unit: str, value: Any, locale: str) -> str:
    patterns = _data()["units"].get(unit)
    if unit == "/1":
        return format_percent(value)
    if unit == "currency-CNY":
        return f"¥{value:,.2f}"
    if unit in _COUNTED:
        return _with_noun(patterns[locale], Decimal(value))
    if unit in _GROUPED:
        return f"{value:,}"
    if unit == "month":
        return _month(value, patterns[locale], locale)
    if unit == "quarter":
        year, quarter = value.split(" Q")
        return str(patterns[locale].format(year=year, quarter=quarter))
    if isinstance(value, Bands):
        return _joined([format_percent(step.rate) for step in value.steps], locale)
    if isinstance(value, tuple):
        return _joined([_word(key, item, locale) for item in value], locale)
    return _word(key, str(value).lower() if isinstance(value, bool) else str(value), locale)


def _with_noun(pattern: str | Mapping[str, str], amount: Decimal) -> str:
    text = pattern if isinstance(pattern, str) else pattern["one" if amount == 1 else "other"]
    return text.format(_plain(amount))


def _month(value: str, pattern: str, locale: str) -> str:
    day = date.fromisoformat(f"{value}-01")
    name = get_month_names("wide", locale=locale)[day.month]
    return pattern.format(year=day.year, month=day.month, name=name)


def _joined(parts: list[str], locale: str) -> str:
    marks = _data()["list"][locale]
    if len(parts) < 2:
        return "".join(parts)
    return str(marks["between"].join(parts[:-1]) + marks["last"] + parts[-1])


def _word(key: str, code: str, locale: str) -> str:
    words = _data()["statements"].get(key, {}).get(code) or _data()["words"].get(code)
    return str(words[locale]) if words else code


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _data() -> dict[str, Any]:
    return read_yaml(resources.files("templates") / "faq" / "figures.yaml")
