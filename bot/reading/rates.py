"""Fulfilment rates and premium rates as sellers write them; what can be meant in two ways is asked, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.reading.money_words import Mark
from bot.reading.number_patterns import Relation, Role
from bot.reading.numbers import Refusal, Refused
from bot.reading.words import vocabulary
from rules.book import Band, DatedBook

_HUNDRED = Decimal(100)


class RateKind(StrEnum):
    """What a rate is; the value is the letter in a button's data."""

    FULFILMENT = "f"
    PREMIUM = "p"
    BAND = "b"
    """Only the band is known; ``value`` is its low edge."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate as a fraction: 97 % is ``Decimal("0.97")``."""

    kind: RateKind
    value: Decimal


@dataclass(frozen=True, slots=True)
class Unclear:
    """A rate that can be meant in several ways: the choices worth offering (perhaps none), and how it was written."""

    choices: tuple[Rate, ...]
    written: str
    several_bands: bool = False
    """The bound that was given leaves more than one band open."""


RateReading = Rate | Unclear | Refused


@dataclass(frozen=True, slots=True)
class RateReader:
    """Reads rates against the bands of one day's book."""

    bands: tuple[Band, ...]
    least: Decimal
    """The lowest premium rate, a fraction."""
    most: Decimal
    """The highest premium rate, a fraction."""

    def read(self, mark: Mark) -> RateReading:
        """What a number means as a rate.

        Above 1.5 % it is a fulfilment rate; a bare number that is one of the bands' premium rates in percent is that
        rate; a bare number between the highest premium rate in percent and 1 is a fulfilment fraction. Above 100 %
        and zero are refused, everything else is `Unclear`.
        """
        if isinstance(mark.value, Refused):
            return mark.value
        if mark.relation is not None:
            return self._bounded(mark, mark.value)
        if mark.value == 0:
            return Refused(Refusal.ZERO, mark.written)
        if mark.scale is not None:
            return self._with_sign(mark.value / mark.scale, mark)
        return self._bare(mark.value, mark)

    def _with_sign(self, share: Decimal, mark: Mark) -> RateReading:
        if share > 1:
            return Refused(Refusal.OVER_HUNDRED, mark.written)
        if share > _fulfilment_above():
            return Rate(RateKind.FULFILMENT, share)
        if self.least <= share <= self.most and mark.role is not Role.FULFILMENT:
            return Rate(RateKind.PREMIUM, share)
        return self._unclear(share * _HUNDRED, mark)

    def _bare(self, value: Decimal, mark: Mark) -> RateReading:
        share = value / _HUNDRED
        if share > 1:
            return Refused(Refusal.OVER_HUNDRED, mark.written)
        if share > _fulfilment_above():
            return Rate(RateKind.FULFILMENT, share)
        is_band_rate = any(share == band.rate for band in self.bands)
        if is_band_rate and mark.role is not Role.FULFILMENT:
            return Rate(RateKind.PREMIUM, share)
        if self.most * _HUNDRED < value < 1 and mark.role is not Role.PREMIUM_RATE:
            return Rate(RateKind.FULFILMENT, value)
        if mark.role is Role.PREMIUM_RATE and self.least <= share <= self.most:
            return Rate(RateKind.PREMIUM, share)
        return self._unclear(value, mark)

    def _bounded(self, mark: Mark, value: Decimal) -> RateReading:
        """The one band a bound leaves: ``below 95 %``, ``98 % or more``, ``95-98 %``."""
        low, high = self._share(value, mark), self._share(mark.until, mark) if mark.until is not None else None
        if low > 1 or (high is not None and high > 1):
            return Refused(Refusal.OVER_HUNDRED, mark.written)
        if mark.relation is Relation.BELOW:
            low, high = Decimal(0), low
        open_bands = [
            band
            for band in self.bands
            if (band.high is None or low < band.high) and (band.low is None or high is None or high > band.low)
        ]
        choices = tuple(Rate(RateKind.BAND, band.low or Decimal(0)) for band in open_bands)
        if len(choices) == 1:
            return choices[0]
        return Unclear(choices, mark.written, several_bands=True)

    def _share(self, value: Decimal, mark: Mark) -> Decimal:
        if mark.scale is not None:
            return value / mark.scale
        return value if value <= 1 else value / _HUNDRED

    def _unclear(self, value: Decimal, mark: Mark) -> Unclear:
        choices = []
        if _fulfilment_above() < value <= 1:
            choices.append(Rate(RateKind.FULFILMENT, value))
        choices += [
            Rate(RateKind.PREMIUM, share) for share in (value / _HUNDRED, value) if self.least <= share <= self.most
        ]
        return Unclear(tuple(choices), mark.written)


def rate_reader(book: DatedBook) -> RateReader:
    """The reader for this book's figures; keep it with `DatedBook.derived`."""
    return RateReader(
        book.bands("premium.bands").steps, book.decimal("premium.min_rate"), book.decimal("premium.max_rate")
    )


def _fulfilment_above() -> Decimal:
    return Decimal(str(vocabulary("quote")["fulfilment_above"]))
