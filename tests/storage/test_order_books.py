"""The orders a person tried other rates on: the last ones, for a week, and nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from storage import chats, expiry, order_books
from storage.engine import Database, NotStored
from storage.order_books import KEPT, Orders
from storage.tables import order_book
from tests.storage.making import DAY, HOUR, NOW, make_chat

GIVEN = Orders(b"\x01packed", "USD", None, "f0.942", None, b"report")
LATER = NOW + timedelta(seconds=90)


async def test_orders_are_found_as_they_were_given(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        seq = await order_books.save(1, tx, 5, GIVEN, NOW)
    async with database.read() as tx:
        found = await order_books.find(1, tx, 5, LATER)
    assert found == order_books.StoredOrders(b"\x01packed", "USD", None, "f0.942", None, b"report", seq, NOW)


async def test_the_next_orders_take_the_place_of_the_last_and_have_a_larger_number(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        first = await order_books.save(1, tx, 5, GIVEN, NOW)
        # In the same second too.
        second = await order_books.save(1, tx, 5, replace(GIVEN, orders=b"\x01others"), NOW)
        found = await order_books.find(1, tx, 5, NOW)
        count = (await tx.execute(select(func.count()).select_from(order_book))).scalar_one()
    assert found is not None
    assert (found.orders, found.seq, count) == (b"\x01others", second, 1)
    assert second > first


async def test_a_number_does_not_come_back_after_everything_was_forgotten(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        before = await order_books.save(1, tx, 5, GIVEN, NOW)
        await chats.forget(1, tx)
        assert await order_books.find(1, tx, 5, NOW) is None
        await make_chat(tx)
        assert await order_books.save(1, tx, 5, GIVEN, LATER) > before


async def test_two_people_of_a_group_have_each_their_own(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await order_books.save(1, tx, 5, GIVEN, NOW)
        await order_books.save(1, tx, 6, replace(GIVEN, orders=b"\x01hers"), NOW)
        mine, hers = await order_books.find(1, tx, 5, NOW), await order_books.find(1, tx, 6, NOW)
    assert mine is not None
    assert hers is not None
    assert (mine.orders, hers.orders) == (GIVEN.orders, b"\x01hers")


async def test_terms_are_noted_for_the_orders_they_were_said_of_and_no_others(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        seq = await order_books.save(1, tx, 5, GIVEN, NOW)
        assert await order_books.set_terms(1, tx, 5, seq, "7.2", "f0.95", "c471/500")
        assert not await order_books.set_terms(1, tx, 5, seq - 1, "8", None, None)
        assert not await order_books.set_terms(1, tx, 6, seq, "8", None, None)
        found = await order_books.find(1, tx, 5, NOW)
    assert found is not None
    assert (found.exchange, found.before, found.after, found.given_at) == ("7.2", "f0.95", "c471/500", NOW)


async def test_after_seven_days_orders_are_not_found_and_the_next_sweep_removes_them(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await make_chat(tx, 2)
        await order_books.save(1, tx, 5, GIVEN, NOW)
        await order_books.save(2, tx, 5, GIVEN, NOW + HOUR)
        assert KEPT == 7 * DAY
        assert await order_books.find(1, tx, 5, NOW + KEPT) is not None
        just_over = NOW + KEPT + timedelta(seconds=1)
        assert await order_books.find(1, tx, 5, just_over) is None
        assert await expiry.drop_old_orders(tx, just_over) == 1
        left = (await tx.execute(select(order_book.c.chat_id))).scalars().all()
    assert left == [2]


async def test_a_chat_that_is_not_stored_has_no_orders(database: Database) -> None:
    with pytest.raises(NotStored):
        async with database.write() as tx:
            await order_books.save(1, tx, 5, GIVEN, NOW)


@pytest.mark.parametrize(("orders", "report"), [(b"", b"r"), (b"x" * 2_000_001, b"r"), (b"x", b"r" * 1_000_001)])
async def test_what_is_kept_of_a_person_is_bounded(database: Database, orders: bytes, report: bytes) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        with pytest.raises(IntegrityError, match="ck_order_book"):
            await order_books.save(1, tx, 5, replace(GIVEN, orders=orders, report=report), NOW)


async def test_a_group_that_moves_takes_its_orders_along(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx, -5)
        seq = await order_books.save(-5, tx, 9, GIVEN, NOW)
        await chats.migrate(-5, tx, -100)
        moved = await order_books.find(-100, tx, 9, NOW)
    assert moved is not None
    assert (moved.orders, moved.seq) == (GIVEN.orders, seq)


async def test_orders_given_under_the_new_id_win_over_those_of_the_old_group(database: Database) -> None:
    async with database.write() as tx:
        for chat_id, orders in ((-5, b"\x01old"), (-100, b"\x01new")):
            await make_chat(tx, chat_id)
            await order_books.save(chat_id, tx, 9, replace(GIVEN, orders=orders), NOW)
        await order_books.save(-5, tx, 8, GIVEN, NOW)
        await chats.migrate(-5, tx, -100)
        kept, other = [await order_books.find(-100, tx, person, NOW) for person in (9, 8)]
    assert kept is not None
    assert kept.orders == b"\x01new"
    assert other is not None
