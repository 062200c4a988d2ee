"""The two rates of a what-if: as they were said, as the rules take them, and as a few characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Self

from bot.handlers.quote_draft import packed_rate
from bot.handlers.whatif_buttons import Which
from bot.reading.numbers import Refused
from bot.reading.rate_pairs import Counted, RateSaid
from bot.reading.rates import Rate, RateKind, Unclear
from rules.book import Band, DatedBook
from rules.climb import LARGEST_COUNT
from rules.money import QUOTIENT
from rules.order_book import PremiumRate

_COUNTS = "c"
_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Side:
    """A fulfilment rate, a premium rate or a band as a fraction; ``counts`` where it was said as orders on time of
    all orders, whose quotient ``value`` then is, to 28 digits."""

    kind: RateKind
    value: Decimal
    counts: tuple[int, int] | None = None

    @classmethod
    def of(cls, said: Rate | Counted) -> Self:
        """A rate that was read."""
        if isinstance(said, Rate):
            return cls(said.kind, said.value)
        share = QUOTIENT.divide(Decimal(said.on_time), Decimal(said.total))
        return cls(RateKind.FULFILMENT, share, (said.on_time, said.total))

    @property
    def terms(self) -> Decimal | PremiumRate:
        """As `rules.order_book.what_if` takes it; a band is taken at its low edge."""
        return PremiumRate(self.value) if self.kind is RateKind.PREMIUM else self.value

    @property
    def shown(self) -> Decimal:
        """For a reader: counts come to hundredths of a percent, rounded down, so that no threshold seems reached."""
        return self.value if self.counts is None else self.value.quantize(_SHOWN, ROUND_DOWN).normalize()

    def band(self, book: DatedBook) -> Band | None:
        """The band it lies in; None for a premium rate that is no band's."""
        bands = book.bands("premium.bands")
        return bands.with_rate(self.value) if self.kind is RateKind.PREMIUM else bands.at(self.value)

    def pack(self) -> str:
        """At most 24 characters, for a button and for storage."""
        if self.counts is not None:
            return f"{_COUNTS}{self.counts[0]}/{self.counts[1]}"
        return f"{self.kind.value}{format(self.value, 'f')}"

    @classmethod
    def unpack(cls, packed: str) -> Self | None:
        """The reverse of `pack`; None for what it did not make."""
        if packed.startswith(_COUNTS):
            on_time, _, total = packed.removeprefix(_COUNTS).partition("/")
            if not (on_time.isascii() and on_time.isdigit() and total.isascii() and total.isdigit()):
                return None
            said = Counted(int(on_time[:12]), int(total[:12]))
            fits = said.on_time <= said.total and 0 < said.total <= LARGEST_COUNT
            return cls.of(said) if fits else None
        try:
            rate = packed_rate(RateKind(packed[:1]), packed[1:])
        except (ValueError, InvalidOperation):
            return None
        return None if rate is None else cls(rate.kind, rate.value)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both rates, each None until it is known; ``unclear`` is a reading of the first missing one that must be asked."""

    before: Side | None = None
    after: Side | None = None
    unclear: Unclear | Refused | None = None

    @property
    def missing(self) -> Which | None:
        """The first one that is not known."""
        if self.before is None:
            return Which.BEFORE
        return Which.AFTER if self.after is None else None

    @property
    def lacking(self) -> int:
        """How many are not known."""
        return (self.before is None) + (self.after is None)

    def with_side(self, which: Which, side: Side) -> Self:
        """With one of them set."""
        known = replace(self, before=side) if which is Which.BEFORE else replace(self, after=side)
        return replace(known, unclear=None)

    def with_said(self, said: Sequence[RateSaid], which: Which | None = None) -> Self:
        """With what a text says: two rates are both; a single one is ``which``, else the first missing, else after."""
        slots = [Which.BEFORE, Which.AFTER] if len(said) > 1 else [which or self.missing or Which.AFTER]
        known, unclear = self, None
        for slot, one in zip(slots, said, strict=False):
            if isinstance(one, Unclear | Refused):
                known = replace(known, before=None) if slot is Which.BEFORE else replace(known, after=None)
                unclear = unclear or one
            else:
                known = known.with_side(slot, Side.of(one))
        return replace(known, unclear=unclear)

    def dump(self) -> dict[str, str]:
        """As plain JSON values."""
        named = {"before": self.before, "after": self.after}
        return {name: side.pack() for name, side in named.items() if side is not None}

    @classmethod
    def load(cls, dumped: dict[str, object]) -> Self:
        """The reverse of `dump`; what cannot be read is asked again."""
        return cls(Side.unpack(str(dumped.get("before", ""))), Side.unpack(str(dumped.get("after", ""))))
