"""The open question of a dialogue, asked again below an answer to something else: nothing of it is lost."""

from __future__ import annotations

from bot.handlers import clawback, cover, diagnose, diagnose_asking, eligible, label, quote, whatif
from bot.turn import Answer, Handler, Turn

_ASKED_AGAIN: dict[str, Handler] = {
    quote.KIND: quote.again,
    whatif.KIND: whatif.again,
    eligible.KIND: eligible.again,
    cover.KIND: cover.again,
    clawback.KIND: clawback.again,
    diagnose_asking.KIND: diagnose.again,
    label.KIND: label.again,
}


async def again(turn: Turn) -> Answer:
    """The question as it was asked, what was answered before kept; None where none is open or it guides to nothing."""
    if turn.dialogue is None or not turn.asking or turn.dialogue.kind not in _ASKED_AGAIN:
        return None
    return await _ASKED_AGAIN[turn.dialogue.kind](turn)
