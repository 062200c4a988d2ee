"""``/unanswered``: what the FAQ did not answer, put together by likeness, for operators to attach to entries.

Nothing is learned without a press: one phrase is attached to one entry, and what that changes is said at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.buttons import Press, Rows
from bot.faq.entries import Entry
from bot.faq.lookup import Band
from bot.faq.understanding import understood
from bot.faq_phrases import learn
from bot.handlers.fallback import stale_button
from bot.handlers.unanswered_buttons import (
    UnansweredAttach,
    UnansweredGroup,
    UnansweredIgnore,
    UnansweredPage,
    UnansweredTo,
    UnansweredUndo,
)
from bot.handlers.unanswered_open import Topic, find_open, operators, outcome, title, view
from bot.turn import Answer, Place, Reply, Turn
from storage import phrases, questions

PAGE = 5
NEAREST = 5
"""Entries offered before the groups."""
_RANKED = 40
"""Topics looked at for them; many are topics that are declined, to which nothing is attached."""


async def command(turn: Turn) -> Answer:
    """The first page of the list."""
    return await _page(turn, 0, Place.NEW)


async def page_pressed(turn: Turn, data: UnansweredPage) -> Answer:
    """A page of the list, as it is now."""
    if not turn.of_operators:
        return await stale_button(turn)
    return await _page(turn, data.page, Place.EDIT)


async def attach_pressed(turn: Turn, data: UnansweredAttach) -> Answer:
    """Which entry answers it? The nearest ones, or the groups."""
    topic = (await find_open(turn)).of(data.question)
    if topic is None:
        return await _gone(turn)
    question = topic.clearest
    if data.groups:
        rows: Rows = tuple(
            (Press("unanswered.group", UnansweredGroup(question.id, data.page, group), _name(name.to(turn.locale))),)
            for group, name in turn.services.faq.groups
        )
    else:
        other = Press("unanswered.groups", UnansweredAttach(question.id, data.page, groups=True))
        rows = (*_entries(turn, question.id, data.page, _nearest(turn, question.text)), (other,))
    return _choose(turn, topic, rows, data.page)


async def group_pressed(turn: Turn, data: UnansweredGroup) -> Answer:
    """The entries of a group."""
    topic = (await find_open(turn)).of(data.question)
    if topic is None:
        return await _gone(turn)
    back = Press("unanswered.groups", UnansweredAttach(topic.clearest.id, data.page, groups=True))
    entries = turn.services.faq.in_group(data.group)
    rows = (*_entries(turn, topic.clearest.id, data.page, entries), (back,))
    return _choose(turn, topic, rows, data.page)


async def to_pressed(turn: Turn, data: UnansweredTo) -> Answer:
    """Attach the words of the question to an entry, answer with them from now on, and take off the list what that
    answers; the others of its topic stay there."""
    faq = turn.services.faq
    topic = (await find_open(turn)).of(data.question)
    entry = faq.entry(data.entry)
    if topic is None or entry is None:
        return await _gone(turn)
    # The words that were shown, even if a clearer question has come in since.
    asked = next(each for each in topic.questions if each.id == data.question)
    was = outcome(turn, asked.text)
    async with turn.services.database.write() as tx:
        known = await phrases.find(turn.chat.id, tx, operators(turn), asked.text)
        phrase = await phrases.attach(
            turn.chat.id, tx, operators(turn), turn.user_id, asked.text, entry.id, asked.language, turn.now
        )
    if phrase is None:
        return await _gone(turn)
    await learn(turn.services.database, faq)
    before = known.entry if known is not None else ""
    if not _is_answered(turn, asked.text, entry.id):
        await _detach(turn, phrase.id, before)
        facts = {"text": asked.text, "now": outcome(turn, asked.text)}
        return Reply("unanswered/unreadable", facts, _back(data.page), Place.EDIT)
    answered = [each.id for each in topic.questions if _is_answered(turn, each.text, entry.id)]
    async with turn.services.database.write() as tx:
        settled = await questions.settle(
            turn.chat.id, tx, operators(turn), answered, asked.id, questions.Outcome.ATTACHED
        )
    undo = UnansweredUndo(asked.id, data.page, phrase.id, before)
    facts = {
        "text": asked.text,
        "title": entry.title.to(turn.locale),
        "was": was,
        "settled": settled,
        "left": len(topic.questions) - len(answered),
    }
    return Reply("unanswered/attached", facts, _undo_or_back(undo), Place.EDIT)


async def ignore_pressed(turn: Turn, data: UnansweredIgnore) -> Answer:
    """Take the whole topic off the list."""
    topic = (await find_open(turn)).of(data.question)
    if topic is None:
        return await _gone(turn)
    ids = [each.id for each in topic.questions]
    async with turn.services.database.write() as tx:
        settled = await questions.settle(
            turn.chat.id, tx, operators(turn), ids, data.question, questions.Outcome.IGNORED
        )
    facts = {"text": topic.clearest.text, "settled": settled}
    undo = UnansweredUndo(data.question, data.page)
    return Reply("unanswered/ignored", facts, _undo_or_back(undo), Place.EDIT)


async def undo_pressed(turn: Turn, data: UnansweredUndo) -> Answer:
    """Take back an attachment or an ignoring, whichever the button stands under."""
    text = await _detach(turn, data.phrase, data.before) if data.phrase else None
    if data.phrase and text is None:
        return await _gone(turn)
    was = questions.Outcome.ATTACHED if data.phrase else questions.Outcome.IGNORED
    async with turn.services.database.write() as tx:
        reopened = await questions.reopen(turn.chat.id, tx, operators(turn), data.question, was)
    if not reopened and text is None:
        return await _gone(turn)
    now = outcome(turn, text) if text is not None else None
    facts = {"text": text, "reopened": reopened, "now": now}
    return Reply("unanswered/undone", facts, _back(data.page), Place.EDIT)


async def _page(turn: Turn, wanted: int, place: Place) -> Reply:
    found = await find_open(turn)
    pages = max(1, -(-len(found.topics) // PAGE))
    page = min(max(wanted, 0), pages - 1)
    shown = found.topics[page * PAGE : (page + 1) * PAGE]
    facts = {
        "topics": [(number, view(topic, turn)) for number, topic in enumerate(shown, page * PAGE + 1)],
        "missed": _counted(found.missed, *found.looked_at(recognised=False)),
        "recognised": _counted(found.recognised, *found.looked_at(recognised=True)),
        "page": page + 1,
        "pages": pages,
        "days": questions.KEPT.days,
    }
    rows: Rows = tuple(
        (
            Press(
                "unanswered.attach",
                UnansweredAttach(topic.clearest.id, page, groups=False),
                (("number", number),),
            ),
            Press("unanswered.ignore", UnansweredIgnore(topic.clearest.id, page), (("number", number),)),
        )
        for number, topic in enumerate(shown, page * PAGE + 1)
    )
    turning: tuple[Press, ...] = ()
    if page > 0:
        turning += (Press("unanswered.previous", UnansweredPage(page - 1)),)
    if page + 1 < pages:
        turning += (Press("unanswered.next", UnansweredPage(page + 1)),)
    return Reply("unanswered/page", facts, (*rows, turning) if turning else rows, place)


def _counted(total: int, looked_at: int, topics: int) -> dict[str, int]:
    return {"total": total, "looked_at": looked_at, "topics": topics}


def _choose(turn: Turn, topic: Topic, rows: Rows, page: int) -> Reply:
    facts = {"topic": view(topic, turn)}
    return Reply("unanswered/attach", facts, (*rows, *_back(page)), Place.EDIT)


def _nearest(turn: Turn, text: str) -> Iterable[Entry]:
    faq = turn.services.faq
    ranked = (faq.entry(match.entry_id) for match in faq.index.rank(text, _RANKED))
    return [entry for entry in ranked if entry is not None][:NEAREST]


def _entries(turn: Turn, question_id: int, page: int, entries: Iterable[Entry]) -> Rows:
    return tuple(
        (Press("unanswered.to", UnansweredTo(question_id, page, entry.id), _name(title(turn, entry.id))),)
        for entry in entries
    )


def _name(name: str) -> tuple[tuple[str, object], ...]:
    return (("name", name),)


def _undo_or_back(undo: UnansweredUndo) -> Rows:
    return ((Press("unanswered.undo", undo), Press("unanswered.back", UnansweredPage(undo.page))),)


def _back(page: int) -> Rows:
    return ((Press("unanswered.back", UnansweredPage(page)),),)


def _is_answered(turn: Turn, text: str, entry_id: str) -> bool:
    found = understood(turn.services.faq, text, turn.today)
    return found.band is Band.ANSWER and found.topic == entry_id


async def _detach(turn: Turn, phrase_id: int, before: str) -> str | None:
    """Remove a phrase, or give its words back to the entry they were attached to before; the words."""
    chat_id, may = turn.chat.id, operators(turn)
    async with turn.services.database.write() as tx:
        gone = await phrases.remove(chat_id, tx, may, phrase_id)
        if gone is not None and turn.services.faq.entry(before) is not None:
            await phrases.attach(chat_id, tx, may, turn.user_id, gone.text, before, gone.language, turn.now)
    await learn(turn.services.database, turn.services.faq)
    return gone.text if gone is not None else None


async def _gone(turn: Turn) -> Reply:
    """Somebody else was faster, or the seller erased it; or the chat is none of operators."""
    return Reply("unanswered/gone", {}, place=Place.TOAST)
