"""The ways a day, a span of days and a time of day are written; `bot.reading.dates` puts them together."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from bot.reading.parcel_words import MARK, inside, one_of, vocabulary

DAYS_AWAY = 366
"""A day further off than this is a slip of the pen, not a promise or an event."""
HALF_YEAR = 183
"""A month and day without a year is the one on the expected side of today, if that is no further off than this."""
JUST_PASSED = 90
"""A promise may have passed already: so many days ago is nearer to what is meant than most of a year ahead."""


class DateProblem(ValueError):
    """A date that was seen but not understood.

    ``code``: ``impossible`` (no such day or time), ``ambiguous`` (more than one reading), ``several`` (more than one
    date), ``far`` (over a year away), ``future`` (an event that has not happened yet). ``seen`` is the text itself.
    """

    def __init__(self, code: str, seen: str) -> None:
        super().__init__(f"{code}: {seen}")
        self.code = code
        self.seen = seen.replace(MARK, " ").strip()


Resolver = Callable[[re.Match[str], date, bool], date]
"""From what was matched, today, and whether the day is expected in the past, to the day. Raises `DateProblem`."""


def _full(match: re.Match[str], today: date, past: bool) -> date:
    """Year, month and day by name of the group; without a year the nearest on the expected side."""
    month = int(match["month"]) if match["month"].isdigit() else _month(match["month"])
    year = match.groupdict().get("year")
    if year is not None:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, int(match["day"]), match[0])
    return _near(month, int(match["day"]), today, past, match[0])


def _day_month_year(match: re.Match[str], today: date, past: bool) -> date:
    """01.12.2026 can be two days; 25.12.2026 only one."""
    first, second = int(match["first"]), int(match["second"])
    if first <= 12 and second <= 12 and first != second:
        raise DateProblem("ambiguous", match[0])
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(int(match["year"]), month, day, match[0])


def _month_day(match: re.Match[str], today: date, past: bool) -> date:
    month, day = int(match["month"]), int(match["day"])
    if month > 12 and 1 <= day <= 12:
        raise DateProblem("ambiguous", match[0])
    return _near(month, day, today, past, match[0])


def _near(month: int, day: int, today: date, past: bool, seen: str) -> date:
    candidates = []
    for year in range(today.year - 1, today.year + 2):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if past:
        expected = max((each for each in candidates if each <= today), default=None)
    else:
        expected = min((each for each in candidates if each >= today), default=None)
        passed = max((each for each in candidates if each < today), default=None)
        if passed is not None and (today - passed).days <= JUST_PASSED:
            expected = passed
    if expected is None:
        raise DateProblem("impossible", seen)
    if abs((expected - today).days) > HALF_YEAR:
        raise DateProblem("future" if past else "ambiguous", seen)
    return expected


def _day(year: int, month: int, day: int, seen: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateProblem("impossible", seen) from None


def _in_days(match: re.Match[str], today: date, past: bool) -> date:
    days = int(match["count"]) * (7 if match["unit"].lower() in _weeks() else 1)
    if days > DAYS_AWAY:
        raise DateProblem("far", match[0])
    if days == 0:
        raise DateProblem("impossible", match[0])
    return today + timedelta(days=days)


def _relative(match: re.Match[str], today: date, past: bool) -> date:
    return today + timedelta(days=vocabulary()["dates"]["relative"][match[0].lower()])


def _refused(match: re.Match[str], today: date, past: bool) -> date:
    raise DateProblem("ambiguous", match[0])


def _no_month(match: re.Match[str], today: date, past: bool) -> date:
    raise DateProblem("ambiguous", match[0])


def _month(name: str) -> int:
    months: dict[int, list[str]] = vocabulary()["dates"]["months"]
    return next(number for number, names in months.items() if name.lower() in names)


@cache
def _weeks() -> frozenset[str]:
    return frozenset(vocabulary()["dates"]["weeks"])


@cache
def forms() -> tuple[tuple[re.Pattern[str], Resolver, bool], ...]:
    """Pattern, what it means, and whether it counts days; in the order they are tried."""
    words = vocabulary()["dates"]
    month_names = one_of(name for names in words["months"].values() for name in names)
    units, letter = one_of([*words["days"], *words["weeks"]]), re.escape(words["days_letter"])
    year, month, day = one_of(words["year"]), one_of(words["month"]), one_of(words["day"])
    closing, through = one_of(vocabulary()["closing"]), one_of(words["through"])
    start, end = r"(?<![0-9A-Za-z./-])", r"(?![0-9A-Za-z]|[./-]\d)"
    nth, named_year = r"(?:st|nd|rd|th)?", r"(?:[\s,.-]+(?P<year>\d{4})(?!\d))?"
    at_least = words["days_letter_from"]
    known: list[tuple[str, Resolver, bool]] = [
        (rf"{start}\d{{1,3}}\s*{through}\s*\d{{1,3}}\s*{units}(?![A-Za-z])", _refused, True),
        (rf"{start}(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)", _full, False),
        (
            rf"(?<!\d)(?:(?P<year>\d{{4}}|\d{{2}})\s*{year}\s*)?(?P<month>\d{{1,2}})\s*{month}\s*"
            rf"(?P<day>\d{{1,2}})(?!\d)\s*{day}?",
            _full,
            False,
        ),
        (
            rf"{start}(?P<first>\d{{1,2}})(?P<sep>[-/.])(?P<second>\d{{1,2}})(?P=sep)(?P<year>\d{{4}})(?!\d)",
            _day_month_year,
            False,
        ),
        (rf"{start}\d{{2}}([-/.])\d{{1,2}}\1\d{{1,2}}{end}", _refused, False),
        (
            rf"{start}(?P<day>\d{{1,2}}){nth}[\s-]*(?:of\s+)?(?P<month>{month_names})(?![A-Za-z])\.?{named_year}",
            _full,
            False,
        ),
        (
            rf"(?<![A-Za-z])(?P<month>{month_names})(?![A-Za-z])\.?[\s-]*(?P<day>\d{{1,2}})(?!\d){nth}"
            rf"(?![A-Za-z]){named_year}",
            _full,
            False,
        ),
        (rf"(?<![\d.])(?P<count>\d{{1,4}})\s*(?P<unit>{units})(?![A-Za-z])", _in_days, True),
        (rf"{start}(?P<count>[{at_least}-9]|\d{{2,3}})(?P<unit>{letter})(?![0-9A-Za-z])", _in_days, True),
        (rf"{start}\d{{1,2}}\s*{day}(?={closing}|[\W_]|$)", _no_month, False),
        (
            # 38-40 is a size: one of the two must be able to be a month.
            rf"{start}(?=(?:0?\d|1[0-2])[-/]|\d{{2}}[-/](?:0?\d|1[0-2])(?!\d))"
            rf"(?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}}){end}",
            _month_day,
            False,
        ),
    ]
    compiled = [(re.compile(text, re.IGNORECASE), resolve, counted) for text, resolve, counted in known]
    return (*compiled, (inside(words["relative"]), _relative, False))


def counted_forms() -> tuple[re.Pattern[str], ...]:
    """The forms of a span of days."""
    return tuple(pattern for pattern, _, counted in forms() if counted)


def calendar_forms() -> tuple[tuple[re.Pattern[str], Resolver], ...]:
    """The forms with a month and a day in them: no span, no word such as "today", no day of a month left unsaid."""
    left_out = (_no_month, _relative)
    return tuple((pattern, resolve) for pattern, resolve, counted in forms() if not counted and resolve not in left_out)


def relative_form() -> re.Pattern[str]:
    """The words for a day, such as "yesterday"."""
    return forms()[-1][0]


def passed_day(word: str) -> bool:
    """Whether a word for a day means today or a day before it."""
    return int(vocabulary()["dates"]["relative"][word.lower()]) <= 0


@cache
def clock() -> re.Pattern[str]:
    words = vocabulary()["dates"]
    parts = "|".join(f"(?P<{part}>{one_of(words[part])})" for part in ("morning", "afternoon", "evening"))
    return re.compile(
        rf"[\s,T]*(?:(?:{parts})\s*)?(?P<hour>\d{{1,2}})"
        rf"(?:\s*:\s*(?P<minute>\d{{2}})(?::\d{{2}}(?:\.\d+)?)?|\s*{one_of(words['hour'])}"
        rf"(?:(?P<half>{one_of(words['half'])})|(?P<minutes>\d{{1,2}})\s*{one_of(words['minute'])}?)?"
        rf"|(?=\s*(?:am|pm)\b))"
        rf"\s*(?:(?P<am>{one_of(words['am'])})|(?P<pm>{one_of(words['pm'])}))?"
        rf"\s*(?P<offset>Z|UTC|[+-]\d{{2}}:?\d{{2}})?(?![0-9A-Za-z:])",
        re.IGNORECASE,
    )


@cache
def foretells() -> re.Pattern[str]:
    """The words before a day that is still to come."""
    return inside(vocabulary()["foretells"])


@cache
def leads_to_moment() -> re.Pattern[str]:
    """A word at the end of a text that only leads to the moment behind it."""
    return re.compile(rf"(?:{inside(vocabulary()['leads_to_moment']).pattern})\s*$", re.IGNORECASE | re.ASCII)
