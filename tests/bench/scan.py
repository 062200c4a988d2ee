"""How fast due parcels become alerts on SQLite, and how little of the table that touches.

    python -m tests.bench.scan [--parcels 1000000] [--due 10000]

In one run, on one file: our scan; a scan that asks every row whether it is late (a predicate over the raw dates); and
a loop that takes one due row at a time, in the shape of Healthchecks: read the earliest, work it out anew, update it,
insert the alert, the two writes each committed on their own. The ratios are worth more than the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import structlog
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

from bot.alerts.scan import decide, scan
from bot.services import PROGRAMME_ZONE, Services
from rules.book import Book
from storage import due
from storage.engine import Database
from storage.tables import chat, parcel
from storage.upgrade import upgrade

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PARCELS_IN_A_CHAT = 100
ROWS_AT_ONCE = 20_000
ONE_BY_ONE = 1_000
"""Due rows that are left to the row-by-row loop."""
_RAW = """
    SELECT p.id, p.promised_at, p.last_event_at, p.watched_at, c.silence_days
    FROM parcel p JOIN chat c ON c.id = p.chat_id
    WHERE p.delivered_at IS NULL AND c.active AND c.subscribed AND (
        (c.overdue_on AND p.promised_at <= :now AND p.overdue_told = 0)
        OR (c.stalled_on AND p.stalled_told = 0
            AND julianday(coalesce(p.last_event_at, p.watched_at)) + c.silence_days <= julianday(:now)))
"""


async def main() -> None:
    """Load, measure, print."""
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        url = f"sqlite:///{file}"
        await asyncio.to_thread(upgrade, url)
        began = time.perf_counter()
        await _load(file, options.parcels, options.due + ONE_BY_ONE)
        database = await Database.open(url)
        print(
            f"{options.parcels:,} parcels loaded in {time.perf_counter() - began:.1f} s, "
            f"{options.due + ONE_BY_ONE:,} of them due; SQLite {sqlite3.sqlite_version}, "
            f"journal {database.journal_mode}, {os.cpu_count()} cores"
        )
        try:
            await _measure(database, file, options.due)
        finally:
            await database.close()


async def _measure(database: Database, file: Path, due_rows: int) -> None:
    book = Book.load()
    services = cast(
        Services,
        SimpleNamespace(
            database=database,
            book_of_today=lambda now: book.on(now.astimezone(PROGRAMME_ZONE).date()),
        ),
    )
    single = await _row_by_row(database, book, ONE_BY_ONE)
    with sqlite3.connect(file) as connection:
        plan = _plan(connection)
        indexed = _steps(connection, *_due_query(due_rows))
        naive = _steps(connection, _RAW, {"now": _text(NOW)})
    began = time.perf_counter()
    report = await scan(services, NOW)
    spent = time.perf_counter() - began
    began = time.perf_counter()
    idle = await scan(services, NOW)
    idle_spent = time.perf_counter() - began
    with sqlite3.connect(file) as connection:
        idle_naive = _steps(connection, _RAW, {"now": _text(NOW)})
    assert idle_naive[0] == 0
    assert report.alerts == report.visited == due_rows, report
    assert idle.visited == 0

    rate, single_rate = report.alerts / spent, ONE_BY_ONE / single
    print(f"plan of the due read: {plan}")
    print(f"rows visited for {due_rows:,} due: {report.visited:,} ({report.visited / due_rows:.2f} x)")
    print("finding what is due            rows found   virtual machine steps        seconds")
    print(f"  index over the next moment   {indexed[0]:>10,}   {indexed[1]:>21,}   {indexed[2]:>12.4f}")
    print(f"  predicate over raw dates     {naive[0]:>10,}   {naive[1]:>21,}   {naive[2]:>12.4f}")
    print(
        f"  ratio                                     {naive[1] / indexed[1]:>21,.0f}   {naive[2] / indexed[2]:>12,.0f}"
    )
    print("alerts into the outbox            alerts/s")
    print(f"  batches of 500, one transaction {rate:>8,.0f}   ({spent:.2f} s)")
    print(f"  a row at a time                 {single_rate:>8,.0f}   ({single:.2f} s for {ONE_BY_ONE:,})")
    print(f"  ratio                           {rate / single_rate:>8,.1f}")
    print("a tick that finds nothing due")
    print(f"  index over the next moment      {idle_spent * 1000:>8,.2f} ms")
    print(f"  predicate over raw dates        {idle_naive[2] * 1000:>8,.2f} ms")
    print(f"  ratio                           {idle_naive[2] / idle_spent:>8,.0f}")


async def _row_by_row(database: Database, book: Book, rows: int) -> float:
    """The established shape: earliest due row, worked out anew, two commits a row."""
    today = book.on(NOW.astimezone(PROGRAMME_ZONE).date())
    began = time.perf_counter()
    for _ in range(rows):
        async with database.read() as tx:
            (row,) = await due.due_parcels(tx, NOW, 1)
        alerts, settled = decide(row, today, NOW)
        async with database.write() as tx:
            await due.settle_scan(tx, [settled])
        async with database.write() as tx:
            await due.enqueue(tx, alerts)
    return time.perf_counter() - began


def _due_query(most: int) -> tuple[str, dict[str, Any]]:
    """What `due.due_parcels` asks, as text, so that its cost can be counted from outside."""
    text = (
        "SELECT parcel.*, chat.silence_days FROM parcel JOIN chat ON chat.id = parcel.chat_id "
        "WHERE parcel.next_check_at <= :now ORDER BY parcel.next_check_at, parcel.id LIMIT :most"
    )
    return text, {"now": _text(NOW), "most": most}


def _plan(connection: sqlite3.Connection) -> str:
    query, values = _due_query(500)
    return "; ".join(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", values))


def _steps(connection: sqlite3.Connection, query: str, values: dict[str, Any]) -> tuple[int, int, float]:
    """Rows found, instructions of SQLite's machine (counted in hundreds), and seconds (measured without counting)."""
    began = time.perf_counter()
    found = len(connection.execute(query, values).fetchall())
    spent = time.perf_counter() - began
    hundreds = 0

    def count() -> int:
        nonlocal hundreds
        hundreds += 1
        return 0

    connection.set_progress_handler(count, 100)
    connection.execute(query, values).fetchall()
    connection.set_progress_handler(None, 0)
    return found, hundreds * 100, spent


async def _load(file: Path, parcels: int, due_rows: int) -> None:
    """Bulk load by Core, with the guards off that only matter when the machine may fail."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
    async with engine.connect() as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF"):
            await connection.exec_driver_sql(f"PRAGMA {pragma}")
        chats = -(-parcels // PARCELS_IN_A_CHAT)
        await connection.execute(insert(chat), list(_chats(chats)))
        rows: list[dict[str, Any]] = []
        for row in _parcels(parcels, due_rows):
            rows.append(row)
            if len(rows) == ROWS_AT_ONCE:
                await connection.execute(insert(parcel), rows)
                rows = []
        if rows:
            await connection.execute(insert(parcel), rows)
        await connection.commit()
    await engine.dispose()


def _chats(count: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        yield {
            "id": number,
            "kind": "private",
            "timezone": "Asia/Shanghai",
            "overdue_on": True,
            "stalled_on": True,
            "silence_days": 3,
            "quiet_from": 1320,
            "quiet_to": 480,
            "subscribed": True,
            "asked_to_subscribe": True,
            "active": True,
            "next_seq": PARCELS_IN_A_CHAT + 1,
            "created_at": NOW,
        }


def _parcels(count: int, due_rows: int) -> Iterator[dict[str, Any]]:
    """Spread evenly: one in ``count / due_rows`` is a minute overdue, the others have weeks and fresh news."""
    every = count / due_rows
    for number in range(count):
        late = int(number / every) != int((number - 1) / every) if number else True
        promised = NOW - timedelta(minutes=1) if late else NOW + timedelta(days=3 + number % 30)
        news = NOW - timedelta(hours=number % 48)
        yield {
            "chat_id": number // PARCELS_IN_A_CHAT + 1,
            "seq": number % PARCELS_IN_A_CHAT + 1,
            "number": f"LP{number:014d}",
            "promised_at": promised,
            "promise_source": "moment",
            "watched_at": NOW - timedelta(days=10),
            "last_event_at": news,
            "last_event_text": "Departed",
            "overdue_told": 0,
            "stalled_told": 0,
            "next_check_at": min(promised, news + timedelta(days=3)),
            "push_backs": 0,
        }


def _text(moment: datetime) -> str:
    """A moment as the tables hold it on SQLite."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
