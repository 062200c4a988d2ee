"""What is counted of a method's answers to a question set; every definition stands here once.

A *direct* answer is one given without a choice: an entry's answer, or a tool's. It is right if the entry is the
question's, or the tool the one that follows from that entry; to a question that no entry answers it is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.faq.lookup import Band
from tests.bench.faq_sets import Question

SHARES = (0.1, 0.3, 0.5)
"""Shares of out-of-scope questions among all that come in."""
HEADLINE = 0.3
_Z = 1.959964
"""Of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """Between 0 and 1; not a number of none."""
        return self.hits / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        if not self.of:
            return 0.0, 1.0
        middle = self.value + _Z**2 / (2 * self.of)
        half = _Z * math.sqrt(self.value * (1 - self.value) / self.of + _Z**2 / (4 * self.of**2))
        scale = 1 + _Z**2 / self.of
        return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and what one method made of it.

    ``scores`` are of all topics that the method ranks at all. ``confidence`` is what decides on a direct answer, minus
    infinity where there would be none at any threshold. ``shown`` are the entries that were answered or offered.
    """

    question: Question
    scores: Mapping[str, float]
    confidence: float
    band: Band
    shown: tuple[str, ...] = ()

    @property
    def rank(self) -> float:
        """The place of the question's entry, behind every topic with the same score; infinite where it has none."""
        own = self.scores.get(self.question.topic or "")
        return math.inf if own is None else sum(score >= own for score in self.scores.values())

    @property
    def is_direct(self) -> bool:
        """Whether something was answered without a choice."""
        return self.band in (Band.ANSWER, Band.TOOL)

    @property
    def is_wrong(self) -> bool:
        """Whether that was wrong."""
        return self.is_direct and self.question.topic not in self.shown


def share(hits: Iterable[bool]) -> Share:
    """How many hold."""
    counted = list(hits)
    return Share(sum(counted), len(counted))


def within(judged: Iterable[Judged], places: int) -> Share:
    """Questions whose entry is among the first so many: top-1, recall@3."""
    return share(one.rank <= places for one in judged)


def reciprocal_rank(judged: Sequence[Judged]) -> float:
    """MRR: the mean of 1 / rank, over all topics."""
    return sum(1 / one.rank for one in judged) / len(judged)


def wrong_per_100(inside: Iterable[Judged], outside: Iterable[Judged], strangers: float) -> tuple[float, float, float]:
    """Wrong direct answers in 100 questions of which this share is out of scope, and their 95 % interval.

    The interval of a weighted sum of two shares, from their Wilson intervals (Zou and Donner).
    """
    parts = [
        (1 - strangers, share(one.is_wrong for one in inside)),
        (strangers, share(one.is_wrong for one in outside)),
    ]
    value = sum(weight * found.value for weight, found in parts)
    low, high = (
        math.sqrt(sum((weight * (found.value - found.interval[end])) ** 2 for weight, found in parts)) for end in (0, 1)
    )
    return 100 * value, 100 * max(0.0, value - low), 100 * min(1.0, value + high)


def auroc(inside: Iterable[Judged], outside: Iterable[Judged]) -> float:
    """The chance that of an in-scope question and another the first has more confidence; equal ones count half."""
    ours, theirs = sorted(one.confidence for one in inside), sorted(one.confidence for one in outside)
    won, below, upto = 0.0, 0, 0
    for confidence in ours:
        while below < len(theirs) and theirs[below] < confidence:
            below += 1
        while upto < len(theirs) and theirs[upto] <= confidence:
            upto += 1
        won += (below + upto) / 2
    return won / (len(ours) * len(theirs))


def risks(
    inside: Sequence[Judged], outside: Sequence[Judged], strangers: float = HEADLINE
) -> list[tuple[float, float]]:
    """The risk-coverage curve, from the surest question on: coverage so far, and the share of it that is wrong.

    Every question is answered directly with what is ranked first, this share of them out of scope. Of questions with
    equal confidence the wrong ones come first.
    """
    weights = [(1 - strangers) / len(inside)] * len(inside) + [strangers / len(outside)] * len(outside)
    steps = sorted(
        (-one.confidence, first_of(one) == one.question.topic, weight)
        for one, weight in zip([*inside, *outside], weights, strict=True)
    )
    curve, answered, wrong = [], 0.0, 0.0
    for _, right, weight in steps:
        answered += weight
        wrong += 0 if right else weight
        curve.append((answered, wrong / answered))
    return curve


def risk_area(curve: Iterable[tuple[float, float]]) -> float:
    """Area under the curve, the mean risk over all coverages; the smaller the better."""
    area = before = 0.0
    for coverage, risk in curve:
        area += (coverage - before) * risk
        before = coverage
    return area


def risk_at(curve: Iterable[tuple[float, float]], coverage: float) -> float:
    """The share that is wrong when at least this share of all questions is answered directly."""
    return next((risk for reached, risk in curve if reached >= coverage - 1e-9), math.nan)


def first_of(one: Judged) -> str | None:
    """The topic ranked first; of equal ones a wrong one."""
    return max(one.scores, key=lambda topic: (one.scores[topic], topic != one.question.topic), default="")


def taps(one: Judged, buttons: Mapping[str, Collection[str]]) -> float:
    """Buttons to be pressed until the right entry stands there, by the shortest way; infinite where there is none.

    None for a right direct answer, one for an entry that is offered; ``buttons`` are those under each answer, which
    lead on.
    """
    reached, pressed = set(one.shown), 0.0 if one.is_direct else 1.0
    if one.band is Band.DECLINE:
        return math.inf
    while one.question.topic not in reached:
        if pressed >= 2:
            return math.inf
        reached = {*reached, *(entry for known in reached for entry in buttons.get(known, ()))}
        pressed += 1
    return pressed


def mcnemar(ours: Sequence[Judged], theirs: Sequence[Judged]) -> float:
    """The exact two-sided p-value that two methods put equally many of the same questions' entries first."""
    pairs = [(one.rank == 1, other.rank == 1) for one, other in zip(ours, theirs, strict=True)]
    better, worse = pairs.count((True, False)), pairs.count((False, True))
    tail: int = sum(math.comb(better + worse, k) for k in range(min(better, worse) + 1))
    return min(1.0, float(2 * tail / 2 ** (better + worse)))


def widest(judged: Sequence[Judged], holds: Callable[[Sequence[Judged]], bool]) -> float:
    """The lowest threshold of confidence at which ``holds``, given what is answered directly from there on.

    It is looked for between the questions' confidences; infinite where none will do.
    """
    steps = sorted((one for one in judged if one.confidence > -math.inf), key=lambda one: -one.confidence)
    answered: list[Judged] = []
    best = math.inf
    for confidence, same in groupby(steps, key=lambda one: one.confidence):
        answered += same
        if holds(answered):
            best = confidence
    return best


def honest(answered: Sequence[Judged], inside: int, outside: int) -> bool:
    """The rule for every threshold, on dev: at most 3 in 100 wrong at 30 % out of scope, and at most 3 % of those
    answered."""
    strangers = sum(one.question.topic is None for one in answered)
    mistaken = sum(first_of(one) != one.question.topic for one in answered) - strangers
    wrong = (1 - HEADLINE) * mistaken / inside + HEADLINE * strangers / outside
    return strangers <= 0.03 * outside and wrong <= 0.03


def naive(answered: Sequence[Judged]) -> bool:
    """The rule of a threshold that was chosen without out-of-scope questions: 95 % of the direct answers are right."""
    known = [one for one in answered if one.question.topic is not None]
    return bool(known) and sum(first_of(one) == one.question.topic for one in known) >= 0.95 * len(known)
