"""What ``peifu faq`` prints: how questions are understood, one line each, so that anybody can measure it.

Needs no database and no settings, and loads nothing that only answering would take.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.faq.entries import load_entries
from bot.faq.index import FaqIndex
from bot.faq.lookup import Band, Found, Lookup
from bot.faq.understanding import Finder, understood

_ZONE = ZoneInfo("Asia/Shanghai")
"""`bot.services.PROGRAMME_ZONE`, without what else that module loads."""
_DIGITS = 4
"""Decimals of a score."""
_SHOWN = 3
"""Topics in a line for people."""
_BYTE_ORDER_MARK = "\ufeff"


def print_understood(question: str | None, *, as_json: bool) -> None:
    """Print how a question is understood, or each line of standard input where it is None, each one at once.

    Whoever reads may stop reading; that is no error.
    """
    _speak_utf8()
    catalogue = load_entries()
    lookup = Lookup(catalogue, FaqIndex.load(catalogue))
    questions = read_questions(sys.stdin) if question is None else [_readable(question)]
    try:
        for line in lines(questions, lookup, datetime.now(_ZONE).date(), as_json=as_json):
            print(line, flush=True)  # noqa: T201
    except BrokenPipeError:
        # Python flushes once more when it ends, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def read_questions(stream: TextIO) -> Iterator[str]:
    """One question a line, as soon as the line is there."""
    for number, line in enumerate(stream):
        text = line.rstrip("\r\n")
        yield text.removeprefix(_BYTE_ORDER_MARK) if number == 0 else text


def lines(questions: Iterable[str], lookup: Finder, today: date, *, as_json: bool) -> Iterator[str]:
    """A line for each question; ``today`` is the seller's calendar day."""
    for question in questions:
        found = understood(lookup, question, today) if question.strip() else Found(Band.DECLINE)
        yield json.dumps(as_object(question, found), ensure_ascii=False) if as_json else in_words(question, found)


def as_object(question: str, found: Found) -> dict[str, Any]:
    """Plain JSON values: the question, its band, the tool if the band is TOOL, and the topics ranked."""
    return {
        "question": question,
        "band": found.band.value,
        "tool": found.tool,
        "entries": [{"id": match.entry_id, "score": round(match.score, _DIGITS)} for match in found.matches],
    }


def in_words(question: str, found: Found) -> str:
    """A line for people: the band, what it leads to, the question, and the first topics with their scores."""
    what = found.tool or found.topic or ", ".join(found.choices) or "-"
    ranked = ", ".join(f"{match.entry_id} {match.score:.2f}" for match in found.matches[:_SHOWN])
    return f"{found.band.value:8}{what}  <- {' '.join(question.split())}" + (f"  ({ranked})" if ranked else "")


def _readable(argument: str) -> str:
    """An argument whose bytes are no text shows a mark in their place."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _speak_utf8() -> None:
    """Whatever the system's locale says; bytes that are no text are shown as a mark, and stop nothing."""
    for stream in (sys.stdin, sys.stdout):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
