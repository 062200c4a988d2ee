"""A tracking number typed where `/cover` or `/diagnose` asks something: that is the parcel in question."""

from __future__ import annotations

from bot.handlers.parcels import find
from bot.handlers.watching import put_under_watch
from bot.reading.asked_parcel import one_parcel, read_beside, read_wish
from bot.reading.delivered import says_delivered
from bot.reading.parcels import looks_like_parcels
from bot.turn import Reply, Turn
from storage.parcels import Parcel


async def parcel_named(turn: Turn) -> tuple[str, str] | None:
    """The number of the one parcel an answer names, and the words beside it that answer more ("" for none).

    None for news of its delivery and for a number that may be something else.
    """
    named = one_parcel(turn.text)
    if named is None:
        return None
    number, words = named
    if says_delivered(words):
        return None
    if number.isdigit() and await find(turn, number) is None:
        return None
    return number, "" if looks_like_parcels(turn.text) else words


async def watched(turn: Turn, number: str) -> tuple[Parcel | None, tuple[Reply, ...]]:
    """That parcel, put under watch if it was not or if the text says how; what there is to tell of that."""
    read = read_beside(turn.text, turn.now, turn.zone) or read_wish(turn.text, turn.now, turn.zone)
    parcel = await find(turn, number)
    if parcel is not None and not any(line.promise or line.line or line.name for line in read.parcels):
        return parcel, ()
    told = await put_under_watch(turn, read)
    return await find(turn, number), (told,)
