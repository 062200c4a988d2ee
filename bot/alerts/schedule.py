"""What triggers the alerts: ticks of a scheduler that only ring bells, and four tasks that do the work.

The scheduler keeps nothing: due work stands in the tables, so one late tick does what many missed ones would have
done. Its jobs only set an event, because it cancels what still runs when it stops; the tasks are drained instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram.ext import ExtBot

from bot.alerts.deliver import Delivery
from bot.alerts.scan import scan
from bot.faq_phrases import learn
from bot.services import Services
from storage import expiry
from storage.chats import KINDS

log = structlog.get_logger()

DELIVERY_SECONDS = 2.0
"""How often the outbox is looked at; a look that finds nothing reads two index entries."""
REAP_SECONDS = 15.0
EXPIRY_SECONDS = 3600.0
"""How often what has been kept long enough is removed."""
DRAIN_SECONDS = 20.0
"""How long `Schedule.stop` waits for what is on its way; longer than one send takes."""
_JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Schedule:
    """Scan, delivery, the return of expired leases and the removal of old orders, each in its own task, until `stop`.

    Only chats of these ``kinds`` are sent to; the scan serves all. Starting and stopping twice does nothing more.
    """

    def __init__(self, services: Services, bot: ExtBot[Any], *, kinds: tuple[str, ...] = KINDS) -> None:
        self._services = services
        self._delivery = Delivery(services, bot, kinds=kinds)
        self._bells = {"scan": services.scan_bell, "deliver": asyncio.Event()}
        self._bells |= {"reap": asyncio.Event(), "expire": asyncio.Event()}
        self._tasks: list[asyncio.Task[None]] = []
        self._scheduler: AsyncIOScheduler | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin, with one round of everything at once: whatever fell due while nothing ran is not late any longer."""
        if self._scheduler is not None:
            return
        scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=_JOB_DEFAULTS)
        scheduler.add_listener(_log_job, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        every = self._services.settings.scan_seconds
        scheduler.add_job(self._ring_scan, "interval", seconds=every, id="scan")
        scheduler.add_job(self._ring_deliver, "interval", seconds=min(DELIVERY_SECONDS, every), id="deliver")
        scheduler.add_job(self._ring_reap, "interval", seconds=REAP_SECONDS, id="reap")
        scheduler.add_job(self._ring_expire, "interval", seconds=EXPIRY_SECONDS, id="expire")
        self._tasks = [
            asyncio.create_task(self._keep("scan", self._scan), name="alerts-scan"),
            asyncio.create_task(self._keep("deliver", self._deliver), name="alerts-deliver"),
            asyncio.create_task(self._keep("reap", self._reap), name="alerts-reap"),
            asyncio.create_task(self._keep("expire", self._expire), name="alerts-expire"),
        ]
        self._scheduler = scheduler
        scheduler.start()
        for bell in self._bells.values():
            bell.set()

    async def stop(self) -> None:
        """Claim nothing more, let what is on its way arrive and be settled, then end."""
        if self._scheduler is None or self._stopping:
            return
        self._stopping = True
        self._scheduler.shutdown(wait=False)
        self._delivery.stop()
        for bell in self._bells.values():
            bell.set()
        _, late = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        for task in late:
            log.error("not_drained", task=task.get_name())
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _ring_scan(self) -> None:
        self._bells["scan"].set()

    async def _ring_deliver(self) -> None:
        self._bells["deliver"].set()

    async def _ring_reap(self) -> None:
        self._bells["reap"].set()

    async def _ring_expire(self) -> None:
        self._bells["expire"].set()

    async def _keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work each time its bell rings; an error is logged and the next ring tries again."""
        bell = self._bells[name]
        while True:
            await bell.wait()
            if self._stopping:
                return
            bell.clear()
            try:
                await work()
            except Exception:
                log.exception("alerts_failed", task=name)

    async def _scan(self) -> None:
        report = await scan(self._services, self._services.clock())
        if report.alerts:
            self._bells["deliver"].set()

    async def _deliver(self) -> None:
        if await self._delivery.wakeup():
            await self._delivery.run()

    async def _reap(self) -> None:
        if await self._delivery.reap():
            self._bells["deliver"].set()

    async def _expire(self) -> None:
        now = self._services.clock()
        async with self._services.database.write() as tx:
            orders = await expiry.drop_old_orders(tx, now)
            questions = await expiry.drop_old_questions(tx, now)
        if orders or questions:
            log.info("expired", orders=orders, questions=questions)
        # What operators attached in another process of this bot.
        await learn(self._services.database, self._services.faq)


def _log_job(event: JobEvent) -> None:
    log.warning("tick_lost", job=event.job_id, code=event.code)
