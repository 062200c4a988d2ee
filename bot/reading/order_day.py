"""The day of an order, taken out of a text about its premium, so that no amount is read as a date and no date as one.

A day with its year is looked for first; then amounts, rates and counts are covered, and only then a day without one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from bot.reading.date_forms import DateProblem, Resolver, calendar_forms, clock, counted_forms, relative_form
from bot.reading.number_patterns import number_patterns
from bot.reading.numbers import spelled
from bot.reading.parcel_words import MARK, one_of
from bot.reading.parcel_words import vocabulary as parcel_vocabulary
from bot.reading.words import any_of, vocabulary

DAYS_AWAY = 3653
"""Ten years: an order further off than this is a slip of the pen."""
SOON = 31
"""A day without its year that passed over half a year ago may also be so many days ahead; else the year is asked."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_COMPACT = re.compile(r"(?<![0-9a-z.,/-])(20\d{2})(\d{2})(\d{2})(?![0-9a-z]|[.,/-]\d)")
_FIGURES_ALONE = re.compile(r" *(?:[0-9]{1,7}(?:\.[0-9]{1,2})?%?(?: +|$))+")
"""An amount and a rate as they mostly stand behind a command; a day takes a word, other marks, or eight digits."""
_LAST_DAY, _LAST_MONTH = 31, 12


@dataclass(frozen=True, slots=True)
class OrderDay:
    """The day a text names, or what is wrong with it, and the text without it.

    The codes of a problem are those of `DateProblem`, and ``no_year`` (it may be last year or next), ``no_day`` (only
    a month is named).
    """

    day: date | None
    problem: DateProblem | None
    rest: str

    @property
    def named(self) -> bool:
        """Whether the text says anything of a day."""
        return self.day is not None or self.problem is not None


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    day: date | DateProblem
    year_said: bool = True


def take_order_day(text: str, today: date) -> OrderDay:
    """The one day a text names; ``today`` is the seller's calendar day. A day written out wins over "yesterday"."""
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    searched = text.translate(_WIDE)
    if len(searched.lower()) == len(searched):
        searched = searched.lower()
    found = [] if _FIGURES_ALONE.fullmatch(searched) else sorted(_days(searched, today), key=lambda one: one.start)
    if not found:
        return OrderDay(None, None, text)
    rest = text
    for one in reversed(found):
        rest = f"{rest[: one.start]} , {rest[one.end :]}"  # the comma keeps what stood on either side two numbers
    days = [one.day for one in found if isinstance(one.day, date)]
    wrong = [DateProblem(one.day.code, text[one.start : one.end]) for one in found if isinstance(one.day, DateProblem)]
    problem = wrong[0] if wrong else None
    seen = " / ".join(text[one.start : one.end].strip() for one in found)
    if problem is None and len(set(days)) > 1:
        problem = DateProblem("several", seen)
    if problem is None and abs(days[0] - today) > timedelta(days=DAYS_AWAY):
        problem = DateProblem("far", seen)
    return OrderDay(None if problem else days[0], problem, rest)


def _days(text: str, today: date) -> list[_Found]:
    """The days written out; else those told by a word; else what names only a period."""
    spelled_out = list(_spelled_days(text, today))
    for one in spelled_out:
        text = _blotted(text, one.start, one.end)
    calendar = [*spelled_out, *_calendar_days(text, today)]
    if not calendar:
        return _relative_days(text, today) or list(_periods(text))
    for one in calendar:
        text = _blotted(text, one.start, one.end)
    if _year_pattern().search(text):
        # "1 June, the order of last year": the year that would be supposed is not the one that is meant.
        return [one if one.year_said else replace(one, day=DateProblem("no_year", "")) for one in calendar]
    return calendar


def _spelled_days(text: str, today: date) -> Iterator[_Found]:
    """Days in Chinese numerals, and those whose year is told by a word such as "last year"."""
    words, names = vocabulary("quote"), vocabulary("quote")["named_years"]
    pattern, whole_months = _spelled_pattern(), []
    for match in pattern.finditer(text):
        named = match["named"]
        parts = [match["year"] or "", match["month"], match["day"] or ""]
        if named is None and all(part.isdigit() and part.isascii() for part in parts if part):
            continue
        year, month, day = (_figure(part, words["digits"], words["powers"]) for part in parts)
        if named is not None:
            year = today.year + int(names[re.sub(r"\s+", " ", named)])
        if month is None or not 1 <= month <= _LAST_MONTH:
            continue
        if day is None:
            whole_months.append(_Found(*match.span(), DateProblem("no_day", match[0])))
            continue
        units = parcel_vocabulary()["dates"]
        figures = f"{month}{units['month'][0]}{day}{units['day'][0]}"
        figures = figures if year is None else f"{year}{units['year'][0]}{figures}"
        for form, resolve in calendar_forms():
            read = form.fullmatch(figures)
            if read is not None:
                yield _Found(*match.span(), _day(read, resolve, today), year is not None)
                break
    yield from whole_months


def _figure(written: str, digits: dict[str, int], powers: dict[str, int]) -> int | None:
    """A year told digit by digit, or a number; None for neither."""
    if not written:
        return None
    if all(letter in digits or letter.isdigit() for letter in written):
        return int("".join(str(digits.get(letter, letter)) for letter in written))
    return spelled(written, digits, powers)


def _periods(text: str) -> Iterator[_Found]:
    """What names a month, a year or a sale, and no day of it."""
    for match in _period_pattern().finditer(text):
        yield _Found(*match.span(), DateProblem("no_day", match[0]))


def _calendar_days(text: str, today: date) -> Iterator[_Found]:
    """Every day that is written with figures, each part of the text used once."""
    for with_year in (True, False):
        if not with_year:
            text = _covered(text)
        for pattern, resolve in calendar_forms():
            for match in pattern.finditer(text):
                if _says_year(match, text) is with_year and _possible(match):
                    behind = clock().match(text, match.end())
                    found = _Found(
                        match.start(), behind.end() if behind else match.end(), _day(match, resolve, today), with_year
                    )
                    yield found
                    text = _blotted(text, found.start, found.end)
        if with_year:
            for found in (*_compact_days(text), *_months_only(text)):
                yield found
                text = _blotted(text, found.start, found.end)


def _says_year(match: re.Match[str], text: str) -> bool:
    """Whether a year is written: in "1 June 2500 yuan" it is the amount. 1.6.2024 and 24-6-1 have no month group."""
    groups = match.groupdict()
    if "month" not in groups:
        return True
    return groups.get("year") is not None and _money_behind().match(text, match.end("year")) is None


def _possible(match: re.Match[str]) -> bool:
    """Whether it can be meant as a day at all: "97 June" and "12-97" hold a figure of another kind."""
    groups = match.groupdict()
    if "month" not in groups or ("sep" in groups and groups["year"]):
        return True
    day, month = int(match["day"]), int(match["month"]) if match["month"].isdigit() else 1
    return 1 <= min(day, month) <= _LAST_MONTH and max(day, month) <= _LAST_DAY


def _day(match: re.Match[str], resolve: Resolver, today: date) -> date | DateProblem:
    """The day; without a year the last such one within half a year, or the next one if that is soon."""
    try:
        return resolve(match, today, True)
    except DateProblem as problem:
        if problem.code != "future":
            return problem
    try:
        soon = resolve(match, today, False)
    except DateProblem:
        soon = today - timedelta(days=1)
    return soon if today <= soon <= today + timedelta(days=SOON) else DateProblem("no_year", match[0])


def _compact_days(text: str) -> Iterator[_Found]:
    """20240601: too much for an amount."""
    for match in _COMPACT.finditer(text):
        if _money_behind().match(text, match.end()):
            continue
        try:
            yield _Found(match.start(), match.end(), date(*(int(part) for part in match.groups())))
        except ValueError:
            continue


def _months_only(text: str) -> Iterator[_Found]:
    for pattern in _month_patterns():
        for match in pattern.finditer(text):
            if _money_behind().match(text, match.end()) is None:
                yield _Found(match.start(), match.end(), DateProblem("no_day", match[0]))


def _relative_days(text: str, today: date) -> list[_Found]:
    """The words for a day and "3 days ago"; "today" counts only where no other is named."""
    words = parcel_vocabulary()["dates"]["relative"]
    found = [
        _Found(match.start(), match.end(), today + timedelta(days=words[match[0].lower()]))
        for match in relative_form().finditer(text)
    ]
    found += [
        _Found(match.start(), match.end(), today - timedelta(days=int(match["count"])))
        for match in _days_ago().finditer(text)
    ]
    return [one for one in found if one.day != today] or found


def _covered(text: str) -> str:
    """With amounts, rates, counts of anything and spans of days blotted out."""
    for pattern in counted_forms():
        text = pattern.sub(lambda found: MARK * len(found[0]), text)
    covered = text
    for match in number_patterns().number.finditer(text):
        after = match["after"] or ""
        stands_before_next = after and not after[0].isalnum() and text[match.end() :].lstrip()[:1].isdigit()
        says_what = after and after not in _date_units() and not stands_before_next
        if match["before"] or match["multiplier"] or says_what:
            covered = _blotted(covered, match.start(), match.end())
    return covered


def _blotted(text: str, start: int, end: int) -> str:
    return text[:start] + MARK * (end - start) + text[end:]


@cache
def _date_units() -> frozenset[str]:
    words = parcel_vocabulary()["dates"]
    return frozenset(str(word) for kind in ("year", "month", "day") for word in words[kind])


@cache
def _money_behind() -> re.Pattern[str]:
    """A word that makes the figure before it money or a rate. A sign may as well belong to the next figure."""
    words = vocabulary("quote")
    currencies = [word for names in words["currencies"].values() for word in names if str(word)[0].isalnum()]
    return re.compile(rf"\s*{any_of([*currencies, *words['percent']])}")


@cache
def _month_patterns() -> tuple[re.Pattern[str], ...]:
    words = parcel_vocabulary()["dates"]
    names = one_of(name for months in words["months"].values() for name in months)
    year, month = one_of(words["year"]), one_of(words["month"])
    return (
        re.compile(rf"(?<!\d)20\d{{2}}\s*{year}\s*(?:1[0-2]|0?[1-9])\s*{month}"),
        re.compile(r"(?<![0-9a-z./-])20\d{2}[-/](?:1[0-2]|0?[1-9])(?![0-9a-z]|[./-]\d)"),
        re.compile(rf"(?<![a-z]){names}(?![a-z])\.?[\s,]*20\d{{2}}(?!\d)"),
    )


@cache
def _days_ago() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.])(?P<count>\d{{1,4}})\s*{any_of(vocabulary('quote')['days_ago'])}")


@cache
def _year_pattern() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("quote")["named_years"]))


@cache
def _spelled_pattern() -> re.Pattern[str]:
    words, units = vocabulary("quote"), parcel_vocabulary()["dates"]
    year, month, day = one_of(units["year"]), one_of(units["month"]), one_of(units["day"])
    numeral = f"[0-9{''.join(words['digits'])}{''.join(words['powers'])}]"
    figures = f"[0-9{''.join(words['digits'])}]"
    of = any_of(word for word in words["fillers"] if not str(word).isascii() and len(str(word)) == 1)
    return re.compile(
        rf"(?<!{numeral})(?:(?:(?P<year>{figures}{{4}}|{figures}{{2}})\s*{year}|(?P<named>{any_of(words['named_years'])}))"
        rf"\s*{of}?\s*)?(?<!{numeral})(?P<month>{numeral}{{1,3}})\s*{month}\s*"
        rf"(?:(?P<day>{numeral}{{1,3}})\s*{day}|(?(year)|(?(named)|(?!))))"
    )


@cache
def _period_pattern() -> re.Pattern[str]:
    words = vocabulary("quote")
    numeral = f"[0-9{''.join(words['digits'])}{''.join(words['powers'])}]"
    count = f"{numeral}{{1,3}}"
    month = one_of(parcel_vocabulary()["dates"]["month"])
    period = (
        rf"(?:{any_of([*words['periods'], *words['named_years']])}|{count}\s*{any_of(words['long_ago'])}"
        rf"|(?<!{numeral}){numeral}{{1,2}}{month})"
    )
    of = any_of(word for word in words["fillers"] if len(str(word)) == 1 and not str(word).isascii())
    rate = any_of([*words["roles"]["fulfilment"], *words["roles"]["premium_rate"]])
    # A rate of last month is no day of an order.
    return re.compile(rf"(?<!\d){period}(?:\s*{of}?\s*{period})*(?!\s*{of}?\s*{rate})")
