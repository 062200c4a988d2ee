"""What nobody asked to be kept for longer; the system's side, over all chats, like `storage.due`."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import order_books, questions
from storage.tables import faq_question, handover, order_book


async def drop_old_orders(tx: AsyncConnection, now: datetime) -> int:
    """Removes the orders that were given longer ago than `storage.order_books.KEPT`; how many there were.

    Cheap enough for every write: it reads the old end of an index.
    """
    return (await tx.execute(delete(order_book).where(order_book.c.given_at < now - order_books.KEPT))).rowcount


async def drop_old_questions(tx: AsyncConnection, now: datetime) -> int:
    """Removes the questions, open or not, that were asked longer ago than `storage.questions.KEPT`, and those handed to
    a person; how many there were. It reads the old ends of two indexes."""
    dropped = 0
    for table in (faq_question, handover):
        dropped += (await tx.execute(delete(table).where(table.c.asked_at < now - questions.KEPT))).rowcount
    return dropped
