"""Ranks the topics a question may be about: a linear model over its features, trained from the phrases of all topics.

Deterministic, and without a dependency: `bot.faq.training` did the work, here weights are added up. The entries and the
neighbouring topics that are declined compete in one model, so that a question of a neighbour is recognised as one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.faq.entries import Catalogue
from bot.faq.features import Features
from bot.faq.normalise import Normaliser
from bot.faq.pinyin import Syllables
from bot.faq.weights import MOST, STEPS, Weights
from bot.faq.yaml_files import EntriesError

_STEEPNESS = 2.0
"""How quickly a score goes from 0 to 1 around the margin of the model."""
_STEPS_OF = tuple(float(byte - MOST) for byte in range(256))
"""The steps of a weight by its byte, floats as the shares are: multiplying the two is most of a lookup's work."""


@dataclass(frozen=True, slots=True)
class Match:
    """A topic and how well it fits, between 0 and 1; one half is where the model is undecided."""

    entry_id: str
    score: float


class FaqIndex:
    """The ranking; ``features`` are how it reads a question, for whoever compares questions with one another."""

    def __init__(self, weights: Weights, features: Features) -> None:
        self.features = features
        self._weights = weights

    @classmethod
    def load(cls, catalogue: Catalogue) -> FaqIndex:
        """With the packaged weights. Raises EntriesError when they are of other topics than the catalogue's."""
        weights = Weights.load()
        if set(weights.topics) != {*catalogue.entries, *catalogue.unsupported}:
            raise EntriesError("templates/faq: the weights are of other topics; train them anew")
        features = Features(Normaliser(catalogue.vocabulary), Syllables.load(), weights.words)
        return cls(weights, features)

    @property
    def starts(self) -> dict[str, float]:
        """The margins of a text that says nothing."""
        return dict(zip(self._weights.topics, self._weights.starts, strict=True))

    def margins(self, text: str) -> dict[str, float]:
        """Every topic with the model's margin for it, above 0 where it would say yes; none without any feature."""
        return self.margins_of(self.features.of(text))

    def margins_of(self, found: Mapping[str, float]) -> dict[str, float]:
        """The same of a text by its features."""
        if not found:
            return {}
        sums = [0.0] * len(self._weights.topics)
        for feature, share in self._shares(found).items():
            each = iter(self._weights.pairs(feature))
            for topic, byte in zip(each, each, strict=True):
                sums[topic] += share * _STEPS_OF[byte]
        together = zip(self._weights.topics, self._weights.starts, sums, strict=True)
        return {topic: start + total / STEPS for topic, start, total in together}

    def rank(self, text: str, limit: int = 5) -> tuple[Match, ...]:
        """The best topics, best first; none for a text that holds nothing to compare."""
        return ranked(self.margins(text), limit)

    def weighed(self, text: str) -> dict[str, float]:
        """What a question consists of, as a vector of length one in which rare features weigh more; none for a text
        that holds nothing to compare. The product of two tells how alike they are."""
        return self._shares(self.features.of(text))

    def _shares(self, found: Mapping[str, float]) -> dict[str, float]:
        """Each feature's part of the question, whose length is one; rare features weigh more."""
        weighed = {name: kind * self._weights.rarity(name) for name, kind in found.items()}
        length = math.sqrt(sum(value * value for value in weighed.values()))
        return {name: value / length for name, value in weighed.items()}


def ranked(margins: Mapping[str, float], limit: int) -> tuple[Match, ...]:
    """Topics by margin, best first, equal ones by name."""
    best = sorted(sorted(margins), key=margins.__getitem__, reverse=True)[:limit]
    return tuple(Match(topic, score_of(margins[topic])) for topic in best)


def score_of(margin: float) -> float:
    """A margin between 0 and 1."""
    return 1.0 / (1.0 + math.exp(-_STEEPNESS * margin))
