"""Which column of a table holds the amounts, and which the order numbers, by the header first and the values second."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.reading.money_words import CNY
from bot.sheets.amounts import AmountReader, Cell, decimals_of
from bot.sheets.headers import BEST_FIRST, Layout, Numbered, Role, sounds_like_money
from bot.sheets.limits import CANDIDATES, CELL_CHARACTERS, SAMPLES
from bot.sheets.results import Column, Skip, column_letter

_MOSTLY = 0.6
"""The share of a column's sampled cells that must be amounts, or order numbers, for it to hold such."""
_LONG_DIGITS = re.compile(r"[0-9]{12,24}")
_NO_AMOUNT = re.compile(r"[0-9]{9,}")
"""So many digits without a decimal are a telephone number, a parcel or an order."""
_CUT_SHORT = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{2}")
_EXACT_DIGITS = 10**15
"""A spreadsheet program keeps fifteen digits of a number; an order has sixteen."""
_WRAPPED = "=\"' \t\r\n\u00a0"
_LONGEST_SAMPLE = 24


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns to read, by index; None where there is none."""

    amount: int
    order: int | None = None
    status: int | None = None
    currency: int | None = None


def choose(layout: Layout, sample: Sequence[Numbered], wanted: int | None) -> Chosen | list[int]:
    """The columns to read, or those among which only the seller can tell (none: nothing looks like amounts).

    ``wanted`` is the seller's own choice.
    """
    width = max((len(row) for _, row in sample), default=0)
    filled = [index for index in range(width) if any(not is_blank(row[index]) for _, row in sample if index < len(row))]
    order = layout.first(Role.ORDER)
    if order is None:
        order = _order_by_values(layout, sample, filled)
    found = _by_name(layout, sample, filled) if wanted is None else wanted
    if found is None:
        found = _by_values(layout, sample, [index for index in filled if index != order])
    if isinstance(found, list):
        return found
    order = None if order == found else order
    return Chosen(found, order, layout.first(Role.STATUS), layout.first(Role.CURRENCY))


def described(sheet: int, index: int, layout: Layout, sample: Sequence[Numbered]) -> Column:
    """A column as it is shown to the seller, with a few of its amounts and no other text."""
    cells = [cell for _, row in sample if not is_blank(cell := cell_at(row, index))]
    reader = AmountReader(decimals_of(cells))
    shown = [_written(cell) for cell in cells if not isinstance(reader.read(cell), Skip)]
    return Column(sheet, index, column_letter(index), layout.name(index), tuple(shown[:SAMPLES]))


def cell_at(row: Sequence[Cell], index: int) -> Cell:
    """The cell, or None to the right of the row's end."""
    return row[index] if index < len(row) else None


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing to be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def order_key(cell: Cell) -> tuple[str | None, bool]:
    """An order number as text, None for none that tells orders apart; and whether a spreadsheet program cut it."""
    if isinstance(cell, str):
        text = cell.strip(_WRAPPED)
        if _CUT_SHORT.fullmatch(text):
            return None, True
        return (text if 0 < len(text) <= CELL_CHARACTERS else None), False
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell != cell or abs(cell) > 1e25:
        return None, False
    return str(int(cell)), abs(cell) >= _EXACT_DIGITS


def _by_name(layout: Layout, sample: Sequence[Numbered], filled: list[int]) -> int | list[int] | None:
    """The best column whose name says that it is an amount; several that are equally good are the seller's choice."""
    named: list[int] = []
    for role in BEST_FIRST:
        columns = layout.all(role)
        named += columns
        live = [index for index in columns if index in filled]
        in_yuan = [index for index in live if layout.currency(index) == CNY]
        if len(live) == 1 or (live and _are_the_same(sample, live)):
            return live[0]
        if len(in_yuan) == 1:
            return in_yuan[0]
        if live:
            return live[:CANDIDATES]
    # All of them are blank: reading the best one tells the seller so, row by row.
    return named[0] if named else None


def _by_values(layout: Layout, sample: Sequence[Numbered], filled: list[int]) -> int | list[int]:
    """Columns that look like amounts and whose names say nothing; where nothing else can be meant, no question."""
    unnamed = [index for index in filled if index >= len(layout.roles) or layout.roles[index] is None]
    found = [index for index in unnamed if _are(sample, index, _is_amount_like)]
    if len(found) == 1 and (layout.row is None or len(filled) == 1):
        return found[0]
    found.sort(key=lambda index: not sounds_like_money(layout.name(index)))
    return found[:CANDIDATES]


def _order_by_values(layout: Layout, sample: Sequence[Numbered], filled: list[int]) -> int | None:
    """Without a header: the first column of long numbers."""
    if layout.row is not None:
        return None
    return next((index for index in filled if _are(sample, index, _is_order_like)), None)


def _are(sample: Sequence[Numbered], index: int, fits: Callable[[Cell], bool]) -> bool:
    cells = [cell for _, row in sample if not is_blank(cell := cell_at(row, index))]
    return bool(cells) and sum(map(fits, cells)) >= _MOSTLY * len(cells)


def _are_the_same(sample: Sequence[Numbered], columns: list[int]) -> bool:
    first, *others = columns
    return all(cell_at(row, first) == cell_at(row, other) for _, row in sample for other in others)


_ANY_AMOUNT = AmountReader()


def _is_amount_like(cell: Cell) -> bool:
    if _NO_AMOUNT.fullmatch(_written(cell)):
        return False
    return not isinstance(_ANY_AMOUNT.read(cell), Skip)


def _is_order_like(cell: Cell) -> bool:
    return _LONG_DIGITS.fullmatch(_written(cell)) is not None


def _written(cell: Cell) -> str:
    text = repr(cell).removesuffix(".0") if isinstance(cell, float) else str(cell)
    return text.strip(_WRAPPED)[:_LONGEST_SAMPLE]
