"""Alert settings as sellers type them: ``4 days 22:00-08:00 Europe/Madrid``, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from bot.reading.parcel_words import fold, one_of, vocabulary

FEWEST_DAYS, MOST_DAYS = 1, 30


@dataclass(frozen=True, slots=True)
class AlertWords:
    """The settings that were said (columns of `storage.chats.Chat`), and what was not understood, in order."""

    settings: dict[str, object] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def read_alert_words(text: str) -> AlertWords:
    """Read a line of settings; never raises. Quiet hours whose ends are equal mean none."""
    settings: dict[str, object] = {}
    rest = fold(text).replace("\n", " ")
    for pattern, read in ((_hours(), _quiet), (_no_quiet(), _none), (_days(), _silence), (_switches(), _switch)):
        rest = pattern.sub(lambda match, read=read: " " if read(match, settings) else match[0], rest)  # type: ignore[misc]
    rest = _zones().sub(lambda match: _zone(match, settings), rest)
    return AlertWords(settings, tuple(word for word in re.split(r"[\s,;，；、]+", rest) if word))


def means_all(text: str) -> bool:
    """Whether the text is a word for "all of them"."""
    return fold(text).strip().casefold() in {str(word) for word in vocabulary()["settings"]["all"]}


def _quiet(match: re.Match[str], settings: dict[str, object]) -> bool:
    start_hour, start_minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    if max(start_hour, end_hour) > 24 or max(start_minute, end_minute) > 59:
        return False
    start, end = (start_hour * 60 + start_minute) % 1440, (end_hour * 60 + end_minute) % 1440
    settings |= {"quiet_from": start, "quiet_to": end} if start != end else {"quiet_from": None, "quiet_to": None}
    return True


def _none(match: re.Match[str], settings: dict[str, object]) -> bool:
    settings |= {"quiet_from": None, "quiet_to": None}
    return True


def _silence(match: re.Match[str], settings: dict[str, object]) -> bool:
    days = int(match["days"])
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        return False
    settings["silence_days"] = days
    return True


def _switch(match: re.Match[str], settings: dict[str, object]) -> bool:
    columns = ("overdue_on", "stalled_on") if match["all"] else ("overdue_on",) if match["overdue"] else ("stalled_on",)
    settings |= dict.fromkeys(columns, match["on"] is not None)
    return True


def _zone(match: re.Match[str], settings: dict[str, object]) -> str:
    settings["timezone"] = _zone_names()[" ".join(match["zone"].split()).casefold()]
    return " "


@cache
def _hours() -> re.Pattern[str]:
    through = one_of(vocabulary()["dates"]["through"])
    clock = rf"(\d{{1,2}})\s*(?::\s*(\d{{2}})|{one_of(vocabulary()['dates']['hour'])})"
    return re.compile(
        rf"(?:{one_of(_words('quiet'))}\s*[::]?\s*)?(?<!\d){clock}\s*{through}\s*{clock}(?!\d)", re.IGNORECASE
    )


@cache
def _no_quiet() -> re.Pattern[str]:
    quiet, off = one_of(_words("quiet")), one_of(_words("off"))
    return re.compile(rf"(?:{quiet}\s*[::]?\s*{off}|(?:{off})\s*{quiet})(?![A-Za-z])", re.IGNORECASE)


@cache
def _days() -> re.Pattern[str]:
    words = vocabulary()["dates"]
    units = one_of([*words["days"], words["days_letter"]])
    return re.compile(
        rf"(?:(?<![A-Za-z]){one_of(_words('stalled'))}\s*[::=]?\s*)?(?<![\d.])(?P<days>\d{{1,4}})\s*{units}(?![A-Za-z])",
        re.IGNORECASE,
    )


@cache
def _switches() -> re.Pattern[str]:
    rules = f"(?:(?P<overdue>{one_of(_words('overdue'))})|(?P<all>{one_of(_words('all'))})|{one_of(_words('stalled'))})"
    return re.compile(
        rf"(?<![A-Za-z]){rules}\s*[::=]?\s*(?:(?P<on>{one_of(_words('on'))})|{one_of(_words('off'))})(?![A-Za-z])",
        re.IGNORECASE,
    )


@cache
def _zones() -> re.Pattern[str]:
    said = rf"(?:(?<![A-Za-z]){one_of(_words('zone'))}\s*[::=]?\s*)?"
    return re.compile(rf"{said}(?<![A-Za-z/_])(?P<zone>{one_of(_zone_names())})(?![A-Za-z/_])", re.IGNORECASE)


@cache
def _zone_names() -> dict[str, str]:
    """Every way to write a zone, in lower case, and the zone's own name."""
    names = {zone.casefold(): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}
    for zone, words in vocabulary()["settings"]["zones"].items():
        names |= {str(word).casefold(): zone for word in words}
    return names


def _words(name: str) -> list[str]:
    words: list[str] = vocabulary()["settings"][name]
    return words
