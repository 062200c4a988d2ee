"""Why would a payout fail? The three main causes first, then the order and the shop; every point, mendable ones first.

The answers so far are the dialogue's row, so a restart in the middle forgets nothing. A phone that is typed here is
checked and forgotten, as in ``/label``: only what was wrong with it is kept.
"""

from __future__ import annotations

from bot.buttons import Press
from bot.faq.tools import is_another_job
from bot.handlers.beside import asks_aside, is_known
from bot.handlers.cover_answers import LIMITS, PERIL, STEPS, Answers, merged, second_of
from bot.handlers.cover_answers import limit as limit_of
from bot.handlers.cover_choices import gives
from bot.handlers.cover_parcel import named_parcel, number_before, of_parcel, with_parcel
from bot.handlers.diagnose_answers import (
    BATTERY,
    CAUSES,
    CHOICES,
    COUNTRY,
    FIRST_LEG,
    ORDER,
    OWN,
    PHONE,
    SELLER,
    checked,
    diagnosed,
    limit,
    of_first_leg,
    of_since_pickup,
    settled,
    skipped,
    wanted_fields,
)
from bot.handlers.diagnose_asking import KIND, ask, before_step, go_on, parcel_of
from bot.handlers.diagnose_buttons import (
    DiagnoseBack,
    DiagnoseMore,
    DiagnoseNow,
    DiagnoseParcel,
    DiagnosePick,
    DiagnoseReview,
    DiagnoseSkip,
    DiagnoseWhy,
)
from bot.handlers.diagnose_choices import CHECK, CHECK_NOW, POINT_OUT
from bot.handlers.diagnose_packing import unpack
from bot.handlers.diagnose_phone import Looked, look
from bot.handlers.diagnose_result import cited_keys, result
from bot.handlers.diagnose_said import first_leg_of, said_of, sides
from bot.handlers.fallback import stale_button
from bot.handlers.parcels import find, not_found
from bot.handlers.this_parcel import parcel_named, watched
from bot.handlers.why import why
from bot.reading.beside import Manner, asks_where_to_look, bare_answer, corrects, manner_of, may_leave_off
from bot.reading.cover_figures import Reader
from bot.reading.cover_words import read_answer
from bot.reading.diagnose_words import Clock, DiagnoseWords, read_line, read_own_answer
from bot.reading.label_text import holds_number, names_phone
from bot.reading.money_words import names_parcel
from bot.reading.numbers import fold
from bot.reading.parcels import looks_like_parcels
from bot.reading.shop_words import looks_like_question
from bot.turn import Answer, Place, Reply, Turn, replies
from rules.book import NotInForce
from rules.order_facts import Peril
from storage.parcels import Parcel

_BATTERY_INSIDE = ("contained", "declared", "undeclared")


async def command(turn: Turn) -> Answer:
    """``/diagnose`` asks; with a parcel's number or an order in words behind it, it answers what it can."""
    if not turn.args:
        return await ask(turn, settled({}), FIRST_LEG)
    named, rest = named_parcel(turn.args)
    if named is None and (number := number_before(turn.args)) and await find(turn, number):
        others = read_line(turn.args, _reader(turn), _clock(turn))
        if number in others.unread:
            # "3 lost": no figure of an order, and a parcel of that number is watched
            named, rest = number, turn.args.removeprefix(number)
    known: dict[str, str] = {}
    if named is not None:
        parcel = await find(turn, named)
        if parcel is None:
            return not_found(turn, named)
        known = await _of_parcel(turn, parcel)
    looked = look(turn, rest, None, asked=False)
    said = read_line(looked.rest, _reader(turn), _clock(turn)) if looked.rest else DiagnoseWords()
    answers = settled(merged(known, {**said.answers, **looked.answers}, said.implied))
    told = any(cause in said.answers or cause in looked.answers for cause in CAUSES)
    if not told or (looked.lacks_country and PHONE not in said.answers):
        return _with_check(looked, await go_on(turn, answers, said))
    await turn.finish()
    return _with_check(looked, result(turn, answers, await parcel_of(turn, answers), unread=said.unread))


async def dialogue(turn: Turn) -> Answer:
    """A typed answer; None when the text is a question of its own or a parcel list."""
    if turn.dialogue is None or turn.dialogue.step not in (*ORDER, PERIL, CHECK):
        return None
    named = await parcel_named(turn)
    if named is not None:
        return await _about_parcel(turn, *named)
    answers, step = _stored(turn), turn.dialogue.step
    if step == CHECK or (step == PHONE and holds_number(turn.text)) or names_phone(turn.text):
        return await _phone_typed(turn, answers)
    if looks_like_parcels(turn.text) or is_another_job(turn.text, turn.today, KIND):
        return None
    said = _read(turn, turn.text, answers, step)
    if not said.answers and not said.skipped and (tick := _tick(turn, answers, step)) is not None:
        said = tick
    if corrects(turn.text) and (said.unread or not said.answers):
        said = _corrected(turn, said)
    if may_leave_off(turn.text) and step not in (PERIL, "reason") and answers.get(PERIL) != Peril.REFUSAL:
        said = DiagnoseWords(unread=[turn.text.strip()], problem="not_understood")
    if said.back:
        return await ask(turn, answers, before_step(answers, step))
    if said.skipped and asks_where_to_look(turn.text):
        return None
    answered = bool(said.answers or said.skipped or said.problem not in (None, "not_understood"))
    if names_parcel(turn.text) and (not answered or looks_like_question(turn.text)):
        return None
    if not answered and is_known(turn):
        return None
    if asks_aside(turn, said.answers, STEPS.get(step, (step,)), answers, whole=not said.unread):
        return None
    if said.skipped:
        return await go_on(turn, skipped(answers, step), said)
    if not said.answers:
        return await ask(turn, answers, step, said)
    return await go_on(turn, settled(merged(answers, said.answers, said.implied)), said)


async def again(turn: Turn) -> Answer:
    """The open question once more."""
    if turn.dialogue is None or turn.dialogue.step not in (*ORDER, PERIL, CHECK):
        return None
    return await ask(turn, _stored(turn), turn.dialogue.step)


async def _about_parcel(turn: Turn, number: str, words: str) -> Answer:
    """A number in the middle of the questions: they go on about that parcel, what is said beside it being an answer.
    None where something else is asked."""
    answers, step = _stored(turn), turn.dialogue.step if turn.dialogue is not None else FIRST_LEG
    said = _beside_number(turn, words, answers, step) if words else DiagnoseWords()
    if looks_like_question(words) or (said.unread and manner_of(words) is Manner.ASKS):
        return None
    told_nothing = bool(words) and not (said.answers or said.skipped)
    if told_nothing and not looks_like_parcels(turn.text) and turn.services.faq.answer(words) is not None:
        return None
    parcel, told = await watched(turn, number)
    if parcel is None:
        return told
    known = with_parcel(answers, await _of_parcel(turn, parcel))
    if said.skipped:
        known = skipped(known, step)
    return (*told, *replies(await go_on(turn, settled(merged(known, said.answers, said.implied)), said)))


def _beside_number(turn: Turn, words: str, answers: Answers, step: str) -> DiagnoseWords:
    """The answer to the open question, or to others."""
    said = _read(turn, words, answers, step) if step not in (CHECK, PHONE) else DiagnoseWords()
    if (said.answers or said.skipped) and not said.unread:
        return said
    line = read_line(bare_answer(words), _reader(turn), _clock(turn))
    return line if line.answers or not said.answers else said


async def picked(turn: Turn, data: DiagnosePick) -> Answer:
    """A choice; one of an earlier question changes that answer."""
    if not _open(turn) or data.step not in (*ORDER, PERIL):
        return _over()
    answers, now = _stored(turn), second_of(turn.now)
    if data.step == PHONE and data.value == CHECK_NOW:
        return await ask(turn, answers, CHECK, place=Place.EDIT)
    if data.step == SELLER and data.value == POINT_OUT:
        return await ask(turn, answers, SELLER, place=Place.EDIT, pointing=True)
    if data.step in OWN:
        given = {data.step: data.value} if data.value in CHOICES[data.step] else None
    else:
        wanted = STEPS[PERIL] if data.step == PERIL else wanted_fields(answers, data.step, turn.book, now)
        given = gives(data.step, data.value, wanted, turn.book, now)
    if given is None:
        return _over()
    return await go_on(turn, settled(merged(answers, given, {})), place=Place.EDIT)


async def skip_pressed(turn: Turn, data: DiagnoseSkip) -> Answer:
    """The seller does not know; whatever else she said to the question stays."""
    if not _open(turn) or data.step not in ORDER:
        return _over()
    return await go_on(turn, skipped(_stored(turn), data.step), place=Place.EDIT)


async def back_pressed(turn: Turn, data: DiagnoseBack) -> Answer:
    """Ask a question again, the other answers kept."""
    if not _open(turn) or data.step not in (*ORDER, PERIL):
        return _over()
    return await ask(turn, _stored(turn), data.step, place=Place.EDIT)


async def now_pressed(turn: Turn, data: DiagnoseNow) -> Answer:
    """Enough questions: the result so far."""
    del data
    if not _open(turn):
        return _over()
    answers = _stored(turn)
    await turn.finish()
    return result(turn, answers, await parcel_of(turn, answers), Place.EDIT)


async def more_pressed(turn: Turn, data: DiagnoseMore) -> Answer:
    """After a result: the questions that are open."""
    unpacked = unpack(data.answers)
    if unpacked is None:
        return _over()
    return await go_on(turn, unpacked[0])


async def review_pressed(turn: Turn, data: DiagnoseReview) -> Answer:
    """After a result: which answer is to be changed?"""
    unpacked = unpack(data.answers)
    if unpacked is None:
        return _over()
    answers, _ = unpacked
    await turn.ask(KIND, FIRST_LEG, answers)
    now = second_of(turn.now)
    rows = tuple(
        (Press("diagnose.change", DiagnoseBack(step), (("answer", said),)),)
        for step in (PERIL, *ORDER)
        if (said := said_of(turn, answers, step, now))
    )
    return Reply("diagnose/review", {}, rows)


async def why_pressed(turn: Turn, data: DiagnoseWhy) -> Answer:
    """The trace of the result whose button was pressed, by the rules and at the second it was made."""
    unpacked = unpack(data.answers)
    if unpacked is None:
        return await stale_button(turn)
    answers, at = unpacked
    book = turn.services.book_of_today(at)
    try:
        diagnosis = diagnosed(answers, book, at)
    except NotInForce:
        return await stale_button(turn)
    keys, notes = cited_keys(diagnosis), sides(turn, answers, at)
    findings = [point.finding for point in diagnosis.points]
    return why(
        turn, "why.diagnose", diagnosis.trace, diagnosis.readings, keys, book=book, notes=notes, findings=findings
    )


async def parcel_pressed(turn: Turn, data: DiagnoseParcel) -> Answer:
    """Why a payout for a watched parcel could fail: what its record does not tell is asked."""
    parcel = await find(turn, str(data.seq))
    if parcel is None:
        return not_found(turn, str(data.seq))
    await turn.finish()
    return await go_on(turn, await _of_parcel(turn, parcel))


async def _phone_typed(turn: Turn, answers: Answers) -> Answer:
    """A phone in place of a word about it: it is checked, and the questions go on."""
    looked = look(turn, turn.text, answers.get(COUNTRY), asked=True)
    if not looked.phones:
        return await _instead_of_phone(turn, answers, looked.country)
    if looked.lacks_country:
        return await ask(turn, answers, CHECK, dropped=True)
    return _with_check(looked, await go_on(turn, {**answers, **looked.answers}))


async def _instead_of_phone(turn: Turn, answers: Answers, country: str | None) -> Answer:
    """What was typed where a phone was asked for, and is none: a word about it, the destination, or another matter."""
    said = _read(turn, turn.text, answers, PHONE)
    if said.back:
        return await ask(turn, answers, PHONE)
    if said.answers or said.skipped:
        return await go_on(turn, skipped(answers, PHONE) if said.skipped else {**answers, **said.answers}, said)
    if country is not None and country != answers.get(COUNTRY):
        return await ask(turn, {**answers, COUNTRY: country}, CHECK)
    another_matter = names_parcel(turn.text) or is_known(turn, only_asked=True)
    return None if another_matter else await ask(turn, answers, CHECK, said)


def _with_check(looked: Looked, answer: Answer) -> Answer:
    """What the check of a typed phone found goes before whatever follows from it."""
    if looked.reply is None or not isinstance(answer, Reply):
        return answer
    return (looked.reply, answer)


def _read(turn: Turn, text: str, answers: Answers, step: str) -> DiagnoseWords:
    """A typed answer to the open question."""
    if step not in STEPS:
        pressed = _by_label(turn, text, step)
        return pressed or read_own_answer(bare_answer(text), step, _reader(turn), _clock(turn))
    wanted = STEPS[PERIL] if step == PERIL else wanted_fields(answers, step, turn.book, second_of(turn.now))
    said = read_answer(bare_answer(text), step, wanted, _reader(turn))
    return DiagnoseWords(said.answers, said.implied, said.unread, said.problem, said.skipped, said.back)


def _corrected(turn: Turn, said: DiagnoseWords) -> DiagnoseWords:
    """A correction may be of any question, the diagnosis' own ones too; what was read already where it says none."""
    line = read_line(bare_answer(turn.text), _reader(turn), _clock(turn))
    return line if line.answers and not line.unread else said


def _by_label(turn: Turn, text: str, step: str) -> DiagnoseWords | None:
    """The words of a button, typed."""
    for value in CHOICES.get(step, ()):
        words = turn.services.renderer.label(f"diagnose.{step}.{value}", turn.locale, {"book": turn.book})
        if fold(words) == fold(text.strip()):
            return DiagnoseWords(answers={step: value})
    return None


def _tick(turn: Turn, answers: Answers, step: str) -> DiagnoseWords | None:
    """Whether the battery was declared, said after the question of it; None for anything else."""
    if step == BATTERY or answers.get(BATTERY) not in _BATTERY_INSIDE:
        return None
    said = read_own_answer(turn.text, BATTERY, _reader(turn), _clock(turn))
    ticked = said.answers.get(BATTERY) in ("declared", "undeclared") and not said.unread
    return said if ticked and len(said.answers) == 1 else None


async def _of_parcel(turn: Turn, parcel: Parcel) -> dict[str, str]:
    known = of_parcel(parcel, turn.book, second_of(turn.now))
    return settled({**known, **await first_leg_of(turn, parcel, second_of(turn.now))})


def _open(turn: Turn) -> bool:
    return turn.dialogue is not None and turn.dialogue.kind == KIND


def _over() -> Reply:
    return Reply("diagnose/over", {}, place=Place.TOAST)


def _stored(turn: Turn) -> dict[str, str]:
    return checked(turn.dialogue.answers) if turn.dialogue is not None else settled({})


def _reader(turn: Turn) -> Reader:
    return Reader({name: limit_of(turn.book, name) for name in LIMITS}, second_of(turn.now), turn.zone)


def _clock(turn: Turn) -> Clock:
    now = second_of(turn.now)
    return Clock(limit(turn.book), of_first_leg, lambda since: of_since_pickup(since, now))
