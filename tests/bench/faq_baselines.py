"""What else could look an entry up: plain methods over the same phrases, for comparison.

Text is read alike for all of them, NFKC in lower case. They rank topics by the score of the best phrase, or of the
topic as a whole; where the topic ranked first is one that the bot declines, they decline too, as the bot does.
"""

from __future__ import annotations

import math
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from tests.bench.faq_sets import Question

Example = tuple[str, str]
"""A phrase and its topic."""
COSTS = (1.0, 10.0, 100.0)
"""Of logistic regression (its C); the best one on dev is taken."""
_RUN = re.compile(r"(?P<han>[\u3400-\u9fff]+)|[^\W_\u3400-\u9fff]+")


class Baseline(Protocol):
    """Ranks topics; a topic without a score has nothing in common with the text."""

    name: str

    def scores(self, text: str) -> Mapping[str, float]:
        """The topics' scores, the higher the better."""


def all_baselines(examples: Sequence[Example], dev: Sequence[Question]) -> list[Baseline]:
    """Every method, built; ``dev`` are the in-scope questions that settings may be chosen on."""
    grams = Grams(examples)
    return [
        Exact(examples),
        TrigramIndex(examples),
        Bm25(examples),
        NearestPhrase(examples, grams),
        Centroid(examples, grams),
        Regression(examples, grams, dev),
    ]


def plain(text: str) -> str:
    """The text as all of them read it."""
    return unicodedata.normalize("NFKC", text).lower()


class Exact:
    """The phrase itself, but for punctuation and spaces."""

    name = "exact match"

    def __init__(self, examples: Sequence[Example]) -> None:
        self._topics = {self._key(text): topic for text, topic in examples}

    def scores(self, text: str) -> Mapping[str, float]:
        """One topic or none."""
        topic = self._topics.get(self._key(text))
        return {} if topic is None else {topic: 1.0}

    def _key(self, text: str) -> str:
        return re.sub(r"[\W_]+", "", plain(text))


class TrigramIndex:
    """SQLite's FTS5 with its trigram tokenizer: any trigram of the text, by its bm25; LIKE below three letters."""

    name = "SQLite FTS5 trigram"

    def __init__(self, examples: Sequence[Example]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE phrase USING fts5(text, topic UNINDEXED, tokenize = 'trigram')")
        self._database.executemany("INSERT INTO phrase VALUES (?, ?)", [(plain(text), at) for text, at in examples])

    def scores(self, text: str) -> Mapping[str, float]:
        """The best phrase of each topic."""
        whole = plain(text)
        trigrams = {whole[at : at + 3].replace('"', '""') for at in range(len(whole) - 2)}
        if trigrams:
            query = " OR ".join(f'"{trigram}"' for trigram in sorted(trigrams))
            rows = self._database.execute("SELECT topic, -bm25(phrase) FROM phrase WHERE phrase MATCH ?", (query,))
        else:
            rows = self._database.execute("SELECT topic, 1.0 FROM phrase WHERE text LIKE ?", (f"%{whole}%",))
        return _best(rows)


class Bm25:
    """Okapi BM25 over words, and pairs of neighbouring characters in Chinese; the usual k1 and b."""

    name = "BM25"
    _K1, _B = 1.5, 0.75

    def __init__(self, examples: Sequence[Example]) -> None:
        self._topics = [topic for _, topic in examples]
        terms = [Counter(self._terms(text)) for text, _ in examples]
        lengths = [sum(found.values()) for found in terms]
        mean = sum(lengths) / len(lengths)
        held = Counter(term for found in terms for term in found)
        self._weights: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, found in enumerate(terms):
            for term, count in found.items():
                rarity = math.log(1 + (len(terms) - held[term] + 0.5) / (held[term] + 0.5))
                often = count + self._K1 * (1 - self._B + self._B * lengths[at] / mean)
                self._weights[term].append((at, rarity * count * (self._K1 + 1) / often))

    def scores(self, text: str) -> Mapping[str, float]:
        """The best phrase of each topic."""
        found: defaultdict[int, float] = defaultdict(float)
        for term in self._terms(text):
            for at, weight in self._weights.get(term, ()):
                found[at] += weight
        return _best((self._topics[at], score) for at, score in found.items())

    def _terms(self, text: str) -> list[str]:
        terms = []
        for run in _RUN.finditer(plain(text)):
            word = run.group()
            pairs = run["han"] and len(word) > 1
            terms += [word[at : at + 2] for at in range(len(word) - 1)] if pairs else [word]
        return terms


class Grams:
    """TF-IDF of characters: one to three in a row in Chinese, two to five within a word elsewhere, its edges marked."""

    def __init__(self, examples: Sequence[Example]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(analyzer=self._parts)
        self.matrix: Any = self._vectorizer.fit_transform([text for text, _ in examples])

    def of(self, texts: Iterable[str]) -> Any:
        """A row for each text, of length one."""
        return self._vectorizer.transform(list(texts))

    @staticmethod
    def _parts(text: str) -> list[str]:
        parts = []
        for run in _RUN.finditer(plain(text)):
            word, sizes = (run.group(), (1, 2, 3)) if run["han"] else (f" {run.group()} ", (2, 3, 4, 5))
            parts += [word[at : at + size] for size in sizes for at in range(len(word) - size + 1)]
        return parts


class NearestPhrase:
    """The cosine to the most similar phrase of each topic."""

    name = "nearest phrase, char TF-IDF"

    def __init__(self, examples: Sequence[Example], grams: Grams | None = None) -> None:
        self._grams = grams or Grams(examples)
        self._turned = self._grams.matrix.T.tocsr()
        self._topics = [topic for _, topic in examples]

    def scores(self, text: str) -> Mapping[str, float]:
        """The best phrase of each topic."""
        found = self._grams.of([text]) @ self._turned
        return _best((self._topics[at], float(score)) for at, score in zip(found.indices, found.data, strict=True))


class Centroid:
    """The cosine to the mean of each topic's phrases."""

    name = "centroid, char TF-IDF"

    def __init__(self, examples: Sequence[Example], grams: Grams) -> None:
        from scipy.sparse import csr_matrix
        from sklearn.preprocessing import normalize

        self._grams = grams
        self._topics = sorted({topic for _, topic in examples})
        places = [self._topics.index(topic) for _, topic in examples]
        ones = csr_matrix(([1.0] * len(places), (places, range(len(places)))))
        self._turned = normalize(ones @ grams.matrix).T.tocsr()

    def scores(self, text: str) -> Mapping[str, float]:
        """Every topic that shares a part."""
        found = self._grams.of([text]) @ self._turned
        return {self._topics[at]: float(score) for at, score in zip(found.indices, found.data, strict=True)}


class Regression:
    """Multinomial logistic regression over the same parts, scores being its probabilities."""

    def __init__(self, examples: Sequence[Example], grams: Grams, dev: Sequence[Question]) -> None:
        from sklearn.linear_model import LogisticRegression

        self._grams = grams
        topics = [topic for _, topic in examples]
        asked, wanted = grams.of(one.text for one in dev), [one.topic for one in dev]
        tried = [LogisticRegression(C=cost, tol=1e-3, max_iter=300).fit(grams.matrix, topics) for cost in COSTS]
        self._model = max(tried, key=lambda model: float(model.score(asked, wanted)))
        self.name = f"logistic regression (C = {self._model.C:g})"

    def scores(self, text: str) -> Mapping[str, float]:
        """Every topic."""
        chances = self._model.predict_proba(self._grams.of([text]))[0]
        return dict(zip(self._model.classes_, map(float, chances), strict=True))


def _best(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    best: dict[str, float] = {}
    for topic, score in found:
        if score > best.get(topic, -math.inf):
            best[topic] = score
    return best
