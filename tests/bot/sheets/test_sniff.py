"""What a file is, by its bytes; and what is refused before anything is unpacked."""

import dataclasses
import struct
import zipfile

import pytest

from bot.sheets.limits import LIMITS, Limits
from bot.sheets.reading import parse
from bot.sheets.results import Kind, Orders, Refusal, SheetRefused
from bot.sheets.sniff import ending_of, kind_of
from tests.bot.sheets.making import archive, compound, ods, ods_cell, repacked, xls, xlsx

ROWS = [["订单号", "订单金额"], ["8001", 12.3], ["8002", 5.0]]
CSV = "订单号,订单金额\n8001,12.30\n8002,5\n".encode()
ODS = ods("".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in ROWS))

REFUSED = {
    "nothing": (b"", Refusal.EMPTY),
    "white space": (b" \r\n\t\r\n", Refusal.EMPTY),
    "a byte order mark alone": (b"\xef\xbb\xbf\n", Refusal.EMPTY),
    "zeros": (bytes(5000), Refusal.EMPTY),
    "a PDF": (b"%PDF-1.7\n1 0 obj", Refusal.PDF),
    "a PNG": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Refusal.IMAGE),
    "a JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", Refusal.IMAGE),
    "a WebP": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", Refusal.IMAGE),
    "a HEIC": (b"\x00\x00\x00\x18ftypheic", Refusal.IMAGE),
    "a bitmap": (b"BM\x36\x00\x00\x00\x00\x00", Refusal.IMAGE),
    "a RAR": (b"Rar!\x1a\x07\x00", Refusal.ARCHIVE),
    "a gzip": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", Refusal.ARCHIVE),
    "a ZIP of a sheet": (archive({"orders.csv": CSV}), Refusal.ARCHIVE),
    "an empty ZIP": (archive({}), Refusal.ARCHIVE),
    "a text document": (archive({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), Refusal.DOCUMENT),
    "an old text document": (compound("WordDocument", b"x"), Refusal.DOCUMENT),
    "an open text document": (archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), Refusal.DOCUMENT),
    "a binary sheet": (archive({"xl/workbook.bin": b"x"}), Refusal.BINARY_SHEET),
    "a web page": ("\ufeff\n<html><table><tr><td>订单号</td></tr></table>".encode(), Refusal.WEB_PAGE),
    "a web page in UTF-16": ("<table><tr><td>订单号</td></tr></table>".encode("utf-16"), Refusal.WEB_PAGE),
    "a sheet as XML of 2003": (b'<?xml version="1.0"?><Workbook><Worksheet/></Workbook>', Refusal.WEB_PAGE),
    "a mail with a web page": (b"MIME-Version: 1.0\nContent-Type: multipart/related", Refusal.WEB_PAGE),
    "a program": (bytes(range(1, 256)) * 40, Refusal.NOT_A_SHEET),
    "another compound file": (compound("Contents", b"x"), Refusal.NOT_A_SHEET),
    "an encrypted XLSX": (compound("EncryptedPackage", b"x" * 5000), Refusal.ENCRYPTED),
    "an encrypted ODS": (ods("", manifest="<encryption-data/>"), Refusal.ENCRYPTED),
    "half an XLSX": (xlsx(ROWS)[:3000], Refusal.BROKEN),
    "an XLSX without its end": (xlsx(ROWS)[:-30], Refusal.BROKEN),
    "an XLSX with a broken sheet": (repacked(xlsx(ROWS), {"xl/worksheets/sheet1.xml": b"<a><b"}), Refusal.BROKEN),
    "half an XLS": (xls(ROWS)[:1700], Refusal.BROKEN),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("name", ["orders.xlsx", "orders.csv"])
def test_what_is_no_sheet_is_refused_for_what_it_is_whatever_its_name(what, name):
    content, reason = REFUSED[what]
    assert parse(content, name) == SheetRefused(reason)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(xlsx(ROWS), Kind.XLSX), (xls(ROWS), Kind.XLS), (ODS, Kind.ODS), (CSV, Kind.TEXT)],
    ids=["xlsx", "xls", "ods", "csv"],
)
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods", "csv", "txt", "dat", ""])
def test_a_sheet_is_read_as_what_it_is_and_a_wrong_ending_is_noted(content, kind, ending):
    found = parse(content, f"订单.{ending}" if ending else "orders")
    assert isinstance(found, Orders)
    assert found.amounts == {"CNY": (1230, 500)}
    assert found.notes.kind is kind
    right = {"csv": Kind.TEXT, "txt": Kind.TEXT, "xlsx": Kind.XLSX, "xls": Kind.XLS, "ods": Kind.ODS}
    assert found.notes.misnamed is (right.get(ending, kind) is not kind)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.XLSX", "xlsx"),
        ("a.b.csv", "csv"),
        ("noend", ""),
        (".csv", ""),
        ("x/../y.ods", "ods"),
        ("", ""),
        ("a.\x00", "\x00"),
    ],
)
def test_the_ending_of_a_name(name, ending):
    assert ending_of(name) == ending


def test_a_part_that_unpacks_to_a_hundred_times_its_size_is_not_unpacked():
    bomb = repacked(xlsx(ROWS), {"xl/worksheets/sheet1.xml": b" " * 20_000_000})
    assert len(bomb) < 40_000
    assert kind_of(bomb, LIMITS) is Refusal.TOO_BIG
    assert kind_of(bomb, dataclasses.replace(LIMITS, packed_ratio=10_000)) is Kind.XLSX


def test_parts_that_are_too_much_together_are_not_unpacked():
    parts = repacked(xlsx(ROWS), {f"xl/media/{number}.bin": bytes(9_000_000) for number in range(4)})
    assert kind_of(parts, Limits(unpacked_bytes=36_000_000)) is Refusal.TOO_BIG
    assert kind_of(parts, Limits(unpacked_bytes=40_000_000)) is Kind.XLSX


def test_thousands_of_parts_are_not_looked_through():
    parts = repacked(xlsx(ROWS), {f"x/{number}": b"" for number in range(LIMITS.parts)})
    assert kind_of(parts, LIMITS) is Refusal.TOO_BIG


def test_an_encrypted_part_is_noticed():
    plain = xlsx(ROWS)
    place = plain.rindex(b"PK\x01\x02")
    flags = struct.unpack_from("<H", plain, place + 8)[0]
    locked = bytearray(plain)
    struct.pack_into("<H", locked, place + 8, flags | 1)
    assert kind_of(bytes(locked), LIMITS) is Refusal.ENCRYPTED
    assert zipfile.is_zipfile(__file__) is False
