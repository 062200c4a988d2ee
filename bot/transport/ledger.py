"""What was fetched and is not answered yet, so that fetching more never loses it.

The next fetch confirms the last one to Telegram, which then forgets it. So before a fetch the ledger waits a moment
for the answers that are on their way, and writes down what is still open; after a kill the next process begins with
that. An update may be answered twice by this, and is never lost: neither those in work nor those that wait behind a
chat whose replies are paced. The exceptions (`bot.transport.unwritten`) are kept in memory alone, so a kill in that
instant loses them: what may hold a buyer's data, which the seller sends again, and inline queries, for which nobody
waits then.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from telegram import Update
from telegram.request import RequestData

from bot.transport.gate import BoundedUpdateQueue
from bot.transport.http import AiohttpRequest
from bot.transport.unwritten import Askers, Person, passes, person_of, slim, unwritten
from storage import inbox
from storage.engine import Database
from storage.inbox import Fetched

log = structlog.get_logger()

GRACE_SECONDS = 0.25
"""How long a fetch waits for answers on their way; most are through by then and need not be written down."""
SWEEP_SECONDS = 0.5
REMEMBERED = 2_000
_TOKEN_UNKNOWN = (401, 404)
"""The statuses that the library takes for a wrong token."""


class Ledger:
    """Knows which updates are open, and which of them the database has."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._fresh: dict[int, Update] = {}
        self._written: set[int] = set()
        self._unwritten: dict[int, Person | None] = {}
        self._presses: dict[int, Person | None] = {}
        self._answered: set[int] = set()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._nothing_fresh = asyncio.Event()
        self._nothing_fresh.set()
        self._sweeping: asyncio.Task[None] | None = None

    def begin(self, update: Update, *, written: bool = False) -> bool:
        """Take an update in; False for one that was taken in before, which must not be answered again."""
        if update.update_id in self._seen:
            return False
        self._seen[update.update_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        if passes(update):
            return True
        if written:
            self._written.add(update.update_id)
            self._note_press(update)
        else:
            self._fresh[update.update_id] = update
            self._nothing_fresh.clear()
        return True

    def finish(self, update: object) -> None:
        """An update has been answered, or has failed and said so."""
        if not isinstance(update, Update):
            return
        self._fresh.pop(update.update_id, None)
        self._unwritten.pop(update.update_id, None)
        self._presses.pop(update.update_id, None)
        if not self._fresh:
            self._nothing_fresh.set()
        if update.update_id in self._written:
            self._written.discard(update.update_id)
            self._to_remove(update.update_id)

    def drop(self, update_id: int) -> None:
        """An update that was written down can never be answered."""
        self._to_remove(update_id)

    async def left_behind(self) -> tuple[Fetched, ...]:
        """What an earlier process wrote down and did not answer, oldest first."""
        async with self._database.read() as tx:
            return await inbox.waiting(tx)

    async def before_fetch(self) -> None:
        """Make sure that whatever the next fetch confirms is answered or written down, or must not be."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                await self._nothing_fresh.wait()
        await self._write_down()

    async def _write_down(self) -> None:
        if not self._fresh:
            return
        now = self._clock()
        updates = sorted(self._fresh.values(), key=lambda update: update.update_id)
        async with self._database.write() as tx:
            asked = await inbox.open_questions(tx, {chat for chat, _ in filter(None, map(person_of, updates))})
            private = unwritten(updates, asked, self._askers())
            await inbox.keep(tx, [_fetched(update, now) for update in updates if update.update_id not in private])
        for update in updates:
            still_open = self._fresh.pop(update.update_id, None) is not None
            if update.update_id in private:
                if still_open:
                    self._unwritten[update.update_id] = person_of(update)
            elif still_open:
                self._written.add(update.update_id)
                self._note_press(update)
            else:  # answered while it was being written down: the row has to go again
                self._to_remove(update.update_id)
        self._nothing_fresh.set()

    def _note_press(self, update: Update) -> None:
        if update.callback_query is not None:
            self._presses[update.update_id] = person_of(update)

    def _askers(self) -> Askers:
        return Askers(*(frozenset(filter(None, kept.values())) for kept in (self._unwritten, self._presses)))

    async def close(self) -> None:
        """Remove what has been answered; the rest stays for the next process."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait((self._sweeping,))
        await self._write_down()
        await self._remove_answered()

    def _to_remove(self, update_id: int) -> None:
        self._answered.add(update_id)
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._sweep(), name="ledger")

    async def _sweep(self) -> None:
        while self._answered:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self._remove_answered()
            except Exception as error:
                log.warning("ledger_not_swept", error=type(error).__name__)

    async def _remove_answered(self) -> None:
        answered = set(self._answered)
        if answered:
            async with self._database.write() as tx:
                await inbox.remove(tx, answered)
            self._answered -= answered


class LedgerQueue(BoundedUpdateQueue):
    """The application's queue; every update it takes stands in the ledger, and none twice."""

    def __init__(self, limit: int, ledger: Ledger) -> None:
        super().__init__(limit)
        self._ledger = ledger

    async def put(self, item: object) -> None:
        """Add an update as soon as there is room; one that was added before is passed over."""
        if isinstance(item, Update) and not self._ledger.begin(item):
            return
        await super().put(item)

    async def put_back(self, fetched: Fetched, bot: Any) -> None:
        """Add an update that an earlier process left behind; one that cannot be read any more stops nobody."""
        try:
            update = Update.de_json(dict(fetched.body), bot)
        except Exception as error:
            log.warning("left_behind_unreadable", update=fetched.update_id, error=type(error).__name__)
            self._ledger.drop(fetched.update_id)
            return
        if self._ledger.begin(update, written=True):
            await super().put(update)


class FetchRequest(AiohttpRequest):
    """The transport of `getUpdates` alone: no fetch before the ledger is ready for it.

    `refused` is set when Telegram no longer knows the token, because the library then stops fetching without a word.
    """

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(connections=1)
        self._ledger = ledger
        self.refused = asyncio.Event()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **named: Any
    ) -> tuple[int, bytes]:
        """See `BaseRequest.do_request`."""
        await self._ledger.before_fetch()
        status, payload = await super().do_request(url, method, request_data, *timeouts, **named)
        if status in _TOKEN_UNKNOWN:
            self.refused.set()
        return status, payload


def _fetched(update: Update, now: datetime) -> Fetched:
    chat = update.effective_chat
    # Half a surrogate pair cannot be stored; a question mark in its place is better than no ledger at all.
    whole = json.dumps(json.loads(update.to_json()), ensure_ascii=False).encode(errors="replace")
    body = slim(json.loads(whole))
    return Fetched(update.update_id, chat.id if chat is not None else None, body, now)
