"""Misfortune by script: the next calls that fit are refused, stalled or cut off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Fault:
    """What happens to the next ``times`` calls of ``method`` (None: any but getUpdates) in ``chat`` (None: any).

    Exactly one of: ``retry_after`` seconds (429 with a freeze), ``status`` (a gateway's page such as 502),
    ``drop`` ("before" the call is carried out, or "after": done, but the answer is lost), ``stall`` seconds
    (carried out and answered only then), ``error`` (a 4xx/5xx code and description as the Bot API words it).
    """

    method: str | None = None
    chat: int | None = None
    times: int = 1
    retry_after: int | None = None
    status: int | None = None
    drop: str | None = None
    stall: float | None = None
    error: tuple[int, str] | None = None
    hits: int = 0

    def __post_init__(self) -> None:
        chosen = [self.retry_after, self.status, self.drop, self.stall, self.error]
        if sum(kind is not None for kind in chosen) != 1:
            raise ValueError("a fault is exactly one of retry_after, status, drop, stall and error")
        if self.drop not in (None, "before", "after"):
            raise ValueError("a connection is dropped before or after the call is carried out")

    @property
    def spent(self) -> bool:
        """Whether all of its calls have come."""
        return self.hits >= self.times

    def fits(self, method: str, chat: int | None) -> bool:
        """Whether it strikes this call."""
        right_method = method == self.method if self.method else method != "getUpdates"
        return not self.spent and right_method and self.chat in (None, chat)


class Script:
    """The faults that are still to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Queue a fault."""
        self.faults.append(fault)
        return fault

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The first fault that fits, one of its hits used up, or None."""
        for fault in self.faults:
            if fault.fits(method, chat):
                fault.hits += 1
                return fault
        return None
