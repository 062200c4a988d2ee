"""`/event N [date time] text`: the seller reports what the carrier's page shows."""

from __future__ import annotations

import re

from bot.alerts.moments import reschedule_parcels
from bot.buttons import Press, Rows
from bot.handlers.parcel_buttons import ParcelDelivered, ParcelNews, ParcelShow
from bot.handlers.parcel_view import facts, view
from bot.handlers.parcels import find, not_found
from bot.reading.carrier_news import News, read_news
from bot.reading.dates import DateProblem
from bot.turn import Answer, Reply, Turn
from rules.milestones import Rule
from storage import outbox, parcels
from storage.parcels import Parcel, Recorded

KIND = "event"
SOURCE = "seller"
_FIRST = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)


async def command(turn: Turn) -> Answer:
    """`/event` with a parcel and its news; with the parcel alone it waits for the news."""
    written = _FIRST.fullmatch(turn.args)
    if written is None:
        return Reply("events/how", facts(turn))
    found = await find(turn, written[1])
    if found is None:
        return not_found(turn, written[1])
    return await _ask(turn, found) if not written[2] else await report(turn, found, written[2])


async def asked(turn: Turn, data: ParcelNews) -> Answer:
    """The button under a parcel: ask what the carrier's page shows."""
    found = await find(turn, str(data.seq))
    return not_found(turn, str(data.seq)) if found is None else await _ask(turn, found)


async def continued(turn: Turn) -> Answer:
    """The news that was asked for."""
    seq = turn.dialogue.answers.get("seq") if turn.dialogue is not None else None
    found = await find(turn, str(seq))
    if found is None:
        await turn.finish()
        return not_found(turn, str(seq))
    return await report(turn, found, turn.text)


async def _ask(turn: Turn, parcel: Parcel) -> Reply:
    await turn.ask(KIND, "text", {"seq": parcel.seq})
    return Reply("events/ask", facts(turn, parcel=view(parcel, turn.chat, turn.book, turn.now)))


async def report(turn: Turn, parcel: Parcel, text: str) -> Reply:
    """Store what the carrier's page shows; what was not understood is said and nothing is stored."""
    shown = view(parcel, turn.chat, turn.book, turn.now)
    try:
        news = read_news(text, turn.now, turn.zone)
    except DateProblem as problem:
        return Reply("events/refused", facts(turn, parcel=shown, reason=problem.code, seen=problem.seen))
    if not news.text:
        return Reply("events/refused", facts(turn, parcel=shown, reason="no_text", seen=text.strip()))
    await turn.finish(KIND)
    recorded, now_known = await _store(turn, parcel, news)
    told = facts(
        turn,
        parcel=view(now_known, turn.chat, turn.book, turn.now),
        text=news.text,
        occurred_at=news.occurred_at or turn.now,
        is_new=recorded.is_new,
        is_latest=recorded.is_latest,
        closed=news.delivered and parcel.delivered_at is None,
        subscribed=turn.chat.subscribed,
    )
    return Reply("events/recorded", told, _rows(now_known))


def _rows(parcel: Parcel) -> Rows:
    look = Press("parcels.show", ParcelShow(parcel.seq), (("seq", parcel.seq),))
    if parcel.delivered_at is None:
        return ((look,),)
    return ((Press("parcels.not_delivered", ParcelDelivered(parcel.seq, False)),), (look,))


async def _store(turn: Turn, parcel: Parcel, news: News) -> tuple[Recorded, Parcel]:
    """The event, what follows from it for the alerts, and the closing when it says delivered, in one transaction."""
    occurred_at = news.occurred_at or turn.now
    async with turn.write() as tx:
        recorded = await parcels.append_event(
            turn.chat.id,
            tx,
            parcel.id,
            occurred_at=occurred_at,
            text=news.text,
            source=SOURCE,
            now=turn.now,
        )
        known = recorded.parcel
        if recorded.is_new and recorded.is_latest and not known.stalled_told:
            await outbox.suppress(turn.chat.id, tx, (parcel.id,), (Rule.STALLED,))
        if news.delivered and known.delivered_at is None:
            known = await parcels.set_delivered(turn.chat.id, tx, parcel.id, occurred_at)
        await reschedule_parcels(turn.chat, tx, turn.book, [known])
    return recorded, known
