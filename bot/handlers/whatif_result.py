"""A month of orders at both rates, as facts and buttons; and how it came about."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

from bot.buttons import Press, Rows
from bot.handlers.ask_buttons import FaqEntry
from bot.handlers.fallback import stale_button
from bot.handlers.quote_draft import pack_day, packed_day
from bot.handlers.whatif_buttons import WhatIfCase, WhatIfNew, WhatIfRate, WhatIfSkipped, WhatIfType, WhatIfWhy, Which
from bot.handlers.whatif_orders import Kept, find
from bot.handlers.whatif_replies import gone, reading_facts, significant, worthless
from bot.handlers.whatif_sides import Side
from bot.handlers.why import why
from bot.reading.money_words import CNY
from bot.reading.rates import RateKind
from bot.turn import Answer, Place, Reply, Turn
from rules.book import Band, DatedBook, NotInForce
from rules.money import QUOTIENT
from rules.order_book import Climb, OrderBook, Scenario, WhatIf, climb, what_if

_OWN_SOURCE = "M0"


@dataclass(frozen=True, slots=True)
class BandPremium:
    """What the orders cost in one band."""

    band: Band
    premium: Decimal


@dataclass(frozen=True, slots=True)
class Climbing:
    """How far it is to the next band; ``assumed`` where the counts stand for a rate, as if these were all orders of
    the window."""

    steps: Climb
    assumed: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """Everything that is worked out of one book of orders at two rates."""

    orders: OrderBook
    found: WhatIf
    bands: tuple[BandPremium, ...]
    climbing: Climbing | None


def work_out(book: DatedBook, kept: Kept, before: Side, after: Side) -> Worked | None:
    """The what-if, what each band would cost, and the way to the next one; None where no order is left in yuan."""
    orders = kept.in_yuan()
    if orders is None:
        return None
    found = what_if(book, orders, before.terms, after.terms)
    return Worked(orders, found, _bands(book, orders), _climbing(book, before, len(orders)))


async def result(turn: Turn, kept: Kept, before: Side, after: Side, place: Place, names: Sequence[str] = ()) -> Reply:
    """The answer. ``names`` are the worksheet and the column, told once; they are not kept."""
    worked = await asyncio.to_thread(work_out, turn.book, kept, before, after)
    if worked is None:
        return worthless(kept.currency, kept.exchange)
    found, chosen = worked.found, worked.found.chosen
    facts = {
        "book": turn.book,
        "found": found,
        "before": before,
        "after": after,
        "band_before": before.band(turn.book),
        "band_after": after.band(turn.book),
        "share": significant(chosen.saving_share) if chosen.saving_share is not None else None,
        "effective": [significant(side.effective_rate) for side in (chosen.before, chosen.after)],
        "at_floor": [significant(side.share_at_floor(found.orders)) for side in (chosen.before, chosen.after)],
        "alternatives": _alternatives(found),
        "bands": worked.bands,
        "climbing": worked.climbing,
        "converted": kept.currency if kept.currency != CNY else None,
        "exchange": kept.exchange,
        "worthless": len(kept.given) - len(worked.orders),
        "source_keys": [one.key for one in found.parameters if one.source.id != _OWN_SOURCE],
        **reading_facts(kept.report, kept.currency, names),
    }
    return Reply("whatif/result", facts, _buttons(turn.book, kept, before, after), place)


async def why_pressed(turn: Turn, data: WhatIfWhy) -> Answer:
    """The trace of a result, by the figures of its day; and of the way to the next band, where it told of one."""
    kept, after = await find(turn, data.seq), Side.unpack(data.side)
    if kept is None:
        return gone()
    before = kept.sides.before
    try:
        day = packed_day(data.day)
        book = turn.book if day is None else turn.services.book.on(day)
        worked = None
        if before is not None and after is not None and not kept.needs_exchange:
            worked = await asyncio.to_thread(work_out, book, kept, before, after)
    except (ValueError, NotInForce):
        return await stale_button(turn)
    if worked is None or before is None or after is None:
        return await stale_button(turn)
    found = worked.found
    keys = [one.key for one in found.parameters]
    replies = [why(turn, "why.whatif", found.trace, found.readings, keys, book=book, notes=_notes(turn, kept, after))]
    if worked.climbing is not None:
        steps = worked.climbing.steps
        replies.append(why(turn, "whatif.why_climb", steps.trace, (), ("premium.bands",), book=book))
    return replies


def band_buttons(book: DatedBook, seq: int, which: Which, without: Sequence[Band | None] = ()) -> Rows:
    """A button for each band, best first, leaving out some."""
    bands = reversed(book.bands("premium.bands").steps)
    return tuple((_band_button(band, seq, which),) for band in bands if band not in without)


def side_button(book: DatedBook, seq: int, which: Which, side: Side) -> Press:
    """A button for a rate that may have been meant."""
    band = side.band(book)
    if side.kind is RateKind.BAND and band is not None:
        return _band_button(band, seq, which)
    label = "quote.fulfilment" if side.kind is RateKind.FULFILMENT else "quote.premium_rate"
    return Press(label, WhatIfRate(seq, which, side.pack()), (("value", side.value),))


def _band_button(band: Band, seq: int, which: Which) -> Press:
    label = "quote.band_below" if band.low is None else "quote.band_from" if band.high is None else "quote.band_between"
    side = Side(RateKind.BAND, band.low if band.low is not None else Decimal(0))
    return Press(label, WhatIfRate(seq, which, side.pack()), (("low", band.low), ("high", band.high)))


def _buttons(book: DatedBook, kept: Kept, before: Side, after: Side) -> Rows:
    others = band_buttons(book, kept.seq, Which.AFTER, (before.band(book), after.band(book)))
    explain = [Press("why.open", WhatIfWhy(kept.seq, after.pack(), pack_day(book.day)))]
    if kept.report.skipped:
        count = (("count", kept.report.skipped),)
        explain.append(Press("whatif.skipped", WhatIfSkipped(kept.seq, 0), count))
    return (
        *others,
        (Press("whatif.type", WhatIfType(kept.seq)), Press("whatif.new", WhatIfNew(kept.seq))),
        tuple(explain),
        (Press("whatif.case", WhatIfCase()), Press("whatif.lower_fee", FaqEntry("lower-fee", in_place=False))),
    )


def _bands(book: DatedBook, orders: OrderBook) -> tuple[BandPremium, ...]:
    """What each band would cost; two at a time, as `what_if` takes them."""
    steps = book.bands("premium.bands").steps
    edges = [band.low if band.low is not None else Decimal(0) for band in steps]
    costs: dict[Decimal, Decimal] = {}
    for one, other in pairwise(edges) if len(edges) > 1 else [(edges[0], edges[0])]:
        if not {one, other} <= costs.keys():
            chosen = what_if(book, orders, one, other).chosen
            costs |= {one: chosen.before.premium, other: chosen.after.premium}
    return tuple(BandPremium(band, costs[edge]) for band, edge in zip(steps, edges, strict=True))


def _climbing(book: DatedBook, before: Side, orders: int) -> Climbing | None:
    """The way up from today's rate. A rate without counts is taken for these orders, the ones on time rounded down;
    where that would fall into another band, nothing is said."""
    if before.kind is not RateKind.FULFILMENT:
        return None
    counts, assumed = before.counts, before.counts is None
    if counts is None:
        counts = (int((before.value * orders).to_integral_value(ROUND_DOWN)), orders)
        bands = book.bands("premium.bands")
        if bands.at(QUOTIENT.divide(Decimal(counts[0]), Decimal(counts[1]))) != bands.at(before.value):
            return None
    steps = climb(book, *counts)
    return None if steps is None else Climbing(steps, assumed)


def _alternatives(found: WhatIf) -> list[dict[str, object]]:
    """The other figures, each once, with the options of X07 that lead to them."""
    grouped: dict[tuple[Decimal, Decimal], list[Scenario]] = {}
    for other in found.alternatives:
        grouped.setdefault((other.before.premium, other.after.premium), []).append(other)
    return [{"scenario": same[0], "options": [one.option for one in same]} for same in grouped.values()]


def _notes(turn: Turn, kept: Kept, after: Side) -> list[str]:
    """What the seller's words were taken for."""
    label, notes = turn.services.renderer.label, []
    if kept.currency != CNY:
        notes.append(label("whatif.note_exchange", turn.locale, {"currency": kept.currency, "exchange": kept.exchange}))
    for side in (kept.sides.before, after):
        if side is not None and side.kind is RateKind.BAND:
            notes.append(label("why.note.band", turn.locale, {"value": side.value}))
        elif side is not None and side.counts is not None:
            on_time, total = side.counts
            notes.append(label("whatif.note_counts", turn.locale, {"on_time": on_time, "total": total}))
    return list(dict.fromkeys(notes))
