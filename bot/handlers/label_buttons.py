"""The buttons of a label check. None of them carries a digit of anybody's phone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class LabelCountry(ButtonData, prefix="lc"):
    """The destination; asks for the phone next."""

    country: str


@dataclass(frozen=True, slots=True)
class LabelConfirm(ButtonData, prefix="lk"):
    """Whether the destination that was assumed from the phone is the right one."""

    country: str
    right: bool


@dataclass(frozen=True, slots=True)
class LabelWhy(ButtonData, prefix="lw"):
    """How a phone was judged: what was wrong with it, as flags, and how many characters were too many."""

    country: str
    problems: int
    special: int
    day: int
    """The day of the figures, as its ordinal."""
