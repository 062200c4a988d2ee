"""The first text with figures would wait for the patterns of all readers; a program that stays makes them at start."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.faq.tools import tool_of
from bot.handlers.cover_answers import LIMITS, limit
from bot.handlers.eligible_answers import LIMITS as METRICS
from bot.reading import asked_clawback, asked_cover, asked_saving, asked_shop
from bot.reading.asked_parcel import read_beside, read_wish
from bot.reading.beside import wants_to_stop
from bot.reading.cover_figures import Reader
from bot.reading.label_text import read_label
from bot.reading.order_again import read_again
from bot.reading.order_text import read_request
from bot.reading.rates import rate_reader
from bot.reading.shop_words import Limits
from rules.book import DatedBook, NotInForce

SENTENCES = {
    "label": "phone: 612345678, Spain",
    "watch": "please watch LP00123456789012",
    "cover": "standard line, 10 days late, no tracking update for 6 days, do i get paid",
    "clawback": "they paid out 120 yuan, how much is taken back",
    "whatif": "what would I save going from 94% to 98% on 30, 45 and 60 yuan orders",
    "eligible": "94% feedback and 1.8% disputes, are we eligible?",
    "quote": "300 yuan, 96% fulfilment, premium?",
}
"""One made-up sentence for each of `bot.faq.tools.TOOLS`; the patterns behind them read every language."""

BESIDE = "LP00123456789012 has not moved for 10 days, is it covered?"
"""What is asked beside a parcel."""
STOP = "ok, never mind that"
AGAIN = "and 500?"


def warm(book: DatedBook, now: datetime, zone: ZoneInfo) -> None:
    """Ask whose job each sentence is, and read it as that tool does; the same of what goes with any of them.

    Takes about half a second and changes nothing.
    """
    readers: dict[str, Callable[[str], object]] = {
        "label": read_label,
        "watch": lambda text: read_wish(text, now, zone),
        "cover": lambda text: asked_cover.read_sentence(
            text, Reader({field: limit(book, field) for field in LIMITS}, now, zone)
        ),
        "clawback": asked_clawback.read_sentence,
        "whatif": lambda text: asked_saving.read_sentence(text, book.derived(rate_reader)),
        "eligible": lambda text: asked_shop.read_sentence(text, _metrics(book)),
        "quote": lambda text: read_request(text, book.derived(rate_reader)),
    }
    for tool, sentence in SENTENCES.items():
        tool_of(sentence, now.date())
        with contextlib.suppress(NotInForce):  # on a day without these figures nothing is read by them
            readers[tool](sentence)
    read_beside(BESIDE, now, zone)
    wants_to_stop(STOP)
    with contextlib.suppress(NotInForce):
        read_again(AGAIN, book.derived(rate_reader))


def _metrics(book: DatedBook) -> Limits:
    return Limits(book.decimal(METRICS["feedback"]), book.decimal(METRICS["dispute"]))
