"""A tracking number typed where `/cover` or `/diagnose` asks something: that is the parcel in question."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.parcels import find
from bot.handlers.watching import put_under_watch
from bot.reading.asked_parcel import ParcelWish, one_parcel, parcel_wish, wants_watch
from bot.reading.delivered import says_delivered
from bot.reading.parcels import ParcelLine, ParcelList, looks_like_parcels, read_parcels
from bot.turn import Reply, Turn
from storage.parcels import Parcel


async def parcel_named(turn: Turn) -> tuple[str, str] | None:
    """The number of the one parcel an answer names, and the words beside it that answer more ("" for none).

    None for news of a watched parcel's delivery, for a wish about one, and for a number that may be something else.
    """
    named = one_parcel(turn.text)
    if named is None:
        return None
    number, words = named
    is_watched = await find(turn, number) is not None
    if (is_watched and says_delivered(words)) or (number.isdigit() and not is_watched):
        return None
    if parcel_wish(turn.text) is ParcelWish.WHEREABOUTS or wants_watch(turn.text):
        return None
    return number, "" if not is_watched and _new(turn, number).promise else words


async def watched(turn: Turn, number: str) -> tuple[Parcel | None, tuple[Reply, ...]]:
    """That parcel, put under watch if it was not, and what there is to tell of that; a watched one stays as it is."""
    parcel = await find(turn, number)
    if parcel is not None:
        return parcel, ()
    told = await put_under_watch(turn, ParcelList((_new(turn, number),), ()))
    return await find(turn, number), (told,)


def _new(turn: Turn, number: str) -> ParcelLine:
    """What a text says of a new parcel: the line, and a day to come; days may be the answer to the open question."""
    read = read_parcels(turn.text if looks_like_parcels(turn.text) else number, turn.now, turn.zone)
    line = read.parcels[0] if read.parcels else ParcelLine(number)
    to_come = line.promise is not None and line.promise.source != "days" and line.promise.at > turn.now
    return replace(line, name=None, promise=line.promise if to_come else None)
