"""Decisions: YES, NO or UNKNOWN, each with its findings, what is still missing and steps that can be recomputed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from rules.book import Reading, Source, Value

Fact = Value | timedelta | None
"""What was observed or is required; None is not known."""


class Outcome(StrEnum):
    """An answer in Kleene's three-valued logic: what is not known stays open until a known fact settles it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool | None) -> Outcome:
        """YES for True, NO for False, UNKNOWN for None."""
        return cls.UNKNOWN if holds is None else cls.YES if holds else cls.NO

    def not_(self) -> Outcome:
        """The opposite; UNKNOWN stays UNKNOWN."""
        return _OPPOSITE[self]


_OPPOSITE = {Outcome.YES: Outcome.NO, Outcome.NO: Outcome.YES, Outcome.UNKNOWN: Outcome.UNKNOWN}


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """The conjunction; YES for none at all."""
    found = set(outcomes)
    return Outcome.NO if Outcome.NO in found else Outcome.UNKNOWN if Outcome.UNKNOWN in found else Outcome.YES


def any_of(outcomes: Iterable[Outcome]) -> Outcome:
    """The disjunction; NO for none at all."""
    found = set(outcomes)
    return Outcome.YES if Outcome.YES in found else Outcome.UNKNOWN if Outcome.UNKNOWN in found else Outcome.NO


class Operand(NamedTuple):
    """One input of a step. `step` is the index of the earlier step whose result it is, or None for a given value."""

    name: str
    value: Fact
    unit: str
    step: int | None = None


class Step(NamedTuple):
    """One line of a calculation. `source` is a source id, "given" for the seller's own figure; the last step of a
    verdict, which joins all rules, has neither rule nor source.

    Operations on figures: "given" (the first operand as it is), "band" (the rate of the step
    low <= fulfilment < high), "multiply", "divide" (the first by the second, to 28 digits), "add", "sum", "subtract"
    (the second from the first), "count" (how many operands there are), "round_half_up" / "round_down" / "round_up" (to
    the second operand), "at_least" (the greatest) and "at_most" (the least).
    Operations that decide: "ge" / "gt" / "le" / "lt" (first against second), "is" (first the same as second), "in" /
    "not_in" (first among second), "all" / "any" (conjunction / disjunction of the operands). A comparison with an
    operand that is not known is UNKNOWN. A unit of "span" is elapsed time.
    """

    rule: str
    label: str
    operation: str
    operands: tuple[Operand, ...]
    result: Fact
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps in order; recomputing them gives `result`, the last one's."""

    steps: tuple[Step, ...]

    @property
    def result(self) -> Fact:
        """What the last step came to."""
        return self.steps[-1].result


@dataclass(frozen=True, slots=True)
class ReadingUse:
    """A reading an answer relied on. `alternative` is the option that would come out differently, or, when none
    would, the first other one; `changes` says whether it does. An entry without options has "" and None."""

    id: str
    chosen: str
    alternative: str | None
    changes: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied to the facts: what was observed, what `key` of the book requires, and what is missing.

    An UNKNOWN with nothing missing stays open whatever the seller says: the source does not settle it.
    """

    rule: str
    outcome: Outcome
    observed: Fact
    required: Fact
    source: Source
    missing: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome with every finding, by rule id, and only those missing inputs that can still change it."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    readings: tuple[ReadingUse, ...]
    trace: Trace
    day: date
    fingerprint: str

    def finding(self, rule: str) -> Finding:
        """The finding of one rule. Raises KeyError for a rule that was not applied."""
        for finding in self.findings:
            if finding.rule == rule:
                return finding
        raise KeyError(rule)


def reading_use(reading: Reading, differing: Sequence[str]) -> ReadingUse:
    """How an answer relied on a reading, given those of its options that would come out differently."""
    others = [option for option in reading.options if option != reading.chosen]
    alternative = differing[0] if differing else others[0] if others else None
    return ReadingUse(reading.id, reading.chosen or "", alternative, bool(differing))
