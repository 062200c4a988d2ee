"""Chinese yuan: Decimal in, whole fen out, rounded half up, here and nowhere else (P08, P11)."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation

FEN = Decimal("0.01")

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Arithmetic of this package: wide enough that products of money and rates are exact, and deaf to whatever context
the calling thread has set."""

QUOTIENT = Context(prec=28, rounding=ROUND_HALF_EVEN)
"""For a quotient, which need not come to an end: 28 digits, as a shown step states it. Deaf in the same way."""


class MoneyError(ValueError):
    """Something that is not an amount of yuan: a float, text, NaN, an infinity."""


def _checked(amount: Decimal) -> Decimal:
    if not isinstance(amount, Decimal):
        raise MoneyError(f"an amount is a Decimal made from text, not a {type(amount).__name__}")
    if not amount.is_finite():
        raise MoneyError(f"{amount} is not an amount")
    return amount


def round_fen(amount: Decimal) -> Decimal:
    """Yuan with exactly two decimals; half a fen goes away from zero (0.305 becomes 0.31)."""
    return _quantized(amount, ROUND_HALF_UP)


def round_up_fen(amount: Decimal) -> Decimal:
    """The smallest whole number of fen that is not below the amount, as yuan with two decimals."""
    return _quantized(amount, ROUND_CEILING)


def round_down_fen(amount: Decimal) -> Decimal:
    """The greatest whole number of fen that is not above the amount, as yuan with two decimals."""
    return _quantized(amount, ROUND_FLOOR)


def _quantized(amount: Decimal, rounding: str) -> Decimal:
    try:
        return _checked(amount).quantize(FEN, rounding, EXACT)
    except InvalidOperation:
        raise MoneyError("an amount of this size is not money") from None


def is_whole_fen(amount: Decimal) -> bool:
    """Whether the amount has no part smaller than a fen; 1.500 has none."""
    return round_fen(amount) == amount


def to_fen(amount: Decimal) -> int:
    """Whole fen of an amount of yuan. Raises MoneyError for a part of a fen: round first, knowingly."""
    if not is_whole_fen(amount):
        raise MoneyError(f"{amount} yuan is not a whole number of fen")
    return int(amount.scaleb(2, EXACT))


def from_fen(fen: int) -> Decimal:
    """Yuan with two decimals from whole fen."""
    if not isinstance(fen, int) or isinstance(fen, bool):
        raise MoneyError(f"fen are an int, not a {type(fen).__name__}")
    return Decimal(fen).scaleb(-2, EXACT)
