"""How much of a sheet is read, and what its reading may cost. A file is hostile until it is read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one reading; those about size are checked before anything is unpacked."""

    seconds: float = 20.0
    """Wall time of the process that reads; it is killed then."""
    memory_bytes: int = 768 << 20
    """Address space of that process, where the platform can bound it."""
    rows: int = 200_000
    """Rows below the header; what lies beyond is counted and not read."""
    columns: int = 200
    """Columns from the left; those beyond are not looked at."""
    sheets: int = 20
    """Worksheets that are searched for orders."""
    unpacked_bytes: int = 300_000_000
    """What the parts of a packed sheet may come to, as its directory says."""
    packed_ratio: int = 100
    """How many times larger than packed a part of more than `small_part_bytes` may be."""
    small_part_bytes: int = 10_000_000
    parts: int = 2_000
    """Parts of a packed sheet."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for the other process."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(**values)


LIMITS = Limits()

READERS = 2
"""Processes that read at once; a further sheet waits."""

IN_MEMORY = 8
"""Files that are fetched or read at once, so that many large ones never fill the memory."""

CELL_CHARACTERS = 200
"""A longer cell is no amount, no order number and no name of a column."""

HEADER_ROWS = 20
"""The header is looked for in so many rows from the top."""

SAMPLE_ROWS = 200
"""Rows below it that are looked at to tell what a column holds."""

SAMPLES = 3
"""Values of a column that are shown when the seller is asked which one is meant."""

CANDIDATES = 8
"""Columns the seller is asked to choose among."""

HEADERS_SHOWN = 12
"""Names of columns that a refusal repeats."""
