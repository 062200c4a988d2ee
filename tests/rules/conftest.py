"""The packaged book, loaded once, and as it stands on one fixed day."""

from __future__ import annotations

from datetime import date

import pytest

from rules.book import Book, DatedBook

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def book() -> Book:
    return Book.load()


@pytest.fixture(scope="session")
def dated(book: Book) -> DatedBook:
    return book.on(DAY)
