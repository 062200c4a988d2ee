"""From a question to its reply: an answer, up to three titles to choose from, the tool whose job it is, or a no."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from bot.buttons import Press, Rows
from bot.faq.entries import Entry
from bot.faq.lookup import Band, Found
from bot.faq.recent import BROWSED
from bot.faq.understanding import understood
from bot.handlers.ask_buttons import Destination, FaqEntry, FaqGroup, FaqMenu, Go
from bot.handlers.fallback import LONGEST_QUESTION, not_understood
from bot.handlers.faq_buttons import FaqChoice, FaqNone, FaqThumb
from bot.handlers.faq_declined import declined
from bot.turn import Answer, Place, Reply, Turn

RELATED = 3
OFFERED = 3
"""Titles under an answer that was not what was asked, and under the button of a tool."""
NEAR = 0.17
"""Least score of a title that is offered beside something else; below it a topic shares only everyday words."""
_OWN_SOURCE = "M0"


async def look_up(turn: Turn, text: str) -> Answer:
    """What is said to a question in the seller's own words."""
    if len(text) > LONGEST_QUESTION:
        return await not_understood(turn)
    recent = turn.services.recent
    after = recent.last_entry(turn.chat.id, turn.user_id)
    found = understood(turn.services.faq, text, turn.today, after)
    shown = found.topic if found.band is Band.ANSWER else None
    asked = recent.note(turn.chat.id, turn.user_id, text, found, shown, locale=turn.locale)
    number = asked.number
    if shown is not None:
        return entry_reply(turn, shown, number=number)
    if found.tool is not None:
        return _tool(turn, found, found.tool, number)
    if found.band is Band.CHOOSE:
        rows = (*choices(turn, number, found.choices), (Press("faq.none", FaqNone(number)),))
        return Reply("faq/choose", {"count": len(found.choices), "asking": turn.asking}, rows)
    return await declined(turn, asked)


def entry_reply(turn: Turn, entry_id: str, place: Place = Place.NEW, *, number: int = BROWSED) -> Reply | None:
    """The answer of a topic with its source line and what follows from it; None for an unknown id.

    ``number`` is that of the question it answers, for the thumbs under it.
    """
    library = turn.services.faq
    entry = library.entry(entry_id)
    if entry is None:
        return None
    turn.services.recent.opened(turn.chat.id, turn.user_id, entry.id)
    written = library.written(entry.id, turn.locale, turn.book)
    keys = [figure.key for figure in turn.book.in_force(written.keys_used) if figure.source.id != _OWN_SOURCE]
    related = tuple(found for found in map(library.entry, entry.related[:RELATED]) if found is not None)
    rows = (
        (*_action(entry), Press("faq.topics", FaqGroup(entry.group))),
        *titles(related, turn.locale, in_place=True),
        (
            Press("faq.thumb_up", FaqThumb(number, entry.id, up=True)),
            Press("faq.thumb_down", FaqThumb(number, entry.id, up=False)),
        ),
    )
    # The answer was escaped where it was written.
    facts = {"book": turn.book, "answer": Markup(written.html), "keys": keys}  # noqa: S704
    return Reply("faq/answer", facts, rows, place)


def titles(entries: Iterable[Entry], locale: str, *, in_place: bool) -> Rows:
    """A button for each topic, one below the other."""
    return tuple(
        (Press("faq.entry", FaqEntry(entry.id, in_place), (("title", entry.title.to(locale)),)),) for entry in entries
    )


def choices(turn: Turn, number: int, entry_ids: Iterable[str]) -> Rows:
    """A button for each topic that is offered for the question of this number."""
    offered = (entry for entry in map(turn.services.faq.entry, entry_ids) if entry is not None)
    return tuple(
        (Press("faq.entry", FaqChoice(number, entry.id), (("title", entry.title.to(turn.locale)),)),)
        for entry in offered
    )


def nearest(turn: Turn, found: Found, without: Iterable[str] = ()) -> tuple[str, ...]:
    """The entries a question is likely to be about, best first, then those related to what was shown; at most three."""
    shown = tuple(without)
    near = [match.entry_id for match in found.matches if match.score >= NEAR]
    related = [other for entry in map(turn.services.faq.entry, shown) if entry is not None for other in entry.related]
    known = dict.fromkeys(topic for topic in (*near, *related) if turn.services.faq.entry(topic) is not None)
    return tuple(topic for topic in known if topic not in shown)[:OFFERED]


def _tool(turn: Turn, found: Found, tool: str, number: int) -> Reply:
    """The tool's own reader did not take the text: its button begins from scratch; the nearest title may do as well."""
    if tool == Destination.WATCH:
        return Reply("faq/parcel", {"asking": turn.asking}, ((Press("faq.go_watch", Go(Destination.WATCH)),),))
    rows = (
        (Press(f"faq.go_{tool}", Go(Destination(tool))),),
        *choices(turn, number, nearest(turn, found)[:1]),
        (Press("faq.all_topics", FaqMenu()),),
    )
    return Reply("faq/tool", {"tool": tool, "asking": turn.asking}, rows)


def _action(entry: Entry) -> tuple[Press, ...]:
    """The command that follows from an answer, if one does."""
    return (Press(f"faq.go_{entry.action}", Go(Destination(entry.action))),) if entry.action is not None else ()
