"""Short texts that go on from an answer and lead to it again, and which of its lines they are about.

The whole answer once more would look like no answer: it stands right above. What the lines share with the text is
compared in the one writing of the lookup, without the words that every question has
(``templates/vocabulary/follow_up.yaml``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from bot.faq.entries import Synonyms
from bot.faq.library import FaqLibrary
from bot.faq.lookup import Band, Found
from bot.faq.normalise import Kind, Normaliser, Piece
from bot.reading.simplified import simplified
from bot.reading.words import any_of, vocabulary

MOST_LINES = 2
_CHARACTERS, _WORDS = 8, 7
"""The longest text that goes on from an answer it could as well have been asked for alone."""
_ALIKE = 0.5
"""Least part of what a text says that a line must share."""
_SHORTEST_STEM, _LONGEST_ENDING = 4, 3
"""Letters that two forms of one word begin with, and that the longer one may have behind them."""


def leads_back(library: FaqLibrary, text: str, found: Found, after: str | None) -> bool:
    """Whether a text only goes on from the entry answered before, and leads to nothing but this entry again.

    ``found`` is what the text was understood as behind that entry. A full question, asked again, is one of its own; the
    entry as the only title that is offered counts where the text says that it goes on.
    """
    if after is None or (found.choices != (after,) if found.band is Band.CHOOSE else found.topic != after):
        return False
    if _goes_on(library, text):
        return True
    return found.band is Band.ANSWER and found.continued


def fitting(library: FaqLibrary, text: str, lines: Sequence[str]) -> tuple[str, ...]:
    """The lines (plain text) that say most of what the text says, at most two that do equally; none where none does.

    The text's own words are compared; only where no line has any of them, one word for all that are alike, so that the
    name of a country finds the line that names it before every line about countries.
    """
    bare = _bare(library, text)
    for normaliser in (_own_words(library), library.index.features.normaliser):
        asked = _said(normaliser, bare)
        shared = [_shared(asked, normaliser.pieces(line)) for line in lines]
        if any(shared):
            return tuple(lines[at] for at in _most_alike(asked, shared))
    return ()


_Place = tuple[int, int]
"""A letter of what is asked: the piece's number, and its place in it."""


def _most_alike(asked: Sequence[Piece], shared: Sequence[frozenset[_Place]]) -> list[int]:
    """The numbers of the lines that share enough of what is asked, and most of what the fewest lines have."""
    spread = Counter(place for places in shared for place in places)
    whole = sum(len(piece.text) for piece in asked)

    def weight(places: frozenset[_Place]) -> float:
        return sum(math.log(1 + len(shared) / spread[place]) for place in places)

    enough = [at for at, places in enumerate(shared) if len(places) >= _ALIKE * whole]
    best = max((weight(shared[at]) for at in enough), default=0.0)
    return [at for at in enough if weight(shared[at]) >= best][:MOST_LINES]


def _own_words(library: FaqLibrary) -> Normaliser:
    """Reads a text as it stands, with no word in the place of another."""
    vocabulary_of_all = library.catalogue.vocabulary
    return Normaliser(vocabulary_of_all.model_copy(update={"synonyms": Synonyms(zh=(), en=())}))


def _goes_on(library: FaqLibrary, text: str) -> bool:
    """Whether a short text begins as one that goes on ("and ..."), or ends like one and asks nothing by itself."""
    normaliser = library.index.features.normaliser
    if not normaliser.goes_on(text):
        return False
    pieces = normaliser.pieces(text)
    if sum(len(piece.text) for piece in pieces if piece.kind is Kind.HAN) > _CHARACTERS:
        return False
    if sum(piece.kind is not Kind.HAN for piece in pieces) > _WORDS:
        return False
    without_end = _end(library).sub("", text)
    return normaliser.goes_on(without_end) or _asking().search(without_end) is None


def _bare(library: FaqLibrary, text: str) -> str:
    """A text without what makes it go on from something."""
    words = library.catalogue.vocabulary.goes_on
    return re.sub(rf"^\W*{any_of((*words.zh, *words.en))}", " ", _end(library).sub("", simplified(text)).lower())


def _end(library: FaqLibrary) -> re.Pattern[str]:
    return re.compile(rf"{any_of(library.catalogue.vocabulary.goes_on_at_end)}\W*$")


def _said(normaliser: Normaliser, text: str) -> list[Piece]:
    """The pieces of a text that say what it is about."""
    return [part for piece in normaliser.pieces(text) for part in _without_asking(piece)]


def _without_asking(piece: Piece) -> Iterator[Piece]:
    if piece.kind is Kind.HAN:
        yield from (Piece(piece.kind, run) for run in _asking().split(piece.text) if run)
    elif _asking().fullmatch(piece.text) is None:
        yield piece


def _shared(asked: Sequence[Piece], line: Sequence[Piece]) -> frozenset[_Place]:
    """The letters of what is asked that a line has too: of Chinese two neighbours at a time, unless there are none."""
    least = min(2, max((len(piece.text) for piece in asked), default=0))
    runs = [piece.text for piece in line if piece.kind is Kind.HAN]
    others = [piece.text for piece in line if piece.kind is not Kind.HAN]
    found: set[_Place] = set()
    for number, piece in enumerate(asked):
        if piece.kind is Kind.HAN:
            for start in range(len(piece.text) - least + 1):
                if any(piece.text[start : start + least] in run for run in runs):
                    found.update((number, at) for at in range(start, start + least))
        elif any(_same(piece.text, other) for other in others):
            found.update((number, at) for at in range(len(piece.text)))
    return frozenset(found)


def _same(one: str, other: str) -> bool:
    """Whether two words are one in two forms."""
    short, long = sorted((one, other), key=len)
    stem = len(short) >= _SHORTEST_STEM and len(long) - len(short) <= _LONGEST_ENDING
    return one == other or (stem and long.startswith(short))


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("follow_up")["asking"]))
