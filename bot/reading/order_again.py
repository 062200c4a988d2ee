"""Short texts behind a quote that name another order and nothing else: "and 500?", a lone "98"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from bot.reading.asked import pattern, plain
from bot.reading.money_words import CNY, Mark, marks, prepared
from bot.reading.number_patterns import Relation
from bot.reading.numbers import spelled
from bot.reading.order_text import OrderText, is_amount, is_rate, left_over, numbers_of, order_of
from bot.reading.rates import RateReader
from bot.reading.spoken_rates import in_digits
from bot.reading.words import any_of, vocabulary

_LONGEST = 40
"""Characters of a text that only goes on."""
_MOST = 4
"""Numbers; more are no order."""
_HUNDRED = 100
_STOPS = r"\s?!.\u3002"


def read_again(text: str, reader: RateReader, currency: str = CNY) -> OrderText | None:
    """Read the amount or the rate, or both, that a text puts in the place of those quoted before.

    None for every text that holds anything else, a bound ("from 500 on") among it, and for one that names no number.
    A bare number is a rate where it can hardly be anything else, and otherwise an amount in ``currency``.
    """
    if len(text) > _LONGEST:
        return None
    bare = prepared(in_digits(_as_number(_around().sub(" ", plain(text)).strip())))
    found = numbers_of(bare)
    if (
        not 0 < len(found) <= _MOST
        or len(found) != len(marks(bare))
        or left_over(pattern("goods").sub(" ", _without(found, bare)))
    ):
        return None
    if any(mark.relation not in (None, Relation.RANGE) for mark in found):
        return None
    rates = [mark for mark in found if is_rate(mark) or (mark.bare and _is_likely_rate(mark))]
    amounts = [mark for mark in found if mark not in rates]
    return order_of(_in_currency(amounts, currency), rates, None, reader)


def _in_currency(amounts: Iterable[Mark], currency: str) -> list[Mark]:
    return [mark if is_amount(mark) else replace(mark, currency=currency) for mark in amounts]


def _is_likely_rate(mark: Mark) -> bool:
    least = int(vocabulary("asking")["likely_rate_from"])
    return isinstance(mark.value, Decimal) and (least <= mark.value < _HUNDRED or 0 < mark.value < 1)


def _without(found: Iterable[Mark], bare: str) -> str:
    """A text with its numbers blotted out, multipliers and all."""
    for mark in found:
        bare = f"{bare[: mark.start]}{' ' * (mark.end - mark.start)}{bare[mark.end :]}"
    return bare


def _as_number(text: str) -> str:
    """A text that is nothing but a Chinese numeral, as a number."""
    words = vocabulary("quote")
    value = spelled(text, words["digits"], words["powers"]) if len(text) > 1 else None
    return text if value is None else str(value)


@cache
def _around() -> re.Pattern[str]:
    """What may stand before and behind the figures."""
    words = vocabulary("quote")
    before, behind = any_of(words["again_before"]), any_of(words["again_behind"])
    return re.compile(rf"\A[\s,]*(?:{before}[\s,]*)*|(?:[{_STOPS}]*{behind})*[{_STOPS}]*\Z")
