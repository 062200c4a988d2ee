"""Results as JSON between the process that reads and the one that asked; never pickles, for the file is hostile."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.sheets.results import Column, Kind, Notes, Orders, Ranges, Refusal, Sheet, SheetRefused, Skip, WhichColumn


def to_json(result: Sheet | SheetRefused) -> bytes:
    """The result as one JSON object."""
    body: dict[str, Any]
    if isinstance(result, Orders):
        body = {
            "orders": {
                "amounts": result.amounts,
                "rows": result.rows,
                "skipped": result.skipped,
                "column": asdict(result.column),
                "notes": asdict(result.notes),
                "unstated": result.unstated,
            }
        }
    elif isinstance(result, WhichColumn):
        body = {"which": {"candidates": [asdict(each) for each in result.candidates], "notes": asdict(result.notes)}}
    else:
        body = {"refused": {"reason": result.reason, "headers": result.headers}}
    return json.dumps(body, separators=(",", ":")).encode()


def from_json(written: bytes) -> Sheet | SheetRefused:
    """The result again. Raises ValueError, KeyError or TypeError for anything that `to_json` did not write."""
    body = json.loads(written)
    if "orders" in body:
        orders = body["orders"]
        return Orders(
            amounts={str(code): tuple(map(int, amounts)) for code, amounts in orders["amounts"].items()},
            rows=int(orders["rows"]),
            skipped={Skip(reason): _ranges(ranges) for reason, ranges in orders["skipped"].items()},
            column=_column(orders["column"]),
            notes=_notes(orders["notes"]),
            unstated=int(orders["unstated"]),
        )
    if "which" in body:
        which = body["which"]
        return WhichColumn(tuple(map(_column, which["candidates"])), _notes(which["notes"]))
    refused = body["refused"]
    return SheetRefused(Refusal(refused["reason"]), tuple(map(str, refused["headers"])))


def _ranges(pairs: list[list[int]]) -> Ranges:
    return tuple((int(first), int(last)) for first, last in pairs)


def _column(values: dict[str, Any]) -> Column:
    return Column(**{**values, "samples": tuple(values["samples"])})


def _notes(values: dict[str, Any]) -> Notes:
    return Notes(**{**values, "kind": Kind(values["kind"]), "other_sheets": tuple(values["other_sheets"])})
