"""The answer to "is this order covered": the verdict, what fails or stays open, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.buttons import Press, Rows
from bot.handlers.ask_buttons import Destination, FaqEntry, Go
from bot.handlers.clawback_buttons import ClawbackOf
from bot.handlers.cover_answers import (
    MOMENTS,
    PARCEL,
    PERIL,
    STEPS,
    UNKNOWN,
    Answers,
    amount_in,
    facts,
    limit,
    second_of,
    signs,
    taken_steps,
)
from bot.handlers.cover_buttons import CoverReview, CoverWhy
from bot.handlers.cover_order import covered, step_of_input
from bot.handlers.cover_packing import pack
from bot.handlers.cover_parcel import watched_only
from bot.handlers.cover_said import all_said, rounded, said_of, span, taken_said
from bot.handlers.parcel_buttons import ParcelShow
from bot.handlers.why_view import ReadingLine, reading_lines
from bot.handlers.why_words import Words
from bot.reading.cover_figures import CoverWords
from bot.turn import Place, Reply, Turn
from rules.book import DatedBook
from rules.coverage import Coverage, check
from rules.order_facts import Peril
from rules.verdict import Outcome, ReadingUse
from storage.parcels import Parcel

_OWN_SOURCE = "M0"
_LATE, _SILENT, _BOTH, _SIGNED, _SHORT = "C04", "C05", "C06", "C07", "C12"
_WAITED_FOR = frozenset({_LATE, _SILENT, _BOTH})
_SPAN_OF = {_LATE: "overdue", _SILENT: "idle", _SIGNED: "return_after"}
_SAID_BY_ANOTHER = {"E08": ("C02", "C15"), "C03": ("C02", "C15", "E08")}
"""A rule that says nothing new beside one of these: it fails, or stays open, for the same reason."""
_SHORTFALL = "coverage.ruling_shortfall"
_CLASHING = frozenset({"E08", "C01", "C02", "C11"})
_SIMPLE = "X01"
_TOPICS = {Peril.LOGISTICS: "logistics", Peril.REFUSAL: "refusal", Peril.RULING: "platform"}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to tell the seller."""

    kind: str
    """``fails``, ``open`` or ``missing``."""
    about: str
    """A rule id, or the question whose answer is missing."""


@dataclass(frozen=True, slots=True)
class Part:
    """A threshold with what was held against it, in words; `lacking` is how much is still to go, or ""."""

    rule: str
    met: bool
    observed: str
    lacking: str


@dataclass(frozen=True, slots=True)
class Funds:
    """A ruling and what deposit and balance come to, in yuan."""

    ruling: Decimal
    held: Decimal

    @property
    def short(self) -> Decimal:
        """How much the funds lack; not above 0 where they are enough."""
        return self.ruling - self.held


@dataclass(frozen=True, slots=True)
class OtherWay:
    """A reading that decides: what is open, what it was read as, the other option and where that one leads."""

    reading: ReadingLine
    outcome: str


def result(turn: Turn, answers: Answers, words: CoverWords, parcel: Parcel | None, place: Place) -> Reply:
    """The verdict on the answers as of now; ``words`` are those they were completed with, ``parcel`` it is about."""
    now, taken = second_of(turn.now), taken_steps(answers)
    coverage = covered(answers, turn.book, now)
    verdict = coverage.verdict
    waiting = _waiting(coverage, answers)
    undone = {field: value for field, value in answers.items() if field in STEPS["ready"] and value == "no"}
    shown = {
        "book": turn.book,
        "zone": turn.zone,
        "sign": signs(turn.book),
        "peril": answers[PERIL],
        "outcome": verdict.outcome.value,
        "waiting": waiting,
        "undone": said_of(turn, undone, "ready", now),
        "claimable": _claimable(turn, answers, now) if waiting else None,
        "measured": [field for field in MOMENTS if _measured(answers, field)],
        "points": points(coverage, answers),
        "parts": _parts(turn, coverage, answers, now),
        "other_ways": _other_ways(turn, coverage, answers, now),
        "simple": any(use.id == _SIMPLE for use in verdict.readings),
        "clash": coverage.clash,
        "advance": coverage.advance,
        "funds": _funds(turn.book, coverage, answers),
        "values": answers,
        "answered": {step: said_of(turn, answers, step, now) for step in STEPS if step != PERIL},
        "said": all_said(turn, answers, now, but=(PERIL, *taken)),
        "taken": taken_said(turn, answers, now),
        "parcel": parcel,
        "watched_only": watched_only(parcel, answers),
        "unread": words.unread,
        "keys": cited_keys(coverage),
    }
    return Reply("cover/result", shown, _rows(answers, now, waiting=waiting), place)


def points(coverage: Coverage, answers: Answers) -> tuple[Point, ...]:
    """Every failing rule, everything the source leaves open, and of an open or a waiting order what is missing."""
    verdict = coverage.verdict
    waiting = _waiting(coverage, answers)
    arrived = answers.get("delivered") == "yes"
    hidden = {_BOTH, _SILENT} if arrived else _WAITED_FOR  # what is measured stands among the parts
    failing = [finding.rule for finding in verdict.findings if finding.outcome is Outcome.NO]
    unsettled = [
        finding.rule
        for finding in verdict.findings
        if finding.outcome is Outcome.UNKNOWN and not finding.missing and finding.rule not in (_LATE, _SILENT)
    ]
    if coverage.clash:
        unsettled = [rule for rule in unsettled if rule not in _CLASHING]
    fails = [Point("fails", rule) for rule in failing if rule not in hidden and not _said(rule, failing)]
    left_open = [Point("open", rule) for rule in unsettled if not _said(rule, unsettled)]
    if verdict.outcome is Outcome.UNKNOWN:
        lacking = verdict.missing
    else:
        lacking = tuple(name for finding in verdict.findings for name in finding.missing) if waiting else ()
    steps = dict.fromkeys(step_of_input(name) for name in lacking)
    return (*fails, *left_open, *(Point("missing", step) for step in STEPS if step in steps))


def cited_keys(coverage: Coverage) -> tuple[str, ...]:
    """The book's keys the outcome rests on: all of a YES, of a NO those that fail, otherwise those that are open."""
    verdict = coverage.verdict
    decisive = [finding for finding in verdict.findings if finding.outcome is verdict.outcome]
    return tuple(dict.fromkeys(finding.key for finding in decisive if finding.source.id != _OWN_SOURCE))


def _said(rule: str, beside: Sequence[str]) -> bool:
    return any(other in beside for other in _SAID_BY_ANOTHER.get(rule, ()))


def _waiting(coverage: Coverage, answers: Answers) -> bool:
    """Whether all that speaks against it is that the parcel is not late or not silent enough yet."""
    findings = coverage.verdict.findings
    failing = {finding.rule for finding in findings if finding.outcome is Outcome.NO}
    met = coverage.verdict.outcome is Outcome.YES or answers.get("delivered") == "yes"
    return bool(failing) and failing <= _WAITED_FOR and not met


def _claimable(turn: Turn, answers: Answers, now: datetime) -> datetime | None:
    """The first moment at which it can be late and silent for long enough; None while neither is known in figures.

    A figure that is missing may have been reached by then, so that the moment is the earliest, never too late.
    """
    if answers.get("overdue") == "not_due":
        return None
    reached = {field: "enough" for field in MOMENTS if not _measured(answers, field)}
    wait = covered({**answers, **reached}, turn.book, now).wait
    return now + wait if wait else None


def _measured(answers: Answers, field: str) -> bool:
    """Whether a figure is known, or at least that the threshold is reached."""
    return answers.get(field, UNKNOWN) not in (UNKNOWN, "short", "not_due")


def _parts(turn: Turn, coverage: Coverage, answers: Answers, now: datetime) -> list[Part]:
    """The thresholds that were measured, each with its noun and its clock."""
    given = facts(answers, turn.book, now)
    parts = []
    for finding in coverage.verdict.findings:
        field = _SPAN_OF.get(finding.rule)
        if field is None or field not in answers or finding.outcome is Outcome.UNKNOWN:
            continue
        if finding.rule == _LATE and answers.get("delivered") == "yes":
            continue
        length: timedelta | None = getattr(given, field)
        if length is None:
            continue
        in_hours = field == "return_after"
        met = finding.outcome is Outcome.YES
        gap = abs(limit(turn.book, field) - length)
        exact = answers[field] not in ("enough", "short", "late", "not_due")
        observed = said_of(turn, {field: answers[field]}, _STEP_OF_SPAN[field], now)
        lacking = span(turn, gap if in_hours else rounded(gap, up=True), in_hours=in_hours)
        parts.append(Part(finding.rule, met, observed, lacking if exact and not met else ""))
    return parts


_STEP_OF_SPAN = {"overdue": "overdue", "idle": "idle", "return_after": "signed"}


def _funds(book: DatedBook, coverage: Coverage, answers: Answers) -> Funds | None:
    """C12 in figures, where deposit and balance are added up and all three amounts are known."""
    ruling = amount_in(answers.get("ruling", ""))
    held = next((found.observed for found in coverage.verdict.findings if found.rule == _SHORT), None)
    both = all(amount_in(answers.get(field, "")) is not None for field in ("deposit", "balance"))
    if ruling is None or not isinstance(held, Decimal) or not both or book.text(_SHORTFALL) != "combined":
        return None
    return Funds(ruling, held)


def _other_ways(turn: Turn, coverage: Coverage, answers: Answers, now: datetime) -> list[OtherWay]:
    """The readings without which it would have come out differently, and how."""
    given, peril = facts(answers, turn.book, now), Peril(answers[PERIL])
    words = Words(turn.services.renderer, turn.locale, turn.book)
    deciding: list[ReadingUse] = [use for use in coverage.verdict.readings if use.changes and use.alternative]
    outcomes = {
        use.id: check(turn.book.with_reading(use.id, use.alternative or ""), given, peril).verdict.outcome.value
        for use in deciding
    }
    return [OtherWay(line, outcomes[line.id]) for line in reading_lines(deciding, words)]


def _rows(answers: Answers, now: datetime, *, waiting: bool) -> Rows:
    packed = pack(answers, now)
    first = (Press("why.open", CoverWhy(packed)), Press("cover.review", CoverReview(packed)))
    ruling = amount_in(answers.get("ruling", "")) if Peril(answers[PERIL]) is Peril.RULING else None
    afterwards = ClawbackOf(int(ruling * 100)) if ruling else Go(Destination.CLAWBACK)
    doors = (Press("cover.eligible", Go(Destination.ELIGIBLE)), Press("cover.clawback", afterwards))
    parcel = answers.get(PARCEL)
    if parcel is not None:
        after = Press("parcels.show", ParcelShow(int(parcel)), (("seq", int(parcel)),))
    elif waiting:
        after = Press("cover.watch", Go(Destination.WATCH))
    else:
        after = Press("cover.about", FaqEntry(f"coverage-{_TOPICS[Peril(answers[PERIL])]}", in_place=False))
    return (first, doors, (after,))
