import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter
from telegram.ext import ExtBot
from telegram.request import BaseRequest
from telegram.warnings import PTBDeprecationWarning

from bot.transport.pacing import REPLY_TRIES, Pacer, Priority, retry_seconds
from tests.bot.transport.virtual_time import now, run


class FloodedServer:
    """Answers the calls it is told to (by number, from 0) with a pause, and notes every call."""

    def __init__(self, pauses: dict[int, float], pacer: Pacer | None = None, answers_after: float = 0) -> None:
        self.answers_after = answers_after
        self.pacer = pacer or Pacer(clock=now)
        self.pauses = pauses
        self.calls: list[tuple[float, object]] = []

    async def send(self, what: object, chat: int | None = 1, priority: Priority | None = None) -> bool:
        async def call() -> bool:
            self.calls.append((now(), what))
            pause = self.pauses.get(len(self.calls) - 1)
            await asyncio.sleep(self.answers_after)
            if pause is not None:
                raise RetryAfter(timedelta(seconds=pause))
            return True

        data: dict[str, Any] = {} if chat is None else {"chat_id": chat}
        return bool(await self.pacer.process_request(call, (), {}, "sendMessage", data, priority))


def test_a_reply_that_meets_a_pause_goes_again_right_after_it() -> None:
    async def story() -> None:
        server = FloodedServer({0: 7})
        assert await server.send("hello")
        assert server.calls == [(0, "hello"), (pytest.approx(7, abs=0.002), "hello")]

    run(story())


@pytest.mark.parametrize("pacer", [Pacer(clock=now), Pacer(None, clock=now)], ids=["paced", "off"])
def test_during_a_pause_nothing_is_sent_whatever_it_is_and_to_whomever(pacer: Pacer) -> None:
    async def story() -> None:
        server = FloodedServer({0: 9}, pacer)
        tasks = [asyncio.create_task(server.send("first"))]
        await asyncio.sleep(1)
        tasks += [
            asyncio.create_task(server.send("another chat", chat=2)),
            asyncio.create_task(server.send("a group", chat=-5)),
            asyncio.create_task(server.send("no chat", chat=None)),
        ]
        await asyncio.gather(*tasks)
        assert [moment for moment, _ in server.calls[1:]] == [pytest.approx(9, abs=0.01)] * 4

    run(story())


def test_a_push_that_meets_a_pause_is_handed_back_to_its_caller_at_once() -> None:
    async def story() -> None:
        server = FloodedServer({0: 30})
        with pytest.raises(RetryAfter) as caught:
            await server.send("alert", priority=Priority.PUSH)
        assert retry_seconds(caught.value) == 30
        assert now() == 0
        assert server.pacer.frozen_for == 30

    run(story())


def test_pushes_that_wait_or_come_during_a_pause_are_handed_back_unsent_with_the_time_left() -> None:
    async def story() -> None:
        server = FloodedServer({3: 30})
        waiting = [asyncio.create_task(server.send(n, priority=Priority.PUSH)) for n in range(6)]
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert results[:3] == [True, True, True]
        assert all(isinstance(result, RetryAfter) for result in results[3:])
        assert len(server.calls) == 4
        await asyncio.sleep(10)
        for chat in (1, None):
            with pytest.raises(RetryAfter) as caught:
                await server.send("late", chat=chat, priority=Priority.PUSH)
            assert retry_seconds(caught.value) == pytest.approx(20, abs=0.01)
        assert len(server.calls) == 4
        await asyncio.sleep(20.1)
        assert await server.send("again", priority=Priority.PUSH)

    run(story())


def test_replies_that_were_refused_go_again_in_their_order_and_before_those_that_came_later() -> None:
    async def story() -> None:
        server = FloodedServer({0: 5, 1: 5}, answers_after=0.2)
        await asyncio.gather(*(server.send(number) for number in range(8)))
        assert [what for _, what in server.calls] == [0, 1, 2, 0, 1, 3, 4, 5, 6, 7]

    run(story())


def test_a_longer_pause_is_not_shortened_by_a_shorter_one() -> None:
    async def story() -> None:
        server = FloodedServer({0: 20, 1: 1}, answers_after=0.2)
        await asyncio.gather(server.send("a", chat=1), server.send("b", chat=2))
        assert [moment for moment, _ in server.calls[2:]] == [pytest.approx(20.2, abs=0.01)] * 2

    run(story())


def test_a_pause_prolonged_while_it_lasts_is_kept_to_its_new_end() -> None:
    async def story() -> None:
        server = FloodedServer({0: 5})
        tasks = [asyncio.create_task(server.send("chat")), asyncio.create_task(server.send("none", chat=None))]
        await asyncio.sleep(3)
        server.pacer.freeze(10)  # another process of the same bot was told to wait
        await asyncio.gather(*tasks)
        assert min(moment for moment, _ in server.calls[2:]) == pytest.approx(13, abs=0.01)

    run(story())


def test_a_reply_whose_chat_is_barred_for_good_is_given_up_in_the_end() -> None:
    async def story() -> None:
        server = FloodedServer(dict.fromkeys(range(100), 1))
        with pytest.raises(RetryAfter):
            await server.send("hello")
        assert len(server.calls) == REPLY_TRIES

    run(story())


def test_there_is_no_pause_before_the_first_429_nor_after_its_end() -> None:
    async def story() -> None:
        server = FloodedServer({0: 2})
        assert server.pacer.frozen_for == 0
        await server.send("hello")
        assert server.pacer.frozen_for == 0

    run(story())


def test_the_pause_is_understood_as_a_timedelta_and_as_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    assert retry_seconds(RetryAfter(5)) == 5.0
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(PTBDeprecationWarning):
        assert retry_seconds(RetryAfter(5)) == 5.0


def test_without_limits_a_thousand_messages_to_one_chat_go_at_once() -> None:
    async def story() -> None:
        server = FloodedServer({}, Pacer.off())
        await asyncio.gather(*(server.send(number) for number in range(1000)))
        assert now() == 0

    run(story())


class Answering(BaseRequest):
    """A server that sends nothing new and accepts everything."""

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        results = {"getMe": {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}, "getUpdates": []}
        return 200, json.dumps({"ok": True, "result": results.get(url.rpartition("/")[2], True)}).encode()


def test_polling_goes_on_during_a_pause_and_the_bots_other_calls_take_their_priority_from_their_arguments() -> None:
    async def story() -> None:
        pacer = Pacer(clock=now)
        bot = ExtBot("1:T", request=Answering(), get_updates_request=Answering(), rate_limiter=pacer)
        async with bot:
            pacer.freeze(30)
            assert await bot.get_updates() == ()
            assert now() == 0
            with pytest.raises(RetryAfter):
                await bot.delete_message(1, 2, rate_limit_args=Priority.PUSH)
            assert now() == 0
            await bot.delete_message(1, 2, rate_limit_args=Priority.REPLY)
            assert now() == pytest.approx(30, abs=0.01)

    run(story())
