"""Telegram's HTML, parsed by Telegram's rules into text and entities.

The real parser is lenient in places where the reader then sees something the author did not mean: an unknown
attribute is ignored, ``&nbsp;`` stays as it stands, a link with a bad address loses its link. Such places are
answered as the real server answers them and returned as remarks, which the server records as violations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .html_tags import (
    ATTRIBUTES,
    KINDS,
    HtmlError,
    OpenTag,
    emoji_fields,
    link_fields,
    nesting_remark,
    time_fields,
)
from .text import Entity, in_order, utf16_length

MAX_ENTITIES = 100
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[A-Za-z]+));?")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(frozen=True)
class Parsed:
    """Text without tags, its entities in order, and what the real server would have passed over in silence."""

    text: str
    entities: tuple[Entity, ...]
    remarks: tuple[str, ...]


def parse_html(source: str) -> Parsed:
    """Parse ``source`` as ``parse_mode=HTML`` does; raises HtmlError where Telegram answers 400."""
    return _Parser(source).run()


@dataclass
class _Parser:
    source: str
    at: int = 0
    offset: int = 0
    out: list[str] = field(default_factory=list)
    stack: list[OpenTag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def run(self) -> Parsed:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self.close_tag()
            elif self.source[self.at] == "<":
                self.open_tag()
            elif self.source[self.at] == "&":
                self.emit(self.reference(in_text=True))
            else:
                self.emit(self.source[self.at])
                self.at += 1
        if self.stack:
            raise HtmlError(f"Can't find end tag corresponding to start tag {self.stack[-1].tag}")
        text = "".join(self.out)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        if len(self.entities) > MAX_ENTITIES:
            self.remarks.append(f"{len(self.entities)} entities: only the first {MAX_ENTITIES} are shown")
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return Parsed(text, tuple(in_order(self.entities)), tuple(self.remarks))

    def emit(self, piece: str) -> None:
        self.out.append(piece)
        self.offset += utf16_length(piece)

    def error(self, reason: str, position: int, rest: str = "") -> HtmlError:
        """Telegram tells positions in bytes of UTF-8."""
        byte = len(self.source[:position].encode("utf-8", "surrogatepass"))
        return HtmlError(f"{reason} at byte offset {byte}{rest}")

    def reference(self, *, in_text: bool) -> str:
        """Decode what starts at ``&``; what is no known reference stays a plain ampersand."""
        match = _REFERENCE.match(self.source, self.at)
        decoded = ""
        if match and match["name"]:
            decoded = _NAMED.get(match["name"], "")
        elif match:
            code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
            if 0 < code < 0x10FFFF and len(match.group().rstrip(";")) < 10:
                decoded = chr(code)
        if match is None or not decoded:
            if match and in_text and match.group().endswith(";"):
                self.remarks.append(f"the reference {match.group()} is not known and is shown as it stands")
            self.at += 1
            return "&"
        self.at = match.end()
        return decoded

    def here(self) -> str:
        return self.source[self.at : self.at + 1]

    def skip_space(self) -> None:
        while self.here().isspace():
            self.at += 1

    def until(self, stop: str) -> str:
        """Read on to white space, to one of ``stop`` or to the end."""
        start = self.at
        while self.here() and not self.here().isspace() and self.here() not in stop:
            self.at += 1
        return self.source[start : self.at]

    def open_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self.until(">").lower()
        if not self.here():
            raise self.error("Unclosed start tag", begin)
        if tag not in KINDS:
            raise self.error(f'Unsupported start tag "{tag}"', begin)
        attributes: dict[str, str] = {}
        self.skip_space()
        while self.here() != ">":
            if not self.here():
                raise self.error(f'Unclosed start tag "{tag}"', begin)
            name, value = self.attribute(tag, begin)
            attributes[name] = value
            if name not in ATTRIBUTES.get(tag, ()):
                self.remarks.append(f"the attribute {name} of <{tag}> is ignored")
            self.skip_space()
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self.error('Tag "span" must have class "tg-spoiler"', begin)
        remark = nesting_remark(tag, self.stack)
        if remark:
            self.remarks.append(remark)
        self.stack.append(OpenTag(tag, attributes, self.offset, len(self.out)))

    def attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self.until("=>")
        if not name:
            raise self.error(f'Empty attribute name in the tag "{tag}"', begin)
        self.skip_space()
        if self.here() != "=":
            if tag == "blockquote" and name == "expandable":
                return name, ""
            raise self.error(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        self.at += 1
        self.skip_space()
        if not self.here():
            raise self.error(f'Unclosed start tag "{tag}"', begin)
        if self.here() in "'\"":
            return name, self.quoted(begin)
        match = _NAME_TOKEN.match(self.source, self.at)
        assert match is not None
        self.at = match.end()
        if self.here() and not self.here().isspace() and self.here() != ">":
            raise self.error("Unexpected end of name token", match.start())
        return name, match.group().lower()

    def quoted(self, begin: int) -> str:
        quote = self.here()
        self.at += 1
        value = []
        while self.here() and self.here() != quote:
            if self.here() == "&":
                value.append(self.reference(in_text=False))
            else:
                value.append(self.here())
                self.at += 1
        if not self.here():
            raise self.error("Unclosed start tag", begin)
        self.at += 1
        return "".join(value)

    def close_tag(self) -> None:
        begin = self.at
        if not self.stack:
            raise self.error("Unexpected end tag", begin)
        self.at += 2
        name = self.until(">").lower()
        self.skip_space()
        if self.here() != ">":
            raise self.error("Unclosed end tag", begin)
        self.at += 1
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise self.error("Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{name}>"')
        if self.offset > opened.offset:
            self.add(opened)

    def add(self, opened: OpenTag) -> None:
        """Turn a closed, non-empty tag into its entity."""
        span = {"offset": opened.offset, "length": self.offset - opened.offset}
        kind = KINDS[opened.tag]
        extra: dict[str, Any] = {}
        if kind == "text_link":
            linked = link_fields(opened.attributes.get("href") or "".join(self.out[opened.position :]))
            if isinstance(linked, str):
                self.remarks.append(linked)
                return
            kind, extra = linked
        elif kind == "custom_emoji":
            extra = emoji_fields(opened.attributes)
        elif kind == "date_time":
            extra = time_fields(opened.attributes)
        elif kind == "blockquote" and "expandable" in opened.attributes:
            kind = "expandable_blockquote"
        elif kind == "code" and opened.attributes.get("class", "").startswith("language-"):
            extra = {"language": opened.attributes["class"].removeprefix("language-")}
        elif kind == "pre" and self.entities:
            inner = self.entities[-1]
            if inner["type"] == "code" and "language" in inner and span.items() <= inner.items():
                inner["type"] = "pre"
                return
        self.entities.append({"type": kind, **span, **extra})
