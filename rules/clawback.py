"""What the insurer takes back from the seller after it has paid the buyer (追偿): an interval, never a point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.book import BookError, DatedBook, Parameter
from rules.money import EXACT, FEN, is_whole_fen, round_fen
from rules.premium import LARGEST_PAID
from rules.verdict import Operand, ReadingUse, Step, Trace, reading_use

LARGEST_PAYOUT = LARGEST_PAID
"""Yuan; no payout exceeds the largest order."""

_LEAST, _GREATEST, _ROUNDING = "recovery.min_ratio", "recovery.max_ratio", "premium.rounding"
_KEYS = ("recovery.sequence", _LEAST, _GREATEST, "recovery.by_fault", "recovery.perils", _ROUNDING)


class ClawbackInputError(ValueError):
    """A payout nothing can be taken back from. `code` is one of "payout_not_decimal", "payout_negative",
    "payout_too_large", "payout_not_whole_fen"."""

    def __init__(self, code: str, value: object) -> None:
        self.code, self.value = code, value
        super().__init__(f"{code.replace('_', ' ')}: {value!r}")


@dataclass(frozen=True, slots=True)
class Clawback:
    """The least and the greatest amount, in yuan, that the seller gives back of a payout; both ends are possible.

    The ratios are fractions of the payout. The source ties the share to responsibility without saying how (V03), so
    nothing between the ends is likelier than the rest. `trace` works out `low` in its first two steps and `high` in
    its last two. `readings` holds X08: the word insurance promises more than a payout that is partly lent.
    """

    payout: Decimal
    low: Decimal
    high: Decimal
    min_ratio: Decimal
    max_ratio: Decimal
    readings: tuple[ReadingUse, ...]
    trace: Trace
    parameters: tuple[Parameter, ...]
    day: date
    fingerprint: str


def interval(book: DatedBook, payout: Decimal) -> Clawback:
    """What the seller gives back of a payout of so many yuan (V01, V02), each end rounded to fen, half up.

    It holds for every peril (V04), and nothing is added or taken off for fault (V03). A payout of 0 is one of which
    0.00 is taken back. Raises ClawbackInputError for any other input, a float included, NotInForce for a day before
    the figures begin, and BookError for a book whose least share is above its greatest.
    """
    _check(payout)
    parameters = tuple(book.parameter(key) for key in _KEYS)
    least, greatest = book.decimal(_LEAST), book.decimal(_GREATEST)
    if least > greatest:
        raise BookError(f"{least} is above {_GREATEST}, {greatest}", "let the least share be the lesser", key=_LEAST)
    low, high = _steps(book, payout, _LEAST, 0), _steps(book, payout, _GREATEST, 2)
    return Clawback(
        payout=payout,
        low=round_fen(EXACT.multiply(payout, least)),
        high=round_fen(EXACT.multiply(payout, greatest)),
        min_ratio=least,
        max_ratio=greatest,
        readings=(reading_use(book.reading("X08"), ()),),
        trace=Trace((*low, *high)),
        parameters=parameters,
        day=book.day,
        fingerprint=book.fingerprint,
    )


def _steps(book: DatedBook, payout: Decimal, key: str, at: int) -> tuple[Step, Step]:
    """One end: the product, which is the step `at` of the trace, and its rounding."""
    money, ratio, rounding = "currency-CNY", book.parameter(key), book.parameter(_ROUNDING)
    share = book.decimal(key)
    product = EXACT.multiply(payout, share)
    factors = (Operand("payout", payout, money), Operand(key, share, ratio.unit))
    to_round = (Operand("product", product, money, at), Operand("fen", FEN, money))
    return (
        Step(ratio.rule, key, "multiply", factors, product, money, ratio.source.id),
        Step(rounding.rule, "rounding", "round_half_up", to_round, round_fen(product), money, rounding.source.id),
    )


def _check(payout: Decimal) -> None:
    if not isinstance(payout, Decimal) or not payout.is_finite():
        raise ClawbackInputError("payout_not_decimal", payout)
    if payout.is_signed():  # minus nothing included
        raise ClawbackInputError("payout_negative", payout)
    if payout > LARGEST_PAYOUT:
        raise ClawbackInputError("payout_too_large", payout)
    if not is_whole_fen(payout):
        raise ClawbackInputError("payout_not_whole_fen", payout)
