"""SQLite as a database that loses nothing: its file, its journal and its settings.

One process owns the file. It has one connection that writes, and its transactions begin IMMEDIATE:
one that reads first and writes later would be refused by any write in between, whatever the busy
timeout. The connections that read cannot write.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage.errors import StorageError

LINKED = sqlite3.sqlite_version_info
OLDEST = (3, 35, 0)  # the first with RETURNING
JOURNAL_MODES = ("wal", "delete")

# What every connection is set to, and must read back. synchronous 2 is FULL: a commit survives a
# power cut; without it a sent alert could be forgotten and sent again.
SETTINGS = {"foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL-reset race, by which two connections that write and
    checkpoint at once can lose committed pages: fixed in 3.51.3, and in 3.50.7 and 3.44.6 for those
    lines."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def prepare_file(path: Path, *, create: bool) -> None:
    """Makes sure that the file can be used, and with `create` that it exists.

    A new file is readable by its owner alone. Raises StorageError.
    """
    if LINKED < OLDEST:
        linked, oldest = (".".join(map(str, each)) for each in (LINKED, OLDEST))
        raise StorageError(f"This Python comes with SQLite {linked}; use one with {oldest} or newer.")
    advice = "choose another file in PEIFU_DATABASE_URL or change its permissions"
    try:
        if path.is_dir():
            raise StorageError(f"The database {path} is a folder; {advice.partition(' or ')[0]}.")
        if not path.exists():
            if not create:
                raise StorageError(f"The database {path} does not exist; run `peifu db upgrade`.")
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        # The folder too: the journal is made beside the file.
        if not (os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)):
            raise StorageError(f"The database {path} cannot be written; {advice}.")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StorageError(f"The database {path} cannot be opened ({reason}); {advice}.") from error


def equip(engine: Engine, path: Path, *, writes: bool, journal_mode: str | None = None) -> None:
    """Makes the engine's connections write (BEGIN IMMEDIATE) or only read, with every setting read
    back. `journal_mode` is "wal" or "delete" to override the choice by version.

    A connection whose settings do not hold raises StorageError instead of being used.
    """
    settings = SETTINGS | {"query_only": 0 if writes else 1}
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        # Python's own BEGIN comes too late and is a plain one.
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            for name, value in settings.items():
                cursor.execute(f"PRAGMA {name} = {value}")
                read_back = _pragma(cursor, name)
                if read_back != value:
                    raise StorageError(
                        f"The database {path} does not keep PRAGMA {name} = {value} (it says {read_back}); "
                        "use a Python with an unmodified SQLite."
                    )
            # Last, because it may have to wait for the file, and how long was just set.
            if writes:
                settle_journal_mode(cursor, path, journal_mode)
        finally:
            cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        adapted: Any = connection.connection.dbapi_connection
        if engine.dialect.is_async:
            adapted.driver_connection.begin_with(begin, only_reads=not writes)
        else:
            adapted.execute(begin)


def settle_journal_mode(cursor: Any, path: Path, override: str | None) -> str:
    """Puts the file in WAL mode where that is safe, leaves it with a rollback journal where not, and
    returns the mode. A file that is in WAL mode stays so: others may have it open."""
    current = str(_pragma(cursor, "journal_mode"))
    wanted = override or ("wal" if wal_is_safe(LINKED) or current == "wal" else "delete")
    if current == "wal" and wanted != "wal":
        raise StorageError(
            f"The database {path} is in WAL mode, which is never changed while it may be in use; stop "
            f"everything that uses it and run `sqlite3 {path} 'PRAGMA journal_mode=delete'`."
        )
    if current != wanted:
        cursor.execute(f"PRAGMA journal_mode = {wanted}")
        cursor.fetchall()
        current = str(_pragma(cursor, "journal_mode"))
    if current != wanted:
        raise StorageError(
            f"The database {path} cannot be put in journal mode {wanted} (it says {current}); "
            "stop what else uses the file, and keep it on a local disk."
        )
    return current


def _pragma(cursor: Any, name: str) -> Any:
    cursor.execute(f"PRAGMA {name}")
    row = cursor.fetchone()
    return None if row is None else row[0]
