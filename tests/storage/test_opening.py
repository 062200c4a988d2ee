"""A database that cannot be used is refused in one line: what, where, and what to do."""

import os
import socket
import sqlite3
from pathlib import Path

import pytest

from storage.engine import Database, StorageError
from storage.upgrade import current_and_head, upgrade
from storage.urls import file_of, parse_url

PASSWORD = "p%40ss-w0rd"


async def refusals(url: str) -> list[str]:
    """What opening, upgrading and asking for the revision say; each must refuse."""
    said = []
    with pytest.raises(StorageError) as refused:
        await Database.open(url)
    said.append(str(refused.value))
    for attempt in (upgrade, current_and_head):
        with pytest.raises(StorageError) as refused:
            attempt(url)
        said.append(str(refused.value))
    assert all("\n" not in each and each.endswith(".") for each in said)
    return said


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("sqlite:///peifu.db", "sqlite+aiosqlite:///peifu.db"),
        ("sqlite:////var/lib/peifu.db", "sqlite+aiosqlite:////var/lib/peifu.db"),
        (" sqlite+aiosqlite:///peifu.db\n", "sqlite+aiosqlite:///peifu.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h:5433/d?sslmode=require", "postgresql+psycopg://u:p@h:5433/d?sslmode=require"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        (f"postgresql://u:{PASSWORD}@h/d", f"postgresql+psycopg://u:{PASSWORD}@h/d"),
    ],
)
def test_a_url_gets_the_driver_that_is_used(given: str, expected: str) -> None:
    assert parse_url(given).render_as_string(hide_password=False) == expected


def test_the_home_folder_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/seller")
    assert str(parse_url("sqlite:///~/peifu.db")) == "sqlite+aiosqlite:////home/seller/peifu.db"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "peifu.db",
        "/var/lib/peifu.db",
        f"mysql://u:{PASSWORD}@h/d",
        f"postgresql+asyncpg://u:{PASSWORD}@h/d",
        f"postgresql://u:{PASSWORD}@h:port/d",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "sqlite:///peifu.db?mode=ro",
        "sqlite://host/peifu.db",
    ],
)
async def test_a_url_of_another_kind_is_refused_with_an_example(wrong: str) -> None:
    for said in await refusals(wrong):
        assert "write sqlite:///path/to/peifu.db" in said
        assert PASSWORD not in said


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    for said in await refusals(f"sqlite:///{tmp_path}"):
        assert f"The database {tmp_path} is a folder; choose another file" in said


async def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "peifu.db"
    opening, upgrading, _ = await refusals(f"sqlite:///{path}")
    assert f"The database {path} " in opening
    assert f"The database {path} cannot be opened" in upgrading
    assert "choose another file" in upgrading


async def test_a_file_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "peifu.db"
    path.touch(mode=0o400)
    # The superuser may write anything, so the system's answer is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    for said in await refusals(f"sqlite:///{path}"):
        assert f"The database {path} cannot be written" in said
        assert "change its permissions" in said


async def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy lamps. " * 500)
    for said in await refusals(f"sqlite:///{path}"):
        assert f"The database {path} is no SQLite database" in said
        assert "move it away" in said
    assert path.read_text() == "Buy lamps. " * 500


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:2000] = b"\xff" * 1900
    path.write_bytes(content)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_a_damaged_file_is_refused(database_url: str) -> None:
    path = file_of(parse_url(database_url))
    damage(path)
    for said in await refusals(database_url):
        assert f"The database {path} is damaged" in said
        assert "restore it from a backup" in said


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_file_that_another_program_holds_is_refused(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(empty_url.removeprefix("sqlite:///"))
    monkeypatch.setattr("storage.sqlite.SETTINGS", {"busy_timeout": 50})
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match=r"is in use by another program .*; stop that program"):
        upgrade(empty_url)
    holder.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_server_that_does_not_answer_is_refused_without_the_password() -> None:
    port = free_port()
    for said in await refusals(f"postgresql://peifu:{PASSWORD}@127.0.0.1:{port}/shop"):
        assert f"The PostgreSQL database shop at 127.0.0.1:{port} cannot be used" in said
        assert "check that it runs" in said
        for secret in (PASSWORD, "p@ss-w0rd"):
            assert secret not in said


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
async def test_a_database_the_server_does_not_have_is_refused(database_url: str) -> None:
    missing = database_url.replace("/peifu_", "/missing_")
    for said in await refusals(missing.replace("postgres@", f"postgres:{PASSWORD}@")):
        assert "does not exist" in said
        assert PASSWORD not in said


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
async def test_a_url_with_the_password_among_its_options_does_not_show_it(database_url: str) -> None:
    missing = database_url.replace("/peifu_", "/missing_") + "&password=s3cret-option"
    for said in await refusals(missing):
        assert "s3cret-option" not in said


async def test_postgresql_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    for said in await refusals("postgresql://h/d"):
        assert "install peifu[postgres]" in said


def test_a_home_folder_that_is_not_there_is_said_so() -> None:
    with pytest.raises(StorageError, match="home folder"):
        parse_url("sqlite:///~nobody_of_this_name/peifu.db")
