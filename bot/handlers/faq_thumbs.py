"""What a seller says of an answer or of the titles she was offered; there is one round of choices and no second."""

from __future__ import annotations

from bot.faq.recent import BROWSED, Asked
from bot.handlers import ask_person
from bot.handlers.fallback import stale_button
from bot.handlers.faq_answer import choices, entry_reply, nearest
from bot.handlers.faq_buttons import FaqChoice, FaqNone, FaqPerson, FaqThumb
from bot.handlers.faq_declined import ended, has_person, keep, ways_on
from bot.turn import Answer, Place, Reply, Turn
from storage.questions import Reason


async def choice_pressed(turn: Turn, data: FaqChoice) -> Answer:
    """One of the titles offered: its answer, below the titles, which stay for a second look."""
    asked = _asked(turn, data.number)
    answer = entry_reply(turn, data.entry, number=data.number if asked is not None else BROWSED)
    if answer is None:
        return await stale_button(turn)
    if asked is not None and data.entry not in asked.answered:
        asked.answered.append(data.entry)
    return answer


async def none_pressed(turn: Turn, data: FaqNone) -> Answer:
    """None of the titles: the question is kept, and the round is over, in place of the titles."""
    asked = _asked(turn, data.number)
    if asked is None:
        return Reply("faq/gone", {"browsed": False}, place=Place.EDIT)
    seen = (*asked.answered[-1:], *asked.found.choices[:1])
    noted = await keep(turn, asked, Reason.MISTAPPED, seen[0] if seen else None)
    return ended(turn, asked, chosen=False, noted=noted, place=Place.EDIT)


async def thumb_pressed(turn: Turn, data: FaqThumb) -> Answer:
    """Up: thanks. Down: the question is kept, and the next best titles are offered, unless titles had been."""
    asked = _asked(turn, data.number)
    if data.up:
        return Reply("faq/thumb_up", {}, place=Place.TOAST)
    turn.services.recent.turned_down(turn.chat.id, turn.user_id, data.entry)
    if asked is None or data.entry not in asked.answered:
        return Reply("faq/gone", {"browsed": data.number == BROWSED})
    if data.entry in asked.refused:
        return Reply("faq/thumb_again", {}, place=Place.TOAST)
    asked.refused.append(data.entry)
    noted = await keep(turn, asked, Reason.THUMBED_DOWN, data.entry)
    others = () if asked.offered else nearest(turn, asked.found, without=asked.answered)
    asked.offered = True
    if not others:
        return ended(turn, asked, chosen=True, noted=noted)
    facts = {"count": len(others), "noted": noted, "person": has_person(turn)}
    return Reply("faq/nearest", facts, (*choices(turn, data.number, others), *ways_on(turn, asked)))


async def person_pressed(turn: Turn, data: FaqPerson) -> Answer:
    """The question as it was asked goes to a person, once; one that is not known any more is asked for."""
    asked = _asked(turn, data.number)
    if asked is not None and asked.handed_over:
        return Reply("faq/handed_over", {}, place=Place.TOAST)
    turn.args = asked.text if asked is not None else ""
    answer = await ask_person.command(turn)
    if asked is not None:
        asked.handed_over = isinstance(answer, Reply) and answer.template == "ask/sent"
    return answer


def _asked(turn: Turn, number: int) -> Asked | None:
    """This person's question in this chat; what is said of it is said in its language, unless one was chosen."""
    asked = turn.services.recent.find(turn.chat.id, turn.user_id, number)
    if asked is not None and turn.chat.language is None:
        turn.locale = asked.locale
    return asked
