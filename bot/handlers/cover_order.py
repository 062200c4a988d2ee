"""Which question of ``/cover`` comes next: only those that can still change the outcome, as the rules say."""

from __future__ import annotations

from datetime import datetime

from bot.handlers.cover_answers import LINE, PERIL, STEP_OF, STEPS, UNKNOWN, YES_NO, Answers, Way, facts
from rules.book import DatedBook
from rules.coverage import Coverage, check, inputs
from rules.order_facts import Peril


def covered(answers: Answers, book: DatedBook, now: datetime) -> Coverage:
    """What the rules make of the answers, of which the peril must be one."""
    return check(book, facts(answers, book, now), Peril(answers[PERIL]))


def next_step(answers: Answers, book: DatedBook, now: datetime) -> str | None:
    """The first question whose answer can still change the outcome and was not skipped, or None."""
    if PERIL not in answers:
        return PERIL
    return next(iter(open_steps(answers, book, now)), None)


def open_steps(answers: Answers, book: DatedBook, now: datetime) -> tuple[str, ...]:
    """The questions that can still change the outcome and were not skipped, in the order in which they are asked."""
    missing = covered(answers, book, now).verdict.missing
    given_up = (UNKNOWN, Way.SOME)
    wanted = [name for name in missing if answers.get(LINE if name == "channel" else name) not in given_up]
    if wanted == ["lost"]:
        ends = {covered({**answers, "lost": said}, book, now).verdict.outcome for said in YES_NO}
        wanted = wanted if len(ends) > 1 else []  # it mattered only beside a figure that is not known
    steps = {step_of_input(name) for name in wanted}
    return tuple(step for step in _order(answers) if step in steps)


def step_before(answers: Answers, step: str) -> str | None:
    """The question asked before this one, as far as the answers tell; None for the first."""
    if step == PERIL or PERIL not in answers:
        return None
    order = (PERIL, *_order(answers))
    before = order[: order.index(step)] if step in order else order[:1]
    return next((each for each in reversed(before) if any(field in answers for field in STEPS[each])), PERIL)


def _order(answers: Answers) -> tuple[str, ...]:
    """The questions of a peril in the order of the rules' inputs, with two that stand elsewhere.

    Of a ruling the first is what it was for. Of a parcel that has not arrived the last is whether it was declared lost,
    which matters only where the figures do not settle it.
    """
    peril = Peril(answers[PERIL])
    steps = tuple(dict.fromkeys(step_of_input(name) for name in inputs(peril)))
    if peril is Peril.RULING:
        return ("cause", *(step for step in steps if step != "cause"))
    if peril is Peril.LOGISTICS and answers.get("delivered") == "no":
        return (*(step for step in steps if step != "state"), "state")
    return steps


def step_of_input(name: str) -> str:
    """The question that asks for an input of the rules."""
    return LINE if name == "channel" else STEP_OF[name]


def wanted_fields(answers: Answers, step: str, book: DatedBook, now: datetime) -> tuple[str, ...]:
    """Of a question's answers, those that can still change the outcome; all of them when it is asked again."""
    if PERIL not in answers:
        return STEPS[step]
    missing = covered(answers, book, now).verdict.missing
    return tuple(field for field in STEPS[step] if field in missing) or STEPS[step]
