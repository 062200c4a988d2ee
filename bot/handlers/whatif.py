"""What another fulfilment rate would save on a month of orders: pasted, on one line, or as a sheet.

Orders first, then today's rate, then the other one. The orders are stored when they are read, so a restart in the
middle forgets nothing, and every later button asks only for another rate.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from bot.faq.tools import is_another_job
from bot.handlers import whatif_sheet
from bot.handlers.beside import is_known
from bot.handlers.quote_day import reader_of
from bot.handlers.whatif_ask import (
    COLUMN,
    EXCHANGE,
    KIND,
    MEANT,
    ORDERS,
    Shown,
    ask_exchange,
    ask_meant,
    ask_orders,
    ask_rate,
    go_on,
)
from bot.handlers.whatif_buttons import WhatIfMeant, WhatIfNew, WhatIfRate, WhatIfType, Which
from bot.handlers.whatif_case import case
from bot.handlers.whatif_orders import Kept, find, keep, settle, take_out, usual_currency
from bot.handlers.whatif_replies import gone, limits, worthless
from bot.handlers.whatif_report import of_paste
from bot.handlers.whatif_sides import Side, Sides
from bot.reading.asked import asks_how_much, asks_to_explain, pattern, plain, says
from bot.reading.asked_saving import asks_saving, read_sentence
from bot.reading.money_words import CNY, names_parcel
from bot.reading.numbers import Refusal, Refused, fold
from bot.reading.order_list import OrderList, read_order_list
from bot.reading.order_text import read_exchange, read_request, says_not_known
from bot.reading.rate_pairs import MOST, read_rates, take_rates
from bot.reading.shop_words import looks_like_question
from bot.reading.words import vocabulary
from bot.turn import Answer, Place, Reply, Turn
from bot.upload import Upload
from rules.money import to_fen

__all__ = [
    "KIND", "command", "dialogue", "document", "from_text", "meant_pressed", "new_pressed", "rate_pressed",
    "type_pressed",
]  # fmt: skip

_LIST = 3
"""So many amounts are a list of orders, whatever was asked."""


async def command(turn: Turn) -> Answer:
    """``/whatif`` asks; with rates and amounts behind it, or under a sheet, it answers."""
    if turn.upload is not None:
        return await _sheet(turn, turn.upload, turn.args, Sides())
    if not turn.args:
        await turn.ask(KIND, ORDERS, {})
        return Reply("whatif/start", {"limits": limits(), "in_group": turn.in_group})
    if fold(turn.args).strip() in vocabulary("whatif")["case"]:
        return await case(turn)
    said = read_order_list(turn.args, reader_of(turn, None))
    if said.count == len(said.maybe_rates) and said.maybe_rates:
        # Nothing but what may be rates: they are meant, and the orders come next.
        sides = _with_meant(turn, Sides().with_said(said.rates), said.maybe_rates)
        return await ask_orders(turn, sides, said.not_taken)
    return await _pasted(turn, said, Sides())


async def from_text(turn: Turn) -> Answer:
    """A sentence that asks what another rate would save; None for every other text."""
    if not asks_saving(turn.text):
        return None
    return await _pasted(turn, read_sentence(turn.text, reader_of(turn, None)), Sides())


async def document(turn: Turn) -> Answer:
    """A file without a command: a sheet of orders, whatever stands under it."""
    return None if turn.upload is None else await _sheet(turn, turn.upload, turn.text, await _known(turn))


async def dialogue(turn: Turn) -> Answer:
    """The answer to an open question; None when the text is a question of its own or a parcel list."""
    step = turn.dialogue.step if turn.dialogue is not None else ORDERS
    if fold(turn.text).strip() in vocabulary("whatif")["case"]:
        return await case(turn)
    if step == COLUMN:
        picked = await whatif_sheet.column_said(turn)
        if picked is not None:
            return picked
    if step == MEANT and _says_meant(turn.text) is not None:
        kept = await find(turn, _seq(turn))
        return gone() if kept is None else await _meant(turn, kept)
    if is_another_job(turn.text, turn.today, KIND):
        return None
    said = read_order_list(turn.text, reader_of(turn, None))
    if said.count < _LIST and _another_matter(turn, said):
        return None
    if step == COLUMN and said.count < _LIST:
        return await whatif_sheet.column_again(turn)
    if step in (ORDERS, COLUMN) or said.count >= _LIST:
        return await _pasted(turn, said, await _known(turn))
    kept = await find(turn, _seq(turn))
    if kept is None:
        return await ask_orders(turn, Sides())
    if step == EXCHANGE:
        return await _exchange(turn, kept)
    return await (_meant(turn, kept) if step == MEANT else _rate(turn, kept))


async def again(turn: Turn) -> Answer:
    """The open question once more."""
    step = turn.dialogue.step if turn.dialogue is not None else ORDERS
    if step == COLUMN:
        return await whatif_sheet.column_again(turn)
    kept = None if step == ORDERS else await find(turn, _seq(turn))
    if kept is None:
        return await ask_orders(turn, await _known(turn))
    if step == EXCHANGE:
        return await ask_exchange(turn, kept, None)
    return await (ask_meant(turn, kept, _asked_rates(turn), Shown()) if step == MEANT else ask_rate(turn, kept))


async def rate_pressed(turn: Turn, data: WhatIfRate) -> Answer:
    """A rate was chosen: today's, or another one to compare with."""
    side, kept = Side.unpack(data.side), await find(turn, data.seq)
    if side is None or kept is None:
        return gone()
    kept = await settle(turn, kept, kept.sides.with_side(data.which, side))
    return await go_on(turn, kept, Place.EDIT)


async def type_pressed(turn: Turn, data: WhatIfType) -> Answer:
    """The seller will type another rate."""
    kept = await find(turn, data.seq)
    return gone() if kept is None else await ask_rate(turn, kept)


async def new_pressed(turn: Turn, data: WhatIfNew) -> Answer:
    """Other orders, at the same rates where they are still known."""
    kept = await find(turn, data.seq)
    return await ask_orders(turn, Sides() if kept is None else kept.sides)


async def meant_pressed(turn: Turn, data: WhatIfMeant) -> Answer:
    """What the first numbers of a list are."""
    kept = await find(turn, data.seq)
    rates = _meant_rates(data.rates)
    if kept is None or rates is None or any(to_fen(rate) not in kept.given.fen for rate in rates):
        return gone()
    return await _settle_meant(turn, kept, rates, Place.EDIT)


async def _sheet(turn: Turn, upload: Upload, caption: str, known: Sides) -> Reply:
    said = read_rates(caption, reader_of(turn, None)) if caption else ()
    return await whatif_sheet.take(turn, upload, known.with_said(said) if said else known)


async def _pasted(turn: Turn, said: OrderList, known: Sides) -> Reply:
    """Keep what was read, and go on with it."""
    sides = known.with_said(said.rates) if said.rates else known
    if not said.amounts:
        return await ask_orders(turn, sides, said.not_taken, problem=not said.rates)
    currency = usual_currency(said.amounts)
    report = of_paste(said.not_taken, said.items, said.amounts, currency)
    kept = await keep(turn, said.amounts[currency], currency, sides, report)
    shown = Shown(not_taken=said.not_taken)
    maybe = said.maybe_rates[: sides.lacking] if currency == CNY else ()
    if maybe:
        return await ask_meant(turn, kept, maybe, shown)
    return await go_on(turn, kept, shown=shown)


async def _exchange(turn: Turn, kept: Kept) -> Reply:
    read = read_exchange(turn.text)
    if isinstance(read, Refused):
        return await ask_exchange(turn, kept, read)
    if await asyncio.to_thread(replace(kept, exchange=read).in_yuan) is None:
        return worthless(kept.currency, read)
    return await go_on(turn, await settle(turn, kept, kept.sides, read))


async def _meant(turn: Turn, kept: Kept) -> Reply:
    rates = _asked_rates(turn)
    are_rates = _says_meant(turn.text)
    if are_rates is not None:
        return await _settle_meant(turn, kept, rates if are_rates else (), Place.NEW)
    said = read_rates(turn.text, reader_of(turn, None))
    if said:
        return await go_on(turn, await settle(turn, kept, kept.sides.with_said(said)))
    return await ask_meant(turn, kept, rates, misread=True)


def _asked_rates(turn: Turn) -> tuple[Decimal, ...]:
    """The numbers of which it is open what they are."""
    written = turn.dialogue.answers.get("rates", "") if turn.dialogue is not None else ""
    return _meant_rates(str(written)) or ()


async def _settle_meant(turn: Turn, kept: Kept, rates: Sequence[Decimal], place: Place) -> Reply:
    if not rates:
        return await go_on(turn, kept, place)
    sides = _with_meant(turn, kept.sides, rates)
    rest = await take_out(turn, kept, rates, sides)
    return await ask_orders(turn, sides) if rest is None else await go_on(turn, rest, place)


async def _rate(turn: Turn, kept: Kept) -> Reply:
    which = Which.BEFORE if turn.dialogue is not None and turn.dialogue.answers.get("which") == "b" else Which.AFTER
    said = read_rates(turn.text, reader_of(turn, None))
    if not said:
        reason = Refusal.NOT_KNOWN if says_not_known(turn.text) else Refusal.NOT_A_NUMBER
        said = (Refused(reason, turn.args),)
    return await go_on(turn, await settle(turn, kept, kept.sides.with_said(said, which)))


def _with_meant(turn: Turn, sides: Sides, rates: Sequence[Decimal]) -> Sides:
    written = " ; ".join(f"{format(rate, 'f')}%" for rate in rates)
    return sides.with_said(take_rates(written, reader_of(turn, None)).rates)


def _says_meant(text: str) -> bool | None:
    """True for "rates", False for "amounts", None for anything else."""
    written, words = fold(text).strip(), vocabulary("whatif")
    if written in words["are_rates"]:
        return True
    return False if written in words["are_amounts"] else None


def _meant_rates(written: str) -> tuple[Decimal, ...] | None:
    """The rates in a button's data, in percent; None for what no button of ours carries."""
    try:
        rates = tuple(Decimal(part) for part in written.split(",") if part)
    except InvalidOperation:
        return None
    fits = all(rate.is_finite() and 0 < rate <= 100 and rate == round(rate, 2) for rate in rates)
    return rates if fits and len(rates) <= MOST else None


def _another_matter(turn: Turn, said: OrderList) -> bool:
    """Whether a text is a question of its own, an order to quote or a parcel list."""
    nothing = not (said.count or said.rates)
    if _asks(turn.text):
        asks_quote = read_request(turn.text, reader_of(turn, None)) is not None
        return asks_quote or turn.services.faq.answer(turn.text) is not None or (nothing and is_known(turn))
    return nothing and (names_parcel(turn.text) or is_known(turn))


def _asks(text: str) -> bool:
    """Whether a text asks something, and not what another rate would save, which is what is being worked out."""
    folded = plain(text)
    asked = [match.span() for match in pattern("how_much").finditer(folded)]
    saving = (match.start() for match in pattern("saving").finditer(folded))
    # In Chinese the end of "how much" and the word behind it may read like "pay less".
    if any(not any(start < at < end for start, end in asked) for at in saving):
        return looks_like_question(text)
    return looks_like_question(text) or asks_how_much(folded) or says("not_how_much", folded) or asks_to_explain(folded)


async def _known(turn: Turn) -> Sides:
    """The rates of the open question; none where it is another's."""
    if turn.dialogue is None or turn.dialogue.kind != KIND:
        return Sides()
    if turn.dialogue.step in (ORDERS, COLUMN):
        return Sides.load(turn.dialogue.answers)
    kept = await find(turn, _seq(turn))
    return Sides() if kept is None else kept.sides


def _seq(turn: Turn) -> int:
    seq = turn.dialogue.answers.get("seq") if turn.dialogue is not None else None
    return seq if isinstance(seq, int) else -1
