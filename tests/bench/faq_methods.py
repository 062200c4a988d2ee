"""The methods that are compared, each of which judges questions: ours as it is, and baselines with thresholds."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from bot.faq.library import FaqLibrary
from bot.faq.lookup import LEAD, OFFERED, Band, Found
from bot.faq.understanding import understood
from tests.bench.faq_metrics import Judged, first_of, honest, naive, widest
from tests.bench.faq_sets import FollowUp, Question, QuestionSet, TwoIntents

DECLINED = 0.02
"""Share of dev's in-scope questions that a baseline may decline; what has less in common with every entry, it does."""

DAY = date(2026, 11, 22)
"""The seller's calendar day; it only tells an order's date from another number."""

Judge = Callable[[Question], Judged]


class Scores(Protocol):
    """What ranks topics."""

    def scores(self, text: str) -> Mapping[str, float]:
        """Topics and their scores."""


@dataclass(frozen=True, slots=True)
class Method:
    """A name for the tables, and how it judges; ``sheer`` is the same with a threshold from in-scope questions alone,
    where a threshold makes a difference."""

    name: str
    judge: Judge
    sheer: Judge | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What one method made of one set, or of one language of it."""

    inside: list[Judged]
    near: list[Judged]
    far: list[Judged]
    pairs: list[tuple[Judged, Judged]]
    two: list[tuple[TwoIntents, Judged]]

    @property
    def outside(self) -> list[Judged]:
        """Near and far together, as many of each as the set has."""
        return [*self.near, *self.far]

    def of(self, locale: str) -> Result:
        """The part in one language; a pair is in the language of its left side."""
        inside, near, far = (
            [one for one in part if one.question.locale == locale] for part in (self.inside, self.near, self.far)
        )
        pairs = [pair for pair in self.pairs if pair[0].question.locale == locale]
        return Result(inside, near, far, pairs, [one for one in self.two if one[0].locale == locale])


@dataclass(frozen=True, slots=True)
class Ours:
    """The lookup as sellers meet it: what a tool can work out is left to the tool."""

    library: FaqLibrary

    def judge(self, question: Question) -> Judged:
        """What it says to a question that follows none."""
        found = understood(self.library, question.text, DAY)
        return self._judged(question, found, self.library.index.margins(question.text))

    def continued(self, one: FollowUp) -> Judged:
        """What it says to a follow-up; ranked are the topics that it names."""
        found = understood(self.library, one.text, DAY, one.after)
        ranked = {match.entry_id: match.score for match in found.matches}
        return self._judged(Question(one.text, one.locale, one.topic), found, ranked)

    def _judged(self, question: Question, found: Found, scores: Mapping[str, float]) -> Judged:
        entries = self.library.catalogue.entries
        if found.band is Band.TOOL:
            fitting = tuple(entry.id for entry in entries.values() if entry.action == found.tool)
            return Judged(question, scores, math.inf, found.band, fitting)
        shown = (str(found.topic),) if found.band is Band.ANSWER else found.choices
        return Judged(question, scores, confidence_of(scores, entries), found.band, shown)


def confidence_of(margins: Mapping[str, float], entries: Collection[str]) -> float:
    """What the lookup compares with its bar for a direct answer: the first topic's margin, and in part its lead."""
    best = sorted(margins, key=lambda topic: (-margins[topic], topic))[:2]
    if len(best) < 2 or best[0] not in entries:
        return -math.inf
    return margins[best[0]] + LEAD * (margins[best[0]] - margins[best[1]])


@dataclass(frozen=True, slots=True)
class Thresholded:
    """A ranking that answers from one score of its first topic on, and offers entries from another on."""

    ranking: Scores
    entries: Collection[str]
    answer_from: float = math.inf
    choose_from: float = -math.inf

    def judge(self, question: Question) -> Judged:
        """What comes of its scores."""
        found = Judged(question, self.ranking.scores(question.text), -math.inf, Band.DECLINE)
        offered = sorted((topic for topic in found.scores if topic in self.entries), key=lambda one: -found.scores[one])
        if not offered:
            return found
        first = str(first_of(found))
        if first in self.entries:
            found = replace(found, confidence=found.scores[first])
            if found.confidence >= self.answer_from:
                return replace(found, band=Band.ANSWER, shown=(first,))
        if found.scores[offered[0]] >= self.choose_from:
            return replace(found, band=Band.CHOOSE, shown=tuple(offered[:OFFERED]))
        return found


def result(judge: Callable[[Question], Judged], asked: QuestionSet) -> Result:
    """Judges the whole set, follow-ups apart."""
    inside, near, far = ([judge(one) for one in part] for part in (asked.in_scope, asked.near, asked.far))
    pairs = [(judge(left), judge(right)) for left, right in asked.pairs]
    return Result(inside, near, far, pairs, [(one, judge(Question(one.text, one.locale))) for one in asked.two_intents])


def follow_ups(lookup: Ours, asked: QuestionSet) -> list[tuple[FollowUp, Judged]]:
    """The set's follow-ups, judged."""
    return [(one, lookup.continued(one)) for one in asked.follow_ups]


def ours(library: FaqLibrary, dev: QuestionSet) -> Method:
    """The lookup, beside itself with the naive threshold."""
    lookup = Ours(library)
    bar = widest([lookup.judge(one) for one in dev.in_scope], naive)
    return Method("this lookup", lookup.judge, _with_bar(lookup.judge, bar))


def with_thresholds(name: str, ranking: Scores, entries: Collection[str], dev: QuestionSet) -> Method:
    """A baseline whose thresholds were set on dev, by the rule that holds for ours too."""
    bare = Thresholded(ranking, entries)
    inside, outside = [[bare.judge(one) for one in asked] for asked in (dev.in_scope, (*dev.near, *dev.far))]
    bar = widest([*inside, *outside], lambda answered: honest(answered, len(inside), len(outside)))
    tops = sorted(max((one.scores[topic] for topic in one.shown), default=-math.inf) for one in inside)
    judge = replace(bare, answer_from=bar, choose_from=tops[math.floor(DECLINED * len(tops))]).judge
    return Method(name, judge, _with_bar(judge, widest(inside, naive)))


def always_three(name: str, ranking: Scores, entries: Collection[str]) -> Method:
    """Offers three entries whatever is asked, and answers nothing directly."""
    return Method(name, Thresholded(ranking, entries).judge)


def _with_bar(judge: Judge, bar: float) -> Judge:
    """The same ranking with another threshold for direct answers; what falls below is left open."""

    def judged(question: Question) -> Judged:
        found = judge(question)
        if found.confidence >= bar:
            return replace(found, band=Band.ANSWER, shown=(str(first_of(found)),))
        return replace(found, band=Band.DECLINE, shown=())

    return judged
