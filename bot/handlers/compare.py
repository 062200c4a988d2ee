"""The programme beside third-party cover: what is a rule, what is only a claim, and what nobody says."""

from __future__ import annotations

from dataclasses import dataclass

from bot.buttons import ButtonData, Press
from bot.handlers.ask_buttons import Destination, FaqEntry, Go
from bot.handlers.why_words import Words
from bot.turn import Answer, Reply, Turn
from rules.book import DatedBook

_CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class CompareWhy(ButtonData, prefix="cmw"):
    """Rule id and source of every line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what it compares, and the book's keys behind the programme's side and the other side.

    A side without keys is one the source says nothing of.
    """

    about: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


LINES = (
    Line("perils", ("coverage.perils_count",), ("statistics.third_party_lacks", "statistics.rivals")),
    Line("time", ("statistics.payout_days",), ("statistics.third_party_days_min", "statistics.third_party_days_max")),
    Line("filing", ("statistics.automatic_settlement",), ()),
    Line("clawback", ("recovery.min_ratio", "recovery.max_ratio"), ()),
    Line("price", ("premium.bands", "premium.floor"), ()),
    Line("channel", ("coverage.excluded_carriers", "eligibility.lines"), ()),
)
"""F04, F06, F07 and F11 beside the rules that they are weighed against (V02, P03-P07, C15, E08)."""


async def command(turn: Turn) -> Answer:
    """``/compare``: the table, each side of each line marked as a rule, a claim or not stated."""
    book = turn.book
    shown = {"book": book, "lines": [_marked(book, line) for line in LINES], "keys": _keys()}
    rows = (
        (Press("why.open", CompareWhy()), Press("compare.about", FaqEntry("third-party", in_place=False))),
        (Press("compare.clawback", Go(Destination.CLAWBACK)), Press("compare.cover", Go(Destination.COVER))),
    )
    return Reply("compare/table", shown, rows)


async def why_pressed(turn: Turn, data: CompareWhy) -> Answer:
    """Where each figure of the table is written, under which rule, and as what."""
    del data
    book = turn.book
    words = Words(turn.services.renderer, turn.locale, book)
    found = [(line.about, [book.parameter(key) for key in (*line.ours, *line.theirs)]) for line in LINES]
    lines = [
        {"about": about, "parameters": [(each, words.of("source", each.source.id)) for each in parameters]}
        for about, parameters in found
    ]
    return Reply("compare/why", {"book": book, "lines": lines, "keys": _keys()})


def _marked(book: DatedBook, line: Line) -> dict[str, str]:
    return {"about": line.about, "ours": _mark(book, line.ours), "theirs": _mark(book, line.theirs)}


def _mark(book: DatedBook, keys: tuple[str, ...]) -> str:
    """``rule``, ``claim`` as soon as one of the figures is one, or ``silent``."""
    if not keys:
        return "silent"
    return _CLAIM if any(book.parameter(key).kind == _CLAIM for key in keys) else "rule"


def _keys() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for line in LINES for key in (*line.ours, *line.theirs)))
