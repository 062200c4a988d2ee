"""How an order travels: the channel it was booked on, its line and its class of goods, apart (X03).

Sellers name all three in one word, `Service`; the source's lists ("standard", "special") mix lines and goods. What a
word means stands in one table here, and the rules reason with `Shipment` only.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Channel(StrEnum):
    """How the order was booked (E08, C02, C15); the booked channel decides, not who carries the parcel."""

    WORRY_FREE = "worry_free"
    OFFLINE = "offline"
    VIRTUAL_NUMBER = "virtual_number"
    COMMERCIAL_EXPRESS = "commercial_express"


class Line(StrEnum):
    """The worry-free line (无忧标准/简易/优先). OTHER is a Cainiao line the source does not name."""

    STANDARD = "standard"
    SIMPLE = "simple"
    PRIORITY = "priority"
    OTHER = "other"


class GoodsClass(StrEnum):
    """What the line was booked for: general goods (普货), special goods (特货), goods with a battery (带电)."""

    GENERAL = "general"
    SPECIAL = "special"
    BATTERY = "battery"


class Shipment(NamedTuple):
    """What is known of how an order travels; None is not known. Line and goods are asked for WORRY_FREE only."""

    channel: Channel | None = None
    line: Line | None = None
    goods: GoodsClass | None = None


class Service(StrEnum):
    """What a seller calls it, in one word; also what is stored beside a watched parcel."""

    STANDARD = "standard"
    SIMPLE = "simple"
    SPECIAL = "special"
    PRIORITY = "priority"
    OTHER_WORRY_FREE = "other_worry_free"
    OFFLINE = "offline"
    VIRTUAL_NUMBER = "virtual_number"
    COMMERCIAL_EXPRESS = "commercial_express"
    STANDARD_SPECIAL = "standard_special"
    SIMPLE_SPECIAL = "simple_special"
    STANDARD_BATTERY = "standard_battery"
    SIMPLE_BATTERY = "simple_battery"

    @property
    def shipment(self) -> Shipment:
        """What the word says, and no more: "standard" does not say which goods, "special" not which line."""
        return _MEANINGS[self]


_MEANINGS = {
    Service.STANDARD: Shipment(Channel.WORRY_FREE, Line.STANDARD),
    Service.SIMPLE: Shipment(Channel.WORRY_FREE, Line.SIMPLE),
    Service.SPECIAL: Shipment(Channel.WORRY_FREE, None, GoodsClass.SPECIAL),
    Service.PRIORITY: Shipment(Channel.WORRY_FREE, Line.PRIORITY),
    Service.OTHER_WORRY_FREE: Shipment(Channel.WORRY_FREE, Line.OTHER),
    Service.OFFLINE: Shipment(Channel.OFFLINE),
    Service.VIRTUAL_NUMBER: Shipment(Channel.VIRTUAL_NUMBER),
    Service.COMMERCIAL_EXPRESS: Shipment(Channel.COMMERCIAL_EXPRESS),
    Service.STANDARD_SPECIAL: Shipment(Channel.WORRY_FREE, Line.STANDARD, GoodsClass.SPECIAL),
    Service.SIMPLE_SPECIAL: Shipment(Channel.WORRY_FREE, Line.SIMPLE, GoodsClass.SPECIAL),
    Service.STANDARD_BATTERY: Shipment(Channel.WORRY_FREE, Line.STANDARD, GoodsClass.BATTERY),
    Service.SIMPLE_BATTERY: Shipment(Channel.WORRY_FREE, Line.SIMPLE, GoodsClass.BATTERY),
}


def words(shipment: Shipment) -> tuple[Service, ...]:
    """Every word that what is known of a shipment bears out: special goods on the standard line are "standard" too."""
    return tuple(
        service
        for service, meaning in _MEANINGS.items()
        if all(meant is None or meant is known for meant, known in zip(meaning, shipment, strict=True))
    )
