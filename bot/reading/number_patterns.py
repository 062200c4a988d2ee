"""The patterns that find a number and the words around it, built once from ``templates/vocabulary/quote.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from bot.reading.numbers import NUMBER
from bot.reading.words import any_of, vocabulary

_DATE_OR_TIME = r"(?<![0-9])[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])|(?<![0-9])[0-9]{1,2}:[0-9]{2}(?![0-9])"
_PARCEL = r"(?<![a-z0-9])[a-z]{1,4}[0-9]{8,}[a-z]{0,2}(?![a-z0-9])|(?<![0-9.,])[0-9]{11,}(?![0-9])"


class Role(StrEnum):
    """What the word before (or right behind) a number says it is; the keys of ``roles`` in the vocabulary."""

    AMOUNT = "amount"
    FULFILMENT = "fulfilment"
    PREMIUM_RATE = "premium_rate"
    EXCHANGE = "exchange"
    OTHER = "other"


class Relation(StrEnum):
    """A rate that is only bounded: ``below 95 %``, ``98 % or more``, ``over 95 %``, ``95-98 %``."""

    BELOW = "below"
    AT_LEAST = "at_least"
    ABOVE = "above"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class NumberPatterns:
    """What `bot.reading.money_words` searches with; every pattern expects folded text."""

    number: re.Pattern[str]
    gaps: re.Pattern[str]
    role: re.Pattern[str]
    role_behind: re.Pattern[str]
    joins: re.Pattern[str]
    relations_before: tuple[tuple[Relation, re.Pattern[str]], ...]
    relations_after: tuple[tuple[Relation, re.Pattern[str]], ...]
    bounds_before: tuple[str, ...]
    bounds_after: tuple[str, ...]
    spelled: re.Pattern[str]
    tenth: re.Pattern[str]
    of_ten: re.Pattern[str]
    masked: re.Pattern[str]
    parcel: re.Pattern[str]
    currency_of: dict[str, str]
    role_of: dict[str, Role]


@cache
def number_patterns() -> NumberPatterns:
    """The one set of patterns."""
    words = vocabulary("quote")
    currency_of = {str(word): code for code, names in words["currencies"].items() for word in names}
    role_of = {str(word): Role(role) for role, names in words["roles"].items() for word in names}
    only_after = {str(word) for word in words["only_after"]}
    shares_before = [*words["percent_before"], *words["permille_before"]]
    symbols = any_of([word for word in currency_of if word not in only_after])
    before = any_of([word for word in currency_of if word not in only_after] + shares_before)
    money_after = any_of(currency_of)
    after = any_of([*currency_of, *words["percent"], *words["permille"], *words["units"]])
    grouped = r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    numerals = "".join([*words["digits"], *words["powers"]])
    numeral = f"[{numerals}]{{1,12}}"
    multiplier = "|".join(re.escape(str(word)) for word in words["multipliers"])
    digit = f"[0-9{''.join(words['digits'])}]"
    half = any_of(words["half"])
    no_tenth = any_of([*words["percent"], *words["permille"], *words["units"], *words["of_ten"], *words["multipliers"]])
    before_number = (Relation.AT_LEAST, Relation.BELOW, Relation.ABOVE)
    behind_number = (Relation.AT_LEAST, Relation.BELOW)
    return NumberPatterns(
        number=re.compile(
            rf"(?:(?P<before>{before})|(?<!\s))\s*+(?P<sign>(?<![0-9a-z%])-)?(?(before)|(?<![0-9a-z.]))(?P<number>{NUMBER})"
            rf"(?P<multiplier>(?:{multiplier})(?![a-z0-9]))?(?:(?:\s*|-)(?P<after>{after}))?"
            r"(?(after)|(?(multiplier)|(?![0-9a-z])))"
        ),
        gaps=re.compile(
            rf"(?P<sign>{symbols}\s?)(?P<number>{grouped})|(?<![0-9.,])(?P<plain>{grouped})(?=\s*{money_after})"
        ),
        role=re.compile(any_of(role_of)),
        role_behind=re.compile(rf"\s*(?P<role>{any_of(role_of)})"),
        joins=re.compile(rf"\s*{any_of(words['between'])}\s*"),
        relations_before=tuple(
            (relation, re.compile(any_of(words[relation.value]) + r"\s*$")) for relation in before_number
        ),
        relations_after=tuple(
            (relation, re.compile(r"\s*" + any_of(words[f"{relation.value}_after"]))) for relation in behind_number
        ),
        bounds_before=_all(words, *(relation.value for relation in before_number)),
        bounds_after=_all(words, *(f"{relation.value}_after" for relation in behind_number)),
        spelled=re.compile(
            rf"(?<![0-9.{numerals}])(?P<amount>{numeral})(?=\s*{money_after})|{any_of(shares_before)}(?P<share>{numeral})"
        ),
        tenth=re.compile(
            rf"(?<![0-9.,])(?P<whole>[0-9]+)(?P<unit>{any_of(words['tenth_behind'])})"
            rf"(?:(?P<half>{half})|(?P<tenth>{digit})(?:{any_of(words['tenth_word'])}"
            rf"(?:(?P<hundredth>{digit}){any_of(words['hundredth_word'])}?)?)?)"
            rf"(?![0-9.{numerals}])(?!\s*{no_tenth})"
        ),
        of_ten=re.compile(
            rf"(?<![0-9.{numerals}])(?P<whole>{digit}){any_of(words['of_ten'])}"
            rf"(?:(?P<half>{half})|(?P<tenth>{digit}))?(?![0-9.{numerals}])(?!{any_of(words['of_ten_unless'])})"
        ),
        masked=re.compile(rf"{_DATE_OR_TIME}|{_PARCEL}"),
        parcel=re.compile(_PARCEL),
        currency_of=currency_of,
        role_of=role_of,
    )


def _all(words: dict[str, Any], *lists: str) -> tuple[str, ...]:
    return tuple(str(word) for name in lists for word in words[name])
