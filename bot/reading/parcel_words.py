"""The words of ``templates/vocabulary/parcels.yaml`` and the folding that lets them be found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from bot.packaged import read_packaged

MARK = "\x00"
"""Stands where something was understood and taken out of a text."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_KEPT_CONTROLS = "\t\n"


@cache
def vocabulary() -> Mapping[str, Any]:
    """The vocabulary file, read once."""
    file = resources.files("templates") / "vocabulary" / "parcels.yaml"
    loaded: Mapping[str, Any] = read_packaged(file)
    return loaded


def fold(text: str) -> str:
    """Full-width letters, digits and marks to plain ones; every line end to ``\\n``; what cannot be seen is dropped.

    Invisible characters (zero width, text direction) come along with numbers copied from web pages.
    """
    plain = "\n".join(text.translate(_FULL_WIDTH).splitlines())
    return "".join(
        letter for letter in plain if letter in _KEPT_CONTROLS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs")
    ).replace("\u00a0", " ")


def one_of(words: Iterable[object]) -> str:
    """A regular expression for any of the words, longest first; white space inside a word may be of any kind."""
    ordered = sorted((str(word) for word in words), key=len, reverse=True)
    return "(?:" + "|".join(r"\s+".join(map(re.escape, word.split())) for word in ordered) + ")"


def whole(words: Iterable[object]) -> re.Pattern[str]:
    """A pattern for any of the words where no letter or digit touches it on either side, in any case."""
    return re.compile(rf"(?<![^\W_]){one_of(words)}(?![^\W_])", re.IGNORECASE)


def inside(words: Iterable[object]) -> re.Pattern[str]:
    """A pattern for any of the words inside a sentence: Latin words whole, words of other scripts anywhere."""
    latin = [word for word in words if str(word).isascii() and str(word).isalpha()]
    others = [word for word in words if word not in latin]
    return re.compile(rf"\b{one_of(latin)}\b|{one_of(others)}", re.IGNORECASE | re.ASCII)
