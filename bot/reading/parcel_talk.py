"""What is said around tracking numbers: what has happened, what is asked or wanted, and what is a promise beside it.

The words stand in ``templates/vocabulary/parcels.yaml``. Every function takes folded text, in which a mark may stand
for what was taken out already, and none raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.reading.delivered import without_delivered
from bot.reading.parcel_words import MARK, inside, one_of, vocabulary
from bot.reading.simplified import simplified

_CLAUSE = 60
"""Characters before a date that are looked at for a word that makes it a promise."""
_LINKS = 6
"""Words that may stand between such a word and its date."""
_BREAKS = re.compile(rf"[,;!?\u3001\u3002\n{MARK}]")


def is_told(text: str) -> bool:
    """Whether a text says what has happened to a parcel, or asks about it; that it was delivered is only news."""
    words = simplified(without_delivered(text.replace(MARK, ",")))
    return _told().search(words) is not None or any(pattern.search(words) for pattern in _passed())


def is_talk(text: str) -> bool:
    """Whether a text says or asks anything, or wants something done: words that are no parcel's name."""
    return is_told(text) or _wanted().search(simplified(text)) is not None


def asks(text: str) -> bool:
    """Whether a text asks something."""
    return _question().search(simplified(text)) is not None


def is_promise(text: str, start: int, end: int, *, counted: bool) -> bool:
    """Whether the date, or the number of days (``counted``), between two places of a text is said to be a promise."""
    before = _BREAKS.split(simplified(text[max(0, start - _CLAUSE) : start]))[-1]
    behind, written = simplified(text[end : end + _CLAUSE]), simplified(text[start:end])
    if counted and _words_at("ago").match(behind):
        return False
    if _words_at("promised_behind").match(behind) or (counted and _promised_units().search(written)):
        return True
    promised = _promised().search(before)
    return promised is not None and _passed_promise().search(before[: promised.start()]) is None


@cache
def _question() -> re.Pattern[str]:
    return inside(vocabulary()["questions"])


@cache
def _told() -> re.Pattern[str]:
    return inside([*vocabulary()["questions"], *vocabulary()["happened"]])


@cache
def _wanted() -> re.Pattern[str]:
    return inside(vocabulary()["wanted"])


@cache
def _passed() -> tuple[re.Pattern[str], ...]:
    """Days that are said to be over, and a day on which something was done."""
    words = vocabulary()
    dates = words["dates"]
    units = rf"(?:{one_of([*dates['days'], *dates['weeks']])}|{re.escape(dates['days_letter'])}(?![a-z]))"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{_leading(words['passed_before'])}\d{{1,4}}\s*{units}",
            rf"\d\s?{units}{_following(words['passed_behind'])}",
            rf"{_leading(words['done_before'])}\d{{1,4}}\s*[-/.\w]",
            rf"\d{one_of(dates['day'])}?{_following(words['done_on'])}",
        )
    )


@cache
def _promised() -> re.Pattern[str]:
    words = vocabulary()
    between = r"[\s:=]{0,3}"
    links = rf"(?:{one_of(words['promise_links'])}(?![a-z]){between}){{0,{_LINKS}}}"
    return re.compile(rf"(?<![a-z]){one_of(words['promises'])}{between}{links}$", re.IGNORECASE)


@cache
def _passed_promise() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){one_of(vocabulary()['passed_promise'])}\s?$", re.IGNORECASE)


@cache
def _promised_units() -> re.Pattern[str]:
    return re.compile(one_of(vocabulary()["promised_units"]))


@cache
def _words_at(key: str) -> re.Pattern[str]:
    return re.compile(rf"\s?{one_of(vocabulary()[key])}(?![a-z])", re.IGNORECASE)


def _leading(words: Iterable[str]) -> str:
    """Any of the words before a figure: a single character of Chinese touches it, others may stand apart."""
    return _any_of(words, "{}", r"(?<![a-z]){}[\s:]{{0,2}}")


def _following(words: Iterable[str]) -> str:
    """The same behind a figure; the end of a Latin word is its end."""
    return _any_of(words, "{}", r"\s{{0,2}}{}(?![a-z])")


def _any_of(words: Iterable[str], touching: str, apart: str) -> str:
    every = [str(word) for word in words]
    both = ((touching, [word for word in every if len(word) == 1]), (apart, [word for word in every if len(word) > 1]))
    return "(?:" + "|".join(pattern.format(one_of(some)) for pattern, some in both if some) + ")"
