"""Numbers as people type them: folded text, one way of writing at a time, and a reason for whatever is refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LONGEST = 15
"""Digits of a number; anything longer names a parcel or an order, or is a key that stuck."""

NUMBER = r"[0-9]+(?:[.,'_][0-9]+)*"
"""A run of digits with separators between them; which separator means what is decided by `read_number`.

An underscore stands for a gap of which nobody can say whether it groups one number or parts two.
"""

_WIDE_COMMA = re.compile(r"(?<=[\uff10-\uff19])[\uff0c](?=[\uff10-\uff19]{3}(?![\uff10-\uff19]))")
_THIN_SPACE = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_SEPARATING_COMMA = re.compile("[\uff0c\u3001]")
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\uff0d\ufe63", "-") | {"\u2019": "'", "\u02bc": "'"}
)
_GROUPED = re.compile(r"[0-9]{1,3}([,'])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class Refusal(StrEnum):
    """Why a number was not taken; the templates say it in words."""

    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS_SEPARATOR = "ambiguous_separator"
    """``1.234,50``, ``1,5``: the separators can be read in two ways."""
    AMBIGUOUS_SPACE = "ambiguous_space"
    """``¥200 100``: one amount with a gap, or an amount and a rate."""
    NEGATIVE = "negative"
    ZERO = "zero"
    TOO_LARGE = "too_large"
    TOO_FINE = "too_fine"
    """More than two decimals of a yuan."""
    NOT_KNOWN = "not_known"
    """The seller says that she does not know it."""
    OVER_HUNDRED = "over_hundred"
    """A rate above 100 %."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A number that was seen and not taken: why, and how it was written."""

    reason: Refusal
    written: str


def fold(text: str) -> str:
    """Small letters, narrow digits, plain dashes and apostrophes; marks that cannot be seen are dropped.

    A Chinese comma between Arabic digits separates two numbers; among full-width digits it groups one.
    """
    kept = _WIDE_COMMA.sub(",", text)
    kept = _SEPARATING_COMMA.sub(" , ", kept)
    kept = _THIN_SPACE.sub(",", kept)
    kept = unicodedata.normalize("NFKC", kept).translate(_DASHES).lower()
    if kept.isprintable():  # what cannot be seen is not
        return kept
    return "".join(char for char in kept if unicodedata.category(char) != "Cf")


def read_number(written: str) -> Decimal | Refused:
    """The value of ``1234.5``, ``1,234.50`` or ``1'234``; a refusal for everything else, never an error."""
    plain = written.strip()
    if sum(char.isdigit() for char in plain) > LONGEST:
        return Refused(Refusal.TOO_LARGE, _short(plain))
    if _PLAIN.fullmatch(plain):
        return Decimal(plain)
    if _GROUPED.fullmatch(plain):
        return Decimal(plain.replace(",", "").replace("'", ""))
    if "_" in plain:
        return Refused(Refusal.AMBIGUOUS_SPACE, _short(plain.replace("_", " ")))
    if re.fullmatch(NUMBER, plain):
        return Refused(Refusal.AMBIGUOUS_SEPARATOR, _short(plain))
    return Refused(Refusal.NOT_A_NUMBER, _short(plain))


def spelled(text: str, digits: dict[str, int], powers: dict[str, int]) -> int | None:
    """The value of a number in Chinese numerals up to the ten thousands, colloquial endings included.

    A last digit without its power counts one step below the power before it, as it is spoken. None for anything
    that is no such number.
    """
    total = section = 0
    digit: int | None = None
    last_power = 0
    for char in text:
        if char in digits:
            if digit:
                return None
            digit = digits[char]
            if digit == 0:
                last_power = 0
        elif char in powers:
            power = powers[char]
            if power == 10_000:
                total = (total + section + (digit or 0) or 1) * power
                section = 0
            else:
                section += (1 if digit is None else digit) * power
            digit, last_power = None, power
        else:
            return None
    if digit is not None:
        section += digit * (last_power // 10 if last_power >= 100 else 1)
    return total + section


def _short(written: str) -> str:
    return written if len(written) <= 24 else f"{written[:21]}..."
