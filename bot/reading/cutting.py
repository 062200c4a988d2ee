"""Shortening a text to what still fits into a message, at a place where a reader would pause."""

from __future__ import annotations

import re

_PAUSE = re.compile(r"[\s。！？；，、.!?;,]")
_LOOK_BACK = 80
"""Characters before the limit in which a pause is looked for."""


def shortened(text: str, most: int) -> str:
    """The text, or its beginning of at most ``most`` UTF-16 units, in which Telegram counts."""
    if units(text) <= most:
        return text
    left, end = most, 0
    while units(text[end]) <= left:
        left -= units(text[end])
        end += 1
    pauses = [match.end() for match in _PAUSE.finditer(text, max(0, end - _LOOK_BACK), end)]
    return text[: pauses[-1] if pauses else end].rstrip()


def units(text: str) -> int:
    """How many UTF-16 units a text has: a character outside the first plane, such as most emoji, has two."""
    return len(text) + sum(char > "\uffff" for char in text)
