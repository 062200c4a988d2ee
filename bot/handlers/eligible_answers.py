"""The six questions of ``/eligible``: their choices, the answers so far, and what the rules make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rules.book import DatedBook
from rules.facts import Entity, Registration, SellerFacts
from rules.shipping import Service, Shipment
from rules.verdict import Finding, Outcome, Verdict

STEPS = ("entity", "registration", "feedback", "dispute", "violation", "channel")
"""In the order in which they are asked."""

UNKNOWN = "unknown"
_SERVICES = tuple(service for service in Service if None in (service.shipment.line, service.shipment.goods))
"""The words of one meaning; those that name both a line and its goods would only crowd the question."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "entity": tuple(Entity),
    "registration": tuple(Registration),
    "feedback": ("enough", "low"),
    "dispute": ("enough", "high"),
    "violation": ("no", "yes"),
    "channel": _SERVICES,
}
LIMITS: Mapping[str, str] = {"feedback": "eligibility.feedback_min", "dispute": "eligibility.dispute_max"}
"""The book's keys of the two metrics that are a rate."""

_INPUTS = {
    "entity": "entity",
    "registration": "registration",
    "positive_feedback_rate": "feedback",
    "dispute_rate": "dispute",
    "serious_violation": "violation",
    "channel": "channel",
    "line": "channel",
    "goods": "channel",
}
_NUDGE = Decimal("0.0001")
_LONGEST_SHARE = 10
"""Characters of a rate, so that all six answers fit into a button."""
_SAID_BY_ANOTHER = {"E01": ("E02",), "E08": ("C02", "C15")}
"""A failing rule that says nothing new when one of these fails too."""
_COMBINED = "E07"
_OWN_SOURCE = "M0"

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to tell the seller: a rule that fails, that the source leaves open, or an answer that is missing."""

    kind: str
    """``fails``, ``open`` or ``missing``."""
    about: str
    """A rule id, or the step of a missing answer."""


def is_answer(step: str, value: str) -> bool:
    """Whether a step can be answered so; buttons are checked with it again when they are pressed."""
    if step not in STEPS:
        return False
    if value == UNKNOWN or value in CHOICES[step]:
        return True
    return step in LIMITS and len(value) <= _LONGEST_SHARE and _share(value) is not None


def next_step(answers: Answers) -> str | None:
    """The first question without an answer, or None."""
    return next((step for step in STEPS if step not in answers), None)


def facts(answers: Answers, book: DatedBook) -> SellerFacts:
    """The answers as the rules take them; a skipped or missing one is not known."""
    known = {step: value for step, value in answers.items() if value != UNKNOWN}
    violation = known.get("violation")
    shipment = Service(known["channel"]).shipment if "channel" in known else Shipment()
    return SellerFacts(
        entity=Entity(known["entity"]) if "entity" in known else None,
        registration=Registration(known["registration"]) if "registration" in known else None,
        positive_feedback_rate=_rate("feedback", known.get("feedback"), book),
        dispute_rate=_rate("dispute", known.get("dispute"), book),
        serious_violation=None if violation is None else violation == "yes",
        channel=shipment.channel,
        line=shipment.line,
        goods=shipment.goods,
    )


def points(verdict: Verdict) -> tuple[Point, ...]:
    """Every failing rule, everything the source leaves open, and each answer that is missing."""
    failing = {finding.rule for finding in verdict.findings if finding.outcome is Outcome.NO} - {_COMBINED}
    fails = [
        Point("fails", finding.rule)
        for finding in sorted(verdict.findings, key=_by_question)
        if finding.rule in failing and not failing.intersection(_SAID_BY_ANOTHER.get(finding.rule, ()))
    ]
    left_open = [
        Point("open", finding.rule)
        for finding in verdict.findings
        if finding.outcome is Outcome.UNKNOWN and not finding.missing and finding.rule != _COMBINED
    ]
    unanswered = dict.fromkeys(name for finding in verdict.findings for name in finding.missing)
    missing = [Point("missing", step) for step in STEPS if step in {_INPUTS[name] for name in unanswered}]
    return (*fails, *left_open, *missing)


def cited_keys(verdict: Verdict) -> tuple[str, ...]:
    """The book's keys the outcome rests on: of a NO, those that fail; otherwise all that are not met, or all."""
    findings = sorted(verdict.findings, key=_by_question)
    decisive = [finding for finding in findings if finding.outcome is verdict.outcome and finding.rule != _COMBINED]
    return tuple(dict.fromkeys(finding.key for finding in decisive if finding.source.id != _OWN_SOURCE))


def _by_question(finding: Finding) -> tuple[bool, str]:
    """In the order of the questions: the shop's rules (E) before the channel's (C)."""
    return (not finding.rule.startswith("E"), finding.rule)


def pack(answers: Answers) -> str:
    """All answers in a few characters, for a button's data."""
    return ",".join(_code(step, answers.get(step, UNKNOWN)) for step in STEPS)


def unpack(packed: str) -> dict[str, str] | None:
    """The reverse of `pack`; None for what no button of today carries."""
    codes = packed.split(",")
    if len(codes) != len(STEPS):
        return None
    answers = {}
    for step, code in zip(STEPS, codes, strict=True):
        value = code
        if code == "?":
            value = UNKNOWN
        elif code.startswith("c") and code[1:].isdigit() and int(code[1:]) < len(CHOICES[step]):
            value = CHOICES[step][int(code[1:])]
        if not is_answer(step, value):
            return None
        answers[step] = value
    return answers


def _code(step: str, value: str) -> str:
    if value == UNKNOWN:
        return "?"
    return f"c{CHOICES[step].index(value)}" if value in CHOICES[step] else value


def _rate(step: str, value: str | None, book: DatedBook) -> Decimal | None:
    if value is None or value not in CHOICES[step]:
        return None if value is None else _share(value)
    # "Enough" and its opposite name no figure: the nearest one on that side of the threshold stands for them.
    key = LIMITS[step]
    limit, boundary = book.decimal(key), book.boundary(key)
    up = 1 if boundary in ("ge", "gt") else -1
    if value == "enough":
        return limit if boundary in ("ge", "le") else limit + up * _NUDGE
    return limit - up * _NUDGE if boundary in ("ge", "le") else limit


def _share(value: str) -> Decimal | None:
    try:
        share = Decimal(value)
    except InvalidOperation:
        return None
    return share if share.is_finite() and 0 <= share <= 1 else None
