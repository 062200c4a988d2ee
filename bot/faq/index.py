"""Finds the topic a question is about: TF-IDF over character sequences, no learning, the same answer every time.

A topic's score blends how near the question is to all its phrases together (the centroid) and to its nearest phrase.
A question that is one of the phrases, as the vocabulary reads it, is answered at once. What the index has never seen
counts against a match, so that a question of another trade does not pass for a short one of this trade.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.faq.entries import Catalogue
from bot.faq.normalise import Normaliser, Question
from bot.faq.yaml_files import EntriesError

# These three were chosen on the development questions, in scope and out of it (tests/bot/faq/dev_questions/).
NEAREST_SHARE = 0.3
"""Part of the score that the nearest phrase gives; the centroid gives the rest."""

UNSEEN_WEIGHT = 1.2
"""How much a feature that no phrase has counts in a question's length, against the rarest feature a phrase has."""

ANSWER_FROM = 0.17
"""Least confidence at which a question is answered directly; see `FaqIndex.answer`."""

_Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Match:
    """A topic and how well it fits: 1 is a phrase of the topic itself, 0 nothing in common."""

    entry_id: str
    score: float


@dataclass(frozen=True, slots=True)
class _Block:
    """The phrases of one topic in one language; ``start`` to ``end`` are their numbers among all phrases."""

    topic: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Posting:
    """A feature: what it adds to a question's squared length and to the product with each centroid and phrase."""

    square: float
    centroids: tuple[tuple[int, float], ...]
    phrases: tuple[tuple[int, float], ...]


class FaqIndex:
    """An inverted index over the phrases of all topics and of the known topics of other trades.

    ``catalogue`` is what it was built from: titles, groups and related topics for menus and buttons.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        normaliser: Normaliser,
        exact: Mapping[str, str],
        blocks: Sequence[_Block],
        postings: Mapping[str, _Posting],
        unseen: float,
    ) -> None:
        self.catalogue = catalogue
        self._normaliser = normaliser
        self._exact = exact
        self._blocks = blocks
        self._postings = postings
        self._unseen = unseen * unseen
        self._phrase_count = blocks[-1].end if blocks else 0

    @classmethod
    def build(cls, catalogue: Catalogue) -> FaqIndex:
        """Indexes every phrase and title. Raises EntriesError when two topics claim the same phrase."""
        normaliser = Normaliser(catalogue.vocabulary)
        exact: dict[str, str] = {}
        blocks: list[_Block] = []
        phrases: list[_Vector] = []
        for topic, lines in _lines(catalogue):
            blocks.append(_Block(topic, len(phrases), len(phrases) + len(lines)))
            for line in lines:
                question = normaliser.read(line)
                _claim(exact, question, topic, line)
                phrases.append(question.features)
        rarity = _rarity(phrases)
        vectors = [_unit({name: kind * rarity[name] for name, kind in phrase.items()}) for phrase in phrases]
        centroids = [_unit(_sum(vectors[block.start : block.end])) for block in blocks]
        in_question = {name: kind * rarity[name] for phrase in phrases for name, kind in phrase.items()}
        postings = _postings(in_question, centroids, vectors)
        unseen = UNSEEN_WEIGHT * (1.0 + math.log(1 + len(phrases)))
        return cls(catalogue, normaliser, exact, blocks, postings, unseen)

    def search(self, text: str, limit: int = 5) -> tuple[Match, ...]:
        """The best topics, best first, at most ``limit``; none when the question shares nothing with any phrase."""
        question = self._normaliser.read(text)
        scores = self._scores(question)[0]
        exact = self._exact.get(question.canonical)
        if exact is not None:
            scores[exact] = 1.0
        topics = sorted(scores.keys() & self.catalogue.entries.keys(), key=lambda topic: (-scores[topic], topic))
        return tuple(Match(topic, scores[topic]) for topic in topics[:limit])

    def answer(self, text: str) -> Match | None:
        """The one topic to answer with, or None when it is unclear or lies closest to another trade.

        Confidence is half the best score plus its lead over the next topic, less for a question of which the index
        has seen little: a score alone does not tell a question of another trade from one of this.
        """
        question = self._normaliser.read(text)
        topic = self._exact.get(question.canonical)
        if topic is not None:
            return Match(topic, 1.0) if topic in self.catalogue.entries else None
        scores, unseen = self._scores(question)
        if not scores:
            return None
        topic, *others = sorted(scores, key=lambda name: (-scores[name], name))[:2]
        lead = scores[topic] - max((scores[name] for name in others), default=0.0)
        confidence = (scores[topic] / 2 + lead) * (1.0 - unseen * unseen)
        if topic not in self.catalogue.entries or confidence < ANSWER_FROM:
            return None
        return Match(topic, scores[topic])

    def _scores(self, question: Question) -> tuple[dict[str, float], float]:
        """Every topic that shares a feature with the question, by the better of its two languages; and the share of
        the question's squared length that no phrase has."""
        centroids = [0.0] * len(self._blocks)
        phrases = [0.0] * self._phrase_count
        square = unseen = 0.0
        for name, kind in question.features.items():
            posting = self._postings.get(name)
            if posting is None:
                unseen += kind * kind * self._unseen
                continue
            square += posting.square
            for at, part in posting.centroids:
                centroids[at] += part
            for at, part in posting.phrases:
                phrases[at] += part
        length = math.sqrt(square + unseen)
        scores: dict[str, float] = {}
        for block, centroid in zip(self._blocks, centroids, strict=True):
            if centroid:
                nearest = max(phrases[block.start : block.end])
                score = min(1.0, ((1.0 - NEAREST_SHARE) * centroid + NEAREST_SHARE * nearest) / length)
                scores[block.topic] = max(score, scores.get(block.topic, 0.0))
        return scores, unseen / (square + unseen) if scores else 1.0


def _lines(catalogue: Catalogue) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Topics with their phrases, language by language; a dash before the topics of other trades keeps them apart."""
    for entry in catalogue:
        yield entry.id, (entry.title.zh, *entry.phrases.zh)
        yield entry.id, (entry.title.en, *entry.phrases.en)
    for name, lines in catalogue.outside.items():
        yield f"-{name}", lines.zh
        yield f"-{name}", lines.en


def _claim(exact: dict[str, str], question: Question, topic: str, line: str) -> None:
    if not question.canonical:
        raise EntriesError(f"{topic}: nothing is left of the phrase '{line}'; write one with a word of the topic")
    holder = exact.setdefault(question.canonical, topic)
    if holder != topic:
        raise EntriesError(f"{topic}: the phrase '{line}' reads like one of {holder}; keep it in one of them")


def _rarity(phrases: Sequence[_Vector]) -> _Vector:
    counts = Counter(name for phrase in phrases for name in phrase)
    return {name: 1.0 + math.log((1 + len(phrases)) / (1 + count)) for name, count in counts.items()}


def _unit(vector: _Vector) -> _Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {name: value / length for name, value in vector.items()}


def _sum(vectors: Iterable[_Vector]) -> _Vector:
    total: _Vector = {}
    for vector in vectors:
        for name, value in vector.items():
            total[name] = total.get(name, 0.0) + value
    return total


def _postings(in_question: _Vector, centroids: Sequence[_Vector], phrases: Sequence[_Vector]) -> dict[str, _Posting]:
    products: dict[str, tuple[list[tuple[int, float]], list[tuple[int, float]]]] = {
        name: ([], []) for name in in_question
    }
    for side, vectors in enumerate((centroids, phrases)):
        for at, vector in enumerate(vectors):
            for name, value in vector.items():
                products[name][side].append((at, value * in_question[name]))
    return {
        name: _Posting(in_question[name] ** 2, tuple(of_centroids), tuple(of_phrases))
        for name, (of_centroids, of_phrases) in products.items()
    }
