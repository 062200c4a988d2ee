"""The worksheets of a file, one way for all kinds: rows of cells from the first row and the first column on."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bot.sheets.amounts import Cell
from bot.sheets.limits import Limits
from bot.sheets.results import Kind, Refusal
from bot.sheets.text import Text
from bot.sheets.xlsx_cells import ColumnFacts, XlsxCells

Row = Sequence[Cell]


class Unreadable(Exception):
    """The file cannot be read any further."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class MergedRows:
    """The merged cells of one column. Rows are numbered from 1."""

    def __init__(self, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]], column: int) -> None:
        found = sorted((top + 1, end + 1) for (top, left), (end, right) in ranges if left <= column <= right)
        self._tops = [top for top, _ in found]
        self._ends = [end for _, end in found]

    def top_of(self, row: int) -> int | None:
        """The first row of the merged cell in which this row is not the first; None elsewhere."""
        place = bisect_right(self._tops, row) - 1
        if place < 0 or row > self._ends[place] or row == self._tops[place]:
            return None
        return self._tops[place]


@dataclass(frozen=True)
class Table:
    """One worksheet, or the whole of a text."""

    index: int
    name: str | None
    height: int
    """Rows from the top, blank ones too."""
    width: int
    rows: Callable[[], Iterator[Row]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    facts: Callable[[int], ColumnFacts] = lambda _: ColumnFacts()
    """What the cells of a column are besides their values."""


def text_table(text: Text) -> Table:
    """A text as the only table of its file."""
    return Table(0, None, text.height, max(map(len, _first(text.rows(), 100)), default=0), text.rows)


def _first(rows: Iterator[list[str]], most: int) -> Iterator[list[str]]:
    return (row for row, _ in zip(rows, range(most), strict=False))


class Workbook:
    """A file with worksheets. Raises Unreadable wherever it turns out to be damaged or locked."""

    def __init__(self, content: bytes, kind: Kind, limits: Limits) -> None:
        self._cells = XlsxCells(content) if kind is Kind.XLSX else None
        self._limits = limits
        with _damage_is_said():
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            self.names = tuple(self._book.sheet_names)

    def tables(self) -> Iterator[Table]:
        """The visible worksheets that hold anything, in order; each is read when it is asked for."""
        for index, about in enumerate(self._book.sheets_metadata[: self._limits.sheets]):
            if about.typ is not None and about.typ != SheetTypeEnum.WorkSheet:
                continue
            if about.visible is not None and about.visible != SheetVisibleEnum.Visible:
                continue
            with _damage_is_said():
                sheet = self._book.get_sheet_by_index(index)
                start, end = sheet.start, sheet.end
                merged = sheet.merged_cell_ranges if end is not None else None
            if start is not None and end is not None:
                yield Table(
                    index,
                    sheet.name,
                    height=end[0] + 1,
                    width=end[1] + 1,
                    rows=partial(_rows, sheet, start[1]),
                    merged=merged or (),
                    facts=partial(self._facts, index),
                )

    def _facts(self, sheet: int, column: int) -> ColumnFacts:
        return self._cells.of_column(sheet, column) if self._cells is not None else ColumnFacts()


def _rows(sheet: CalamineSheet, first_column: int) -> Iterator[Row]:
    """The library begins with the first row of the sheet, but with the first column that holds anything."""
    before: list[Cell] = [""] * first_column
    with _damage_is_said():
        for row in sheet.iter_rows():
            yield [*before, *row] if before else row


@contextmanager
def _damage_is_said() -> Iterator[None]:
    try:
        yield
    except PasswordError:
        raise Unreadable(Refusal.ENCRYPTED) from None
    except (CalamineError, OSError, ValueError, EOFError):
        raise Unreadable(Refusal.BROKEN) from None
    except BaseException as error:
        # The library's own panics are of no class that can be named.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(Refusal.TOO_BIG if "capacity overflow" in str(error) else Refusal.BROKEN) from None
