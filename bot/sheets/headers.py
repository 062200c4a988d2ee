"""Where a table's header stands and what its columns are, by ``templates/vocabulary/sheets.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.reading.numbers import fold
from bot.reading.words import vocabulary
from bot.sheets.amounts import Cell
from bot.sheets.currencies import named_in, without_currency
from bot.sheets.limits import CELL_CHARACTERS, HEADER_ROWS

Numbered = tuple[int, Sequence[Cell]]
"""A row with its number, from 1."""


class Role(StrEnum):
    """What a column is; the keys of the vocabulary."""

    ORDER = "order"
    PAID = "paid"
    ORDER_TOTAL = "order_total"
    AMOUNT = "amount"
    PRODUCT_TOTAL = "product_total"
    CURRENCY = "currency"
    STATUS = "status"
    OTHER = "other"


BEST_FIRST = (Role.PAID, Role.ORDER_TOTAL, Role.AMOUNT, Role.PRODUCT_TOTAL)
"""The roles of amounts: what the buyer paid counts before what the order came to, and that before the goods alone."""

_LONGEST_NAME = 40
_IN_BRACKETS = re.compile(r"[(\[{\u3010][^)\]}\u3011]*[)\]}\u3011]?")
_NO_LETTER = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[-+]?[^\w\s]{0,2}[0-9][0-9.,]*")
_EXACT, _BEGUN, _OTHER = 3, 2, 1
_MOST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table, by index from 0."""

    row: int | None
    """The header's row from 1; None when the first row already holds values."""
    names: tuple[str, ...]
    roles: tuple[Role | None, ...]
    currencies: tuple[str | None, ...]

    def first(self, role: Role) -> int | None:
        """The first column with this role."""
        return self.roles.index(role) if role in self.roles else None

    def all(self, role: Role) -> list[int]:
        """Every column with this role."""
        return [index for index, found in enumerate(self.roles) if found is role]

    def name(self, index: int) -> str:
        """The column's name as it is written, without what is too long to show; "" for none."""
        return self.names[index] if index < len(self.names) else ""

    def currency(self, index: int) -> str | None:
        """The currency the column's name mentions."""
        return self.currencies[index] if index < len(self.currencies) else None


def find_layout(top: Sequence[Numbered]) -> Layout:
    """The layout by the first rows of a table: the row that names the most columns, else the one above the numbers."""
    best: Numbered | None = None
    best_score = 0
    above: Numbered | None = None
    has_numbers = False
    for number, row in top[:HEADER_ROWS]:
        if any(_is_number(cell) for cell in row):
            has_numbers = True
            continue
        if not has_numbers and any(_text_of(cell) for cell in row):
            above = (number, row)
        score = _score(row)
        if score > best_score:
            best, best_score = (number, row), score
    header = best or (above if has_numbers else None)
    if header is None:
        return Layout(None, (), (), ())
    names = tuple(_text_of(cell) for cell in header[1])
    found = tuple(role_of(name) for name in names)
    return Layout(
        header[0],
        tuple(name[:_LONGEST_NAME] for name in names),
        tuple(role for role, _ in found),
        tuple(named_in(str(cell)) if isinstance(cell, str) else None for cell in header[1]),
    )


def role_of(name: str) -> tuple[Role | None, bool]:
    """What a column of this name is, and whether the name is exactly a known one; (None, False) for an unknown one."""
    outside = _IN_BRACKETS.sub("", fold(name))
    text = compact(outside) or compact(name)
    words = _words()
    for whole in (text, compact(without_currency(outside))):
        exact = words.exact.get(whole) or words.begins.get(whole)
        if exact is not None:
            return exact, True
    for length in range(min(len(text), words.longest), 0, -1):
        role = words.begins.get(text[:length])
        if role is not None:
            return role, False
    return None, False


def sounds_like_money(name: str) -> bool:
    """Whether a column of an unknown name may be an amount by the sound of it."""
    text = compact(name)
    return any(word in text for word in _words().about_money)


def compact(text: str) -> str:
    """Folded letters and digits only: ``Order No.`` and ``order_no`` are the same."""
    return _NO_LETTER.sub("", fold(text))


def _score(row: Sequence[Cell]) -> int:
    """How much of a header a row is; 0 for a row in which neither an order, nor an amount, nor two others are named."""
    seen: dict[Role, int] = {}
    others = 0
    for cell in row:
        role, exact = role_of(_text_of(cell))
        if role in (Role.OTHER, Role.STATUS, Role.CURRENCY):
            others += 1
        elif role is not None:
            seen[role] = max(seen.get(role, 0), _EXACT if exact else _BEGUN)
    if not seen and others < 2:
        return 0
    return sum(seen.values()) + min(others, _MOST_OTHERS) * _OTHER


def _text_of(cell: Cell) -> str:
    """The first line of a cell that holds words, stripped; "" for every other cell."""
    if not isinstance(cell, str) or not cell or len(cell) > 10 * CELL_CHARACTERS:
        return ""
    lines = cell.strip().splitlines()
    return lines[0].strip() if lines and len(lines[0]) <= CELL_CHARACTERS else ""


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        return len(cell) <= CELL_CHARACTERS and _NUMBER.fullmatch(cell.strip()) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


@dataclass(frozen=True, slots=True)
class _Words:
    begins: dict[str, Role]
    exact: dict[str, Role]
    longest: int
    about_money: tuple[str, ...]


@cache
def _words() -> _Words:
    lists = vocabulary("sheets")
    begins = {compact(word): role for role in Role for word in lists[role.value]["begins"]}
    exact = {compact(word): role for role in Role for word in lists[role.value]["is"]}
    about_money = tuple(compact(word) for word in lists["about_money"])
    return _Words(begins, exact, max(map(len, begins)), about_money)
