"""The second book that audits use: valid, and different in every figure."""

import re
from datetime import date
from decimal import Decimal

import pytest

from rules.book import Book, DatedBook
from rules.premium import quote
from rules.units import NUMERIC
from tests.rules.conftest import DAY
from tests.support.books import write_other_book


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book.load(write_other_book(tmp_path_factory.mktemp("other")))


def test_it_has_the_same_keys_and_another_fingerprint(book: Book, other: Book) -> None:
    assert other.keys() == book.keys()
    assert other.fingerprint != book.fingerprint


def test_every_number_date_and_digit_in_it_is_another(dated: DatedBook, book: Book, other: Book) -> None:
    there = other.on(DAY)
    for one in map(dated.parameter, book.keys()):
        two = there.parameter(one.key)
        assert one.since > two.since, one.key
        if one.unit in NUMERIC or (one.unit != "option" and re.search(r"\d", str(one.value))):
            assert one.value != two.value, one.key
    for name, source in dated.sources.items():
        twin = there.sources[name]
        for mine, its in ((source.title, twin.title), (source.date, twin.date)):
            assert mine != its or not re.search(r"\d", mine), name


def test_a_quote_follows_it(dated: DatedBook, other: Book) -> None:
    here = quote(dated, Decimal("200"), fulfilment=Decimal("0.97"))
    there = quote(other.on(DAY), Decimal("200"), fulfilment=Decimal("0.97"))
    assert (here.premium, there.premium) == (Decimal("0.60"), Decimal("0.47"))
    assert there.day == DAY
    assert quote(other.on(date(2024, 4, 30)), Decimal("200"), fulfilment=Decimal("0.97")).premium == there.premium
