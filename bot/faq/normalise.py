"""From a question as typed to the features the lookup compares.

Chinese runs give every sequence of one to three characters; words in Latin letters give themselves and the sequences
of two to five letters within the word, its edges marked; numbers stay whole. The same is done to the phrases of the
entries, so that both sides meet: one writing, one word for each meaning, nothing that says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.faq.entries import Vocabulary

LONGEST_QUESTION = 300
"""Characters of a question that are read; what follows changes no topic and would only cost time."""

_PIECE = re.compile(r"(?P<han>[\u3400-\u9fff]+)|(?P<number>\d+(?:\.\d+)?%?)|(?P<word>[a-z]+(?:'[a-z]+)?)")
_LONGEST_TERM = 3
"""Words in the longest English term of the vocabulary."""

# How much each kind of feature counts, chosen on the development questions. A whole word says more than its letters,
# and three characters in a row repeat what one and two have said.
_HAN = {1: 1.4, 2: 1.0, 3: 0.5}
_LETTERS = {2: 0.3, 3: 0.5, 4: 0.7, 5: 0.7}
_WORD = 3.0
_NUMBER = 1.5


@dataclass(frozen=True, slots=True)
class Question:
    """A text as the lookup reads it. Two texts of the same ``canonical`` writing are the same question; ``features``
    hold how much each kind of feature counts."""

    canonical: str
    features: dict[str, float]


class Normaliser:
    """Reads text with one vocabulary; holds no state besides it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._simplified = str.maketrans(vocabulary.traditional, vocabulary.simplified)
        self._han = _by_first_character(_replacements(vocabulary.synonyms.zh, vocabulary.fillers.zh))
        self._words = _replacements(vocabulary.synonyms.en, vocabulary.fillers.en)

    def read(self, text: str) -> Question:
        """The text in its one writing, with its features."""
        pieces = self._pieces(text)
        return Question(" ".join(piece for _, piece in pieces), _features(pieces))

    def _pieces(self, text: str) -> list[tuple[str, str]]:
        """Runs of Chinese, numbers and words, after the vocabulary was applied."""
        plain = unicodedata.normalize("NFKC", text[:LONGEST_QUESTION]).lower().translate(self._simplified)
        pieces: list[tuple[str, str]] = []
        words: list[str] = []
        for match in _PIECE.finditer(self._read_han(plain)):
            kind = match.lastgroup or ""
            if kind == "word":
                words.append(match.group())
                continue
            if words:
                pieces += [("word", word) for word in self._read_words(words)]
                words = []
            pieces.append((kind, match.group()))
        pieces += [("word", word) for word in self._read_words(words)]
        return pieces

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


def _features(pieces: Iterable[tuple[str, str]]) -> dict[str, float]:
    found: dict[str, float] = {}
    after_number = ""
    for kind, piece in pieces:
        if kind == "han":
            if after_number:
                found[f"{after_number} {piece[0]}"] = _NUMBER
            _add_characters(piece, found)
        elif kind == "number":
            found[f"#{piece}"] = _NUMBER
            found["#%" if piece[-1] == "%" else "#n"] = _NUMBER
        else:
            found[f"={piece}"] = _WORD
            _add_letters(f"_{piece}_", found)
        after_number = piece if kind == "number" else ""
    return found


def _add_characters(run: str, found: dict[str, float]) -> None:
    last = len(run)
    for start in range(last):
        found[run[start]] = _HAN[1]
        if start + 2 <= last:
            found[run[start : start + 2]] = _HAN[2]
            if start + 3 <= last:
                found[run[start : start + 3]] = _HAN[3]


def _add_letters(word: str, found: dict[str, float]) -> None:
    for size, weight in _LETTERS.items():
        for start in range(len(word) - size + 1):
            found[word[start : start + size]] = weight


def _replacements(groups: Iterable[tuple[str, ...]], fillers: Iterable[str]) -> dict[str, str]:
    terms = {term: group[0] for group in groups for term in group}
    terms.update((filler, "") for filler in fillers)
    return terms


def _by_first_character(terms: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for term in sorted(terms, key=len, reverse=True):
        table.setdefault(term[0], []).append((term, terms[term]))
    return table
