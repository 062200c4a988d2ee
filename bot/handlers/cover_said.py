"""The answers about an order in the seller's words: what was said so far, and what a parcel's record already tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.handlers.cover_answers import (
    AMOUNTS,
    LIMITS,
    PERIL,
    STEPS,
    UNKNOWN,
    Answers,
    amount_in,
    fields_of,
    moment_in,
    signs,
    taken_steps,
)
from bot.handlers.why_words import Words
from bot.turn import Turn


def said_of(turn: Turn, answers: Answers, step: str, now: datetime) -> str:
    """What was answered to a question, or that it is not known; "" when nothing was."""
    fields = [field for field in STEPS[step] if field in answers]
    values = {field: answers[field] for field in fields}
    if not fields:
        return ""
    if all(value == UNKNOWN for value in values.values()):
        return _label(turn, f"unknown.{step}")
    if step == "ready" and list(values.values()) == ["yes"] * len(STEPS[step]):
        return _label(turn, "said.ready")
    told = [
        _said(turn, field, value, now)
        for field, value in values.items()
        if value != UNKNOWN and not _says_nothing_new(field, values)
    ]
    return _label(turn, "and").join(told)


def all_said(turn: Turn, answers: Answers, now: datetime, *, but: Sequence[str] = (PERIL,)) -> list[str]:
    """Every answer so far that matters to what happened, in the order of the questions."""
    said = [said_of(turn, _about(answers), step, now) for step in STEPS if step not in but]
    return [each for each in said if each]


def taken_said(turn: Turn, answers: Answers, now: datetime) -> list[str]:
    """What a parcel's record told of what happened, question by question."""
    return [each for each in (said_of(turn, _about(answers), step, now) for step in taken_steps(answers)) if each]


def _about(answers: Answers) -> dict[str, str]:
    """The answers that matter to what happened; all of them while that is not known."""
    fields = fields_of(answers[PERIL]) if PERIL in answers else tuple(answers)
    return {field: value for field, value in answers.items() if field in fields}


def rounded(length: timedelta, *, up: bool = False) -> timedelta:
    """A day or more in whole hours, anything shorter in whole minutes."""
    unit = timedelta(hours=1) if length >= timedelta(days=1) else timedelta(minutes=1)
    return -(-length // unit) * unit if up else length // unit * unit


def span(turn: Turn, length: timedelta, *, in_hours: bool = False) -> str:
    """A length of time: days and hours, or hours alone."""
    words = Words(turn.services.renderer, turn.locale, turn.book)
    return words.value("", length, "span", in_hours=in_hours)


def _says_nothing_new(field: str, values: dict[str, str]) -> bool:
    if field == "lost":
        return values[field] == "no"
    if field == "delivered":
        return values.get("lost") == "yes"
    return field == "signed" and values.get("return_after", UNKNOWN) != UNKNOWN


def _said(turn: Turn, field: str, value: str, now: datetime) -> str:
    at = moment_in(value)
    if at is not None:
        late = now - at
        kind = "ahead" if late < timedelta(0) else "span"
        return _label(turn, f"said.{field}.{kind}", span=span(turn, rounded(abs(late))))
    if field in AMOUNTS:
        return _label(turn, f"said.{field}", amount=amount_in(value))
    if field == "return_after" and value.isdigit():
        return _label(turn, "said.return_after.span", span=span(turn, timedelta(seconds=int(value)), in_hours=True))
    if field in LIMITS:
        return _label(turn, f"said.{field}.{value}", book=turn.book, sign=signs(turn.book)[field])
    return _label(turn, f"said.{field}.{value}")


def _label(turn: Turn, name: str, **facts: object) -> str:
    return turn.services.renderer.label(f"cover.{name}", turn.locale, facts)
