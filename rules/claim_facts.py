"""All that a seller may tell us of a payout: the order, the shop, and the three causes of failure the source names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from rules.facts import FactError, SellerFacts
from rules.order_facts import OrderFacts, Peril
from rules.phone import PhoneCheck

_KINDS = {
    "order": OrderFacts,
    "seller": SellerFacts,
    "peril": Peril,
    "phone": PhoneCheck,
    **dict.fromkeys(("first_leg_after", "since_pickup"), timedelta),
    **dict.fromkeys(("first_leg_scanned", "phone_clean", "phone_prefixed"), bool),
    **dict.fromkeys(("contains_battery", "battery_declared"), bool),
}
_SHIPMENT = ("channel", "line", "goods")


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """All that bears on a payout. `first_leg_after` is from pickup to the first-leg update, None when there was none
    or it is not known; `since_pickup` is the time since pickup, None when not picked up or not known.

    `first_leg_scanned`: whether there was a first-leg update; a `first_leg_after` says that there was. Either of them,
    and a `since_pickup`, says that the order was picked up. `contains_battery` is of the goods, `battery_declared` of
    the order (含电 ticked). `phone` is a checked label phone. `peril` None diagnoses what all perils share.

    Raises `rules.facts.FactError`: "wrong_kind", or "out_of_range" for a negative span.
    """

    order: OrderFacts = field(default_factory=OrderFacts)
    seller: SellerFacts = field(default_factory=SellerFacts)
    peril: Peril | None = None
    first_leg_scanned: bool | None = None
    first_leg_after: timedelta | None = None
    since_pickup: timedelta | None = None
    phone: PhoneCheck | None = None
    phone_clean: bool | None = None
    """D03 as the seller says it, where no phone was checked."""
    phone_prefixed: bool | None = None
    """D04 as the seller says it, where no phone was checked."""
    contains_battery: bool | None = None
    battery_declared: bool | None = None

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():
            value = getattr(self, name)
            wanted = value is not None or name in ("order", "seller")
            if wanted and not isinstance(value, kind):
                raise FactError(name, "wrong_kind", type(value) if name == "phone" else value)  # no number in an error
        for name in ("first_leg_after", "since_pickup"):
            span = getattr(self, name)
            if span is not None and span < timedelta(0):
                raise FactError(name, "out_of_range", span)

    @property
    def completed(self) -> ClaimFacts:
        """The same facts with what they imply: the pickup, the first-leg update, and one shipment for both halves.

        The order's own channel, line and goods count; the shop's stand in where none of the three is known.
        """
        scanned = True if self.first_leg_after is not None else self.first_leg_scanned
        collected = True if scanned or self.since_pickup is not None else self.order.picked_up
        own = {name: getattr(self.order, name) for name in _SHIPMENT}
        known = any(value is not None for value in own.values())
        shipment = own if known else {name: getattr(self.seller, name) for name in _SHIPMENT}
        return replace(
            self,
            order=replace(self.order, picked_up=collected, **shipment),
            seller=replace(self.seller, **shipment),
            first_leg_scanned=scanned,
        )


CAUSE_INPUTS = (
    "first_leg_scanned",
    "first_leg_after",
    "since_pickup",
    "phone_clean",
    "phone_prefixed",
    "contains_battery",
    "battery_declared",
)
"""The fields of ClaimFacts itself that can be missing, in the order in which they are worth asking."""
