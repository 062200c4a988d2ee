"""What the book of one day says about premiums, looked up once and kept."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from rules.book import DatedBook, Parameter
from rules.money import EXACT, FEN

NOTHING = Decimal("0.00")
_KEYS = (
    "premium.bands",
    "premium.base_rate",
    "premium.floor",
    "premium.floor_scope",
    "premium.formula",
    "premium.rounding",
)


class Terms:
    """Bands, base rate, floor and the reading of where the floor holds. Raises NotInForce before they begin."""

    __slots__ = ("bands", "base_rate", "book", "floor", "highest_rate", "parameters", "scope", "scopes")

    def __init__(self, book: DatedBook) -> None:
        self.book = book
        self.parameters: tuple[Parameter, ...] = tuple(book.parameter(key) for key in _KEYS)
        self.bands = book.bands("premium.bands")
        self.base_rate = book.decimal("premium.base_rate")
        self.floor = book.decimal("premium.floor")
        self.scope = book.text("premium.floor_scope")
        self.scopes = book.parameter("premium.floor_scope").options
        self.highest_rate = max(step.rate for step in self.bands.steps)

    def source(self, key: str) -> str:
        """Source id of one of the parameters."""
        return self.book.parameter(key).source.id

    def floor_at(self, rate: Decimal, scope: str) -> Decimal:
        """The least premium at a rate under one option of X07; 0.00 where that option has none."""
        return self.floor if scope == "all" or (scope == "base" and rate == self.base_rate) else NOTHING

    def premium(self, paid: Decimal, rate: Decimal, scope: str) -> Decimal:
        """Yuan in whole fen under one option of X07: the product, rounded half up, then at least the floor."""
        rounded = EXACT.multiply(paid, rate).quantize(FEN, ROUND_HALF_UP, EXACT)
        return max(rounded, self.floor_at(rate, scope))
