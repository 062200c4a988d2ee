"""``/start`` with its deep links, ``/help``, and the buttons that open a command."""

from __future__ import annotations

import re

from bot.handlers import (
    alert_settings,
    ask_person,
    clawback,
    compare,
    cover,
    diagnose,
    eligible,
    faq,
    label,
    parcels,
    quote,
    watch,
    whatif,
)
from bot.handlers.ask_buttons import Destination, Go, doors
from bot.handlers.faq_answer import entry_reply
from bot.menu import BY_NAME, known_in, texts
from bot.reading.numbers import fold
from bot.reading.words import vocabulary
from bot.turn import Answer, Handler, Reply, Turn

TOPICS = ("ask", "parcels", "alerts", "chat")
"""The headings of /help, in order; every command of the menu names one of them."""

_PARCEL = re.compile(r"[A-Za-z0-9]{8,40}")


async def command(turn: Turn) -> Answer:
    """The welcome; or straight to what a deep link names: ``quote``, ``watch``, ``faq_<entry>``, ``p_<number>``."""
    payload = turn.args
    if payload in (Destination.QUOTE, Destination.WATCH):
        return await _run(turn, Destination(payload))
    if payload.startswith("faq_"):
        answer = entry_reply(turn, payload.removeprefix("faq_"))
        if answer is not None:
            return answer
    if payload.startswith("p_") and _PARCEL.fullmatch(payload.removeprefix("p_")):
        return await _run(turn, Destination.WATCH, payload.removeprefix("p_"))
    return Reply("start/welcome", {"in_group": turn.in_group}, doors())


async def show_help(turn: Turn) -> Answer:
    """Every command, grouped by topic."""
    said = texts(turn.locale)
    groups = [
        {
            "topic": topic,
            "commands": [
                {"name": command.name, "help": said[command.name]["help"]}
                for command in known_in(operators=turn.of_operators)
                if command.topic == topic
            ],
        }
        for topic in TOPICS
    ]
    return Reply("start/help", {"groups": groups, "asking": turn.asking})


async def help_from_text(turn: Turn) -> Answer:
    """The word alone shows what the command does; None for every other text."""
    bare = fold(turn.text).strip().rstrip("!.,?~\u3002 ")
    return await show_help(turn) if bare in vocabulary("helping")["help"] else None


async def go(turn: Turn, data: Go) -> Answer:
    """A button that opens a command, as if it had been typed."""
    return await _run(turn, data.to)


async def _run(turn: Turn, to: Destination, args: str = "") -> Answer:
    if not BY_NAME[to].keeps_dialogue:
        await turn.finish()
    turn.args = args
    return await _OPENS[to](turn)


_OPENS: dict[Destination, Handler] = {
    Destination.QUOTE: quote.command,
    Destination.WHATIF: whatif.command,
    Destination.ELIGIBLE: eligible.command,
    Destination.COVER: cover.command,
    Destination.CLAWBACK: clawback.command,
    Destination.DIAGNOSE: diagnose.command,
    Destination.LABEL: label.command,
    Destination.COMPARE: compare.command,
    Destination.FAQ: faq.command,
    Destination.ASK: ask_person.command,
    Destination.WATCH: watch.command,
    Destination.PARCELS: parcels.overview,
    Destination.ALERTS: alert_settings.command,
    Destination.HELP: show_help,
}
