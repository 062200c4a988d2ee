"""What a person was offered last, so that words can choose among it as a press would."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """The titles offered for the question of this number, in their order; ``none``: they came with a way out.

    ``shown`` is the entry that was answered instead, which may be said not to be what was asked.
    """

    number: int
    entries: tuple[str, ...] = ()
    none: bool = False
    shown: str | None = None
