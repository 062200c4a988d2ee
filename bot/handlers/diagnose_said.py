"""The answers of a diagnosis in the seller's words, and what a watched parcel's record tells of the first leg."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from bot.handlers import cover_said
from bot.handlers.cover_answers import CHOICES, LIMITS, PERIL, STEP_OF, UNKNOWN, Answers, moment_in
from bot.handlers.cover_said import span
from bot.handlers.diagnose_answers import (
    FIRST_LEG,
    FIRST_LEG_KEY,
    MINUTE,
    ORDER,
    OWN,
    SELLER,
    SHOPS,
    SINCE,
    limit,
    of_since_pickup,
)
from bot.reading.numbers import fold
from bot.reading.words import any_of, vocabulary
from bot.turn import Turn
from rules.book import DatedBook
from storage import parcels
from storage.events import Event
from storage.parcels import Parcel

_EVENTS = 200


def said_of(turn: Turn, answers: Answers, step: str, now: datetime) -> str:
    """What was answered to a question, or that it is not known; "" when nothing was."""
    if step not in OWN:
        return cover_said.said_of(turn, _without_pickup(answers), step, now)
    value = answers.get(step)
    if value is None:
        return ""
    facts: dict[str, object] = {"book": turn.book}
    name = value
    if step == FIRST_LEG and value.isdigit():
        name, facts["span"] = "after", span(turn, timedelta(seconds=int(value)), in_hours=True)
    elif (at := moment_in(value)) is not None:
        name = "span" if answers.get(FIRST_LEG) == "none" else "alone"
        facts["span"] = span(turn, max(now - at, timedelta(0)) // MINUTE * MINUTE, in_hours=True)
    return turn.services.renderer.label(f"diagnose.said.{step}.{name}", turn.locale, facts)


def all_said(turn: Turn, answers: Answers, now: datetime, *, but: Sequence[str] = ()) -> list[str]:
    """Every answer so far, in the order of the questions."""
    both = answers.get(FIRST_LEG) == "none" and answers.get(SINCE, UNKNOWN) != UNKNOWN
    hidden = [*but, FIRST_LEG] if both else but
    said = [said_of(turn, answers, step, now) for step in (*ORDER, PERIL) if step not in (*hidden, PERIL)]
    return [each for each in said if each]


def sides(turn: Turn, answers: Answers, now: datetime) -> list[str]:
    """For each answer that names a side of a threshold and no figure: what stands in the trace in its place."""
    keys = {FIRST_LEG: FIRST_LEG_KEY, SINCE: FIRST_LEG_KEY, **{name: key for name, (key, _) in LIMITS.items()}}
    keys[SELLER] = "eligibility.combine"
    sided = {FIRST_LEG: ("in_time", "late"), SINCE: ("over",), **{name: CHOICES[name] for name in LIMITS}}
    sided[SELLER] = SHOPS
    label = turn.services.renderer.label
    return [
        label(
            "why.note.side",
            turn.locale,
            {
                "what": label(f"why.step.{key}", turn.locale, ()),
                "answer": said_of(turn, {name: answers[name]}, STEP_OF.get(name, name), now),
            },
        )
        for name, key in keys.items()
        if answers.get(name) in sided[name]
    ]


def _without_pickup(answers: Answers) -> Answers:
    """The first leg says already whether the carrier has the parcel."""
    told = any(answers.get(name, UNKNOWN) != UNKNOWN for name in (SINCE, FIRST_LEG))
    return {name: value for name, value in answers.items() if name != "picked_up"} if told else answers


async def first_leg_of(turn: Turn, parcel: Parcel, now: datetime) -> dict[str, str]:
    """What a parcel's record tells: an update within the limit after its pickup, or when it was picked up.

    A gap that is longer tells nothing, because nobody promises that every update was recorded.
    """
    async with turn.services.database.read() as tx:
        events = await parcels.events(turn.chat.id, tx, parcel.id, _EVENTS)
    return _of_events(sorted(events, key=lambda event: event.occurred_at), turn.book, now)


def _of_events(events: Sequence[Event], book: DatedBook, now: datetime) -> dict[str, str]:
    pickup = next((event for event in events if _says_pickup(fold(event.text))), None)
    if pickup is None:
        return {}
    later = next((event for event in events if event.occurred_at > pickup.occurred_at), None)
    if later is None:
        return {SINCE: of_since_pickup(now - pickup.occurred_at, now)}
    within = later.occurred_at - pickup.occurred_at < limit(book)
    return {FIRST_LEG: "in_time"} if within else {}


def _says_pickup(news: str) -> bool:
    done, denied = _pickups()
    return done.search(news) is not None and denied.search(news) is None


@cache
def _pickups() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words of a carrier that has the parcel, and those of one that has not."""
    lists = vocabulary("diagnose")
    return re.compile(any_of(lists["picked_up"])), re.compile(any_of(lists["words"]["since_pickup=not_yet"]))
