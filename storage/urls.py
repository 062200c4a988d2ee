"""Database URLs: which are understood, and how one is named in an error, without its password."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import StorageError

_EXAMPLES = "write sqlite:///path/to/peifu.db or postgresql://user:password@host/name"
SECONDS_TO_CONNECT = 10
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def parse_url(url: str) -> URL:
    """The URL with the driver that is used: aiosqlite or psycopg 3.

    Takes sqlite:///path (relative), sqlite:////path (absolute; ~ is the home folder), postgres://
    and postgresql://. Raises StorageError for anything else; the URL itself is not repeated in the
    error, since it may hold a password.
    """
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError):
        raise StorageError(f"The database URL cannot be read; {_EXAMPLES}.") from None
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise StorageError(f"The database URL begins with {parsed.drivername}://; {_EXAMPLES}.")
    parsed = parsed.set(drivername=driver)
    if driver.startswith("postgresql"):
        return parsed
    if parsed.host or parsed.query or not parsed.database or parsed.database.startswith((":", "file:")):
        raise StorageError(
            "The database URL must name one SQLite file and nothing else, "
            "because a database in memory is forgotten; write sqlite:///path/to/peifu.db."
        )
    try:
        return parsed.set(database=str(Path(parsed.database).expanduser()))
    except RuntimeError:
        raise StorageError("The database URL names a home folder that does not exist; write the whole path.") from None


def is_sqlite(url: URL) -> bool:
    """Whether the database is a SQLite file."""
    return url.drivername.startswith("sqlite")


def file_of(url: URL) -> Path:
    """The SQLite file."""
    return Path(url.database or "").absolute()


def place(url: URL) -> str:
    """Where the database is, for people; without user and password."""
    if is_sqlite(url):
        return f"The database {file_of(url)}"
    host = url.query.get("host", url.host) or "the local socket"
    port = f":{url.port}" if url.port else ""
    return f"The PostgreSQL database {url.database or ''} at {host}{port}".replace("  ", " ")
