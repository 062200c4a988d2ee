"""Why a shop is in or out: every rule that was applied to the answers, by the rules of the verdict's day."""

from __future__ import annotations

from bot.handlers.ask_buttons import EligibleWhy
from bot.handlers.eligible_answers import CHOICES, LIMITS, cited_keys, facts, unpack
from bot.handlers.fallback import stale_button
from bot.handlers.quote_draft import packed_day
from bot.handlers.why import why
from bot.turn import Answer, Turn
from rules.book import NotInForce
from rules.eligibility import check


async def why_pressed(turn: Turn, data: EligibleWhy) -> Answer:
    """The trace of the verdict whose button was pressed, in a message of its own."""
    answers = unpack(data.answers)
    if answers is None:
        return await stale_button(turn)
    try:
        day = packed_day(data.day)
        book = turn.book if day is None else turn.services.book.on(day)
        verdict = check(book, facts(answers, book))
    except (ValueError, NotInForce):
        return await stale_button(turn)
    label = turn.services.renderer.label
    notes = []
    for step, key in LIMITS.items():
        if answers[step] in CHOICES[step]:
            limit = {"limit": book.decimal(key)}
            said = {
                "what": label(f"why.step.{key}", turn.locale, ()),
                "answer": label(f"eligible.{step}.{answers[step]}", turn.locale, limit),
            }
            notes.append(label("why.note.side", turn.locale, said))
    return why(
        turn,
        "why.eligible",
        verdict.trace,
        verdict.readings,
        cited_keys(verdict),
        book=book,
        notes=notes,
        findings=verdict.findings,
    )
