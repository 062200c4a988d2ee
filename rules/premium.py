"""The premium of one order (保费): the paid amount times the rate of its band, rounded to fen, at least the floor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from rules.book import Band, DatedBook, Parameter
from rules.money import EXACT, FEN, round_fen, round_up_fen
from rules.premium_terms import NOTHING, Terms
from rules.thresholds import meets
from rules.verdict import Fact, Finding, Operand, Outcome, ReadingUse, Step, Trace, reading_use

LARGEST_PAID = Decimal(1_000_000_000_000)
"""Yuan; more than this is a slip of the finger, not an order."""

_ONE = Decimal(1)


class QuoteInputError(ValueError):
    """An input no premium can be computed from. `code` is one of "paid_not_decimal", "paid_not_positive",
    "paid_too_large", "paid_not_whole_fen", "rate_or_fulfilment" (both or neither given), "fulfilment_not_decimal",
    "fulfilment_out_of_range", "rate_not_decimal", "rate_out_of_range"."""

    def __init__(self, code: str, value: object = None) -> None:
        self.code, self.value = code, value
        super().__init__(f"{code.replace('_', ' ')}: {value!r}" if value is not None else code.replace("_", " "))


@dataclass(frozen=True, slots=True)
class NextBand:
    """The next cheaper band: the least fulfilment that reaches it, and the same order's premium there.

    `saving` is in yuan and may be 0.00, where the floor binds on both sides.
    """

    fulfilment: Decimal
    rate: Decimal
    premium: Decimal
    saving: Decimal


@dataclass(frozen=True, slots=True)
class Alternative:
    """The premium under another option of a reading; only those that differ are listed."""

    reading: str
    option: str
    premium: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """One order's premium in yuan, and everything needed to argue about it.

    `exact` is paid x rate, unrounded. `floor` is the least premium at this rate under the reading in use, 0.00 where
    none holds; `floor_applied` says that it lies above `exact`. What is not needed for the figure itself is worked
    out when it is looked at.
    """

    paid: Decimal
    fulfilment: Decimal | None
    band: Band | None
    rate: Decimal
    exact: Decimal
    premium: Decimal
    floor: Decimal
    floor_applied: bool
    terms: Terms = field(repr=False)

    @property
    def day(self) -> date:
        """The day whose figures were used."""
        return self.terms.book.day

    @property
    def fingerprint(self) -> str:
        """The book's fingerprint."""
        return self.terms.book.fingerprint

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters the figure rests on, for the source line."""
        return self.terms.parameters

    @property
    def next_band(self) -> NextBand | None:
        """What the next cheaper band would save; None in the cheapest and for a rate that is no band's."""
        above = self.terms.bands.above(self.band) if self.band is not None else None
        if above is None or above.low is None:
            return None
        premium = self.terms.premium(self.paid, above.rate, self.terms.scope)
        return NextBand(above.low, above.rate, premium, EXACT.subtract(self.premium, premium))

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The other figures, one for each option of X07 that would change the premium."""
        found = []
        for scope in self.terms.scopes:
            premium = self.terms.premium(self.paid, self.rate, scope)
            if premium != self.premium:
                found.append(Alternative("X07", scope, premium))
        return tuple(found)

    @property
    def readings(self) -> tuple[ReadingUse, ...]:
        """X07 (where the floor holds), and X14 (which day's fulfilment counts) when a fulfilment rate was given."""
        book = self.terms.book
        uses = [reading_use(book.reading("X07"), [other.option for other in self.alternatives])]
        if self.fulfilment is not None:
            uses.append(reading_use(book.reading("X14"), ()))
        return tuple(uses)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The rules the figure hangs on, by rule id.

        P03 where a floor holds at this rate: whether `exact` reaches it by itself. Then the band's rule (P05, P06 or
        P07), once for each edge of the band: the fulfilment observed, which reaches a low edge and stays below a high
        one. A rate given outright leaves its band's rule open, with the fulfilment missing; a rate of no band has none.
        """
        found = []
        if self.floor:
            reached = Outcome.of(meets(self.terms.book, "premium.floor", self.exact))
            found.append(self._finding("P03", reached, self.exact, self.floor, (), "premium.floor"))
        if self.band is not None:
            outcome = Outcome.of(None if self.fulfilment is None else self.band.holds(self.fulfilment))
            missing = ("fulfilment",) if self.fulfilment is None else ()
            edges = [edge for edge in (self.band.low, self.band.high) if edge is not None]
            found += [
                self._finding(self.band.rule, outcome, self.fulfilment, edge, missing, "premium.bands")
                for edge in edges
            ]
        return tuple(sorted(found, key=lambda finding: finding.rule))

    def _finding(
        self, rule: str, outcome: Outcome, observed: Fact, required: Fact, missing: tuple[str, ...], key: str
    ) -> Finding:
        return Finding(rule, outcome, observed, required, self.terms.book.parameter(key).source, missing, key)

    @property
    def floor_break_even(self) -> Decimal:
        """Paid amount below which the floor binds at this rate, in whole fen; 0.00 where no floor holds."""
        return round_up_fen(EXACT.divide(self.floor, self.rate))

    @property
    def floor_hides_rate_below(self) -> Decimal:
        """Paid amount below which every band costs the floor, so that fulfilment changes nothing; 0.00 if none."""
        if self.terms.scope != "all":
            return NOTHING
        return round_up_fen(EXACT.divide(self.terms.floor, self.terms.highest_rate))

    @property
    def trace(self) -> Trace:
        """Rate, product, rounding and, where one holds, floor: step by step."""
        terms, money, share = self.terms, "currency-CNY", "/1"
        if self.fulfilment is None or self.band is None:
            first = Step("P08", "rate", "given", (Operand("rate", self.rate, share),), self.rate, share, "given")
        else:
            band = self.band
            inputs = (("fulfilment", self.fulfilment), ("low", band.low), ("high", band.high), ("rate", band.rate))
            operands = tuple(Operand(name, value, share) for name, value in inputs)
            first = Step(band.rule, "rate", "band", operands, self.rate, share, terms.source("premium.bands"))
        paid, rate = Operand("paid", self.paid, money), Operand("rate", self.rate, share, 0)
        product = Step("P08", "product", "multiply", (paid, rate), self.exact, money, terms.source("premium.formula"))
        to_round = (Operand("product", self.exact, money, 1), Operand("fen", FEN, money))
        rounded = round_fen(self.exact)
        steps = [first, product]
        steps.append(
            Step("P08", "rounding", "round_half_up", to_round, rounded, money, terms.source("premium.rounding"))
        )
        if self.floor:
            to_lift = (Operand("rounded", rounded, money, 2), Operand("floor", self.floor, money))
            lifted = max(rounded, self.floor)
            steps.append(Step("P03", "floor", "at_least", to_lift, lifted, money, terms.source("premium.floor")))
        return Trace(tuple(steps))


def quote(book: DatedBook, paid: Decimal, *, fulfilment: Decimal | None = None, rate: Decimal | None = None) -> Quote:
    """The premium of an order of `paid` yuan (P02, P03, P05-P08), by the fulfilment rate or by the premium rate itself.

    Exactly one of `fulfilment` (0 to 1, compared unrounded: 0.98 is high, 0.95 is not low) and `rate` (above 0, at
    most 1; it need not be one of the bands') is given. Raises QuoteInputError for any other input, a float included,
    and NotInForce for a day before the figures begin.
    """
    terms = book.derived(Terms)
    _check_paid(paid)
    band: Band | None
    if fulfilment is not None and rate is None:
        _check_fraction("fulfilment", fulfilment)
        band = terms.bands.at(fulfilment)
        rate = band.rate
    elif rate is not None and fulfilment is None:
        _check_fraction("rate", rate)
        if rate <= 0:
            raise QuoteInputError("rate_out_of_range", rate)
        band = terms.bands.with_rate(rate)
    else:
        raise QuoteInputError("rate_or_fulfilment")
    exact = EXACT.multiply(paid, rate)
    floor = terms.floor_at(rate, terms.scope)
    premium = max(exact.quantize(FEN, ROUND_HALF_UP, EXACT), floor)
    return Quote(paid, fulfilment, band, rate, exact, premium, floor, exact < floor, terms)


def _check_paid(paid: Decimal) -> None:
    if not isinstance(paid, Decimal) or not paid.is_finite():
        raise QuoteInputError("paid_not_decimal", paid)
    if paid <= 0:
        raise QuoteInputError("paid_not_positive", paid)
    if paid > LARGEST_PAID:
        raise QuoteInputError("paid_too_large", paid)
    if paid.quantize(FEN, ROUND_HALF_UP, EXACT) != paid:
        raise QuoteInputError("paid_not_whole_fen", paid)


def _check_fraction(name: str, value: Decimal) -> None:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise QuoteInputError(f"{name}_not_decimal", value)
    if not 0 <= value <= _ONE:
        raise QuoteInputError(f"{name}_out_of_range", value)
