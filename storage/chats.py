"""Chats and their settings.

Every function takes the chat first and the transaction second, and reads or changes that chat only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy import update as update_rows
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import insert_or_ignore, locked
from storage.errors import NotStored
from storage.outbox import UNREACHABLE, pause
from storage.tables import chat, dialogue, event, faq_question, handover, inbox, order_book, outbox, parcel


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat of one of `KINDS`, with what its people chose.

    `language` is what they chose, `last_language` what Telegram last said of them. Quiet hours are
    minutes of the local day, both None when there are none; they may run over midnight.
    `active` is False once Telegram refuses messages to the chat for good.
    """

    id: int
    kind: str
    language: str | None
    last_language: str | None
    timezone: str
    overdue_on: bool
    stalled_on: bool
    silence_days: int
    quiet_from: int | None
    quiet_to: int | None
    subscribed: bool
    asked_to_subscribe: bool
    active: bool
    inactive_reason: str | None
    created_at: datetime

    @classmethod
    def new(
        cls,
        chat_id: int,
        kind: str,
        language: str | None,
        timezone: str,
        silence_days: int,
        quiet_from: int | None,
        quiet_to: int | None,
        now: datetime,
    ) -> Self:
        """A chat as it begins: both alerts on, not subscribed. It is not stored by this."""
        return cls(
            id=chat_id,
            kind=kind,
            language=None,
            last_language=language,
            timezone=timezone,
            overdue_on=True,
            stalled_on=True,
            silence_days=silence_days,
            quiet_from=quiet_from,
            quiet_to=quiet_to,
            subscribed=False,
            asked_to_subscribe=False,
            active=True,
            inactive_reason=None,
            created_at=now,
        )


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much `forget` removed."""

    parcels: int
    events: int
    alerts: int


KINDS = ("private", "group", "terminal")
"""Where a chat is read: on Telegram with one person or several, or in the operator's terminal."""

CHAT_COLUMNS = tuple(chat.c[field.name] for field in fields(Chat))
_CHANGEABLE = frozenset(field.name for field in fields(Chat)) - {"id", "created_at"}

# Built once: this is read for every message the bot receives.
_FIND = select(*CHAT_COLUMNS).where(chat.c.id == bindparam("chat_id"))


async def find(chat_id: int, tx: AsyncConnection) -> Chat | None:
    """The chat, or None when it was never stored."""
    row = (await tx.execute(_FIND, {"chat_id": chat_id})).one_or_none()
    return None if row is None else Chat(*row)


async def load(
    chat_id: int,
    tx: AsyncConnection,
    *,
    kind: str,
    language: str | None,
    timezone: str,
    silence_days: int,
    quiet_from: int | None,
    quiet_to: int | None,
    now: datetime,
) -> Chat:
    """The chat, created with these defaults when it is new.

    `kind` is one of `KINDS`; `language` is stored as the last one seen. A new chat has both alerts
    on and is not subscribed. A chat that exists is returned as it is.
    """
    found = await find(chat_id, tx)
    if found is not None:
        return found
    row = Chat.new(chat_id, kind, language, timezone, silence_days, quiet_from, quiet_to, now)
    values = {field.name: getattr(row, field.name) for field in fields(Chat)}
    await tx.execute(insert_or_ignore(tx, chat), values | {"next_seq": 1})
    # Read again rather than trust the insert: another worker may have been first.
    return await _existing(chat_id, tx)


async def update(chat_id: int, tx: AsyncConnection, **changes: object) -> Chat:
    """Changes settings, named as the fields of `Chat`, and returns the chat.

    Raises NotStored for a chat that is not there and TypeError for a name that is no setting.
    """
    unknown = changes.keys() - _CHANGEABLE
    if unknown:
        raise TypeError(f"not a setting of a chat: {', '.join(sorted(unknown))}")
    if changes:
        await tx.execute(update_rows(chat).where(chat.c.id == chat_id).values(**changes))
    return await _existing(chat_id, tx)


async def deactivate(chat_id: int, tx: AsyncConnection, reason: str) -> None:
    """Marks a chat that Telegram refuses for good; its waiting alerts are paused as `UNREACHABLE`.

    `update(..., active=True, inactive_reason=None)` and `outbox.resume` take it back when it is heard of again.
    """
    await tx.execute(update_rows(chat).where(chat.c.id == chat_id).values(active=False, inactive_reason=reason))
    await pause(chat_id, tx, UNREACHABLE)


async def forget(chat_id: int, tx: AsyncConnection) -> Forgotten:
    """Removes everything of the chat: settings, parcels, events, alerts in any state, dialogues, orders, updates, and
    the questions that are kept or were handed to a person. Phrases that operators attached belong to no chat."""
    its_parcels = select(parcel.c.id).where(parcel.c.chat_id == chat_id)
    alerts = await tx.execute(delete(outbox).where(outbox.c.chat_id == chat_id))
    events = await tx.execute(delete(event).where(event.c.parcel_id.in_(its_parcels)))
    parcels = await tx.execute(delete(parcel).where(parcel.c.chat_id == chat_id))
    await tx.execute(delete(dialogue).where(dialogue.c.chat_id == chat_id))
    await tx.execute(delete(order_book).where(order_book.c.chat_id == chat_id))
    await tx.execute(delete(inbox).where(inbox.c.chat_id == chat_id))
    await tx.execute(delete(faq_question).where(faq_question.c.chat_id == chat_id))
    await tx.execute(delete(handover).where(handover.c.chat_id == chat_id))
    await tx.execute(delete(chat).where(chat.c.id == chat_id))
    return Forgotten(parcels=parcels.rowcount, events=events.rowcount, alerts=alerts.rowcount)


async def migrate(chat_id: int, tx: AsyncConnection, new_chat_id: int) -> None:
    """Moves everything of a group to the id it got when it became a supergroup.

    Does nothing when the old chat is not stored, so that Telegram may tell it twice. When the new
    id was already stored, the old chat's settings win, since people chose them; its parcels keep
    their numbers, the new chat's parcels are numbered after them, and a parcel watched in both is
    kept once, as the old chat knew it. A dialogue begun and orders given under the new id win over
    old ones.
    """
    old = await _whole_row(chat_id, tx)
    if old is None or chat_id == new_chat_id:
        return
    new = await _whole_row(new_chat_id, tx)
    if new is None:
        await tx.execute(insert(chat).values({**old, "id": new_chat_id}))
    else:
        await _make_room(tx, old, new)
    # Messages are counted anew there: the number of one in the old chat is that of some other message.
    await tx.execute(update_rows(handover).where(handover.c.chat_id == chat_id).values(message_id=None))
    for table in (parcel, outbox, dialogue, order_book, faq_question, handover):
        move = update_rows(table).where(table.c.chat_id == chat_id).values(chat_id=new_chat_id)
        await tx.execute(move)
    await tx.execute(delete(chat).where(chat.c.id == chat_id))


async def _make_room(tx: AsyncConnection, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Readies the new chat for the old one's rows: no number, seq or dialogue may be there twice."""
    old_numbers = select(parcel.c.number).where(parcel.c.chat_id == old["id"])
    in_new = parcel.c.chat_id == new["id"]
    await tx.execute(delete(parcel).where(in_new, parcel.c.number.in_(old_numbers)))
    # Beyond both ranges, so that no seq meets another while the rows move one by one.
    shift = max(old["next_seq"], new["next_seq"])
    await tx.execute(update_rows(parcel).where(in_new).values(seq=parcel.c.seq + shift))
    for table in (dialogue, order_book):
        people = select(table.c.user_id).where(table.c.chat_id == new["id"])
        in_both = (table.c.chat_id == old["id"]) & table.c.user_id.in_(people)
        await tx.execute(delete(table).where(in_both))
    kept = {
        **old,
        "id": new["id"],
        "subscribed": old["subscribed"] or new["subscribed"],
        "next_seq": shift + new["next_seq"],
    }
    await tx.execute(update_rows(chat).where(chat.c.id == new["id"]).values(kept))


async def _whole_row(chat_id: int, tx: AsyncConnection) -> Mapping[str, Any] | None:
    query = locked(tx, select(chat).where(chat.c.id == chat_id), chat)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else dict(row)


async def _existing(chat_id: int, tx: AsyncConnection) -> Chat:
    found = await find(chat_id, tx)
    if found is None:
        raise NotStored("this chat is not stored")
    return found
