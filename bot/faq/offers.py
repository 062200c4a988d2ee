"""Which titles a person was offered last, so that words can choose among them as a press would."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """The titles offered for the question of this number, in their order; ``none``: they came with a way out."""

    number: int
    entries: tuple[str, ...]
    none: bool
