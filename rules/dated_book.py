"""The book as it stands on one day: what every rule is worked out from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from rules import definitions, registers
from rules.entries import Bands, BookError, NotInForce, Parameter, Reading, Value

if TYPE_CHECKING:
    from rules.book import Book

_T = TypeVar("_T")


class DatedBook:
    """The book on one day, with one option chosen for every reading. Immutable."""

    def __init__(self, book: Book, day: date, chosen: Mapping[str, Reading] | None = None) -> None:
        self._book, self.day, self.fingerprint, self.sources = book, day, book.fingerprint, book.sources
        self._chosen = dict(chosen or {})
        self._parameters: dict[str, Parameter] = {}
        self._derived: dict[object, object] = {}
        for key, definition in book.definitions.items():
            try:
                self._parameters[key] = definitions.resolve(definition, day, book.definitions)
            except NotInForce:
                continue
        for reading in self._chosen.values():
            if reading.key in self._parameters:
                self._parameters[reading.key] = registers.with_choice(self._parameters[reading.key], reading)

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Everything in force on this day, by key."""
        return self._parameters

    def parameter(self, key: str) -> Parameter:
        """A parameter on this day. Raises NotInForce when it has no value then, BookError for an unknown key."""
        try:
            return self._parameters[key]
        except KeyError:
            self._book.definition(key).entry_on(self.day)
            raise

    def in_force(self, keys: Iterable[str]) -> tuple[Parameter, ...]:
        """Those of the keys that have a value on this day. Raises BookError for an unknown key."""
        return tuple(self._parameters[key] for key in keys if self._book.definition(key).key in self._parameters)

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
        """A reading with the option this book uses: the one chosen here, else the one of its day."""
        if reading_id in self._chosen:
            return self._chosen[reading_id]
        reading = self._book.reading(reading_id)
        dated = self._parameters.get(reading.key or "")
        return reading if dated is None or dated.value == reading.chosen else reading.choosing(str(dated.value))

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
