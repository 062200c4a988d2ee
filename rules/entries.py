"""What the book is made of: sources, dated parameters, bands and readings, and the two errors it raises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal


class BookError(Exception):
    """The book is malformed, or was asked for something it does not hold. One line, fit to print as it is.

    The line says where (file, line where known, key), what is wrong and what to do.
    """

    def __init__(
        self, problem: str, remedy: str, *, file: str | None = None, line: int | None = None, key: str | None = None
    ) -> None:
        self.problem, self.remedy, self.file, self.line, self.key = problem, remedy, file, line, key
        place = file if line is None else f"{file}:{line}"
        written = ": ".join(part for part in (place, key, f"{problem}; {remedy}") if part)
        super().__init__(" ".join(written.split()))


class NotInForce(BookError):
    """A parameter was asked for on a day on which it has no value: before its first one, or after it ended.

    `since` is the first day of a value; `ended` is the day a rule ended, or None when it has not begun.
    """

    def __init__(self, key: str, day: date, since: date, ended: date | None = None) -> None:
        self.day, self.since, self.ended = day, since, ended
        if ended is None:
            problem = f"not in force on {day}: its first value is of {since}"
            remedy = "ask for that day or a later one"
        else:
            problem = f"not in force on {day}: it ended on {ended}"
            remedy = "ask for an earlier day"
        super().__init__(problem, remedy, key=key)


@dataclass(frozen=True, slots=True)
class Source:
    """A document a figure is taken from. `date` is the day it claims, as text ("2024-05", "undated")."""

    id: str
    title: str
    date: str
    note: str


@dataclass(frozen=True, slots=True)
class Band:
    """One half-open step: low <= fulfilment < high. None stands for an open end. All three are fractions."""

    low: Decimal | None
    high: Decimal | None
    rate: Decimal
    rule: str

    def holds(self, fulfilment: Decimal) -> bool:
        """Whether the unrounded fulfilment rate lies in this step."""
        return (self.low is None or fulfilment >= self.low) and (self.high is None or fulfilment < self.high)


@dataclass(frozen=True, slots=True)
class Bands:
    """Steps from low to high without gap or overlap; the loader has checked that."""

    steps: tuple[Band, ...]

    def at(self, fulfilment: Decimal) -> Band:
        """The one step that holds this fulfilment rate."""
        for step in self.steps:
            if step.high is None or fulfilment < step.high:
                return step
        raise BookError(f"no band holds {fulfilment}", "let the last band end in null")

    def with_rate(self, rate: Decimal) -> Band | None:
        """The step that has this premium rate, or None when none or more than one has it."""
        found = [step for step in self.steps if step.rate == rate]
        return found[0] if len(found) == 1 else None

    def above(self, band: Band) -> Band | None:
        """The next step up that is cheaper than the given one, or None."""
        at = self.steps.index(band)
        return next((step for step in self.steps[at + 1 :] if step.rate < band.rate), None)


Value = Decimal | int | str | bool | tuple[str, ...] | Bands


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure, condition, path or choice as it stands on a day.

    `unit` says what `value` is: "/1" a fraction (Decimal), "currency-CNY" (Decimal, whole fen), "hour", "day",
    "count", "order-count" and "year" (int), "working-day" (Decimal), "month" ("2023-10"), "quarter" ("2022 Q3"),
    "text", "list" (tuple of str), "bool", "option" (one of `options`), "bands".
    `kind` is "rule", "claim" (a statistic: cite it, never reason with it), "path" or "own" (this project's choice).
    `boundary` says on which side the figure itself lies: ge, gt, le or lt; None when it is no threshold.
    """

    key: str
    rule: str
    title: str
    unit: str
    value: Value
    since: date
    source: Source
    locator: str
    last_verified_on: date | None
    kind: str = "rule"
    boundary: str | None = None
    options: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One ambiguity of the source: its options, the one shipped (`default`) and the one in use (`chosen`).

    An entry that only says how a clash is handled has no key, no default and no chosen option.
    """

    id: str
    title: str
    rules: tuple[str, ...]
    key: str | None
    options: tuple[str, ...]
    statements: tuple[str, ...]
    default: str | None
    chosen: str | None
    note: str

    def statement(self, option: str) -> str:
        """What the option means, in one sentence for an engineer or operator."""
        return self.statements[self.options.index(option)]

    def choosing(self, option: str) -> Reading:
        """The same reading with another option in use. Raises BookError for an option it does not have."""
        if self.key is None:
            raise BookError(f"reading {self.id} offers no choice", "choose a reading that has a key")
        if option not in self.options:
            raise BookError(f"reading {self.id} has no option '{option}'", f"choose one of {', '.join(self.options)}")
        return replace(self, chosen=option)
