"""The patterns that `bot.reading.order_list` searches with, built once; they expect folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from bot.reading.numbers import NUMBER
from bot.reading.words import any_of, vocabulary

_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}")
_DECIMAL = re.compile(r"[0-9]+,[0-9]{1,2}")

Grouping = Literal["thousands", "european", "decimal", ""]


@dataclass(frozen=True, slots=True)
class ListPatterns:
    """What a list of amounts is searched with."""

    number: re.Pattern[str]
    with_comma: re.Pattern[str]
    head: re.Pattern[str]
    repeated: re.Pattern[str]
    fillers: re.Pattern[str]
    currency_first: re.Pattern[str]
    currency_behind: re.Pattern[str]
    prefix: re.Pattern[str]
    """Where a currency begins the next amount, in a list that writes it first; else only behind a gap."""
    spaced_prefix: re.Pattern[str]


def grouped(token: str) -> Grouping:
    """What the comma in a run of digits does; "" where it can only part two numbers."""
    if _THOUSANDS.fullmatch(token):
        fits = Decimal(token.replace(",", "")) <= Decimal(str(vocabulary("quote")["largest_amount"]))
        return "thousands" if fits else ""
    if _EUROPEAN.fullmatch(token):
        return "european"
    return "decimal" if _DECIMAL.fullmatch(token) else ""


@cache
def patterns() -> ListPatterns:
    """The one set of patterns."""
    words, quote = vocabulary("whatif"), vocabulary("quote")
    only_after = {str(word) for word in quote["only_after"]}
    money = [str(word) for names in quote["currencies"].values() for word in names]
    before, after = any_of([word for word in money if word not in only_after]), any_of(money)
    unit = any_of(words["orders"])

    def quantity(place: int) -> str:
        return (
            rf"(?:(?P<before{place}>{before})\s*)?(?P<number{place}>[0-9]+(?:\.[0-9]+)?)"
            rf"\s*(?:(?P<after{place}>{after})|(?P<unit{place}>{unit}))?"
        )

    roles = [word for role in ("amount", "fulfilment", "premium_rate") for word in quote["roles"][role]]
    fillers = [*words["fillers"], *words["each"], *roles, *quote["fillers"], *quote["asks_surely"]]
    fillers += [word for word in words["joins"] if word.isalpha()]
    start = r"[\s\x1f]*"
    bare = r"[0-9]{1,3}(?:\.[0-9]+)?"
    return ListPatterns(
        number=re.compile(NUMBER),
        with_comma=re.compile(r"(?<![0-9.,])[0-9][0-9.]*(?:,[0-9][0-9.]*)+"),
        head=re.compile(rf"{start}(?P<first>{bare})(?:[ ,/]+(?P<second>{bare}))?[ ]*(?P<end>[:\n])"),
        repeated=re.compile(
            rf"(?<![0-9a-z.,-]){quantity(1)}\s*(?P<by>{any_of(words['multiply'])})?\s*(?:{any_of(words['each'])})?\s*"
            rf"{quantity(2)}(?![0-9a-z]|\.[0-9])"
        ),
        fillers=re.compile(any_of(fillers)),
        currency_first=re.compile(rf"\s*{before}\s*[0-9]"),
        currency_behind=re.compile(rf"\s*{after}"),
        prefix=re.compile(rf"(?<=[0-9])\s*(?={before}\s*[0-9])"),
        spaced_prefix=re.compile(rf"(?<=[0-9])\s+(?={before}[0-9])"),
    )
