"""The scheduler rings, the tasks work; here with a real loop and a clock of our own."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import select

from bot.alerts.scan import scan
from bot.alerts.schedule import Schedule
from bot.faq.index import Match
from bot.settings import Settings
from storage import order_books, phrases, questions
from storage.order_books import Orders
from storage.tables import chat, order_book
from tests.bot.alerts.shop import START, Shop

NUMBER = "LP00000000000001"


@asynccontextmanager
async def running(shop: Shop, seconds: float = 0.05) -> AsyncIterator[Schedule]:
    settings = Settings(_env_file=None, database_url="sqlite:///unused", scan_seconds=seconds)
    schedule = Schedule(replace(shop.services, settings=settings), shop.bot)
    await schedule.start()
    try:
        yield schedule
    finally:
        await schedule.stop()


async def test_what_falls_due_while_it_runs_is_told_without_anybody_asking(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START.replace(hour=5))
    async with running(shop):
        await asyncio.sleep(0.2)
        assert shop.sent == []
        shop.wait(hours=1)
        await shop.telegram.received()
        await asyncio.sleep(0.2)
    assert len(shop.sent) == 1


async def test_what_fell_due_while_nothing_ran_is_told_at_the_start(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START)
    shop.wait(days=40)
    async with running(shop, seconds=3600):
        await shop.telegram.received()
    assert len(shop.sent) == 1


async def test_the_bell_makes_it_scan_before_the_next_tick(shop: Shop) -> None:
    async with running(shop, seconds=3600):
        await asyncio.sleep(0.1)
        await shop.watch(NUMBER, promised=START)
        shop.services.scan_bell.set()
        await shop.telegram.received()


async def test_a_scan_that_fails_does_not_end_the_watch(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [OSError("disk"), ValueError("facts")]

    async def failing(*about: object) -> object:
        if failures:
            raise failures.pop()
        return await scan(*about)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.alerts.schedule.scan", failing)
    await shop.watch(NUMBER, promised=START)
    async with running(shop):
        await shop.telegram.received()


async def test_leases_of_a_dead_process_are_taken_back_and_sent(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START)
    await shop.scan()
    await shop.delivery._claim(1)
    shop.wait(seconds=61)
    async with running(shop):
        await shop.telegram.received()
    assert "重发" in shop.sent[0].plain


async def test_orders_kept_long_enough_are_removed_while_it_runs(shop: Shop) -> None:
    async def kept() -> int:
        async with shop.services.database.read() as tx:
            return len((await tx.execute(select(order_book.c.seq))).all())

    await shop.watch(NUMBER)  # a chat that is stored
    async with shop.services.database.write() as tx:
        chat_id = (await tx.execute(select(chat.c.id))).scalars().one()
        await order_books.save(chat_id, tx, 5, Orders(b"\x01", "CNY", None, None, None, b""), shop.now)
    shop.wait(days=6)
    async with running(shop, seconds=3600):
        await asyncio.sleep(0.2)
        assert await kept() == 1
    shop.wait(days=1, seconds=1)
    async with running(shop, seconds=3600):
        for _ in range(250):
            if not await kept():
                break
            await asyncio.sleep(0.02)
        assert await kept() == 0


async def test_questions_kept_long_enough_are_removed_and_what_another_process_attached_is_learned(shop: Shop) -> None:
    async def kept() -> int:
        async with shop.services.database.read() as tx:
            return await questions.count_open(1, tx, {1})

    faq, asked = shop.services.faq, "what does the little shield mean"
    await shop.watch(NUMBER)  # a chat that is stored
    async with shop.services.database.write() as tx:
        chat_id = (await tx.execute(select(chat.c.id))).scalars().one()
        about: dict[str, Any] = {"language": "en", "reason": questions.Reason.DECLINED, "entry": None, "nearest": ()}
        await questions.record(chat_id, tx, 5, asked, **about, now=shop.now)
        await phrases.attach(1, tx, {1}, 5, asked, "label-benefit", "en", shop.now)
    assert faq.answer(asked) is None
    shop.wait(days=89)
    async with running(shop, seconds=3600):
        for _ in range(250):
            if faq.answer(asked) is not None:
                break
            await asyncio.sleep(0.02)
    assert (faq.answer(asked) or Match("", 0)).entry_id == "label-benefit"
    assert await kept() == 1
    shop.wait(days=1, seconds=1)
    async with running(shop, seconds=3600):
        for _ in range(250):
            if not await kept():
                break
            await asyncio.sleep(0.02)
    assert await kept() == 0


async def test_stopping_waits_for_the_message_on_its_way_and_leaves_no_task_behind(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START)
    shop.telegram.answering.clear()
    async with running(shop) as schedule:
        await shop.telegram.received()
        stopping = asyncio.create_task(schedule.stop())
        await asyncio.sleep(0.1)
        assert not stopping.done()
        shop.telegram.answering.set()
        await stopping
    assert await shop.states() == ["sent"]
    assert [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("alert")] == []


async def test_stopping_twice_or_before_the_start_is_harmless(shop: Shop) -> None:
    await Schedule(shop.services, shop.bot).stop()
    async with running(shop) as schedule:
        await schedule.start()
        await schedule.stop()
        await schedule.stop()


async def test_no_tick_is_dropped_for_being_late_and_every_job_is_a_coroutine_function(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A late tick is the normal case after a busy second; a job that is no coroutine function is never awaited."""
    seen: list[AsyncIOScheduler] = []
    start = AsyncIOScheduler.start

    def noted(scheduler: AsyncIOScheduler) -> None:
        seen.append(scheduler)
        start(scheduler)

    monkeypatch.setattr(AsyncIOScheduler, "start", noted)
    async with running(shop, seconds=3600):
        (scheduler,) = seen
        jobs = scheduler.get_jobs()
        assert {job.id for job in jobs} == {"scan", "deliver", "reap", "expire"}
        for job in jobs:
            assert inspect.iscoroutinefunction(job.func)
            assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
        assert str(scheduler.timezone) == "UTC"
