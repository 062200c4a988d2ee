"""Why a premium is what it is: the calculation behind a quote, by the figures of the day it was made with."""

from __future__ import annotations

from bot.handlers.ask_buttons import QuoteWhy
from bot.handlers.fallback import stale_button
from bot.handlers.quote_draft import packed_amount, packed_day, packed_rate
from bot.handlers.quote_result import price
from bot.handlers.why import why
from bot.reading.rates import RateKind
from bot.turn import Answer, Turn
from rules.book import NotInForce


async def why_pressed(turn: Turn, data: QuoteWhy) -> Answer:
    """The trace of the quote whose button was pressed, in a message of its own."""
    amount, rate = packed_amount(data.fen), packed_rate(data.kind, data.value)
    if amount is None or rate is None:
        return await stale_button(turn)
    try:
        day = packed_day(data.day)
        book = turn.book if day is None else turn.services.book.on(day)
        quoted = price(book, amount.value, rate)
    except (ValueError, NotInForce):
        return await stale_button(turn)
    notes = []
    if rate.kind is RateKind.BAND:
        notes.append(turn.services.renderer.label("why.note.band", turn.locale, {"value": rate.value}))
    keys = [parameter.key for parameter in quoted.parameters]
    return why(turn, "why.quote", quoted.trace, quoted.readings, keys, book=book, notes=notes)
