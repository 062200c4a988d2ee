"""Inline queries at the gate: one at a time for a person, the newest of those that wait, and behind no chat."""

import asyncio

import pytest
from telegram import Update

from bot.transport.gate import ChatOrder
from bot.transport.newest import NewestOnly
from tests.bot.transport.test_gate import busy, inline_query, message, updates
from tests.bot.transport.test_gate_crowd import Noted
from tests.bot.transport.virtual_time import now, run


def queries(count: int, user: int = 5, first: int = 1) -> list[Update]:
    return updates(*(inline_query(number, user) for number in range(first, first + count)))


def test_of_the_queries_that_come_while_one_is_in_work_only_the_newest_is_handled() -> None:
    async def story() -> None:
        noted = Noted()
        await asyncio.gather(*(noted.take(each) for each in queries(6)))
        assert noted.answered == [1, 6]
        assert sorted(noted.finished) == [1, 2, 3, 4, 5, 6]
        assert now() == 2
        assert busy(noted.order) == 0

    run(story())


def test_what_is_overtaken_makes_room_at_once() -> None:
    async def story() -> None:
        noted = Noted()
        tasks = [noted.take(each, 100) for each in queries(500)]
        await asyncio.sleep(0.1)
        assert sum(not task.done() for task in tasks) == 2
        assert busy(noted.order) == 1
        await asyncio.gather(*tasks)

    run(story())


def test_a_query_behind_an_answered_one_is_handled_again() -> None:
    async def story() -> None:
        noted = Noted()
        for each in queries(3):
            await noted.take(each)
        assert noted.answered == [1, 2, 3]

    run(story())


def test_other_people_and_ones_own_chat_are_waited_for_by_nobody() -> None:
    async def story() -> None:
        noted = Noted()
        theirs, chat = updates(inline_query(10, 6), message(11, 5))
        await asyncio.gather(*(noted.take(each) for each in (*queries(1), theirs, chat)))
        assert noted.answered == [1, 10, 11]
        assert now() == 1

    run(story())


def test_a_chat_that_floods_is_turned_away_and_its_persons_query_is_not() -> None:
    async def story() -> None:
        noted = Noted(3)
        flood = [noted.take(each) for each in updates(*(message(number, 5) for number in range(1, 11)))]
        await asyncio.sleep(0)
        await noted.take(queries(1, first=20)[0])
        assert noted.answered == [1, 20]
        await asyncio.gather(*flood)
        assert noted.told == [(4, 7)]

    run(story())


def test_a_query_that_fails_lets_the_next_one_in() -> None:
    async def story() -> None:
        order = ChatOrder(8)
        seen = []

        async def broken() -> None:
            await asyncio.sleep(1)
            raise OSError

        async def fine() -> None:
            seen.append("fine")

        first, second = queries(2)
        results = await asyncio.gather(
            order.process_update(first, broken()), order.process_update(second, fine()), return_exceptions=True
        )
        assert isinstance(results[0], OSError)
        assert (seen, busy(order)) == (["fine"], 0)

    run(story())


def test_a_program_that_ends_answers_the_query_in_work_and_none_that_waits() -> None:
    async def story() -> None:
        noted = Noted()
        tasks = [noted.take(each) for each in queries(2)]
        await asyncio.sleep(0.5)
        noted.order.leave(5)
        await asyncio.gather(*tasks)
        assert noted.answered == [1]
        assert busy(noted.order) == 0

    run(story())


@pytest.mark.parametrize("let_in", [False, True])
def test_one_that_is_cancelled_while_it_waits_leaves_no_trace(let_in: bool) -> None:
    async def story() -> None:
        people = NewestOnly()
        assert await people.enter(5)
        waiting = asyncio.create_task(people.enter(5))
        await asyncio.sleep(0)
        if let_in:
            people.leave(5)  # it was told that it may go, and did not run yet
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        if not let_in:
            people.leave(5)
        assert people._waiting == {}
        assert await people.enter(5)

    run(story())
