"""Questions handed to the operators: found by the message they became, answered once for each reply."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, expiry, handovers, questions
from storage.engine import Database, NotStored
from storage.handovers import Handover
from storage.tables import handover
from tests.storage.making import HOUR, MINUTE, NOW, make_chat

OPERATORS = -1_001_234_567_890
PERSON = 7_000_000_001


async def hand_over(tx: AsyncConnection, chat_id: int = 1, under: int = 50, **changes: object) -> None:
    given = {"message_id": 9, "language": "zh", "operator_chat_id": OPERATORS, "operator_message_id": under, "now": NOW}
    await handovers.save(chat_id, tx, PERSON, **{**given, **changes})  # type: ignore[arg-type]


async def test_a_question_is_found_under_the_message_it_became(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await hand_over(tx)
    async with database.read() as tx:
        found = await handovers.find_handed(OPERATORS, tx, 50)
        assert await handovers.find_handed(OPERATORS, tx, 51) is None
        assert await handovers.find_handed(-5, tx, 50) is None
    assert found is not None
    assert found == Handover(found.id, 1, PERSON, 9, "zh", NOW, None)


async def test_a_chat_sees_what_it_asked_since_a_moment_oldest_first(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await make_chat(tx, 2)
        await hand_over(tx, under=52, now=NOW + 2 * MINUTE)
        await hand_over(tx, under=50)
        await hand_over(tx, under=51, now=NOW + MINUTE, message_id=None)
        await hand_over(tx, 2, under=53, now=NOW + MINUTE)
        all_of_them = await handovers.asked(1, tx, NOW - HOUR)
        later = await handovers.asked(1, tx, NOW)
    assert [each.asked_at - NOW for each in all_of_them] == [timedelta(0), MINUTE, 2 * MINUTE]
    assert [each.asked_at - NOW for each in later] == [MINUTE, 2 * MINUTE]


async def test_a_reply_settles_once_and_a_later_one_again(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await hand_over(tx)
        assert await handovers.settle(OPERATORS, tx, 50, 60, NOW + MINUTE)
        assert not await handovers.settle(OPERATORS, tx, 50, 60, NOW + HOUR)
        assert not await handovers.settle(OPERATORS, tx, 50, 59, NOW + HOUR)
        found = await handovers.find_handed(OPERATORS, tx, 50)
        assert found is not None
        assert found.answered_at == NOW + MINUTE
        assert await handovers.settle(OPERATORS, tx, 50, 61, NOW + HOUR)


async def test_a_reply_in_another_chat_settles_nothing(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await hand_over(tx)
        assert not await handovers.settle(1, tx, 50, 60, NOW)
        assert not await handovers.settle(OPERATORS, tx, 49, 60, NOW)
        found = await handovers.find_handed(OPERATORS, tx, 50)
    assert found is not None
    assert found.answered_at is None


async def test_a_chat_that_is_not_stored_hands_nothing_over(database: Database) -> None:
    with pytest.raises(NotStored):
        async with database.write() as tx:
            await hand_over(tx)


async def test_no_message_of_the_operators_stands_for_two_questions(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await hand_over(tx)
        with pytest.raises(NotStored):
            await hand_over(tx)


async def test_a_group_that_moves_takes_its_questions_along_but_not_the_numbers_of_its_messages(
    database: Database,
) -> None:
    async with database.write() as tx:
        await make_chat(tx, -5)
        await make_chat(tx, 1)
        await hand_over(tx, -5)
        await hand_over(tx, 1, under=51)
        await chats.migrate(-5, tx, -100)
        moved, other = [await handovers.find_handed(OPERATORS, tx, under) for under in (50, 51)]
    assert moved is not None
    assert (moved.chat_id, moved.message_id) == (-100, None)
    assert other is not None
    assert (other.chat_id, other.message_id) == (1, 9)


async def test_a_chat_that_forgets_itself_forgets_what_it_asked(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await hand_over(tx)
        await chats.forget(1, tx)
        assert await handovers.find_handed(OPERATORS, tx, 50) is None


async def test_after_ninety_days_the_next_sweep_removes_it(database: Database) -> None:
    assert questions.KEPT.days == 90
    async with database.write() as tx:
        await make_chat(tx)
        await hand_over(tx)
        await hand_over(tx, under=51, now=NOW + HOUR)
        await expiry.drop_old_questions(tx, NOW + questions.KEPT + MINUTE)
        assert await handovers.find_handed(OPERATORS, tx, 50) is None
        assert (await tx.execute(select(func.count()).select_from(handover))).scalar_one() == 1
