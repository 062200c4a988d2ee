"""The questions the lookup is measured with: the files of ``tests/faq``, and what of them does not count.

A question that is all but a phrase of the index measures memory, and one that stands in two sets is no news in the
second. Both stay in their files and are left out here, counted. A change of the phrases may change what is left out.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from bot.faq.pinyin import Syllables

FOLDER = Path(__file__).parents[1] / "faq"
NAMES = ("dev", "test", "blind", "unseen", "later")
"""The sets, in the order in which a question that stands twice counts for the first."""
LOCALES = ("zh", "en")
LEAK = 0.8
"""Share of common character trigrams (Jaccard) from which a question counts as a phrase, or as another question."""
_ROUNDING = 1e-9
_LATIN = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the entry that answers it; None for one that no entry answers."""

    text: str
    locale: str
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class TwoIntents:
    """A message that asks two things at once."""

    text: str
    locale: str
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A short question that only means something after the answer of the entry ``after``."""

    text: str
    locale: str
    after: str
    topic: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """What of a file counts. ``near`` are questions of the same trade, ``far`` of none; the two of a pair look alike.

    ``written`` says how many stand in the file, of each kind; ``leaks`` and ``repeats`` how many were left out.
    """

    name: str
    in_scope: tuple[Question, ...]
    near: tuple[Question, ...]
    far: tuple[Question, ...]
    pairs: tuple[tuple[Question, Question], ...]
    two_intents: tuple[TwoIntents, ...]
    follow_ups: tuple[FollowUp, ...]
    written: Mapping[str, int]
    leaks: Mapping[str, int]
    repeats: Mapping[str, int]

    def asked(self, locale: str | None = None) -> tuple[Question, ...]:
        """The in-scope questions, of one language or of all."""
        return tuple(one for one in self.in_scope if locale in (None, one.locale))


class Alike:
    """Finds out whether a text is all but one of those it knows."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._known: list[frozenset[str]] = []
        self._with: defaultdict[str, list[int]] = defaultdict(list)
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Knows this text from now on."""
        trigrams = _trigrams(text)
        for trigram in trigrams:
            self._with[trigram].append(len(self._known))
        self._known.append(trigrams)

    def __contains__(self, text: str) -> bool:
        asked = _trigrams(text)
        # So many of its trigrams may be missing; whatever is alike has one of any larger number of them.
        enough = 1 + math.floor((1 - LEAK) * len(asked) + _ROUNDING)
        rarest = sorted(asked, key=lambda trigram: len(self._with.get(trigram, ())))[:enough]
        near = {at for trigram in rarest for at in self._with.get(trigram, ())}
        return any(len(asked & self._known[at]) >= LEAK * len(asked | self._known[at]) for at in near)


def load_sets(phrases: Iterable[str], names: Iterable[str] = NAMES) -> dict[str, QuestionSet]:
    """These sets without what leaks from the phrases and what an earlier set has, whether that is wanted or not."""
    wanted, sieve = tuple(names), _Sieve(phrases)
    found = {name: _read(name, sieve) for name in NAMES[: 1 + max(map(NAMES.index, wanted))]}
    return {name: found[name] for name in wanted}


def fingerprint(name: str) -> str:
    """Of the file of a set."""
    return sha256((FOLDER / f"{name}.yaml").read_bytes()).hexdigest()


class _Sieve:
    """Lets a question through that is no phrase and stood in no set before; counts the others."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases, self._earlier = Alike(phrases), Alike()
        self.begin()

    def begin(self) -> None:
        """Starts a set; within one, a question may stand in several places."""
        self.written, self.leaks, self.repeats = Counter[str](), Counter[str](), Counter[str]()
        self._new: list[str] = []

    def end(self) -> None:
        """Ends a set."""
        for text in self._new:
            self._earlier.add(text)

    def passes(self, kind: str, *texts: str, after: str = "") -> bool:
        """Whether these texts count, all or none; follow-ups are the same only after the same entry."""
        self.written[kind] += 1
        asked = [f"{after} {text}" if after else text for text in texts]
        self._new += asked
        if any(text in self._earlier for text in asked):
            self.repeats[kind] += 1
        elif any(text in self._phrases for text in texts):
            self.leaks[kind] += 1
        else:
            return True
        return False


def _read(name: str, sieve: _Sieve) -> QuestionSet:
    content: dict[str, Any] = yaml.load((FOLDER / f"{name}.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    syllables = Syllables.load()

    def question(text: str, topic: str | None = None) -> Question:
        return Question(text, locale_of(text, syllables), topic)

    def strangers(kind: str) -> tuple[Question, ...]:
        return tuple(question(text) for text in content["out_of_scope"][kind] if sieve.passes(kind, text))

    sieve.begin()
    in_scope = tuple(
        Question(text, locale, topic)
        for locale in LOCALES
        for topic, texts in content["in_scope"][locale].items()
        for text in texts
        if sieve.passes("in_scope", text)
    )
    near, far = strangers("near"), strangers("far")
    pairs = tuple(
        (question(*pair["left"]), question(*pair["right"]))
        for pair in content["minimal_pairs"]
        if sieve.passes("pairs", pair["left"][0], pair["right"][0])
    )
    two_intents = tuple(
        TwoIntents(one["question"], locale_of(one["question"], syllables), frozenset(one["ids"]))
        for one in content["two_intents"]
        if sieve.passes("two_intents", one["question"])
    )
    follow_ups = tuple(
        FollowUp(one["question"], locale_of(one["question"], syllables), one["after"], one["expects"])
        for one in content["follow_ups"]
        if sieve.passes("follow_ups", one["question"], after=one["after"])
    )
    sieve.end()
    return QuestionSet(
        name, in_scope, near, far, pairs, two_intents, follow_ups, sieve.written, sieve.leaks, sieve.repeats
    )


def locale_of(text: str, syllables: Syllables) -> str:
    """The language of a question whose file does not say it: Chinese if it has a character of it or is all pinyin."""
    if re.search(r"[\u3400-\u9fff]", text):
        return "zh"
    words = _LATIN.findall(text.lower())
    return "zh" if words and all(syllables.split(word) for word in words) else "en"


def _trigrams(text: str) -> frozenset[str]:
    """Of its letters, digits and characters; a text of fewer than three is one itself."""
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
    return frozenset(plain[at : at + 3] for at in range(max(1, len(plain) - 2)))
