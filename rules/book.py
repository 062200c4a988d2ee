"""The book: every figure of the programme with the day from which it holds and where it is written.

`Book.load()` reads and checks the YAML once; `book.on(day)` is the book as it stood on a day. A file's path is its
parameter's key: `premium/floor.yaml` is `premium.floor`. To change a figure, add a dated value to its file: orders of
earlier days keep the figure of their day. A statement the source gives no day for is dated to the start of the plan
it describes. A figure stands in one file only; others point at it (`same_as`, or a key inside bands).

`Book.load(overlay=file)` lays an operator's file over it (`rules.overlay`); the whole is then checked again.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from rules import definitions, overlay, registers
from rules.dated_book import DatedBook
from rules.definitions import Definition
from rules.entries import Band, Bands, BookError, NotInForce, Parameter, Reading, Source, Value
from rules.needs import refuse_what_contradicts, refuse_what_is_lacking, refuse_what_must_not_end
from rules.overlay import Overlay
from rules.registers import READINGS_FILE, SOURCES_FILE
from rules.yaml_nodes import Node, parse

__all__ = [
    "Band", "Bands", "Book", "BookError", "DatedBook", "NotInForce", "Parameter", "Reading", "Source", "Value",
]  # fmt: skip

_DAYS_KEPT = 64


class Book:
    """All parameters with their history. Immutable; `fingerprint` (12 hex digits) names its exact content.

    `overlay` is the operator's file laid over it or None, `packaged` the book without one: itself, where there is none.
    """

    def __init__(
        self,
        definitions_by_key: Mapping[str, Definition],
        sources: Mapping[str, Source],
        readings: Mapping[str, Reading],
        fingerprint: str,
        packaged: Book | None = None,
        overlay: Overlay | None = None,
    ) -> None:
        self.definitions = dict(definitions_by_key)
        self.sources = dict(sources)
        self._readings = dict(readings)
        self.fingerprint = fingerprint
        self.packaged = packaged or self
        self.overlay = overlay
        self._days: dict[date, DatedBook] = {}
        self._changes = tuple(sorted({entry.since for one in self.definitions.values() for entry in one.entries}))

    @classmethod
    def load(cls, directory: Traversable | None = None, overlay: Path | None = None) -> Book:
        """Reads the packaged parameters, or a directory (a pathlib.Path) of the same shape, and what is laid over them.

        Raises BookError for the first mistake in either; one that `overlay` brings about is laid to its lines.
        """
        book = cls._packaged(directory)
        return book if overlay is None else book.with_overlay(book.read_overlay(overlay))

    @classmethod
    def _packaged(cls, directory: Traversable | None) -> Book:
        contents = _contents(directory if directory is not None else files("rules") / "parameters")
        for name in (SOURCES_FILE, READINGS_FILE):
            if name not in contents:
                raise BookError("the file is missing", "add it, or load the directory that holds it", file=name)
        sources = registers.read_sources(parse(contents[SOURCES_FILE], SOURCES_FILE, ""))
        readings, choices = registers.read_readings(parse(contents[READINGS_FILE], READINGS_FILE, ""), sources)
        found = dict(choices)
        for name, content in contents.items():
            if name in (SOURCES_FILE, READINGS_FILE):
                continue
            key = name.removesuffix(".yaml").replace("/", ".")
            if not name.endswith(".yaml") or not definitions.KEY.fullmatch(key):
                raise BookError("not a parameter file", "name it <group>/<name>.yaml in lower case", file=name)
            if key in found:
                raise BookError("a reading has this key too", f"keep it in {READINGS_FILE} only", file=name, key=key)
            found[key] = definitions.read(parse(content, name, key), sources)
        refuse_what_is_lacking(found)
        digest = hashlib.sha256()
        for name, content in sorted(contents.items()):
            digest.update(f"{name}\0".encode() + content.replace(b"\r\n", b"\n") + b"\0")
        book = cls(found, sources, readings, digest.hexdigest()[:12])
        for day in book.days_of_change():
            DatedBook(book, day)  # follows every pointer
        return book

    def read_overlay(self, file: Path) -> Overlay:
        """An operator's file for this book. Raises BookError for one that cannot be read or is not understood."""
        return overlay.read(_file(file), str(file), self.definitions, self.sources)

    def with_overlay(self, added: Overlay) -> Book:
        """This book with a file laid over it, valid on every day as this one is. Raises BookError at its line."""
        book = self.unchecked(added)
        refuse_what_is_lacking(book.definitions)
        refuse_what_must_not_end(book.definitions)
        for day in book.days_of_change():
            try:
                refuse_what_contradicts(DatedBook(book, day).parameters)
            except BookError as error:
                raise self._laid_to(added, day, error) from None
        return book

    def unchecked(self, added: Overlay) -> Book:
        """The same without a look at any day: asking it for one may raise BookError."""
        merged = added.on_top_of(self.definitions)
        digest = hashlib.sha256(f"{self.fingerprint}\0{added.digest}".encode()).hexdigest()[:12]
        return Book(merged, {**self.sources, **added.sources}, self._readings, digest, self, added)

    def _laid_to(self, added: Overlay, day: date, error: BookError) -> BookError:
        """A mistake that shows in a packaged file, told at the added value without which there would be none."""
        dated = [(one, key) for key, entries in added.entries.items() for one in entries if one.since <= day]
        if error.file == added.file or not dated:
            return error
        latest = {key: entry for entry, key in sorted(dated, key=lambda pair: pair[0].since)}
        newest_first = sorted(latest.items(), key=lambda pair: pair[1].since, reverse=True)
        key, entry = next((pair for pair in newest_first if self._stands(added.without(pair[0]), day)), newest_first[0])
        there = f"{error.key} ({error.file}:{error.line})" if error.line else error.key
        return BookError(f"then {there}: {error.problem}", error.remedy, file=added.file, line=entry.node.line, key=key)

    def _stands(self, added: Overlay, day: date) -> bool:
        try:
            refuse_what_contradicts(DatedBook(self.unchecked(added), day).parameters)
        except BookError:
            return False
        return True

    def days_of_change(self) -> tuple[date, ...]:
        """Every day from which some value holds, in order; between two of them nothing changes."""
        return self._changes

    def on(self, day: date) -> DatedBook:
        """The book as it stood on a calendar day. Which time zone's day that is, the caller has decided."""
        dated = self._days.get(day)
        if dated is None:
            if isinstance(day, datetime) or not isinstance(day, date):
                raise TypeError("Book.on takes a calendar day, not a moment")
            dated = DatedBook(self, day)
            if len(self._days) >= _DAYS_KEPT:
                self._days.pop(next(iter(self._days)), None)
            self._days[day] = dated
        return dated

    def keys(self) -> tuple[str, ...]:
        """Every key, in alphabetical order, whether or not it is in force on some day."""
        return tuple(sorted(self.definitions))

    def definition(self, key: str) -> Definition:
        """A parameter's whole history. Raises BookError for a key that does not exist."""
        try:
            return self.definitions[key]
        except KeyError:
            near = difflib.get_close_matches(key, self.definitions, 1)
            remedy = f"did you mean '{near[0]}'?" if near else "see Book.keys()"
            raise BookError("there is no such parameter", remedy, key=key) from None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every reading with its default chosen, by id."""
        return tuple(self._readings[name] for name in sorted(self._readings))

    def reading(self, reading_id: str) -> Reading:
        """A reading with its default chosen. Raises BookError for an id that does not exist."""
        try:
            return self._readings[reading_id]
        except KeyError:
            raise BookError("there is no such reading", f"see {READINGS_FILE}", key=reading_id) from None


def packaged_file(name: str) -> Node:
    """A YAML file of this package, parsed. Raises BookError for one that is missing or malformed."""
    try:
        return parse((files("rules") / name).read_bytes(), name, "")
    except OSError as error:
        raise BookError(f"cannot be read: {error.strerror}", "restore it from the package", file=name) from None


def _file(file: Path) -> bytes:
    """An operator's file. One that is no file or is larger than any overlay would be is not read at all."""
    try:
        if not file.is_file():
            there = "is not a file" if file.exists() else "the file is missing"
            raise BookError(there, "name the YAML file that holds your figures", file=str(file))
        with file.open("rb") as opened:
            content = opened.read(overlay.MOST_BYTES + 1)
    except OSError as error:
        raise BookError(f"cannot be read: {error.strerror}", "mend its permissions", file=str(file)) from None
    if len(content) > overlay.MOST_BYTES:
        problem = f"larger than {overlay.MOST_BYTES // 1024} KB"
        raise BookError(problem, "keep to the figures that differ from the packaged ones", file=str(file))
    return content


def _contents(directory: Traversable) -> dict[str, bytes]:
    """Every file of the two levels, by its path with forward slashes. Hidden files are an editor's and left out."""
    if not directory.is_dir():
        raise BookError("no such directory of parameters", "name one that exists", file=str(directory))
    found: dict[str, bytes] = {}
    for child in directory.iterdir():
        if child.name.startswith((".", "__")):
            continue
        if child.is_dir():
            found.update({f"{child.name}/{name}": content for name, content in _contents(child).items()})
        else:
            try:
                found[child.name] = child.read_bytes()
            except OSError as error:
                raise BookError(f"cannot be read: {error.strerror}", "mend its permissions", file=child.name) from None
    return dict(sorted(found.items()))
