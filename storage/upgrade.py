"""Brings a database to the tables of today; the steps are in `storage/migrations`.

Everything happens in one transaction: a database is either at the newest revision afterwards, or as
it was. Several processes may start at once; one of them does the work and the others wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from storage.errors import StorageError
from storage.explain import explained
from storage.migrations import HEAD
from storage.schema import refuse_unless, standing
from storage.sqlite import equip, prepare_file
from storage.urls import SECONDS_TO_CONNECT, file_of, is_sqlite, parse_url, place

_LOCK = 7_330_851  # any number; the same for every process that upgrades


def upgrade(url: str, *, journal_mode: str | None = None) -> None:
    """Creates the database file and its folder when missing (SQLite) and applies what is lacking.

    Returns without a change when nothing is. Raises StorageError for a database that cannot be
    used, is half-migrated, or was made by a newer program.
    """
    parsed = parse_url(url)
    with explained(parsed):
        if is_sqlite(parsed):
            prepare_file(file_of(parsed), create=True)
        with _writing(parsed, journal_mode) as connection:
            found = standing(connection)
            refuse_unless(found, ("empty", "older", "current"), place(parsed))
            if found.state != "current":
                _apply(connection)
                refuse_unless(standing(connection), ("current",), place(parsed))
                _refuse_lost_references(connection, place(parsed))


def current_and_head(url: str) -> tuple[str | None, str]:
    """The database's revision, None when it has none, and the newest one. Changes nothing."""
    parsed = parse_url(url)
    with explained(parsed):
        if is_sqlite(parsed):
            prepare_file(file_of(parsed), create=False)
        engine = _engine(parsed)
        if is_sqlite(parsed):
            equip(engine, file_of(parsed), writes=False)
        try:
            with engine.connect() as connection:
                return standing(connection).revision, HEAD
        finally:
            engine.dispose()


def _apply(connection: Connection) -> None:
    # Here and not above: a database that is up to date never pays for loading Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.attributes["connection"] = connection
    with as_file(files("storage.migrations")) as folder:
        # A percent sign would begin an interpolation.
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "head")


def _refuse_lost_references(connection: Connection, where: str) -> None:
    """On SQLite, where steps run with foreign keys off; PostgreSQL has checked each statement."""
    if connection.dialect.name != "sqlite":
        return
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if lost:
        raise StorageError(
            f"{where} has rows that refer to nothing ({len(lost)}); nothing was changed. Restore it from a backup."
        )


@contextmanager
def _writing(url: URL, journal_mode: str | None) -> Iterator[Connection]:
    """The one transaction of an upgrade, alone on the database until it ends."""
    engine = _engine(url)
    if is_sqlite(url):
        equip(engine, file_of(url), writes=True, journal_mode=journal_mode)
        # Copying a table drops the old one; with foreign keys on, that would delete its children.
        event.listen(engine, "connect", lambda its, _: its.execute("PRAGMA foreign_keys = 0"))
    try:
        with engine.begin() as connection:
            if not is_sqlite(url):
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
    finally:
        engine.dispose()


def _engine(url: URL) -> Engine:
    """An engine of the driver that is not asynchronous."""
    if is_sqlite(url):
        return create_engine(url.set(drivername="sqlite"), poolclass=NullPool)
    return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": SECONDS_TO_CONNECT})
