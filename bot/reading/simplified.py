"""Traditional Chinese characters to simplified ones, for readers whose word lists are written in those."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC


def simplified(text: str) -> str:
    """The text in simplified characters; everything else in it stays as it is. Never raises."""
    if text.isascii():
        return text
    try:
        return str(_converter().convert(text))
    except UnicodeEncodeError:  # half of a character that takes two
        return text


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
