"""One parameter file: its dated entries as written, and the value they give on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from rules.entries import Band, Bands, NotInForce, Parameter, Source, Value
from rules.units import NUMERIC, READERS, fraction
from rules.yaml_nodes import Node

RULE_ID = re.compile(r"[GEOCPVDANFX][0-9][0-9]")
KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_KINDS = ("rule", "claim", "path", "own")
_BOUNDARIES = ("ge", "gt", "le", "lt")
_EDGES = (None, "ge", "lt")  # of a figure where one band ends and the next begins: it belongs to the upper one


@dataclass(frozen=True, slots=True)
class Step:
    """A band as written: each figure is a number or the key of the parameter that holds it."""

    low: Decimal | str | None
    high: Decimal | str | None
    rate: Decimal | str
    rule: str
    node: Node


@dataclass(frozen=True, slots=True)
class Entry:
    """What holds from one day on: a value, another parameter's value, bands, or nothing (the rule ended)."""

    since: date
    value: Value | None
    same_as: str | None
    steps: tuple[Step, ...]
    source: Source
    locator: str
    last_verified_on: date | None
    node: Node

    @property
    def ends(self) -> bool:
        """Whether this entry says that the rule has ended."""
        return self.value is None and self.same_as is None and not self.steps


@dataclass(frozen=True, slots=True)
class Definition:
    """Everything said about one parameter, in its own file or among the readings."""

    file: str
    key: str
    rule: str
    title: str
    kind: str
    unit: str
    boundary: str | None
    options: tuple[str, ...]
    note: str
    entries: tuple[Entry, ...]

    def with_entries(self, entries: Iterable[Entry]) -> Definition:
        """The same parameter with these entries, sorted by day. Raises BookError when the first one ends it."""
        dated = tuple(sorted(entries, key=lambda entry: entry.since))
        if dated[0].ends:
            raise dated[0].node.error("the first value is null", "a rule can only end after it has begun")
        return replace(self, entries=dated)

    def entry_on(self, day: date) -> Entry:
        """The entry in force on a day. Raises NotInForce before the first and after an end."""
        for entry in reversed(self.entries):
            if entry.since <= day:
                if entry.ends:
                    raise NotInForce(self.key, day, self.entries[0].since, ended=entry.since)
                return entry
        raise NotInForce(self.key, day, self.entries[0].since)


def read(root: Node, sources: Mapping[str, Source]) -> Definition:
    """A parameter file's content. Raises BookError for anything it should not hold or lacks."""
    fields = root.table(("title", "rule", "kind", "unit", "values"), ("boundary", "options", "note"))
    unit = fields["unit"].choice((*READERS, "bands"), "unit")
    options: tuple[str, ...] = ()
    if "options" in fields:
        options = fields["options"].names()
    if (unit == "option") != bool(options):
        raise fields["unit"].error("only unit 'option' has 'options', and it must", "add or remove 'options'")
    boundary = fields["boundary"].choice(_BOUNDARIES, "boundary") if "boundary" in fields else None
    if boundary and unit not in NUMERIC:
        raise fields["boundary"].error(f"unit '{unit}' has no boundary", "remove 'boundary'")
    definition = Definition(
        file=root.file,
        key=root.key,
        rule=fields["rule"].matching(RULE_ID, "a rule id", "P03"),
        title=fields["title"].text(),
        kind=fields["kind"].choice(_KINDS, "kind"),
        unit=unit,
        boundary=boundary,
        options=options,
        note=fields["note"].text().strip() if "note" in fields else "",
        entries=(),
    )
    return definition.with_entries(read_entries(fields["values"], definition, sources))


def read_entries(node: Node, definition: Definition, sources: Mapping[str, Source]) -> tuple[Entry, ...]:
    """The dated values of a definition, oldest first. Raises BookError for one that it cannot have."""
    entries = tuple(_entry(item, definition, sources) for item in node.items())
    for earlier, later in pairwise(entries):
        if later.since <= earlier.since:
            raise later.node.error(f"{later.since} does not come after {earlier.since}", "list values oldest first")
    return entries


def _entry(node: Node, definition: Definition, sources: Mapping[str, Source]) -> Entry:
    unit, options, own = definition.unit, definition.options, definition.kind == "own"
    fields = node.table(("since", "source", "locator", "last_verified_on"), ("value", "same_as"))
    if ("value" in fields) == ("same_as" in fields):
        raise node.error("either 'value' or 'same_as' is needed", "keep exactly one of them")
    source = sources[fields["source"].choice(tuple(sources), "source")]
    value: Value | None = None
    steps: tuple[Step, ...] = ()
    if "value" in fields and fields["value"].is_null:
        if own:
            raise fields["value"].error("this program's own choice cannot end", "give it another value")
    elif "value" in fields:
        if unit == "bands":
            steps = tuple(_step(item) for item in fields["value"].items())
        else:
            value = READERS[unit](fields["value"])
        if own and value == 0 and unit in ("hour", "day"):
            raise fields["value"].error("a time of our own is at least 1", "write it like 3")
        if options:
            fields["value"].choice(options, "option")
    verified = fields["last_verified_on"]
    return Entry(
        since=fields["since"].day(),
        value=value,
        same_as=fields["same_as"].matching(KEY, "a key", "premium.floor") if "same_as" in fields else None,
        steps=steps,
        source=source,
        locator=fields["locator"].short(),
        last_verified_on=None if verified.is_null else verified.day(),
        node=fields.get("same_as", node),
    )


def _step(node: Node) -> Step:
    fields = node.table(("low", "high", "rate", "rule"))
    return Step(
        low=None if fields["low"].is_null else _figure(fields["low"]),
        high=None if fields["high"].is_null else _figure(fields["high"]),
        rate=_figure(fields["rate"]),
        rule=fields["rule"].matching(RULE_ID, "a rule id", "P05"),
        node=node,
    )


def _figure(node: Node) -> Decimal | str:
    return node.text() if KEY.fullmatch(node.text()) else fraction(node)


def resolve(definition: Definition, day: date, others: Mapping[str, Definition]) -> Parameter:
    """The parameter as it stands on a day, with every pointer followed. Raises NotInForce or BookError."""
    entry = definition.entry_on(day)
    value = _value(definition.unit, entry, day, others)
    if definition.options and value not in definition.options:
        raise entry.node.error(f"it comes to '{value}'", f"let it be one of {', '.join(definition.options)}")
    return Parameter(
        key=definition.key,
        rule=definition.rule,
        title=definition.title,
        unit=definition.unit,
        value=value,
        since=entry.since,
        source=entry.source,
        locator=entry.locator,
        last_verified_on=entry.last_verified_on,
        kind=definition.kind,
        boundary=definition.boundary,
        options=definition.options,
        note=definition.note,
    )


def _value(unit: str, entry: Entry, day: date, others: Mapping[str, Definition]) -> Value:
    if entry.same_as is not None:
        return _follow(entry.same_as, unit, entry.node, day, others)
    if entry.value is None:
        return _bands(entry.steps, day, others)
    return entry.value


def _follow(key: str, unit: str, node: Node, day: date, others: Mapping[str, Definition]) -> Value:
    target = others.get(key)
    if target is None:
        raise node.error(f"points at '{key}', which does not exist", "point at a key of this book")
    if target.unit != unit:
        raise node.error(f"points at '{key}', whose unit is {target.unit}", f"point at a key of unit {unit}")
    try:
        value = target.entry_on(day).value
    except NotInForce:
        problem = f"points at '{key}', which has no value on {day}"
        raise node.error(problem, "let both begin and end together, or give this one a value of its own") from None
    if value is None:
        raise node.error(f"points at '{key}', which points on", "point at the key that holds the figure")
    return value


def _bands(steps: tuple[Step, ...], day: date, others: Mapping[str, Definition]) -> Bands:
    def figure(written: Decimal | str, node: Node) -> Decimal:
        value = _follow(written, "/1", node, day, others) if isinstance(written, str) else written
        if not isinstance(value, Decimal):
            raise node.error(f"{value} is no fraction", "point at a key of unit /1")
        return value

    def edge(written: Decimal | str | None, node: Node) -> Decimal | None:
        if written is None:
            return None
        value = figure(written, node)
        boundary = others[written].boundary if isinstance(written, str) else None
        if boundary not in _EDGES:
            remedy = "a band holds its low and not its high: let the figure's boundary be ge or lt"
            raise node.error(f"points at '{written}', whose boundary is {boundary}", remedy)
        return value

    bands: list[Band] = []
    for step in steps:
        low, high = edge(step.low, step.node), edge(step.high, step.node)
        if low is not None and high is not None and low >= high:
            raise step.node.error(f"the band from {low} to {high} is empty on {day}", "let low be below high")
        if (low is None) != (not bands):
            raise step.node.error("only the first band, and it must, has a low of null", "list bands low to high")
        if bands and low is not None:
            before = bands[-1].high
            if before is None or low < before:
                raise step.node.error(
                    f"overlap on {day}: a band begins at {low} before the last one ends", "let it begin there"
                )
            if low > before:
                raise step.node.error(
                    f"gap on {day} between {before} and {low}", "let the band begin where the last ends"
                )
        rate = figure(step.rate, step.node)
        if not rate:
            raise step.node.error(f"the rate is zero on {day}", "give the band a rate above zero")
        bands.append(Band(low, high, rate, step.rule))
    if bands[-1].high is not None:
        raise steps[-1].node.error(
            f"gap on {day}: nothing covers {bands[-1].high} and above", "end the last band in null"
        )
    return Bands(tuple(bands))
