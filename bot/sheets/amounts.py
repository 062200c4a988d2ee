"""One cell as an amount: plain digits at once, everything else by the readers that also read what sellers type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, auto
from functools import cache

from bot.reading.money_words import CNY, marks_in, money, prepared
from bot.reading.numbers import Refusal, Refused, fold, read_number
from bot.reading.words import vocabulary
from bot.sheets.currencies import tightened
from bot.sheets.limits import CELL_CHARACTERS
from bot.sheets.results import Skip

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Amount = tuple[int, str | None]
"""Hundredths, and the currency if the cell says one."""

_PLAIN = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?")
_WRITTEN = re.compile(r"(?P<before>[^0-9]*)(?P<number>[0-9][0-9.,' \u00a0]*)(?P<after>[^0-9]*)", re.DOTALL)
_DECIMAL_COMMA = re.compile(r"[0-9][0-9.' ]*,[0-9]{1,2}")
_DECIMAL_POINT = re.compile(r"[0-9][0-9,' ]*\.[0-9]{1,2}")
_EITHER_WAY = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_GAPS = re.compile(r"(?<=[0-9])[ \u00a0](?=[0-9]{3}(?![0-9]))")
_CODE = re.compile(r"[a-z]{3}")
_SWAPPED = str.maketrans(",.", ".,")
_WRAPPED = "=\"' \t\r\n\u00a0\u3000"
"""What spreadsheet programs put around a number that is to stay a text: ``="12.30"``."""
_NO_NOISE = Decimal("0.000001")
_FEN = Decimal("0.01")
_AFFIXES = 1_000
"""Different writings around a number that are remembered; more of them only take longer."""
_TWELVE = Decimal(12)

_REASONS = {
    Refusal.NEGATIVE: Skip.NEGATIVE,
    Refusal.ZERO: Skip.ZERO,
    Refusal.TOO_LARGE: Skip.TOO_LARGE,
    Refusal.TOO_FINE: Skip.NOT_WHOLE_FEN,
    Refusal.AMBIGUOUS_SEPARATOR: Skip.AMBIGUOUS,
    Refusal.AMBIGUOUS_SPACE: Skip.AMBIGUOUS,
}


class Decimals(Enum):
    """What the marks inside the numbers of a column mean; only ``1.234`` and ``1,234`` depend on it."""

    UNKNOWN = auto()
    POINT = auto()
    COMMA = auto()
    MIXED = auto()


def decimals_of(cells: Iterable[Cell]) -> Decimals:
    """What a column tells: ``1.234,50`` or ``12,5`` is one way, ``1,234.50`` or ``12.5`` the other."""
    comma = point = False
    for cell in cells:
        if not isinstance(cell, str) or (not comma and _PLAIN.fullmatch(cell) and "." not in cell):
            continue
        found = _WRITTEN.fullmatch(cell.strip(_WRAPPED)) if len(cell) <= CELL_CHARACTERS else None
        if found is not None:
            number = found["number"].strip()
            comma = comma or _DECIMAL_COMMA.fullmatch(number) is not None
            point = point or _DECIMAL_POINT.fullmatch(number) is not None
            if comma and point:
                return Decimals.MIXED
    return Decimals.COMMA if comma else Decimals.POINT if point else Decimals.UNKNOWN


class AmountReader:
    """Reads the cells of one column."""

    def __init__(self, decimals: Decimals = Decimals.UNKNOWN) -> None:
        self._decimals = decimals
        self._affixes: dict[tuple[str, str], tuple[Decimal, str | None] | Skip] = {}

    def read(self, cell: Cell) -> Amount | Skip:
        """The amount above zero and in whole hundredths that stands in the cell, or why it is none; never an error."""
        if isinstance(cell, str):
            return self._text(cell)
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return Skip.EMPTY if cell is None else Skip.TEXT
        return self._number(repr(cell), cell)

    def _number(self, written: str, value: float) -> Amount | Skip:
        plain = _plain(written.removesuffix(".0"))
        if plain is not None:
            return plain
        if value != value:
            return Skip.TEXT
        if not -1e15 < value < 1e15:
            return Skip.NEGATIVE if value < 0 else Skip.TOO_LARGE
        # What the sums of a spreadsheet program leave behind the sixth decimal is noise.
        return _checked(Decimal(written).quantize(_NO_NOISE), None)

    def _text(self, cell: str) -> Amount | Skip:
        plain = _plain(cell)
        if plain is not None:
            return plain
        if len(cell) > CELL_CHARACTERS:
            return Skip.TEXT
        text = cell.strip(_WRAPPED)
        if not text:
            return Skip.EMPTY
        if text.upper().startswith(_error_cells()):
            return Skip.ERROR_CELL
        found = _WRITTEN.fullmatch(text) or _WRITTEN.fullmatch(fold(text))
        if found is None:
            return Skip.TEXT
        around = self._around(found["before"], found["after"])
        if isinstance(around, Skip):
            return around
        factor, currency = around
        number = found["number"].strip()
        plain = _plain(number) if factor == 1 else None
        if plain is not None:
            return plain[0], currency
        value = self._value(number)
        return value if isinstance(value, Skip) else _checked(value * factor, currency)

    def _value(self, number: str) -> Decimal | Skip:
        closed = _GAPS.sub("'", number.rstrip(".,"))
        either_way = _EITHER_WAY.fullmatch(closed) is not None
        if either_way and self._decimals is Decimals.MIXED:
            return Skip.AMBIGUOUS
        if either_way and self._decimals is Decimals.UNKNOWN and "." in closed:
            return Skip.AMBIGUOUS
        is_point = _DECIMAL_POINT.fullmatch(closed) is not None
        if _DECIMAL_COMMA.fullmatch(closed) or (self._decimals is Decimals.COMMA and not is_point):
            closed = closed.translate(_SWAPPED)
        value = read_number(closed)
        return _REASONS.get(value.reason, Skip.TEXT) if isinstance(value, Refused) else value

    def _around(self, before: str, after: str) -> tuple[Decimal, str | None] | Skip:
        known = self._affixes.get((before, after))
        if known is None:
            known = _meaning(before, after)
            if len(self._affixes) < _AFFIXES:
                self._affixes[before, after] = known
        return known


def _plain(written: str) -> Amount | None:
    """Digits with at most two decimals, above zero and in the usual range; everything else takes the long way."""
    found = _PLAIN.fullmatch(written)
    if found is None:
        return None
    fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return (fen, None) if 0 < fen <= _usual_fen() else None


def _checked(value: Decimal, currency: str | None) -> Amount | Skip:
    if value > 0 and value != value.quantize(_FEN):
        return Skip.NOT_WHOLE_FEN
    found = money(value.quantize(_FEN), currency or CNY)
    if isinstance(found, Refused):
        return _REASONS.get(found.reason, Skip.TEXT)
    return int(found.value * 100), currency


def _meaning(before: str, after: str) -> tuple[Decimal, str | None] | Skip:
    """What stands around a number: a factor (``12k``) and a currency; anything else makes it no amount."""
    left, right = before.strip(), after.strip()
    negative = left.startswith("(") and right.endswith(")")
    if negative:
        left, right = left.removeprefix("("), right.removesuffix(")")
    text = prepared(tightened(f"{left} 12{right}" if left[-1:].isalpha() else f"{left}12{right}"))
    found = marks_in(text)
    if len(found) != 1:
        return Skip.TEXT
    mark = found[0]
    rest = (text[: mark.start] + text[mark.end :]).strip(" :()[]'\"")
    if isinstance(mark.value, Refused):
        return _REASONS.get(mark.value.reason, Skip.TEXT)
    if rest == "-" or (negative and not rest):
        return Skip.NEGATIVE
    if rest or mark.scale or mark.counts or mark.relation or mark.role:
        return Skip.UNKNOWN_CURRENCY if _CODE.fullmatch(rest) and mark.bare else Skip.TEXT
    return mark.value / _TWELVE, mark.currency


@cache
def _usual_fen() -> int:
    """The largest amount in fen that needs no second look; the same bound as for what is typed."""
    return int(Decimal(str(vocabulary("quote")["largest_amount"])) * 100)


@cache
def _error_cells() -> tuple[str, ...]:
    return tuple(str(word) for word in vocabulary("sheets")["error_cells"])
