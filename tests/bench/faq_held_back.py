"""Phrases as questions: every fifth one of each entry is held back, and found by what learned from the others.

    uv run --group bench python -m tests.bench.faq_held_back

Harder than the question sets, as the phrases were written to differ from one another, and large enough to tell methods
apart that both find nearly all questions of a set. Every method reads the same four fifths; nothing is answered or
declined here, only ranked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.faq.entries import UNSUPPORTED, Phrases, load_entries, load_phrases
from bot.faq.features import Features
from bot.faq.index import FaqIndex
from bot.faq.lookup import Band
from bot.faq.normalise import Normaliser
from bot.faq.pinyin import Syllables
from bot.faq.training import english_words, examples, train
from tests.bench import faq_metrics as metrics
from tests.bench.faq_baselines import Baseline, Centroid, Grams, NearestPhrase, Regression
from tests.bench.faq_metrics import Judged
from tests.bench.faq_sets import LOCALES, Question, load_sets
from tests.bench.faq_tables import bounded, table

EVERY = 5
"""One phrase of so many is held back."""


class Ours:
    """The lookup's ranking, trained from these phrases alone."""

    name = "this lookup"

    def __init__(self, phrases: Mapping[str, Phrases]) -> None:
        normaliser, syllables = Normaliser(load_entries().vocabulary), Syllables.load()
        words = english_words(normaliser, syllables, phrases.values())
        features = Features(normaliser, syllables, words)
        self._index = FaqIndex(train(features, examples(phrases), words, ""), features)

    def scores(self, text: str) -> Mapping[str, float]:
        """Every topic's margin."""
        return self._index.margins(text)


def main() -> None:
    """Hold back, train, rank, print."""
    whole = load_phrases(load_entries())
    left = {topic: lines if topic.startswith(UNSUPPORTED) else part_of(lines, held=False)
            for topic, lines in whole.items()}  # fmt: skip
    held = {topic: part_of(lines, held=True) for topic, lines in whole.items() if not topic.startswith(UNSUPPORTED)}
    known = examples(left)
    dev = load_sets((text for text, _ in examples(whole)), ["dev"])["dev"]
    grams = Grams(known)
    methods: list[Baseline] = [
        Ours(left), Regression(known, grams, dev.in_scope), NearestPhrase(known, grams), Centroid(known, grams)
    ]  # fmt: skip
    asked = {locale: [Question(text, locale, topic) for topic, lines in held.items() for text in getattr(lines, locale)]
             for locale in LOCALES}  # fmt: skip
    print(f"{len(known)} phrases learned from; held back: "
          + ", ".join(f"{len(questions)} {locale}" for locale, questions in asked.items()) + "\n")  # fmt: skip
    found = {method.name: {one: _ranked(method, asked[one]) for one in LOCALES} for method in methods}
    mine = found[methods[0].name]
    head = ["held back", *(f"{what} {one}" for one in LOCALES for what in ("top-1 %", "recall@3 %", "p"))]
    print(table(head, [[name, *_columns(theirs, mine)] for name, theirs in found.items()]))


def part_of(lines: Phrases, *, held: bool) -> Phrases:
    """The phrases held back, or the others."""
    zh, en = (
        tuple(text for at, text in enumerate(texts) if (at % EVERY == 0) is held) for texts in (lines.zh, lines.en)
    )
    return Phrases(zh=zh, en=en)


def _ranked(method: Baseline, questions: Sequence[Question]) -> list[Judged]:
    return [Judged(one, method.scores(one.text), -math.inf, Band.DECLINE) for one in questions]


def _columns(theirs: Mapping[str, list[Judged]], mine: Mapping[str, list[Judged]]) -> list[str]:
    cells = []
    for locale, judged in theirs.items():
        cells += [bounded(metrics.within(judged, places)) for places in (1, 3)]
        cells.append("" if judged is mine[locale] else f"{metrics.mcnemar(mine[locale], judged):.2g}")
    return cells


if __name__ == "__main__":
    main()
