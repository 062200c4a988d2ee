"""Toneless pinyin: the syllable of a character, and the syllables of a word in Latin letters, if it is made of any.

What is typed by sound, or with another character of the same sound, is met by its sound. The table stands in
``templates/faq/syllables.txt``, a syllable and its characters on each line; `bot.faq.training` writes it.
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from typing import Self

from bot.faq.yaml_files import EntriesError

FILE = "syllables.txt"
_LONGEST = 6


class Syllables:
    """The syllable of each common character; ü is written v."""

    def __init__(self, of_character: dict[str, str]) -> None:
        self._of_character = of_character
        self._known = frozenset(of_character.values())

    @classmethod
    def load(cls, directory: Traversable | None = None) -> Self:
        """The packaged table. Raises EntriesError when it is missing."""
        file = (directory if directory is not None else resources.files("templates") / "faq") / FILE
        try:
            lines = file.read_text("utf-8").splitlines()
        except OSError as error:
            raise EntriesError(f"{file}: cannot be read ({error.strerror}); restore it from the package") from None
        pairs = (line.split(" ", 1) for line in lines)
        return cls({character: syllable for syllable, characters in pairs for character in characters})

    def of(self, run: str) -> list[str]:
        """The syllable of each character of a run; a rare character stands for itself."""
        return [self._of_character.get(character, character) for character in run]

    def split(self, word: str) -> list[str] | None:
        """A word as the fewest syllables that make it up; None where it is none."""
        ways: list[list[str] | None] = [[], *([None] * len(word))]
        for start in range(len(word)):
            begun = ways[start]
            if begun is None:
                continue
            for end in range(start + 1, min(start + _LONGEST, len(word)) + 1):
                known = ways[end]
                if word[start:end] in self._known and (known is None or len(known) > len(begun) + 1):
                    ways[end] = [*begun, word[start:end]]
        return ways[len(word)]
