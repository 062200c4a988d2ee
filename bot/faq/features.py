"""What of a question the lookup compares: characters, syllables, words and letters, and how much each counts.

Chinese runs give every sequence of one to three characters and of one to three syllables, so that a slip of the same
sound still shares the syllables; pinyin gives the syllables alone. Words give themselves, pairs of neighbours and the
sequences of four and five letters within the word, its edges marked; numbers stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.faq.normalise import Kind, Normaliser, Piece
from bot.faq.pinyin import Syllables

SOUND = "~"
"""What features of sound begin with."""

# Chosen on the development questions and on phrases held back in turn. Three characters in a row repeat what one and
# two have said, and a sound says less than the character it is written with.
_HAN = {1: 1.4, 2: 1.0, 3: 0.5}
_SYLLABLES = {1: 0.4, 2: 0.5, 3: 0.3}
_LETTERS = {4: 0.9, 5: 0.8}
_WORD = 1.0
_NEIGHBOURS = 1.5
_NUMBER = 1.5
_SHORTEST_PINYIN = 4
"""Letters of a word that is taken for pinyin among words that are none."""
_SHORTEST_SLIP = 4
"""Letters of a word in which a slip of the keyboard is looked for."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_STEM = 3
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


class Features:
    """Reads questions; ``words`` are those of the English phrases, which are never pinyin."""

    def __init__(self, normaliser: Normaliser, syllables: Syllables, words: frozenset[str]) -> None:
        self.normaliser = normaliser
        self._syllables = syllables
        self._words = words

    def of(self, text: str) -> dict[str, float]:
        """How much each feature of the text counts; empty where nothing can be compared."""
        pieces = self.normaliser.pieces(text)
        spelled = self._pinyin(pieces)
        pieces = [piece if piece.text in spelled else self._mended(piece) for piece in pieces]
        found: dict[str, float] = {}
        sounds: list[str] = []
        word = number = ""
        for piece in pieces:
            syllables = spelled.get(piece.text) if piece.kind is Kind.WORD else None
            if piece.kind is Kind.HAN:
                if number:
                    found[f"{number} {piece.text[0]}"] = _NUMBER
                _add_sequences(piece.text, "", _HAN, found)
                syllables = self._syllables.of(piece.text)
            elif piece.kind is Kind.NUMBER:
                found[f"#{piece.text}"] = found["#%" if piece.text[-1] == "%" else "#n"] = _NUMBER
            elif syllables is None:
                stem = _stem(piece.text)
                found[f"={stem}"] = _WORD
                _add_sequences(f"_{piece.text}_", "", _LETTERS, found)
                if word:
                    found[f"{word} {stem}"] = _NEIGHBOURS
                word = stem
            if syllables is None:
                _add_syllables(sounds, found)
                sounds = []
            else:
                sounds += syllables
            word = word if piece.kind is Kind.WORD else ""
            number = piece.text if piece.kind is Kind.NUMBER else ""
        _add_syllables(sounds, found)
        return found

    def _mended(self, piece: Piece) -> Piece:
        """A word that no English phrase has as the one that is a slip away from it, if there is one."""
        meant = self._meant(piece.text) if piece.kind is Kind.WORD else None
        return piece if meant is None else Piece(Kind.WORD, meant)

    def _meant(self, word: str) -> str | None:
        """The word of an English phrase that a strange one is a slip away from; None where there is none."""
        if word in self._words or len(word) < _SHORTEST_SLIP or " " in word:
            return None
        # A first letter is seldom wrong.
        return min(self._words.intersection(_slips(word)), key=lambda one: (one[0] != word[0], one), default=None)

    def _pinyin(self, pieces: Sequence[Piece]) -> dict[str, list[str]]:
        """The words that are pinyin, with their syllables: all of them where most letters are of words that are in no
        English phrase, else the longer ones that are in none and no slip of one."""
        words = [piece.text for piece in pieces if piece.kind is Kind.WORD]
        ways = {word: self._syllables.split(word) for word in words}
        strange = sum(len(word) for word in words if word not in self._words)
        if all(ways.values()) and 2 * strange >= sum(map(len, words)) and strange:
            return {word: way for word, way in ways.items() if way}
        longer = {word: way for word, way in ways.items() if way and len(word) >= _SHORTEST_PINYIN}
        return {word: way for word, way in longer.items() if word not in self._words and self._meant(word) is None}


def _slips(word: str) -> Iterator[str]:
    """What a word may have been meant as: two letters exchanged, one too many, one too few, one wrong."""
    for at in range(len(word)):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in _ALPHABET:
            yield before + letter + after[1:]
            yield before + letter + after
    yield from (word + letter for letter in _ALPHABET)


def _add_sequences(run: str, mark: str, weights: dict[int, float], found: dict[str, float]) -> None:
    for size, weight in weights.items():
        for start in range(len(run) - size + 1):
            found[mark + run[start : start + size]] = weight


def _add_syllables(sounds: Sequence[str], found: dict[str, float]) -> None:
    for size, weight in _SYLLABLES.items():
        for start in range(len(sounds) - size + 1):
            found[SOUND + " ".join(sounds[start : start + size])] = weight


def _stem(word: str) -> str:
    """A word without its commonest endings; enough to let "fees" meet "fee"."""
    for ending, becomes in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending) + becomes
    return word
