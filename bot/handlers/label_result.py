"""What the check of a label's phones found, as the template shows it; nothing of it is stored anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.reading.countries import name_of
from bot.reading.numbers import fold
from bot.turn import Turn
from rules.phone import PhoneCheck, PhoneProblem, check_phone


@dataclass(frozen=True, slots=True)
class PhoneView:
    """One phone of the answer. `special` counts its characters too many, `found` is its own country's name where that
    is not the destination, else ""; `flags` are its problems as bits. `dropped` is what stood before the number for
    calls at home and gives way to the country code."""

    problems: tuple[str, ...]
    flags: int
    special: int
    country: str
    found: str
    prefix: str
    dropped: str
    written: str = field(repr=False)
    e164: str | None = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the label can stay as it is."""
        return not self.problems


def checked(turn: Turn, phones: Sequence[str], country: str) -> tuple[PhoneView, ...]:
    """Each phone, for a parcel to `country`. Raises `rules.phone.UnknownCountry`."""
    return tuple(_view(turn, phone, check_phone(turn.book, phone, country)) for phone in phones)


def flags_of(problems: Sequence[PhoneProblem]) -> int:
    """The problems as the bits of a number, in the order of their definition."""
    return sum(1 << at for at, problem in enumerate(PhoneProblem) if problem in problems)


def problems_of(flags: int) -> tuple[PhoneProblem, ...]:
    """The reverse of `flags_of`; bits that stand for nothing are passed over."""
    return tuple(problem for at, problem in enumerate(PhoneProblem) if flags >> at & 1)


def _view(turn: Turn, written: str, check: PhoneCheck) -> PhoneView:
    special = next((finding.observed for finding in check.findings if finding.key == "diagnosis.phone"), 0)
    other = check.found_country if check.found_country != check.country else None
    return PhoneView(
        problems=tuple(problem.value for problem in check.problems),
        flags=flags_of(check.problems),
        special=special if isinstance(special, int) else 0,
        country=name_of(check.country, turn.locale),
        found=name_of(other, turn.locale) if other is not None else "",
        prefix=check.prefix,
        dropped=_dropped(written, check),
        written=written,
        e164=check.e164,
    )


def _dropped(written: str, check: PhoneCheck) -> str:
    """The digits before a number without a country code that are not in the corrected one: the 0 of 07400..."""
    if check.e164 is None or PhoneProblem.MISSING_PREFIX not in check.problems:
        return ""
    digits = "".join(char for char in fold(written) if char.isdigit())
    own = check.e164.removeprefix(check.prefix)
    return digits.removesuffix(own) if digits.endswith(own) else ""
