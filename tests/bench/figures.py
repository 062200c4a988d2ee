"""How fast premiums come out: one order, one order with its whole explanation, and a month of orders at two rates.

    python -m tests.bench.figures [--orders 100000] [--rounds 5]

All in one run on one core: `quote` beside the least a Decimal needs for the same figure, and beside `quote` whose
trace, findings and alternatives are read; `what_if` over a month beside a loop that asks `quote` for every order at
both rates. Of each the best round counts. The ratios are worth more than the figures.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from rules.book import Book, DatedBook
from rules.money import FEN
from rules.order_book import OrderBook, what_if
from rules.premium import quote

DAY = date(2026, 11, 22)
BEFORE, AFTER = Decimal("0.942"), Decimal("0.986")
SINGLE_QUOTES = 50_000
READ_QUOTES = 10_000


@dataclass(frozen=True, slots=True)
class Figure:
    """What one way took for so many things in its best round."""

    name: str
    things: int
    seconds: float

    @property
    def rate(self) -> float:
        """Things a second."""
        return self.things / self.seconds


@dataclass(frozen=True, slots=True)
class Table:
    """Ways to the same answer; each is compared with the first."""

    title: str
    figures: tuple[Figure, ...]

    def lines(self) -> list[str]:
        """The table as text."""
        first = self.figures[0]
        found = [f"\n{self.title}", f"{'':46}{'a second':>14}{'seconds':>11}{'x first':>10}"]
        found += [
            f"  {one.name:44}{one.rate:>14,.0f}{one.seconds:>11.4f}{one.rate / first.rate:>10.3f}"
            for one in self.figures
        ]
        return found


def single_quotes(book: DatedBook, quotes: int, read: int, rounds: int) -> Table:
    """One order at a time: `quote`, `quote` with its explanation read, and the bare arithmetic."""
    amounts = paid_amounts(quotes)
    rate, floor = book.bands("premium.bands").at(BEFORE).rate, book.decimal("premium.floor")

    def by_quote() -> Decimal:
        return sum((quote(book, paid, fulfilment=BEFORE).premium for paid in amounts), Decimal(0))

    def with_trace() -> int:
        return sum(len(quote(book, paid, fulfilment=BEFORE).trace.steps) for paid in amounts[:read])

    def with_all() -> int:
        found = (quote(book, paid, fulfilment=BEFORE) for paid in amounts[:read])
        return sum(len(one.trace.steps) + len(one.findings) + len(one.alternatives) for one in found)

    def bare() -> Decimal:
        return sum((max((paid * rate).quantize(FEN, ROUND_HALF_UP), floor) for paid in amounts), Decimal(0))

    if by_quote() != bare():
        raise SystemExit("quote and the bare arithmetic differ")
    figures = (
        Figure("quote", quotes, best(by_quote, rounds)),
        Figure("quote, its trace read", read, best(with_trace, rounds)),
        Figure("quote, trace, findings and alternatives read", read, best(with_all, rounds)),
        Figure("bare Decimal: one rate, no checks, no reasons", quotes, best(bare, rounds)),
    )
    return Table(f"one order at a time, {quotes:,} orders", figures)


def order_books(book: DatedBook, orders: int, rounds: int) -> Table:
    """A month at two rates and under every reading of the floor; the loop has one reading only, and no reasons."""
    fen = fen_amounts(orders)
    amounts = [Decimal(one).scaleb(-2) for one in fen]
    month = OrderBook.of_fen(fen)
    packed = month.pack()
    found = what_if(book, month, BEFORE, AFTER)

    def loop() -> list[Decimal]:
        sums = []
        for fulfilment in (BEFORE, AFTER):
            sums.append(sum((quote(book, paid, fulfilment=fulfilment).premium for paid in amounts), Decimal(0)))
        return sums

    if loop() != [found.chosen.before.premium, found.chosen.after.premium]:
        raise SystemExit("what_if and the loop over quote differ")
    figures = (
        Figure("of_fen, what_if and its trace", orders, best(lambda: read_month(book, fen), rounds)),
        Figure("what_if alone", orders, best(lambda: what_if(book, month, BEFORE, AFTER), rounds)),
        Figure("of_yuan", orders, best(lambda: OrderBook.of_yuan(amounts), rounds)),
        Figure(f"pack ({len(packed):,} bytes)", orders, best(month.pack, rounds)),
        Figure("unpack", orders, best(lambda: OrderBook.unpack(packed), rounds)),
        Figure("loop over quote, one reading", orders, best(loop, max(1, rounds // 2))),
    )
    return Table(f"a month of {orders:,} orders at two fulfilment rates", figures)


def read_month(book: DatedBook, fen: Sequence[int]) -> int:
    """All of it: checked, sorted, priced, explained."""
    return len(what_if(book, OrderBook.of_fen(fen), BEFORE, AFTER).trace.steps)


def peak(book: DatedBook, orders: int) -> int:
    """Most bytes held at once between the amounts and the answer."""
    fen = fen_amounts(orders)
    read_month(book, fen[:1])
    tracemalloc.start()
    try:
        read_month(book, fen)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def best(work: Callable[[], object], rounds: int) -> float:
    """Seconds of the fastest round, without the collector's pauses."""
    fastest = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            began = time.perf_counter()
            work()
            fastest = min(fastest, time.perf_counter() - began)
    finally:
        gc.enable()
    return fastest


def fen_amounts(orders: int) -> list[int]:
    """Amounts as they lie in a shop: many small, few large; the same on every run."""
    chance = random.Random(20261122)
    return [int(chance.lognormvariate(9, 1)) + 1 for _ in range(orders)]


def paid_amounts(orders: int) -> list[Decimal]:
    """The same in yuan."""
    return [Decimal(fen).scaleb(-2) for fen in fen_amounts(orders)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    print(f"Python {platform.python_version()}; {os.cpu_count()} processors{load}; best of {options.rounds}")
    book = Book.load().on(DAY)
    for table in (
        single_quotes(book, SINGLE_QUOTES, READ_QUOTES, options.rounds),
        order_books(book, options.orders, options.rounds),
    ):
        print("\n".join(table.lines()))
    print(f"\nmost memory of a month, from amounts to trace: {peak(book, options.orders) / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
