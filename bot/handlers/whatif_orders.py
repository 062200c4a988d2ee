"""The orders a what-if is about: kept in storage with their rates, so that every later button finds them again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from bot.handlers.whatif_report import Report
from bot.handlers.whatif_sides import Side, Sides
from bot.reading.money_words import CNY
from bot.turn import Turn
from rules.money import to_fen
from rules.orders import OrderBook, OrderBookError
from storage import expiry, order_books
from storage.order_books import Orders, StoredOrders


@dataclass(frozen=True, slots=True)
class Kept:
    """Orders in ``currency``; ``seq`` tells them from those that were given before or after.

    ``exchange`` is the yuan one unit is worth, None for yuan and while it is not known.
    """

    seq: int
    given: OrderBook
    currency: str
    exchange: Decimal | None
    sides: Sides
    report: Report

    @property
    def needs_exchange(self) -> bool:
        """Whether the orders are in another currency and nobody has said what it is worth."""
        return self.currency != CNY and self.exchange is None

    def in_yuan(self) -> OrderBook | None:
        """The orders in whole fen, each rounded half up; None when every one of them comes to nothing."""
        if self.currency == CNY:
            return self.given
        part, whole = (self.exchange or Decimal(1)).as_integer_ratio()
        fen = [(2 * amount * part + whole) // (2 * whole) for amount in self.given.fen]
        try:
            return OrderBook.of_fen([amount for amount in fen if amount])
        except OrderBookError:
            return None


def usual_currency(amounts: Mapping[str, Sequence[int]]) -> str:
    """The currency of most orders, yuan before others; what is not in it is left out."""
    return max(amounts, key=lambda code: (len(amounts[code]), code == CNY))


async def keep(turn: Turn, amounts: Sequence[int], currency: str, sides: Sides, report: Report) -> Kept:
    """Store amounts (hundredths, each above zero) in place of this person's earlier orders here."""

    def pack() -> tuple[OrderBook, bytes, bytes]:
        given = OrderBook.of_fen(amounts)
        return given, given.pack(), report.pack()

    given, packed, packed_report = await asyncio.to_thread(pack)
    named = sides.dump()
    row = Orders(packed, currency, None, named.get("before"), named.get("after"), packed_report)
    return Kept(await _store(turn, row), given, currency, None, sides, report)


async def find(turn: Turn, seq: int | None = None) -> Kept | None:
    """This person's orders in this chat; None when they are gone, or are not the ones numbered ``seq``."""
    async with turn.services.database.read() as tx:
        row = await order_books.find(turn.chat.id, tx, turn.user_id, turn.now)
    if row is None or seq not in (None, row.seq):
        return None
    return await asyncio.to_thread(_unpacked, row)


async def settle(turn: Turn, kept: Kept, sides: Sides, exchange: Decimal | None = None) -> Kept:
    """The same orders with other terms. They get a new number where today's rate or the exchange rate they were
    worked out with changes, so that a button of that answer never explains another one."""
    exchange = exchange if exchange is not None else kept.exchange
    replaced = kept.sides.before not in (None, sides.before) or kept.exchange not in (None, exchange)
    named, written = sides.dump(), None if exchange is None else format(exchange, "f")
    before, after = named.get("before"), named.get("after")
    seq = kept.seq
    if replaced:
        row = Orders(kept.given.pack(), kept.currency, written, before, after, kept.report.pack())
        seq = await _store(turn, row)
    else:
        async with turn.write() as tx:
            await order_books.set_terms(turn.chat.id, tx, turn.user_id, seq, written, before, after)
    return replace(kept, seq=seq, sides=sides, exchange=exchange)


async def take_out(turn: Turn, kept: Kept, rates: Sequence[Decimal], sides: Sides) -> Kept | None:
    """The orders without those amounts, which were rates; None when no order is left."""
    rest = list(kept.given.fen)
    for rate in rates:
        if to_fen(rate) in rest:
            rest.remove(to_fen(rate))
    return await keep(turn, rest, kept.currency, sides, kept.report) if rest else None


async def _store(turn: Turn, row: Orders) -> int:
    async with turn.write() as tx:
        await expiry.drop_old_orders(tx, turn.now)
        return await order_books.save(turn.chat.id, tx, turn.user_id, row, turn.now)


def _unpacked(row: StoredOrders) -> Kept | None:
    """None for a row that this version cannot read: the seller sends the orders again."""
    try:
        given, report = OrderBook.unpack(row.orders), Report.unpack(row.report)
        exchange = None if row.exchange is None else Decimal(row.exchange)
    except (OrderBookError, ValueError, KeyError, TypeError, InvalidOperation):
        return None
    sides = Sides(Side.unpack(row.before or ""), Side.unpack(row.after or ""))
    return Kept(row.seq, given, row.currency, exchange, sides, report)
