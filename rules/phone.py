"""The recipient's phone on a label (D03, D04): what a carrier's form needs, and the number as it should be written.

Nothing of the number is kept: `PhoneCheck` shows neither the raw input nor the result in its repr, and no error text
holds a part of either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import ValidationResult

from rules.book import DatedBook
from rules.phone_readings import PhoneProblem, best_reading
from rules.phone_text import PhoneText, read_text
from rules.verdict import Finding, Outcome

__all__ = ["PhoneCheck", "PhoneProblem", "UnknownCountry", "check_phone"]

_CODE = frozenset(
    {
        PhoneProblem.MISSING_PREFIX,
        PhoneProblem.NO_PLUS,
        PhoneProblem.DIALLING_PREFIX,
        PhoneProblem.WRONG_COUNTRY,
        PhoneProblem.NOT_A_NUMBER,
    }
)
_FORM = frozenset(PhoneProblem) - _CODE | {PhoneProblem.NOT_A_NUMBER}
"""What D04 and D03 are about; both are about text that is no number."""

_BY_LENGTH = {
    ValidationResult.TOO_SHORT: PhoneProblem.TOO_SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneProblem.TOO_SHORT,
    ValidationResult.TOO_LONG: PhoneProblem.TOO_LONG,
}
_FEWEST, _MOST = 7, 15
"""Digits of a number with its country code; the most is E.164's."""


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """A phone against its destination. `country` is ISO 3166 alpha-2, `found_country` the number's own or None.

    `problems` stand in the order of their definition. `e164` is the number as it should be written ("+34612345678"),
    None where it cannot be known: an `ok` number is its own `e164`, and every `e164` is `ok`. `prefix` is the
    destination's country code with its plus. Countries that share a code (+1, +7, +44) are told apart by
    `found_country` only, which is no problem: the label takes the number, and people keep theirs when they move.

    `findings` are D03 and D04, with no digit of the number in them; both hold exactly when the phone is `ok`. D03 is
    the form the book requires (E.164), `observed` the count of offending characters, which is 0 where only the length
    is wrong or a trunk prefix stands in it. D04 is the country code with its plus, `observed` whether the
    destination's is there; a book that requires no country code has no D04.
    """

    problems: tuple[PhoneProblem, ...]
    country: str
    found_country: str | None
    prefix: str
    findings: tuple[Finding, ...]
    e164: str | None = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the label can stay as it is."""
        return not self.problems


class UnknownCountry(ValueError):
    """Not an ISO country that has a telephone code. `country` is what was given; the text shows it if it is a code."""

    def __init__(self, country: str) -> None:
        self.country = country
        super().__init__(f"no such country: {country}" if re.fullmatch("[A-Za-z]{1,3}", country) else "no such country")


def check_phone(book: DatedBook, raw: str, country: str) -> PhoneCheck:
    """Check a phone exactly as it stands on the label, for parcels to `country` (ISO alpha-2, any case).

    A corrected number is offered only where the text leaves no doubt which: letters are never read as digits (a slip,
    O for 0, would become somebody else's number), hidden digits are not passed over, two numbers are none; an
    extension is dropped. Text beyond `phone_text.LONGEST` characters is too long and not looked at. Raises
    UnknownCountry, and NotInForce for a day before the rules begin.
    """
    if not re.fullmatch("[A-Za-z]{2}", country) or country.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise UnknownCountry(country)
    region = country.upper()
    code = phonenumbers.country_code_for_region(region)
    text = read_text(raw)
    found_country, e164, problems = _judged(text, region, code)
    if text.special:
        problems.add(PhoneProblem.SPECIAL_CHARACTERS)
    required = book.flag("diagnosis.country_code_required")
    if not required:
        problems.discard(PhoneProblem.MISSING_PREFIX)
    form, prefix = problems & _FORM, problems & _CODE
    findings = [_finding(book, "diagnosis.phone", text.special, not form)]
    if required:
        findings.append(_finding(book, "diagnosis.country_code_required", not prefix, not prefix))
    return PhoneCheck(
        problems=tuple(problem for problem in PhoneProblem if problem in problems),
        country=region,
        found_country=found_country,
        prefix=f"+{code}",
        findings=tuple(findings),
        e164=e164,
    )


def _finding(book: DatedBook, key: str, observed: int | bool, holds: bool) -> Finding:
    parameter = book.parameter(key)
    return Finding(parameter.rule, Outcome.of(holds), observed, parameter.value, parameter.source, (), key)


def _judged(text: PhoneText, region: str, code: int) -> tuple[str | None, str | None, set[PhoneProblem]]:
    """The number's own country, the number as it should be written, and what is wrong, its characters aside."""
    if not text.digits:
        return None, None, {PhoneProblem.NOT_A_NUMBER}
    reading = best_reading(text, region, code) if text.clear and not text.several else None
    if reading is None:
        problems = _prefix_as_it_begins(text, code)
        if text.several or text.clear:
            problems.add(PhoneProblem.TOO_LONG if text.several else _by_count(text.digits))
        return None, None, problems
    problems = {reading.prefix} if reading.prefix is not None else set()
    if not reading.exists:
        problems.add(
            _BY_LENGTH.get(phonenumbers.is_possible_number_with_reason(reading.number), PhoneProblem.IMPOSSIBLE)
        )
    if reading.number.country_code != code:
        return reading.country, None, problems | {PhoneProblem.WRONG_COUNTRY}
    if not reading.exists:
        return None, None, problems
    written = reading.written
    if not _FEWEST <= len(written) - 1 <= _MOST:
        return reading.country, None, problems | {_by_count(written[1:])}
    if reading.has_trunk_prefix:
        problems.add(PhoneProblem.TRUNK_ZERO)
    return reading.country, written, problems


def _by_count(digits: str) -> PhoneProblem:
    """What is wrong with digits that are no number of any country."""
    count = len(digits)
    if count < _FEWEST:
        return PhoneProblem.TOO_SHORT
    return PhoneProblem.TOO_LONG if count > _MOST else PhoneProblem.IMPOSSIBLE


def _prefix_as_it_begins(text: PhoneText, code: int) -> set[PhoneProblem]:
    """What is wrong with the country code of digits that cannot be read as a number."""
    if text.digits.startswith(f"00{code}"):
        return {PhoneProblem.DIALLING_PREFIX}
    if not text.plus:
        return {PhoneProblem.MISSING_PREFIX}
    return set() if text.digits.startswith(str(code)) else {PhoneProblem.WRONG_COUNTRY}
