"""The buttons of a question's one round of choices, and the thumbs under its answer.

They carry the number of the question (`bot.faq.recent`), never its words; a number that is not known any more, of
another chat or made up finds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class FaqChoice(ButtonData, prefix="fc"):
    """The answer of a topic that was offered for a question."""

    number: int
    entry: str


@dataclass(frozen=True, slots=True)
class FaqNone(ButtonData, prefix="fz"):
    """None of the topics offered for a question is meant."""

    number: int


@dataclass(frozen=True, slots=True)
class FaqThumb(ButtonData, prefix="ft"):
    """Whether an answer was what the question asked; the number is 0 for what was opened from the menu."""

    number: int
    entry: str
    up: bool


@dataclass(frozen=True, slots=True)
class FaqPerson(ButtonData, prefix="fp"):
    """The question goes to a person."""

    private: ClassVar[bool] = True

    number: int
