"""Fulfilment rates as they are spoken, in Chinese numerals right behind the word for them, turned into digits."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from bot.reading.numbers import spelled
from bot.reading.words import any_of, vocabulary

_LEAST, _MOST = 10, 100
"""Percent."""
_COMMAS = ",;:\uff0c\uff1b\uff1a"
_STOPS = f"{_COMMAS}!?()\u3002\uff01\uff1f\uff08\uff09\u3001\u2026"


def in_digits(text: str) -> str:
    """``text`` with the fulfilment rates that are spelled out as percentages; nothing else changes. Never raises.

    Two numerals at least, or a word for percent before them: many words begin with one. A number that counts
    something, one that holds only roughly ("ninety-odd"), one of several, and one above 100 stay as they are. What
    stands right behind it must be able to follow a rate. The time is linear in the text's length.
    """
    return _pattern().sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    words = vocabulary("quote")
    whole = spelled(match["whole"], words["digits"], words["powers"])
    behind = "".join(str(words["digits"][char]) for char in match["behind"] or "")
    value = None if whole is None else Decimal(f"{whole}.{behind or 0}")
    if value is None or not _LEAST <= value <= _MOST:
        return match[0]
    # The sign ends the number: an amount may follow, which would be taken for its thousands.
    return f"{match['before']}{whole}{'.' if behind else ''}{behind}{'' if match['percent'] else '%'}"


@cache
def _pattern() -> re.Pattern[str]:
    words = vocabulary("quote")
    digits, numerals = "".join(words["digits"]), "".join([*words["digits"], *words["powers"]])
    sign, percent = any_of(words["percent_before"]), any_of(words["percent"])
    # Every run of spaces is taken whole, once: what follows it never begins with one.
    return re.compile(
        rf"(?P<before>{any_of(words['roles']['fulfilment'])}\s*+(?:{any_of(words['stands_at'])}\s*+)?"
        rf"(?:[:\uff1a=]\s*+)?)(?P<sign>{sign})?"
        rf"(?P<whole>(?(sign)[{numerals}]{{1,5}}+|[{numerals}]{{2,5}}+))"
        rf"(?:{any_of(words['point'])}(?P<behind>[{digits}]{{1,2}}+))?+(?![{numerals}])"
        rf"(?=(?P<percent>\s?{percent})?+(?!{_another(numerals, sign)})(?(percent)|{_may_follow(numerals)}))"
    )


def _another(numerals: str, sign: str) -> str:
    """Behind a number: a second one that makes it a range, a choice, or part of something else."""
    words = vocabulary("quote")
    number = rf"(?:{sign}|\$|[\d{numerals}])"
    said = any_of([*_currencies(), *words["units"], *words["spoken_counted"]])
    listed = rf"\s*+\u3001\s*+(?:{sign}|[\d{numerals}.]++(?!\s*+{said}))"
    spelled_out = rf"(?:{sign}|[{numerals}]{{2,}}+(?!\s*+{said}))"
    rate_word = rf"(?:{any_of(words['roles']['fulfilment'])}\s*+)?"
    return (
        rf"\d|\s*+{any_of(words['spoken_joins'])}\s*+{rate_word}(?:{any_of(words['stands_at'])}\s*+)?{number}"
        rf"|{listed}|\s*+(?:[{_COMMAS}]\s*+)?{spelled_out}"
    )


def _may_follow(numerals: str) -> str:
    """Behind a number that has no sign of its own: what leaves it a rate."""
    words = vocabulary("quote")
    before = [word for word in _currencies() if word not in words["only_after"]]
    signs = [*(word for word in before if not any(map(str.isalpha, word))), "\uffe5", "\uff04"]
    counted = any_of([*words["units"], *words["spoken_counted"], *_currencies(), *words["of_ten"], *words["roughly"]])
    bounds = [word for word in [*words["at_least_after"], *words["below_after"]] if word == "+" or len(word) > 1]
    allowed = any_of([*words["spoken_behind"], *words["asks_surely"], *words["asks_perhaps"], *bounds])
    amount = rf"\s*+[\d{numerals}]"
    return (
        rf"(?:\s*+(?:\Z|[{_STOPS}]|\.(?!\d)|{any_of(signs)}{amount})"
        rf"|(?!{counted}|{any_of(words['point'])}){allowed}|{any_of(w for w in words['spoken_behind'] if len(w) > 1)}"
        rf"|\s++(?:{allowed}|{any_of(before)}{amount}|(?!{counted})))"
    )


def _currencies() -> list[str]:
    return [str(word) for names in vocabulary("quote")["currencies"].values() for word in names]
