"""Why: the full rendering of an answer's trace, step by step, in a message of its own.

An answer's own text is the short rendering. Each handler has a button of its own that carries every input of the
answer and its day, works the answer out again and returns `why`, so that the button explains an old message by the
figures that message was made from.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram.constants import MessageLimit

from bot.handlers.why_view import decisive, reading_lines, step_lines
from bot.handlers.why_words import Words
from bot.turn import Place, Reply, Turn
from rules.book import DatedBook
from rules.verdict import Finding, ReadingUse, Trace

TEMPLATE = "why/full"
_OWN_SOURCE = "M0"
_FINGERPRINT = 8
"""Digits of the book's fingerprint that tell two books apart in a chat."""
_SHORTER = (("yes",), ("yes", "unknown"), ("yes", "unknown", "no"))
"""The outcomes whose steps lose their operands, one after the other, until the message fits."""
_UNFOLDED = 8
"""Steps that are shown at once; more are folded."""


def why(
    turn: Turn,
    heading: str,
    trace: Trace,
    readings: Sequence[ReadingUse],
    keys: Sequence[str],
    *,
    book: DatedBook | None = None,
    notes: Sequence[str] = (),
    findings: Sequence[Finding] = (),
) -> Reply:
    """Every step of ``trace`` with its operands, result, rule and source; the readings; the day and the book.

    ``heading`` is a label (``why.quote``, ...). ``keys`` are the book's keys for the source line. ``book`` is the one
    the trace was made with where that is not today's. ``notes`` are sentences, in the seller's language, on what the
    seller's own words were taken for. ``findings`` are the verdict's, which tell what the source leaves open from what
    was not told. Where all of it would not fit one message, passing steps lose their operands,
    then open ones and at last failing ones; a figure never does.
    """
    dated = book or turn.book
    renderer = turn.services.renderer
    words = Words(renderer, turn.locale, dated)
    lines = step_lines(trace, words, findings)
    facts = {
        "book": dated,
        "today": turn.book.day,
        "heading": renderer.label(heading, turn.locale, ()),
        "steps": lines,
        "outcome": lines[-1].outcome,
        "result": lines[-1].result,
        "decisive": decisive(lines, trace),
        "folded": len(lines) > _UNFOLDED,
        "brief": (),
        "readings": reading_lines(readings, words),
        "notes": tuple(notes),
        "fingerprint": dated.fingerprint[:_FINGERPRINT],
        "keys": [found.key for found in dated.in_force(dict.fromkeys(keys)) if found.source.id != _OWN_SOURCE],
    }
    for brief in _SHORTER:
        if len(renderer.render(TEMPLATE, turn.locale, facts)) <= MessageLimit.MAX_TEXT_LENGTH:
            break
        facts["brief"] = brief
    return Reply(TEMPLATE, facts, place=Place.NEW)
