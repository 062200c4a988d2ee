"""A month of orders as whole fen: checked, sorted, and packed into few bytes for storage."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from rules.money import EXACT, from_fen
from rules.premium import LARGEST_PAID

MOST_ORDERS = 1_000_000
"""Far more than any sheet of a month that a seller can send."""

_LARGEST_FEN = int(LARGEST_PAID) * 100
_FORMAT = b"\x01"
_LONGEST = 7 * MOST_ORDERS  # the largest amount needs 47 bits, so seven bytes of seven
_LAST_SHIFT = 42
_NOT_LAST = bytes(range(128, 256))


class OrderBookError(ValueError):
    """Orders nothing can be worked out from. `code` is "empty", "not_whole_fen", "not_positive", "too_large" (an
    amount, or a count of orders), "too_many" (above MOST_ORDERS), "unreadable" (not what `OrderBook.pack` made) or
    "counts" (on time above total, below 0 or no whole number, or total below 1)."""

    def __init__(self, code: str, value: object = None) -> None:
        self.code, self.value = code, value
        super().__init__(f"{code.replace('_', ' ')}: {value!r}" if value is not None else code.replace("_", " "))


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Paid amounts in fen, in ascending order; equal ones stand beside each other. Built with `of_fen` or `of_yuan`."""

    fen: tuple[int, ...]

    @classmethod
    def of_fen(cls, amounts: Iterable[int]) -> OrderBook:
        """From whole fen, each above 0 and at most LARGEST_PAID yuan. Raises OrderBookError; an empty one too."""
        found = list(amounts)
        if not found:
            raise OrderBookError("empty")
        if len(found) > MOST_ORDERS:
            raise OrderBookError("too_many", len(found))
        if set(map(type, found)) != {int}:
            raise OrderBookError("not_whole_fen", next(fen for fen in found if type(fen) is not int))
        found.sort()
        if found[0] <= 0:
            raise OrderBookError("not_positive", found[0])
        if found[-1] > _LARGEST_FEN:
            raise OrderBookError("too_large", found[-1])
        return cls(tuple(found))

    @classmethod
    def of_yuan(cls, amounts: Iterable[Decimal]) -> OrderBook:
        """From yuan in whole fen. Raises OrderBookError, whose `value` is then the amount in yuan."""
        return cls.of_fen(map(_whole_fen, amounts))

    def __len__(self) -> int:
        return len(self.fen)

    @property
    def paid(self) -> Decimal:
        """The sum, in yuan."""
        return from_fen(sum(self.fen))

    def pack(self) -> bytes:
        """The same orders in few bytes: a format byte, then the differences as numbers of seven bits a byte, deflated.

        `unpack` gives the book back. What it takes depends on how the amounts lie: about a byte an order.
        """
        plain = bytearray()
        for before, fen in pairwise((0, *self.fen)):
            rest = fen - before
            while rest > 127:
                plain.append(rest & 127 | 128)
                rest >>= 7
            plain.append(rest)
        return _FORMAT + zlib.compress(plain)

    @classmethod
    def unpack(cls, packed: bytes) -> OrderBook:
        """The book that `pack` packed. Raises OrderBookError "unreadable" for anything else, however it is made: no
        more memory is taken than MOST_ORDERS need."""
        if packed[:1] != _FORMAT:
            raise OrderBookError("unreadable")
        inflating = zlib.decompressobj()
        try:
            plain = inflating.decompress(packed[1:], _LONGEST + 1)
        except zlib.error:
            raise OrderBookError("unreadable") from None
        if not inflating.eof or inflating.unused_data:
            raise OrderBookError("unreadable")
        try:
            return cls.of_fen(_amounts(plain))
        except OrderBookError:
            raise OrderBookError("unreadable") from None


def _amounts(plain: bytes) -> list[int]:
    if len(plain.translate(None, _NOT_LAST)) > MOST_ORDERS:
        raise OrderBookError("unreadable")
    found, fen, difference, shift = [], 0, 0, 0
    for byte in plain:
        difference |= (byte & 127) << shift
        if byte > 127:
            shift += 7
            if shift > _LAST_SHIFT:
                raise OrderBookError("unreadable")
        else:
            fen += difference
            found.append(fen)
            difference = shift = 0
    if shift:
        raise OrderBookError("unreadable")
    return found


def _whole_fen(yuan: Decimal) -> int:
    if not isinstance(yuan, Decimal) or not yuan.is_finite():
        raise OrderBookError("not_whole_fen", yuan)
    if yuan <= 0:
        raise OrderBookError("not_positive", yuan)
    if yuan > LARGEST_PAID:
        raise OrderBookError("too_large", yuan)
    exact = EXACT.scaleb(yuan, 2)
    fen = int(exact)
    if fen != exact:
        raise OrderBookError("not_whole_fen", yuan)
    return fen
