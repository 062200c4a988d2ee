"""Delivery: claim under a lease, look again, send, settle. At least once, and a repeat says that it is one.

The lease is committed before anything is sent and no transaction is open while a message is on its way. Several
chats are served at once; a chat has one message on its way at a time, which the claim sees to.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram.error import RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.alerts.message import standing
from bot.alerts.quiet import quiet_until
from bot.alerts.refusals import Fate, fate_of
from bot.alerts.sender import Sender
from bot.services import Services
from bot.transport.pacing import retry_seconds
from storage import chats, due, parcels
from storage.due import Bundle
from storage.parcels import Parcel

log = structlog.get_logger()

AT_ONCE = 16
"""Chats served at the same time: enough to use the whole pace while each answer takes half a second."""
PER_CHAT = 500
"""Alerts that go into one message; it names the worst and counts the others."""
LEASE = timedelta(seconds=60)
ATTEMPTS = 5
"""Sends without an answer, after which a message is given up: each of them may have put a copy into the chat."""
SHORTEST_WAIT, LONGEST_WAIT = 2.0, 600.0
UNANSWERED_WAIT = 15.0
"""Seconds before the first repeat of a message that may have arrived; four times as long before each further one."""


class Delivery:
    """Sends what the outbox holds for chats of these ``kinds``."""

    def __init__(
        self,
        services: Services,
        bot: ExtBot[Any],
        *,
        kinds: tuple[str, ...] = chats.KINDS,
        randomness: random.Random | None = None,
    ) -> None:
        self._services = services
        self._sender = Sender(services, bot)
        self._kinds = kinds
        self._random = randomness or random.Random()  # noqa: S311 - spreads retries, keeps no secret
        self._failures = 0
        self._rests_until: datetime | None = None
        self._stopping = False

    async def run(self) -> int:
        """Send until nothing may go out now, or `stop` was called; returns how many messages were sent."""
        sent = 0
        running: set[asyncio.Task[bool]] = set()
        try:
            while True:
                try:
                    claimed = await self._claim(AT_ONCE - len(running))
                except Exception:
                    # What is on its way has still to be settled, or it would be sent a second time.
                    await asyncio.gather(*running)
                    raise
                for bundle in claimed:
                    running.add(asyncio.create_task(self._deliver(bundle), name="alert"))
                if not running:
                    return sent
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                sent += sum(task.result() for task in done)
        finally:
            for task in running:
                task.cancel()

    def stop(self) -> None:
        """Claim nothing more; what is on its way is still sent and settled by the `run` that claimed it."""
        self._stopping = True

    async def reap(self) -> int:
        """Give back what a process that died had under lease; returns how many alerts."""
        async with self._services.database.write() as tx:
            reaped = await due.reap(tx, self._services.clock())
        if reaped:
            log.warning("leases_expired", alerts=reaped)
        return reaped

    async def wakeup(self) -> bool:
        """Whether there may be something to do now; reads two index entries and locks nothing."""
        async with self._services.database.read() as tx:
            moment = await due.next_wakeup(tx, kinds=self._kinds)
        return moment is not None and moment <= self._services.clock()

    async def _claim(self, at_most: int) -> tuple[Bundle, ...]:
        now = self._services.clock()
        if self._stopping or at_most <= 0 or (self._rests_until is not None and now < self._rests_until):
            return ()
        async with self._services.database.write() as tx:
            return await due.claim(
                tx,
                now,
                lease_for=LEASE,
                token=uuid.uuid4().hex,
                chats_limit=at_most,
                per_chat=PER_CHAT,
                kinds=self._kinds,
            )

    async def _deliver(self, bundle: Bundle) -> bool:
        """Whether the bundle was sent and settled; nothing that happens to it stops the others.

        What cannot even be settled keeps its lease until `reap` gives it back.
        """
        try:
            return await self._try(bundle)
        except Exception:
            log.exception("alert_left_to_its_lease", chat=_hashed(bundle.chat.id))
            return False

    async def _try(self, bundle: Bundle) -> bool:
        try:
            ready = await self._look_again(bundle)
            if ready is None:
                return False
            message_id = await self._sender.send(*ready)
        except TelegramError as error:
            await self._failed(bundle, error)
            return False
        except TimeoutError:
            await self._later(bundle, self._spread(SHORTEST_WAIT), "timeout", counts=False, repeated=True)
            return False
        except Exception as error:
            log.exception("alert_broken", chat=_hashed(bundle.chat.id))
            await self._again_or_never(bundle, type(error).__name__, repeated=False)
            return False
        self._failures = 0
        async with self._services.database.write() as tx:
            settled = await due.settle_sent(tx, bundle.id, bundle.token, message_id, self._services.clock())
        log.info("alert_sent", chat=_hashed(bundle.chat.id), alerts=settled)
        return settled > 0

    async def _look_again(self, bundle: Bundle) -> tuple[Bundle, dict[int, Parcel]] | None:
        """The bundle as it is worth sending now; None when it was put off, withdrawn or given up instead."""
        now = self._services.clock()
        ids = {alert.parcel_id for alert in bundle.alerts}
        async with self._services.database.read() as tx:
            chat = await chats.find(bundle.chat.id, tx)
            known = {parcel.id: parcel for parcel in await parcels.by_ids(bundle.chat.id, tx, ids)}
        if chat is None:
            return None  # everything of the chat was erased, this bundle too
        if not (chat.active and chat.subscribed):
            await self._later(bundle, 0.0, "not_listening", counts=False, repeated=False)
            return None
        until = quiet_until(now, chat.quiet_from, chat.quiet_to, chat.timezone)
        if until is not None:
            await self._put_off(bundle, until, "quiet_hours", counts=False, repeated=False)
            return None
        if max(alert.attempts for alert in bundle.alerts) >= ATTEMPTS:
            await self._give_up(bundle, "attempts")
            return None
        over = [alert for alert in bundle.alerts if not standing(alert, known.get(alert.parcel_id), chat)]
        if over:
            async with self._services.database.write() as tx:
                await due.withdraw(tx, bundle.id, bundle.token, [alert.id for alert in over])
        alerts = tuple(alert for alert in bundle.alerts if alert not in over)
        return (Bundle(bundle.id, bundle.token, chat, alerts), known) if alerts else None

    async def _failed(self, bundle: Bundle, error: TelegramError) -> None:
        fate = fate_of(error)
        reason = type(error).__name__
        log.warning("alert_failed", chat=_hashed(bundle.chat.id), fate=fate.name.lower(), reason=error.message)
        match fate:
            case Fate.PAUSE if isinstance(error, RetryAfter):
                self._rest(retry_seconds(error))
                await self._later(bundle, retry_seconds(error), reason, counts=False, repeated=False)
            case Fate.GONE:
                await self._gone(bundle, error.message)
            case Fate.REFUSED | Fate.UNPARSEABLE:
                await self._give_up(bundle, error.message)
            case Fate.PERHAPS:
                await self._again_or_never(bundle, reason, repeated=True)
            case _:
                wait = self._rest_after_failure()
                repeated = fate is Fate.SERVER
                await self._later(bundle, wait, reason, counts=False, repeated=repeated)

    async def _gone(self, bundle: Bundle, reason: str) -> None:
        """The chat's alerts rest, this one too: nobody has read it, and the chat may be unblocked one day."""
        async with self._services.database.write() as tx:
            await due.settle_retry(
                tx,
                bundle.id,
                bundle.token,
                available_at=self._services.clock(),
                error=reason,
                counts_attempt=False,
                repeated=False,
            )
            await chats.deactivate(bundle.chat.id, tx, reason)
        self._services.memory.drop(bundle.chat.id)

    async def _again_or_never(self, bundle: Bundle, reason: str, *, repeated: bool) -> None:
        attempts = max(alert.attempts for alert in bundle.alerts) + 1
        if attempts >= ATTEMPTS:
            await self._give_up(bundle, reason)
        else:
            wait = self._spread(UNANSWERED_WAIT * 4 ** (attempts - 1))
            await self._later(bundle, wait, reason, counts=True, repeated=repeated)

    async def _later(self, bundle: Bundle, seconds: float, reason: str, *, counts: bool, repeated: bool) -> None:
        moment = self._services.clock() + timedelta(seconds=seconds)
        await self._put_off(bundle, moment, reason, counts=counts, repeated=repeated)

    async def _put_off(self, bundle: Bundle, until: datetime, reason: str, *, counts: bool, repeated: bool) -> None:
        async with self._services.database.write() as tx:
            await due.settle_retry(
                tx,
                bundle.id,
                bundle.token,
                available_at=until,
                error=reason,
                counts_attempt=counts,
                repeated=repeated,
            )

    async def _give_up(self, bundle: Bundle, reason: str) -> None:
        log.error("alert_given_up", chat=_hashed(bundle.chat.id), alerts=len(bundle.alerts), reason=reason)
        async with self._services.database.write() as tx:
            await due.settle_dead(tx, bundle.id, bundle.token, reason)

    def _rest_after_failure(self) -> float:
        """Claim nothing for a while, longer each time, and say for how long.

        What fails while the others rest already was under way when the first of them failed: it is the same failure.
        """
        now = self._services.clock()
        if self._rests_until is None or self._rests_until <= now:
            self._failures += 1
            self._rest(self._spread(SHORTEST_WAIT * 2 ** min(self._failures, 10)))
        assert self._rests_until is not None  # noqa: S101 - just set
        return (self._rests_until - now).total_seconds()

    def _rest(self, seconds: float) -> None:
        """Claim nothing for so long: whoever is next would only meet the same answer."""
        until = self._services.clock() + timedelta(seconds=seconds)
        self._rests_until = max(until, self._rests_until or until)

    def _spread(self, seconds: float) -> float:
        """Somewhere between half of the wait and all of it, inside the limits."""
        return self._random.uniform(0.5, 1.0) * min(max(seconds, 2 * SHORTEST_WAIT), LONGEST_WAIT)


def _hashed(chat_id: int) -> str:
    """A chat in a log: the same every time, and nobody's id."""
    return hashlib.blake2b(str(chat_id).encode(), digest_size=4).hexdigest()
