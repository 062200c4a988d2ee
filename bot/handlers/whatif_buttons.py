"""The buttons of ``/whatif``. They carry the number of the orders they belong to and one rate; the orders themselves
and the other rate are read back from storage, under the chat and the person that press."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.buttons import ButtonData


class Which(StrEnum):
    """Which of the two rates."""

    BEFORE = "b"
    AFTER = "a"


@dataclass(frozen=True, slots=True)
class WhatIfRate(ButtonData, prefix="wr"):
    """A rate for the orders ``seq``: today's, or the one to compare with. ``side`` is a packed `Side`."""

    seq: int
    which: Which
    side: str


@dataclass(frozen=True, slots=True)
class WhatIfType(ButtonData, prefix="wt"):
    """The seller will type another rate to compare with."""

    seq: int


@dataclass(frozen=True, slots=True)
class WhatIfMeant(ButtonData, prefix="wm"):
    """The first numbers of a list are rates, which ``rates`` names as ``94.2,98.6``, or amounts like the others: ""."""

    seq: int
    rates: str


@dataclass(frozen=True, slots=True)
class WhatIfColumn(ButtonData, prefix="wc"):
    """The column of a sheet that holds the amounts; ``file`` tells the sheet from others."""

    file: str
    sheet: int
    column: int


@dataclass(frozen=True, slots=True)
class WhatIfSkipped(ButtonData, prefix="wk"):
    """A page, from 0, of the rows that gave no amount; ``turning`` when it replaces another page."""

    seq: int
    page: int
    turning: bool = False


@dataclass(frozen=True, slots=True)
class WhatIfWhy(ButtonData, prefix="ww"):
    """How a result came about: the orders, the rate compared with, and the day whose figures it was worked out by."""

    seq: int
    side: str
    day: str


@dataclass(frozen=True, slots=True)
class WhatIfNew(ButtonData, prefix="wn"):
    """Other orders, at the rates of the orders ``seq`` where they are still there."""

    seq: int


@dataclass(frozen=True, slots=True)
class WhatIfCase(ButtonData, prefix="wx"):
    """The example of the Shenzhen seller."""


@dataclass(frozen=True, slots=True)
class WhatIfCaseWhy(ButtonData, prefix="wy"):
    """How the figures of the example came about, by those of a day."""

    day: str
