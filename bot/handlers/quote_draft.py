"""What is known so far of the order to quote; between two messages it lives in the dialogue row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from bot.reading.money_words import CNY, Money, money
from bot.reading.order_text import OrderText
from bot.reading.rates import Rate, RateKind
from bot.reading.words import vocabulary

_FEN = Decimal("0.01")
_PACKED_DAY = "%Y%m%d"


@dataclass(frozen=True, slots=True)
class Draft:
    """An amount, the exchange rate if it needs one, and a rate; each None until it is known.

    ``day`` is the order's where it is not today's; the book has figures for it.
    """

    amount: Money | None = None
    exchange: Decimal | None = None
    rate: Rate | None = None
    day: date | None = None

    @property
    def converted(self) -> bool:
        """Whether the amount is in another currency."""
        return self.amount is not None and self.amount.currency != CNY

    @property
    def paid(self) -> Decimal | None:
        """The amount in yuan, in whole fen; None while the amount or its exchange rate is missing."""
        if self.amount is None:
            return None
        if not self.converted:
            return self.amount.value
        if self.exchange is None:
            return None
        return (self.amount.value * self.exchange).quantize(_FEN, ROUND_HALF_UP)

    def with_order(self, order: OrderText) -> Self:
        """With everything that a text makes certain; what it leaves open stays as it was."""
        draft = self
        if order.amount is not None:
            draft = draft.with_amount(order.amount)
        if order.exchange is not None:
            draft = draft.with_exchange(order.exchange)
        return draft.with_rate(order.rate) if isinstance(order.rate, Rate) else draft

    def with_amount(self, amount: Money) -> Self:
        """With another amount; an exchange rate of another currency does not go with it."""
        keeps = self.amount is not None and self.amount.currency == amount.currency
        return replace(self, amount=amount, exchange=self.exchange if keeps else None)

    def with_exchange(self, exchange: Decimal) -> Self:
        """With the yuan that one unit of the amount's currency is worth."""
        return replace(self, exchange=exchange)

    def with_rate(self, rate: Rate) -> Self:
        """With another rate."""
        return replace(self, rate=rate)

    def without_rate(self) -> Self:
        """With no rate."""
        return replace(self, rate=None)

    def with_day(self, day: date | None) -> Self:
        """With another day; None is today."""
        return replace(self, day=day)

    def without_amount(self) -> Self:
        """Only what does not hang on the amount."""
        return replace(self, amount=None, exchange=None)

    def dump(self) -> dict[str, object]:
        """As plain JSON values."""
        dumped: dict[str, object] = {}
        if self.amount is not None:
            dumped["amount"] = format(self.amount.value, "f")
            dumped["currency"] = self.amount.currency
        if self.exchange is not None:
            dumped["exchange"] = format(self.exchange, "f")
        if self.rate is not None:
            dumped["rate"] = f"{self.rate.kind.value}{format(self.rate.value, 'f')}"
        if self.day is not None:
            dumped["day"] = self.day.isoformat()
        return dumped

    @classmethod
    def load(cls, dumped: dict[str, object]) -> Self:
        """The reverse of `dump`; what cannot be read is asked again."""
        draft = cls()
        try:
            if "amount" in dumped:
                draft = draft.with_amount(Money(Decimal(str(dumped["amount"])), str(dumped["currency"])))
            if "exchange" in dumped:
                draft = draft.with_exchange(Decimal(str(dumped["exchange"])))
            if "rate" in dumped:
                rate = str(dumped["rate"])
                draft = draft.with_rate(Rate(RateKind(rate[:1]), Decimal(rate[1:])))
            if "day" in dumped:
                draft = draft.with_day(date.fromisoformat(str(dumped["day"])))
        except (KeyError, ValueError, InvalidOperation):
            return cls()
        return draft


def packed_amount(hundredths: int, currency: str = CNY) -> Money | None:
    """The amount in a button's data; None for one that no button of ours carries."""
    checked = money(Decimal(hundredths) * _FEN, currency)
    return checked if isinstance(checked, Money) and currency in vocabulary("quote")["currencies"] else None


def packed_rate(kind: RateKind, value: str) -> Rate | None:
    """The rate in a button's data; None for one that no button of ours carries."""
    try:
        share = Decimal(value)
    except InvalidOperation:
        return None
    least = 0 if kind is not RateKind.PREMIUM else _FEN * _FEN
    return Rate(kind, share) if share.is_finite() and least <= share <= 1 else None


def pack_day(day: date | None) -> str:
    """A day for a button's data, as 20240601; "" for today."""
    return "" if day is None else day.strftime(_PACKED_DAY)


def packed_day(packed: str) -> date | None:
    """The reverse of `pack_day`. Raises ValueError for what it did not make."""
    if not packed:
        return None
    day = date(int(packed[:4]), int(packed[4:6]), int(packed[6:8]))
    if pack_day(day) != packed:
        raise ValueError(packed)
    return day
