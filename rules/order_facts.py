"""What a seller tells us of one order. A field that is None is not known, which is never the same as no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from rules.facts import FactError
from rules.money import is_whole_fen
from rules.shipping import Channel, GoodsClass, Line


class Peril(StrEnum):
    """What went wrong: 物流异常 (C03-C06), 无理由拒收 (C07-C10), 平台判责 (C11-C13)."""

    LOGISTICS = "logistics"
    REFUSAL = "refusal"
    RULING = "ruling"


class ReturnReason(StrEnum):
    """Why the buyer sends it back (C08). UNWANTED is the source's 不想要."""

    UNWANTED = "unwanted"
    OTHER = "other"


class RulingCause(StrEnum):
    """Why the platform ruled against the seller (C11); the source's list is open, OTHER is not on it."""

    NO_VALID_TRACKING_NUMBER = "no_valid_tracking_number"
    FALSE_SHIPMENT = "false_shipment"
    NOT_AS_DESCRIBED = "not_as_described"
    OTHER = "other"


LARGEST_AMOUNT = Decimal(1_000_000_000_000)
"""Yuan; a ruling or an account beyond it is a slip of the pen."""

_AMOUNTS = ("ruling", "deposit", "balance")
_KINDS = {
    "channel": Channel,
    "line": Line,
    "goods": GoodsClass,
    "return_reason": ReturnReason,
    "ruling_cause": RulingCause,
    **dict.fromkeys(("overdue", "idle", "return_after"), timedelta),
    **dict.fromkeys(("cainiao_waybill", "handed_in", "tracked_end_to_end", "picked_up", "delivered"), bool),
    **dict.fromkeys(("lost", "signed", "undamaged", "packaging_complete"), bool),
}


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order. Amounts are yuan (Decimal, whole fen, from 0 to LARGEST_AMOUNT); spans are elapsed time.

    `overdue` is the time since the promised moment, negative before it. `idle` is the time since the last valid
    tracking event. `return_after` is the time from signing to the start of the return. `lost` says that the carrier
    has declared the parcel lost. Raises `rules.facts.FactError`: "not_decimal" for an amount that is a float,
    "out_of_range" for one that is negative, absurd or finer than a fen and for a negative `idle` or `return_after`,
    "wrong_kind" for anything else of the wrong kind.
    """

    channel: Channel | None = None
    line: Line | None = None
    goods: GoodsClass | None = None
    cainiao_waybill: bool | None = None
    handed_in: bool | None = None
    tracked_end_to_end: bool | None = None
    picked_up: bool | None = None
    delivered: bool | None = None
    overdue: timedelta | None = None
    idle: timedelta | None = None
    lost: bool | None = None
    signed: bool | None = None
    return_after: timedelta | None = None
    return_reason: ReturnReason | None = None
    undamaged: bool | None = None
    packaging_complete: bool | None = None
    ruling_cause: RulingCause | None = None
    ruling: Decimal | None = None
    deposit: Decimal | None = None
    balance: Decimal | None = None

    def __post_init__(self) -> None:
        for field, kind in _KINDS.items():
            value = getattr(self, field)
            if value is not None and not isinstance(value, kind):
                raise FactError(field, "wrong_kind", value)
        for field in ("idle", "return_after"):
            span = getattr(self, field)
            if span is not None and span < timedelta(0):
                raise FactError(field, "out_of_range", span)
        for field in _AMOUNTS:
            amount = getattr(self, field)
            if amount is not None and not isinstance(amount, Decimal):
                raise FactError(field, "not_decimal", amount)
            if amount is not None and not _is_amount(amount):
                raise FactError(field, "out_of_range", amount)


def _is_amount(amount: Decimal) -> bool:
    return amount.is_finite() and 0 <= amount <= LARGEST_AMOUNT and is_whole_fen(amount)
