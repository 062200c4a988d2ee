"""What a seller tells us. A field that is None is not known, which is never the same as no."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rules.shipping import Channel, GoodsClass, Line


class FactError(ValueError):
    """A fact that cannot be one. `field` names it; `code` is "not_decimal", "out_of_range" or "wrong_kind"."""

    def __init__(self, field: str, code: str, value: object) -> None:
        self.field, self.code = field, code
        super().__init__(f"{field}: {code.replace('_', ' ')} ({value!r})")


class Entity(StrEnum):
    """Kind of seller (E01, E02): a company (企业), or an individual business (个体工商户)."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL = "individual"


class Registration(StrEnum):
    """Where the licence is registered (E03)."""

    MAINLAND = "mainland"
    HONG_KONG = "hong_kong"
    MACAU = "macau"
    TAIWAN = "taiwan"
    OVERSEAS = "overseas"


_KINDS = {
    "entity": Entity,
    "registration": Registration,
    "serious_violation": bool,
    "channel": Channel,
    "line": Line,
    "goods": GoodsClass,
}


@dataclass(frozen=True, slots=True)
class SellerFacts:
    """A seller and how the order in question travels. Rates are fractions: 95 % is Decimal("0.95").

    Raises FactError for a rate that is a float or lies outside 0 to 1, and for a value of the wrong kind.
    """

    entity: Entity | None = None
    registration: Registration | None = None
    positive_feedback_rate: Decimal | None = None
    dispute_rate: Decimal | None = None
    serious_violation: bool | None = None
    channel: Channel | None = None
    line: Line | None = None
    goods: GoodsClass | None = None

    def __post_init__(self) -> None:
        for field in ("positive_feedback_rate", "dispute_rate"):
            value = getattr(self, field)
            if value is None:
                continue
            if not isinstance(value, Decimal):
                raise FactError(field, "not_decimal", value)
            if not value.is_finite() or not 0 <= value <= 1:
                raise FactError(field, "out_of_range", value)
        for field, kind in _KINDS.items():
            value = getattr(self, field)
            if value is not None and not isinstance(value, kind):
                raise FactError(field, "wrong_kind", value)


SELLER_INPUTS = tuple(SellerFacts.__dataclass_fields__)
"""The fields in the order in which they are asked for."""
