"""Trains the lookup's weights from the phrases: ``uv run --group train python -m bot.faq.training``.

A linear support vector machine, one topic against all others, over the features of `bot.faq.features`. Run it after
every change of phrases, vocabulary or features; ``templates/faq/weights.tsv`` and ``syllables.txt`` are what it
writes. The bot itself needs neither scikit-learn nor pypinyin.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.faq.entries import Phrases, load_entries, load_phrases
from bot.faq.features import SOUND, Features
from bot.faq.normalise import Kind, Normaliser
from bot.faq.pinyin import FILE as SYLLABLES_FILE
from bot.faq.pinyin import Syllables
from bot.faq.weights import FILE, MOST, STEPS, Weights, fingerprint_of, line_of, packed

ROOT = Path(__file__).parents[2] / "templates" / "faq"
FEWEST = 2
"""Phrases that must have a feature; what one alone has tells nothing of the next question."""
UNSEEN = 1.2
"""How much rarer than the rarest feature one counts that is in no phrase."""
COST = 1.0
"""The machine's C: how much a phrase on the wrong side costs, against large weights."""
SMALLEST = 0.15
"""How much a feature must tell of a topic for its weight to be kept: the weight times what the feature counts. Twice as
much makes the file a third smaller, and costs one in 300 first places of phrases whose authors were held back."""

_FEWEST_SYLLABLES = 2
"""Syllables of a word that may be pinyin; too many short English words are one syllable."""
_FEWEST_SOUNDS = 3
"""Features of sound that a phrase must have to be told by them."""

Example = tuple[str, str]
"""A phrase and its topic."""


def examples(phrases: Mapping[str, Phrases]) -> list[Example]:
    """All phrases of both languages with their topics."""
    return [(line, topic) for topic, lines in sorted(phrases.items()) for line in (*lines.zh, *lines.en)]


def english_words(normaliser: Normaliser, syllables: Syllables, phrases: Iterable[Phrases]) -> frozenset[str]:
    """The words of the English phrases, as the vocabulary reads them, without those that are pinyin.

    Some type "peifu" into an English question. What the Chinese phrases say at least as often as the English ones
    write it stays pinyin.
    """
    read = list(phrases)
    pieces = (piece for lines in read for line in lines.en for piece in normaliser.pieces(line))
    written = Counter(word for piece in pieces if piece.kind is Kind.WORD for word in piece.text.split())
    runs = (piece.text for lines in read for line in lines.zh for piece in normaliser.pieces(line))
    said = "|".join(" ".join(["", *syllables.of(run), ""]) for run in runs)
    return frozenset(
        word
        for word, times in written.items()
        if len(spelled := syllables.split(word) or ()) < _FEWEST_SYLLABLES
        or said.count(" ".join(["", *spelled, ""])) < times
    )


def train(features: Features, found: Sequence[Example], words: frozenset[str], fingerprint: str) -> Weights:
    """The weights of these examples; the same every time.

    Chinese phrases count a second time by their sound alone, as whoever types pinyin gives nothing else.
    """
    from sklearn.svm import LinearSVC

    read = [(features.of(text), topic) for text, topic in found]
    read += [(sound, topic) for counts, topic in read if len(sound := _sound_of(counts)) >= _FEWEST_SOUNDS]
    counted = [counts for counts, _ in read]
    numbers = Counter(name for each in counted for name in each)
    kinds = {name: kind for each in counted for name, kind in each.items()}
    rarity = {
        name: round(1 + math.log((1 + len(read)) / (1 + count)), 2)
        for name, count in sorted(numbers.items())
        if count >= FEWEST
    }
    unseen = UNSEEN * (1 + math.log(1 + len(read)))
    columns = {name: at for at, name in enumerate(rarity)}
    topics = sorted({topic for _, topic in read})
    matrix = _matrix(counted, rarity, unseen, columns)
    machine = LinearSVC(C=COST, dual=True, tol=1e-4, max_iter=3000, random_state=0)
    machine.fit(matrix, [topics.index(topic) for _, topic in read])
    lines = {}
    for name, at in columns.items():
        enough = SMALLEST / (kinds[name] * rarity[name])
        told = [(topic, _steps(weight)) for topic, weight in enumerate(machine.coef_[:, at]) if abs(weight) >= enough]
        if told:
            lines[name] = line_of(rarity[name], packed(told))
    return Weights(
        fingerprint=fingerprint,
        topics=tuple(topics),
        starts=tuple(float(start) for start in machine.intercept_),
        words=words,
        unseen=unseen,
        lines=lines,
    )


def _sound_of(counts: Mapping[str, float]) -> dict[str, float]:
    return {name: count for name, count in counts.items() if name.startswith(SOUND)}


def _matrix(counted: Sequence[Mapping[str, float]], rarity: Mapping[str, float], unseen: float, columns: Any) -> Any:
    from scipy.sparse import csr_matrix

    values, places, ends = [], [], [0]
    for each in counted:
        weighed = {name: kind * rarity.get(name, unseen) for name, kind in each.items()}
        length = math.sqrt(sum(value * value for value in weighed.values()))
        for name, value in weighed.items():
            if name in columns:
                values.append(value / length)
                places.append(columns[name])
        ends.append(len(values))
    return csr_matrix((values, places, ends), shape=(len(counted), len(columns)))


def _steps(weight: float) -> int:
    return max(-MOST, min(MOST, round(weight * STEPS)))


def syllable_lines() -> str:
    """The table of `bot.faq.pinyin`: the commonest reading of each common character (GB 2312)."""
    from pypinyin.pinyin_dict import pinyin_dict

    characters = defaultdict(list)
    for code, readings in sorted(pinyin_dict.items()):
        character = chr(code)
        if _is_common(character):
            characters[_toneless(readings.split(",")[0])].append(character)
    return "".join(f"{syllable} {''.join(found)}\n" for syllable, found in sorted(characters.items()))


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _toneless(syllable: str) -> str:
    apart = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(character for character in apart if not unicodedata.combining(character))


def main() -> None:
    """Writes both files."""
    (ROOT / SYLLABLES_FILE).write_text(syllable_lines(), "utf-8")
    catalogue = load_entries()
    phrases = load_phrases(catalogue)
    normaliser = Normaliser(catalogue.vocabulary)
    syllables = Syllables.load()
    words = english_words(normaliser, syllables, phrases.values())
    features = Features(normaliser, syllables, words)
    weights = train(features, examples(phrases), words, fingerprint_of(ROOT))
    unfinished = ROOT / f"{FILE}.new"
    unfinished.write_text(weights.written(), "utf-8")
    unfinished.replace(ROOT / FILE)
    print(f"{len(weights.lines)} features of {len(weights.topics)} topics")  # noqa: T201


if __name__ == "__main__":
    main()
