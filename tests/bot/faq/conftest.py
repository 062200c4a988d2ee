"""What the FAQ's tests share: the packaged topics, their index and answers, and two books."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.faq.answers import Answers
from bot.faq.entries import Catalogue, load_entries
from bot.faq.index import FaqIndex
from rules.book import Book, DatedBook
from tests.support.books import write_other_book

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_entries()


@pytest.fixture(scope="session")
def index(catalogue: Catalogue) -> FaqIndex:
    return FaqIndex.build(catalogue)


@pytest.fixture(scope="session")
def answers(catalogue: Catalogue) -> Answers:
    return Answers(catalogue)


@pytest.fixture(scope="session")
def book() -> DatedBook:
    """The packaged book."""
    return Book.load().on(DAY)


@pytest.fixture(scope="session")
def other_book(tmp_path_factory: pytest.TempPathFactory) -> DatedBook:
    """A book of the same shape in which every figure is another one."""
    directory: Path = tmp_path_factory.mktemp("other_book")
    return Book.load(write_other_book(directory)).on(DAY)
