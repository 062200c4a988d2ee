"""What the reader of XLSX leaves out about cells: formulas without results, errors, and currencies in number formats.

The worksheet's XML is searched piece by piece, and only for one column. It is a search and no parser: what is written
in an unusual way is not found, and the cell then counts as what its value says.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bot.sheets.currencies import of_format
from bot.sheets.results import Skip, column_letter

_PIECE_BYTES = 1 << 20
_LONGEST_ROW = 32 << 20
_SMALL_PART = 20_000_000
_TAG = rb"<(?:\w+:)?"
_SHEET = re.compile(_TAG + rb"sheet\s[^>]*?\b\w+:id=\"([^\"]+)\"")
_RELATION = re.compile(_TAG + rb"Relationship\s[^>]*>")
_ID = re.compile(rb"\bId=\"([^\"]+)\"")
_TARGET = re.compile(rb"\bTarget=\"([^\"]+)\"")
_FORMAT = re.compile(_TAG + rb"numFmt\s[^>]*>")
_FORMAT_ID = re.compile(rb"\bnumFmtId=\"(\d+)\"")
_FORMAT_CODE = re.compile(rb"\bformatCode=\"([^\"]*)\"")
_CELL_STYLES = re.compile(_TAG + rb"cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(_TAG + rb"xf\s[^>]*>")
_CELL_STYLE = re.compile(rb"\bs=\"(\d+)\"")
_FORMULA = re.compile(_TAG + rb"f[\s/>]")
_FAULT = (b"<f", b":f>", b":f ", b't="e"')
"""Some of this stands near every faulty cell; looking for it takes no time."""
_VALUE = re.compile(_TAG + rb"v(?:\s[^>]*)?>([^<]*)<")
_IS_ERROR = re.compile(rb"\bt=\"e\"")


@dataclass(frozen=True)
class ColumnFacts:
    """About the cells of one column, by row number from 1; empty where nothing is known."""

    faults: dict[int, Skip] = field(default_factory=dict)
    """Cells whose value is missing or zero for a reason; the reader of values takes them for empty."""
    currencies: dict[int, str] = field(default_factory=dict)
    """Currencies that only the number format shows."""


class XlsxCells:
    """Looks into the parts of one XLSX file."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def of_column(self, sheet: int, column: int) -> ColumnFacts:
        """The facts about a column. Most sheets have none, which a quick look over their text tells."""
        facts = ColumnFacts()
        for row, attributes, inside in self._cells(sheet, column):
            if _IS_ERROR.search(attributes):
                facts.faults[row] = Skip.ERROR_CELL
            elif _FORMULA.search(inside):
                value = _VALUE.search(inside)
                # Programs that write formulas without working them out store nothing, or a zero.
                if value is None or value[1].strip() in (b"", b"0"):
                    facts.faults[row] = Skip.FORMULA_WITHOUT_VALUE
            style = _CELL_STYLE.search(attributes) if self._styles else None
            if style is not None and int(style[1]) in self._styles:
                facts.currencies[row] = self._styles[int(style[1])]
        return facts

    def _cells(self, sheet: int, column: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Row, attributes and content of the column's cells, where there may be something to find."""
        part = self._sheet_parts.get(sheet)
        if part is None:
            return
        letter = column_letter(column).encode()
        cell = re.compile(
            _TAG + rb"c\s(?=[^>]*?\br=\"" + letter + rb"(\d+)\")([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL
        )
        for rows in self._whole_rows(part):
            if not self._styles and not any(mark in rows for mark in _FAULT):
                continue
            for found in cell.finditer(rows):
                yield int(found[1]), found[2], found[3] or b""

    def _whole_rows(self, part: str) -> Iterator[bytes]:
        rest = b""
        try:
            with zipfile.ZipFile(io.BytesIO(self._content)) as packed, packed.open(part) as stream:
                while piece := stream.read(_PIECE_BYTES):
                    rest += piece
                    end = rest.rfind(b"row>")
                    if end >= 0:
                        yield rest[:end]
                        rest = rest[end:]
                    elif len(rest) > _LONGEST_ROW:
                        return
        except Exception:  # damage, which the reader of the values has reported if it matters
            return
        yield rest

    @cached_property
    def _sheet_parts(self) -> dict[int, str]:
        """The part of each worksheet by its place in the workbook."""
        targets = {}
        for relation in _RELATION.findall(self._small_part("xl/_rels/workbook.xml.rels")):
            name, target = _ID.search(relation), _TARGET.search(relation)
            if name is not None and target is not None:
                targets[name[1]] = html.unescape(target[1].decode("utf-8", "replace"))
        found = {}
        for index, name in enumerate(_SHEET.findall(self._small_part("xl/workbook.xml"))):
            path = targets.get(name)
            if path is not None:
                found[index] = path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
        return found

    @cached_property
    def _styles(self) -> dict[int, str]:
        """The currency of each cell style whose number format shows one."""
        styles = self._small_part("xl/styles.xml")
        formats = {}
        for entry in _FORMAT.findall(styles):
            number, code = _FORMAT_ID.search(entry), _FORMAT_CODE.search(entry)
            if number is not None and code is not None:
                currency = of_format(html.unescape(code[1].decode("utf-8", "replace")))
                if currency is not None:
                    formats[int(number[1])] = currency
        block = _CELL_STYLES.search(styles) if formats else None
        if block is None:
            return {}
        found = {}
        for index, style in enumerate(_STYLE.findall(block[0])):
            number = _FORMAT_ID.search(style)
            if number is not None and int(number[1]) in formats:
                found[index] = formats[int(number[1])]
        return found

    def _small_part(self, name: str) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(self._content)) as packed, packed.open(name) as part:
                return part.read(_SMALL_PART)
        except Exception:  # no such part, or damage
            return b""
