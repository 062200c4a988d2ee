"""Long lines for a terminal: broken between words, not inside them, and Chinese anywhere but before its punctuation."""

from __future__ import annotations

import re
import unicodedata

from prompt_toolkit.utils import get_cwidth

from bot.transport.html_text import Styled

_INDENT = re.compile(r"[ \u2502]*(?:[\u2022\u00b7] )?")
NARROWEST = 20
"""Below this many columns nothing is worth arranging."""


def wrap(text: Styled, columns: int) -> Styled:
    """The same text with line ends where the terminal would break; further lines keep the first one's indent.

    Chinese characters count as two columns. A word longer than a line is left to the terminal.
    """
    if columns < NARROWEST:
        return text
    characters = [(style, char) for style, run in text for char in run]
    lines: list[list[tuple[str, str]]] = [[]]
    for style, char in characters:
        if char == "\n":
            lines.append([])
        else:
            lines[-1].append((style, char))
    broken = [part for line in lines for part in _fold(line, columns)]
    wrapped: Styled = []
    for number, line in enumerate(broken):
        if number:
            wrapped.append(("", "\n"))
        wrapped.extend(line)
    return wrapped


def _fold(line: list[tuple[str, str]], columns: int) -> list[list[tuple[str, str]]]:
    indent = _further_indent("".join(char for _, char in line))
    parts: list[list[tuple[str, str]]] = []
    rest = line
    while (cut := _cut(rest, columns)) is not None:
        parts.append(rest[:cut])
        following = rest[cut:]
        while following and following[0][1] == " ":
            following = following[1:]
        rest = [("", char) for char in indent] + following
    return [*parts, rest]


def _cut(line: list[tuple[str, str]], columns: int) -> int | None:
    """Where to break a line that is too long, None when it is not or cannot be broken."""
    begins = len(_further_indent("".join(char for _, char in line)))
    used, best = 0, None
    for place, (_, char) in enumerate(line):
        if place > begins and _may_begin_a_line(line[place - 1][1], char):
            best = place
        used += max(get_cwidth(char), 0)
        if used > columns:
            return best
    return None


def _may_begin_a_line(before: str, char: str) -> bool:
    if char == " " or _closes(char):
        return False
    return before == " " or _is_wide(before) or _is_wide(char)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F") and not _opens(char)


def _closes(char: str) -> bool:
    return unicodedata.category(char) in ("Pe", "Pf", "Po")


def _opens(char: str) -> bool:
    return unicodedata.category(char) in ("Ps", "Pi")


def _further_indent(text: str) -> str:
    """The quote bar and the room under a bullet, so that a paragraph keeps its edge."""
    found = _INDENT.match(text)
    return "".join(" " if char in "\u2022\u00b7" else char for char in found[0]) if found else ""
