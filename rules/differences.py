"""What an operator's file changes in the book: day by day, with what follows from it and the golden figures it moves.

A day's changes are told against the book as it would be on that day without the file's values of that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.book import Book, BookError, DatedBook, Parameter, Source
from rules.definitions import Definition, Entry
from rules.golden import GoldenCase, Group, Result, evaluate, golden_cases
from rules.overlay import Overlay


@dataclass(frozen=True, slots=True)
class Change:
    """One value of the file. `before` and `after` are the parameter on its day; None where it has no value then.

    `corrects` says that the packaged book has a value of the same day, which this one replaces; `until` is the day
    from which a later value of either book holds, with `then` the parameter on that day.
    """

    definition: Definition
    entry: Entry
    before: Parameter | None
    after: Parameter | None
    corrects: bool
    until: date | None
    then: Parameter | None

    @property
    def same_value(self) -> bool:
        """Whether only where it is written, or when it was verified, is another."""
        return self.before is not None and self.after is not None and self.before.value == self.after.value


@dataclass(frozen=True, slots=True)
class Consequence:
    """A parameter that the file does not name on this day and that changes because it points at one that does."""

    before: Parameter | None
    after: Parameter | None
    points_at: tuple[str, ...]

    @property
    def parameter(self) -> Parameter:
        """Whichever of the two there is."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a consequence has a value before or after")
        return found


@dataclass(frozen=True, slots=True)
class GoldenChange:
    """A golden case that comes out differently from this day on; None where the book no longer holds what it needs."""

    case: GoldenCase
    before: Mapping[str, Result] | None
    after: Mapping[str, Result] | None


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """All that changes on one day."""

    day: date
    changes: tuple[Change, ...]
    consequences: tuple[Consequence, ...]
    golden: tuple[GoldenChange, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that a file changes; `unused` are its new sources that no value of it is cited to."""

    sources: tuple[Source, ...]
    unused: tuple[str, ...]
    days: tuple[ChangedDay, ...]


def differences(book: Book) -> Differences:
    """What the file laid over the book changes; nothing for a book without one."""
    overlay = book.overlay
    if overlay is None:
        return Differences((), (), ())
    used = {entry.source.id for entries in overlay.entries.values() for entry in entries}
    return Differences(
        sources=tuple(overlay.sources.values()),
        unused=tuple(name for name in overlay.sources if name not in used),
        days=tuple(_changed(book, overlay, day) for day in overlay.days),
    )


def _changed(book: Book, overlay: Overlay, day: date) -> ChangedDay:
    before, after = _before(book.packaged, overlay, day), book.on(day)
    entries = {key: entry for key, its in overlay.entries.items() for entry in its if entry.since == day}
    every = sorted({*before.parameters, *after.parameters})
    differing = [key for key in every if _value(before, key) != _value(after, key)]
    consequences = []
    for key in differing:
        if key not in entries:
            followed = tuple(other for other in _pointed_at(book.definition(key), day) if other in differing)
            consequences.append(Consequence(before.parameters.get(key), after.parameters.get(key), followed))
    golden = []
    for case in golden_cases():
        was, becomes = evaluate(before, case), evaluate(after, case)
        if _told(case, was) != _told(case, becomes):
            golden.append(GoldenChange(case, was, becomes))
    changes = (_change(book, entries[key], key, before, after) for key in sorted(entries))
    return ChangedDay(day, tuple(changes), tuple(consequences), tuple(golden))


def _before(packaged: Book, overlay: Overlay, day: date) -> DatedBook:
    try:
        return packaged.unchecked(overlay.before(day)).on(day)
    except BookError:  # valid only together with what begins on this day
        return packaged.on(day)


def _change(book: Book, entry: Entry, key: str, before: DatedBook, after: DatedBook) -> Change:
    definition = book.definition(key)
    until = next((other.since for other in definition.entries if other.since > entry.since), None)
    return Change(
        definition=definition,
        entry=entry,
        before=before.parameters.get(key),
        after=after.parameters.get(key),
        corrects=any(other.since == entry.since for other in book.packaged.definition(key).entries),
        until=until,
        then=None if until is None else book.on(until).parameters.get(key),
    )


def _told(case: GoldenCase, result: Mapping[str, Result] | None) -> Mapping[str, Result] | None:
    """What of a result a change is told of: a rate that changes no premium is told of as a rate."""
    if result is None or case.group is not Group.PREMIUM:
        return result
    return {name: figure for name, figure in result.items() if name != "rate"}


def _value(dated: DatedBook, key: str) -> object:
    parameter = dated.parameters.get(key)
    return None if parameter is None else parameter.value


def _pointed_at(definition: Definition, day: date) -> tuple[str, ...]:
    for entry in reversed(definition.entries):
        if entry.since <= day:
            written = (figure for step in entry.steps for figure in (step.low, step.high, step.rate))
            keys = [entry.same_as, *(figure for figure in written if isinstance(figure, str))]
            return tuple(dict.fromkeys(key for key in keys if key is not None))
    return ()
