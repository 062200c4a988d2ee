"""`/parcels` and `/parcel N`: everything under watch by state, and one parcel in full."""

from __future__ import annotations

from bot.alerts.moments import reschedule_parcels
from bot.buttons import Copy, Press, Rows
from bot.handlers.cover_buttons import CoverParcel
from bot.handlers.diagnose_buttons import DiagnoseParcel
from bot.handlers.parcel_buttons import ParcelDelivered, ParcelDrop, ParcelList, ParcelNews, ParcelShow
from bot.handlers.parcel_view import facts, idle_before, view
from bot.reading.parcels import find_number
from bot.turn import Answer, Place, Reply, Turn
from storage import parcels
from storage.parcels import STATES, Counts, Parcel

PAGE = 8
EVENTS = 6
_LONGEST_SEQ = 9


async def overview(turn: Turn) -> Answer:
    """`/parcels`: how many parcels are in each state, with a button for each."""
    return await _overview(turn, Place.NEW)


async def detail(turn: Turn) -> Answer:
    """`/parcel N`, or a tracking number in place of N."""
    if not turn.args:
        return Reply("parcels/which", facts(turn))
    found = await find(turn, turn.args.split()[0])
    if found is None:
        return not_found(turn, turn.args)
    return await show(turn, found, Place.NEW)


async def listed(turn: Turn, data: ParcelList) -> Answer:
    """A button of the overview or of a page: that state's parcels, in place."""
    if data.state not in STATES:
        return await _overview(turn, Place.EDIT)
    counts = await _counts(turn)
    total: int = getattr(counts, data.state)
    pages = max(1, -(-total // PAGE))
    page = min(max(data.page, 0), pages - 1)
    async with turn.services.database.read() as tx:
        found = await parcels.page(
            turn.chat.id,
            tx,
            state=data.state,
            now=turn.now,
            idle_before=idle_before(turn.chat, turn.now),
            offset=page * PAGE,
            limit=PAGE,
        )
    views = [view(parcel, turn.chat, turn.book, turn.now) for parcel in found]
    shown = facts(turn, state=data.state, parcels=views, total=total, page=page + 1, pages=pages)
    numbers = tuple(Press("parcels.number", ParcelShow(each.seq), (("seq", each.seq),)) for each in views)
    turning: tuple[Press, ...] = ()
    if page > 0:
        turning += (Press("parcels.previous", ParcelList(data.state, page - 1)),)
    if page + 1 < pages:
        turning += (Press("parcels.next", ParcelList(data.state, page + 1)),)
    last = (Press("parcels.all", ParcelList("", 0)), Press("parcels.refresh", ParcelList(data.state, page)))
    rows = tuple(row for row in (numbers[:4], numbers[4:], turning, last) if row)
    return Reply("parcels/page", shown, rows, Place.EDIT)


async def shown(turn: Turn, data: ParcelShow) -> Answer:
    """A parcel's button: the parcel in full, in place."""
    found = await find(turn, str(data.seq))
    return not_found(turn, str(data.seq)) if found is None else await show(turn, found, Place.EDIT)


async def delivered(turn: Turn, data: ParcelDelivered) -> Answer:
    """Close the parcel, or open it again as if it had never been closed."""
    found = await find(turn, str(data.seq))
    if found is None:
        return not_found(turn, str(data.seq))
    if (found.delivered_at is not None) != data.delivered:
        async with turn.write() as tx:
            moment = turn.now if data.delivered else None
            found = await parcels.set_delivered(turn.chat.id, tx, found.id, moment)
            await reschedule_parcels(turn.chat, tx, turn.book, [found])
    return await show(turn, found, Place.EDIT)


async def dropped(turn: Turn, data: ParcelDrop) -> Answer:
    """Stop watching: the first press asks, the second does it."""
    found = await find(turn, str(data.seq))
    if found is None:
        return not_found(turn, str(data.seq))
    if not data.confirmed:
        rows = (
            (Press("parcels.drop_yes", ParcelDrop(found.seq, True)), Press("parcels.drop_no", ParcelShow(found.seq))),
        )
        asked = facts(turn, parcel=view(found, turn.chat, turn.book, turn.now))
        return Reply("parcels/drop", asked, rows, Place.EDIT)
    async with turn.write() as tx:
        await parcels.remove(turn.chat.id, tx, [found.seq])
    gone = facts(turn, parcel=view(found, turn.chat, turn.book, turn.now))
    return Reply("parcels/dropped", gone, ((Press("parcels.all", ParcelList("", 0)),),), Place.EDIT)


async def find(turn: Turn, named: str) -> Parcel | None:
    """This chat's parcel by its number in the chat (``3`` or ``#3``) or by its tracking number."""
    named = named.removeprefix("#")
    async with turn.services.database.read() as tx:
        if named.isascii() and named.isdigit() and len(named) <= _LONGEST_SEQ:
            return await parcels.by_seq(turn.chat.id, tx, int(named))
        number = find_number(named)
        return None if number is None else await parcels.by_number(turn.chat.id, tx, number)


def not_found(turn: Turn, named: str) -> Reply:
    """No such parcel in this chat: it was never here, or is watched no longer."""
    return Reply("parcels/unknown", facts(turn, named=named[:40]), ((Press("parcels.all", ParcelList("", 0)),),))


async def show(turn: Turn, parcel: Parcel, place: Place) -> Reply:
    """One parcel in full with its buttons."""
    async with turn.services.database.read() as tx:
        events = await parcels.events(turn.chat.id, tx, parcel.id, EVENTS + 1)
    told = facts(
        turn,
        parcel=view(parcel, turn.chat, turn.book, turn.now),
        events=events[:EVENTS],
        more_events=len(events) > EVENTS,
        chat=turn.chat,
    )
    return Reply("parcels/detail", told, _detail_rows(parcel), place)


def _detail_rows(parcel: Parcel) -> Rows:
    seq = parcel.seq
    if parcel.delivered_at is None:
        first = (Press("parcels.delivered", ParcelDelivered(seq, True)), Press("events.report", ParcelNews(seq)))
    else:
        first = (Press("parcels.not_delivered", ParcelDelivered(seq, False)),)  # type: ignore[assignment]
    return (
        first,
        (Press("cover.of_parcel", CoverParcel(seq)), Press("diagnose.of_parcel", DiagnoseParcel(seq))),
        (Copy("parcels.copy", parcel.number), Press("parcels.drop", ParcelDrop(seq, False))),
        (Press("parcels.all", ParcelList("", 0)), Press("parcels.refresh", ParcelShow(seq))),
    )


async def _overview(turn: Turn, place: Place) -> Reply:
    counts = await _counts(turn)
    if not counts.total:
        return Reply("parcels/none", facts(turn), (), place)
    states = [
        Press(f"parcels.state_{state}", ParcelList(state, 0), (("count", getattr(counts, state)),))
        for state in STATES
        if getattr(counts, state)
    ]
    rows = (*((state,) for state in states), (Press("parcels.refresh", ParcelList("", 0)),))
    return Reply("parcels/overview", facts(turn, counts=counts, chat=turn.chat), rows, place)


async def _counts(turn: Turn) -> Counts:
    async with turn.services.database.read() as tx:
        return await parcels.counts(turn.chat.id, tx, turn.now, idle_before(turn.chat, turn.now))
