"""From the bytes of a file to its orders, in this process and without bounds of time: `bot.sheets.worker` calls it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.sheets.limits import LIMITS, Limits
from bot.sheets.orders import read_orders
from bot.sheets.results import Kind, Notes, Orders, Refusal, Sheet, SheetRefused, WhichColumn
from bot.sheets.sniff import ending_of, is_misnamed, kind_of
from bot.sheets.tables import Table, Unreadable, Workbook, text_table
from bot.sheets.text import read_text

_LONGEST_NAME = 40


def parse(
    content: bytes, name: str, column: tuple[int, int] | None = None, limits: Limits = LIMITS
) -> Sheet | SheetRefused:
    """Read a file whatever it is; see `bot.sheets.isolated.read_sheet`. A memory that ends is the caller's."""
    kind = kind_of(content, limits)
    if isinstance(kind, Refusal):
        return SheetRefused(kind)
    ending = ending_of(name)
    notes = Notes(kind, ending, is_misnamed(ending, kind))
    try:
        if kind is Kind.TEXT:
            text = read_text(content)
            if isinstance(text, Refusal):
                return SheetRefused(text)
            notes = replace(notes, encoding=text.encoding)
            return _best(iter((text_table(text),)), (), notes, column, limits)
        book = Workbook(content, kind, limits)
        return _best(book.tables(), book.names, notes, column, limits)
    except Unreadable as damage:
        return SheetRefused(damage.reason)


def _best(
    tables: Iterator[Table], names: tuple[str, ...], notes: Notes, column: tuple[int, int] | None, limits: Limits
) -> Sheet | SheetRefused:
    """The first worksheet with amounts; else the first that raises a question; else the first that says what it has."""
    question: WhichColumn | None = None
    nothing: Orders | None = None
    refused: SheetRefused | None = None
    for table in tables:
        if column is not None and table.index != column[0]:
            continue
        found = read_orders(table, limits, notes, column[1] if column is not None else None)
        if isinstance(found, Orders) and found.count:
            return _with_others(found, names)
        if isinstance(found, WhichColumn):
            question = question or found
        elif isinstance(found, Orders):
            nothing = nothing or found
        else:
            refused = refused or found
    if question is not None or nothing is not None:
        return _with_others(question or nothing, names)  # type: ignore[arg-type]
    return refused or SheetRefused(Refusal.EMPTY)


def _with_others(found: Sheet, names: tuple[str, ...]) -> Sheet:
    others = tuple(name[:_LONGEST_NAME] for name in names if name != found.notes.sheet)
    shown = found.notes.sheet[:_LONGEST_NAME] if found.notes.sheet is not None else None
    return replace(found, notes=replace(found.notes, sheet=shown, other_sheets=others))
