"""The tags of Telegram's HTML: which there are, what they may carry and what may stand inside what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .text import link_problem

KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
ATTRIBUTES = {
    "a": {"href"},
    "span": {"class"},
    "code": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
    "tg-time": {"unix", "format"},
}
_USER_LINK = re.compile(r"tg:(?://)?user\?id=(\d+)", re.IGNORECASE)
_TIME_FORMAT = re.compile(r"[rR]|[tTdDwW]*")


class HtmlError(ValueError):
    """Telegram would refuse the text; the message is its reason, without the ``Can't parse entities`` in front."""


@dataclass
class OpenTag:
    """A start tag that waits for its end: ``offset`` in UTF-16 units, ``position`` in the parser's output."""

    tag: str
    attributes: dict[str, str]
    offset: int
    position: int


def nesting_remark(tag: str, around: Sequence[OpenTag]) -> str | None:
    """What the reader would miss of ``tag`` inside ``around``: code holds no markup, quotes do not nest."""
    kind, outer = KINDS[tag], [KINDS[entry.tag] for entry in around]
    if "code" in outer or ("pre" in outer and kind != "code"):
        return f"<{tag}> inside {outer[-1]} is not shown: code holds no other markup"
    if kind in {"code", "pre"} and set(outer) - {"pre", "blockquote"}:
        return f"<{tag}> inside {outer[-1]} is not shown as both"
    if kind == "blockquote" and kind in outer:
        return "a blockquote inside a blockquote is not shown"
    return None


def time_fields(attributes: dict[str, str]) -> dict[str, Any]:
    """Fields of a ``date_time`` entity from ``unix`` (seconds) and ``format``."""
    unix, shape = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isdigit() or not 0 < int(unix) < 2**31:
        raise HtmlError("Invalid Unix time specified")
    if not _TIME_FORMAT.fullmatch(shape):
        raise HtmlError("Invalid date-time format specified")
    return {"unix_time": int(unix), **({"date_time_format": shape} if shape else {})}


def emoji_fields(attributes: dict[str, str]) -> dict[str, Any]:
    """Fields of a ``custom_emoji`` entity."""
    identifier = attributes.get("emoji-id", "")
    if not identifier.isdigit() or int(identifier) == 0:
        raise HtmlError("Invalid custom emoji identifier specified")
    return {"custom_emoji_id": identifier}


def link_fields(url: str) -> tuple[str, dict[str, Any]] | str:
    """Kind and fields of a link's entity, or why Telegram drops the link and keeps the text."""
    person = _USER_LINK.fullmatch(url)
    if person:
        return "text_mention", {"user": {"id": int(person[1]), "is_bot": False, "first_name": person[1]}}
    problem = link_problem(url)
    if problem:
        return f"the link to {url!r} is dropped: {problem}"
    return "text_link", {"url": url if "://" in url else f"http://{url}/"}
