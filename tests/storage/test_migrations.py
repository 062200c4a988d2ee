"""Migrations: from nothing to the tables of today, all of it or none, and nothing else accepted."""

import asyncio
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from storage import chats, migrations
from storage.engine import Database, StorageError
from storage.migrations import HEAD, REVISIONS
from storage.tables import metadata
from storage.upgrade import current_and_head, upgrade
from storage.urls import parse_url
from tests.storage.catalogue import catalogue

A_CHAT = (
    "INSERT INTO chat (id, kind, timezone, overdue_on, stalled_on, silence_days, subscribed, asked_to_subscribe,"
    " active, next_seq, created_at)"
    " VALUES (1, 'private', 'UTC', true, true, 3, true, false, true, 1, '2026-03-02 09:30:00')"
)


def scripts_of_the_package() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection that knows nothing of this project's."""
    engine = create_engine(parse_url(url).render_as_string(hide_password=False).replace("+aiosqlite", ""))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


async def refusal_to_open(url: str) -> str:
    with pytest.raises(StorageError) as refused:
        await Database.open(url)
    return str(refused.value)


def refusal_to_upgrade(url: str) -> str:
    with pytest.raises(StorageError) as refused:
        upgrade(url)
    return str(refused.value)


def test_the_steps_lead_to_the_tables_that_the_code_declares(empty_url: str) -> None:
    upgrade(empty_url)
    with connected(empty_url) as connection:
        migrated = catalogue(connection)
        for table in reversed(metadata.sorted_tables):
            table.drop(connection)
        metadata.create_all(connection)
        declared = catalogue(connection)
    assert migrated == declared
    assert len(migrated) > 60


def test_the_steps_listed_are_the_steps_there_are() -> None:
    scripts = ScriptDirectory.from_config(scripts_of_the_package())
    assert tuple(each.revision for each in scripts.walk_revisions())[::-1] == REVISIONS
    assert scripts.get_heads() == [HEAD]


def test_an_upgrade_says_where_it_came_from_and_where_it_went(empty_url: str) -> None:
    if not empty_url.startswith("sqlite"):
        assert current_and_head(empty_url) == (None, HEAD)
    upgrade(empty_url)
    assert current_and_head(empty_url) == (HEAD, HEAD)


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    with connected(database_url) as connection:
        connection.execute(text(A_CHAT))
        before = catalogue(connection)
    upgrade(database_url)
    with connected(database_url) as connection:
        assert catalogue(connection) == before
        assert connection.execute(text("SELECT count(*) FROM chat")).scalar_one() == 1


def test_processes_that_start_at_once_upgrade_once(empty_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(upgrade, [empty_url] * 6)) == [None] * 6
    assert current_and_head(empty_url) == (HEAD, HEAD)


def test_a_step_that_fails_leaves_no_table_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power goes out")

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_index", fail)
        with pytest.raises(RuntimeError):
            upgrade(empty_url)
    with connected(empty_url) as connection:
        assert catalogue(connection) == []
    upgrade(empty_url)
    assert current_and_head(empty_url) == (HEAD, HEAD)


async def test_a_database_without_tables_is_not_opened(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        assert "does not exist; run `peifu db upgrade`" in await refusal_to_open(empty_url)
        sqlite3.connect(empty_url.removeprefix("sqlite:///")).execute("VACUUM").connection.close()
    assert "has no tables yet; run `peifu db upgrade`" in await refusal_to_open(empty_url)


HALF: dict[str, tuple[str, str]] = {
    "a table is gone": ("DROP TABLE outbox", "lacks outbox;"),
    "a column is gone": ("ALTER TABLE parcel DROP COLUMN name", "lacks parcel.name;"),
    "the revision is gone": ("DELETE FROM alembic_version", "lacks its revision;"),
    "the table of revisions is gone": ("DROP TABLE alembic_version", "lacks its revision;"),
}


@pytest.mark.parametrize(("damage", "words"), HALF.values(), ids=HALF.keys())
async def test_a_half_migrated_database_is_neither_opened_nor_upgraded(
    database_url: str, damage: str, words: str
) -> None:
    with connected(database_url) as connection:
        connection.execute(text(damage))
        before = catalogue(connection)
    for said in (await refusal_to_open(database_url), refusal_to_upgrade(database_url)):
        assert "is half-migrated" in said
        assert words in said
        assert "restore it from a backup" in said
        assert "\n" not in said
    with connected(database_url) as connection:
        assert catalogue(connection) == before


async def test_a_database_newer_than_the_program_is_left_alone(database_url: str) -> None:
    with connected(database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for said in (await refusal_to_open(database_url), refusal_to_upgrade(database_url)):
        assert "is at revision 9999, which this program does not know" in said
        assert "install the newer version" in said


def migrate(url: str, revision: str) -> None:
    """Goes no further than this revision, as an older program would have."""
    with connected(url) as connection:
        config = scripts_of_the_package()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
async def test_a_database_older_than_the_program_is_upgraded_before_it_is_opened(empty_url: str, revision: str) -> None:
    migrate(empty_url, revision)
    with connected(empty_url) as connection:
        connection.execute(text(A_CHAT))
    said = await refusal_to_open(empty_url)
    assert f"is at revision {revision} and this program needs {HEAD}; run `peifu db upgrade`" in said
    upgrade(empty_url)
    database = await Database.open(empty_url)
    async with database.read() as tx:
        assert await chats.find(1, tx) is not None
    await database.close()


async def test_the_tables_are_not_looked_at_when_that_is_not_wanted(database_url: str) -> None:
    with connected(database_url) as connection:
        connection.execute(text("DROP TABLE outbox"))
    opened = await Database.open(database_url, check_schema=False)
    await opened.close()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_an_upgrade_that_would_lose_references_is_not_made(empty_url: str) -> None:
    migrate(empty_url, REVISIONS[0])
    with connected(empty_url) as connection:
        stray = "INSERT INTO dialogue VALUES (404, 1, 'a', 'b', '{}', '2026-03-02 09:30:00')"
        connection.execute(text(stray))
        before = catalogue(connection)
    assert "has rows that refer to nothing (1); nothing was changed" in refusal_to_upgrade(empty_url)
    with connected(empty_url) as connection:
        assert catalogue(connection) == before


def test_the_file_and_its_folder_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "100% 数据" / "peifu.db"
    upgrade(f"sqlite:///{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert current_and_head(f"sqlite:///{path}") == (HEAD, HEAD)


async def test_an_upgrade_can_be_run_from_a_running_loop(empty_url: str) -> None:
    await asyncio.to_thread(upgrade, empty_url)
    opened = await Database.open(empty_url)
    await opened.close()
