"""The lines of a parcel's label and what each is about, by the words of ``templates/vocabulary/label.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from bot.reading.words import vocabulary

OUTER = " \t\r\n\u3000,，;；、|。:：="
"""What parts the pieces of a label and belongs to none of them."""
_KINDS = ("phone", "country", "sender", "recipient", "other_numbers")
_SCRIPTS_WITH_SPACES = 0x3000


class Line(NamedTuple):
    """A line without the word that announces it; `about` is the list of that word in label.yaml, or ""."""

    about: str
    text: str


class Patterns(NamedTuple):
    """What is searched for in a label."""

    called: re.Pattern[str]
    """A word for a phone and, in `rest`, the number behind it up to the end of the line."""
    announced: re.Pattern[str]
    extension: re.Pattern[str]
    between: re.Pattern[str]
    phone_words: tuple[str, ...]
    """How the words for a phone begin."""
    about: dict[str, str]
    around: frozenset[str]
    words: frozenset[str]
    """Words of English sentences that could be a country's code."""
    words_alone: frozenset[str]
    """More of them, which beside nothing but a number are a code."""


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines that have words; where a word for a phone stands inside a line, another line begins there."""
    written = [piece.strip(OUTER) for line in text.splitlines() for piece in _pieces(line)]
    return tuple(_line(piece) for piece in written if piece)


def called_phones(text: str) -> tuple[str, ...]:
    """What stands behind each word for a phone, up to the end of its line, if it begins like a number."""
    folded = text.casefold()
    if not any(word in folded for word in patterns().phone_words):  # far quicker than the search for whole words
        return ()
    return tuple(match["rest"] for match in patterns().called.finditer(text))


def is_sender(lines: Sequence[Line], at: int) -> bool:
    """Whether a line belongs to whoever sends the parcel: the block it stands in began with the sender."""
    for line in reversed(lines[: at + 1]):
        if line.about in ("sender", "recipient"):
            return line.about == "sender"
    return False


def is_small_word(text: str, *, beside_number: bool = True) -> bool:
    """Whether what could be a country's code is an everyday word, and not written in capitals."""
    words = patterns().words if beside_number else patterns().words | patterns().words_alone
    return not text.isupper() and text.strip(OUTER).casefold() in words


def _pieces(line: str) -> list[str]:
    starts = [match.start() for match in patterns().called.finditer(line)]
    cuts = [0, *starts, len(line)]
    return [line[since:until] for since, until in pairwise(cuts)]


def _line(piece: str) -> Line:
    announced = patterns().announced.match(piece)
    if announced is None:
        return Line("", piece)
    return Line(patterns().about[_squeezed(announced["word"])], announced["rest"].strip(OUTER))


@cache
def patterns() -> Patterns:
    """The one set of patterns."""
    lists: dict[str, Any] = vocabulary("label")
    about = {_squeezed(str(word)): kind for kind in reversed(_KINDS) for word in lists[kind]}
    space = r"[^\S\n]*"
    # Behind the word there may be a remark in brackets, as in "phone (required): ...".
    marks = rf"{space}[.:：]?{space}(?:[(（][^)）\n\d]{{0,12}}[)）]{space})?[:：.=#№-]?{space}"
    return Patterns(
        called=re.compile(rf"{_one_of(lists['phone'])}{marks}(?P<rest>[+＋(（]?\d[^\n]*)", re.IGNORECASE),
        announced=re.compile(rf"(?P<word>{_one_of(about)}){marks}(?P<rest>.*)", re.IGNORECASE | re.DOTALL),
        extension=re.compile(rf"{space}{_one_of(lists['extension'])}{space}[.:]?{space}\d{{1,6}}", re.IGNORECASE),
        between=re.compile(rf"(?<=[\d)）])\s*{_one_of(lists['between'])}\s*(?=[+＋(（]?\d)", re.IGNORECASE),
        phone_words=tuple({str(word).casefold().split()[0] for word in lists["phone"]}),
        about=about,
        around=frozenset(str(word).casefold() for word in lists["around"]),
        words=frozenset(str(word).casefold() for word in lists["words"]),
        words_alone=frozenset(str(word).casefold() for word in lists["words_alone"]),
    )


def _one_of(words: Iterable[object]) -> str:
    """Any of the words, the longest first; words of scripts with spaces stand alone."""
    ordered = sorted({str(word) for word in words}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_bounded(word) for word in ordered) + ")"


def _bounded(word: str) -> str:
    pattern = re.escape(word).replace(r"\ ", r"\s+")
    if word[0].isalpha() and ord(word[0]) < _SCRIPTS_WITH_SPACES:
        pattern = rf"(?<![^\W\d_]){pattern}"
    if word[-1].isalpha() and ord(word[-1]) < _SCRIPTS_WITH_SPACES:
        pattern = rf"{pattern}(?![^\W\d_])"
    return pattern


def _squeezed(word: str) -> str:
    return re.sub(r"\s+", " ", word).casefold()
