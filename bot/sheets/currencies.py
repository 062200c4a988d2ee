"""Which currency a cell, the name of a column or a number format names."""

from __future__ import annotations

import re
from functools import cache

from bot.reading.number_patterns import number_patterns
from bot.reading.numbers import fold
from bot.sheets.limits import CELL_CHARACTERS

_LETTERS_AND_SIGN = re.compile(r"(?<![A-Za-z])([A-Za-z]{1,3})[ \u00a0]+\$")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_WORDS = re.compile(r"[a-z]+|[^a-z0-9\s]+")
_LONGEST = 40
_YUAN = "\u5143"
_QUOTED = re.compile(r"\[\$([^\]-]*)[^\]]*\]|\"([^\"]*)\"|\\(.)|([^\x00-\x7f$]|\$)")


def tightened(text: str) -> str:
    """``US $12`` and ``AU $12`` as ``US$12`` and ``AU$12``, so that no dollar is taken for another one."""
    return _LETTERS_AND_SIGN.sub(r"\1$", text)


def code_of(text: str) -> str | None:
    """The currency that a whole text is the name of: ``USD``, a sign, a word; None for anything else."""
    if len(text) > _LONGEST:
        return None
    folded = fold(tightened(text)).strip(" .:()[]")
    return number_patterns().currency_of.get(folded)


def named_in(text: str) -> str | None:
    """The currency that a column's name mentions, in brackets or not; None for none, or for two different ones."""
    if len(text) > CELL_CHARACTERS:
        return None
    folded = fold(tightened(text))
    found = {code for inside in _BRACKETS.findall(folded) if (code := code_of(inside)) is not None}
    if not found:
        names = _plain_names()
        parts = _WORDS.findall(folded)
        found = {names[part] for part in parts if part in names}
        found |= {code for name, code in names.items() if not name.isascii() and name in folded}
    return found.pop() if len(found) == 1 else None


def without_currency(folded: str) -> str:
    """A folded name without the currency it mentions: ``amount usd`` is an amount."""
    names = _plain_names()
    for name in names:
        if not name.isascii():
            folded = folded.replace(name, " ")
    return _WORDS.sub(lambda found: " " if found[0] in names else found[0], folded).strip().removesuffix(_YUAN)


def of_format(pattern: str) -> str | None:
    """The currency in a number format of a spreadsheet: ``"US$"#,##0.00``, ``[$€-2]\\ #,##0.00``."""
    first = pattern.split(";")[0][:_LONGEST]
    for found in _QUOTED.findall(first):
        code = code_of("".join(found))
        if code is not None:
            return code
    return None


@cache
def _plain_names() -> dict[str, str]:
    """Names of currencies that mean nothing else inside other words: codes, signs, names of several characters."""
    return {
        name: code
        for name, code in number_patterns().currency_of.items()
        if (name.isascii() and name.isalpha() and name.upper() == code)
        or (name.isascii() and not name.isalnum())
        or (not name.isascii() and (len(name) > 1 or not name.isalpha()))
    }
