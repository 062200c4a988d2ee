"""What was read of a paste or a sheet and what was not: packed beside the orders, and laid out for a message.

It holds places, reasons and counts, and no word of what stood there.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bot.reading.order_list import NotTaken
from bot.sheets.results import Orders, Ranges, RowRanges

_LONGEST = 16_000_000
"""Characters, unpacked."""
PIECES = 160
"""Rows or runs of rows on a page."""
SHOWN_REASONS = 4
SHOWN_PIECES = 6


@dataclass(frozen=True, slots=True)
class Section:
    """The rows that fell out for one reason: how many, and some of them as ``5`` or ``12–40``."""

    reason: str
    count: int
    pieces: tuple[str, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """``sheet`` is False for a paste, whose places count its pieces and not rows.

    ``others`` counts orders in currencies that were left out. ``notes`` are codes of what a seller should know.
    """

    sheet: bool
    rows: int
    column: str = ""
    skips: Mapping[str, Ranges] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def skipped(self) -> int:
        """Rows or pieces that gave no amount."""
        return sum(map(_rows, self.skips.values()))

    @property
    def pages(self) -> int:
        """How many pages the skipped ones take."""
        return -(-sum(map(len, self.skips.values())) // PIECES)

    def page(self, number: int) -> tuple[Section, ...]:
        """The sections of a page, from 0; each says how many fell out for its reason in all."""
        start, found = number * PIECES, []
        for reason, ranges in self._by_count():
            part = ranges[max(0, start) : max(0, start + PIECES)]
            start -= len(ranges)
            if part:
                found.append(Section(reason, _rows(ranges), tuple(map(_piece, part))))
        return tuple(found)

    def summary(self) -> tuple[Section, ...]:
        """The most frequent reasons, each with its first rows."""
        return tuple(
            Section(reason, _rows(ranges), tuple(map(_piece, ranges[:SHOWN_PIECES])), len(ranges) > SHOWN_PIECES)
            for reason, ranges in list(self._by_count())[:SHOWN_REASONS]
        )

    def _by_count(self) -> Iterator[tuple[str, Ranges]]:
        return iter(sorted(self.skips.items(), key=lambda one: (-_rows(one[1]), one[0])))

    def pack(self) -> bytes:
        """The same in few bytes. Rows go as distances, which is what makes them small."""
        body = {
            "sheet": self.sheet,
            "rows": self.rows,
            "column": self.column,
            "skips": {reason: _distances(ranges) for reason, ranges in self.skips.items()},
            "others": dict(self.others),
            "notes": list(self.notes),
        }
        return zlib.compress(json.dumps(body, separators=(",", ":")).encode())

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """The reverse of `pack`. Raises ValueError, KeyError or TypeError for anything else."""
        inflating = zlib.decompressobj()
        try:
            body: dict[str, Any] = json.loads(inflating.decompress(packed, _LONGEST))
        except zlib.error as error:
            raise ValueError("no report") from error
        skips = {str(reason): _ranges(distances) for reason, distances in body["skips"].items()}
        others = {str(currency): int(count) for currency, count in body["others"].items()}
        return cls(
            bool(body["sheet"]), int(body["rows"]), str(body["column"]), skips, others, tuple(map(str, body["notes"]))
        )


def of_sheet(orders: Orders, currency: str) -> Report:
    """The report of a sheet of which the amounts in ``currency`` are used."""
    told = {
        "misnamed": orders.notes.misnamed,
        "unstated": orders.unstated > 0 and currency == "CNY",
        "rounded": orders.notes.rounded_order_numbers,
        "columns": orders.notes.columns_not_read > 0,
        "sheets": bool(orders.notes.other_sheets),
        "headless": orders.notes.header_row is None,
    }
    return Report(
        sheet=True,
        rows=orders.rows,
        column=orders.column.letter,
        skips={str(reason): ranges for reason, ranges in orders.skipped.items() if ranges},
        others={code: len(amounts) for code, amounts in orders.amounts.items() if code != currency and amounts},
        notes=tuple(code for code, told_now in told.items() if told_now),
    )


def of_paste(not_taken: tuple[NotTaken, ...], items: int, amounts: Mapping[str, list[int]], currency: str) -> Report:
    """The report of a paste of which the amounts in ``currency`` are used."""
    skips: dict[str, RowRanges] = {}
    for one in not_taken:
        skips.setdefault(str(one.reason), RowRanges()).add(one.item)
    others = {code: len(found) for code, found in amounts.items() if code != currency and found}
    return Report(
        sheet=False, rows=items, skips={code: tuple(found.ranges) for code, found in skips.items()}, others=others
    )


def _rows(ranges: Ranges) -> int:
    return sum(last - first + 1 for first, last in ranges)


def _piece(run: tuple[int, int]) -> str:
    first, last = run
    return str(first) if first == last else f"{first}–{last}"


def _distances(ranges: Ranges) -> list[int]:
    found, before = [], 0
    for first, last in ranges:
        found += [first - before, last - first]
        before = last
    return found


def _ranges(distances: list[int]) -> Ranges:
    found, before = [], 0
    for gap, length in zip(distances[::2], distances[1::2], strict=True):
        first = before + int(gap)
        before = first + int(length)
        found.append((first, before))
    return tuple(found)
