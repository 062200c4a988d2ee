"""Which command's job a text is: one that carries the figures of a tool, and asks for what the tool works out.

One decision for the chat and the command line: the handlers' ``from_text`` ask the same functions, in the same order. A
question that only mentions a figure of the programme is nobody's here; the lookup answers it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.reading.asked import holds_figure
from bot.reading.asked_clawback import asks_clawback
from bot.reading.asked_cover import asks_verdict
from bot.reading.asked_parcel import parcel_wish
from bot.reading.asked_premium import asks_quote, names_quote
from bot.reading.asked_rate import asks_rate
from bot.reading.asked_saving import asks_saving
from bot.reading.asked_shop import asks_entry
from bot.reading.label_text import looks_like_label

TOOLS: tuple[tuple[str, Callable[[str, date], bool]], ...] = (
    ("label", lambda text, today: looks_like_label(text)),
    ("watch", lambda text, today: parcel_wish(text) is not None),
    ("cover", asks_verdict),
    ("clawback", lambda text, today: asks_clawback(text)),
    ("whatif", lambda text, today: asks_saving(text)),
    ("eligible", lambda text, today: asks_entry(text)),
    ("quote", asks_quote),
)
"""Commands by name, in the order in which they are asked; `bot.routes` asks their handlers in the same one."""
_ASKED_IN_WORDS = ("cover", "clawback", "whatif", "eligible")


def tool_of(text: str, today: date) -> str | None:
    """The command whose job a text is, or None; ``today`` is the seller's calendar day. Never raises."""
    if not holds_figure(text):
        return None
    return next((name for name, is_its_job in TOOLS if is_its_job(text, today)), None)


def is_another_job(text: str, today: date, command: str) -> bool:
    """Whether a text is no answer to the open question of a command, because it asks another tool in so many words, or
    which band a rate that it names lies in.

    Numbers alone, a label and a parcel list may be answers, whoever else takes them.
    """
    tool = tool_of(text, today)
    if tool is None:
        return asks_rate(text)
    return tool != command and (tool in _ASKED_IN_WORDS or (tool == "quote" and names_quote(text)))
