"""Fixtures that give a test a database of its own, on SQLite and on PostgreSQL.

`database` is open and migrated; a test that takes it runs once on each engine. `database_url` is
the same, not yet opened, and `empty_url` has no tables. The server comes from the pgserver wheel,
is started once and only when a test needs it, and listens on a socket in a temporary folder.
Databases are copied from a migrated template, because migrating for each test would take longer
than the tests.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from storage.engine import Database
from storage.upgrade import upgrade

ENGINES = ("sqlite", "postgresql")
_serial = count(1)


class PostgresServer:
    """A server for this session and the databases made in it."""

    def __init__(self, folder: Path) -> None:
        """Starts it in this folder."""
        with pytest.MonkeyPatch.context() as patch:
            # Where the wheel keeps its lock, decided when it is imported.
            patch.setenv("XDG_RUNTIME_DIR", str(folder))
            import pgserver

            self._server = pgserver.get_server(folder / "data", cleanup_mode="delete")  # type: ignore[attr-defined]
        self._socket = self._server.get_postmaster_info().socket_dir
        # Nothing here outlives the session, so nothing has to reach the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")
        self.run("CREATE DATABASE peifu_template")
        upgrade(self.url("peifu_template"))

    def url(self, name: str) -> str:
        """The URL of a database by its name."""
        return f"postgresql://postgres@/{name}?host={quote(str(self._socket), safe='')}"

    def create(self, *, migrated: bool) -> str:
        """Makes a database and returns its name."""
        name = f"peifu_{next(_serial)}"
        template = "peifu_template" if migrated else "template0"
        # Copying the files of so small a database is five times as fast as logging its pages.
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Removes a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Runs a statement outside any transaction."""
        import psycopg

        with psycopg.connect(f"dbname=postgres user=postgres host={self._socket}", autocommit=True) as its:
            its.execute(statement.encode())

    def stop(self) -> None:
        """Stops the server and removes its data."""
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server; the test is skipped where there is no wheel of it."""
    for wheel in ("pgserver", "psycopg"):
        if find_spec(wheel) is None:
            pytest.skip(f"the PostgreSQL half needs the {wheel} wheel, which this Python has none of")
    # Short: the path of a socket may have 107 bytes, which pytest's own folders exceed.
    folder = Path(tempfile.mkdtemp(prefix="peifu-pg-"))
    try:
        server = PostgresServer(folder)
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "peifu.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine this test runs on; every other fixture here follows it."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database that nobody has opened."""
    if engine_name == "sqlite":
        path = tmp_path / "peifu.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    yield from _postgres_url(request.getfixturevalue("postgres_server"), migrated=True)


@pytest.fixture
def empty_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables; on SQLite there is not even a file."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    yield from _postgres_url(request.getfixturevalue("postgres_server"), migrated=False)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database, open."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


def _postgres_url(server: PostgresServer, *, migrated: bool) -> Iterator[str]:
    name = server.create(migrated=migrated)
    yield server.url(name)
    server.drop(name)
