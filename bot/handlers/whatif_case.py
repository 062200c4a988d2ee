"""The Shenzhen seller's case: what the source claims, what the rates alone give, and which months give the claim."""

from __future__ import annotations

from bot.buttons import Press
from bot.handlers.ask_buttons import FaqEntry
from bot.handlers.fallback import stale_button
from bot.handlers.quote_draft import pack_day, packed_day
from bot.handlers.whatif_buttons import WhatIfCase, WhatIfCaseWhy, WhatIfNew
from bot.handlers.whatif_replies import significant
from bot.handlers.why import why
from bot.turn import Answer, Reply, Turn
from rules.book import NotInForce
from rules.case_study import case_study

_KEYS = ("statistics.case_saving", "statistics.case_before", "statistics.case_after", "premium.bands", "premium.floor")
_NO_ORDERS = 0


async def case(turn: Turn) -> Answer:
    """The case under today's figures."""
    book = turn.book
    study = case_study(book)
    bands = book.bands("premium.bands")
    old, new = bands.at(study.before), bands.at(study.after)
    between = bands.steps[bands.steps.index(old) + 1 : bands.steps.index(new)] if study.mixed is not None else ()
    facts = {
        "book": book,
        "study": study,
        "charged": significant(study.equal_fall_charged) if study.equal_fall_charged is not None else None,
        "middle": next((band for band in between if new.rate < band.rate < old.rate), None),
        "keys": _KEYS,
    }
    rows = (
        (Press("why.open", WhatIfCaseWhy(pack_day(book.day))), Press("whatif.try", WhatIfNew(_NO_ORDERS))),
        (Press("whatif.lower_fee", FaqEntry("lower-fee", in_place=False)),),
    )
    return Reply("whatif/case", facts, rows)


async def case_pressed(turn: Turn, data: WhatIfCase) -> Answer:
    """The case, from a button."""
    del data
    return await case(turn)


async def why_pressed(turn: Turn, data: WhatIfCaseWhy) -> Answer:
    """How the case's figures came about, by the figures of the day the answer was made on."""
    try:
        day = packed_day(data.day)
        book = turn.book if day is None else turn.services.book.on(day)
        study = case_study(book)
    except (ValueError, NotInForce):
        return await stale_button(turn)
    return why(turn, "whatif.why_case", study.trace, study.readings, _KEYS, book=book)
