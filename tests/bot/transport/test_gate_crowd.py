"""A chat that writes faster than it may be answered, and a program that ends while chats wait."""

import asyncio
import gc
import warnings
from collections.abc import Callable

import pytest
from telegram import Update

from bot.transport.gate import ChatOrder
from tests.bot.transport.test_gate import DATE, busy, message, updates
from tests.bot.transport.virtual_time import now, run


class Noted:
    """A crowd that writes down what it is told, and what was finished and answered."""

    def __init__(self, most: int = 3, *, answers: bool = True) -> None:
        self.order = ChatOrder(999, self._finish, crowd=self, most_of_a_chat=most)
        self.answers = answers
        self.told: list[tuple[int, int]] = []
        self.finished: list[int] = []
        self.answered: list[int] = []

    def _finish(self, update: object) -> None:
        assert isinstance(update, Update)
        self.finished.append(update.update_id)

    def would_answer(self, update: Update) -> bool:
        return self.answers

    async def turn_away(self, update: Update, unread: int) -> None:
        self.told.append((update.update_id, unread))

    def take(self, update: Update, seconds: float = 1.0) -> asyncio.Task[None]:
        async def handlers() -> None:
            await asyncio.sleep(seconds)
            self.answered.append(update.update_id)

        return asyncio.create_task(self.order.process_update(update, handlers()))


def messages(count: int, chat: int = 5, first: int = 1) -> list[Update]:
    return updates(*(message(number, chat) for number in range(first, first + count)))


def press(number: int, chat: int = 5) -> Update:
    its = {"message_id": 1, "date": DATE, "chat": {"id": chat, "type": "private", "first_name": "A"}}
    person = {"id": chat, "is_bot": False, "first_name": "A"}
    query = {"id": str(number), "from": person, "chat_instance": "1", "message": its, "data": "x"}
    (update,) = updates({"update_id": number, "callback_query": query})
    return update


def test_a_chat_that_floods_is_told_once_how_much_was_not_read_and_then_read_again() -> None:
    async def story() -> None:
        noted = Noted(3)
        await asyncio.gather(*(noted.take(each) for each in messages(10)))
        assert noted.answered == [1, 2, 3]
        assert noted.told == [(4, 7)]
        assert sorted(noted.finished) == list(range(1, 11))
        await noted.take(messages(1, first=11)[0])
        assert noted.answered == [1, 2, 3, 11]
        assert busy(noted.order) == 0

    run(story())


def test_what_comes_before_the_notice_is_counted_in_it_even_when_there_is_room_again() -> None:
    async def story() -> None:
        noted = Noted(3)
        tasks = [noted.take(each) for each in messages(5)]
        await asyncio.sleep(1.5)  # one is answered, two wait, and the notice behind them
        tasks.append(noted.take(messages(1, first=6)[0]))
        await asyncio.gather(*tasks)
        assert (noted.answered, noted.told) == ([1, 2, 3], [(4, 3)])

    run(story())


def test_other_chats_do_not_notice_a_flood() -> None:
    async def story() -> None:
        noted = Noted(3)
        flood = [noted.take(each) for each in messages(900, chat=5)]
        await asyncio.sleep(0.1)
        await noted.take(messages(1, chat=6, first=2000)[0])
        assert now() < 1.5
        await asyncio.gather(*flood)

    run(story())


def test_a_press_too_many_is_answered_at_once() -> None:
    async def story() -> None:
        noted = Noted(3)
        waiting = [noted.take(each) for each in messages(3)]
        await asyncio.sleep(0)
        await noted.take(press(9))
        assert noted.told == [(9, 1)]
        assert now() < 0.5
        await asyncio.gather(*waiting)

    run(story())


def test_a_group_that_talks_among_itself_is_told_nothing() -> None:
    async def story() -> None:
        noted = Noted(3, answers=False)
        await asyncio.gather(*(noted.take(each) for each in messages(50)))
        assert noted.told == []
        assert len(noted.finished) == 50

    run(story())


def test_news_about_the_chat_itself_is_never_turned_away() -> None:
    async def story() -> None:
        noted = Noted(3)
        moved = message(99, 5)
        del moved["message"]["text"]
        moved["message"]["migrate_to_chat_id"] = -100
        tasks = [noted.take(each) for each in messages(3)]
        await asyncio.gather(*tasks, noted.take(updates(moved)[0]))
        assert 99 in noted.answered

    run(story())


def at_the_end(take: Callable[[Noted], list[asyncio.Task[None]]]) -> Noted:
    """What comes of these updates when the program is asked to end after 0.5 s and waits for 5."""

    async def story() -> Noted:
        noted = Noted(3)
        tasks = take(noted)
        await asyncio.sleep(0.5)
        noted.order.leave(5)
        await asyncio.gather(*tasks)
        assert now() < 6
        return noted

    return run(story())


def test_a_program_that_ends_answers_what_is_in_work_and_leaves_the_rest_unfinished() -> None:
    noted = at_the_end(lambda noted: [noted.take(each) for each in messages(3)])
    assert (noted.answered, noted.finished) == ([1], [1])


def test_a_program_that_ends_breaks_off_what_would_take_for_ever() -> None:
    noted = at_the_end(lambda noted: [noted.take(each, 3600) for each in messages(1)])
    assert (noted.answered, noted.finished) == ([], [])


def test_a_program_that_ends_still_tells_a_chat_what_it_did_not_read() -> None:
    noted = at_the_end(lambda noted: [noted.take(each) for each in messages(6)])
    assert (noted.answered, noted.told) == ([1], [(4, 3)])


def test_a_cancellation_from_elsewhere_is_not_swallowed() -> None:
    async def story() -> None:
        noted = Noted(3)
        task = noted.take(messages(1)[0], 3600)
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert noted.finished == []

    run(story())


def test_nothing_is_left_unawaited() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        at_the_end(lambda noted: [noted.take(each) for each in messages(8)])
        gc.collect()
