"""Templates to text: one Jinja2 environment for each language, with the filters that write figures and moments.

Everything a seller reads stands in ``templates/messages/<language>/``; values are escaped for Telegram's HTML by the
environment, and a name a template uses but was not given is an error, not an empty place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from bot.faq.figures import figure_of, format_percent
from bot.packaged import read_packaged
from rules.book import DatedBook, Parameter

KEPT_CITATIONS = 500
LOCALES = ("zh", "en")
DEFAULT_LOCALE = "zh"
_BABEL = {"zh": "zh_Hans_CN", "en": "en_GB"}
_WRITTEN_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class SourceNames:
    """What a language calls the sources (by id) and the places in them (as the book writes them)."""

    titles: Mapping[str, str]
    places: Mapping[str, str]


class Renderer:
    """Renders ``messages/<locale>/<name>.html.j2`` and the button labels of ``messages/<locale>/labels/*.yaml``."""

    def __init__(self) -> None:
        root = resources.files("templates") / "messages"
        self._environments = {locale: _environment(str(root / locale), locale) for locale in LOCALES}
        self._texts = {locale: _labels(root / locale) for locale in LOCALES}
        self._plain = {locale: _plain(locale) for locale in LOCALES}
        self._labels: dict[tuple[str, str], str | Template] = {}
        self._templates: dict[tuple[str, str], Template] = {}

    def render(self, name: str, locale: str, facts: Mapping[str, object]) -> str:
        """Telegram HTML, outer white space stripped."""
        template = self._templates.get((name, locale))
        if template is None:
            template = self._environments[locale].get_template(f"{name}.html.j2")
            self._templates[name, locale] = template
        return template.render(facts).strip()

    def label(self, key: str, locale: str, facts: Mapping[str, object] | Iterable[tuple[str, object]]) -> str:
        """A button's label: plain text, never escaped, because Telegram shows it as it is."""
        label = self._labels.get((key, locale))
        if label is None:
            label = self._labels[key, locale] = _label(self._plain[locale], self._texts[locale][key])
        return label if isinstance(label, str) else label.render(facts)


class _Environment(Environment):
    """An environment whose globals are all there before its first template is made.

    So a template can have them in one plain map. The library's chain of maps is copied name by name for each text,
    which takes longer than writing a button's label.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """See `Environment.make_globals`."""
        return {**self.globals, **(d or {})}


def _environment(folder: str, locale: str) -> Environment:
    environment = _Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=False,
    )
    _install(environment, locale)
    return environment


def _plain(locale: str) -> Environment:
    environment = _Environment(autoescape=False, undefined=StrictUndefined)  # labels are not HTML
    _install(environment, locale)
    return environment


def _label(environment: Environment, text: str) -> str | Template:
    """Most labels are fixed; only those with a figure in them are templates."""
    return environment.from_string(text) if "{" in text else text


def _install(environment: Environment, locale: str) -> None:
    names = _source_names(locale)
    known: dict[tuple[str, date, date, tuple[str, ...]], str] = {}
    environment.filters.update(
        money=money,
        exact_money=exact_money,
        percent=format_percent,
        moment=lambda value, zone: moment(value, zone, locale),
        day=lambda value, zone=None: day(value, zone, locale),
        clock=clock,
        whole_days=whole_days,
        whole_hours=whole_hours,
        bound=lambda sign: _formats(locale)[sign],
    )

    @pass_context
    def figure(context: Context, key: str) -> str:
        book: DatedBook = context["book"]
        return figure_of(book, key, locale)

    @pass_context
    def source_line(context: Context, keys: Iterable[str]) -> str:
        """The macro of the same name for these keys; the same every day until the book changes, so it is kept.

        Ages count to the fact ``today``, which is given where the book is that of another day.
        """
        book: DatedBook = context["book"]
        today = context.get("today") or book.day
        wanted = (book.fingerprint, book.day, today, tuple(keys))
        line = known.get(wanted)
        if line is None:
            if len(known) >= KEPT_CITATIONS:
                known.clear()
            found = cited(book.in_force(wanted[3]), today, names)
            macro = environment.get_template("shared.html.j2").module.source_line  # type: ignore[attr-defined]
            line = known[wanted] = macro(found) if found else ""
        return line

    environment.globals.update(figure=figure, source_line=source_line)


@cache
def _formats(locale: str) -> dict[str, str]:
    """Babel's patterns for a moment and a day, and a word for each sign of comparison that is better read as one."""
    file = resources.files("templates") / "messages" / locale / "formats.yaml"
    patterns: dict[str, str] = read_packaged(file)
    return patterns


def _source_names(locale: str) -> SourceNames:
    file = resources.files("templates") / "messages" / locale / "sources.yaml"
    return SourceNames(**read_packaged(file))


def _labels(folder: Any) -> dict[str, str]:
    merged: dict[str, str] = {}
    for file in sorted((folder / "labels").iterdir(), key=lambda entry: entry.name):
        for key, text in (read_packaged(file) or {}).items():
            if key in merged:
                raise ValueError(f"{file}: the label {key!r} stands in two files")
            merged[key] = str(text)
    return merged


def cited(parameters: Iterable[Parameter], today: date, names: SourceNames) -> list[dict[str, Any]]:
    """Each source once: id, title, the places in it, its day as written, its age in whole months on ``today``.

    ``months`` is None where the source names no day; ``year_only``: it names but a year, and ``months`` counts from
    its January. ``verified`` is the latest day on which all of the figures taken from it were checked, or None.
    """
    found: dict[str, dict[str, Any]] = {}
    for parameter in parameters:
        source = parameter.source
        entry = found.setdefault(
            source.id,
            {
                "id": source.id,
                "title": names.titles.get(source.id, source.title),
                "places": [],
                "date": source.date,
                "months": _months(source.date, today),
                "year_only": _YEAR.fullmatch(source.date) is not None,
                "verified": parameter.last_verified_on,
            },
        )
        place = names.places.get(parameter.locator, parameter.locator)
        if place and place not in entry["places"]:
            entry["places"].append(place)
        if entry["verified"] is not None:
            checked = parameter.last_verified_on
            entry["verified"] = checked and min(entry["verified"], checked)
    return list(found.values())


def _months(written: str, today: date) -> int | None:
    written_day = _WRITTEN_DAY.match(written)
    if written_day is None:
        return None
    return max(0, (today.year - int(written_day[1])) * 12 + today.month - int(written_day[2] or 1))


def money(value: Decimal) -> str:
    """CNY with two places: ``Decimal("1234.5")`` is ``¥1,234.50``; a minus stands before the sign."""
    return f"−¥{-value:,.2f}" if value < 0 else f"¥{value:,.2f}"


def exact_money(value: Decimal) -> str:
    """CNY with every place it has, at least two: where a rounded one would hide what comes next."""
    trimmed = value.normalize()
    exponent = trimmed.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < -2 else 2
    return f"−¥{-value:,.{places}f}" if value < 0 else f"¥{value:,.{places}f}"


def moment(value: datetime, zone: ZoneInfo, locale: str) -> str:
    """A moment on the reader's clock, day and minute."""
    return format_datetime(value, _formats(locale)["moment"], tzinfo=zone, locale=_BABEL[locale])


def day(value: date | datetime, zone: ZoneInfo | None, locale: str) -> str:
    """A calendar day on the reader's clock; a moment needs the zone, a plain date does not."""
    if isinstance(value, datetime):
        if zone is None:
            raise ValueError("a moment needs a time zone to fall on a day")
        value = value.astimezone(zone).date()
    return format_datetime(
        datetime(value.year, value.month, value.day, tzinfo=ZoneInfo("UTC")),
        _formats(locale)["day"],
        tzinfo=ZoneInfo("UTC"),
        locale=_BABEL[locale],
    )


def clock(minutes: int) -> str:
    """Minutes of a day as a clock face: 1320 is ``22:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def whole_days(value: timedelta) -> int:
    """Whole days in a span, rounded down, never negative."""
    return max(0, value // timedelta(days=1))


def whole_hours(value: timedelta) -> int:
    """Whole hours in a span, rounded down, never negative."""
    return max(0, value // timedelta(hours=1))
