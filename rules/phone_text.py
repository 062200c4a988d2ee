"""What a phone field holds, before anybody asks whose number it is: its digits, and everything else in it (D03)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

LONGEST = 100
"""Characters; no phone field is longer, and nothing beyond them is looked at."""

_PLUSES = "+＋﹢"
_MASKS = re.compile(r"[*＊•●]")
_EXTENSION = re.compile(
    r"(?<=[0-9])[\s.,;(]*(?:;ext=|ext(?:ension)?|доб|ramal|x|#)[\s.:]*[0-9]{1,7}\)?\s*$", re.IGNORECASE
)
_CORE = re.compile(r"[+0-9](?:.*[0-9])?", re.DOTALL)
_LEADING_PLUS = re.compile(r"[^0-9+]*\+")
_FIELDS = re.compile(r"[+/\\,;|\n、，；／｜]")
_REPEATED = re.compile(r"([^\s0-9])\1\1")
_LETTER_BEFORE = re.compile(r"(?:^|[\W\d_])[^\W\d_]$")
_LETTER_AFTER = re.compile(r"[-.]?\w")
_SEPARATING = frozenset(("Zs", "Zl", "Zp", "Cc", "Pd", "Ps", "Pe", "Pi", "Pf"))
_SEPARATORS = frozenset("./\\·・,:'~−")
_IGNORED = frozenset(("Cf", "Mn", "Me"))
_SHORTEST_OF_SEVERAL = 7


@dataclass(frozen=True, slots=True)
class PhoneText:
    """`special` counts the characters that are neither an ASCII digit nor a plus before them. `digits` are folded to
    ASCII, without an extension; `plus` says that a plus stands before them.

    `clear` says that the digits are one number and all of it: no letter, mask or second plus among them. `several`
    says that the field holds more than one number, or more than any number.
    """

    special: int
    plus: bool
    clear: bool
    several: bool
    digits: str = field(repr=False)


def read_text(raw: str) -> PhoneText:
    """What stands in the field. Never raises, and looks at no more than `LONGEST` characters."""
    cut = raw[:LONGEST]
    special = sum(not "0" <= character <= "9" for character in cut) - bool(_LEADING_PLUS.match(cut))
    folded = _EXTENSION.sub("", "".join(map(_folded, cut)))
    found = _CORE.search(folded)
    if found is None:
        return PhoneText(special, plus=False, clear=False, several=len(raw) > LONGEST, digits="")
    core = found.group().lstrip("+ ")
    whole = not _MASKS.search(folded) and not _touched(folded, found.start(), found.end())
    numbers = [part for part in _FIELDS.split(core) if sum(map(str.isdecimal, part)) >= _SHORTEST_OF_SEVERAL]
    return PhoneText(
        special=special,
        plus=found.group().startswith("+"),
        clear=whole and all(map(_separates, core)) and not _REPEATED.search(core),
        several=len(raw) > LONGEST or len(numbers) > 1,
        digits="".join(filter(str.isdecimal, core)),
    )


def _folded(character: str) -> str:
    """A digit of any script as an ASCII one, a wide plus as a plus; what cannot be seen by itself is dropped."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _PLUSES:
        return "+"
    return "" if unicodedata.category(character) in _IGNORED else character


def _separates(character: str) -> bool:
    """Whether a character may stand in a number without meaning anything."""
    return character.isdecimal() or character in _SEPARATORS or unicodedata.category(character) in _SEPARATING


def _touched(text: str, start: int, end: int) -> bool:
    """Whether a letter stands so close to the number that it may be one of its digits: "O612345678", "800-FLOWERS".

    A word before it ("Tel612345678") is a label.
    """
    return bool(_LETTER_AFTER.match(text, end) or _LETTER_BEFORE.search(text[:start]))
