"""Rows of a table to orders: one amount for each order, and for every other row the reason why it gave none."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, islice

from bot.reading.money_words import CNY
from bot.reading.numbers import fold
from bot.reading.words import any_of, vocabulary
from bot.sheets.amounts import AmountReader, Cell, decimals_of
from bot.sheets.columns import Chosen, cell_at, choose, described, is_blank, order_key
from bot.sheets.currencies import code_of, named_in
from bot.sheets.headers import Layout, Numbered, compact, find_layout
from bot.sheets.limits import CELL_CHARACTERS, HEADER_ROWS, HEADERS_SHOWN, SAMPLE_ROWS, Limits
from bot.sheets.results import Notes, Orders, Refusal, RowRanges, Sheet, SheetRefused, Skip, WhichColumn
from bot.sheets.tables import MergedRows, Row, Table
from bot.sheets.xlsx_cells import ColumnFacts

_FEWEST_SUMMED = 3
_LONGEST_LABEL = 40


@dataclass(slots=True)
class _Entry:
    """What is kept of one row while the rest of the table is read."""

    row: int
    order: Cell = None
    amount: Cell = None
    status: Cell = None
    currency: Cell = None
    sums_up: bool = False
    shifted: bool = False


def read_orders(table: Table, limits: Limits, notes: Notes, wanted: int | None) -> Sheet | SheetRefused:
    """Read one table. ``wanted`` is the column the seller chose, by index; ``notes`` tell of the file."""
    rows = _numbered(table, limits)
    top = list(islice(rows, HEADER_ROWS))
    layout = find_layout(top)
    below = [(number, row) for number, row in top if layout.row is None or number > layout.row]
    below += islice(rows, SAMPLE_ROWS)
    chosen = choose(layout, below[:SAMPLE_ROWS], wanted)
    notes = replace(
        notes,
        sheet=table.name,
        header_row=layout.row,
        columns_not_read=max(0, table.width - limits.columns),
    )
    headers = tuple(name for name in layout.names if name)[:HEADERS_SHOWN]
    if not isinstance(chosen, Chosen):
        columns = tuple(described(table.index, index, layout, below) for index in chosen)
        return WhichColumn(columns, notes) if columns else SheetRefused(Refusal.NO_AMOUNTS, headers)
    first = layout.row + 1 if layout.row is not None else 1
    last = first + limits.rows - 1
    facts = table.facts(chosen.amount)
    most = len(layout.names) if table.name is None and any(layout.roles) else limits.columns
    entries = list(_entries(chain(below, rows), chosen, last, facts.faults, most))
    entries += (_Entry(row) for row in sorted(facts.faults) if max(first, table.height + 1) <= row <= last)
    if not entries:
        return SheetRefused(Refusal.EMPTY, headers)
    count = _Count(table, layout, chosen, facts)
    count.take(entries)
    if table.height > last:
        count.skipped[Skip.BEYOND_LIMIT] = RowRanges([(last + 1, table.height)])
    return Orders(
        amounts=count.by_currency(),
        rows=len(entries),
        skipped={reason: tuple(rows.ranges) for reason, rows in sorted(count.skipped.items())},
        column=described(table.index, chosen.amount, layout, below),
        notes=replace(notes, rounded_order_numbers=count.rounded),
        unstated=count.unstated(),
    )


def _numbered(table: Table, limits: Limits) -> Iterator[Numbered]:
    for number, row in enumerate(table.rows(), 1):
        yield number, row if len(row) <= limits.columns else row[: limits.columns]


def _entries(
    rows: Iterator[Numbered], chosen: Chosen, last: int, faults: Container[int], most: int
) -> Iterator[_Entry]:
    """The rows that are not blank, down to the last one that is read; a faulty cell only looks blank.

    ``most`` is the number of cells that a row can have.
    """
    order_at, amount_at = chosen.order, chosen.amount
    for number, row in rows:
        if number > last:
            return
        amount = cell_at(row, amount_at)
        order = cell_at(row, order_at) if order_at is not None else None
        if is_blank(amount) and is_blank(order) and number not in faults and all(map(is_blank, row)):
            continue
        yield _Entry(
            number,
            order,
            amount,
            cell_at(row, chosen.status) if chosen.status is not None else None,
            cell_at(row, chosen.currency) if chosen.currency is not None else None,
            _sums_up(row, order),
            len(row) > most and not all(map(is_blank, row[most:])),
        )


@dataclass(slots=True)
class _Counted:
    row: int
    key: str | None
    fen: int
    currency: str | None


class _Count:
    """Takes rows in order and tells orders from what is none."""

    def __init__(self, table: Table, layout: Layout, chosen: Chosen, facts: ColumnFacts) -> None:
        self.skipped: dict[Skip, RowRanges] = {}
        self.rounded = False
        self._counted: list[_Counted] = []
        self._named = layout.currency(chosen.amount)
        self._facts = facts
        self._merged = MergedRows(table.merged, chosen.amount)
        self._merged_orders = MergedRows(table.merged if chosen.order is not None else (), chosen.order or 0)
        self._has_order_numbers = chosen.order is not None
        self._keys: dict[int, str] = {}
        self._seen: dict[str, tuple[int, str | None]] = {}
        self._off: dict[str, Skip] = {}

    def take(self, entries: list[_Entry]) -> None:
        """All the rows; the column's way of writing decimals is told from all of them."""
        reader = AmountReader(decimals_of(entry.amount for entry in entries))
        for entry in entries:
            reason = self._take(entry, self._key(entry), reader)
            if reason is not None:
                self._skip(entry.row, reason)
        self._drop_a_sum_without_a_name()

    def by_currency(self) -> dict[str, tuple[int, ...]]:
        """The amounts by currency, yuan first."""
        found: dict[str, list[int]] = {}
        for each in self._counted:
            found.setdefault(each.currency or CNY, []).append(each.fen)
        return {code: tuple(found[code]) for code in sorted(found, key=lambda code: (code != CNY, code))}

    def unstated(self) -> int:
        """Amounts of which nothing says a currency."""
        return sum(each.currency is None for each in self._counted)

    def _key(self, entry: _Entry) -> str | None:
        """The row's order number; in a merged cell, the one in its first row."""
        key, cut = order_key(entry.order)
        self.rounded = self.rounded or cut
        if key is not None:
            self._keys[entry.row] = key
            return key
        top = self._merged_orders.top_of(entry.row)
        return self._keys.get(top) if top is not None else None

    def _take(self, entry: _Entry, key: str | None, reader: AmountReader) -> Skip | None:
        """Count the row, or say why not."""
        if entry.shifted:
            return Skip.SHIFTED
        if entry.sums_up:
            return Skip.TOTAL_ROW
        off = _off_by_status(entry.status) if isinstance(entry.status, str) else None
        if key is not None:
            if off is None and is_blank(entry.status):
                off = self._off.get(key)
            if off is not None:
                self._off[key] = off
        if off is not None:
            return off
        found = reader.read(entry.amount)
        if isinstance(found, Skip):
            return self._why(found, entry.row, key)
        fen, currency = found[0], found[1] or self._currency(entry)
        if isinstance(currency, Skip):
            return currency
        if key is not None:
            earlier = self._seen.get(key)
            if earlier is not None:
                return Skip.DUPLICATE_ORDER if earlier == (fen, currency) else Skip.CONFLICTING_ORDER
            self._seen[key] = (fen, currency)
        self._counted.append(_Counted(entry.row, key, fen, currency))
        return None

    def _why(self, reason: Skip, row: int, key: str | None) -> Skip:
        """The better reason for a missing or zero amount."""
        if reason not in (Skip.EMPTY, Skip.ZERO):
            return reason
        if reason is Skip.EMPTY and self._merged.top_of(row) is not None:
            return Skip.MERGED
        if reason is Skip.EMPTY and key in self._seen:
            return Skip.DUPLICATE_ORDER
        return self._facts.faults.get(row, reason)

    def _currency(self, entry: _Entry) -> str | Skip | None:
        """What the row's own currency says, then the number format, then the column's name; None for nothing."""
        if isinstance(entry.currency, str) and not is_blank(entry.currency):
            return _currency_named(entry.currency) or Skip.UNKNOWN_CURRENCY
        return self._facts.currencies.get(entry.row) or self._named

    def _drop_a_sum_without_a_name(self) -> None:
        """The last amount of a sheet with order numbers is no order when it has none and all the others make it up."""
        if not self._has_order_numbers or len(self._counted) < _FEWEST_SUMMED:
            return
        *orders, last = self._counted
        same = all(each.key is not None and each.currency == last.currency for each in orders)
        if last.key is None and same and sum(each.fen for each in orders) == last.fen:
            self._counted.pop()
            self._skip(last.row, Skip.TOTAL_ROW)

    def _skip(self, row: int, reason: Skip) -> None:
        self.skipped.setdefault(reason, RowRanges()).add(row)


def _sums_up(row: Row, order: Cell) -> bool:
    """Whether a row without an order number begins with a word for a sum."""
    if order is not None and (not isinstance(order, str) or order[:1].isdigit()):
        return False
    first = order if not is_blank(order) else next((cell for cell in row if not is_blank(cell)), None)
    if not isinstance(first, str) or len(first) > _LONGEST_LABEL or first[:1].isdigit():
        return False
    return _sum_words().fullmatch(fold(first).strip()) is not None


@lru_cache(maxsize=256)
def _off_by_status(status: str) -> Skip | None:
    """Whether an order of this status was never paid, or was cancelled."""
    if len(status) > CELL_CHARACTERS:
        return None
    text = compact(status)
    words = vocabulary("sheets")
    for reason in (Skip.UNPAID, Skip.CANCELLED):
        if text.startswith(tuple(compact(word) for word in words[reason.value])):
            return reason
    return None


@lru_cache(maxsize=256)
def _currency_named(text: str) -> str | None:
    return code_of(text) or named_in(text)


@cache
def _sum_words() -> re.Pattern[str]:
    words = any_of(vocabulary("sheets")["total_row"])
    return re.compile(rf"{words}[\W\d_]*(?:\(.*\))?[\W\d_]*")
