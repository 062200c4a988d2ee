import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler
from telegram.request import BaseRequest, RequestData

from bot.transport.gate import BoundedUpdateQueue, ChatOrder
from tests.bot.transport.virtual_time import now, run

DATE = 1_700_000_000


def message(update_id: int, chat_id: int) -> dict[str, Any]:
    chat = {"id": chat_id, "type": "private", "first_name": "A"}
    return {"update_id": update_id, "message": {"message_id": update_id, "date": DATE, "chat": chat, "text": "hi"}}


def inline_query(update_id: int, user_id: int) -> dict[str, Any]:
    person = {"id": user_id, "is_bot": False, "first_name": "A"}
    return {"update_id": update_id, "inline_query": {"id": "1", "from": person, "query": "", "offset": ""}}


def chosen_result(update_id: int, user_id: int) -> dict[str, Any]:
    person = {"id": user_id, "is_bot": False, "first_name": "A"}
    return {"update_id": update_id, "chosen_inline_result": {"result_id": "1", "from": person, "query": ""}}


def busy(order: ChatOrder) -> int:
    """How many chats have an update in work; a user who asks inline counts as one."""
    return len(order._turns) + len(order._queries._waiting)


class Telegram(BaseRequest):
    """Holds updates back until they are fetched, and forgets those that a later fetch confirms."""

    def __init__(self, updates: list[dict[str, Any]]) -> None:
        self.updates = updates
        self.confirmed_below = 0
        self.on_confirm: Callable[[], None] = lambda: None

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        result: Any = True
        if url.endswith("/getMe"):
            result = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
        elif url.endswith("/getUpdates") and request_data is not None:
            await asyncio.sleep(0.001)
            offset: Any = request_data.parameters.get("offset")
            self.confirmed_below = max(self.confirmed_below, offset or 0)
            self.on_confirm()
            result = [update for update in self.updates if update["update_id"] >= self.confirmed_below][:100]
            if not result:
                await asyncio.sleep(1)
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Shop:
    """A running bot whose handler notes what it does."""

    def __init__(self, telegram: Telegram, limit: int, takes: Callable[[int], float]) -> None:
        self.telegram = telegram
        self.takes = takes
        self.begun: dict[int, list[int]] = defaultdict(list)
        self.finished: dict[int, float] = {}
        self.in_work = self.most_in_work = 0
        self.enough = asyncio.Event()
        self.wanted = 0
        self.order = ChatOrder(limit)
        builder = ApplicationBuilder().token("1:T").request(telegram).get_updates_request(telegram).job_queue(None)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            builder.concurrent_updates(self.order).update_queue(BoundedUpdateQueue(limit)).build()
        )
        self.application.add_handler(TypeHandler(Update, self.handle))

    async def handle(self, update: Update, _: object) -> None:
        assert update.effective_chat is not None
        self.begun[update.effective_chat.id].append(update.update_id)
        self.in_work += 1
        self.most_in_work = max(self.most_in_work, self.in_work)
        await asyncio.sleep(self.takes(update.effective_chat.id))
        self.in_work -= 1
        self.finished[update.update_id] = now()
        if len(self.finished) == self.wanted:
            self.enough.set()

    async def open_until_finished(self, wanted: int) -> None:
        self.wanted = wanted
        application = self.application
        assert application.updater is not None
        await application.initialize()
        await application.updater.start_polling(poll_interval=0)
        await application.start()
        await self.enough.wait()
        await application.updater.stop()
        await application.stop()
        await application.shutdown()


def test_a_kill_at_any_moment_loses_at_most_as_many_updates_as_the_limit() -> None:
    async def story() -> None:
        telegram = Telegram([message(n, chat_id=n % 30) for n in range(1, 301)])
        shop = Shop(telegram, limit=8, takes=lambda _: 0.05)
        lost = []
        telegram.on_confirm = lambda: lost.append(
            sum(n < telegram.confirmed_below and n not in shop.finished for n in range(1, 301))
        )
        await shop.open_until_finished(300)
        assert 0 < max(lost) <= 8
        assert shop.most_in_work == 8

    run(story())


def test_each_chat_is_answered_in_order_while_chats_are_answered_at_once() -> None:
    async def story() -> None:
        telegram = Telegram([message(n, chat_id=n % 20) for n in range(1, 201)])
        shop = Shop(telegram, limit=64, takes=lambda chat: 0.01 if chat % 2 else 0.1)
        await shop.open_until_finished(200)
        assert all(begun == sorted(begun) for begun in shop.begun.values())
        one_after_the_other = 100 * 0.01 + 100 * 0.1
        assert max(shop.finished.values()) < one_after_the_other / 5
        assert busy(shop.order) == 0

    run(story())


def test_a_slow_chat_stops_nobody_as_long_as_there_is_room() -> None:
    async def story() -> None:
        slow, quick = [message(n, chat_id=1) for n in range(1, 6)], [message(n, chat_id=n) for n in range(6, 106)]
        shop = Shop(Telegram([*slow, *quick]), limit=8, takes=lambda chat: 100 if chat == 1 else 0.01)
        await shop.open_until_finished(105)
        assert max(moment for number, moment in shop.finished.items() if number > 5) < 5
        assert max(shop.finished.values()) > 400

    run(story())


def test_stopping_in_the_middle_finishes_what_was_confirmed() -> None:
    async def story() -> None:
        telegram = Telegram([message(n, chat_id=n % 7) for n in range(1, 251)])
        shop = Shop(telegram, limit=4, takes=lambda _: 0.2)
        await shop.open_until_finished(120)
        assert {n for n in range(1, 251) if n < telegram.confirmed_below} <= set(shop.finished)

    run(story())


async def handled_by(order: ChatOrder, update: object, work: Callable[[], Awaitable[None]]) -> None:
    async def handlers() -> None:
        await work()

    await order.process_update(update, handlers())


def updates(*raw: dict[str, Any]) -> list[Update]:
    return [Update.de_json(item) for item in raw]


def overlap(first: object, second: object) -> bool:
    """Whether two updates are handled at once."""

    async def story() -> bool:
        order = ChatOrder(8)
        inside = most = 0

        async def work() -> None:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(1)
            inside -= 1

        await asyncio.gather(handled_by(order, first, work), handled_by(order, second, work))
        assert busy(order) == 0
        return most == 2

    return run(story())


def test_an_update_without_a_chat_waits_for_its_users_earlier_one_only() -> None:
    mine, theirs, chat = updates(chosen_result(1, user_id=7), chosen_result(2, user_id=8), message(3, chat_id=7))
    assert not overlap(mine, mine)
    assert overlap(mine, theirs)
    assert not overlap(mine, chat)  # a private chat has its user's id


def test_what_is_no_update_or_belongs_to_nobody_waits_for_nobody() -> None:
    (nobody,) = updates({"update_id": 1})
    assert overlap(nobody, nobody)
    assert overlap("anything", "anything")


def test_an_update_cancelled_while_it_waits_gives_way_to_the_next_one() -> None:
    async def story() -> None:
        order = ChatOrder(8)
        seen = []
        (update,) = updates(message(1, chat_id=5))

        def work(name: str) -> Callable[[], Coroutine[Any, Any, None]]:
            async def noted() -> None:
                seen.append(name)
                await asyncio.sleep(1)

            return noted

        tasks = [asyncio.create_task(handled_by(order, update, work(name))) for name in "abc"]
        await asyncio.sleep(0.5)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert seen == ["a", "c"]
        assert busy(order) == 0

    run(story())


def test_a_handler_that_fails_lets_the_next_update_of_its_chat_in() -> None:
    async def story() -> None:
        order = ChatOrder(8)
        (update,) = updates(message(1, chat_id=5))

        async def fail() -> None:
            raise RuntimeError("broken")

        results = await asyncio.gather(*(handled_by(order, update, fail) for _ in range(2)), return_exceptions=True)
        assert [str(result) for result in results] == ["broken", "broken"]
        assert busy(order) == 0

    run(story())


def test_those_who_wait_for_room_are_let_in_in_the_order_in_which_they_came() -> None:
    async def story() -> None:
        queue = BoundedUpdateQueue(1)
        await queue.put(0)
        waiting = [asyncio.create_task(queue.put(number)) for number in (1, 2, 3)]
        got = []
        for _ in range(4):
            got.append(await queue.get())
            queue.task_done()
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)
        assert got == [0, 1, 2, 3]
        assert not queue.full()

    run(story())


def test_a_waiting_put_that_is_cancelled_takes_no_room() -> None:
    async def story() -> None:
        queue = BoundedUpdateQueue(1)
        await queue.put("first")
        second = asyncio.create_task(queue.put("second"))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        assert await queue.get() == "first"
        queue.task_done()
        await queue.put("third")
        assert (queue.full(), await queue.get()) == (True, "third")

    run(story())


def test_without_waiting_a_full_queue_refuses() -> None:
    async def story() -> None:
        queue = BoundedUpdateQueue(1)
        queue.put_nowait("first")
        await queue.get()
        with pytest.raises(asyncio.QueueFull):  # fetched is not finished
            queue.put_nowait("second")
        queue.task_done()
        queue.put_nowait("second")

    run(story())


def test_a_task_reported_as_done_too_often_is_an_error_and_makes_no_room() -> None:
    async def story() -> None:
        queue = BoundedUpdateQueue(2)
        with pytest.raises(ValueError, match="too many times"):
            queue.task_done()
        queue.put_nowait("first")
        queue.put_nowait("second")
        assert queue.full()

    run(story())


def test_a_limit_that_lets_nothing_in_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        BoundedUpdateQueue(0)
