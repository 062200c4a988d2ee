"""What a reading of a sheet can come to: orders, a question which column is meant, or a refusal; and why rows fell out.

Nothing in here is a text from the sheet but the names of worksheets and columns and a few amounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Ranges = tuple[tuple[int, int], ...]
"""Row numbers as the seller's program shows them, from 1, as (first, last) pairs: ``((5, 5), (9, 12))``."""


class Kind(StrEnum):
    """What a file really is, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"
    """Lines of text with a separator: CSV, TSV and the like."""


class Skip(StrEnum):
    """Why a row that is not blank gave no amount; the templates say it in words."""

    EMPTY = "empty"
    """The amount is missing."""
    MERGED = "merged"
    """The amount's cell is part of a merged one whose value was counted in its first row."""
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    """A formula whose result was never stored: the sheet was made by a program and not opened since."""
    ERROR_CELL = "error_cell"
    """``#N/A``, ``#REF!`` and the like."""
    TEXT = "text"
    SHIFTED = "shifted"
    """A line of text with more cells than the header: a separator inside a value parted it in a wrong place."""
    AMBIGUOUS = "ambiguous"
    """``1.234`` in a column that does not tell what its dots mean."""
    NEGATIVE = "negative"
    ZERO = "zero"
    TOO_LARGE = "too_large"
    NOT_WHOLE_FEN = "not_whole_fen"
    """More than two decimals."""
    UNKNOWN_CURRENCY = "unknown_currency"
    TOTAL_ROW = "total_row"
    DUPLICATE_ORDER = "duplicate_order"
    """An order number again, with the same amount or none: an export has a row for each product."""
    CONFLICTING_ORDER = "conflicting_order"
    """An order number again, with another amount; the first one was counted."""
    CANCELLED = "cancelled"
    UNPAID = "unpaid"
    BEYOND_LIMIT = "beyond_limit"
    """Below the last row that is read."""


class Refusal(StrEnum):
    """Why a whole file gave nothing; the templates say it in words."""

    EMPTY = "empty"
    PDF = "pdf"
    IMAGE = "image"
    WEB_PAGE = "web_page"
    """HTML or XML, which some consoles export under the ending of a sheet."""
    ARCHIVE = "archive"
    """A ZIP, RAR or 7z that is no sheet."""
    DOCUMENT = "document"
    """A text document or slides."""
    BINARY_SHEET = "binary_sheet"
    """XLSB."""
    NOT_A_SHEET = "not_a_sheet"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    """Cut off or damaged."""
    TOO_BIG = "too_big"
    """Unpacked, it is larger than can be read."""
    TOO_SLOW = "too_slow"
    NO_AMOUNTS = "no_amounts"
    """Nothing in it looks like amounts; `SheetRefused.headers` says what was seen."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one worksheet. `letter` as the seller's program shows it, `name` its header ("" for none)."""

    sheet: int
    index: int
    letter: str
    name: str
    samples: tuple[str, ...] = ()
    """A few of its amounts as they are written."""

    @property
    def choice(self) -> tuple[int, int]:
        """What `read_sheet` takes as ``column``; plain JSON."""
        return (self.sheet, self.index)


@dataclass(frozen=True, slots=True)
class Notes:
    """How the file was read."""

    kind: Kind
    ending: str
    """Of its name, in small letters, without the dot; "" for none."""
    misnamed: bool = False
    """Whether the ending says something else than `kind`."""
    encoding: str | None = None
    """Of a text: a name Python knows."""
    sheet: str | None = None
    """The worksheet that was used."""
    other_sheets: tuple[str, ...] = ()
    """Worksheets that were not used."""
    header_row: int | None = None
    """None: there is no header."""
    rounded_order_numbers: bool = False
    """Order numbers were cut by a spreadsheet program (``8.01E+15``), so that some repeats may not be seen."""
    columns_not_read: int = 0


@dataclass(frozen=True, slots=True)
class Orders:
    """Paid amounts, one for each order."""

    amounts: Mapping[str, tuple[int, ...]]
    """Hundredths by currency (ISO code), so fen for ``"CNY"``, in the order of the rows."""
    rows: int
    """Rows below the header that were read and are not blank."""
    skipped: Mapping[Skip, Ranges]
    column: Column
    notes: Notes
    unstated: int = 0
    """Amounts in "CNY" of which neither the cell nor the column nor the header says a currency."""

    @property
    def count(self) -> int:
        """Orders in all currencies."""
        return sum(map(len, self.amounts.values()))


@dataclass(frozen=True, slots=True)
class WhichColumn:
    """Several columns may hold the amounts, or one that does not say so: the seller has to choose."""

    candidates: tuple[Column, ...]
    notes: Notes


@dataclass(frozen=True, slots=True)
class SheetRefused:
    """Nothing was read."""

    reason: Refusal
    headers: tuple[str, ...] = ()
    """The names of the columns that were seen."""


Sheet = Orders | WhichColumn


@dataclass(slots=True)
class RowRanges:
    """Collects ascending row numbers as ranges."""

    ranges: list[tuple[int, int]] = field(default_factory=list)

    def add(self, row: int) -> None:
        """One more row."""
        self.add_range(row, row)

    def add_range(self, first: int, last: int) -> None:
        """Rows ``first`` to ``last``, both included."""
        if self.ranges and self.ranges[-1][1] == first - 1:
            self.ranges[-1] = (self.ranges[-1][0], last)
        else:
            self.ranges.append((first, last))


def column_letter(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
