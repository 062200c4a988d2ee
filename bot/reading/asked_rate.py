"""Whether a text asks what a rate comes to, where one that only gives a rate answers an open question.

"What rate for 97 %?" and "97 %" name the same figure; the first wants the bands explained.
"""

from __future__ import annotations

from decimal import Decimal

from bot.reading.asked import asks_how_much, asks_to_explain, may_ask, plain, says
from bot.reading.money_words import Mark
from bot.reading.number_patterns import Role
from bot.reading.order_text import is_amount, names_premium, numbers_of
from bot.reading.shop_words import looks_like_question
from bot.reading.words import vocabulary

_HUNDRED = 100


def asks_rate(text: str) -> bool:
    """Whether a text names a rate and no amount, and asks in so many words which rate or band it comes to."""
    if not may_ask(text) or not says("which_rate", plain(text)):
        return False
    found = numbers_of(text)
    return bool(found) and all(map(_is_surely_rate, found))


def may_ask_about_rate(text: str, *, certain: bool) -> bool:
    """Whether a text that holds figures may be a question about them: whether it is one, the lookup must tell.

    Each of them can be a rate; ``certain`` says that it can be nothing else, as a rate was asked for. What is to be
    paid at a rate is no such question: that is what a quote works out. Any text will do.
    """
    found = numbers_of(text)
    if not found or not all(_can_be_rate(mark) if certain else _is_surely_rate(mark) for mark in found):
        return False
    folded = plain(text)
    asks = not names_premium(folded, surely=False) and (looks_like_question(text) or asks_how_much(folded))
    return asks or asks_to_explain(folded)


def is_lone_figure(text: str) -> bool:
    """Whether a text holds one figure and calls nothing a rate: where an amount was asked for, it is the amount."""
    return len(numbers_of(text)) == 1 and not says("names_rate", plain(text))


def _is_surely_rate(mark: Mark) -> bool:
    """A bare number too, where it can hardly be anything but a fulfilment rate in percent."""
    if not _can_be_rate(mark):
        return False
    likely = isinstance(mark.value, Decimal) and mark.value >= int(vocabulary("asking")["likely_rate_from"])
    return mark.scale is not None or mark.role is Role.FULFILMENT or likely


def _can_be_rate(mark: Mark) -> bool:
    return isinstance(mark.value, Decimal) and mark.value <= (mark.scale or _HUNDRED) and not is_amount(mark)
