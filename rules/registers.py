"""The two registers beside the parameters: sources.yaml and readings.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rules.definitions import KEY, RULE_ID, Definition, Entry
from rules.entries import Parameter, Reading, Source
from rules.yaml_nodes import Node

SOURCES_FILE = "sources.yaml"
READINGS_FILE = "readings.yaml"
OWN_SOURCE = "M0"
_SOURCE_ID = re.compile(r"[SM][0-9]")
_NEW_SOURCE_ID = re.compile(r"S[1-9][0-9]{0,2}")
_READING_ID = re.compile(r"X[0-9][0-9]")
_DATE = re.compile(r"undated|(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


def read_sources(root: Node) -> dict[str, Source]:
    """Every source by its id. The own source is required: choices of readings are cited to it."""
    found: dict[str, Source] = {}
    for name, node in root.pairs().items():
        node.key = name
        if not _SOURCE_ID.fullmatch(name):
            raise node.error(f"'{name}' is not a source id", "write it like S4")
        fields = node.table(("title", "date", "note"))
        found[name] = _source(name, fields)
    if OWN_SOURCE not in found:
        raise root.error(f"source {OWN_SOURCE} is missing", "add it: own choices are cited to it")
    return found


def read_new_sources(root: Node, known: Mapping[str, Source]) -> dict[str, Source]:
    """Sources beside the known ones, by id; a note is optional. Raises BookError for an id that is taken."""
    found: dict[str, Source] = {}
    for name, node in root.pairs().items():
        node.key = name
        if name in known:
            free = next(f"S{number}" for number in range(1, 1000) if f"S{number}" not in known)
            raise node.name_error("this source is in the book already", f"give the new one an id like {free}")
        if not _NEW_SOURCE_ID.fullmatch(name):
            raise node.name_error(f"'{name}' is not the id of a new source", "write it like S9")
        found[name] = _source(name, node.table(("title", "date"), ("note",)))
    return found


def _source(name: str, fields: Mapping[str, Node]) -> Source:
    note = fields["note"].text() if "note" in fields else ""
    date = fields["date"].matching(_DATE, "a date", "2026-12")
    if date.count("-") == 2:
        fields["date"].day()  # a whole one must exist
    return Source(name, fields["title"].short(), date, note)


def read_readings(root: Node, sources: Mapping[str, Source]) -> tuple[dict[str, Reading], dict[str, Definition]]:
    """Every reading by its id, and for each that rules act on, its default as a parameter under its key."""
    readings: dict[str, Reading] = {}
    choices: dict[str, Definition] = {}
    for name, node in root.pairs().items():
        node.key = name
        if not _READING_ID.fullmatch(name):
            raise node.error(f"'{name}' is not a reading id", "write it like X07")
        reading, choice = _reading(name, node, sources[OWN_SOURCE])
        readings[name] = reading
        if choice is not None:
            if choice.key in choices:
                raise node.error(f"the key {choice.key} belongs to another reading", "give each its own")
            choices[choice.key] = choice
    return readings, choices


def _reading(name: str, node: Node, own: Source) -> tuple[Reading, Definition | None]:
    fields = node.table(("title", "rules"), ("key", "since", "default", "options", "note"))
    given = [part for part in ("key", "since", "default") if part in fields]
    if given and (len(given) < 3 or "options" not in fields):
        raise node.error("a reading that rules act on is incomplete", "give it key, since, default and options")
    rules = fields["rules"].names()
    for item in fields["rules"].items():
        item.matching(RULE_ID, "a rule id", "P03")
    options = fields["options"].pairs() if "options" in fields else {}
    default = fields["default"].choice(tuple(options), "option") if given else None
    reading = Reading(
        id=name,
        title=fields["title"].text(),
        rules=rules,
        key=fields["key"].matching(KEY, "a key", "premium.floor_scope") if given else None,
        options=tuple(options),
        statements=tuple(option.text() for option in options.values()),
        default=default,
        chosen=default,
        note=fields["note"].text() if "note" in fields else "",
    )
    if reading.key is None or default is None:
        return reading, None
    entry = Entry(
        since=fields["since"].day(),
        value=default,
        same_as=None,
        steps=(),
        source=own,
        locator=name,
        last_verified_on=None,
        node=node,
    )
    return reading, Definition(
        file=node.file,
        key=reading.key,
        rule=name,
        title=reading.title,
        kind="own",
        unit="option",
        boundary=None,
        options=reading.options,
        note=reading.note,
        entries=(entry,),
    )


def with_choice(parameter: Parameter, reading: Reading) -> Parameter:
    """A reading's parameter under the option now chosen."""
    return parameter if reading.chosen is None else replace(parameter, value=reading.chosen)
