"""YAML as a tree in which every value knows its file and line, so that a mistake can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

import yaml

from rules.entries import BookError

_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_MOST_DIGITS = 20
_MOST_CHARACTERS = 200
_MOST_LEVELS = 12  # of nesting; the composer recurses, and a hostile file could end the process


class Node:
    """One value of a YAML file. Every scalar is text until the reader says what it must be; no float ever exists."""

    __slots__ = ("_name_line", "_node", "file", "key")

    def __init__(self, node: yaml.Node, file: str, key: str, name_line: int | None = None) -> None:
        self._node, self.file, self.key, self._name_line = node, file, key, name_line
        if node.tag not in _PLAIN_TAGS:
            raise self.error(f"the tag {node.tag} is not understood", "remove it")

    @property
    def line(self) -> int:
        """Line of the file, counted from 1."""
        return int(self._node.start_mark.line) + 1

    def error(self, problem: str, remedy: str) -> BookError:
        """The mistake found here, as an error to raise."""
        return BookError(problem, remedy, file=self.file, line=self.line, key=self.key)

    def name_error(self, problem: str, remedy: str) -> BookError:
        """The same for a mistake in the name this value stands under."""
        return BookError(problem, remedy, file=self.file, line=self._name_line or self.line, key=self.key)

    def pairs(self) -> dict[str, Node]:
        """A mapping's values by key; a key given twice is refused."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.error("a mapping was expected", "write 'key: value' lines")
        found: dict[str, Node] = {}
        for name_node, value_node in self._node.value:
            name = Node(name_node, self.file, self.key).text()
            if name in found:
                here = Node(name_node, self.file, self.key)
                raise here.error(f"'{name}' is given twice", f"keep one (the first is in line {found[name].line})")
            found[name] = Node(value_node, self.file, self.key, name_node.start_mark.line + 1)
        return found

    def table(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]:
        """A mapping that has every required key and no key besides the required and optional ones."""
        found = self.pairs()
        for name, node in found.items():
            if name not in required and name not in optional:
                allowed = ", ".join([*required, *optional])
                raise node.name_error(f"unknown key '{name}'", f"allowed here: {allowed}")
        for name in required:
            if name not in found:
                raise self.error(f"'{name}' is missing", f"add a line '{name}: ...'")
        return found

    def items(self) -> list[Node]:
        """A list's values; an empty list is refused."""
        if not isinstance(self._node, yaml.SequenceNode) or not self._node.value:
            raise self.error("a list with at least one item was expected", "write [a, b] or '- a' lines")
        return [Node(item, self.file, self.key) for item in self._node.value]

    @property
    def is_null(self) -> bool:
        """Whether a plain `null` stands here."""
        return isinstance(self._node, yaml.ScalarNode) and not self._node.style and self._node.value == "null"

    def text(self) -> str:
        """A scalar's text; empty text and null are refused."""
        if not isinstance(self._node, yaml.ScalarNode) or not self._node.value.strip() or self.is_null:
            raise self.error("a text was expected", "write one value on this line")
        return str(self._node.value)

    def short(self) -> str:
        """A text that is shown to people inside a line: without line breaks, and not a page long."""
        text = self.text().strip()
        if len(text) > _MOST_CHARACTERS or not text.isprintable():
            raise self.error("the text is too long or not one line", f"keep it to {_MOST_CHARACTERS} characters")
        return text

    def choice(self, allowed: Collection[str], what: str) -> str:
        """A text that must be one of the allowed ones."""
        text = self.text()
        if text not in allowed:
            raise self.error(f"unknown {what} '{text}'", f"write one of {', '.join(allowed)}")
        return text

    def matching(self, pattern: re.Pattern[str], what: str, example: str) -> str:
        """A text that must match the pattern as a whole."""
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.error(f"'{text}' is not {what}", f"write it like {example}")
        return text

    def names(self) -> tuple[str, ...]:
        """A list of different texts."""
        items = self.items()
        texts = tuple(item.short() for item in items)
        for at, text in enumerate(texts):
            if text in texts[:at]:
                raise items[at].error(f"'{text}' is listed twice", "keep one")
        return texts

    def day(self) -> date:
        """A calendar day, YYYY-MM-DD."""
        text = self.matching(_DAY, "a day", "2024-05-01")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.error(f"'{text}' is not a day of the calendar", "write one that exists") from None

    def number(self) -> Decimal:
        """A decimal number, taken from its text: no exponent, no underscore, no infinity."""
        text = self.matching(_NUMBER, "a number", "0.30")
        if len(text) > _MOST_DIGITS:
            raise self.error("the number is too long", f"keep it to {_MOST_DIGITS} digits")
        value = Decimal(text)
        return value if value else abs(value)  # "-0" is a zero, and would be shown with its sign


def parse(content: bytes, file: str, key: str) -> Node:
    """The one document of a file. Raises BookError for text that is not UTF-8 or not YAML."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BookError("not UTF-8 text", "save the file as UTF-8", file=file, line=line, key=key) from None
    try:
        _refuse_what_is_nested(text, file, key)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"not valid YAML: {error.problem or error.context}"
        raise BookError(
            problem, "mend this line or the one above", file=file, line=mark.line + 1 if mark else None, key=key
        ) from None
    except yaml.YAMLError as error:
        problem = "not valid YAML: " + " ".join(str(error).split())
        raise BookError(problem, "mend the file", file=file, key=key) from None
    if node is None:
        raise BookError("the file is empty", "fill it or delete it", file=file, line=1, key=key)
    return Node(node, file, key)


def _refuse_what_is_nested(text: str, file: str, key: str) -> None:
    level = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
            if level > _MOST_LEVELS:
                line = event.start_mark.line + 1 if event.start_mark else None
                raise BookError("nested too deeply", "write it flat", file=file, line=line, key=key)
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
