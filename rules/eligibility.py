"""Is an order of this seller in the programme? Every rule is applied, and every failing or open one reported."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from rules.book import DatedBook
from rules.facts import SELLER_INPUTS, Channel, Entity, SellerFacts
from rules.thresholds import Number, meets
from rules.verdict import (
    Fact,
    Finding,
    Operand,
    Outcome,
    ReadingUse,
    Step,
    Trace,
    Verdict,
    all_of,
    reading_use,
    still_missing,
)

_UNNAMED_LINES = (Channel.PRIORITY, Channel.OTHER_WORRY_FREE)


class _Applied(NamedTuple):
    finding: Finding
    step: Step


def check(book: DatedBook, facts: SellerFacts) -> Verdict:
    """Whether the seller and the channel are in (E01-E08, C02, C15), as far as the facts tell.

    Rates are compared unrounded, each threshold on the side that its `boundary` names. YES needs every rule met, and
    one NO settles it. Missing inputs are field names of SellerFacts. Raises NotInForce for a day before the figures
    begin.
    """
    metrics = [
        _limit(book, "eligibility.feedback_min", "positive_feedback_rate", facts.positive_feedback_rate),
        _limit(book, "eligibility.dispute_max", "dispute_rate", facts.dispute_rate),
        _violations(book, facts.serious_violation),
    ]
    lines = _lines(book, facts.channel, book.text("eligibility.other_lines"))
    applied = [
        *metrics,
        _combined(book, metrics),
        _member(book, "eligibility.entity", "entity", facts.entity),
        _sole_trader(book, facts.entity),
        _member(book, "eligibility.registration", "registration", facts.registration),
        lines,
        _outside(book, "coverage.excluded_channels", facts.channel),
        _outside(book, "coverage.outside_channels", facts.channel),
    ]
    findings = tuple(sorted((one.finding for one in applied), key=lambda finding: finding.rule))
    outcome = all_of(finding.outcome for finding in findings)
    return Verdict(
        outcome=outcome,
        findings=findings,
        missing=still_missing(findings, SELLER_INPUTS),
        readings=_readings(book, facts.channel, [one.finding for one in applied if one is not lines]),
        trace=_trace(applied, outcome),
        day=book.day,
        fingerprint=book.fingerprint,
    )


def _apply(
    book: DatedBook, key: str, observed: Fact, operation: str, compared: Operand, against: Fact, holds: bool | None
) -> _Applied:
    """One rule: `compared`, which the fact comes to and which is None while it is open, against what is required."""
    parameter = book.parameter(key)
    outcome = Outcome.of(holds)
    missing = (compared.name,) if observed is None else ()
    finding = Finding(parameter.rule, outcome, observed, parameter.value, parameter.source, missing, key)
    operands = (compared, Operand(key, against, "list" if isinstance(against, tuple) else parameter.unit))
    return _Applied(finding, Step(parameter.rule, key, operation, operands, outcome, "outcome", parameter.source.id))


def _among(
    book: DatedBook, key: str, name: str, observed: str | None, operation: str, names: tuple[str, ...]
) -> _Applied:
    """Whether a name is "in" the given ones or "not_in" them; open while it is not known."""
    holds = None if observed is None else (observed in names) == (operation == "in")
    return _apply(book, key, observed, operation, Operand(name, observed, "text"), names, holds)


def _held(book: DatedBook, key: str, name: str, observed: Fact, compared: Number | None) -> _Applied:
    """A fact, as the number it comes to, held against a threshold; open while there is no number."""
    holds = None if compared is None else meets(book, key, compared)
    parameter = book.parameter(key)
    operand = Operand(name, compared, parameter.unit)
    return _apply(book, key, observed, book.boundary(key), operand, parameter.value, holds)


def _member(book: DatedBook, key: str, name: str, observed: str | None) -> _Applied:
    return _among(book, key, name, observed, "in", book.names(key))


def _sole_trader(book: DatedBook, entity: Entity | None) -> _Applied:
    key = "eligibility.sole_trader"
    barred = () if book.flag(key) else (Entity.INDIVIDUAL.value,)
    return _among(book, key, "entity", entity, "not_in", barred)


def _limit(book: DatedBook, key: str, name: str, observed: Decimal | None) -> _Applied:
    return _held(book, key, name, observed, observed)


def _violations(book: DatedBook, serious: bool | None) -> _Applied:
    key = "eligibility.violations"
    # "Yes" says at least one: enough to exceed a limit of none, but it does not tell whether a higher one is kept.
    at_least_one = None if meets(book, key, 1) else 1
    count = None if serious is None else at_least_one if serious else 0
    return _held(book, key, "serious_violation", serious, count)


def _lines(book: DatedBook, channel: Channel | None, reading: str) -> _Applied:
    """E08 under one option of X03: what a worry-free line is worth that the source does not name."""
    key = "eligibility.lines"
    named = book.names(key)
    if reading == "unknown" and channel in _UNNAMED_LINES and channel not in named:
        return _apply(book, key, channel, "in", Operand("channel", None, "text"), named, None)
    return _among(book, key, "channel", channel, "in", (*named, *_UNNAMED_LINES) if reading == "enrolled" else named)


def _outside(book: DatedBook, key: str, channel: Channel | None) -> _Applied:
    return _among(book, key, "channel", channel, "not_in", book.names(key))


def _combined(book: DatedBook, metrics: Sequence[_Applied]) -> _Applied:
    """E07: the three shop metrics together, as a finding of its own."""
    parameter = book.parameter("eligibility.combine")
    outcome = all_of(one.finding.outcome for one in metrics)
    missing = tuple(name for one in metrics for name in one.finding.missing)
    finding = Finding(parameter.rule, outcome, None, parameter.value, parameter.source, missing, parameter.key)
    operands = tuple(Operand(one.finding.rule, one.finding.outcome, "outcome", at) for at, one in enumerate(metrics))
    return _Applied(
        finding, Step(parameter.rule, parameter.key, "all", operands, outcome, "outcome", parameter.source.id)
    )


def _readings(book: DatedBook, channel: Channel | None, others: Sequence[Finding]) -> tuple[ReadingUse, ...]:
    """X01 for the simple line, X03 for a line the source does not name."""
    uses = []
    if channel is Channel.SIMPLE:
        uses.append(reading_use(book.reading("X01"), ()))
    if channel in _UNNAMED_LINES:
        reading = book.reading("X03")
        rest = [finding.outcome for finding in others]
        ends = {option: all_of([*rest, _lines(book, channel, option).finding.outcome]) for option in reading.options}
        differing = [option for option, end in ends.items() if end is not ends[reading.chosen or ""]]
        uses.append(reading_use(reading, differing))
    return tuple(uses)


def _trace(applied: Sequence[_Applied], outcome: Outcome) -> Trace:
    operands = tuple(Operand(one.finding.rule, one.finding.outcome, "outcome", at) for at, one in enumerate(applied))
    last = Step("", "verdict", "all", operands, outcome, "outcome", "")
    return Trace((*(one.step for one in applied), last))
