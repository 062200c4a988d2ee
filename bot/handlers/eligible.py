"""Is this shop in? Six questions, one at a time or all on one line, and a verdict with its reasons.

The answers so far are the dialogue's row, so a restart in the middle forgets nothing, and a button of an earlier
question still works: it changes that answer.
"""

from __future__ import annotations

from decimal import Decimal

from bot.buttons import Press, Rows
from bot.faq.tools import is_another_job
from bot.handlers.ask_buttons import (
    Destination,
    EligibleBack,
    EligiblePick,
    EligibleReview,
    EligibleWhy,
    FaqEntry,
    Go,
)
from bot.handlers.beside import asks_aside, is_known
from bot.handlers.eligible_answers import (
    CHOICES,
    LIMITS,
    STEPS,
    UNKNOWN,
    Answers,
    cited_keys,
    facts,
    is_answer,
    next_step,
    pack,
    points,
    unpack,
)
from bot.handlers.quote_day import reader_of
from bot.handlers.quote_draft import pack_day
from bot.reading.asked_parcel import is_about_parcels
from bot.reading.asked_shop import asks_entry, read_sentence
from bot.reading.beside import asks_where_to_look, bare_answer, corrects
from bot.reading.money_words import names_parcel
from bot.reading.order_text import asks_premium, read_request
from bot.reading.shop_words import (
    Limits,
    ShopWords,
    looks_like_question,
    read_answer,
    read_correction,
    read_line,
)
from bot.turn import Answer, Place, Reply, Turn
from rules.eligibility import check

KIND = "eligible"
_WIDE = frozenset({"channel"})
"""Questions whose choices are short enough to stand two in a row."""


async def command(turn: Turn) -> Answer:
    """``/eligible`` asks; ``/eligible enterprise mainland 96 1.5 none standard`` answers, or asks for the rest."""
    if not turn.args:
        return await _go_on(turn, {}, ShopWords())
    said = read_line(turn.args, _limits(turn))
    return await _go_on(turn, said.answers, said)


async def from_text(turn: Turn) -> Answer:
    """A sentence that gives a shop's metrics and asks whether it is in; None for every other text."""
    if not asks_entry(turn.text):
        return None
    said = read_sentence(turn.text, _limits(turn))
    return await _go_on(turn, said.answers, said)


async def dialogue(turn: Turn) -> Answer:
    """A typed answer; None when the text is a question of its own or a parcel list."""
    if turn.dialogue is None:
        return None
    if asks_premium(turn.text, reader_of(turn, None)) or is_another_job(turn.text, turn.today, KIND):
        return None
    if is_about_parcels(turn.text):
        return None
    answers, step = _stored(turn), turn.dialogue.step
    limits = _limits(turn)
    own = asks_entry(turn.text)
    said = read_sentence(turn.text, limits) if own else read_answer(bare_answer(turn.text), step, limits)
    if said.back:
        return await _ask(turn, answers, _before(step), ShopWords())
    if corrects(turn.text) and (mended := read_correction(bare_answer(turn.text), limits)).answers.keys() & answers:
        said = mended
    answered = said.answers or said.choices
    another_matter = names_parcel(turn.text) or read_request(turn.text, reader_of(turn, None)) is not None
    if another_matter and (not answered or looks_like_question(turn.text)):
        return None
    skips = said.answers == {step: UNKNOWN}
    if skips and asks_where_to_look(turn.text):
        return None
    if skips and looks_like_question(turn.text) and turn.services.faq.answer(turn.text) is not None:
        return None
    if not answered:
        return None if is_known(turn) else await _ask(turn, answers, step, said)
    if asks_aside(turn, said.answers, (step,), answers, whole=not said.unread):
        return None
    return await _go_on(turn, {**answers, **said.answers}, said)


async def again(turn: Turn) -> Answer:
    """The open question once more."""
    return None if turn.dialogue is None else await _ask(turn, _stored(turn), turn.dialogue.step, ShopWords())


async def picked(turn: Turn, data: EligiblePick) -> Answer:
    """A choice; one of an earlier question changes that answer."""
    if not _open(turn) or not is_answer(data.step, data.value):
        return Reply("eligible/over", {}, place=Place.TOAST)
    return await _go_on(turn, {**_stored(turn), data.step: data.value}, ShopWords(), place=Place.EDIT)


async def back_pressed(turn: Turn, data: EligibleBack) -> Answer:
    """Ask a question again, the other answers kept."""
    if not _open(turn) or data.step not in STEPS:
        return Reply("eligible/over", {}, place=Place.TOAST)
    return await _ask(turn, _stored(turn), data.step, ShopWords(), Place.EDIT)


async def review_pressed(turn: Turn, data: EligibleReview) -> Answer:
    """After the verdict: which answer is to be changed?"""
    answers = unpack(data.answers)
    if answers is None:
        return Reply("eligible/over", {}, place=Place.TOAST)
    await turn.ask(KIND, STEPS[0], answers)
    rows = tuple(
        (Press("eligible.change", EligibleBack(step), (("answer", _said(turn, step, answers[step])),)),)
        for step in STEPS
    )
    return Reply("eligible/review", {}, rows)


async def _go_on(turn: Turn, answers: Answers, said: ShopWords, place: Place = Place.NEW) -> Answer:
    """What is unclear first, then the next open question; the verdict when there is none."""
    step = said.choice_of or next_step(answers)
    if step is not None:
        return await _ask(turn, answers, step, said, place)
    await turn.finish(KIND)
    return _verdict(turn, answers, place)


async def _ask(turn: Turn, answers: Answers, step: str, said: ShopWords, place: Place = Place.NEW) -> Reply:
    await turn.ask(KIND, step, dict(answers))
    shown = {
        "book": turn.book,
        "step": step,
        "number": STEPS.index(step) + 1,
        "total": len(STEPS),
        "answers": [_said(turn, name, answers[name]) for name in STEPS if name in answers and name != step],
        "refused": said.refused,
        "noted": bool(said.answers),
        "limit": turn.book.decimal(LIMITS[step]) if step in LIMITS else None,
    }
    return Reply("eligible/question", shown, _keyboard(turn, step, said), place)


def _keyboard(turn: Turn, step: str, said: ShopWords) -> Rows:
    limit = (("limit", turn.book.decimal(LIMITS[step])),) if step in LIMITS else ()
    choices = [Press(f"eligible.{step}.{value}", EligiblePick(step, value), limit) for value in CHOICES[step]]
    if said.choice_of == step:
        choices = [
            Press("eligible.share", EligiblePick(step, format(share, "f")), (("value", share),))
            for share in said.choices
        ]
    across = 2 if step in _WIDE or len(choices) == 2 else 1
    rows = [tuple(choices[at : at + across]) for at in range(0, len(choices), across)]
    skip = Press("eligible.skip", EligiblePick(step, UNKNOWN))
    if step == STEPS[0]:
        return (*rows, (skip,))
    return (*rows, (Press("eligible.back", EligibleBack(_before(step))), skip))


def _verdict(turn: Turn, answers: Answers, place: Place) -> Reply:
    book = turn.book
    verdict = check(book, facts(answers, book))
    shown = {
        "book": book,
        "outcome": verdict.outcome.value,
        "points": points(verdict),
        "answers": [_said(turn, step, answers[step]) for step in STEPS],
        "value": {step: _value(turn, step, answers[step]) for step in STEPS},
        "readings": [reading.id for reading in verdict.readings],
        "keys": cited_keys(verdict),
    }
    rows = (
        (
            Press("eligible.review", EligibleReview(pack(answers))),
            Press("why.open", EligibleWhy(pack(answers), pack_day(book.day))),
        ),
        (
            Press("eligible.about", FaqEntry("eligibility", in_place=False)),
            Press("eligible.quote", Go(Destination.QUOTE)),
        ),
    )
    return Reply("eligible/verdict", shown, rows, place)


def _said(turn: Turn, step: str, value: str) -> str:
    """An answer in the seller's words, with what it answers."""
    label = f"eligible.unknown_{step}" if value == UNKNOWN else f"eligible.said_{step}"
    return turn.services.renderer.label(label, turn.locale, {"answer": _value(turn, step, value)})


def _value(turn: Turn, step: str, value: str) -> str:
    """An answer in the seller's words: its button's label, or the rate that was typed."""
    renderer, book = turn.services.renderer, turn.book
    if value == UNKNOWN:
        return renderer.label("eligible.skip", turn.locale, {})
    if value not in CHOICES[step]:
        return renderer.label("eligible.share", turn.locale, {"value": Decimal(value)})
    limit = {"limit": book.decimal(LIMITS[step])} if step in LIMITS else {}
    return renderer.label(f"eligible.{step}.{value}", turn.locale, limit)


def _open(turn: Turn) -> bool:
    return turn.dialogue is not None and turn.dialogue.kind == KIND


def _stored(turn: Turn) -> dict[str, str]:
    """The answers so far; what an older version may have stored otherwise is asked again."""
    stored = turn.dialogue.answers if turn.dialogue is not None else {}
    return {step: str(value) for step, value in stored.items() if is_answer(step, str(value))}


def _before(step: str) -> str:
    return STEPS[max(0, STEPS.index(step) - 1)]


def _limits(turn: Turn) -> Limits:
    return Limits(turn.book.decimal(LIMITS["feedback"]), turn.book.decimal(LIMITS["dispute"]))
