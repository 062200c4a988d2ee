import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.transport.pacing import Pacer, Priority
from tests.bot.transport.virtual_time import now, run

ALICE, BOB, GROUP = 101, 102, -1001


class Wire:
    """Telegram's end: notes what arrives when; answers at once."""

    def __init__(self) -> None:
        self.pacer = Pacer(clock=now)
        self.arrived: list[tuple[float, object, object]] = []

    async def send(
        self,
        chat: int | str | None,
        what: object = None,
        priority: Priority | None = None,
        endpoint: str = "sendMessage",
    ) -> None:
        async def call(*_: object, **__: object) -> bool:
            self.arrived.append((now(), chat, what))
            return True

        data: dict[str, Any] = {} if chat is None else {"chat_id": chat}
        assert await self.pacer.process_request(call, (), {}, endpoint, data, priority)

    def times(self, chat: object = ...) -> list[float]:
        return [moment for moment, place, _ in self.arrived if chat is ... or place == chat]

    def words(self, chat: object) -> list[object]:
        return [what for _, place, what in self.arrived if place == chat]


def on_the_wire(story: Callable[[Wire], Coroutine[Any, Any, None]]) -> Wire:
    async def told() -> Wire:
        wire = Wire()
        await story(wire)
        await wire.pacer.shutdown()
        return wire

    return run(told())


def test_three_messages_to_a_person_go_at_once_and_then_one_a_second() -> None:
    async def story(wire: Wire) -> None:
        await asyncio.gather(*(wire.send(ALICE, number) for number in range(6)))

    wire = on_the_wire(story)
    assert wire.times() == pytest.approx([0, 0, 0, 1, 2, 3], abs=0.01)
    assert wire.words(ALICE) == list(range(6))


def test_a_group_gets_twenty_messages_in_any_minute() -> None:
    async def story(wire: Wire) -> None:
        await asyncio.gather(*(wire.send(GROUP, number) for number in range(45)))

    wire = on_the_wire(story)
    assert wire.words(GROUP) == list(range(45))
    assert wire.times()[19] < 1
    assert wire.times()[20] == pytest.approx(60, abs=0.01)
    assert wire.times()[40] == pytest.approx(120, abs=0.01)


def test_a_named_channel_counts_as_a_group_and_a_number_as_text_counts_as_a_number() -> None:
    async def story(wire: Wire) -> None:
        await asyncio.gather(*(wire.send("@channel") for _ in range(21)))
        await asyncio.gather(*(wire.send("-1001") for _ in range(10)), *(wire.send(-1001) for _ in range(11)))
        await asyncio.gather(*(wire.send("101") for _ in range(2)), *(wire.send(101) for _ in range(2)))

    wire = on_the_wire(story)
    assert wire.times("@channel")[-1] == pytest.approx(60, abs=0.01)
    assert max(wire.times(-1001)) - min(wire.times("-1001")) == pytest.approx(60, abs=0.01)
    assert max(wire.times(101)) - min(wire.times("101")) == pytest.approx(1, abs=0.01)


def test_over_all_chats_a_second_sees_five_at_once_and_twenty_five_more() -> None:
    async def story(wire: Wire) -> None:
        await asyncio.gather(*(wire.send(chat) for chat in range(1, 101)))

    times = on_the_wire(story).times()
    assert times[4] == 0
    assert times[5] == pytest.approx(0.04, abs=0.002)
    assert times[-1] == pytest.approx(95 / 25, abs=0.01)


def test_the_rate_over_all_chats_can_be_set() -> None:
    async def story() -> float:
        wire = Wire()
        wire.pacer = Pacer(per_second=100.0, burst=1, clock=now)
        await asyncio.gather(*(wire.send(chat) for chat in range(1, 102)))
        return wire.times()[-1]

    assert run(story()) == pytest.approx(1.0, abs=0.06)


def test_replies_overtake_pushes_that_wait_for_the_common_budget() -> None:
    async def story(wire: Wire) -> None:
        pushes = [asyncio.create_task(wire.send(chat, "push", Priority.PUSH)) for chat in range(1, 51)]
        await asyncio.sleep(0.5)
        before = len(wire.arrived)
        await asyncio.gather(*(wire.send(chat, "reply") for chat in range(1000, 1010)))
        overtaken_by = [what for _, _, what in wire.arrived[before:]]
        assert overtaken_by == ["reply"] * 10
        await asyncio.gather(*pushes)

    assert len(on_the_wire(story).arrived) == 60


def test_in_one_chat_a_reply_goes_before_pushes_that_came_earlier_and_each_kind_keeps_its_order() -> None:
    async def story(wire: Wire) -> None:
        pushes = [asyncio.create_task(wire.send(ALICE, f"push {n}", Priority.PUSH)) for n in range(6)]
        await asyncio.sleep(0.1)
        replies = [asyncio.create_task(wire.send(ALICE, f"reply {n}")) for n in range(3)]
        await asyncio.gather(*pushes, *replies)

    words = on_the_wire(story).words(ALICE)
    assert words[:3] == ["push 0", "push 1", "push 2"]
    assert words[3:6] == ["reply 0", "reply 1", "reply 2"]
    assert words[6:] == ["push 3", "push 4", "push 5"]


def test_a_chat_with_a_backlog_holds_up_nobody_else() -> None:
    async def story(wire: Wire) -> None:
        backlog = [asyncio.create_task(wire.send(GROUP, n)) for n in range(30)]
        backlog += [asyncio.create_task(wire.send(ALICE, n)) for n in range(30)]
        await asyncio.sleep(5)
        asked_at = now()
        await wire.send(BOB, "hello")
        assert now() - asked_at < 0.001
        await asyncio.gather(*backlog)

    assert on_the_wire(story).words(BOB) == ["hello"]


def test_a_shorter_wait_that_comes_up_during_a_longer_one_is_kept() -> None:
    async def story(wire: Wire) -> None:
        group = [asyncio.create_task(wire.send(GROUP)) for _ in range(21)]
        await asyncio.sleep(5)  # from here on the pacer sleeps until second 60
        begun = now()
        await asyncio.gather(*(wire.send(ALICE) for _ in range(4)))
        assert now() - begun == pytest.approx(1, abs=0.01)
        await asyncio.gather(*group)

    on_the_wire(story)


@pytest.mark.parametrize("endpoint", ["getMe", "answerCallbackQuery", "setMyCommands"])
def test_a_method_without_a_chat_costs_nothing(endpoint: str) -> None:
    async def story(wire: Wire) -> None:
        await asyncio.gather(*(wire.send(chat) for chat in range(1, 6)))  # the burst is used up
        await asyncio.gather(*(wire.send(None, endpoint=endpoint) for _ in range(100)))

    assert on_the_wire(story).times()[-1] == 0


@settings(max_examples=40, deadline=None)
@given(
    calls=st.lists(
        st.tuples(
            st.floats(0, 0.6), st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, -1, -2]), st.sampled_from([None, *Priority])
        ),
        max_size=120,
    )
)
def test_no_bucket_is_ever_overdrawn_and_order_is_kept_whatever_comes(calls: list[tuple[float, int, Any]]) -> None:
    async def story(wire: Wire) -> None:
        tasks = []
        for number, (gap, chat, priority) in enumerate(calls):
            await asyncio.sleep(gap if number % 7 == 0 else 0)
            tasks.append(asyncio.create_task(wire.send(chat, (priority == Priority.PUSH, number), priority)))
        await asyncio.gather(*tasks)

    wire = on_the_wire(story)
    assert len(wire.arrived) == len(calls)

    def most_within(moments: list[float], stretch: float) -> int:
        return max((sum(start <= m < start + stretch - 1e-6 for m in moments) for start in moments), default=0)

    assert most_within(wire.times(), 1.0) <= 30
    for chat in {chat for _, chat, _ in calls}:
        limit, stretch = (4, 1.0) if chat > 0 else (20, 60.0)
        assert most_within(wire.times(chat), stretch) <= limit
        for is_push in (False, True):
            numbers = [what[1] for what in wire.words(chat) if what[0] == is_push]  # type: ignore[index]
            assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    "error", [BadRequest("Message is not modified"), NetworkError("gone"), TimedOut(), TelegramError("odd")]
)
def test_an_error_other_than_a_pause_is_the_callers_and_nothing_is_sent_twice(error: TelegramError) -> None:
    async def story() -> int:
        calls = 0

        async def call() -> bool:
            nonlocal calls
            calls += 1
            raise error

        with pytest.raises(type(error)):
            await Pacer(clock=now).process_request(call, (), {}, "sendMessage", {"chat_id": 1}, None)
        return calls

    assert run(story()) == 1


def test_a_caller_that_gives_up_leaves_no_hole_and_spends_nothing() -> None:
    async def story(wire: Wire) -> None:
        tasks = [asyncio.create_task(wire.send(ALICE, number)) for number in range(6)]
        await asyncio.sleep(0.5)
        tasks[3].cancel()
        tasks[4].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    wire = on_the_wire(story)
    assert wire.words(ALICE) == [0, 1, 2, 5]
    assert wire.times()[-1] == pytest.approx(1, abs=0.01)


def test_idle_chats_are_forgotten() -> None:
    async def story(wire: Wire) -> None:
        most = 0
        for chat in range(1, 20_001):
            await wire.send(chat)
            most = max(most, len(wire.pacer._lanes))
        assert most < 300

    on_the_wire(story)


def test_shutting_down_lets_go_of_everybody_who_waits() -> None:
    async def story() -> None:
        wire = Wire()
        tasks = [asyncio.create_task(wire.send(ALICE)) for _ in range(5)]
        await asyncio.sleep(0.1)
        await wire.pacer.shutdown()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results[3:]] == [asyncio.CancelledError] * 2
        await wire.send(ALICE)  # and it can be used again

    run(story())


def test_while_there_is_budget_the_pacer_costs_next_to_nothing() -> None:
    async def call() -> bool:
        return True

    async def story() -> float:
        pacer = Pacer(per_second=1e9, burst=1_000_000)
        data = [{"chat_id": chat} for chat in range(1, 3001)]
        best = 1.0
        for _ in range(5):
            pacer._lanes.clear()
            begun = time.perf_counter()
            for item in data:
                await pacer.process_request(call, (), {}, "sendMessage", item, None)
            best = min(best, (time.perf_counter() - begun) / len(data))
        return best

    # About 2 microseconds, the creation of a new chat's bucket included; the bound leaves room for a busy machine.
    assert asyncio.run(story()) < 40e-6
