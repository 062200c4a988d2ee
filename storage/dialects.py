"""The few places where the two engines want the same thing said differently."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import Insert

T = TypeVar("T")

# SQLite takes 32 766 bound values in a statement, PostgreSQL 65 535.
MOST_VALUES = 10_000


def insert_or_ignore(tx: AsyncConnection, table: Table) -> Insert:
    """Inserts rows, leaving out those that a unique constraint knows already; `rowcount` says how
    many went in."""
    return _ignoring(tx.dialect.name, table)


def insert_or_update(tx: AsyncConnection, table: Table, *columns: str) -> Insert:
    """Inserts a row, or gives these columns of the row with its primary key the new values."""
    return _updating(tx.dialect.name, table, columns)


def locked(tx: AsyncConnection, query: Select[Any], table: Table, *, skip: bool = False) -> Select[Any]:
    """The query, holding its rows of `table` until the transaction ends; with `skip`, without those
    that another transaction holds. On SQLite the query itself, since there is one writer.

    The lock lets others insert rows that refer to these ones.
    """
    if tx.dialect.name == "sqlite":
        return query
    return query.with_for_update(of=table, key_share=True, skip_locked=skip)


def in_batches(values: Collection[T]) -> Iterator[Sequence[T]]:
    """The values in as many lists as a statement's limit of bound values asks for."""
    rest = list(values)
    for start in range(0, len(rest), MOST_VALUES):
        yield rest[start : start + MOST_VALUES]


@cache
def _ignoring(dialect: str, table: Table) -> Insert:
    if dialect == "postgresql":
        ignoring: Insert = postgresql.insert(table).on_conflict_do_nothing()
    else:
        ignoring = sqlite.insert(table).on_conflict_do_nothing()
    # Callers count what was new; for many rows at once that is only kept when asked for.
    return ignoring.execution_options(preserve_rowcount=True)


@cache
def _updating(dialect: str, table: Table, columns: tuple[str, ...]) -> Insert:
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={column: statement.excluded[column] for column in columns},
    )
