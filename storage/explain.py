"""Turns what a driver says while a database is opened into one clear line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from storage.errors import StorageError
from storage.urls import is_sqlite, place

_SQLITE_SAYS = (
    ("not a database", "is no SQLite database", "move it away or choose another file in PEIFU_DATABASE_URL"),
    ("malformed", "is damaged", "restore it from a backup"),
    ("locked", "is in use by another program", "stop that program, or wait until it is done"),
    ("readonly", "cannot be written", "change the permissions of the file and its folder"),
    ("unable to open", "cannot be opened", "check the folder, its permissions and the free space"),
    ("full", "cannot grow", "free some space on its disk"),
    ("disk i/o", "cannot be read or written", "check its disk; restore a backup if it is damaged"),
)


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Raises StorageError in place of what goes wrong inside; a password is never part of it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if is_sqlite(url):
            raise
        raise StorageError(
            "PostgreSQL needs the psycopg driver, which is not installed; install peifu[postgres]."
        ) from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        # `from None`: the driver's own error can hold the whole connection string.
        raise StorageError(_line(url, error)) from None


def _line(url: URL, error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    said = " ".join(str(cause).split()) or type(cause).__name__
    if url.password:
        said = said.replace(str(url.password), "***")
    if is_sqlite(url):
        for words, what, advice in _SQLITE_SAYS:
            if words in said.lower():
                return f"{place(url)} {what} ({said}); {advice}."
        return f"{place(url)} cannot be used ({said}); restore it from a backup or choose another file."
    if isinstance(error, NoSuchModuleError):
        return "PostgreSQL needs the psycopg driver, which is not installed; install peifu[postgres]."
    return f"{place(url)} cannot be used ({said[:300]}); check that it runs and that the URL is right."
