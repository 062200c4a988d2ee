"""What is known so far of the order to quote; between two messages it lives in the dialogue row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from bot.reading.money_words import CNY, Money
from bot.reading.order_text import OrderText
from bot.reading.rates import Rate, RateKind

_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Draft:
    """An amount, the exchange rate if it needs one, and a rate; each None until it is known."""

    amount: Money | None = None
    exchange: Decimal | None = None
    rate: Rate | None = None

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
        except (KeyError, ValueError, InvalidOperation):
            return cls()
        return draft
