"""What a database says its tables are, line by line, to compare two of them."""

import re

from sqlalchemy import Connection


def catalogue(connection: Connection) -> list[str]:
    """Every column, constraint and index of every table but Alembic's, sorted."""
    read = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    return sorted(line for line in read(connection) if "alembic_version" not in line)


def _sqlite(connection: Connection) -> list[str]:
    """The statements SQLite keeps. Those of tables part by part: their order means nothing."""
    lines: list[str] = []
    rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    for kind, name, statement in rows:
        plain = " ".join(statement.replace('"', "").split())
        inside = plain.partition("(")[2].rpartition(")")[0].strip()
        parts = re.split(r", (?=[a-z_]+ [A-Z]|CONSTRAINT)", inside) if kind == "table" else [plain]
        lines += [f"{name}: {part}" for part in parts]
    return lines


def _postgresql(connection: Connection) -> list[str]:
    columns = connection.exec_driver_sql(
        "SELECT table_name, column_name, data_type, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public'"
    )
    constraints = connection.exec_driver_sql(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace"
    )
    indexes = connection.exec_driver_sql("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
    return [" ".join(map(str, row)) for rows in (columns, constraints, indexes) for row in rows]
