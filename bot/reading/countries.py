"""Countries as people write them: ISO codes, and names in the languages of ``templates/vocabulary/countries.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import phonenumbers
from babel import Locale
from babel.core import get_global

from bot.reading.words import vocabulary

_BABEL = {"zh": "zh_Hans", "en": "en"}
_UNBROKEN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts whose words stand side by side without a space (Han, kana) or with endings behind them (Hangul)."""
_WORD = re.compile(rf"[{_UNBROKEN}]+|[^\W\d_{_UNBROKEN}]+")
_MOST_WORDS = 7
"""Words of the longest name, "United States of America" and its like in other languages."""


@dataclass(frozen=True, slots=True)
class Named:
    """A country named in a text: its ISO code and the place of the name."""

    code: str
    start: int
    end: int


class _Names(NamedTuple):
    codes: dict[tuple[str, ...], str]
    unbroken: dict[str, str]
    longest: int


def frequent() -> tuple[str, ...]:
    """The most frequent destinations, as ISO codes."""
    return tuple(vocabulary("countries")["frequent"])


def name_of(code: str, locale: str) -> str:
    """What a country is called in the language of the chat; the code itself where it has no name."""
    shown = vocabulary("countries")["shown"].get(code)
    if shown:
        return str(shown[locale])
    return str(Locale.parse(_BABEL[locale]).territories.get(code, code))


def country_of(written: str) -> str | None:
    """The ISO code of a text that is nothing but a country: a code of two or three letters in any case, or a name."""
    words = [_key(found[0]) for found in _WORD.finditer(written)]
    if not words or re.search(r"\d", written):
        return None
    names = _names()
    if len(words) == 1:
        code = _codes().get(words[0].upper())
        if code is not None:
            return code
    return names.codes.get(tuple(words)) or names.unbroken.get("".join(words))


def countries_in(text: str) -> tuple[Named, ...]:
    """Every country called by name in a text, in order, the longest name at each place; codes do not count."""
    names = _names()
    words = list(_WORD.finditer(text))
    found: list[Named] = []
    at = 0
    while at < len(words):
        if re.match(rf"[{_UNBROKEN}]", words[at][0]):
            found += _unbroken_in(words[at], names)
            at += 1
            continue
        taken = _broken_at(words, at, names, text)
        if taken is None:
            at += 1
            continue
        code, count = taken
        found.append(Named(code, words[at].start(), words[at + count - 1].end()))
        at += count
    return tuple(found)


def country_of_phone(written: str) -> str | None:
    """The country of a number that says so itself, with a plus or with 00 in front; None for any other."""
    digits = unicodedata.normalize("NFKC", written).strip()
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not digits.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        return None
    code = number.country_code or 0
    own = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(code)
    return own if own in phonenumbers.SUPPORTED_REGIONS else None


def _broken_at(words: list[re.Match[str]], at: int, names: _Names, text: str) -> tuple[str, int] | None:
    keys: list[str] = []
    best: tuple[str, int] | None = None
    for count, word in enumerate(words[at : at + _MOST_WORDS], start=1):
        if count > 1 and re.search(r"[\n\d,;]", text[words[at + count - 2].end() : word.start()]):
            break
        keys.append(_key(word[0]))
        code = names.codes.get(tuple(keys))
        if code is not None:
            best = code, count
    return best


def _unbroken_in(run: re.Match[str], names: _Names) -> Iterator[Named]:
    at = 0
    while at < len(run[0]):
        for length in range(min(names.longest, len(run[0]) - at), 1, -1):
            code = names.unbroken.get(_key(run[0][at : at + length]))
            if code is not None:
                yield Named(code, run.start() + at, run.start() + at + length)
                at += length
                break
        else:
            at += 1


def _key(word: str) -> str:
    """A word without case and without marks above or below its letters, so that Espana is España."""
    bare = (char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", "".join(bare)).casefold()


@cache
def _codes() -> dict[str, str]:
    """Codes of two and three letters to those of two letters, for every place that has a telephone code."""
    codes = {code: code for code in phonenumbers.SUPPORTED_REGIONS}
    for other, codes_meant in get_global("territory_aliases").items():
        if len(codes_meant) == 1 and other.isalpha() and codes_meant[0] in codes:
            codes.setdefault(other, codes_meant[0])
    for code, names in vocabulary("countries")["aliases"].items():
        codes.update({name.upper(): code for name in map(str, names) if len(name) == 2 and name.isascii()})
    return codes


@cache
def _names() -> _Names:
    lists = vocabulary("countries")
    codes: dict[tuple[str, ...], str] = {}
    unbroken: dict[str, str] = {}

    def add(name: str, code: str) -> None:
        words = tuple(_key(found[0]) for found in _WORD.finditer(name))
        if not words:
            return
        if re.match(rf"[{_UNBROKEN}]", words[0]):
            unbroken.setdefault("".join(words), code)
        elif len(words) > 1 or len(words[0]) > 2:
            codes.setdefault(words, code)

    for code, names in lists["aliases"].items():
        for name in names:
            add(str(name), code)
    known = set(phonenumbers.SUPPORTED_REGIONS)
    for language in lists["languages"]:
        for code, name in Locale.parse(language).territories.items():
            if code in known:
                add(name, code)
    for code, name in lists["shown"].items():
        for shown in name.values():
            add(shown, code)
    return _Names(codes, unbroken, max(map(len, unbroken)))
