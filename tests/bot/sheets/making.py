"""Files to be read: sheets written by a library, and by hand where a library would not write what people have."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xlsx(
    rows: Iterable[Sequence[Any]] = (),
    *,
    sheet: str = "Sheet1",
    more: dict[str, Iterable[Sequence[Any]]] | None = None,
    finish: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """A workbook with ``rows`` on its first sheet and ``more`` sheets; ``finish(book, first_sheet)`` adds the rest."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    first = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        first.write_row(number, 0, row)
    for name, others in (more or {}).items():
        page = book.add_worksheet(name)
        for number, row in enumerate(others):
            page.write_row(number, 0, row)
    if finish is not None:
        finish(book, first)
    book.close()
    return file.getvalue()


def with_sheet_xml(rows: str, *, after: str = "") -> bytes:
    """A workbook whose only sheet holds these ``<row>`` elements, whatever they say."""
    xml = f'<worksheet xmlns="{_NAMESPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return repacked(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": xml.encode()})


def repacked(archive: bytes, replaced: dict[str, bytes]) -> bytes:
    """The archive with other parts, or further ones."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in replaced:
                new.writestr(name, old.read(name))
        for name, content in replaced.items():
            new.writestr(name, content)
    return file.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def ods(rows: str, *, manifest: str = "") -> bytes:
    """An OpenDocument sheet with these ``<table:table-row>`` elements."""
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="T">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>".encode(),
        }
    )


def ods_cell(value: str | float, *, repeated: int = 1) -> str:
    """One cell of such a row."""
    times = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"{times}><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"{times}/>'


def xls(rows: Sequence[Sequence[str | float]]) -> bytes:
    """A sheet of Excel 97: BIFF8 in a compound file."""
    cells = b"".join(
        _cell(row, column, value) for row, values in enumerate(rows) for column, value in enumerate(values)
    )
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = b"T"
    sheet = _record(0x0809, begin[:2] + b"\x10\x00" + begin[4:]) + cells + _record(0x000A)
    place = len(_record(0x0809, begin)) + 4 + 8 + len(name) + len(_record(0x000A))
    bound = _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name)
    return compound("Workbook", _record(0x0809, begin) + bound + _record(0x000A) + sheet)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", value))


def compound(stream: str, content: bytes) -> bytes:
    """A compound file (OLE) with one stream."""
    padded = content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\x00")
    sectors = len(padded) // _SECTOR
    # Sector 0 is the allocation table, 1 the directory, the stream follows.
    table = [_FAT, _END, *range(3, 2 + sectors), _END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    fat = struct.pack(f"<{len(table)}I", *table) + struct.pack("<I", _FREE) * (128 - len(table))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(stream, 2, 2, len(padded)) + bytes(256)
    return head + fat + directory + padded


def _entry(name: str, kind: int, first: int, size: int, *, child: int = _FREE) -> bytes:
    written = name.encode("utf-16-le") + b"\x00\x00"
    entry = written.ljust(64, b"\x00") + struct.pack("<HBB", len(written), kind, 1)
    entry += struct.pack("<III", _FREE, _FREE, child) + bytes(36) + struct.pack("<IQ", first, size)
    return entry
