"""The buttons about parcels, their news and the subscription."""

from __future__ import annotations

from dataclasses import dataclass

from bot.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class ParcelList(ButtonData, prefix="pl"):
    """A page of the parcels in one state; the state "" is the overview."""

    state: str
    page: int


@dataclass(frozen=True, slots=True)
class ParcelShow(ButtonData, prefix="ps"):
    """One parcel in full, in place of the message."""

    seq: int


@dataclass(frozen=True, slots=True)
class ParcelDelivered(ButtonData, prefix="pd"):
    """Mark a parcel delivered, or not delivered after all."""

    seq: int
    delivered: bool


@dataclass(frozen=True, slots=True)
class ParcelDrop(ButtonData, prefix="px"):
    """Stop watching a parcel; asked first, done when confirmed."""

    seq: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ParcelNews(ButtonData, prefix="pn"):
    """Ask what the carrier's page shows."""

    seq: int


@dataclass(frozen=True, slots=True)
class Subscribe(ButtonData, prefix="sb"):
    """Alerts on or off for this chat."""

    on: bool


@dataclass(frozen=True, slots=True)
class DropAll(ButtonData, prefix="xa"):
    """Stop watching everything, confirmed or kept."""

    confirmed: bool
