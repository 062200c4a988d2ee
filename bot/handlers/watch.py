"""`/watch`, pasted lists, and whatever names a parcel beside something else."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers import cover, diagnose_asking
from bot.handlers.faq_answer import look_up
from bot.handlers.open_question import again
from bot.handlers.parcel_view import facts
from bot.handlers.parcels import find, show
from bot.handlers.watching import KIND, LIMITS, put_under_watch
from bot.reading.asked_parcel import ParcelWish, asked_in_list, parcel_wish, read_beside, read_wish, said_of_stuck
from bot.reading.parcels import ParcelLine, ParcelList, find_number, read_parcels
from bot.turn import Answer, Place, Reply, Turn, replies

__all__ = ["KIND", "beside", "command", "continued", "from_text"]


async def command(turn: Turn) -> Answer:
    """`/watch` with a list behind it; alone it explains itself and waits for the list."""
    if not turn.args:
        await turn.ask(KIND, "list", {})
        return Reply("watch/how", facts(turn, limits=LIMITS))
    watched = await put_under_watch(turn, read_parcels(turn.args, turn.now, turn.zone))
    asked = turn.args if read_beside(turn.args, turn.now, turn.zone) is not None else asked_in_list(turn.args)
    return await _with_answer(turn, watched, asked)


async def from_text(turn: Turn) -> Answer:
    """A parcel list or a wish about a number, sent without a command; None when the text is neither.

    A question of another kind that is open is asked again below.
    """
    match parcel_wish(turn.text):
        case ParcelWish.WATCH:
            watched = await put_under_watch(turn, read_wish(turn.text, turn.now, turn.zone))
            stuck = said_of_stuck(turn.text)
            asked = stuck if stuck and turn.services.faq.answer(stuck) is not None else asked_in_list(turn.text)
            if asked:  # the answer says that another question is still open
                return await _with_answer(turn, watched, asked)
            return (watched, *replies(await again(turn)))
        case ParcelWish.WHEREABOUTS:
            return await _whereabouts(turn)
    return None


async def beside(turn: Turn, answer: Answer) -> Answer:
    """The answer to a question or a complaint; behind the word that its parcels are watched where it names any."""
    read = read_beside(turn.text, turn.now, turn.zone)
    if read is None:
        return answer
    if turn.dialogue is not None and turn.dialogue.kind in (cover.KIND, diagnose_asking.KIND):
        read = await _leaving_records(turn, read)  # what stands beside the number is meant for the dialogue
    return (await put_under_watch(turn, read), *replies(answer))


async def _leaving_records(turn: Turn, read: ParcelList) -> ParcelList:
    """The same parcels, nothing said of those that are watched already."""
    parcels = [
        line if await find(turn, line.number) is None else ParcelLine(line.number, doubt=line.doubt)
        for line in read.parcels
    ]
    return replace(read, parcels=tuple(parcels))


async def continued(turn: Turn) -> Answer:
    """What comes after `/watch` alone: the list, or something else, which then is answered as if nothing were open."""
    read = read_parcels(turn.text, turn.now, turn.zone)
    if not read.parcels and all(problem.reason == "no_number" for problem in read.problems):
        await turn.finish()
        return None
    if read_beside(turn.text, turn.now, turn.zone) is not None:
        await turn.finish()
        return None
    return await _with_answer(turn, await put_under_watch(turn, read), asked_in_list(turn.text))


async def _with_answer(turn: Turn, watched: Reply, asked: str) -> tuple[Reply, ...]:
    """What a list asks beside its numbers is answered behind it."""
    return (watched, *replies(await look_up(turn, asked))) if asked else (watched,)


async def _whereabouts(turn: Turn) -> Answer:
    """What is known of a watched parcel; None for any other, of which nothing is."""
    parcel = await find(turn, find_number(turn.text) or "")
    return None if parcel is None else (await show(turn, parcel, Place.NEW), *replies(await again(turn)))
