"""The choices under each question of ``/diagnose``; those about the order are the ones of ``/cover``."""

from __future__ import annotations

from collections.abc import Sequence

from bot.buttons import Button, Press, Rows
from bot.handlers import cover_choices
from bot.handlers.ask_buttons import Destination, Go
from bot.handlers.cover_answers import PERIL, STEPS, Answers
from bot.handlers.cover_buttons import CoverPick
from bot.handlers.diagnose_answers import CHOICES, FIRST_LEG, PHONE, SELLER
from bot.handlers.diagnose_buttons import DiagnoseBack, DiagnoseNow, DiagnosePick, DiagnoseSkip
from rules.book import DatedBook

CHECK = "check"
"""The question for the phone itself, in place of a word about it."""
CHECK_NOW = "check"
POINT_OUT = "some"
"""Not everything about the shop is as it should be: which point?"""


def keyboard(
    book: DatedBook, answers: Answers, step: str, wanted: Sequence[str], before: str | None, *, pointing: bool
) -> Rows:
    """The choices of a question, then what leads on, back or out."""
    rows = [*_choices(book, step, wanted, pointing=pointing)]
    if step == PERIL:
        return (*rows, (Press("diagnose.back", DiagnoseBack(before or FIRST_LEG)),))
    asked = PHONE if step == CHECK else step
    last: list[Button] = []
    if before is not None:
        last.append(Press("diagnose.back", DiagnoseBack(PHONE if step == CHECK else before)))
    last.append(Press("diagnose.skip", DiagnoseSkip(asked)))
    rows.append(tuple(last))
    if before is None:
        rows.append((Press("diagnose.peril", DiagnoseBack(PERIL), (("peril", answers[PERIL]),)),))
    else:
        rows.append((Press("diagnose.now", DiagnoseNow()),))
    return tuple(rows)


def _choices(book: DatedBook, step: str, wanted: Sequence[str], *, pointing: bool) -> Rows:
    if step in STEPS:
        # The way back and past it are this dialogue's own.
        rows = cover_choices.keyboard(step, wanted, None, book)
        return tuple(tuple(_ours(button) for button in row) for row in (rows if step == PERIL else rows[:-1]))
    shown = (("book", book),)
    if step == SELLER and not pointing:
        return (
            (Press("diagnose.seller.all", DiagnosePick(SELLER, "all")),),
            (Press("diagnose.seller.some", DiagnosePick(SELLER, POINT_OUT)),),
        )
    values = [value for value in CHOICES.get(step, ()) if not (step == SELLER and value == "all")]
    rows = tuple((Press(f"diagnose.{step}.{value}", DiagnosePick(step, value), shown),) for value in values)
    if step == PHONE:
        return ((Press("diagnose.phone.check", DiagnosePick(PHONE, CHECK_NOW)),), *rows)
    if step == SELLER:
        return (*rows, (Press("diagnose.eligible", Go(Destination.ELIGIBLE)),))
    return rows


def _ours(button: Button) -> Button:
    """A choice of ``/cover`` as an answer of this dialogue."""
    if isinstance(button, Press) and isinstance(button.data, CoverPick):
        return Press(button.label, DiagnosePick(button.data.step, button.data.value), button.facts)
    return button
