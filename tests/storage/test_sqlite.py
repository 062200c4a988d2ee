"""SQLite's journal and settings: safe by version, read back, never changed under another's feet."""

import sqlite3
from pathlib import Path

import pytest

import storage.sqlite
from storage.engine import Database, StorageError
from storage.sqlite import wal_is_safe
from storage.upgrade import upgrade

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

SAFE, UNSAFE = (3, 51, 3), (3, 40, 1)


def journal_mode(url: str) -> str:
    other = sqlite3.connect(url.removeprefix("sqlite:///"))
    (mode,) = other.execute("PRAGMA journal_mode").fetchone()
    other.close()
    return str(mode)


async def mode_after_opening(url: str, override: str | None = None) -> str | None:
    opened = await Database.open(url, journal_mode=override)
    await opened.close()
    return opened.journal_mode


def link(patch: pytest.MonkeyPatch, version: tuple[int, int, int]) -> None:
    patch.setattr(storage.sqlite, "LINKED", version)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 9), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_is_used_where_its_race_is_mended(engine_name: str, version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe


async def test_an_affected_sqlite_gets_a_rollback_journal(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    link(monkeypatch, UNSAFE)
    upgrade(empty_url)
    assert await mode_after_opening(empty_url) == journal_mode(empty_url) == "delete"


async def test_a_mended_sqlite_gets_wal(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    link(monkeypatch, SAFE)
    upgrade(empty_url)
    assert await mode_after_opening(empty_url) == journal_mode(empty_url) == "wal"


async def test_a_file_in_wal_mode_stays_so_under_an_affected_sqlite(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link(monkeypatch, SAFE)
    upgrade(empty_url)
    link(monkeypatch, UNSAFE)
    upgrade(empty_url)
    assert await mode_after_opening(empty_url) == journal_mode(empty_url) == "wal"
    with pytest.raises(StorageError, match=r"is in WAL mode, which is never changed .*; stop everything"):
        await Database.open(empty_url, journal_mode="delete")
    assert journal_mode(empty_url) == "wal"


async def test_the_choice_by_version_can_be_overridden(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    link(monkeypatch, SAFE)
    assert await mode_after_opening(database_url, "delete") == "delete"
    link(monkeypatch, UNSAFE)
    assert await mode_after_opening(database_url, "wal") == "wal"
    with pytest.raises(StorageError, match="use wal or delete"):
        await Database.open(database_url, journal_mode="memory")


async def test_a_mode_the_file_does_not_take_is_refused(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sqlite.SETTINGS", {"busy_timeout": 50})
    reader = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM chat").fetchall()
    with pytest.raises(StorageError, match=r"in use by another program|cannot be put in journal mode"):
        await Database.open(database_url, journal_mode="wal")
    reader.close()


async def test_every_connection_keeps_its_settings(database: Database) -> None:
    wanted = {"foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}
    async with database.read() as reader, database.write() as writer:
        for tx, query_only in ((reader, 1), (writer, 0)):
            for name, value in {**wanted, "query_only": query_only}.items():
                assert (await tx.exec_driver_sql(f"PRAGMA {name}")).scalar_one() == value


async def test_a_setting_that_does_not_hold_stops_the_start(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # SQLite takes this for 1 and says so when asked.
    monkeypatch.setattr("storage.sqlite.SETTINGS", {"foreign_keys": 7})
    with pytest.raises(StorageError, match=r"does not keep PRAGMA foreign_keys = 7 \(it says 1\)"):
        await Database.open(database_url)


def test_a_sqlite_too_old_for_the_queries_is_refused(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    link(monkeypatch, (3, 34, 1))
    with pytest.raises(StorageError, match=r"comes with SQLite 3\.34\.1; use one with 3\.35\.0 or newer"):
        upgrade(empty_url)
    assert not Path(empty_url.removeprefix("sqlite:///")).exists()
