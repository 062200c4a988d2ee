"""The book: every figure of the programme with the day from which it holds and where it is written.

`Book.load()` reads and checks the YAML once; `book.on(day)` is the book as it stood on a day. A file's path is its
parameter's key: `premium/floor.yaml` is `premium.floor`. To change a figure, add a dated value to its file: orders of
earlier days keep the figure of their day. A statement the source gives no day for is dated to the start of the plan
it describes. A figure stands in one file only; others point at it (`same_as`, or a key inside bands).
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from rules import definitions, registers
from rules.definitions import Definition
from rules.entries import Band, Bands, BookError, NotInForce, Parameter, Reading, Source, Value
from rules.needs import refuse_what_is_lacking
from rules.registers import READINGS_FILE, SOURCES_FILE
from rules.yaml_nodes import parse

__all__ = [
    "Band", "Bands", "Book", "BookError", "DatedBook", "NotInForce", "Parameter", "Reading", "Source", "Value",
]  # fmt: skip

_DAYS_KEPT = 64
_T = TypeVar("_T")


class Book:
    """All parameters with their history. Immutable; `fingerprint` (12 hex digits) names its exact content."""

    def __init__(
        self,
        definitions_by_key: Mapping[str, Definition],
        sources: Mapping[str, Source],
        readings: Mapping[str, Reading],
        fingerprint: str,
    ) -> None:
        self._definitions = dict(definitions_by_key)
        self.sources = dict(sources)
        self._readings = dict(readings)
        self.fingerprint = fingerprint
        self._days: dict[date, DatedBook] = {}

    @classmethod
    def load(cls, directory: Traversable | None = None) -> Book:
        """Reads the packaged parameters, or a directory (a pathlib.Path) of the same shape. Raises BookError."""
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
        for day in sorted({entry.since for definition in found.values() for entry in definition.entries}):
            DatedBook(book, day)  # follows every pointer on every day on which something changes
        return book

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
        return tuple(sorted(self._definitions))

    def definition(self, key: str) -> Definition:
        """A parameter's whole history. Raises BookError for a key that does not exist."""
        try:
            return self._definitions[key]
        except KeyError:
            near = difflib.get_close_matches(key, self._definitions, 1)
            remedy = f"did you mean '{near[0]}'?" if near else "see Book.keys()"
            raise BookError("there is no such parameter", remedy, key=key) from None

    def reading(self, reading_id: str) -> Reading:
        """A reading with its default chosen. Raises BookError for an id that does not exist."""
        try:
            return self._readings[reading_id]
        except KeyError:
            raise BookError("there is no such reading", f"see {READINGS_FILE}", key=reading_id) from None


class DatedBook:
    """The book on one day, with one option chosen for every reading. Immutable."""

    def __init__(self, book: Book, day: date, chosen: Mapping[str, Reading] | None = None) -> None:
        self._book, self.day, self.fingerprint, self.sources = book, day, book.fingerprint, book.sources
        self._chosen = dict(chosen or {})
        self._parameters: dict[str, Parameter] = {}
        self._derived: dict[object, object] = {}
        for key, definition in book._definitions.items():
            try:
                self._parameters[key] = definitions.resolve(definition, day, book._definitions)
            except NotInForce:
                continue
        for reading in self._chosen.values():
            if reading.key in self._parameters:
                self._parameters[reading.key] = registers.with_choice(self._parameters[reading.key], reading)

    def parameter(self, key: str) -> Parameter:
        """A parameter on this day. Raises NotInForce when it has no value then, BookError for an unknown key."""
        try:
            return self._parameters[key]
        except KeyError:
            self._book.definition(key).entry_on(self.day)
            raise

    def value(self, key: str) -> Value:
        """The value alone; see `parameter`."""
        return self.parameter(key).value

    def decimal(self, key: str) -> Decimal:
        """A fraction or an amount of yuan."""
        return _of(Decimal, self.parameter(key))

    def whole(self, key: str) -> int:
        """A whole number: hours, days, a count."""
        return _of(int, self.parameter(key))

    def text(self, key: str) -> str:
        """A text or a chosen option."""
        return _of(str, self.parameter(key))

    def flag(self, key: str) -> bool:
        """A truth value."""
        return _of(bool, self.parameter(key))

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names."""
        return _of(tuple, self.parameter(key))

    def boundary(self, key: str) -> str:
        """On which side a threshold itself lies: "ge", "gt", "le" or "lt". Raises BookError where it has none."""
        boundary = self.parameter(key).boundary
        if boundary is None:
            raise BookError("has no boundary", "add 'boundary: ge' or the like to its file", key=key)
        return boundary

    def bands(self, key: str) -> Bands:
        """A table of bands."""
        return _of(Bands, self.parameter(key))

    def reading(self, reading_id: str) -> Reading:
        """A reading with the option this book uses."""
        return self._chosen.get(reading_id) or self._book.reading(reading_id)

    def with_reading(self, reading_id: str, option: str) -> DatedBook:
        """The same day's book under another option of one reading. Raises BookError for an unknown option."""
        chosen = {**self._chosen, reading_id: self.reading(reading_id).choosing(option)}
        return DatedBook(self._book, self.day, chosen)

    def derived(self, build: Callable[[DatedBook], _T]) -> _T:
        """What `build` makes of this book, made once and kept; `build` must be a pure module-level function."""
        try:
            return self._derived[build]  # type: ignore[return-value]
        except KeyError:
            made = self._derived[build] = build(self)
            return made


def _of(kind: type[_T], parameter: Parameter) -> _T:
    value = parameter.value
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BookError(f"holds a {parameter.unit}, not a {kind.__name__}", "read it as its unit", key=parameter.key)
    return value


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
