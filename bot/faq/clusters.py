"""Questions that ask alike, put together; greedy and deterministic, without knowledge of any topic.

Each question joins the cluster it is most like, or begins one of its own; later ones decide nothing about earlier ones,
so that a cluster stays what it was when more come in. Questions of two kinds are never put together.
"""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.faq.masking import MARK

ALIKE = 0.3
"""Least likeness (a cosine) of a question and the middle of a cluster that it joins; of the phrases of the FAQ, three
pairs in four that meet in one cluster are of one topic then."""

Features = Callable[[str], Mapping[str, float]]
"""`bot.faq.index.FaqIndex.weighed`."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Places in the list of questions, in its order; ``clearest`` is the one that says best what all of them ask, one
    in which nothing was masked if there is one."""

    places: tuple[int, ...]
    clearest: int


def clusters(questions: Sequence[tuple[str, str]], features: Features) -> tuple[Cluster, ...]:
    """Groups (kind, text) pairs by likeness, in the order in which their first ones stand in the list.

    A kind is whatever keeps questions apart: their language, and what they were recognised as. A text without features
    is like the same text and no other.
    """
    grouping = _Grouping()
    known: dict[str, Mapping[str, float]] = {}
    for place, (kind, text) in enumerate(questions):
        if text not in known:
            known[text] = _unit(features(text) or {text: 1.0})
        grouping.add(place, kind, known[text])
    return tuple(_cluster(group, questions, known) for group in grouping.groups)


class LastClusters:
    """The clusters of the questions that were grouped last: a press on a list groups what the list did."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._questions: tuple[tuple[int, str, str], ...] = ()
        self._clusters: tuple[Cluster, ...] = ()

    async def of(self, questions: Sequence[tuple[int, str, str]], features: Features) -> tuple[Cluster, ...]:
        """`clusters` of (id, kind, text), worked out beside the event loop, once for the same questions."""
        wanted = tuple(questions)
        async with self._lock:
            if wanted != self._questions:
                pairs = [(kind, text) for _, kind, text in wanted]
                self._clusters = await asyncio.to_thread(clusters, pairs, features)
                self._questions = wanted
            return self._clusters


@dataclass(slots=True)
class _Group:
    """Its middle is the sum of its questions; only the direction of it counts."""

    places: list[int] = field(default_factory=list)
    middle: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    length: float = 0.0


class _Grouping:
    """The groups so far, and in which of them each feature stands, so that only those that share one are compared."""

    def __init__(self) -> None:
        self.groups: list[_Group] = []
        self._holding: dict[tuple[str, str], set[int]] = defaultdict(set)

    def add(self, place: int, kind: str, features: Mapping[str, float]) -> None:
        number = self._most_alike(kind, features)
        if number is None:
            number = len(self.groups)
            self.groups.append(_Group())
        group = self.groups[number]
        group.places.append(place)
        for name, value in features.items():
            group.middle[name] += value
            self._holding[kind, name].add(number)
        group.length = math.sqrt(math.fsum(value * value for value in group.middle.values()))

    def _most_alike(self, kind: str, features: Mapping[str, float]) -> int | None:
        """The group most like these features, the older of two that are as like; None when none is like enough."""
        shared: dict[int, float] = defaultdict(float)
        for name, value in features.items():
            for number in self._holding.get((kind, name), ()):
                shared[number] += value * self.groups[number].middle[name]
        best = max(shared, key=lambda number: (shared[number] / self.groups[number].length, -number), default=None)
        return best if best is not None and shared[best] / self.groups[best].length >= ALIKE else None


def _cluster(group: _Group, questions: Sequence[tuple[str, str]], known: Mapping[str, Mapping[str, float]]) -> Cluster:
    def clarity(place: int) -> tuple[bool, float, int, int]:
        text = questions[place][1]
        likeness = math.fsum(value * group.middle[name] for name, value in known[text].items())
        return (MARK not in text and "#" not in text, round(likeness, 9), -len(text), -place)

    return Cluster(tuple(group.places), max(group.places, key=clarity))


def _unit(features: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(value * value for value in features.values()))
    return {name: value / length for name, value in features.items()}
