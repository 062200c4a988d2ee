"""Going on from a quote by words alone: another amount or another rate, with what was known of the order before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from bot.handlers.quote import go_on
from bot.handlers.quote_day import reader_of
from bot.handlers.quote_draft import Draft
from bot.handlers.quote_result import TEMPLATE
from bot.reading.money_words import CNY, Money
from bot.reading.order_again import read_again
from bot.reading.rates import Rate
from bot.turn import Answer, Place, Reply, Turn
from rules.premium import Quote

_ABOUT_QUOTES = ("quote/", "why/")
"""Templates of what is asked or explained on the way, after which the order is still the one that is spoken of."""


async def from_text(turn: Turn) -> Answer:
    """Behind a quote, another amount or rate ("and 500?"); None for every other text, and where nothing was quoted."""
    quoted = turn.services.quoted.last(turn.chat.id, turn.user_id)
    if quoted is None or turn.asking:
        return None
    draft = Draft.load(quoted)
    currency = CNY if draft.amount is None else draft.amount.currency
    order = read_again(turn.text, reader_of(turn, draft.day), currency)
    if order is None:
        return None
    return await go_on(turn, (draft if order.rate is None else draft.without_rate()).with_order(order), order)


def note_said(turn: Turn, replies: Sequence[Reply]) -> None:
    """Keep the order of a quote that was said, so that a short text can go on from it; another answer ends it."""
    for reply in replies:
        if reply.template == TEMPLATE:
            turn.services.quoted.said(turn.chat.id, turn.user_id, _quoted(reply.facts))
        elif reply.place is not Place.TOAST and not reply.template.startswith(_ABOUT_QUOTES):
            turn.services.quoted.said(turn.chat.id, turn.user_id, None)


def _quoted(facts: Mapping[str, object]) -> dict[str, object]:
    quoted, converted = cast("Quote", facts["quote"]), cast("Money | None", facts["converted"])
    draft = Draft(
        amount=converted or Money(quoted.paid),
        exchange=cast("Decimal | None", facts["exchange"]),
        rate=cast("Rate", facts["rate"]),
        day=cast("date | None", facts["day"]),
    )
    return draft.dump()
