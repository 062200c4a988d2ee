"""Lengths, trimming and the entities that Telegram finds by itself, all in UTF-16 code units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

Entity = dict[str, Any]

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"，。；：！？（）、]+[^\s<>\".,;:!?)'，。；：！？（）、])"
    r"|(?P<email>(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{4,31}(?!\w))"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/]))"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)",
)
_HOST = re.compile(r"(?:[^\s./?#@]+\.)+[^\s./?#@\d][^\s./?#@]*|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]")
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"})


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: a character outside the basic plane is two units."""
    return len(text) + sum(char > "\uffff" for char in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of ``text`` that an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """Control characters become spaces and carriage returns go, as the server does before it counts."""
    kept = text.replace("\r", "")
    return "".join(" " if char < " " and char != "\n" else char for char in kept)


def trim(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    """Strip white space at both ends and move the entities along; those left empty go."""
    stripped = text.lstrip()
    lead = utf16_length(text) - utf16_length(stripped)
    stripped = stripped.rstrip()
    end = utf16_length(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] - lead + entity["length"], end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return stripped, kept


def detect(text: str, explicit: Iterable[Entity] = ()) -> list[Entity]:
    """Entities of ``text``: the explicit ones and those Telegram adds, commands, links, mentions, hashtags, e-mail.

    Nothing is found inside code, links and the like. Sorted as Telegram sorts: by offset, longer first.
    """
    given = list(explicit)
    closed = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in _OPAQUE]
    found = []
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        if any(offset < stop and start < offset + length for start, stop in closed):
            continue
        found.append({"type": str(match.lastgroup), "offset": offset, "length": length})
    return in_order([*given, *found])


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Sorted by offset, the longer first."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def link_problem(url: str, *, schemes: tuple[str, ...] = ("http", "https", "tg", "ton", "tonsite")) -> str | None:
    """Why Telegram does not take ``url`` as a link, or None. A bare host is taken as http."""
    if not url or re.search(r"[\s\x00-\x1f]", url):
        return "Wrong HTTP URL"
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", url):
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        port = parts.port
    except ValueError:
        return "Wrong port number specified in the URL"
    if parts.scheme.lower() not in schemes:
        return "Unsupported URL protocol"
    if parts.scheme.lower() not in ("http", "https"):
        return None
    if port is not None:
        host = host.rpartition(":")[0]
    return None if _HOST.fullmatch(host) else "Wrong HTTP URL"
