"""The buttons of ``/diagnose``: an answer, a question asked again, the result now, reviewed or explained."""

from __future__ import annotations

from dataclasses import dataclass

from bot.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class DiagnosePick(ButtonData, prefix="dp"):
    """An answer to a question, or a code of `bot.handlers.cover_choices` for one about the order."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class DiagnoseSkip(ButtonData, prefix="dk"):
    """The seller does not know the answer to a question."""

    step: str


@dataclass(frozen=True, slots=True)
class DiagnoseBack(ButtonData, prefix="db"):
    """Ask a question again, the answers kept."""

    step: str


@dataclass(frozen=True, slots=True)
class DiagnoseNow(ButtonData, prefix="dn"):
    """Enough questions: what do the answers so far come to?"""


@dataclass(frozen=True, slots=True)
class DiagnoseMore(ButtonData, prefix="dm"):
    """After a result: go on with the questions that are open."""

    answers: str


@dataclass(frozen=True, slots=True)
class DiagnoseReview(ButtonData, prefix="dr"):
    """After a result: change one of the answers it was made from, all of which the button carries."""

    answers: str


@dataclass(frozen=True, slots=True)
class DiagnoseWhy(ButtonData, prefix="dw"):
    """How a result came about, from the answers and the moment that the button carries."""

    answers: str


@dataclass(frozen=True, slots=True)
class DiagnoseParcel(ButtonData, prefix="dq"):
    """Why a payout for a watched parcel could fail."""

    seq: int
