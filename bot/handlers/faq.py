"""Questions: the topic menu of ``/faq``, a direct answer to a free text, or the nearest topics."""

from __future__ import annotations

from markupsafe import Markup

from bot.buttons import Press, Rows
from bot.faq.entries import Entry
from bot.handlers.ask_buttons import Destination, FaqEntry, FaqGroup, FaqMenu, Go, doors
from bot.handlers.fallback import LONGEST_QUESTION, not_understood
from bot.reading.money_words import names_parcel
from bot.reading.numbers import fold
from bot.reading.words import vocabulary
from bot.turn import Answer, Place, Reply, Turn

NEAREST = 3
"""Titles offered when no topic fits well enough to answer with."""
NEAREST_FROM = 0.18
"""Least score of an offered title; below it a topic shares no more than filler words with the question."""
RELATED = 3
_OWN_SOURCE = "M0"
_NEXT_STEP = {
    "money": Destination.QUOTE,
    "joining": Destination.ELIGIBLE,
    "coverage": Destination.COVER,
    "payouts": Destination.WATCH,
    "alerts": Destination.ALERTS,
}
"""The command that follows from an answer, by the group of its topic; for the other groups the shop check."""


async def command(turn: Turn) -> Answer:
    """``/faq`` shows the topic groups; ``/faq text`` looks the text up."""
    return await _look_up(turn, turn.args) if turn.args else _menu(turn, Place.NEW)


async def from_text(turn: Turn) -> Answer:
    """Any text with words in it is a question; None for what has none or is too long to be one."""
    text = turn.text.strip()
    if len(text) > LONGEST_QUESTION or not any(char.isalpha() for char in text):
        return None
    small = _small_talk(text)
    if small == "greetings":
        return Reply("start/welcome", {"in_group": turn.in_group}, doors())
    if small == "thanks":
        return Reply("faq/thanks", {"asking": turn.asking})
    return await _look_up(turn, text)


async def menu_pressed(turn: Turn, data: FaqMenu) -> Answer:
    """Back to the groups, in place."""
    del data
    return _menu(turn, Place.EDIT)


async def group_pressed(turn: Turn, data: FaqGroup) -> Answer:
    """The topics of a group, in place."""
    library = turn.services.faq
    names = dict(library.groups)
    if data.group not in names:
        return _menu(turn, Place.EDIT)
    rows = (*_titles(library.in_group(data.group), turn.locale, in_place=True), (Press("faq.back", FaqMenu()),))
    return Reply("faq/group", {"name": names[data.group].to(turn.locale)}, rows, Place.EDIT)


async def entry_pressed(turn: Turn, data: FaqEntry) -> Answer:
    """An answer, in place of the list it was chosen from or below what it belongs to."""
    answer = entry_reply(turn, data.entry, Place.EDIT if data.in_place else Place.NEW)
    return answer if answer is not None else _menu(turn, Place.EDIT)


def entry_reply(turn: Turn, entry_id: str, place: Place = Place.NEW) -> Reply | None:
    """The answer of a topic with its source line and what follows from it; None for an unknown id."""
    library = turn.services.faq
    entry = library.entry(entry_id)
    if entry is None:
        return None
    written = library.written(entry.id, turn.locale, turn.book)
    keys = [figure.key for figure in turn.book.in_force(written.keys_used) if figure.source.id != _OWN_SOURCE]
    related = tuple(found for found in map(library.entry, entry.related[:RELATED]) if found is not None)
    rows = (
        *_titles(related, turn.locale, in_place=True),
        (_next_step(entry), Press("faq.topics", FaqGroup(entry.group))),
    )
    # The answer was escaped where it was written.
    facts = {"book": turn.book, "answer": Markup(written.html), "keys": keys}  # noqa: S704
    return Reply("faq/answer", facts, rows, place)


async def _look_up(turn: Turn, text: str) -> Answer:
    if len(text) > LONGEST_QUESTION:
        return await not_understood(turn)
    library = turn.services.faq
    match = library.answer(text)
    if match is not None:
        return entry_reply(turn, match.entry_id)
    if names_parcel(text):
        watch = ((Press("faq.go_watch", Go(Destination.WATCH)),),)
        return Reply("faq/unknown", {"nearest": 0, "parcel": True, "asking": turn.asking}, watch)
    nearest = library.nearest(text, NEAREST, NEAREST_FROM)
    rows = (
        *_titles(nearest, turn.locale, in_place=False),
        (Press("faq.all_topics", FaqMenu()), Press("faq.go_quote", Go(Destination.QUOTE))),
    )
    return Reply("faq/unknown", {"nearest": len(nearest), "parcel": False, "asking": turn.asking}, rows)


def _small_talk(text: str) -> str | None:
    """``greetings`` or ``thanks`` when the whole message is one."""
    bare = fold(text).strip().rstrip("!.,?~ ")
    return next((kind for kind, words in vocabulary("small_talk").items() if bare in words), None)


def _menu(turn: Turn, place: Place) -> Reply:
    rows = tuple(
        (Press("faq.group", FaqGroup(group), (("name", name.to(turn.locale)),)),)
        for group, name in turn.services.faq.groups
    )
    return Reply("faq/menu", {}, rows, place)


def _titles(entries: tuple[Entry, ...], locale: str, *, in_place: bool) -> Rows:
    return tuple(
        (Press("faq.entry", FaqEntry(entry.id, in_place), (("title", entry.title.to(locale)),)),) for entry in entries
    )


def _next_step(entry: Entry) -> Press:
    to = _NEXT_STEP.get(entry.group, Destination.ELIGIBLE)
    return Press(f"faq.go_{to.value}", Go(to))
