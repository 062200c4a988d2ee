"""The Shenzhen seller's case (F05): fulfilment up, premium spend down by 37 %, which does not follow from the rates
alone (X12). Which mixes of orders give that fall, worked out from the book's figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rules.book import Band, DatedBook
from rules.money import EXACT, QUOTIENT, round_fen
from rules.premium_terms import Terms
from rules.registers import OWN_SOURCE
from rules.verdict import Operand, ReadingUse, Trace, reading_use
from rules.working import Working, number

_ONE = Decimal(1)
_WHOLE = Operand("whole", _ONE, "/1")
_LAST_WEEK = Decimal("0.25")  # of four: the share of a mixed month's spend at the new rate, where that gives the claim
_EVERY_RATE = "all"  # the option of X07 under which the floor holds at every rate

Mix = tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """Fractions and yuan. `plain_fall` is what the rates alone give; `claimed` what the source says.

    Three kinds of month give a fall that rounds to the claim; each is None where no month of its kind does.

    `equal_order`: all orders of this amount, in whole fen. It needs the floor at every rate (option "all" of X07) and
    is worked out so whichever option is in use: the old premium lies above the floor, the new one is the floor. It
    holds of premiums before they are rounded to fen; `equal_fall_charged` is the same month's fall when each is
    rounded as `quote` rounds it, and a fen is much of so small a premium.
    `moved_share`: the share of the spend that moved to the new rate while the rest stayed at the old one.
    `mixed`: shares of the spend at the old, a middle and the new rate. Many such mixes do; this is the one with a
    quarter of the spend, a last week of four, at the new rate, or, where a quarter cannot be, the one halfway between
    the least and the greatest share there. Both mixes hold under every option of X07 for orders that the floor lifts
    at no rate. Shares have one digit more than the claim.

    `readings` holds X12, and X07 for `equal_order`. In `trace` each path ends in a step whose result is the claim.
    """

    before: Decimal
    after: Decimal
    rate_before: Decimal
    rate_after: Decimal
    claimed: Decimal
    plain_fall: Decimal
    equal_order: Decimal | None
    equal_fall_charged: Decimal | None
    moved_share: Decimal | None
    mixed: Mix | None
    readings: tuple[ReadingUse, ...]
    trace: Trace


def case_study(book: DatedBook) -> CaseStudy:
    """The case under this day's figures. Raises NotInForce before the case's or the premium's figures begin."""
    terms = book.derived(Terms)
    before, after = book.decimal("statistics.case_before"), book.decimal("statistics.case_after")
    claimed = book.decimal("statistics.case_saving")
    old, new = terms.bands.at(before), terms.bands.at(after)
    paths = _Paths(terms, before, old, after, new, claimed)
    equal = moved = mixed = charged = None
    if 0 < claimed <= number(paths.plain_fall):  # no month falls by more than one that moves altogether
        equal, moved, mixed = paths.equal_order(), paths.moved_share(), paths.mixed()
    if equal is not None:
        was, became = (terms.premium(equal, band.rate, _EVERY_RATE) for band in (old, new))
        charged = EXACT.subtract(_ONE, QUOTIENT.divide(became, was))
    return CaseStudy(
        before=before,
        after=after,
        rate_before=old.rate,
        rate_after=new.rate,
        claimed=claimed,
        plain_fall=number(paths.plain_fall),
        equal_order=equal,
        equal_fall_charged=charged,
        moved_share=moved,
        mixed=mixed,
        readings=_readings(book, terms, equal is not None),
        trace=paths.working.trace,
    )


def _readings(book: DatedBook, terms: Terms, by_floor: bool) -> tuple[ReadingUse, ...]:
    differing = [option for option in terms.scopes if (option == _EVERY_RATE) != (terms.scope == _EVERY_RATE)]
    return (
        reading_use(book.reading("X12"), ()),
        reading_use(book.reading("X07"), differing if by_floor else ()),
    )


class _Paths:
    """The ways to the claim, each worked out into one trace that begins with what the rates alone give."""

    def __init__(self, terms: Terms, before: Decimal, old: Band, after: Decimal, new: Band, claimed: Decimal) -> None:
        self.terms, self.old, self.new, self.claimed = terms, old, new, claimed
        self.digit = _ONE.scaleb(int(claimed.as_tuple().exponent), EXACT)
        self.working = Working()
        bands = terms.source("premium.bands")
        self.rate_before = self.working.band("rate_before", before, old, bands)
        self.rate_after = self.working.band("rate_after", after, new, bands)
        self.plain_fall = self._fall("plain", self.rate_after, self.rate_before)

    def equal_order(self) -> Decimal | None:
        """The amount whose premium at the old rate falls by the claim when it falls to the floor."""
        left = EXACT.subtract(_ONE, self.claimed)
        amount = round_fen(EXACT.divide(self.terms.floor, EXACT.multiply(self.old.rate, left)))
        if not amount or _EVERY_RATE not in self.terms.scopes:
            return None
        began = len(self.working)
        paid = Operand("paid", amount, "currency-CNY")
        was, became = self._lifted("before", paid, self.rate_before), self._lifted("after", paid, self.rate_after)
        return amount if self._reaches("equal", self._fall("equal", became, was), began) else None

    def moved_share(self) -> Decimal | None:
        """The share that must move for the claim, of all that moving altogether would save."""
        share = self._rounded(EXACT.divide(self.claimed, number(self.plain_fall)))
        began = len(self.working)
        moved = Operand("share_moved", share, "/1")
        fall = self._own("moved_fall", "multiply", moved, self.plain_fall)
        return share if self._reaches("moved", fall, began) else None

    def mixed(self) -> Mix | None:
        """Shares at the old, a middle and the new rate, each above nothing."""
        middle = self._middle()
        if middle is None:
            return None
        part, whole = (EXACT.subtract(_ONE, EXACT.divide(rate, self.old.rate)) for rate in (middle.rate, self.new.rate))
        # With x at the new rate, the middle one takes (claimed - x * whole) / part, and the old one the rest.
        least = max(Decimal(0), EXACT.divide(EXACT.subtract(self.claimed, part), EXACT.subtract(whole, part)))
        greatest = EXACT.divide(self.claimed, whole)
        halfway = EXACT.divide(EXACT.add(least, greatest), Decimal(2))
        at_new = self._rounded(_LAST_WEEK if least < _LAST_WEEK < greatest else halfway)
        missing = EXACT.subtract(self.claimed, EXACT.multiply(at_new, whole))
        at_middle = self._rounded(EXACT.divide(missing, part))
        at_old = EXACT.subtract(EXACT.subtract(_ONE, at_middle), at_new)
        mix = (at_old, at_middle, at_new)
        if min(mix) <= 0:
            return None
        began = len(self.working)
        rates = (self.rate_before, Operand("rate_middle", middle.rate, "/1"), self.rate_after)
        parts = [
            self._own(f"mixed_{name}", "multiply", Operand(f"share_{name}", share, "/1"), rate)
            for name, share, rate in zip(("before", "middle", "after"), mix, rates, strict=True)
        ]
        fall = self._fall("mixed", self._own("mixed_rate", "sum", *parts), self.rate_before)
        return mix if self._reaches("mixed", fall, began) else None

    def _middle(self) -> Band | None:
        """A band between the two whose rate lies between theirs."""
        steps = self.terms.bands.steps
        between = steps[steps.index(self.old) + 1 : steps.index(self.new)]
        return next((band for band in between if self.new.rate < band.rate < self.old.rate), None)

    def _lifted(self, name: str, paid: Operand, rate: Operand) -> Operand:
        """The premium of one of the equal orders, lifted to the floor and not rounded."""
        money, source = "currency-CNY", self.terms.source
        formula, least = source("premium.formula"), source("premium.floor")
        product = self.working.step("P08", f"product_{name}", "multiply", paid, rate, unit=money, source=formula)
        floor = Operand("floor", self.terms.floor, money)
        return self.working.step("P03", f"lifted_{name}", "at_least", product, floor, unit=money, source=least)

    def _fall(self, path: str, became: Operand, was: Operand) -> Operand:
        return self._own(f"{path}_fall", "subtract", _WHOLE, self._own(f"{path}_ratio", "divide", became, was))

    def _reaches(self, path: str, fall: Operand, began: int) -> bool:
        """Whether a fall rounds to the claim; the steps of one that does not are dropped."""
        rounded = self._own(f"{path}_rounded", "round_half_up", fall, Operand("digit", self.digit, "/1"))
        if number(rounded) == self.claimed:
            return True
        self.working.without(began)
        return False

    def _own(self, label: str, operation: str, *operands: Operand) -> Operand:
        return self.working.step("F05", label, operation, *operands, unit="/1", source=OWN_SOURCE)

    def _rounded(self, share: Decimal) -> Decimal:
        return share.quantize(self.digit.scaleb(-1, EXACT), ROUND_HALF_UP, EXACT)
