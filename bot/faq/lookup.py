"""What to do with a question: answer it, offer up to three topics, decline it, or leave it to a tool.

A wrong answer given with confidence is the worst outcome, so that the bar for one was set on questions of which a
third is about something else (``tests/faq/dev.yaml``), and what is declined says so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.faq.entries import Catalogue, Entry
from bot.faq.index import FaqIndex, Match, ranked
from bot.faq.normalise import MASKED_DIGIT, Kind

# Chosen on the development questions.
ANSWER_FROM = 0.3
"""Least confidence of a direct answer; see `_confidence`."""
CHOOSE_FROM = -0.65
"""Least margin of a topic that is offered."""
LEAD = 1.0
"""How much the lead over the next topic adds to the confidence in the first."""
OFFERED = 3
ALIKE, THE_SAME = 0.8, 0.95
"""Likeness to a phrase that an operator attached from which it counts as that phrase: where no entry would be answered
otherwise, and in any case."""
_ROUNDING = 1e-9
_RANKED = 5
_SHORT_CHARACTERS, _SHORT_WORDS = 8, 7
"""The longest text that is tried as the continuation of the question before it."""
_TITLE_BEFORE = 0.3
"""How much the title of the topic before tells of what a continuation is about."""
_RELATED, _SAME_GROUP, _ELSEWHERE = 0.3, 0.1, -0.15
"""What it adds to the margins of topics related to it, of its group, and of topics that are declined."""


class Band(StrEnum):
    """What is done with a question."""

    ANSWER = "answer"
    CHOOSE = "choose"
    DECLINE = "decline"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Found:
    """What a question was understood as.

    `matches` are the best topics in every band. `topic` is the entry of an ANSWER, or the unsupported topic that a
    DECLINE recognised, if it did; `choices` the entries offered by CHOOSE; `tool` the command of TOOL.
    """

    band: Band
    matches: tuple[Match, ...] = ()
    topic: str | None = None
    choices: tuple[str, ...] = ()
    tool: str | None = None
    continued: bool = False
    """Whether it was understood so only behind the entry before; alone it is no ANSWER."""


class Attached:
    """Phrases that operators attached to entries, with their features; only those are compared that can be alike."""

    def __init__(self, index: FaqIndex, phrases: Iterable[tuple[str, str]]) -> None:
        self._index = index
        # Where a digit was masked, another figure may stand in its place, and ask for something else.
        self._phrases = [
            (_unit(index.features.of(text)), entry, THE_SAME if MASKED_DIGIT in text else ALIKE)
            for text, entry in phrases
        ]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, (features, *_) in enumerate(self._phrases):
            for name in features:
                self._holding[name].append(place)

    def nearest(self, found: Mapping[str, float]) -> tuple[str, float] | None:
        """The entry of the phrase most like a text with these features, and the likeness (1 for the same words); None
        for none."""
        if not self._phrases:
            return None
        asked = _unit(found)
        compared = (self._phrases[place] for place in self._candidates(asked))
        likeness = [(entry, _product(asked, phrase), bar) for phrase, entry, bar in compared]
        enough = [(entry, like) for entry, like, bar in likeness if like >= bar]
        return max(enough, key=lambda one: one[1], default=None)

    def _candidates(self, asked: Mapping[str, float]) -> list[int]:
        """The places of the phrases that may be like enough, in order.

        A phrase that shares only some features is at most as like as these are long; so the features that most phrases
        hold need not be looked at once what is left of them is too short.
        """
        found: set[int] = set()
        rest = 1.0
        for name in sorted(asked, key=lambda name: len(self._holding.get(name, ()))):
            if rest < ALIKE**2 - _ROUNDING:
                break
            found.update(self._holding.get(name, ()))
            rest -= asked[name] ** 2
        return sorted(found)


class Lookup:
    """Questions in, decisions out; `attach` replaces what operators attached."""

    def __init__(self, catalogue: Catalogue, index: FaqIndex) -> None:
        self._catalogue = catalogue
        self._index = index
        self._attached = Attached(index, ())

    def attach(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Texts and the entries they ask for; unknown entries are left out, as they may be of another version."""
        known = [(text, entry) for text, entry in phrases if entry in self._catalogue.entries]
        self._attached = Attached(self._index, known)

    def find(self, text: str, *, after: str | None = None) -> Found:
        """ANSWER, CHOOSE or DECLINE. ``after`` is the entry answered before, which a short text may go on from."""
        features = self._index.features.of(text)
        margins = self._index.margins_of(features)
        attached = self._attached.nearest(features)
        found = self._decided(margins) if margins else Found(Band.DECLINE, ranked(self._index.starts, _RANKED))
        if self._says_too_little(text, found) and (offered := self._offered(margins)):
            found = Found(Band.CHOOSE, found.matches, choices=offered)
        if attached is None and after in self._catalogue.entries and self._continues(text, found):
            margins = self._continued(text, margins or self._index.starts, str(after))
            found = self._behind(text, found, replace(self._decided(margins), continued=True), str(after))
        if attached is None or (found.band is Band.ANSWER and attached[1] < THE_SAME):
            return found
        entry, likeness = attached
        others = tuple(match for match in ranked(margins, _RANKED) if match.entry_id != entry)
        return Found(Band.ANSWER, (Match(entry, likeness), *others), topic=entry)

    def _says_too_little(self, text: str, found: Found) -> bool:
        """Whether a text cannot decide for one topic alone, whatever the phrases say of its word."""
        normaliser = self._index.features.normaliser
        return (found.band is Band.ANSWER and normaliser.says_little(text)) or normaliser.is_broad(text)

    def _decided(self, margins: Mapping[str, float]) -> Found:
        matches = ranked(margins, _RANKED)
        best = matches[0].entry_id
        foreign = best not in self._catalogue.entries
        if _confidence(margins) >= ANSWER_FROM:
            return Found(Band.DECLINE if foreign else Band.ANSWER, matches, topic=best)
        offered = self._offered(margins)
        if offered:
            return Found(Band.CHOOSE, matches, choices=offered)
        return Found(Band.DECLINE, matches, topic=best if foreign and margins[best] >= CHOOSE_FROM else None)

    def _offered(self, margins: Mapping[str, float]) -> tuple[str, ...]:
        """The entries that may be meant, best first."""
        likely = [topic for topic, margin in margins.items() if margin >= CHOOSE_FROM]
        entries = sorted(set(likely) & set(self._catalogue.entries), key=lambda topic: (-margins[topic], topic))
        return tuple(entries[:OFFERED])

    def _continues(self, text: str, alone: Found) -> bool:
        """Whether a text that is no clear question alone goes on from what was spoken of before.

        It says so, or it is short and nothing else is recognised in it.
        """
        if alone.band is Band.ANSWER:
            return False
        normaliser = self._index.features.normaliser
        pieces = normaliser.pieces(text)
        characters = sum(len(piece.text) for piece in pieces if piece.kind is Kind.HAN)
        words = sum(piece.kind is not Kind.HAN for piece in pieces)
        if characters > _SHORT_CHARACTERS or words > _SHORT_WORDS:
            return False
        return normaliser.goes_on(text) or (alone.topic is None and bool(pieces))

    def _behind(self, text: str, alone: Found, continued: Found, after: str) -> Found:
        """What a text is understood as behind an entry.

        No less than alone; and another entry is answered only for a text that says that it goes on, or that may mean
        this entry alone as well, and never for a mere "why?", which is about what was said. Otherwise it is offered.
        """
        normaliser = self._index.features.normaliser
        if continued.band is Band.ANSWER and continued.topic != after:
            free = alone.band is not Band.CHOOSE or continued.topic in alone.choices or normaliser.goes_on(text)
            if normaliser.asks_why(text) or not free:
                return self._offering((*alone.choices[: OFFERED - 1], str(continued.topic)), continued)
        if alone.band is Band.CHOOSE and continued.band is Band.CHOOSE and not normaliser.goes_on(text):
            return self._offering((*alone.choices[: OFFERED - 1], *continued.choices), continued)
        return alone if alone.band is Band.CHOOSE and continued.band is Band.DECLINE else continued

    @staticmethod
    def _offering(entries: Iterable[str], continued: Found) -> Found:
        return Found(Band.CHOOSE, continued.matches, choices=tuple(dict.fromkeys(entries))[:OFFERED], continued=True)

    def _continued(self, text: str, margins: Mapping[str, float], after: str) -> dict[str, float]:
        """What the text says by itself, and what it says behind the title of the topic before."""
        before = self._catalogue.entries[after]
        together = max(
            (self._index.margins(f"{line} {text}") for line in (before.title.zh, before.title.en)),
            key=lambda found: max(found.values()),
        )
        return {
            topic: margin + _TITLE_BEFORE * (together[topic] - margin) + self._nearness(before, topic)
            for topic, margin in margins.items()
        }

    def _nearness(self, before: Entry, topic: str) -> float:
        entry = self._catalogue.entries.get(topic)
        if entry is None:
            return _ELSEWHERE
        related = topic in before.related or before.id in entry.related
        return _RELATED * related + _SAME_GROUP * (entry.group == before.group)


def _confidence(margins: Mapping[str, float]) -> float:
    """The first topic's margin and, in part, its lead over the second."""
    first, second = sorted(margins.values(), reverse=True)[:2]
    return first + LEAD * (first - second)


def _unit(features: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in features.values())) or 1.0
    return {name: value / length for name, value in features.items()}


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(value * other.get(name, 0.0) for name, value in one.items())
