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
_NEAR, _NEAR_BEHIND = 4, 6
"""Characters that may stand between a number of days and the word before or behind it that says they are over."""
_BREAKS = re.compile(rf"[,;!?|\t\u3001\u3002\n{MARK}]")
_NO_LETTERS = re.compile(r"[\W\d_]*")


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


def is_talk_as_a_whole(text: str) -> bool:
    """Whether a text is plainly a complaint, a question or a wish from end to end, and so no name."""
    words = simplified(text.replace(MARK, " "))
    left, talked = _talk().subn(" ", words)
    return asks_plainly(text) or (bool(talked) and _NO_LETTERS.fullmatch(_filler().sub(" ", left)) is not None)


def says_nothing(text: str) -> bool:
    """Whether a text only leads to what stood beside it ("about", "this one")."""
    words = simplified(text.replace(MARK, " "))
    return _NO_LETTERS.fullmatch(_lone().sub(" ", words)) is not None


def asks_plainly(text: str) -> bool:
    """Whether a text asks something in words that stand in no name."""
    return _plain_question().search(simplified(text)) is not None


def is_promise(text: str, start: int, end: int, *, counted: bool) -> bool:
    """Whether the date, or the number of days (``counted``), between two places of a text is said to be a promise."""
    before = _before(text, start)
    behind, written = simplified(text[end : end + _CLAUSE]), simplified(text[start:end])
    if counted and _words_at("ago").match(behind):
        return False
    if _words_at("promised_behind").match(behind) or (counted and _promised_units().search(written)):
        return True
    promised = _promised().search(before)
    return promised is not None and _passed_promise().search(before[: promised.start()]) is None


def is_over(text: str, start: int, end: int, *, counted: bool) -> bool:
    """Whether words right beside it, in its own clause, say that a number of days (``counted``) has passed already, or
    that something was done on that day. Words further off say nothing about it."""
    before, behind = _before(text, start), simplified(text[end : end + _CLAUSE])
    if not counted:
        return _done_before().search(before) is not None or _done_behind().match(behind) is not None
    promised = _promised().search(before)
    if promised is not None and _passed_promise().search(before[: promised.start()]):
        return True
    return _over_before().search(before) is not None or _over_behind().match(behind) is not None


def _before(text: str, start: int) -> str:
    """What stands before a place in its own clause."""
    return _BREAKS.split(simplified(text[max(0, start - _CLAUSE) : start]))[-1]


@cache
def _question() -> re.Pattern[str]:
    return inside(vocabulary()["questions"])


@cache
def _told() -> re.Pattern[str]:
    words = vocabulary()
    pattern = inside([*words["questions"], *words["silent"], *words["happened"]]).pattern
    return re.compile(rf"{pattern}|(?<=[^\W_]){one_of(words['done'])}", re.IGNORECASE)


@cache
def _talk() -> re.Pattern[str]:
    words = vocabulary()
    every = (words[key] for key in ("questions", "silent", "happened", "done", "wanted", "complaints"))
    return inside([word for some in every for word in some])


@cache
def _plain_question() -> re.Pattern[str]:
    return re.compile(one_of(vocabulary()["plain_questions"]))


@cache
def _filler() -> re.Pattern[str]:
    return inside([*vocabulary()["filler"], *vocabulary()["lone"]])


@cache
def _lone() -> re.Pattern[str]:
    return inside(vocabulary()["lone"])


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
def _over_before() -> re.Pattern[str]:
    """Right before a number of days: that they have passed."""
    words = vocabulary()
    silent = [word for word in words["silent"] if not str(word).isascii()]
    near = one_of(word for word in [*silent, *words["happened"]] if not str(word).isascii())
    latin = one_of(words["told_before"])
    links = rf"(?:\s+{one_of(words['told_links'])}(?![a-z])){{0,{_LINKS}}}"
    denied = rf"(?:(?<![a-z]){one_of(words['denials'])}(?![a-z])|n't)[^\d]{{0,40}}\s{one_of(words['spans_over'])}"
    return _any(
        rf"{_leading([*words['passed_before'], *silent])}$",
        rf"{one_of(words['passed_touching'])}$",
        rf"{near}[^\s\x00-\x7f]{{0,{_NEAR}}}$",
        rf"(?<=[^\W_]){one_of(words['done'])}[^\s\x00-\x7f]{{0,{_NEAR}}}$",
        rf"(?<![a-z]){latin}{links}\s*$",
        rf"{denied}\s+$",
    )


@cache
def _over_behind() -> re.Pattern[str]:
    """The same right behind one."""
    words = vocabulary()
    near = one_of(word for word in [*words["happened"], *words["questions"]] if not str(word).isascii())
    denied = (
        rf"(?:{one_of(words['told_joins'])}\s+){{0,3}}{one_of([*words['denials'], *words['told_behind']])}(?![a-z])"
    )
    return _any(
        _following(words["passed_behind"]),
        rf"\s?{one_of(words['silent'])}(?![a-z])",
        rf"\s?{one_of(word for word in words['plain_questions'] if str(word).isalpha())}",
        one_of(words["done"]),
        rf"[^\s\x00-\x7f\u3000-\u303f]{{0,{_NEAR_BEHIND}}}{near}",
        rf"\s*{denied}",
        rf"\s?,\s?{one_of(words['still_out'])}(?![a-z])",
    )


@cache
def _done_before() -> re.Pattern[str]:
    """Right before a day: that something was done on it."""
    words = vocabulary()
    links = rf"(?:{one_of(words['done_links'])}(?![a-z])[\s:]{{0,2}}){{0,3}}"
    return re.compile(rf"{_leading([*words['done_before'], *words['last_news']])}{links}$", re.IGNORECASE)


@cache
def _done_behind() -> re.Pattern[str]:
    words = vocabulary()
    done = one_of(words["done_on"])
    return re.compile(rf"{done}(?![a-z])|\s{{1,2}}{done}(?=\s|$|[^\w]|{one_of(words['done_ends'])})", re.IGNORECASE)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


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
