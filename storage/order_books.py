"""The orders a person last tried other rates on: one row for a person in a chat, replaced by the next orders.

Amounts are packed by whoever stores them, and nothing here looks into them. No row outlives `KEPT`
for a reader; `storage.expiry` removes those that are older.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import insert_or_update, locked
from storage.errors import NotStored
from storage.tables import order_book

KEPT = timedelta(days=7)
"""How long orders are kept after they were given."""


@dataclass(frozen=True, slots=True)
class Orders:
    """Packed amounts in hundredths of `currency`, the yuan one unit is worth, and what was read of them.

    `exchange` is None until it is known, and for yuan; `before` and `after` are None until they are known.
    """

    orders: bytes
    currency: str
    exchange: str | None
    before: str | None
    after: str | None
    report: bytes


@dataclass(frozen=True, slots=True)
class StoredOrders(Orders):
    """`seq` is larger than that of any orders this person gave in this chat before, forgotten ones included."""

    seq: int
    given_at: datetime


_COLUMNS = ("seq", "orders", "currency", "exchange", "before", "after", "report", "given_at")
_FIND = select(
    *(order_book.c[name] for name in ("orders", "currency", "exchange", "before", "after", "report", "seq", "given_at"))
).where(order_book.c.chat_id == bindparam("of_chat"), order_book.c.user_id == bindparam("of_user"))


async def find(chat_id: int, tx: AsyncConnection, user_id: int, now: datetime) -> StoredOrders | None:
    """The orders this person gave last in this chat, unless that is longer ago than `KEPT`."""
    row = (await tx.execute(_FIND, {"of_chat": chat_id, "of_user": user_id})).one_or_none()
    found = None if row is None else StoredOrders(*row)
    return None if found is None or found.given_at < now - KEPT else found


async def save(chat_id: int, tx: AsyncConnection, user_id: int, given: Orders, now: datetime) -> int:
    """Stores the orders in place of earlier ones, and returns their `seq`.

    Raises NotStored when the chat is not stored; the transaction cannot go on then.
    """
    its = (order_book.c.chat_id == chat_id) & (order_book.c.user_id == user_id)
    last = (await tx.execute(locked(tx, select(order_book.c.seq).where(its), order_book))).scalar_one_or_none()
    # By the clock, so that a number does not come back after the row was removed.
    seq = max(int(now.timestamp()), (last or 0) + 1)
    values = {
        "chat_id": chat_id,
        "user_id": user_id,
        "seq": seq,
        "orders": given.orders,
        "currency": given.currency,
        "exchange": given.exchange,
        "before": given.before,
        "after": given.after,
        "report": given.report,
        "given_at": now,
    }
    try:
        await tx.execute(insert_or_update(tx, order_book, *_COLUMNS), values)
    except IntegrityError as error:
        if "ck_order_book" in str(error.orig):
            raise  # larger than any orders the rules take
        raise NotStored("this chat is not stored") from error
    return seq


async def set_terms(
    chat_id: int,
    tx: AsyncConnection,
    user_id: int,
    given_seq: int,
    exchange: str | None,
    before: str | None,
    after: str | None,
) -> bool:
    """Notes the exchange rate and both rates of these orders; False when they are not there any more."""
    its = (order_book.c.chat_id == chat_id) & (order_book.c.user_id == user_id) & (order_book.c.seq == given_seq)
    statement = update(order_book).where(its).values(exchange=exchange, before=before, after=after)
    return (await tx.execute(statement)).rowcount == 1
