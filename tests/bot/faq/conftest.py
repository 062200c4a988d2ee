"""What the FAQ's tests share: the packaged topics, their index and answers, and two books."""

from __future__ import annotations

import shutil
from datetime import date
from importlib import resources
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


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packaged FAQ, copied so that a test may spoil it."""
    target = tmp_path / "faq"
    with resources.as_file(resources.files("templates") / "faq") as packaged:
        shutil.copytree(packaged, target)
    return target


@pytest.fixture(scope="session")
def index(catalogue: Catalogue) -> FaqIndex:
    return FaqIndex.load(catalogue)


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
