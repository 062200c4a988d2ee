"""Word lists from ``templates/vocabulary`` as patterns: the longest word wins, Latin words match as whole words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from bot.packaged import read_packaged

_LATIN = re.compile(r"[a-z]")


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The lists of ``templates/vocabulary/<name>.yaml``."""
    file = resources.files("templates") / "vocabulary" / f"{name}.yaml"
    loaded: dict[str, Any] = read_packaged(file)
    return loaded


def any_of(words: Iterable[object]) -> str:
    """A pattern (without a group of its own name) that matches one of the words."""
    ordered = sorted({str(word) for word in words}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_bounded(word) for word in ordered) + ")"


def _bounded(word: str) -> str:
    pattern = re.escape(word).replace(r"\ ", r"\s+")
    if _LATIN.match(word[0]):
        pattern = rf"(?<![a-z]){pattern}"
    if _LATIN.match(word[-1]):
        pattern = rf"{pattern}(?![a-z])"
    return pattern
