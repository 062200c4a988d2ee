"""The buttons under an alert. Each names the bundle, that is the message: a repeated copy carries the same id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.buttons import ButtonData

FROM_ALERT = -1
"""The page an alert's own button asks for: the first one, in a message of its own."""


@dataclass(frozen=True, slots=True)
class AlertHandled(ButtonData, prefix="ah"):
    """Somebody took care of what the message tells."""

    personal: ClassVar[bool] = False
    bundle: int


@dataclass(frozen=True, slots=True)
class AlertSnooze(ButtonData, prefix="az"):
    """Tell it again later, if it is still true then."""

    personal: ClassVar[bool] = False
    bundle: int


@dataclass(frozen=True, slots=True)
class AlertDetails(ButtonData, prefix="ad"):
    """A page of the message's parcels."""

    personal: ClassVar[bool] = False
    bundle: int
    page: int
