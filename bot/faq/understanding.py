"""What a text is understood as, before anything is done with it: the job of a tool, or a question about a topic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.faq.lookup import Band, Found
from bot.faq.tools import tool_of


class Finder(Protocol):
    """What looks questions up: the library, or its lookup alone."""

    def find(self, text: str, *, after: str | None = None) -> Found:
        """What a question is understood as; ``after`` is the entry answered before."""


def understood(library: Finder, text: str, today: date, after: str | None = None) -> Found:
    """The band of a text. What a tool can work out is left to it, and the topics are ranked all the same.

    ``today`` is the seller's calendar day, ``after`` the entry answered last in this chat.
    """
    found = library.find(text, after=after)
    tool = tool_of(text, today)
    return found if tool is None else replace(found, band=Band.TOOL, tool=tool, topic=None, choices=())
