"""Whether a sentence wants to know what is taken back of a payout that it names, or what to offer the buyer instead."""

from __future__ import annotations

from decimal import Decimal

from bot.reading.asked import asks_how_much, asks_to_explain, may_ask, pattern, plain, says
from bot.reading.clawback_words import ClaimText, read_claim
from bot.reading.money_words import Mark, marks_in, prepared
from bot.reading.number_patterns import Role

_BEFORE, _BEHIND = 16, 8
"""Characters around a bare number in which the payout must be spoken of."""


def asks_clawback(text: str) -> bool:
    """Whether a text names the amount of a payout and asks how much of it the seller pays in the end."""
    if not may_ask(text):
        return False
    folded = plain(text)
    taken_back = says("taken_back", folded) and says("paid_out", folded) and asks_how_much(folded)
    taken_back = taken_back or says("clawback_of", folded)
    settles = not taken_back and says("partial", folded) and says("worth_it", folded)
    if not (taken_back or settles) or asks_to_explain(folded):
        return False
    searched = prepared(folded)
    if not any(_is_payout(mark, searched) for mark in marks_in(searched)):
        return False
    read = read_claim(folded, in_sentence=True)
    return read.amount is not None or read.problem_of == "currency"


def read_sentence(text: str) -> ClaimText:
    """What such a text says of the claim."""
    return read_claim(plain(text), in_sentence=True)


def _is_payout(mark: Mark, searched: str) -> bool:
    if mark.counts or mark.scale is not None or mark.relation is not None or not isinstance(mark.value, Decimal):
        return False
    if mark.role in (Role.FULFILMENT, Role.PREMIUM_RATE, Role.OTHER, Role.EXCHANGE) or mark.value < 1:
        return False
    if mark.currency is not None or mark.role is Role.AMOUNT:
        return True
    around = searched[max(0, mark.start - _BEFORE) : mark.start], searched[mark.end : mark.end + _BEHIND]
    words = ("paid_out", "clawback_of")
    return any(pattern(word).search(piece) is not None for word in words for piece in around)
