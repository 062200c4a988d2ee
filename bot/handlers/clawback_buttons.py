"""The buttons of ``/clawback``: each carries the whole case, so it works on old messages too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.buttons import ButtonData


class Part(StrEnum):
    """What the seller will type next."""

    AMOUNT = "a"
    GOODS = "g"
    CHANCE = "c"


@dataclass(frozen=True, slots=True)
class ClawbackSet(ButtonData, prefix="ks"):
    """Works a case out: fen at stake, fen the goods are worth once back, the chance as a fraction or ""."""

    fen: int
    goods: int
    chance: str


@dataclass(frozen=True, slots=True)
class ClawbackOf(ButtonData, prefix="ko"):
    """Works out what so many fen cost afterwards, in a message of its own: it stands under another answer."""

    fen: int


@dataclass(frozen=True, slots=True)
class ClawbackAsk(ButtonData, prefix="kq"):
    """Asks for one part of a case again, the others kept; `fen` is 0 for a new case."""

    part: Part
    fen: int
    goods: int
    chance: str


@dataclass(frozen=True, slots=True)
class ClawbackWhy(ButtonData, prefix="kw"):
    """The calculation behind an answer, by the figures of its day (as 20240601)."""

    fen: int
    goods: int
    chance: str
    day: str
