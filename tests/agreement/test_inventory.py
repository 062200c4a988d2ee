"""The inventory has every statement once, and the program names no statement and holds no figure beside it."""

from __future__ import annotations

import re

import pytest

from rules.book import Book, DatedBook
from tests.agreement.evidence import DAY
from tests.agreement.inventory import IDS, KINDS, ROOT, ids_in, inventory, of_kind, program_files, written

BOOK = Book.load()


@pytest.fixture(scope="module")
def today() -> DatedBook:
    return BOOK.on(DAY)


def test_every_statement_is_in_the_inventory_and_nothing_else() -> None:
    assert set(inventory()) == IDS
    assert len(IDS) == 112


def test_every_statement_is_told_in_a_few_words_of_its_own() -> None:
    abouts = [item.about for item in inventory().values()]
    assert len(set(abouts)) == len(abouts)
    assert all(0 < len(about.split()) <= 12 for about in abouts)


def test_every_statement_has_one_of_the_kinds() -> None:
    for item in inventory().values():
        assert item.kind in KINDS, item.id
        assert bool(item.never) == (item.kind == "not_shipped"), item.id
        assert not (item.keys and item.never), item.id


@pytest.mark.parametrize("path", list(program_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_program_names_no_statement_that_is_not_in_the_inventory(path) -> None:
    assert ids_in(path) <= set(inventory())


def test_every_id_the_book_itself_holds_is_in_the_inventory() -> None:
    found = {BOOK.definition(key).rule for key in BOOK.definitions}
    for reading in BOOK.readings:
        found |= {reading.id, *reading.rules}
    for key in BOOK.definitions:
        found |= {step.rule for entry in BOOK.definition(key).entries for step in entry.steps}
    assert found <= set(inventory())
    assert {f"X{number:02}" for number in range(1, 25)} <= found


def test_every_parameter_is_in_the_inventory_once_under_its_rule() -> None:
    listed = {key: item.id for item in inventory().values() for key in item.keys}
    assert sum(len(item.keys) for item in inventory().values()) == len(listed)
    assert listed == {key: BOOK.definition(key).rule for key in BOOK.definitions}


@pytest.mark.parametrize("item", [item for item in inventory().values() if item.keys], ids=lambda item: item.id)
def test_the_shipped_figures_are_those_of_the_inventory(today: DatedBook, item) -> None:
    assert {key: written(today.parameter(key)) for key in item.keys} == dict(item.keys)


@pytest.mark.parametrize("item", [item for item in inventory().values() if item.keys], ids=lambda item: item.id)
def test_every_figure_cites_the_document_that_the_statement_comes_from(item) -> None:
    cited = {key: {entry.source.id for entry in BOOK.definition(key).entries} for key in item.keys}
    assert cited == {key: {"M0" if key in item.own else item.source} for key in item.keys}
    assert set(item.own) <= set(item.keys)


def test_a_reading_that_rules_act_on_ships_with_its_default() -> None:
    for reading in BOOK.readings:
        expected = {} if reading.key is None else {reading.key: reading.default}
        own = {
            key: value for key, value in inventory()[reading.id].keys.items() if BOOK.definition(key).unit == "option"
        }
        assert own == expected, reading.id


@pytest.mark.parametrize("item", of_kind("not_shipped"), ids=lambda item: item.id)
def test_what_is_withheld_stands_nowhere(item) -> None:
    for path in (*program_files(), ROOT / "README.md"):
        text = path.read_text("utf-8")
        for words in item.never:
            assert not re.search(rf"(?<![A-Za-z]){re.escape(words)}(?![A-Za-z])", text), (path, words)
