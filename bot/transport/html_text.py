"""Telegram's HTML as plain text, and as styled text for a terminal.

Takes any string: a tag that Telegram does not know, or one that is never closed, does no harm. Characters that would
steer a terminal are left out.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple

Styled = list[tuple[str, str]]
"""Pieces of (style, text) as prompt_toolkit takes them; a style is a string such as `bold underline`, or empty."""

_QUOTE_BAR = "│ "
_BAR_STYLE = "fg:ansibrightblack"
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "strike": "strike",
    "del": "strike",
    "code": "fg:ansicyan",
    "pre": "fg:ansicyan",
    "a": "underline",
    "tg-spoiler": "reverse",
    "span": "reverse",  # Telegram knows no other span than a spoiler's
    "blockquote": "",
    "tg-emoji": "",
    "tg-time": "",
}
_MARK = re.compile(
    r"""<(?P<close>/?)(?P<tag>[a-z][a-z-]*)(?P<attributes>(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*+)?)>"""
    r"""|&(?P<entity>lt|gt|amp|quot|\#[0-9]{1,7}|\#x[0-9a-f]{1,6});""",
    re.IGNORECASE,
)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""", re.IGNORECASE)
# Deeper nesting has no style of its own left to add; without a bound its cost would grow with its square.
_DEEPEST = 40
# All control characters but the line feed and the tab: a name with an escape sequence must not move the cursor.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class _Piece(NamedTuple):
    text: str
    style: str = ""
    quoted: bool = False


class _Open(NamedTuple):
    tag: str
    href: str
    begins_at: int  # how many pieces there were when the tag was opened


def to_plain(html: str) -> str:
    """The text as one would type it: a link as `text (address)`, a quotation behind a bar, no other marks."""
    return "\n".join("".join(text for _, text in line) for line in _lines(html)).strip("\n")


def to_styled(html: str) -> Styled:
    """The same text with styles for a terminal, line feeds included."""
    styled: Styled = []
    for line in _lines(html):
        styled += [*line, ("", "\n")]
    return styled[:-1]


def visible(html: str) -> str:
    """The text that Telegram counts and stores: without marks, addresses and bars."""
    return "".join(piece.text for piece in _pieces(html, with_addresses=False))


def harmless(text: str) -> str:
    """Text without the characters that would steer a terminal."""
    return _STEERING.sub("", text.replace("\r\n", "\n"))


def from_plain(text: str) -> str:
    """Text without marks, as HTML that shows exactly this text."""
    return escape(text, quote=False)


def _pieces(html: str, *, with_addresses: bool) -> list[_Piece]:
    pieces: list[_Piece] = []
    open_tags: list[_Open] = []

    def add(text: str) -> None:
        if text := harmless(text):
            styles = dict.fromkeys(_STYLES[item.tag] for item in open_tags)
            quoted = any(item.tag == "blockquote" for item in open_tags)
            pieces.append(_Piece(text, " ".join(filter(None, styles)), quoted))

    at = 0
    for mark in _MARK.finditer(html):
        add(html[at : mark.start()])
        at = mark.end()
        tag = (mark["tag"] or "").lower()
        if mark["entity"]:
            add(unescape(mark[0]))
        elif tag not in _STYLES:
            add(mark[0])
        elif not mark["close"]:
            if len(open_tags) == _DEEPEST:
                continue
            address = _HREF.search(mark["attributes"])
            href = unescape(next(filter(None, address.groups()), "")) if address and tag == "a" else ""
            open_tags.append(_Open(tag, href, len(pieces)))
        elif any(item.tag == tag for item in open_tags):
            while (item := open_tags.pop()).tag != tag:
                pass
            label = "".join(piece.text for piece in pieces[item.begins_at :])
            if with_addresses and item.href and item.href != label:
                add(f" ({item.href})" if label else item.href)
    add(html[at:])
    return pieces


def _lines(html: str) -> Iterator[Styled]:
    """The text line by line. A quotation stands on lines of its own, whether or not the text has line feeds there."""
    line: Styled = []
    quoted = False
    for piece in _pieces(html, with_addresses=True):
        for number, text in enumerate(piece.text.split("\n")):
            if number or (text and line and piece.quoted != quoted):
                yield _barred(line) if quoted else line
                line, quoted = [], piece.quoted
            if text:
                line.append((piece.style, text))
                quoted = piece.quoted
    yield _barred(line) if quoted else line


def _barred(line: Styled) -> Styled:
    return [(_BAR_STYLE, _QUOTE_BAR if line else _QUOTE_BAR.rstrip()), *line]
