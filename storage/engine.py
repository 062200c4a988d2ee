"""The database: opened once, then transactions to read and to write.

    async with database.read() as tx:
        found = await chats.find(chat_id, tx)

Never wait for the network inside a transaction, nor for `write()` inside another one.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import NotStored, StorageError
from storage.explain import explained
from storage.schema import refuse_unless, standing
from storage.sqlite import JOURNAL_MODES, equip, prepare_file
from storage.trips import connect
from storage.urls import SECONDS_TO_CONNECT, file_of, is_sqlite, parse_url, place

__all__ = ["Database", "NotStored", "StorageError"]

# Chinese text stays readable in the JSON columns.
JSON_OUT = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))

# What both engines are created with. Values stay out of error messages: they are people's own.
COMMON: dict[str, Any] = {"json_serializer": JSON_OUT, "hide_parameters": True}


class Database:
    """Decides who may read and write, and when: many readers; on SQLite one writer at a time, in
    the order in which they came, and on PostgreSQL as many as its pool has connections."""

    def __init__(self, reader: AsyncEngine, writer: AsyncEngine) -> None:
        """Use `Database.open`."""
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()
        self._writing: asyncio.Task[Any] | None = None
        self.dialect = writer.dialect.name
        self.journal_mode: str | None = None

    @classmethod
    async def open(cls, url: str, *, check_schema: bool = True, journal_mode: str | None = None) -> Self:
        """Opens a database that exists, without changing its tables (`storage.upgrade` does).

        Raises StorageError when it cannot be used, or when its tables are not the ones this code
        was written for, which `check_schema=False` leaves unasked. `journal_mode` ("wal" or
        "delete", SQLite only) overrides the choice made by the version of SQLite.
        """
        parsed = parse_url(url)
        if journal_mode not in (None, *JOURNAL_MODES):
            raise StorageError(f"The journal mode {journal_mode} is not known; use wal or delete.")
        with explained(parsed):
            if is_sqlite(parsed):
                prepare_file(file_of(parsed), create=not check_schema)
                reader, writer = _sqlite_engines(parsed, journal_mode)
            else:
                reader = writer = _postgresql_engine(parsed)
        database = cls(reader, writer)
        try:
            with explained(parsed):
                await database._greet(place(parsed) if check_schema else None)
        except BaseException:
            await database.close()
            raise
        return database

    async def _greet(self, checked: str | None) -> None:
        """The first transaction: finds out whether the database can be used at all."""
        if self.dialect == "sqlite":
            # The writer first: it settles the journal mode that the readers then meet.
            async with self._writer.connect() as connection:
                mode = await connection.exec_driver_sql("PRAGMA journal_mode")
                self.journal_mode = str(mode.scalar_one())
        async with self.read() as tx:
            if checked is not None:
                refuse_unless(await tx.run_sync(standing), ("current",), checked)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that reads: one snapshot on SQLite, read-committed on PostgreSQL. Writing
        in it fails."""
        async with self._reader.connect() as tx:
            if self.dialect == "postgresql":
                await tx.execution_options(postgresql_readonly=True)
            yield tx

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes, committed at the end and rolled back when anything is raised,
        a cancellation included. On SQLite it waits for its turn."""
        if self.dialect == "postgresql":
            async with self._writer.begin() as tx:
                yield tx
            return
        if self._writing is not None and self._writing is asyncio.current_task():
            raise RuntimeError("write() inside write(): pass the transaction on instead")
        async with self._turn:
            self._writing = asyncio.current_task()
            try:
                async with self._writer.begin() as tx:
                    yield tx
            finally:
                self._writing = None

    async def close(self) -> None:
        """Closes every connection. Transactions must have ended."""
        await self._reader.dispose()
        await self._writer.dispose()


def _sqlite_engines(url: URL, journal_mode: str | None) -> tuple[AsyncEngine, AsyncEngine]:
    options: dict[str, Any] = {
        **COMMON,
        "max_overflow": 0,
        "connect_args": {"async_creator_fn": connect},
    }
    reader = create_async_engine(url, pool_size=4, **options)
    writer = create_async_engine(url, pool_size=1, **options)
    equip(reader.sync_engine, file_of(url), writes=False)
    equip(writer.sync_engine, file_of(url), writes=True, journal_mode=journal_mode)
    return reader, writer


def _postgresql_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        **COMMON,
        pool_size=10,
        max_overflow=10,
        # A restarted server is noticed before a transaction needs it, not in the middle.
        pool_pre_ping=True,
        connect_args={"connect_timeout": SECONDS_TO_CONNECT},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("SET TIME ZONE 'UTC'")
        # A transaction that someone forgot would keep rows locked and tables from being cleaned.
        cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
        cursor.close()
        connection.commit()

    return engine
