"""The questions of ``/diagnose`` one after the other, and its result when none is left."""

from __future__ import annotations

from datetime import timedelta

from bot.handlers.cover_answers import PARCEL, PERIL, STEPS, Answers, second_of, signs, taken_steps
from bot.handlers.diagnose_answers import COUNTRY, FIRST_LEG, ORDER, PHONE, next_step, open_steps, wanted_fields
from bot.handlers.diagnose_choices import CHECK, keyboard
from bot.handlers.diagnose_result import result
from bot.handlers.diagnose_said import all_said, said_of
from bot.handlers.parcels import find
from bot.reading.countries import name_of
from bot.reading.diagnose_words import DiagnoseWords
from bot.turn import Answer, Place, Reply, Turn
from storage.parcels import Parcel

KIND = "diagnose"
_EXAMPLE_DAYS = timedelta(days=10)


async def go_on(turn: Turn, answers: Answers, said: DiagnoseWords | None = None, place: Place = Place.NEW) -> Answer:
    """The next open question; the result when there is none."""
    step = next_step(answers, turn.book, second_of(turn.now))
    if step is not None:
        return await ask(turn, answers, step, said, place)
    await turn.finish(KIND)
    return result(turn, answers, await parcel_of(turn, answers), place, said.unread if said is not None else ())


async def ask(
    turn: Turn,
    answers: Answers,
    step: str,
    said: DiagnoseWords | None = None,
    place: Place = Place.NEW,
    *,
    pointing: bool = False,
    dropped: bool = False,
) -> Reply:
    """Ask a question: ``pointing`` for the point at which a shop fails, ``dropped`` after a phone without a country."""
    await turn.ask(KIND, step, dict(answers))
    said = said or DiagnoseWords()
    now = second_of(turn.now)
    taken = taken_steps(answers)
    wanted = wanted_fields(answers, step, turn.book, now) if step in STEPS else ()
    shown = {
        "book": turn.book,
        "sign": signs(turn.book),
        "step": step,
        "own": step not in STEPS or step == PERIL,
        "wanted": wanted,
        "peril": answers[PERIL],
        "pointing": pointing,
        "dropped": dropped,
        "country": name_of(answers[COUNTRY], turn.locale) if COUNTRY in answers else None,
        "first": not set(answers) - {PERIL},
        "more": len(set(open_steps(answers, turn.book, now)) - {PHONE if step == CHECK else step}),
        "said": all_said(turn, answers, now, but=(step, *taken)),
        "taken": [told for each in taken if each != step and (told := said_of(turn, answers, each, now))],
        "parcel": await parcel_of(turn, answers),
        "problem": said.problem,
        "unread": said.unread,
        "noted": bool(said.answers),
        "past_day": (turn.today - _EXAMPLE_DAYS).isoformat(),
        "in_group": turn.in_group,
    }
    before = None if step == FIRST_LEG else before_step(answers, step)
    rows = keyboard(turn.book, answers, step, wanted, before, pointing=pointing)
    return Reply("diagnose/question", shown, rows, place)


def before_step(answers: Answers, step: str) -> str:
    """The question before, of those that were answered; the first for the first."""
    at = ORDER.index(PHONE if step == CHECK else step) if step != PERIL else 0
    answered = [each for each in ORDER[:at] if any(name in answers for name in (STEPS.get(each) or (each,)))]
    return answered[-1] if answered else ORDER[0]


async def parcel_of(turn: Turn, answers: Answers) -> Parcel | None:
    """The watched parcel it is about, if it is about one that is still there."""
    return await find(turn, answers[PARCEL]) if PARCEL in answers else None
