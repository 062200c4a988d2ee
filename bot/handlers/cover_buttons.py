"""The buttons of ``/cover``: an answer, a question asked again, a verdict reviewed or explained, a parcel judged."""

from __future__ import annotations

from dataclasses import dataclass

from bot.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class CoverPick(ButtonData, prefix="cv"):
    """An answer to a question: a code of `bot.handlers.cover_choices`."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class CoverSkip(ButtonData, prefix="cvs"):
    """The seller does not know the answer to a question."""

    step: str


@dataclass(frozen=True, slots=True)
class CoverBack(ButtonData, prefix="cvb"):
    """Ask a question again, the answers kept."""

    step: str


@dataclass(frozen=True, slots=True)
class CoverReview(ButtonData, prefix="cvr"):
    """After a verdict: change one of the answers it was made from, all of which the button carries."""

    answers: str


@dataclass(frozen=True, slots=True)
class CoverWhy(ButtonData, prefix="cvw"):
    """How a verdict came about, from the answers and the moment that the button carries."""

    answers: str


@dataclass(frozen=True, slots=True)
class CoverParcel(ButtonData, prefix="cvp"):
    """Whether a watched parcel is covered."""

    seq: int
