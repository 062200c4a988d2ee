"""The questions of ``/cover``: which facts each of them settles, the answers so far, and how a button carries them.

An answer stands under the name of the `OrderFacts` field it gives. The moments a parcel was promised for and last
heard of are kept as moments, so that "8 days late" is nine days late when the dialogue goes on the day after.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.book import DatedBook
from rules.order_facts import OrderFacts, Peril, ReturnReason, RulingCause
from rules.shipping import Channel, GoodsClass, Line

PERIL = "peril"
LINE = "line"
PARCEL = "parcel"
"""The number of the watched parcel it is about."""
TAKEN = "taken"
"""The questions which that parcel's record answered, with commas between them."""
UNKNOWN = "unknown"
"""Asked and not known; a field without an answer was not asked."""

STEPS: Mapping[str, tuple[str, ...]] = {
    PERIL: (PERIL,),
    LINE: (LINE,),
    "goods": ("goods",),
    "ready": ("cainiao_waybill", "handed_in", "tracked_end_to_end", "picked_up"),
    "state": ("delivered", "lost"),
    "overdue": ("overdue",),
    "idle": ("idle",),
    "signed": ("signed", "return_after"),
    "reason": ("return_reason",),
    "condition": ("undamaged", "packaging_complete"),
    "cause": ("ruling_cause",),
    "amounts": ("ruling", "deposit", "balance"),
}
"""Each question with the answers it asks for."""
STEP_OF = {field: step for step, fields in STEPS.items() for field in fields}

_OF_PERIL: Mapping[str, tuple[str, ...]] = {
    Peril.LOGISTICS: (*STEPS["state"], *STEPS["overdue"], *STEPS["idle"]),
    Peril.REFUSAL: (*STEPS["signed"], *STEPS["reason"], *STEPS["condition"]),
    Peril.RULING: (*STEPS["cause"], *STEPS["amounts"]),
}
_OF_EVERY_PERIL = (LINE, "goods", *STEPS["ready"])


class Way(StrEnum):
    """How it travels, as it is asked: the worry-free lines and the channels beside them in one question.

    WORRY_FREE says that it is one of the lines and not yet which, SOME that the seller does not know which.
    """

    STANDARD = "standard"
    SIMPLE = "simple"
    PRIORITY = "priority"
    OTHER = "other"
    WORRY_FREE = "worry_free"
    SOME = "some"
    OFFLINE = "offline"
    VIRTUAL_NUMBER = "virtual_number"
    COMMERCIAL_EXPRESS = "commercial_express"


YES_NO = ("yes", "no")
CHOICES: Mapping[str, tuple[str, ...]] = {
    PERIL: tuple(Peril),
    LINE: tuple(Way),
    "goods": tuple(GoodsClass),
    **dict.fromkeys(
        (*STEPS["ready"], *STEPS["state"], "signed", *STEPS["condition"]),
        YES_NO,
    ),
    "overdue": ("enough", "short", "not_due"),
    "idle": ("enough", "short"),
    "return_after": ("enough", "late"),
    "return_reason": tuple(ReturnReason),
    "ruling_cause": tuple(RulingCause),
}
"""The answers that are a word. ``enough``, ``short`` and ``late`` name a side of a threshold and no figure."""

LIMITS: Mapping[str, tuple[str, timedelta]] = {
    "overdue": ("coverage.overdue_days", timedelta(days=1)),
    "idle": ("coverage.idle_days", timedelta(days=1)),
    "return_after": ("coverage.refusal_hours", timedelta(hours=1)),
}
"""The book's key of each span's threshold, and its unit."""
_SIGNS = {"ge": "\N{GREATER-THAN OR EQUAL TO}", "gt": ">", "le": "\N{LESS-THAN OR EQUAL TO}", "lt": "<"}
MOMENTS = ("overdue", "idle")
AMOUNTS = STEPS["amounts"]
MARK = "@"
_BESIDE = timedelta(minutes=1)
"""How far beside a threshold a side of it lies that was named without a figure."""
LATEST_MOMENT = 36**7 - 1
_LONGEST_SPAN = 36**6 - 1
_LONGEST_MOMENT = 11
_LONGEST_AMOUNT = 8

Answers = Mapping[str, str]


def limit(book: DatedBook, field: str) -> timedelta:
    """The threshold a span is held against."""
    key, unit = LIMITS[field]
    return book.whole(key) * unit


def signs(book: DatedBook) -> dict[str, str]:
    """The sign of each span's threshold: at least, more than, at most, less than."""
    return {field: _SIGNS[book.boundary(key)] for field, (key, _) in LIMITS.items()}


def second_of(now: datetime) -> datetime:
    """The whole second: what a button can carry, so that the same answer comes out of it later."""
    return now.astimezone(UTC).replace(microsecond=0)


def moment_in(value: str) -> datetime | None:
    """The moment an answer names, if it names one."""
    digits = value.removeprefix(MARK)
    if digits == value or not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_MOMENT):
        return None
    seconds = int(digits)
    return datetime.fromtimestamp(seconds, UTC) if seconds <= LATEST_MOMENT else None


def amount_in(value: str) -> Decimal | None:
    """Yuan in whole fen, or None."""
    whole, _, fraction = value.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= _LONGEST_AMOUNT and len(fraction) <= 2):
        return None
    if fraction and not (fraction.isascii() and fraction.isdigit()):
        return None
    return Decimal(value)


def is_answer(field: str, value: str) -> bool:
    """Whether a field can be answered so; buttons and stored rows are checked with it."""
    if field == PARCEL:
        return value.isascii() and value.isdigit() and len(value) <= 9
    if field == TAKEN:
        return all(step in STEPS for step in value.split(","))
    if field not in STEP_OF:
        return False
    if value == UNKNOWN or value in CHOICES.get(field, ()):
        return True
    if field in MOMENTS:
        return moment_in(value) is not None
    if field == "return_after":
        return value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= _LONGEST_SPAN
    return field in AMOUNTS and amount_in(value) is not None


def checked(stored: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a dialogue's row; what an older version may have stored otherwise is asked again."""
    return {field: str(value) for field, value in stored.items() if is_answer(field, str(value))}


def merged(answers: Answers, said: Answers, implied: Answers) -> dict[str, str]:
    """The answers with what was said now, which wins, and what follows from it, which does not."""
    new = dict(said)
    if new.get(LINE) == Way.WORRY_FREE and answers.get(LINE, UNKNOWN) != UNKNOWN:
        del new[LINE]  # says less than what is known
    anew = {STEP_OF[field] for field in new if field in STEP_OF}
    both = {**implied, **answers, **new}
    kept = [step for step in taken_steps(answers) if step not in anew]
    both.pop(TAKEN, None)
    return {**both, TAKEN: ",".join(kept)} if kept else both


def taken_steps(answers: Answers) -> tuple[str, ...]:
    """The questions that were answered by a parcel's record and not changed since."""
    return tuple(answers[TAKEN].split(",")) if TAKEN in answers else ()


def skipped(answers: Answers, step: str) -> dict[str, str]:
    """The answers once a question is left open: what it asks for and was not said is not known."""
    left = {field: answers.get(field, UNKNOWN) for field in STEPS[step]}
    if left.get(LINE) == Way.WORRY_FREE:
        left[LINE] = Way.SOME
    return {**answers, **left}


def facts(answers: Answers, book: DatedBook, now: datetime) -> OrderFacts:
    """The answers as the rules take them; a skipped or missing one is not known."""
    known = {field: value for field, value in answers.items() if value != UNKNOWN}
    way = known.get(LINE)
    channel = None if way is None else Channel(way) if way in tuple(Channel) else Channel.WORRY_FREE
    line = Line(way) if way in tuple(Line) else None
    given: dict[str, Any] = {field: value == "yes" for field, value in known.items() if CHOICES.get(field) == YES_NO}
    given |= {field: amount_in(known[field]) for field in AMOUNTS if field in known}
    given |= {field: _span(field, known[field], book, now) for field in LIMITS if field in known}
    return OrderFacts(
        channel=channel,
        line=line,
        goods=GoodsClass(known["goods"]) if "goods" in known else None,
        return_reason=ReturnReason(known["return_reason"]) if "return_reason" in known else None,
        ruling_cause=RulingCause(known["ruling_cause"]) if "ruling_cause" in known else None,
        **given,
    )


def fields_of(peril: str) -> tuple[str, ...]:
    """The answers that matter for a peril, the peril first."""
    return (PERIL, *_OF_EVERY_PERIL, *_OF_PERIL[peril])


def _span(field: str, value: str, book: DatedBook, now: datetime) -> timedelta:
    """The elapsed time an answer comes to."""
    threshold, boundary = limit(book, field), book.boundary(LIMITS[field][0])
    # A side of the threshold names no figure: the nearest one on that side stands for it.
    match value:
        case "enough" if field == "return_after":
            return threshold - _BESIDE if boundary == "lt" else threshold
        case "enough":
            return threshold + _BESIDE if boundary == "gt" else threshold
        case "short":
            return threshold if boundary == "gt" else threshold - _BESIDE
        case "late":
            return threshold if boundary == "lt" else threshold + _BESIDE
        case "not_due":
            return -_BESIDE
    at = moment_in(value)
    if at is None:
        return timedelta(seconds=int(value))
    return now - at if field == "overdue" else max(now - at, timedelta(0))
