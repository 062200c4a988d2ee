"""The buttons of ``/unanswered``. All but the first carry the id of a question, which stands for those asked like it,
and the page of the list to go back to; everybody in the operators' chat may press them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class UnansweredPage(ButtonData, prefix="uqp"):
    """A page of the list, in place; counted from 0."""

    page: int
    personal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class UnansweredAttach(ButtonData, prefix="uqa"):
    """Choose the entry that answers a question; ``groups`` shows all groups in place of the nearest entries."""

    question: int
    page: int
    groups: bool
    personal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class UnansweredGroup(ButtonData, prefix="uqg"):
    """Choose it among the entries of a group."""

    question: int
    page: int
    group: str
    personal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class UnansweredTo(ButtonData, prefix="uqt"):
    """Attach the question's words to an entry."""

    question: int
    page: int
    entry: str
    personal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class UnansweredIgnore(ButtonData, prefix="uqn"):
    """Take the question, and those like it, off the list."""

    question: int
    page: int
    personal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class UnansweredUndo(ButtonData, prefix="uqu"):
    """Put the question and those that went with it back on the list.

    ``phrase`` is what was attached, 0 if nothing was; ``before`` the entry the same words were attached to before that.
    """

    question: int
    page: int
    phrase: int = 0
    before: str = ""
    personal: ClassVar[bool] = False
