"""The inventory, read as text, and the ids that the program's own files name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import tests
from rules.book import Bands, Parameter

ROOT = Path(tests.__file__).parent.parent
IDS = {
    f"{letter}{number:02}"
    for letter, last in {
        "G": 11,
        "E": 9,
        "O": 6,
        "C": 16,
        "P": 14,
        "V": 5,
        "D": 7,
        "A": 4,
        "N": 5,
        "F": 11,
        "X": 24,
    }.items()
    for number in range(1, last + 1)
}
"""Every statement, contradiction and gap there is."""
KINDS = ("rule", "cited", "unknown", "not_shipped")
_ID = re.compile(r"\b[GEOCPVDANFX][0-9]{2}\b")
_LOCATOR = re.compile(r"^ *locator: .*$", re.MULTILINE)


@dataclass(frozen=True)
class Item:
    """One statement; see the head of inventory.yaml."""

    id: str
    about: str
    kind: str
    keys: Mapping[str, str] = field(default_factory=dict)
    source: str = "S0"
    own: tuple[str, ...] = ()
    shown: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    never: tuple[str, ...] = ()


@cache
def inventory() -> dict[str, Item]:
    """Every item by its id; all scalars are text."""
    content: dict[str, Any] = yaml.load((Path(__file__).parent / "inventory.yaml").read_text("utf-8"), yaml.BaseLoader)
    return {name: Item(name, **{**fields, "never": tuple(fields.get("never", ()))}) for name, fields in content.items()}


def of_kind(kind: str) -> list[Item]:
    """The items of one kind."""
    return [item for item in inventory().values() if item.kind == kind]


def written(parameter: Parameter) -> str:
    """A value as the inventory writes it; of bands their rates."""
    value = parameter.value
    if isinstance(value, Bands):
        return ", ".join(str(step.rate) for step in value.steps)
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def program_files() -> Iterator[Path]:
    """Everything that is shipped: code, figures, answers."""
    for folder in ("rules", "bot", "storage", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".yaml", ".j2", ".txt"):
                yield path


def ids_in(path: Path) -> set[str]:
    """Every id that stands in a file; a page number in a citation (P23) is none."""
    return set(_ID.findall(_LOCATOR.sub("", path.read_text("utf-8"))))
