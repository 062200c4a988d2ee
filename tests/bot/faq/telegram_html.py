"""Reads Telegram HTML the strict way: the tags an answer may use, closed in order, and nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

_ALLOWED: dict[str, list[tuple[str, str | None]]] = {
    "b": [],
    "i": [],
    "code": [],
    "blockquote": [("expandable", None)],
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ALLOWED or attrs != _ALLOWED[tag]:
            self.problems.append(f"<{tag}> with {attrs}")
        if tag in self.open:
            self.problems.append(f"<{tag}> inside itself")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> tuple[str, list[str]]:
    """The plain text, and every reason for which Telegram or this house would refuse the markup."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    problems = list(reader.problems)
    if reader.open:
        problems.append(f"left open: {reader.open}")
    text = "".join(reader.text)
    if html.count("<") != html.count(">") or text.count("<") != html.count("&lt;"):
        problems.append("a bare angle bracket")
    return text, problems
