"""From a question as typed to its pieces in one writing: runs of Chinese, numbers, words.

The same is done to the phrases the lookup learned from, so that both sides meet: simplified characters, plain digits,
one word for each meaning, nothing that says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from bot.faq.entries import Vocabulary
from bot.reading.numbers import spelled
from bot.reading.simplified import simplified
from bot.reading.words import vocabulary as words_of

LONGEST_QUESTION = 300
"""Characters of a question that are read; what follows changes no topic and would only cost time."""

MASKED_DIGIT = "#"
"""Stands for a digit of a question that was kept."""

_PIECE = re.compile(r"(?P<han>[\u3400-\u9fff]+)|(?P<number>[\d#]+(?:\.[\d#]+)?%?)|(?P<word>[a-z]+(?:'[a-z]+)?)")
_NUMBER_OF_A_THING = re.compile(r"(?:(?<![a-z])[a-z]{1,4})?\d{8,}(?:[a-z]{1,4}(?![a-z]))?")
_LONGEST_TERM = 3
"""Words in the longest English term of the vocabulary."""


class Kind(StrEnum):
    """What a piece of a question is made of."""

    HAN = "han"
    NUMBER = "number"
    WORD = "word"


class Piece(NamedTuple):
    """A run of one kind; numbers keep their percent sign, ``#`` stands for a digit that was masked."""

    kind: Kind
    text: str


class Normaliser:
    """Reads text with one vocabulary; holds no state besides it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._han = _by_first_character(_replacements(vocabulary.synonyms.zh, vocabulary.fillers.zh))
        self._words = _replacements(vocabulary.synonyms.en, vocabulary.fillers.en)
        self._leading = (*vocabulary.goes_on.zh, *(f"{words} " for words in vocabulary.goes_on.en))
        self._trailing = vocabulary.goes_on_at_end
        self._little = _any_of(vocabulary.says_little.zh, vocabulary.says_little.en)
        self._broad = frozenset((*vocabulary.broad.zh, *vocabulary.broad.en))
        self._why = frozenset((*vocabulary.why.zh, *vocabulary.why.en))
        self._numerals = _Numerals(vocabulary.percent, vocabulary.counted)

    def goes_on(self, text: str) -> bool:
        """Whether a text says that it goes on from something: it begins with "and", ends like "what of ...?"."""
        plain = _plain(text).strip(" ?!.,")
        return plain.startswith(self._leading) or plain.endswith(self._trailing)

    def says_little(self, text: str) -> bool:
        """Whether a text is made of words that name no topic: "why?", "how long", and what holds no word at all."""
        return not any(map(str.isalnum, self._little.sub("", _plain(text))))

    def is_broad(self, text: str) -> bool:
        """Whether a text is one word that as many topics have to do with as you like: "money", "insurance?"."""
        return _alone(text) in self._broad

    def asks_why(self, text: str) -> bool:
        """Whether a text asks for a reason, and says nothing of what: "why?", "why not"."""
        return _alone(text) in self._why

    def pieces(self, text: str) -> list[Piece]:
        """The text in its one writing, after the vocabulary was applied."""
        plain = _plain(text)
        pieces: list[Piece] = []
        words: list[str] = []
        for match in _PIECE.finditer(self._read_han(self._numerals.as_digits(plain))):
            kind = Kind(match.lastgroup or "")
            if kind is Kind.WORD:
                words.append(match.group())
                continue
            pieces += [Piece(Kind.WORD, word) for word in self._read_words(words)]
            words = []
            pieces.append(Piece(kind, match.group()))
        return pieces + [Piece(Kind.WORD, word) for word in self._read_words(words)]

    def _read_han(self, text: str) -> str:
        out = []
        at = 0
        while at < len(text):
            for term, replacement in self._han.get(text[at], ()):
                if text.startswith(term, at):
                    out.append(replacement)
                    at += len(term)
                    break
            else:
                out.append(text[at])
                at += 1
        return "".join(out)

    def _read_words(self, words: list[str]) -> list[str]:
        out: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST_TERM, len(words) - at), 0, -1):
                replacement = self._words.get(" ".join(words[at : at + length]))
                if replacement is not None:
                    break
            else:
                replacement, length = words[at], 1
            if replacement:
                out.append(replacement)
            at += length
        return out


def _alone(text: str) -> str:
    """A text without punctuation."""
    return re.sub(r"\W+", " ", _plain(text)).strip()


def _plain(text: str) -> str:
    """Folded; the numbers of parcels and orders say nothing of what is asked about them."""
    folded = simplified(unicodedata.normalize("NFKC", text[:LONGEST_QUESTION]).lower())
    return _NUMBER_OF_A_THING.sub(" ", folded)


class _Numerals:
    """Chinese numerals in front of what they count, or behind the Chinese for percent, become digits."""

    def __init__(self, percent: str, counted: Iterable[str]) -> None:
        words = words_of("quote")
        self._digits, self._powers = words["digits"], words["powers"]
        numeral = f"[{''.join(map(re.escape, (*self._digits, *self._powers)))}]+"
        units = "|".join(map(re.escape, sorted(counted, key=len, reverse=True)))
        self._pattern = re.compile(f"{percent}(?P<share>{numeral})|(?P<count>{numeral})(?={units})")

    def as_digits(self, text: str) -> str:
        return self._pattern.sub(self._written, text)

    def _written(self, match: re.Match[str]) -> str:
        value = spelled(match["share"] or match["count"], self._digits, self._powers)
        if value is None:
            return match[0]
        return f"{value}%" if match["share"] else str(value)


def _any_of(characters: Iterable[str], words: Iterable[str]) -> re.Pattern[str]:
    runs = "|".join(map(re.escape, sorted(characters, key=len, reverse=True)))
    apart = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(f"{runs}|(?<![a-z'])(?:{apart})(?![a-z'])")


def _replacements(groups: Iterable[tuple[str, ...]], fillers: Iterable[str]) -> dict[str, str]:
    terms = {term: group[0] for group in groups for term in group}
    terms.update((filler, "") for filler in fillers)
    return terms


def _by_first_character(terms: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for term in sorted(terms, key=len, reverse=True):
        table.setdefault(term[0], []).append((term, terms[term]))
    return table
