"""Transactions: readers read, writers take turns, and what is broken off leaves nothing behind."""

import asyncio
import random
from datetime import datetime

import pytest
from sqlalchemy import func, select

from storage import chats, dialogues, due, parcels
from storage.engine import Database
from storage.tables import chat, dialogue
from tests.storage.making import HOUR, NOW, alert_for, make_chat, make_parcel


async def test_a_read_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with database.read() as tx:
            await make_chat(tx)
    async with database.write() as tx:
        assert await chats.find(1, tx) is None


async def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as tx:
            await make_chat(tx)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with database.read() as tx:
        assert await chats.find(1, tx) is None


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_a_write_inside_a_write_is_refused_instead_of_waiting_for_itself(database: Database) -> None:
    async with database.write():
        with pytest.raises(RuntimeError, match="pass the transaction on"):
            async with database.write():
                pass
    async with database.write() as tx:
        await make_chat(tx)


async def test_processes_that_read_and_then_write_never_lose_an_update(database: Database, database_url: str) -> None:
    """The pattern that plain BEGIN refuses most of the time on SQLite."""
    async with database.write() as tx:
        await make_chat(tx, silence_days=1)
    turns = 25

    async def count_up() -> None:
        own = await Database.open(database_url)
        try:
            for _ in range(turns):
                async with own.write() as tx:
                    query = select(chat.c.silence_days).where(chat.c.id == 1)
                    if own.dialect == "postgresql":
                        query = query.with_for_update()
                    days = (await tx.execute(query)).scalar_one()
                    await chats.update(1, tx, silence_days=days + 1)
        finally:
            await own.close()

    await asyncio.wait_for(asyncio.gather(*(count_up() for _ in range(3))), 30)
    async with database.read() as tx:
        found = await chats.find(1, tx)
    assert found is not None
    assert found.silence_days == 1 + 3 * turns


async def test_cancelled_writes_leave_all_or_nothing_and_no_lock(database: Database) -> None:
    choose = random.Random(7)

    async def write(chat_id: int) -> None:
        async with database.write() as tx:
            await make_chat(tx, chat_id)
            await asyncio.sleep(0)
            await dialogues.save(chat_id, tx, 5, "eligible", "entity", {}, NOW)

    tasks = [asyncio.create_task(write(chat_id)) for chat_id in range(1, 81)]
    for task in choose.sample(tasks, 50):
        await asyncio.sleep(choose.random() * 0.004)
        task.cancel()
    outcomes = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 30)
    cancelled = sum(isinstance(each, asyncio.CancelledError) for each in outcomes)
    assert [each for each in outcomes if each and not isinstance(each, asyncio.CancelledError)] == []
    assert cancelled > 0
    async with database.write() as tx:
        stored = set((await tx.execute(select(chat.c.id))).scalars())
        in_dialogue = set((await tx.execute(select(dialogue.c.chat_id))).scalars())
        await make_chat(tx, 999)
    assert stored == in_dialogue
    # A commit that was under way when the cancellation came may have been made.
    assert len(stored) >= 80 - cancelled


async def test_a_reader_does_not_see_what_is_not_committed(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        async with database.read() as other:
            assert await chats.find(1, other) is None


async def test_every_read_sees_what_was_committed_before_it(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
    for days in range(1, 30):
        async with database.write() as tx:
            await chats.update(1, tx, silence_days=days)
        # More readers than connections, so that each connection is used again at once.
        for _ in range(6):
            async with database.read() as tx:
                found = await chats.find(1, tx)
            assert found is not None
            assert found.silence_days == days


async def test_a_transaction_in_which_nothing_happens_is_no_trouble(database: Database) -> None:
    for _ in range(3):
        async with database.read():
            pass
        async with database.write():
            pass
    async with database.write() as tx:
        await make_chat(tx)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_a_read_is_one_snapshot_while_others_write(database_url: str) -> None:
    database = await Database.open(database_url, journal_mode="wal")
    async with database.write() as tx:
        await make_chat(tx, silence_days=1)
    async with database.read() as reader:
        before = await chats.find(1, reader)
        async with database.write() as writer:
            await chats.update(1, writer, silence_days=9)
        assert await chats.find(1, reader) == before
    async with database.read() as reader:
        assert await chats.find(1, reader) != before
    await database.close()


async def test_many_readers_at_once_are_all_served(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)

    async def read() -> int:
        async with database.read() as tx:
            return int((await tx.execute(select(func.count()).select_from(chat))).scalar_one())

    assert await asyncio.wait_for(asyncio.gather(*(read() for _ in range(100))), 20) == [1] * 100


async def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx)
        for attempt in (
            parcels.set_moments(1, tx, {watched.id: naive}),
            parcels.set_delivered(1, tx, watched.id, naive),
            due.due_parcels(tx, naive, 1),
            due.enqueue(tx, [alert_for(watched, available_at=naive)]),
        ):
            with pytest.raises(Exception, match="must have timezone information"):
                await attempt


async def test_a_moment_of_another_time_zone_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    in_china = datetime.fromisoformat("2026-03-02T18:30:00.123456+08:00")
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx, next_check_at=in_china)
        assert watched.next_check_at == in_china
        assert str(watched.next_check_at) == "2026-03-02 10:30:00.123456+00:00"
        assert await due.due_parcels(tx, in_china - HOUR, 9) == []
        assert len(await due.due_parcels(tx, in_china, 9)) == 1
