"""Everything that is no question: a polite answer each, with what was kept and what to do next."""

from __future__ import annotations

import difflib
import unicodedata

from bot.handlers.ask_buttons import doors
from bot.menu import known_in
from bot.transport.unwritten import PERSON_DIALOGUE
from bot.turn import Answer, Place, Reply, Turn
from rules.book import NotInForce

LONGEST_TEXT = 1000
"""Characters; a longer text that holds no parcels is taken for no question. Of a question only the beginning is looked
up (`bot.faq.normalise.LONGEST_QUESTION`)."""

SUGGESTIONS = 3


async def cancel(turn: Turn) -> Answer:
    """``/cancel``: what was left off, or that nothing was open."""
    kind = turn.dialogue.kind if turn.dialogue is not None else None
    if kind == PERSON_DIALOGUE and not turn.asking:
        kind = None  # it was handed over, and cannot be called back
    await turn.finish()
    return Reply("fallback/cancelled", {"kind": kind})


async def unknown_command(turn: Turn, name: str) -> Answer:
    """A command that does not exist, with the nearest ones that do."""
    names = [command.name for command in known_in(operators=turn.of_operators)]
    begun = [known for known in names if len(name) > 1 and known.startswith(name)]
    near = (begun or difflib.get_close_matches(name, names, n=SUGGESTIONS, cutoff=0.6))[:SUGGESTIONS]
    return Reply("fallback/unknown_command", {"name": name, "near": near})


async def not_understood(turn: Turn) -> Answer:
    """A text that no reader recognised."""
    text = turn.text.strip()
    if len(text) > LONGEST_TEXT:
        reason = "too_long"
    elif not text or not any(unicodedata.category(char)[0] in "LN" for char in text):
        reason = "no_words"
    else:
        reason = "other"
    facts = {"reason": reason, "most": LONGEST_TEXT, "asking": _asking(turn)}
    return Reply("fallback/not_understood", facts, doors())


async def not_text(turn: Turn) -> Answer:
    """A photo, sticker, voice message, file, place or contact."""
    return Reply("fallback/not_text", {"asking": _asking(turn)})


async def edited(turn: Turn) -> Answer:
    """An edited message is not run a second time."""
    return Reply("fallback/edited", {})


async def stale_button(turn: Turn) -> Answer:
    """A button this version does not know any more."""
    return Reply("fallback/stale_button", {}, place=Place.TOAST)


async def strangers_button(turn: Turn) -> Answer:
    """A button that was made for somebody else in the group."""
    return Reply("fallback/strangers_button", {}, place=Place.TOAST)


async def went_wrong(turn: Turn, incident: str) -> Answer:
    """Something failed inside; the number finds it in the log."""
    return Reply("fallback/went_wrong", {"incident": incident})


async def not_in_force(turn: Turn, missing: NotInForce) -> Answer:
    """A question for a day on which the book has no such rule: not yet, or no longer."""
    facts = {"day": missing.day, "since": missing.since, "ended": missing.ended, "asking": _asking(turn)}
    return Reply("fallback/not_in_force", facts)


def _asking(turn: Turn) -> str | None:
    """The kind of the question that stays open, so that the answer can say it was not lost."""
    return turn.dialogue.kind if turn.dialogue is not None and turn.asking else None
