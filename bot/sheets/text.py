"""Sheets that are text: which encoding, which separator, and the rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sheets.results import Refusal

csv.field_size_limit(1 << 30)  # the file itself is bounded

SEPARATORS = ("\t", ";", ",", "|")
"""Of two that part the rows equally well the first one counts: commas also stand inside amounts."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD = 65_536
_LOOKED_AT = 50
_MARKUP = re.compile(r"\s*<[a-zA-Z!?]")
_SAYS_SEPARATOR = re.compile(r"sep=([,;|:\t])\r?\n")
_ONE_NUMBER = re.compile(
    r"[^0-9,\t;|]{0,6}"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}|[0-9]+,[0-9]{1,2})"
    r"[^0-9,\t;|]{0,6}"
)
"""``1,234.50`` or ``1.234,50`` with its currency, the comma of which parts no columns."""
_ODD = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")
_MOST_ODD = 0.05
_END = "\x1f"
_LINES_OF_A_RECORD = 200
"""A quoted cell with more lines than this comes from a quotation mark that nobody closed."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can be read as rows."""

    text: str
    encoding: str
    separator: str
    quoting: int
    height: int
    """Records up to the last one that holds anything; blank ones between them count."""

    def rows(self) -> Iterator[list[str]]:
        """Every record, a blank line as an empty list."""
        yield from _reader(self.text, self.separator, self.quoting)


def read_text(content: bytes) -> Text | Refusal:
    """Decode a file that has no known binary form; it may still turn out to be no text, or a web page."""
    text, encoding = _decoded(content)
    head = text[:_HEAD]
    if len(_ODD.findall(head)) > _MOST_ODD * len(head):
        return Refusal.NOT_A_SHEET
    if _MARKUP.match(head):
        return Refusal.WEB_PAGE
    if not text.strip():
        return Refusal.EMPTY
    separator = _separator(head)
    height, quoting = _measured(text, separator)
    return Text(text, encoding, separator, quoting, height)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text without NULs, and the encoding it was in."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").replace("\x00", ""), encoding
    head = content[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 20 and min(even, odd) < max(even, odd) // 4:
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return content.decode(encoding, "replace").replace("\x00", ""), encoding
    for encoding in ("utf-8", "gb18030"):
        try:
            # Not final: a file that was cut off inside a character is still what it was.
            text = codecs.getincrementaldecoder(encoding)("strict").decode(content)
        except UnicodeDecodeError:
            continue
        return text.replace("\x00", ""), encoding
    return content.decode("latin-1").replace("\x00", ""), "latin-1"


def _separator(head: str) -> str:
    said = _SAYS_SEPARATOR.match(head)
    if said is not None:
        return said[1]
    if _is_one_column(head):
        return "\t"
    best = max(SEPARATORS, key=lambda separator: _evenness(head, separator))
    return best if _evenness(head, best) > (0.0, 0) else "\t"


def _is_one_column(head: str) -> bool:
    """Whether each line, perhaps but the first, is a single amount that is written with a comma."""
    first, *lines = [line.strip() for line in head.splitlines()[:_LOOKED_AT] if line.strip()] or [""]
    lines = lines or [first]
    return all(_ONE_NUMBER.fullmatch(line) for line in lines) and not any(char in first for char in "\t;|")


def _evenness(head: str, separator: str) -> tuple[float, int]:
    """How many of the first rows have the usual number of cells, in tenths, and that number; nothing for one cell."""
    widths = []
    for row in _reader(head, separator, csv.QUOTE_MINIMAL):
        if row:
            widths.append(len(row))
        if len(widths) == _LOOKED_AT:
            break
    # A title above the header, or the row that the head cuts off, has a width of its own.
    several = [width for width in widths if width > 1]
    if not several:
        return (0.0, 0)
    width, rows = Counter(several).most_common(1)[0]
    return (round(rows / len(widths), 1), width)


def _measured(text: str, separator: str) -> tuple[int, int]:
    """The last record with anything in it, and whether quotation marks mean anything: one that is never closed
    swallows the rest."""
    height = lines = 0
    reader = csv.reader(io.StringIO(f"{text}\r\n{_END}", newline=""), delimiter=separator)
    for number, record in enumerate(reader, 1):
        if record == [_END]:
            return height, csv.QUOTE_MINIMAL
        if reader.line_num - lines > _LINES_OF_A_RECORD:
            break
        lines = reader.line_num
        if any(record):
            height = number
    records = enumerate(_reader(text, separator, csv.QUOTE_NONE), 1)
    return max((number for number, record in records if any(record)), default=0), csv.QUOTE_NONE


def _reader(text: str, separator: str, quoting: int) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
