"""Anything in any order: the real handlers, scan, outbox and delivery against a model of a page.

The model knows four sums (promise, promise and a week, three and five days of silence) and a set of what was handled.
After every step: a due fact has its row, nothing is told twice, nothing untrue is sent, no stored moment is late.
"""

from __future__ import annotations

import asyncio
import random
import re
import tempfile
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.alerts.buttons import AlertHandled, AlertSnooze
from bot.alerts.deliver import Delivery
from bot.handlers import alert_buttons, events, watch
from bot.handlers import parcels as parcel_handlers
from bot.handlers.parcel_buttons import ParcelDelivered
from bot.transport.http import RequestTimedOut
from bot.turn import Turn, replies
from storage import parcels
from tests.bot.alerts.reference import LEVELS, Watched
from tests.bot.alerts.shop import CHAT, Shop

NUMBERS = [f"LP{number:014d}" for number in range(1, 4)]
_SECTION = re.compile(r"超过承诺时间|轨迹断更|现在可以做")


class AlertsMachine(RuleBasedStateMachine):
    """Steps a seller, the clock, the network and a crashing process can take."""

    @initialize()
    def open_shop(self) -> None:
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        folder = Path(self.run(self.stack.enter_async_context(_Folder())))
        self.shop: Shop = self.run(self.stack.enter_async_context(Shop.open(folder)))
        self.model: dict[str, Watched] = {}
        self.copies: dict[int, int] = {}
        self.lost: dict[int, int] = {}
        self.texts = 0

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.stack.aclose())
            self.runner.close()

    def run(self, doing: Any) -> Any:
        return self.runner.run(doing)

    async def turn(self, args: str = "") -> Turn:
        chat = await self.shop.chat()
        assert chat is not None
        return Turn(self.shop.services, chat, CHAT, "zh", self.shop.now, args, args)

    # What the seller does.

    @rule(number=st.sampled_from(NUMBERS), hours=st.none() | st.integers(-30, 100))
    def watch(self, number: str, hours: int | None) -> None:
        promised = None if hours is None else self.shop.now + timedelta(hours=hours)
        written = "" if promised is None else f"{promised + timedelta(hours=8):%Y-%m-%d %H:%M}"
        self.run(self._do(watch.command, f"{number} {written}"))
        known = self.model.setdefault(number, Watched(len(self.model) + 1, self.shop.now))
        known.promised = promised or known.promised

    @precondition(lambda self: self.model)
    @rule(data=st.data(), hours=st.integers(0, 80))
    def news(self, data: st.DataObject, hours: int) -> None:
        """News of now or of some time ago, perhaps older than what is known, never older than the watch."""
        known = self.model[data.draw(st.sampled_from(sorted(self.model)))]
        moment = max(self.shop.now - timedelta(hours=hours), known.since)
        self.texts += 1
        self.run(
            self._do(events.command, f"{known.seq} {moment + timedelta(hours=8):%Y-%m-%d %H:%M} scan {self.texts}")
        )
        if known.news is None or moment >= known.news:
            known.news = moment

    @precondition(lambda self: self.model)
    @rule(data=st.data(), arrived=st.booleans())
    def arrives_or_not_after_all(self, data: st.DataObject, arrived: bool) -> None:
        known = self.model[data.draw(st.sampled_from(sorted(self.model)))]

        async def press() -> None:
            await parcel_handlers.delivered(await self.turn(), ParcelDelivered(known.seq, arrived))

        self.run(press())
        known.delivered = arrived

    @precondition(lambda self: self.shop.sent)
    @rule(data=st.data(), snooze=st.booleans())
    def answers_an_alert(self, data: st.DataObject, snooze: bool) -> None:
        message = data.draw(st.sampled_from(self.shop.sent))
        bundle = int(message.data[0].split(":")[1])
        about = {alert.id: alert for alert in self.run(self.shop.alerts()) if alert.bundle == bundle}

        async def press() -> None:
            turn = await self.turn()
            if snooze:
                await alert_buttons.snoozed(turn, AlertSnooze(bundle))
            else:
                await alert_buttons.handled(turn, AlertHandled(bundle))

        self.run(press())
        if not snooze:
            by_seq = {known.seq: known for known in self.model.values()}
            for alert in about.values():
                known = by_seq[self.run(self._seq(alert.parcel_id))]
                # A parcel that has arrived has no episode; what is handled then stays so if it has not, after all.
                if known.episodes().get(alert.rule, alert.episode) == alert.episode and alert.handled_at is None:
                    known.handled.add((alert.rule, alert.episode))

    # What time and the machine do.

    @rule(hours=st.sampled_from([1, 7, 24, 30, 72, 170]))
    def time_passes(self, hours: int) -> None:
        self.shop.wait(hours=hours)

    @rule()
    def scan(self) -> None:
        self.run(self.shop.scan())
        rows = {(row.parcel_id, row.rule, row.level, row.episode) for row in self.run(self.shop.alerts())}
        for known in self.model.values():
            parcel_id = self.run(self._parcel(known.seq)).id
            for name, level, episode in known.reached(self.shop.now):
                if (name, episode) not in known.handled:
                    assert any((parcel_id, name, higher, episode) in rows for higher in range(level, 3))

    @rule()
    def deliver(self) -> None:
        self.run(self.shop.delivery.reap())
        self._deliver()

    @rule()
    def deliver_without_an_answer(self) -> None:
        """The message may have arrived; whoever sent it cannot tell."""
        self.shop.telegram.answers.append(RequestTimedOut("late", ambiguous=True))
        self._deliver()
        self.shop.telegram.answers.clear()

    @rule()
    def dies_with_messages_under_lease(self) -> None:
        async def die() -> None:
            process = Delivery(self.shop.services, self.shop.bot, randomness=random.Random(1))
            await process._claim(16)

        self.run(die())

    def _deliver(self) -> None:
        before = len(self.shop.sent)
        self.run(Delivery(self.shop.services, self.shop.bot, randomness=random.Random(1)).run())
        for message in self.shop.sent[before:]:
            bundle = int(message.data[0].split(":")[1])
            self.copies[bundle] = self.copies.get(bundle, 0) + 1
            self._says_only_what_is_true(message.plain)

    def _says_only_what_is_true(self, text: str) -> None:
        parts = _SECTION.split(text)
        names = _SECTION.findall(text)
        for name, part in zip(names, parts[1:], strict=True):
            which = {"超过承诺时间": "overdue", "轨迹断更": "stalled"}.get(name)
            for number in re.findall(r"LP\d{14}", part) if which else []:
                known = self.model[number]
                assert which in {each for each, _, _ in known.reached(self.shop.now)}, (number, which, text)
                assert (which, known.episodes()[which]) not in known.handled, (number, which, text)

    # What always holds.

    @invariant()
    def nothing_is_told_twice(self) -> None:
        if not hasattr(self, "shop"):
            return
        rows = self.run(self.shop.alerts())
        facts = [(row.parcel_id, row.rule, row.level, row.episode) for row in rows if row.snoozed_from is None]
        assert len(facts) == len(set(facts))
        assert all(row.telegram_message_id is not None for row in rows if row.state == "sent")
        assert all(count == 1 for count in self.copies.values()), "an unanswered send never reached this Telegram"

    @invariant()
    def no_stored_moment_is_late(self) -> None:
        if not hasattr(self, "shop"):
            return
        rows = self.run(self.shop.alerts())
        for known in self.model.values():
            parcel = self.run(self._parcel(known.seq))
            for name, episode in known.episodes().items():
                its = [
                    row.level for row in rows if (row.parcel_id, row.rule, row.episode) == (parcel.id, name, episode)
                ]
                highest = max(its, default=0)
                if highest < 2 and (name, episode) not in known.handled:
                    assert parcel.next_check_at is not None
                    assert parcel.next_check_at <= episode + LEVELS[name][highest]

    async def _do(self, handler: Any, args: str) -> None:
        [reply] = replies(await handler(await self.turn(args.strip())))
        assert reply.template in {"watch/done", "events/recorded"}, reply

    async def _parcel(self, seq: int) -> parcels.Parcel:
        async with self.shop.services.database.read() as tx:
            found = await parcels.by_seq(CHAT, tx, seq)
        assert found is not None
        return found

    async def _seq(self, parcel_id: int) -> int:
        async with self.shop.services.database.read() as tx:
            (found,) = await parcels.by_ids(CHAT, tx, [parcel_id])
        return found.seq


class _Folder:
    """A temporary folder for an example."""

    async def __aenter__(self) -> str:
        self._folder = tempfile.TemporaryDirectory()
        return self._folder.name

    async def __aexit__(self, *_: object) -> None:
        self._folder.cleanup()


_SHORT = settings(max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))

TestAlerts = AlertsMachine.TestCase
TestAlerts.settings = _SHORT


class _LongerMachine(AlertsMachine):
    """The same with more and longer stories."""


TestAlertsForLong = pytest.mark.long(_LongerMachine.TestCase)
TestAlertsForLong.settings = settings(_SHORT, max_examples=250, stateful_step_count=60)
