"""What is said when the bot has no answer, and which of these questions operators get to see."""

from __future__ import annotations

from bot.buttons import Press, Rows
from bot.faq.entries import Unsupported
from bot.faq.library import FAR
from bot.faq.masking import storable
from bot.faq.recent import Asked
from bot.handlers.ask_buttons import Destination, FaqMenu, Go
from bot.handlers.faq_buttons import FaqPerson
from bot.turn import Place, Reply, Turn
from storage import questions
from storage.questions import Reason


async def declined(turn: Turn, asked: Asked) -> Reply:
    """A question the bot knows nothing of: where to look instead, or what it can do."""
    topic = turn.services.faq.unsupported(asked.found.topic) if asked.found.topic is not None else None
    if topic is not None:
        return await _unsupported(turn, asked, topic)
    await keep(turn, asked, Reason.DECLINED)
    return Reply("faq/declined", {"person": has_person(turn), "asking": turn.asking}, ways_on(turn, asked))


async def _unsupported(turn: Turn, asked: Asked, topic: Unsupported) -> Reply:
    far = topic.id.startswith(FAR)  # not worth an operator's time
    if not far:
        await keep(turn, asked, Reason.DECLINED, topic.id)
    facts = {
        "title": None if far else topic.title.to(turn.locale),
        "where": topic.where.to(turn.locale),
        "asking": turn.asking,
    }
    return Reply("faq/unsupported", facts, ((Press("faq.go_help", Go(Destination.HELP)),),))


def ended(turn: Turn, asked: Asked, *, chosen: bool, noted: bool, place: Place = Place.NEW) -> Reply:
    """The end of a question that was not answered; ``chosen``: the seller had seen an answer, and it was not it."""
    facts = {"chosen": chosen, "noted": noted, "person": has_person(turn)}
    return Reply("faq/ended", facts, ways_on(turn, asked), place)


async def keep(turn: Turn, asked: Asked, reason: Reason, entry: str | None = None) -> bool:
    """Put a question where operators see it, masked and once; whether it is there. ``entry`` had been shown."""
    text = storable(asked.text)
    if not asked.stored and text is not None:
        nearest = [match.entry_id for match in asked.found.matches]
        async with turn.write() as tx:
            await questions.record(
                turn.chat.id,
                tx,
                turn.user_id,
                text,
                language=asked.locale,
                reason=reason,
                entry=entry,
                nearest=nearest,
                now=turn.now,
            )
        turn.remember()
        asked.stored = True
    return asked.stored


def ways_on(turn: Turn, asked: Asked) -> Rows:
    """A person, if one reads what is handed over, and the topics."""
    person = (Press("faq.person", FaqPerson(asked.number)),) if has_person(turn) else ()
    return ((*person, Press("faq.all_topics", FaqMenu())),)


def has_person(turn: Turn) -> bool:
    """Whether somebody reads what is handed over."""
    return turn.operators is not None
