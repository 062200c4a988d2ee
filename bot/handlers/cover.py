"""Is this order covered? What went wrong, then only the questions that can still change the answer, and the verdict.

The answers so far are the dialogue's row, so a restart in the middle forgets nothing. A watched parcel's record answers
what it can: ``/cover 3``.
"""

from __future__ import annotations

from datetime import timedelta

from bot.buttons import Press
from bot.faq.tools import is_another_job
from bot.handlers.beside import asks_aside, is_known
from bot.handlers.cover_answers import (
    CHOICES,
    LIMITS,
    PARCEL,
    PERIL,
    STEP_OF,
    STEPS,
    Answers,
    checked,
    limit,
    merged,
    second_of,
    signs,
    skipped,
    taken_steps,
)
from bot.handlers.cover_buttons import CoverBack, CoverParcel, CoverPick, CoverReview, CoverSkip, CoverWhy
from bot.handlers.cover_choices import gives, keyboard
from bot.handlers.cover_order import covered, next_step, open_steps, step_before, wanted_fields
from bot.handlers.cover_packing import unpack
from bot.handlers.cover_parcel import named_parcel, number_before, of_parcel, watched_only, with_parcel
from bot.handlers.cover_result import cited_keys, result
from bot.handlers.cover_said import all_said, said_of, taken_said
from bot.handlers.fallback import stale_button
from bot.handlers.parcels import find, not_found
from bot.handlers.quote_day import reader_of
from bot.handlers.this_parcel import parcel_named, watched
from bot.handlers.why import why
from bot.reading.asked_cover import asks_verdict, read_sentence
from bot.reading.beside import Manner, asks_where_to_look, bare_answer, manner_of, may_leave_off, what_happened
from bot.reading.cover_figures import CoverWords, Reader
from bot.reading.cover_words import asks_cover, read_answer, read_line
from bot.reading.money_words import names_parcel
from bot.reading.order_text import asks_premium
from bot.reading.parcels import looks_like_parcels
from bot.reading.shop_words import looks_like_question
from bot.turn import Answer, Place, Reply, Turn, replies
from rules.book import NotInForce
from rules.order_facts import Peril
from storage.parcels import Parcel

KIND = "cover"
_EXAMPLE_DAYS = timedelta(days=10)


async def command(turn: Turn) -> Answer:
    """``/cover`` asks; with a parcel's number or an order in words behind it, it answers or asks for the rest."""
    if not turn.args:
        return await _ask(turn, {}, PERIL, CoverWords())
    named, rest = named_parcel(turn.args)
    known: dict[str, str] = {}
    said = read_line(rest, _reader(turn)) if rest else CoverWords()
    if named is None and (number := number_before(turn.args)) in said.unread and await find(turn, number):
        # "3 lost": no figure of an order, and a parcel of that number is watched
        named, rest = number, turn.args.removeprefix(number)
        said = read_line(rest, _reader(turn))
    if named is not None:
        parcel = await find(turn, named)
        if parcel is None:
            return not_found(turn, named)
        known = of_parcel(parcel, turn.book, turn.now)
    return await _go_on(turn, merged(known, said.answers, said.implied), said)


async def from_text(turn: Turn) -> Answer:
    """A sentence that asks whether an order with these figures is covered; None for every other text."""
    if not asks_verdict(turn.text, turn.today):
        return None
    said = read_sentence(turn.text, _reader(turn))
    return await _go_on(turn, merged({}, said.answers, said.implied), said)


async def dialogue(turn: Turn) -> Answer:
    """A typed answer; None when the text is a question of its own or a parcel list."""
    if turn.dialogue is None or turn.dialogue.step not in STEPS:
        return None
    named = await parcel_named(turn)
    if named is not None:
        return await _about_parcel(turn, *named)
    if asks_premium(turn.text, reader_of(turn, None)) or is_another_job(turn.text, turn.today, KIND):
        return None
    answers, step = checked(turn.dialogue.answers), turn.dialogue.step
    asked = wanted_fields(answers, step, turn.book, turn.now)
    told = what_happened(turn.text) if step == PERIL else turn.text
    said = read_answer(bare_answer(told), step, asked, _reader(turn))
    if may_leave_off(turn.text) and step not in (PERIL, "reason") and answers.get(PERIL) != Peril.REFUSAL:
        said = CoverWords(unread=[turn.text.strip()], problem="not_understood")
    if said.skipped and asks_where_to_look(turn.text):
        return None
    if looks_like_parcels(turn.text) and said.problem != "too_large":
        return None
    if said.back:
        return await _ask(turn, answers, step_before(answers, step) or PERIL, CoverWords())
    mistaken = said.problem not in (None, "not_understood")
    answered = bool(said.answers or said.skipped or mistaken)
    if not answered and (names_parcel(turn.text) or is_known(turn)):
        return None
    doubtful = bool(said.unread) or asks_cover(turn.text) or (not said.answers and looks_like_question(turn.text))
    if doubtful and not mistaken and not said.figures and _another_matter(turn):
        return None
    calls_for_help = told != turn.text and PERIL in said.answers
    own = asks_cover(turn.text)
    if not calls_for_help and asks_aside(turn, said.answers, asked, answers, own=own, whole=not said.unread):
        return None
    if said.skipped and step != PERIL:
        return await _go_on(turn, skipped(answers, step), said)
    if not said.answers:
        return await _ask(turn, answers, step, said)
    return await _go_on(turn, merged(answers, said.answers, said.implied), said)


async def again(turn: Turn) -> Answer:
    """The open question once more."""
    if turn.dialogue is None or turn.dialogue.step not in STEPS:
        return None
    return await _ask(turn, _stored(turn), turn.dialogue.step, CoverWords())


async def _about_parcel(turn: Turn, number: str, words: str) -> Answer:
    """A number in the middle of the questions: they go on about that parcel, what is said beside it being an answer.
    None where something else is asked."""
    answers, step = _stored(turn), turn.dialogue.step if turn.dialogue is not None else PERIL
    said = _beside_number(turn, words, answers, step) if words else CoverWords()
    asked = looks_like_question(words) or (bool(said.unread) and manner_of(words) is Manner.ASKS)
    if asked and not asks_cover(words):
        return None
    told_nothing = bool(words) and not (said.answers or said.skipped or said.figures)
    if told_nothing and not looks_like_parcels(turn.text) and turn.services.faq.answer(words) is not None:
        return None
    parcel, told = await watched(turn, number)
    if parcel is None:
        return told
    known = with_parcel(answers, of_parcel(parcel, turn.book, turn.now))
    if said.skipped and step != PERIL:
        known = skipped(known, step)
    return (*told, *replies(await _go_on(turn, merged(known, said.answers, said.implied), said)))


def _beside_number(turn: Turn, words: str, answers: Answers, step: str) -> CoverWords:
    """The answer to the open question, or to others."""
    asked = wanted_fields(answers, step, turn.book, turn.now)
    said = read_answer(bare_answer(words), step, asked, _reader(turn))
    if (said.answers or said.skipped) and not said.unread:
        return said
    line = read_line(bare_answer(words), _reader(turn))
    return line if line.answers or not said.answers else said


async def picked(turn: Turn, data: CoverPick) -> Answer:
    """A choice; one of an earlier question changes that answer."""
    if not _open(turn) or data.step not in STEPS:
        return _over()
    answers = _stored(turn)
    wanted = wanted_fields(answers, data.step, turn.book, turn.now)
    given = gives(data.step, data.value, wanted, turn.book, second_of(turn.now))
    if given is None:
        return _over()
    return await _go_on(turn, merged(answers, given, {}), CoverWords(), Place.EDIT)


async def skip_pressed(turn: Turn, data: CoverSkip) -> Answer:
    """The seller does not know; whatever else she said to the question stays."""
    if not _open(turn) or data.step not in STEPS or data.step == PERIL:
        return _over()
    return await _go_on(turn, skipped(_stored(turn), data.step), CoverWords(), Place.EDIT)


async def back_pressed(turn: Turn, data: CoverBack) -> Answer:
    """Ask a question again, the other answers kept."""
    if not _open(turn) or data.step not in STEPS:
        return _over()
    return await _ask(turn, _stored(turn), data.step, CoverWords(), Place.EDIT)


async def review_pressed(turn: Turn, data: CoverReview) -> Answer:
    """After the verdict: which answer is to be changed?"""
    unpacked = unpack(data.answers)
    if unpacked is None:
        return _over()
    answers, _ = unpacked
    await turn.ask(KIND, PERIL, answers)
    now = second_of(turn.now)
    rows = tuple(
        (Press("cover.change", CoverBack(step), (("answer", said),)),)
        for step in STEPS
        if (said := said_of(turn, answers, step, now))
    )
    return Reply("cover/review", {}, rows)


async def why_pressed(turn: Turn, data: CoverWhy) -> Answer:
    """The trace of the verdict whose button was pressed, by the rules and at the second it was made."""
    unpacked = unpack(data.answers)
    if unpacked is None:
        return await stale_button(turn)
    answers, at = unpacked
    book = turn.services.book_of_today(at)
    try:
        coverage = covered(answers, book, at)
    except NotInForce:
        return await stale_button(turn)
    verdict = coverage.verdict
    return why(
        turn,
        "why.cover",
        verdict.trace,
        verdict.readings,
        cited_keys(coverage),
        book=book,
        notes=_notes(turn, answers),
        findings=verdict.findings,
    )


async def parcel_pressed(turn: Turn, data: CoverParcel) -> Answer:
    """Whether a watched parcel is covered, in a message of its own."""
    parcel = await find(turn, str(data.seq))
    if parcel is None:
        return not_found(turn, str(data.seq))
    await turn.finish()
    return await _go_on(turn, of_parcel(parcel, turn.book, turn.now), CoverWords())


async def _go_on(turn: Turn, answers: Answers, said: CoverWords, place: Place = Place.NEW) -> Answer:
    """The next question that can still change the outcome; the verdict when there is none."""
    step = next_step(answers, turn.book, second_of(turn.now))
    if step is not None:
        return await _ask(turn, answers, step, said, place)
    await turn.finish(KIND)
    return result(turn, answers, said, await _parcel(turn, answers), place)


async def _ask(turn: Turn, answers: Answers, step: str, said: CoverWords, place: Place = Place.NEW) -> Reply:
    await turn.ask(KIND, step, dict(answers))
    now = second_of(turn.now)
    wanted = wanted_fields(answers, step, turn.book, now)
    known = {field: value for field, value in answers.items() if field not in wanted}
    taken = taken_steps(answers)
    parcel = await _parcel(turn, answers)
    still_open = open_steps(answers, turn.book, now) if PERIL in answers else ()
    shown = {
        "book": turn.book,
        "sign": signs(turn.book),
        "step": step,
        "wanted": wanted,
        "peril": answers.get(PERIL),
        "more": len([each for each in still_open if each != step]),
        "said": all_said(turn, known, now, but=(PERIL, *taken)),
        "taken": taken_said(turn, answers, now),
        "parcel": parcel,
        "watched_only": watched_only(parcel, answers),
        "problem": said.problem,
        "unread": said.unread,
        "noted": bool(said.answers),
        "past_day": (turn.today - _EXAMPLE_DAYS).isoformat(),
    }
    rows = keyboard(step, wanted, step_before(answers, step), turn.book, of_parcel=PARCEL in answers)
    return Reply("cover/question", shown, rows, place)


async def _parcel(turn: Turn, answers: Answers) -> Parcel | None:
    """The watched parcel it is about, if it is about one that is still there."""
    return await find(turn, answers[PARCEL]) if PARCEL in answers else None


def _notes(turn: Turn, answers: Answers) -> list[str]:
    """What stands in the trace for an answer that names no figure."""
    label = turn.services.renderer.label
    return [
        label(
            "why.note.side",
            turn.locale,
            {
                "what": label(f"why.step.{key}", turn.locale, ()),
                "answer": said_of(turn, {field: answers[field]}, STEP_OF[field], turn.now),
            },
        )
        for field, (key, _) in LIMITS.items()
        if answers.get(field) in CHOICES[field]
    ]


def _another_matter(turn: Turn) -> bool:
    return names_parcel(turn.text) or turn.services.faq.answer(turn.text) is not None


def _open(turn: Turn) -> bool:
    return turn.dialogue is not None and turn.dialogue.kind == KIND


def _over() -> Reply:
    return Reply("cover/over", {}, place=Place.TOAST)


def _stored(turn: Turn) -> dict[str, str]:
    """The answers so far; what an older version may have stored otherwise is asked again."""
    return checked(turn.dialogue.answers) if turn.dialogue is not None else {}


def _reader(turn: Turn) -> Reader:
    return Reader({field: limit(turn.book, field) for field in LIMITS}, second_of(turn.now), turn.zone)
