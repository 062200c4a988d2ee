"""Whose number is it? Every way to read the digits of a phone field as a number, and the best of them (D04)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import phonenumbers
from phonenumbers import CountryCodeSource, NumberParseException, PhoneNumber, PhoneNumberType

from rules.phone_text import PhoneText


class PhoneProblem(StrEnum):
    """What is wrong with a phone as written; several may be."""

    SPECIAL_CHARACTERS = "special_characters"
    """Something else than digits behind at most one leading plus (D03): spaces, brackets, dashes, letters, #."""
    MISSING_PREFIX = "missing_prefix"
    """No country code (D04)."""
    NO_PLUS = "no_plus"
    """The country's digits are there, the plus is not."""
    DIALLING_PREFIX = "dialling_prefix"
    """00 or the like in place of the plus."""
    WRONG_COUNTRY = "wrong_country"
    """A number of another country than the destination."""
    TRUNK_ZERO = "trunk_zero"
    """A trunk prefix behind the country code, as in +966 0 5... or +7 8 9...; Italy's zero is part of the number."""
    TOO_SHORT = "too_short"
    """Too few digits; a number without its area code included."""
    TOO_LONG = "too_long"
    """Too many digits; two numbers in one field included."""
    NOT_A_NUMBER = "not_a_number"
    """Nothing to dial in it."""
    IMPOSSIBLE = "impossible"
    """Neither too short nor too long, but no such number exists in that country."""


_BY_SOURCE = {
    CountryCodeSource.FROM_NUMBER_WITH_IDD: PhoneProblem.DIALLING_PREFIX,
    CountryCodeSource.FROM_NUMBER_WITHOUT_PLUS_SIGN: PhoneProblem.NO_PLUS,
    CountryCodeSource.FROM_DEFAULT_COUNTRY: PhoneProblem.MISSING_PREFIX,
}
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """One way to read the digits as a number, and what is wrong with its country code in that reading.

    A `guess` is worth something only if the number exists.
    """

    digits: str = field(repr=False)
    number: PhoneNumber = field(repr=False)
    prefix: PhoneProblem | None
    guess: bool = False

    @property
    def exists(self) -> bool:
        """Whether there is such a number."""
        return phonenumbers.is_valid_number(self.number)

    @property
    def country(self) -> str | None:
        """The country an existing number belongs to, if it belongs to one in particular."""
        own = phonenumbers.region_code_for_number(self.number) if self.exists else None
        return own if own in phonenumbers.SUPPORTED_REGIONS else None

    @property
    def written(self) -> str:
        """The number as E.164 has it."""
        return phonenumbers.format_number(self.number, phonenumbers.PhoneNumberFormat.E164)

    @property
    def has_trunk_prefix(self) -> bool:
        """Whether something stands behind the country code that is no part of the number."""
        number = self.written[1:]
        if self.prefix is PhoneProblem.DIALLING_PREFIX:
            return not self.digits.endswith(number)
        return self.prefix is not PhoneProblem.MISSING_PREFIX and self.digits != number


def best_reading(text: PhoneText, region: str, code: int) -> PhoneReading | None:
    """The reading in which the number exists, at its destination if it may, else the likeliest one."""
    readings = list(_readings(text, region))
    existing = [reading for reading in readings if reading.exists]
    at_home = [reading for reading in existing if reading.number.country_code == code]
    # Digits that make no number at the destination are another country's only if they make a likely one.
    abroad = [one for one in existing if not one.guess or phonenumbers.number_type(one.number) in _MOBILE]
    told = [reading for reading in readings if not reading.guess]
    return next(iter((*at_home, *abroad, *told)), None)


def _readings(text: PhoneText, region: str) -> Iterator[PhoneReading]:
    """Every way to read the digits, the likeliest first."""
    digits = text.digits
    outright = _parsed(f"+{digits}", None)
    if text.plus and outright is not None:
        yield PhoneReading(digits, outright, None)
        return  # digits behind a code that exists are never taken for a national number
    if digits.startswith("00"):
        # Whatever is dialled abroad from the destination itself: labels are written with 00.
        dialled = _parsed(f"+{digits[2:]}", None)
        if dialled is not None:
            yield PhoneReading(digits, dialled, PhoneProblem.DIALLING_PREFIX)
    national = _parsed(digits, region)
    if national is not None:
        yield PhoneReading(digits, national, _BY_SOURCE.get(national.country_code_source), guess=text.plus)
    if outright is not None:
        yield PhoneReading(digits, outright, PhoneProblem.NO_PLUS, guess=True)


def _parsed(digits: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, region, keep_raw_input=True)
    except NumberParseException:
        return None
