"""What may be kept of a question: its words, and nothing by which a person, an order or a parcel is found.

Every digit becomes ``#``, so that an operator still sees that a rate or an amount stood there and the lookup reads a
number; what names somebody or something becomes one mark, whatever its length was.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from bot.faq.naming import name_spans, names_somebody
from bot.reading.label_lines import lines_of
from bot.reading.parcels import number_spans
from bot.reading.words import vocabulary
from bot.transport.unwritten import says_label

MARK = "***"
"""Stands for an address, a name, a number of an order, a parcel or a phone. Holds nothing the lookup compares."""
LONGEST = 300
"""Characters that are kept."""
_READ = 2000
"""Characters that are looked at; what stands behind them is dropped unseen."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_BREAKS = frozenset("\n\t ")
_SITE = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,30}[a-z]{2,18}"
_ANY_SITE = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_ADDRESSES = (
    re.compile(r"[a-z]{2,10}://\S+", re.IGNORECASE),
    re.compile(rf"(?<![a-z0-9._%+-])[a-z0-9._%+-]+\s?@\s?(?:{_SITE}|{_ANY_SITE})", re.IGNORECASE),
    re.compile(rf"(?<![\w.%+-])[\w.%+-]*[^\W\x00-\x7f]\s?@\s?(?:{_SITE}|{_ANY_SITE})", re.IGNORECASE),
    re.compile(r"(?<![\w.-])[\w.-]{1,100}\.(?:\u4e2d\u56fd|\u4e2d\u570b|\u0440\u0444)(?:/\S*)?", re.IGNORECASE),
    re.compile(rf"(?<![a-z0-9@.]){_SITE}(?::\d+)?(?:/[!-~]*)?(?![a-z0-9])", re.IGNORECASE),
)
_NAME = re.compile(r"@(?:[a-z_]\w{1,31}|[^\W\d_]{2,20}(?=\s|$|[^\w\s]|\d))", re.IGNORECASE)
_PHONE = re.compile(r"(?<![0-9A-Za-z])\+?[(]?[0-9](?:[ ().\u2010-\u2015-]{0,2}[0-9]){6,}(?![0-9])")
_LED_BY_PLUS = re.compile(rf"\+{re.escape(MARK)}")
_DAY = re.compile(r"(?<!\d)\d{4}([-/.])\d{1,2}\1\d{1,2}(?!\d)")
_CODE = re.compile(r"(?<![0-9A-Za-z])(?P<letters>[A-Za-z]{1,6})[-_]?\d{4,}[0-9A-Za-z]*")
_MIXED = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z][0-9A-Za-z_-]{7,}")
_FEWEST_DIGITS = 4
"""In a word of letters and digits that is a number of something."""
_FEWEST_NUMERALS = 7


def storable(text: str) -> str | None:
    """What may be stored of a question; None where it may hold a label, or nothing of it would be left to read."""
    if says_label(text) or _names_recipient(text) or names_somebody(text[:_READ].translate(_WIDE)):
        return None
    masked = mask(text)
    return masked if any(char.isalpha() for char in masked) else None


def mask(text: str) -> str:
    """The text without what identifies anybody or anything, on one line; at most LONGEST characters. Never raises."""
    cut = text[:_READ]
    if len(text) > _READ:
        cut = cut.rpartition(" ")[0] or cut  # what the cut tore is not recognised any more
    kept = "".join(" " if char in _BREAKS else char for char in cut if char in _BREAKS or _is_seen(char))
    for pattern in _ADDRESSES:
        kept = _blotted(kept, _spans(pattern, kept))
    kept = _blotted(kept, [found.span("name") for found in _contact().finditer(kept.translate(_WIDE))])
    kept = _blotted(kept, name_spans(kept.translate(_WIDE)))
    kept = _blotted(kept, _spans(_NAME, kept))
    kept = _without_digits(kept, _spans(_DAY, kept))
    kept = _blotted(kept, [found.span() for found in _MIXED.finditer(kept.translate(_WIDE)) if _is_number(found[0])])
    kept = _blotted(kept, number_spans(kept.translate(_WIDE)))
    for pattern in (_PHONE, _LED_BY_PLUS, _numerals()):
        kept = _blotted(kept, _spans(pattern, kept))
    kept = _blotted(kept, [found.span() for found in _CODE.finditer(kept.translate(_WIDE)) if not _is_money(found)])
    hashed = "".join("#" if char.isdigit() else char for char in kept)
    return " ".join(hashed.split())[:LONGEST].rstrip()


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where a pattern of plain characters is found in a text that may have full-width ones."""
    return [found.span() for found in pattern.finditer(text.translate(_WIDE))]


def _blotted(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}{MARK}{text[end:]}"
    return text


def _without_digits(text: str, spans: list[tuple[int, int]]) -> str:
    """A day keeps its form, so that it is not taken for a phone."""
    for start, end in spans:
        text = text[:start] + re.sub(r"\d", "#", text[start:end]) + text[end:]
    return text


def _is_seen(char: str) -> bool:
    """Whether a character is more than a control sign; such signs come along inside copied numbers."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")


def _is_money(found: re.Match[str]) -> bool:
    """``USD1000``: a currency and an amount."""
    return found["letters"].lower() in _currencies()


def _is_number(word: str) -> bool:
    """Whether letters and digits are mixed as in the number of an order; amounts with a currency are not."""
    letters = {part.lower() for part in re.findall(r"[A-Za-z]+", word)}
    return sum(map(str.isdigit, word)) >= _FEWEST_DIGITS and bool(letters - _currencies())


def _names_recipient(text: str) -> bool:
    """Whether lines or a colon behind a word for a recipient or a sender make it a label, even one without a phone; so
    does a colon behind a word for a name or an address."""
    read = text[:_READ]
    if _details().search(read) is not None:
        return True
    lines = lines_of(read)
    about_people = any(line.about in ("recipient", "sender") for line in lines)
    return about_people and (len(lines) > 1 or _announced().search(read) is not None)


@cache
def _announced() -> re.Pattern[str]:
    people = {str(word) for kind in ("recipient", "sender") for word in vocabulary("label")[kind]}
    ordered = "|".join(re.escape(word) for word in sorted(people, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<![^\W\d_])(?:{ordered})[^\S\n]*[:\uff1a=]\s*\S", re.IGNORECASE)


@cache
def _details() -> re.Pattern[str]:
    words = sorted(map(str, vocabulary("masking")["details"]), key=lambda word: (-len(word), word))
    named = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<![a-z0-9])(?:{named})[^\S\n]*[:\uff1a=]\s*\S", re.IGNORECASE)


@cache
def _contact() -> re.Pattern[str]:
    words = sorted(vocabulary("masking")["contacts"], key=lambda word: (-len(word), word))
    named = "|".join(re.escape(str(word)).replace(r"\ ", r"\s+") for word in words)
    return re.compile(
        rf"(?<![a-z0-9])(?:{named})(?![a-z]).{{0,3}}?(?<![a-z0-9])(?P<name>(?=[a-z0-9_.-]*[0-9_])[a-z0-9][a-z0-9_.-]{{3,}})",
        re.IGNORECASE,
    )


@cache
def _numerals() -> re.Pattern[str]:
    """A phone dictated in Chinese numerals."""
    digits = "".join(str(digit) for digit in vocabulary("quote")["digits"])
    digits += str(vocabulary("masking")["numerals"])
    return re.compile(rf"[{digits}](?:[ -]?[{digits}]){{{_FEWEST_NUMERALS - 1},}}")


@cache
def _currencies() -> frozenset[str]:
    return frozenset(str(word) for names in vocabulary("quote")["currencies"].values() for word in names)
