"""Whether a sentence tells of one order and asks if it is covered, or asks what the rule about such orders is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.reading.asked import asks_to_explain, may_ask, pattern, plain, says
from bot.reading.cover_figures import CoverWords, Reader
from bot.reading.cover_words import asks_cover, read_line
from bot.reading.money_words import names_parcel

TELLING_FIGURES = 2
"""So many figures beside the question make a sentence a case of its own and no question about the rules."""
_UTC = ZoneInfo("UTC")
_NO_LIMITS = {"overdue": timedelta(0), "idle": timedelta(0), "return_after": timedelta.max}


def asks_verdict(text: str, today: date) -> bool:
    """Whether a text gives two figures of an order with what went wrong, and asks if it is covered.

    ``today`` is the seller's calendar day. A figure that is only bounded counts: which side it lies on is the rules'.
    """
    if not may_ask(text) or names_parcel(text):
        return False
    folded = plain(text)
    if not (asks_cover(folded) or says("is_it_covered", folded)) or asks_to_explain(folded):
        return False
    said = read_sentence(text, Reader(_NO_LIMITS, datetime.combine(today, time(12), UTC), _UTC))
    return "peril" in said.answers and said.figures + (said.problem == "bounded") >= TELLING_FIGURES


def read_sentence(text: str, reader: Reader) -> CoverWords:
    """What such a text says of the order."""
    return read_line(pattern("is_it_covered").sub(" ", plain(text)), reader)
