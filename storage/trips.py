"""aiosqlite with fewer trips to the thread that each of its connections has.

A trip costs a tenth of a millisecond, far more than a look at one row, and SQLAlchemy makes six for
such a look: BEGIN, open a cursor, execute, fetch, close, ROLLBACK. Here BEGIN travels with the first
statement, a statement with its rows, and the end of a transaction that only read is not waited for.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import aiosqlite

Parameters = Sequence[Any]


class OneTripConnection(aiosqlite.Connection):
    """A connection whose statements bring all their rows at once; it has no open cursors."""

    _begin: str | None = None
    _only_reads = True

    def begin_with(self, statement: str, *, only_reads: bool) -> None:
        """Begins a transaction with the next statement."""
        self._begin = statement
        self._only_reads = only_reads

    def cursor(self) -> "OneTripCursor":  # type: ignore[override]
        """A cursor, at no cost."""
        return OneTripCursor(self)

    async def commit(self) -> None:
        """Ends the transaction, if it has begun."""
        if self._in_transaction():
            await self.in_thread(self._conn.commit)

    async def rollback(self) -> None:
        """Gives the transaction up, if it has begun."""
        if not self._in_transaction():
            return
        if self._only_reads:
            # Nothing can be lost, and what comes next on this connection is queued behind it.
            self._tx.put_nowait((None, self._conn.rollback))
        else:
            await self.in_thread(self._conn.rollback)

    async def in_thread(self, function: Callable[..., object], *values: object) -> None:
        """Runs this in the connection's thread and waits for it."""
        await self._execute(function, *values)  # type: ignore[no-untyped-call]

    def _in_transaction(self) -> bool:
        self._begin = None
        return self._conn.in_transaction

    def run(self, many: bool, sql: str, parameters: Any) -> sqlite3.Cursor:
        """In the connection's thread: BEGIN if it is due, then the statement."""
        begin, self._begin = self._begin, None
        if begin is not None:
            self._conn.execute(begin)
        return (self._conn.executemany if many else self._conn.execute)(sql, parameters)


class OneTripCursor:
    """What SQLAlchemy asks of a cursor, with the rows of the statement already there."""

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None
    arraysize = 1

    def __init__(self, connection: OneTripConnection) -> None:
        """Use `OneTripConnection.cursor`."""
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        """The cursor itself."""
        return self

    async def execute(self, sql: str, parameters: Parameters = ()) -> Self:
        """Runs a statement and fetches its rows."""
        await self._connection.in_thread(self._run, False, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Parameters]) -> Self:
        """Runs a statement once for each of the parameters."""
        await self._connection.in_thread(self._run, True, sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """The rows."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""

    def _run(self, many: bool, sql: str, parameters: Any) -> None:
        cursor = self._connection.run(many, sql, parameters)
        self.description = cursor.description
        # With RETURNING, the count of rows is only right once they are fetched.
        self._rows = cursor.fetchall() if cursor.description else []
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


def connect(database: str, **options: Any) -> OneTripConnection:
    """For SQLAlchemy, as `async_creator_fn`: a connection to be awaited."""
    connection = OneTripConnection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    # A process that ends without closing must not wait for this thread.
    connection._thread.daemon = True
    return connection
