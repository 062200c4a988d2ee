"""The questions of ``/whatif``: for orders, for an exchange rate, for a rate, and which of two things was meant.

The orders lie in storage under their number; the dialogue's row holds that number and what is known beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.buttons import Press, Rows
from bot.handlers.whatif_buttons import WhatIfCase, WhatIfMeant, Which
from bot.handlers.whatif_orders import Kept
from bot.handlers.whatif_replies import limits, reading_facts
from bot.handlers.whatif_result import band_buttons, result, side_button
from bot.handlers.whatif_sides import Side, Sides
from bot.reading.numbers import Refused
from bot.reading.order_list import NotTaken
from bot.reading.rates import Unclear
from bot.turn import Place, Reply, Turn

KIND = "whatif"
ORDERS, COLUMN, EXCHANGE, MEANT, RATE = "orders", "column", "exchange", "meant", "rate"
SHOWN = 8
"""Pieces of a paste that are repeated as they were written."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What only the first answer about new orders can tell, because it is not kept: names and words."""

    names: tuple[str, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()


NOTHING = Shown()


async def go_on(turn: Turn, kept: Kept, place: Place = Place.NEW, shown: Shown = NOTHING) -> Reply:
    """The answer when everything is known; otherwise the question for the first thing that is not."""
    if kept.needs_exchange:
        return await ask_exchange(turn, kept, None, place, shown)
    before, after = kept.sides.before, kept.sides.after
    if before is None or after is None:
        return await ask_rate(turn, kept, place, shown)
    await turn.finish()
    return _with_words(await result(turn, kept, before, after, place, shown.names), shown)


async def ask_orders(turn: Turn, sides: Sides, not_taken: Sequence[NotTaken] = (), *, problem: bool = False) -> Reply:
    """Ask for the orders, with the rates that are known already."""
    await turn.ask(KIND, ORDERS, dict(sides.dump()))
    facts = {
        "book": turn.book,
        "limits": limits(),
        "sides": [_words(turn, side) for side in (sides.before, sides.after) if side is not None],
        "rate_unclear": sides.unclear,
        "problem": problem,
        "not_taken": not_taken[:SHOWN],
        "more": max(0, len(not_taken) - SHOWN),
        "in_group": turn.in_group,
    }
    return Reply("whatif/ask_orders", facts, ((Press("whatif.case", WhatIfCase()),),))


async def ask_exchange(
    turn: Turn, kept: Kept, problem: Refused | None, place: Place = Place.NEW, shown: Shown = NOTHING
) -> Reply:
    """Ask what one unit of the orders' currency is worth."""
    await turn.ask(KIND, EXCHANGE, {"seq": kept.seq})
    facts = {"problem": problem, "count": len(kept.given), **_reading(kept, shown)}
    return _with_words(Reply("whatif/ask_exchange", facts, place=place), shown)


async def ask_rate(turn: Turn, kept: Kept, place: Place = Place.NEW, shown: Shown = NOTHING) -> Reply:
    """Ask for the first rate that is missing: with the meanings of what was typed, or else with the bands."""
    which = kept.sides.missing or Which.AFTER
    await turn.ask(KIND, RATE, {"seq": kept.seq, "which": which.value})
    unclear = kept.sides.unclear
    facts = {
        "book": turn.book,
        "which": which.value,
        "problem": unclear if isinstance(unclear, Refused) else None,
        "unclear": unclear if isinstance(unclear, Unclear) else None,
        "count": len(kept.given),
        "sides": [_words(turn, side) for side in (kept.sides.before, kept.sides.after) if side is not None],
        **_reading(kept, shown),
    }
    return _with_words(Reply("whatif/ask_rate", facts, _rate_buttons(turn, kept, which, unclear), place), shown)


async def ask_meant(
    turn: Turn, kept: Kept, rates: Sequence[Decimal], shown: Shown = NOTHING, *, misread: bool = False
) -> Reply:
    """Ask whether the first numbers are rates; they are kept as amounts until that is said.

    ``misread``: what was answered to it says neither.
    """
    written = ",".join(format(rate, "f") for rate in rates)
    await turn.ask(KIND, MEANT, {"seq": kept.seq, "rates": written})
    about = (("rates", tuple(rates)),)
    rows = (
        (Press("whatif.are_rates", WhatIfMeant(kept.seq, written), about),),
        (Press("whatif.are_amounts", WhatIfMeant(kept.seq, ""), about),),
    )
    facts = {"rates": rates, "misread": misread, **_reading(kept, shown)}
    return _with_words(Reply("whatif/ask_meant", facts, rows), shown)


def _rate_buttons(turn: Turn, kept: Kept, which: Which, unclear: Unclear | Refused | None) -> Rows:
    if isinstance(unclear, Unclear) and unclear.choices:
        return tuple((side_button(turn.book, kept.seq, which, Side.of(rate)),) for rate in unclear.choices)
    before = kept.sides.before
    without = () if which is Which.BEFORE or before is None else (before.band(turn.book),)
    return band_buttons(turn.book, kept.seq, which, without)


def _reading(kept: Kept, shown: Shown) -> dict[str, object]:
    """What was read, told with the first question about new orders and not again."""
    return reading_facts(None if shown is NOTHING else kept.report, kept.currency, shown.names)


def _with_words(reply: Reply, shown: Shown) -> Reply:
    """With the pieces of a paste that were not taken, as they were written."""
    facts = {"not_taken": shown.not_taken[:SHOWN], "more": max(0, len(shown.not_taken) - SHOWN)}
    return Reply(reply.template, {**reply.facts, **facts}, reply.buttons, reply.place)


def _words(turn: Turn, side: Side) -> dict[str, object]:
    """A rate as the templates write it."""
    return {"side": side, "band": side.band(turn.book)}
