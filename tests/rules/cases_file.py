"""Reads a case table; every scalar stays text, so that no float and no yes-is-true gets in between."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "cases"


@cache
def cases(name: str) -> list[dict[str, Any]]:
    """The rows of cases/<name>.yaml."""
    rows = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(rows, list)
    return rows


def label(row: dict[str, Any]) -> str:
    """A row as a test id."""
    return " ".join(f"{name}={value}" for name, value in row.items() if name not in ("why", "threshold", "meets"))


def span(text: str) -> timedelta:
    """Elapsed time as the tables write it: "72 h 01 m"; "-1 h 00 m" is an hour before."""
    found = re.fullmatch(r"(-?)([0-9]+) h ([0-9]{2}) m", text)
    assert found is not None, text
    elapsed = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -elapsed if found[1] else elapsed
