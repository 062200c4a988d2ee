"""Whether a sentence wants to know what another fulfilment rate would save, with the figures to work it out."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from bot.reading.asked import LONGEST, asks_how_much, asks_to_explain, may_ask, plain, says
from bot.reading.asked_premium import BANDLESS
from bot.reading.money_words import CNY
from bot.reading.numbers import Refused
from bot.reading.order_list import OrderList, read_order_list
from bot.reading.order_text import names_premium, says_fulfilment
from bot.reading.rate_pairs import MOST, take_rates
from bot.reading.rates import RateReader
from bot.reading.words import any_of, vocabulary

_LIST = 3
"""So many amounts are a list of orders."""


def asks_saving(text: str) -> bool:
    """Whether a text asks what is saved between two rates that it names, or on a list of orders.

    Somebody else's saving, and a difference of rates alone, are questions that an entry answers.
    """
    if not may_ask(text[:LONGEST]):
        return False
    folded = plain(text[:LONGEST])
    if not says("saving", folded) or not asks_how_much(folded):
        return False
    if asks_to_explain(folded) or says("told", folded):
        return False
    rates = take_rates(_joined(folded), BANDLESS).rates
    if len(rates) == MOST:
        return rates[0] != rates[1] and not any(isinstance(rate, Refused) for rate in rates)
    about_premium = names_premium(folded, surely=True) or says_fulfilment(folded)
    if len(rates) > MOST or not about_premium or says("other_money", folded):
        return False
    said = read_sentence(text, BANDLESS)
    return said.count >= _LIST and (bool(rates) or not _may_hold_rate(said))


def read_sentence(text: str, reader: RateReader) -> OrderList:
    """The rates and the orders of such a text; no orders where one of its figures may be something else.

    The words around them are the question's, and nothing that could not be read.
    """
    folded = plain(text)
    said = read_order_list(_joined(folded), reader)
    figures = tuple(piece for piece in said.not_taken if re.search(r"\d", piece.written))
    doubtful = bool(figures) or bool(said.maybe_rates) or (said.count < _LIST and says("aggregate", folded))
    return replace(said, amounts={} if doubtful else said.amounts, not_taken=(), maybe_rates=())


def _may_hold_rate(said: OrderList) -> bool:
    """Whether one of the amounts may be a fulfilment rate in percent that nothing marks as one."""
    least = int(vocabulary("asking")["likely_rate_from"])
    return any(least * 100 <= amount <= 10_000 for amount in said.amounts.get(CNY, ()))


def _joined(folded: str) -> str:
    """``94, raised to 98``: a pause between the two rates parts nothing."""
    return _pause().sub(" ", folded)


@cache
def _pause() -> re.Pattern[str]:
    words = vocabulary("whatif")
    verbs = [word for word in words["joins"] if not word.isascii() and len(word) > 1]
    return re.compile(rf"\s*[,;]\s*{any_of(words['if'])}?\s*(?={any_of(verbs)})")
