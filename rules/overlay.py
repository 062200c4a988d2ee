"""What an operator adds to the book in one file of his own, without touching the packaged ones (`PEIFU_BOOK`).

The file holds new `sources` and, under `values`, dated values of keys that the book has, written as in the packaged
files. A value of a day on which the packaged book has one replaces it, a correction; every other one joins the history
in the order of days and holds until the next one's day. `null` ends a rule. A reading is exchanged under its key.
What belongs to the code stays as it is: keys, units, rule ids, options and boundaries.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.definitions import Definition, Entry, read_entries
from rules.entries import Source
from rules.registers import read_new_sources
from rules.yaml_nodes import parse

MOST_BYTES = 64 * 1024
"""More is not a handful of figures."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """One such file, read: `sources` are the new ones by id, `entries` the dated values by key, oldest first.

    `digest` names its exact content; line ends do not count.
    """

    file: str
    sources: Mapping[str, Source]
    entries: Mapping[str, tuple[Entry, ...]]
    digest: str

    @property
    def days(self) -> tuple[date, ...]:
        """Every day from which one of its values holds, in order."""
        return tuple(sorted({entry.since for entries in self.entries.values() for entry in entries}))

    def before(self, day: date) -> Overlay:
        """The same without the values of that day and later ones."""
        kept = {key: tuple(entry for entry in entries if entry.since < day) for key, entries in self.entries.items()}
        return replace(self, entries={key: entries for key, entries in kept.items() if entries})

    def without(self, key: str) -> Overlay:
        """The same without the values of one key."""
        return replace(self, entries={name: entries for name, entries in self.entries.items() if name != key})

    def on_top_of(self, definitions: Mapping[str, Definition]) -> dict[str, Definition]:
        """The definitions with its values in their histories. Raises BookError where a history begins with an end."""
        merged = dict(definitions)
        for key, entries in self.entries.items():
            by_day = {entry.since: entry for entry in (*definitions[key].entries, *entries)}
            merged[key] = definitions[key].with_entries(by_day.values())
        return merged


def read(content: bytes, file: str, definitions: Mapping[str, Definition], sources: Mapping[str, Source]) -> Overlay:
    """An operator's file for a book of these definitions and sources. Raises BookError for any mistake in it alone."""
    fields = parse(content, file, "").table(("values",), ("sources",))
    added = read_new_sources(fields["sources"], sources) if "sources" in fields else {}
    entries: dict[str, tuple[Entry, ...]] = {}
    for key, node in fields["values"].pairs().items():
        if key not in definitions:
            near = difflib.get_close_matches(key, definitions, 1)
            remedy = f"did you mean '{near[0]}'?" if near else "write one that the book has"
            raise node.name_error(f"there is no parameter '{key}'", remedy)
        node.key = key
        entries[key] = read_entries(node, definitions[key], {**sources, **added})
    digest = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
    return Overlay(file, added, entries, digest)
