"""Parcel lists as sellers paste them: a tracking number on each line, what was promised, the line, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.reading.dates import DateProblem, Promise, take_promise, without_dates
from bot.reading.parcel_talk import asks, asks_plainly, is_talk, is_talk_as_a_whole, is_told, says_nothing
from bot.reading.parcel_words import MARK, fold, one_of, vocabulary, whole

MAX_LINES = 500
NAME_CHARACTERS = 60
SHORTEST, LONGEST = 8, 35
"""Letters and digits in a tracking number."""
FEWEST_DIGITS = 6
PURE_DIGITS = 10
"""A number without letters must be this long; shorter ones are prices, dates and order counts."""

_WORD = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]+(?![0-9A-Za-z])")
_SPACED_S10 = re.compile(
    r"(?<![0-9A-Za-z])([A-Za-z]{2}) ?(\d{3}) (\d{3}) (\d{3}) ?([A-Za-z]{2})(?![0-9A-Za-z])", re.ASCII
)
_SPREADSHEET = re.compile(r"\d[.,]?\d*E\+\d{1,2}\b", re.IGNORECASE | re.ASCII)
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_BULLET = re.compile(r"^\s*(?:[(\[]?\d{1,3}(?:[.)\]](?=\s)|、)|[-*•·●▪>#]+\s)\s*")
_ADDRESS = re.compile(r"https?:[^\s,;]*", re.IGNORECASE)
_SEPARATORS = re.compile(rf"[\s,;|，；、{MARK}]+")
_EDGES = " \t-–—:=_.()[]【】《》\"'“”/\\"


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """One parcel to watch: number in upper case, and what else its line said."""

    number: str
    promise: Promise | None = None
    line: str | None = None
    """A value of `rules.shipping.Service`."""
    name: str | None = None
    doubt: str | None = None
    """``check_digit`` or ``domestic``: taken, but the seller should look at it again."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line nothing was taken from: its number from 1, the reason's code, and what was seen."""

    row: int
    reason: str
    seen: str


@dataclass(frozen=True, slots=True)
class ParcelList:
    """What a paste holds; ``merged`` counts repeated numbers, ``left_out`` the lines past the first 500.

    ``told``: some of it says what has happened, or asks about it.
    """

    parcels: tuple[ParcelLine, ...]
    problems: tuple[BadLine, ...]
    merged: int = 0
    left_out: int = 0
    told: bool = False


def read_parcels(text: str, now: datetime, zone: ZoneInfo) -> ParcelList:
    """Read a pasted list; never raises. A later line about the same number adds to an earlier one."""
    rows = [(row, line) for row, line in enumerate(fold(text).split("\n"), start=1) if line.strip()]
    told = False
    found: dict[str, ParcelLine] = {}
    problems: list[BadLine] = []
    spoken: set[int] = set()  # with parcels beside them, such lines are no failed ones
    merged = 0
    for row, line in rows[:MAX_LINES]:
        try:
            parcels, told_here = _read_line(line, now, zone)
            told = told or told_here
        except _Unreadable as error:
            if error.reason == "no_number" and is_talk(line):
                spoken.add(row)
            problems.append(BadLine(row, error.reason, error.seen[:NAME_CHARACTERS]))
            continue
        for parcel in parcels:
            before = found.get(parcel.number)
            merged += before is not None
            found[parcel.number] = parcel if before is None else _joined(before, parcel)
    unread = tuple(problem for problem in problems if not found or problem.row not in spoken)
    left_out = max(0, len(rows) - MAX_LINES)
    return ParcelList(tuple(found.values()), unread, merged, left_out, told)


def looks_like_parcels(text: str) -> bool:
    """Whether free text is a parcel list rather than a question that happens to hold a number. Never raises."""
    lines = [line for line in fold(text[: MAX_LINES * 200]).split("\n") if line.strip()]
    leading = [_leads_with_number(line) for line in lines]
    if not any(leading):
        return False
    others = [line for line, leads in zip(lines, leading, strict=True) if not leads]
    if any(asks(line) for line in others):
        return False
    if sum(leading) == 1:
        return not _is_complaint(without_numbers(lines[leading.index(True)])) and len(others) <= 1
    return sum(leading) >= len(others)


def find_number(text: str) -> str | None:
    """The first tracking number in a text, normalised, or None. Never raises."""
    return next((number for number, _, _ in _numbers(fold(text))), None)


def number_spans(text: str) -> list[tuple[int, int]]:
    """Where the tracking numbers of a text without full-width characters stand. Never raises."""
    return [(start, end) for _, start, end in _numbers(text)]


def without_numbers(text: str) -> str:
    """A text without full-width characters, with a mark in place of each tracking number. Never raises."""
    return _without(text, number_spans(text))


class _Unreadable(ValueError):
    def __init__(self, reason: str, seen: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seen = seen


def _read_line(line: str, now: datetime, zone: ZoneInfo) -> tuple[list[ParcelLine], bool]:
    """The parcels of a line: one, or several numbers side by side that share what else it says, and whether it tells
    what has happened."""
    line = _BULLET.sub("", line)
    numbers = list(_numbers(line))
    if not numbers:
        raise _why_no_number(line)
    rest = _ADDRESS.sub(MARK, _without(line, [(start, end) for _, start, end in numbers]))
    channel, rest = _take_channel(rest)
    beside = without_dates(rest)
    told = beside.over or (not beside.promised and is_told(rest))
    try:
        promise, rest = take_promise(rest, now, zone, telling=True)
    except DateProblem as problem:
        raise _Unreadable(f"date_{problem.code}", problem.seen) from None
    talk = told or is_talk_as_a_whole(beside.rest) or says_nothing(beside.rest)
    name = None if talk or (not beside.promised and is_talk(rest)) else _name(rest)
    return [ParcelLine(number, promise, channel, name, _doubt(number)) for number, _, _ in numbers], told


def _is_complaint(rest: str) -> bool:
    """Whether the words beside a number tell or ask something; beside what may be a promise, nothing but that."""
    beside = without_dates(rest)
    if beside.over or not beside.promised:
        return beside.over or is_told(rest)
    return asks_plainly(beside.rest) or (
        is_talk_as_a_whole(beside.rest) and (asks(beside.rest) or (beside.said and is_told(beside.rest)))
    )


def _numbers(line: str) -> Iterator[tuple[str, int, int]]:
    """Every tracking number with its place in the line; S10 numbers may be printed in groups."""
    grouped = [(match.start(), match.end(), "".join(match.groups())) for match in _SPACED_S10.finditer(line)]
    single = [
        (match.start(), match.end(), match[0])
        for match in _WORD.finditer(line)
        if _is_number(match[0]) and not any(start <= match.start() < end for start, end, _ in grouped)
    ]
    for start, end, number in sorted(grouped + single):
        yield number.upper(), start, end


def _is_number(word: str) -> bool:
    if not SHORTEST <= len(word) <= LONGEST:
        return False
    digits = sum(letter.isdigit() for letter in word)
    if digits == len(word):
        return digits >= PURE_DIGITS
    return digits >= FEWEST_DIGITS and 2 * digits >= len(word)


def _why_no_number(line: str) -> _Unreadable:
    if spreadsheet := _SPREADSHEET.search(line):
        return _Unreadable("spreadsheet", spreadsheet[0])
    words = [match[0] for match in _WORD.finditer(line) if any(letter.isdigit() for letter in match[0])]
    longest = max(words, key=len, default="")
    if len(longest) > LONGEST:
        return _Unreadable("long_number", longest)
    if len(longest) >= 4:
        return _Unreadable("short_number", longest)
    return _Unreadable("no_number", line.strip())


def _without(line: str, spans: list[tuple[int, int]]) -> str:
    """The line with a mark in place of each span; a web address around a span goes with it."""
    for start, end in reversed(spans):
        address = next((each for each in _ADDRESS.finditer(line) if each.start() <= start < each.end()), None)
        if address is not None:
            start, end = address.start(), max(end, address.end())
        line = line[:start] + MARK + line[end:]
    return line


def _take_channel(rest: str) -> tuple[str | None, str]:
    for pattern, channel in _channels():
        if match := pattern.search(rest):
            return channel, rest[: match.start()] + MARK + rest[match.end() :]
    return None, rest


def _name(rest: str) -> str | None:
    for pattern in _around():
        rest = pattern.sub(MARK, rest)
    words = [word for word in (part.strip(_EDGES) for part in _SEPARATORS.split(rest)) if word]
    return " ".join(words)[:NAME_CHARACTERS].strip() or None


def _doubt(number: str) -> str | None:
    if match := _S10.fullmatch(number):
        total = sum(int(digit) * weight for digit, weight in zip(match[1], _S10_WEIGHTS, strict=True))
        expected = {0: 5, 1: 0}.get(total % 11, 11 - total % 11)
        return None if int(match[2]) == expected else "check_digit"
    return "domestic" if any(pattern.fullmatch(number) for pattern in _domestic()) else None


def _joined(before: ParcelLine, after: ParcelLine) -> ParcelLine:
    return replace(
        before,
        promise=after.promise or before.promise,
        line=after.line or before.line,
        name=after.name or before.name,
    )


def _leads_with_number(line: str) -> bool:
    """A number first, perhaps behind a bullet or a word that announces it, or a line of nothing but figures."""
    line = _BULLET.sub("", line)
    number = next(_numbers(line), None)
    if number is None:
        return False
    before = line[: number[1]].strip(_EDGES)
    return not before or _announcing().fullmatch(before) is not None


@cache
def _channels() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each channel's words as a pattern; the longest words of all channels come first."""
    words = [(str(word), channel) for channel, words in vocabulary()["lines"].items() for word in words]
    return tuple((whole([word]), channel) for word, channel in sorted(words, key=lambda pair: -len(pair[0])))


@cache
def _around() -> tuple[re.Pattern[str], ...]:
    announcing, closing = one_of(vocabulary()["announcing"]), one_of(vocabulary()["closing"])
    return (
        re.compile(rf"(?<![A-Za-z]){announcing}\s*[::=-]?\s*(?={MARK})", re.IGNORECASE),
        re.compile(rf"(?<={MARK})\s*{closing}(?![A-Za-z])"),
    )


@cache
def _announcing() -> re.Pattern[str]:
    return re.compile(one_of(vocabulary()["announcing"]), re.IGNORECASE)


@cache
def _domestic() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in vocabulary()["domestic"])
