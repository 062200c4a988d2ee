"""Questions: the topic menu of ``/faq``, any text with words in it, and small talk."""

from __future__ import annotations

from bot.buttons import Press
from bot.handlers.ask_buttons import FaqEntry, FaqGroup, FaqMenu, doors
from bot.handlers.fallback import LONGEST_TEXT
from bot.handlers.faq_answer import entry_reply, look_up, titles
from bot.handlers.faq_declined import has_person
from bot.reading.numbers import fold
from bot.reading.words import vocabulary
from bot.turn import Answer, Place, Reply, Turn

_GUIDED = frozenset({"quote", "cover", "eligible", "whatif", "clawback", "diagnose", "label"})
"""The dialogues that ask one thing after another."""


async def command(turn: Turn) -> Answer:
    """``/faq`` shows the topic groups; ``/faq text`` looks the text up."""
    return await look_up(turn, turn.args) if turn.args else _menu(turn, Place.NEW)


async def from_text(turn: Turn) -> Answer:
    """Any text with words in it is a question; None for what has none or is too long to be one."""
    text = turn.text.strip()
    if len(text) > LONGEST_TEXT or not any(char.isalpha() for char in text):
        return None
    return _small_talk(turn, text) or await look_up(turn, text)


async def beside_question(turn: Turn) -> Answer:
    """Small talk while a guided question is open; None for what may be an answer to it, and in every other chat."""
    guided = turn.dialogue is not None and turn.dialogue.kind in _GUIDED
    if not guided or _bare(turn.text) in vocabulary("may_answer")["words"]:
        return None
    return _small_talk(turn, turn.text)


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
    rows = (*titles(library.in_group(data.group), turn.locale, in_place=True), (Press("faq.back", FaqMenu()),))
    return Reply("faq/group", {"name": names[data.group].to(turn.locale)}, rows, Place.EDIT)


async def entry_pressed(turn: Turn, data: FaqEntry) -> Answer:
    """An answer, in place of the list it was chosen from or below what it belongs to."""
    answer = entry_reply(turn, data.entry, Place.EDIT if data.in_place else Place.NEW)
    return answer if answer is not None else _menu(turn, Place.EDIT)


def _menu(turn: Turn, place: Place) -> Reply:
    rows = tuple(
        (Press("faq.group", FaqGroup(group), (("name", name.to(turn.locale)),)),)
        for group, name in turn.services.faq.groups
    )
    return Reply("faq/menu", {}, rows, place)


def _bare(text: str) -> str:
    return fold(text).strip().rstrip("!.,?~\u3002\u2026 ")


def _small_talk(turn: Turn, text: str) -> Reply | None:
    """The answer to a message that as a whole is a greeting, thanks, a goodbye, or asks who is speaking."""
    bare = _bare(text)
    kind = next((kind for kind, words in vocabulary("small_talk").items() if bare in words), None)
    if kind == "greetings":
        return Reply("start/welcome", {"in_group": turn.in_group}, doors())
    if kind == "machine":
        topics = ((Press("faq.all_topics", FaqMenu()),),)
        return Reply("faq/machine", {"person": has_person(turn), "asking": turn.asking}, topics)
    return Reply(f"faq/{kind}", {"asking": turn.asking}) if kind is not None else None
