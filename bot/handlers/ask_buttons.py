"""The buttons of questions and their answers; apart from the handlers, because they lead from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.buttons import ButtonData, Press, Rows
from bot.reading.rates import RateKind


class Destination(StrEnum):
    """Commands that a button can open; the values are their names."""

    QUOTE = "quote"
    WHATIF = "whatif"
    ELIGIBLE = "eligible"
    COVER = "cover"
    CLAWBACK = "clawback"
    DIAGNOSE = "diagnose"
    LABEL = "label"
    COMPARE = "compare"
    FAQ = "faq"
    ASK = "ask"
    WATCH = "watch"
    PARCELS = "parcels"
    ALERTS = "alerts"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Go(ButtonData, prefix="go"):
    """Does what the command does when nothing stands behind it."""

    to: Destination


@dataclass(frozen=True, slots=True)
class QuoteRate(ButtonData, prefix="qr"):
    """Quotes an order of ``fen`` at a rate; carries all it needs, so it works on old messages too.

    ``day`` is the order's, as 20240601, or "" for the day of the press.
    """

    fen: int
    kind: RateKind
    value: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class QuoteType(ButtonData, prefix="qt"):
    """The seller will type the rate of an order of ``fen``."""

    fen: int
    day: str = ""


@dataclass(frozen=True, slots=True)
class QuoteAgain(ButtonData, prefix="qa"):
    """Another amount at the same rate."""

    kind: RateKind
    value: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class QuoteToday(ButtonData, prefix="qn"):
    """The open order goes by today's figures."""


@dataclass(frozen=True, slots=True)
class QuoteWhy(ButtonData, prefix="qw"):
    """How a premium came about: the order, and the day whose figures it was quoted by."""

    fen: int
    kind: RateKind
    value: str
    day: str


@dataclass(frozen=True, slots=True)
class QuoteAmount(ButtonData, prefix="qm"):
    """Which of several amounts is meant, in hundredths of its currency; the rate waits in the dialogue."""

    hundredths: int
    currency: str


@dataclass(frozen=True, slots=True)
class EligiblePick(ButtonData, prefix="el"):
    """An answer to one step of the eligibility questions."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class EligibleBack(ButtonData, prefix="eb"):
    """Back to a step, the answers kept."""

    step: str


@dataclass(frozen=True, slots=True)
class EligibleReview(ButtonData, prefix="er"):
    """After a verdict: change one of the answers it was made from, all of which the button carries."""

    answers: str


@dataclass(frozen=True, slots=True)
class EligibleWhy(ButtonData, prefix="ew"):
    """How a verdict came about: the answers, and the day whose rules they were held against."""

    answers: str
    day: str


@dataclass(frozen=True, slots=True)
class FaqMenu(ButtonData, prefix="fm"):
    """The list of topic groups."""


@dataclass(frozen=True, slots=True)
class FaqGroup(ButtonData, prefix="fg"):
    """The entries of a group."""

    group: str


@dataclass(frozen=True, slots=True)
class FaqEntry(ButtonData, prefix="fe"):
    """An answer; ``in_place`` when it replaces the list it was chosen from."""

    entry: str
    in_place: bool


@dataclass(frozen=True, slots=True)
class LanguagePick(ButtonData, prefix="lg"):
    """A language, or ``auto`` for the one that is written."""

    language: str


@dataclass(frozen=True, slots=True)
class ForgetAll(ButtonData, prefix="fo"):
    """Erase the chat; good for a few minutes after ``asked_at`` (seconds since 1970)."""

    asked_at: int


@dataclass(frozen=True, slots=True)
class ForgetNothing(ButtonData, prefix="fn"):
    """Erase nothing."""


def doors() -> Rows:
    """The four things most people come for."""
    return (
        (Press("start.quote", Go(Destination.QUOTE)), Press("start.eligible", Go(Destination.ELIGIBLE))),
        (Press("start.watch", Go(Destination.WATCH)), Press("start.faq", Go(Destination.FAQ))),
    )
