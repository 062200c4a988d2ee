"""`/subscribe`, `/unsubscribe` and `/unwatch`: whether the chat hears of its parcels, and which ones it has."""

from __future__ import annotations

import re

from bot.alerts.changes import change_alerts
from bot.alerts.moments import next_moment
from bot.alerts.quiet import quiet_until
from bot.buttons import Press
from bot.handlers.parcel_buttons import DropAll, ParcelList, Subscribe
from bot.handlers.parcel_view import facts, view
from bot.handlers.parcels import find
from bot.membership import kept_from
from bot.reading.alert_words import means_all
from bot.turn import Answer, Place, Reply, Turn
from storage import parcels

SHOWN = 10
_WORDS = re.compile(r"[\s,;，；、]+")


async def subscribe(turn: Turn) -> Answer:
    """`/subscribe`: alerts on."""
    return await _switch(turn, True, Place.NEW)


async def unsubscribe(turn: Turn) -> Answer:
    """`/unsubscribe`: alerts off; the parcels stay."""
    return await _switch(turn, False, Place.NEW)


async def switched(turn: Turn, data: Subscribe) -> Answer:
    """The button that turns alerts on or off."""
    return await _switch(turn, data.on, Place.NEW)


async def _switch(turn: Turn, on: bool, place: Place) -> Reply:
    before = turn.chat.subscribed
    if before != on:
        refusal = None if on else await kept_from(turn, "settings")
        if refusal is not None:
            return refusal
        await change_alerts(turn, subscribed=on, asked_to_subscribe=True)
    async with turn.services.database.read() as tx:
        watched = await parcels.open_parcels(turn.chat.id, tx)
    moments = [next_moment(parcel, turn.chat, turn.book) for parcel in watched]
    told = facts(
        turn,
        chat=turn.chat,
        watched=len(watched),
        already=before == on,
        due=sum(moment is not None and moment <= turn.now for moment in moments),
        quiet=quiet_until(turn.now, turn.chat.quiet_from, turn.chat.quiet_to, turn.chat.timezone) is not None,
    )
    other = Press("subscriptions.off" if on else "subscriptions.on", Subscribe(not on))
    look = Press("parcels.all", ParcelList("", 0))
    rows = ((look,),) if on else ((other,),)
    return Reply("subscriptions/on" if on else "subscriptions/off", told, rows if on or watched else (), place)


async def unwatch(turn: Turn) -> Answer:
    """`/unwatch 3 5`, or tracking numbers, or all of them, which is asked first."""
    named = [word for word in _WORDS.split(turn.args) if word]
    if not named:
        return Reply("subscriptions/unwatch_how", facts(turn))
    if means_all(turn.args):
        return await _ask_all(turn)
    found, unknown = [], []
    for word in dict.fromkeys(named):
        parcel = await find(turn, word)
        if parcel is None:
            unknown.append(word[:40])
        elif parcel not in found:
            found.append(parcel)
    async with turn.write() as tx:
        removed = await parcels.remove(turn.chat.id, tx, [parcel.seq for parcel in found])
    told = facts(
        turn,
        removed=[view(parcel, turn.chat, turn.book, turn.now) for parcel in removed[:SHOWN]],
        more=max(0, len(removed) - SHOWN),
        unknown=unknown[:SHOWN],
        more_unknown=max(0, len(unknown) - SHOWN),
    )
    return Reply("subscriptions/unwatched", told, ((Press("parcels.all", ParcelList("", 0)),),))


async def _ask_all(turn: Turn) -> Reply:
    async with turn.services.database.read() as tx:
        counts = await parcels.counts(turn.chat.id, tx, turn.now, turn.now)
    if not counts.total:
        return Reply("parcels/none", facts(turn))
    rows = (
        (
            Press("subscriptions.drop_all", DropAll(True), (("count", counts.total),)),
            Press("subscriptions.keep_all", DropAll(False)),
        ),
    )
    return Reply("subscriptions/unwatch_all", facts(turn, total=counts.total), rows)


async def all_dropped(turn: Turn, data: DropAll) -> Answer:
    """The answer to "really all of them?"."""
    if not data.confirmed:
        return Reply("subscriptions/kept", facts(turn), (), Place.EDIT)
    async with turn.write() as tx:
        every = await parcels.page(
            turn.chat.id, tx, state=None, now=turn.now, idle_before=turn.now, offset=0, limit=1_000_000
        )
        removed = await parcels.remove(turn.chat.id, tx, [parcel.seq for parcel in every])
    return Reply("subscriptions/all_gone", facts(turn, total=len(removed)), (), Place.EDIT)
