"""House rules of the tables, held over the source and the metadata themselves."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Column, Constraint, Float, Index, Numeric
from sqlalchemy.types import DateTime
from sqlmodel.sql.sqltypes import UTCDateTime

import storage
from storage.tables import metadata

SOURCES = sorted(Path(storage.__file__).parent.rglob("*.py"))
OTHER_IDS = ("bundle", "snoozed_from", "settled_with", "attached_by")
COLUMNS = [column for table in metadata.tables.values() for column in table.columns]


def name_of(column: Column[object]) -> str:
    return f"{column.table.name}.{column.name}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.name))
def test_no_source_declares_a_datetime_column_by_itself(source: Path) -> None:
    """It would store local wall time on SQLite; a plain `datetime` annotation becomes aware UTC."""
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert not names & {"DateTime", "TIMESTAMP", "DATETIME", "NaiveDatetime"}


@pytest.mark.parametrize("column", COLUMNS, ids=name_of)
def test_every_moment_is_aware_utc_and_nothing_is_a_float(column: Column[object]) -> None:
    assert not isinstance(column.type, DateTime | Float | Numeric)
    if column.name.endswith(("_at", "_until", "episode")):
        assert isinstance(column.type, UTCDateTime)


@pytest.mark.parametrize("column", COLUMNS, ids=name_of)
def test_ids_have_64_bits(column: Column[object]) -> None:
    if column.name == "id" or column.name.endswith("_id") or column.name in OTHER_IDS:
        assert isinstance(column.type, BigInteger)


def test_every_constraint_and_index_has_a_name() -> None:
    for table in metadata.tables.values():
        named: list[Constraint | Index] = [*table.constraints, *table.indexes]
        for each in named:
            kind = str(each.name).partition("_")[0]
            assert kind in ("pk", "uq", "fk", "ck", "ix"), f"{table.name}: {each}"


def test_partial_indexes_say_the_same_to_both_engines() -> None:
    partial = 0
    for table in metadata.tables.values():
        for index in table.indexes:
            where = {str(index.dialect_options[each]["where"]) for each in ("sqlite", "postgresql")}
            assert len(where) == 1, index.name
            partial += where != {"None"}
    assert partial == 7
