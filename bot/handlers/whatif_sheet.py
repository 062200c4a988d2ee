"""A sheet of orders: fetched, read in a process of its own, and kept as amounts; or why it cannot be.

A question which column holds the amounts is answered by reading the file again: the dialogue's row keeps what finds it,
and nothing of what stands in it.
"""

from __future__ import annotations

import re
from zlib import crc32

from bot.buttons import Press
from bot.handlers.whatif_ask import COLUMN, KIND, ORDERS, Shown, go_on
from bot.handlers.whatif_buttons import WhatIfColumn
from bot.handlers.whatif_orders import keep, usual_currency
from bot.handlers.whatif_replies import gone, limits
from bot.handlers.whatif_report import of_sheet
from bot.handlers.whatif_sides import Sides
from bot.reading.numbers import fold
from bot.reading.words import any_of, vocabulary
from bot.sheets.isolated import read_upload
from bot.sheets.results import Orders, SheetRefused, WhichColumn
from bot.sheets.sniff import ending_of
from bot.turn import Answer, Reply, Turn
from bot.upload import NotFetched, TooLarge, Upload

_TOO_LARGE, _NOT_FETCHED, _NO_ORDERS = "too_large", "not_fetched", "no_orders"


async def take(turn: Turn, upload: Upload, sides: Sides, column: tuple[int, int] | None = None) -> Reply:
    """Read a sheet and go on with its orders; ``column`` is the answer to an earlier question."""
    try:
        sheet = await read_upload(upload, column=column)
    except TooLarge:
        return await _refused(turn, _TOO_LARGE, sides)
    except NotFetched:
        return await _refused(turn, _NOT_FETCHED, sides)
    if isinstance(sheet, SheetRefused):
        return await _refused(turn, sheet.reason.value, sides, sheet.headers)
    if isinstance(sheet, WhichColumn):
        return await _which_column(turn, upload, sheet, sides)
    return await _orders(turn, sheet, sides)


async def column_pressed(turn: Turn, data: WhatIfColumn) -> Answer:
    """The column was named by a button."""
    stored = _stored(turn)
    if stored is None or data.file != stored[0] or [data.sheet, data.column] not in stored[1]:
        return gone()
    return await _again(turn, (data.sheet, data.column))


async def column_said(turn: Turn) -> Answer:
    """The column was named by its letter; None when the text names none."""
    stored = _stored(turn)
    if stored is None or turn.dialogue is None:
        return gone()
    letters = turn.dialogue.answers.get("letters")
    said = re.sub(any_of(vocabulary("whatif")["column"]), "", fold(turn.text)).strip().upper()
    if not isinstance(letters, list) or letters.count(said) != 1:
        return None
    sheet, column = stored[1][letters.index(said)]
    return await _again(turn, (sheet, column))


async def column_again(turn: Turn) -> Reply:
    """Ask once more, by letters alone: the names were not kept."""
    answers = turn.dialogue.answers if turn.dialogue is not None else {}
    columns, letters = answers.get("columns"), answers.get("letters")
    file = _digest(str(answers.get("file")))
    rows = tuple(
        (
            Press(
                "whatif.column", WhatIfColumn(file, sheet, column), (("letter", letter), ("name", ""), ("samples", ()))
            ),
        )
        for (sheet, column), letter in (
            zip(columns, letters, strict=True) if isinstance(columns, list) and isinstance(letters, list) else ()
        )
    )
    return Reply("whatif/which_column", {"columns": (), "sheet": None, "in_group": turn.in_group}, rows)


async def _again(turn: Turn, column: tuple[int, int]) -> Reply:
    answers = turn.dialogue.answers if turn.dialogue is not None else {}
    upload = turn.uploaded(str(answers["file"]), f"orders.{answers.get('ending', '')}")
    return await take(turn, upload, Sides.load(answers), column)


async def _orders(turn: Turn, sheet: Orders, sides: Sides) -> Reply:
    if not sheet.count:
        return await _refused(turn, _NO_ORDERS, sides, report_of=sheet)
    currency = usual_currency(sheet.amounts)
    kept = await keep(turn, sheet.amounts[currency], currency, sides, of_sheet(sheet, currency))
    names = (sheet.column.name, sheet.notes.sheet or "")
    return await go_on(turn, kept, shown=Shown(names))


async def _which_column(turn: Turn, upload: Upload, which: WhichColumn, sides: Sides) -> Reply:
    """Ask. The names of columns and the samples are shown and not kept."""
    columns = which.candidates
    known = {
        "file": upload.file_id,
        "ending": ending_of(upload.name),
        "columns": [list(each.choice) for each in columns],
        "letters": [each.letter for each in columns],
        **sides.dump(),
    }
    await turn.ask(KIND, COLUMN, known)
    rows = tuple(
        (
            Press(
                "whatif.column",
                WhatIfColumn(_digest(upload.file_id), each.sheet, each.index),
                (("letter", each.letter), ("name", each.name), ("samples", each.samples)),
            ),
        )
        for each in columns
    )
    facts = {"columns": columns, "sheet": which.notes.sheet, "in_group": turn.in_group}
    return Reply("whatif/which_column", facts, rows)


async def _refused(
    turn: Turn, reason: str, sides: Sides, headers: tuple[str, ...] = (), report_of: Orders | None = None
) -> Reply:
    """Why a file gave nothing. A question that it was no answer to stays open; ours for orders waits for another."""
    asked = turn.dialogue
    other = asked is not None and (asked.kind != KIND or asked.step not in (ORDERS, COLUMN))
    if not other:
        await turn.ask(KIND, ORDERS, dict(sides.dump()))
    report = None if report_of is None else of_sheet(report_of, "")
    facts = {
        "reason": reason,
        "headers": headers,
        "skips": report.summary() if report is not None else (),
        "limits": limits(),
        "other": other,
    }
    return Reply("whatif/file_refused", facts)


def _stored(turn: Turn) -> tuple[str, list[list[int]]] | None:
    """The digest of the sheet that is asked about, and the columns to choose from."""
    if turn.dialogue is None or turn.dialogue.kind != KIND or turn.dialogue.step != COLUMN:
        return None
    columns = turn.dialogue.answers.get("columns")
    return (_digest(str(turn.dialogue.answers.get("file"))), columns) if isinstance(columns, list) else None


def _digest(file_id: str) -> str:
    return f"{crc32(file_id.encode()):08x}"
