"""What nobody asked to be kept for longer; the system's side, over all chats, like `storage.due`."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.order_books import KEPT
from storage.tables import order_book


async def drop_old_orders(tx: AsyncConnection, now: datetime) -> int:
    """Removes the orders that were given longer ago than `storage.order_books.KEPT`; how many there were.

    Cheap enough for every write: it reads the old end of an index.
    """
    return (await tx.execute(delete(order_book).where(order_book.c.given_at < now - KEPT))).rowcount
