"""Putting parcels under watch, and how each of them was understood: for `/watch`, lists and whatever names a parcel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.moments import reschedule_parcels
from bot.alerts.quiet import free_at
from bot.buttons import Press, Rows
from bot.handlers.cover_answers import PARCEL
from bot.handlers.cover_buttons import CoverParcel
from bot.handlers.diagnose_buttons import DiagnoseParcel
from bot.handlers.events import report
from bot.handlers.parcel_buttons import ParcelList as ListButton
from bot.handlers.parcel_buttons import ParcelShow, Subscribe
from bot.handlers.parcel_view import ParcelView, facts, view
from bot.handlers.parcels import find
from bot.reading.delivered import says_delivered
from bot.reading.parcels import LONGEST, MAX_LINES, PURE_DIGITS, SHORTEST, ParcelLine, ParcelList
from bot.turn import Reply, Turn
from rules.milestones import Rule
from storage import outbox, parcels
from storage.parcels import Added, NewParcel

KIND = "watch"
"""The dialogue of `/watch` alone."""
SHOWN = 10
"""Parcels and unread lines named in the answer to a paste; the rest is counted."""
LIMITS = {"lines": MAX_LINES, "shortest": SHORTEST, "longest": LONGEST, "digits": PURE_DIGITS, "shown": SHOWN}


@dataclass(frozen=True, slots=True)
class Watched:
    """One parcel of the answer: as it is stored now, what was done, and what to look at again."""

    parcel: ParcelView
    outcome: str
    doubt: str | None


async def put_under_watch(turn: Turn, read: ParcelList) -> Reply:
    """Watch what was read, and say how; news of a watched parcel's delivery is reported instead.

    A question of another kind stays open.
    """
    if (arrived := _arrived(read)) is not None:
        parcel = await find(turn, arrived.number)
        if parcel is not None:
            if turn.dialogue is not None and str(turn.dialogue.answers.get(PARCEL)) == str(parcel.seq):
                await turn.finish()  # it went on as about one that is not delivered
            return await report(turn, parcel, arrived.name or "")
        read = replace(read, parcels=(replace(arrived, name=None),))
    if not read.parcels:
        return Reply("watch/nothing", facts(turn, read=read, problems=read.problems[:SHOWN], limits=LIMITS))
    await turn.finish(KIND)
    added = await _store(turn, read)
    doubts = {line.number: line.doubt for line in read.parcels}
    watched = [
        Watched(view(each.parcel, turn.chat, turn.book, turn.now), each.outcome, doubts[each.parcel.number])
        for each in added
    ]
    ask = not turn.chat.subscribed and not turn.chat.asked_to_subscribe
    if ask:
        await turn.change(asked_to_subscribe=True)
    telling = facts(
        turn,
        watched=watched[:SHOWN],
        more=max(0, len(watched) - SHOWN),
        counts={outcome: sum(each.outcome == outcome for each in watched) for outcome in _OUTCOMES},
        told_at=_told_at(turn, watched),
        read=read,
        problems=read.problems[:SHOWN],
        limits=LIMITS,
        subscribed=turn.chat.subscribed,
        ask=ask,
    )
    first = watched[0].parcel
    look = (
        Press("parcels.show", ParcelShow(first.seq), (("seq", first.seq),))
        if len(watched) == 1
        else Press("parcels.all", ListButton("", 0))
    )
    rows: Rows = ((Press("subscriptions.on", Subscribe(True)),), (look,)) if ask else ((look,),)
    if read.told and len(watched) == 1:
        seq = first.seq
        rows += ((Press("cover.of_parcel", CoverParcel(seq)), Press("diagnose.of_parcel", DiagnoseParcel(seq))),)
    return Reply("watch/done", telling, rows)


_OUTCOMES = ("added", "updated", "unchanged")


def _arrived(read: ParcelList) -> ParcelLine | None:
    """A single line whose words say that the parcel was delivered: news about it, not its name."""
    line = read.parcels[0] if len(read.parcels) == 1 else None
    return line if line is not None and line.name is not None and says_delivered(line.name) else None


def _told_at(turn: Turn, watched: list[Watched]) -> datetime | None:
    """When the chat hears of those that are due this moment: now, or when its quiet hours end; None when none is."""
    chat = turn.chat
    soonest = free_at(turn.now, chat.quiet_from, chat.quiet_to, chat.timezone)
    return soonest if any(each.parcel.next_alert == soonest for each in watched) else None


async def _store(turn: Turn, read: ParcelList) -> tuple[Added, ...]:
    """Store the list and set the moments; a promise that changed calls off what still waits about the old one."""
    chat, book = turn.chat, turn.book
    async with turn.write() as tx:
        added = await parcels.add(chat.id, tx, [_new(line) for line in read.parcels], turn.now)
        changed = [each.parcel for each in added if each.outcome != "unchanged"]
        await reschedule_parcels(chat, tx, book, changed)
        promised_anew = [each.parcel.id for each in added if each.outcome == "updated" and not each.parcel.overdue_told]
        if promised_anew:
            await outbox.suppress(chat.id, tx, promised_anew, (Rule.OVERDUE,))
    turn.services.scan_bell.set()
    return added


def _new(line: ParcelLine) -> NewParcel:
    promise = line.promise
    return NewParcel(
        number=line.number,
        name=line.name,
        line=line.line,
        promised_at=promise.at if promise is not None else None,
        promise_source=promise.source if promise is not None else None,
        next_check_at=None,
    )
