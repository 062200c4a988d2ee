"""Every row of a sheet, or piece of a paste, that gave no amount: by reason, a page at a time."""

from __future__ import annotations

from bot.buttons import Press, Rows
from bot.handlers.whatif_buttons import WhatIfSkipped
from bot.handlers.whatif_orders import find
from bot.handlers.whatif_replies import gone, limits
from bot.turn import Answer, Place, Reply, Turn


async def pressed(turn: Turn, data: WhatIfSkipped) -> Answer:
    """A page of them; the first one in a message of its own, so that the answer stays in sight."""
    kept = await find(turn, data.seq)
    if kept is None:
        return gone()
    report = kept.report
    page = min(max(data.page, 0), max(report.pages - 1, 0))
    facts = {"report": report, "sections": report.page(page), "page": page + 1, "limits": limits()}
    return Reply(
        "whatif/skipped", facts, _turning(data.seq, page, report.pages), Place.EDIT if data.turning else Place.NEW
    )


def _turning(seq: int, page: int, pages: int) -> Rows:
    """Back and on, and to either end where that is further."""
    steps = (
        ("whatif.first", 0, page > 1),
        ("whatif.previous", page - 1, page > 0),
        ("whatif.next", page + 1, page + 1 < pages),
        ("whatif.last", pages - 1, page + 2 < pages),
    )
    row = tuple(Press(label, WhatIfSkipped(seq, to, True)) for label, to, offered in steps if offered)
    return (row,) if row else ()
