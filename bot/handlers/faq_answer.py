"""From a question to its reply: an answer, up to three titles to choose from, the tool whose job it is, or a no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from bot.buttons import Press, Rows
from bot.faq.answers import Answer as Written
from bot.faq.entries import Entry
from bot.faq.followed import fitting, leads_back
from bot.faq.lookup import Band, Found
from bot.faq.recent import BROWSED, Asked
from bot.faq.understanding import understood
from bot.handlers.ask_buttons import Destination, FaqEntry, FaqGroup, FaqMenu, Go
from bot.handlers.fallback import LONGEST_TEXT, not_understood
from bot.handlers.faq_buttons import FaqChoice, FaqNone, FaqThumb
from bot.handlers.faq_declined import declined, has_person, ways_on
from bot.transport.html_text import visible
from bot.turn import Answer, Place, Reply, Turn
from rules.book import DatedBook

ANSWER = "faq/answer"
"""The template of an answer."""
RELATED = 3
OFFERED = 3
"""Titles under an answer that was not what was asked, and under the button of a tool."""
NEAR = 0.17
"""Least score of a title that is offered beside something else; below it a topic shares only everyday words."""
_OWN_SOURCE = "M0"
_BULLET = "\N{BULLET}"


async def look_up(turn: Turn, text: str) -> Answer:
    """What is said to a question in the seller's own words."""
    if len(text) > LONGEST_TEXT:
        return await not_understood(turn)
    recent = turn.services.recent
    after = recent.followed_entry(turn.chat.id, turn.user_id)
    found = understood(turn.services.faq, text, turn.today, after)
    back = leads_back(turn.services.faq, text, found, after)
    if back:
        found = replace(found, band=Band.ANSWER, topic=after, choices=())
    shown = found.topic if found.band is Band.ANSWER else None
    asked = recent.note(turn.chat.id, turn.user_id, text, found, shown, locale=turn.locale)
    number = asked.number
    entry = turn.services.faq.entry(shown) if back and shown is not None else None
    if entry is not None:
        return _pointed_at(turn, asked, entry)
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
    related = tuple(found for found in map(library.entry, entry.related[:RELATED]) if found is not None)
    rows = (
        (*_action(entry), Press("faq.topics", FaqGroup(entry.group))),
        *titles(related, turn.locale, in_place=True),
        _thumbs(number, entry),
    )
    return Reply(ANSWER, answer_facts(written, turn.book, asking=turn.asking), rows, place)


def answer_facts(written: Written, book: DatedBook, *, asking: bool = False) -> dict[str, object]:
    """What `ANSWER` takes: an answer, and the keys of its source line. ``asking``: another question is still open."""
    keys = [figure.key for figure in book.in_force(written.keys_used) if figure.source.id != _OWN_SOURCE]
    # The answer was escaped where it was written.
    return {"book": book, "answer": Markup(written.html), "keys": keys, "asking": asking}  # noqa: S704


def _pointed_at(turn: Turn, asked: Asked, entry: Entry) -> Reply:
    """The answer stands right above: its lines that fit; where none does, that it is not sure to be there, and the
    other entries that the text may be about, however unlikely."""
    library = turn.services.faq
    _, _, below_title = library.written(entry.id, turn.locale, turn.book).html.partition("\n\n")
    lines = [visible(line).removeprefix(_BULLET).strip() for line in below_title.splitlines()]
    facts = {"title": entry.title.to(turn.locale), "asking": turn.asking}
    action: Rows = (_action(entry),) if entry.action is not None else ()
    fit = fitting(library, asked.text, lines)
    if fit:
        return Reply("faq/above", {**facts, "lines": fit}, (*action, _thumbs(asked.number, entry)))
    asked.offered = True
    others = choices(turn, asked.number, nearest(turn, asked.found, without=(entry.id,), least=0.0))
    none: Rows = ((Press("faq.none", FaqNone(asked.number)),),) if others else ()
    facts |= {"count": len(others), "person": has_person(turn)}
    return Reply("faq/above_is_all", facts, (*action, *others, *none, *ways_on(turn, asked)))


def _thumbs(number: int, entry: Entry) -> tuple[Press, ...]:
    return (
        Press("faq.thumb_up", FaqThumb(number, entry.id, up=True)),
        Press("faq.thumb_down", FaqThumb(number, entry.id, up=False)),
    )


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


def nearest(turn: Turn, found: Found, without: Iterable[str] = (), *, least: float = NEAR) -> tuple[str, ...]:
    """The entries a question is likely to be about, best first, then those related to what was shown; at most three.

    ``least`` is the score from which an entry is likely enough.
    """
    shown = tuple(without)
    near = [match.entry_id for match in found.matches if match.score >= least]
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
