"""Whether a database has the tables that this code was written for."""

from dataclasses import dataclass

from sqlalchemy import Connection, column, inspect, select, table

from storage.errors import StorageError
from storage.migrations import HEAD, REVISIONS
from storage.tables import metadata

_VERSION = table("alembic_version", column("version_num"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a database is.

    `state` is "empty", "older" (a known revision before the newest), "current", "half" (tables
    without a revision, or a revision without its tables) or "newer" (a revision not known here).
    """

    state: str
    revision: str | None
    missing: tuple[str, ...] = ()


def standing(connection: Connection) -> Standing:
    """Reads how far the database is; changes nothing."""
    inspector = inspect(connection)
    names = set(inspector.get_table_names())
    revisions: list[str] = []
    if _VERSION.name in names:
        revisions = list(connection.execute(select(_VERSION.c.version_num)).scalars())
    if not revisions:
        strays = tuple(sorted(names & metadata.tables.keys()))
        return Standing("half" if strays else "empty", None, ("its revision",) if strays else ())
    if len(revisions) > 1 or revisions[0] not in REVISIONS:
        return Standing("newer", ", ".join(sorted(revisions)))
    if revisions[0] != HEAD:
        return Standing("older", revisions[0])
    missing: list[str] = []
    for name, wanted in metadata.tables.items():
        if name not in names:
            missing.append(name)
            continue
        there = {each["name"] for each in inspector.get_columns(name)}
        missing.extend(f"{name}.{each.name}" for each in wanted.columns if each.name not in there)
    return Standing("half" if missing else "current", HEAD, tuple(missing))


def refuse_unless(found: Standing, allowed: tuple[str, ...], where: str) -> None:
    """Raises StorageError unless the database is in one of the allowed states."""
    if found.state in allowed:
        return
    raise StorageError(
        {
            "empty": f"{where} has no tables yet; run `peifu db upgrade`.",
            "older": f"{where} is at revision {found.revision} and this program needs {HEAD}; run `peifu db upgrade`.",
            "newer": f"{where} is at revision {found.revision}, which this program does not know "
            f"(it knows up to {HEAD}); install the newer version that made it.",
            "half": f"{where} is half-migrated: it lacks {', '.join(found.missing[:4])}; restore it "
            "from a backup, or move it away and run `peifu db upgrade` to begin anew.",
        }[found.state]
    )
