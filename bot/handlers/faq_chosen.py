"""Choosing by words among the titles that were offered last, or turning an answer down: what pressing a button does."""

from __future__ import annotations

from collections.abc import Sequence

from bot.buttons import Press
from bot.faq.offers import Offer
from bot.handlers.faq_buttons import FaqChoice, FaqNone, FaqThumb
from bot.handlers.faq_thumbs import choice_pressed, none_pressed, thumb_pressed
from bot.reading.numbers import fold
from bot.reading.words import vocabulary
from bot.turn import Answer, Place, Reply, Turn


async def beside_question(turn: Turn) -> Answer:
    """A choice while nothing else is asked; where something is, a number may be the answer to that."""
    return None if turn.asking else await from_text(turn)


async def from_text(turn: Turn) -> Answer:
    """The title at the place that the text names, or none of them; or the answer was not what was asked.

    None when the text says nothing of this, or nothing is offered.
    """
    offer = turn.services.offers.last(turn.chat.id, turn.user_id)
    if offer is None:
        return None
    said = " ".join(fold(turn.text).split()).rstrip("!.,?~\u3002 ")
    words = vocabulary("choosing")
    if offer.none and said in words["none"]:
        return await none_pressed(turn, FaqNone(offer.number))
    if offer.shown is not None and said in words["not_asked"]:
        return await thumb_pressed(turn, FaqThumb(offer.number, offer.shown, up=False))
    for entry, names in zip(offer.entries, words["places"], strict=False):
        if said in names:
            return await choice_pressed(turn, FaqChoice(offer.number, entry))
    return None


def note_said(turn: Turn, replies: Sequence[Reply]) -> None:
    """Keep what the last reply of a turn offers; a reply without an offer ends the one before, a toast does not."""
    said = [reply for reply in replies if reply.place is not Place.TOAST]
    if said:
        turn.services.offers.said(turn.chat.id, turn.user_id, _offer(said[-1]))


def _offer(reply: Reply) -> Offer | None:
    pressed = [button.data for row in reply.buttons for button in row if isinstance(button, Press)]
    for data in pressed:
        if isinstance(data, FaqThumb) and not data.up:
            return Offer(data.number, shown=data.entry)
    chosen = [data for data in pressed if isinstance(data, FaqChoice)]
    if not chosen or reply.template == "faq/tool":
        return None
    return Offer(chosen[0].number, tuple(data.entry for data in chosen), any(isinstance(d, FaqNone) for d in pressed))
