"""What the lookup's measurements share: the packaged lookup, the phrases it learned from, the sets that may be used."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.faq.entries import load_phrases
from bot.faq.library import FaqLibrary
from bot.faq.training import Example, examples
from tests.bench.faq_methods import Ours, Result, result
from tests.bench.faq_sets import QuestionSet, load_sets


@dataclass(frozen=True, slots=True)
class Measured:
    """A set and what the lookup made of it."""

    asked: QuestionSet
    found: Result


@pytest.fixture(scope="session")
def library() -> FaqLibrary:
    return FaqLibrary.load()


@pytest.fixture(scope="session")
def phrases(library: FaqLibrary) -> list[Example]:
    return examples(load_phrases(library.catalogue))


@pytest.fixture(scope="session")
def sets(phrases: list[Example]) -> dict[str, QuestionSet]:
    """All of them, blind, unseen and later for their shape alone."""
    return load_sets(text for text, _ in phrases)


@pytest.fixture(scope="session", params=["dev", "test"])
def measured(request: pytest.FixtureRequest, sets: dict[str, QuestionSet], library: FaqLibrary) -> Measured:
    """Development and test questions, judged; the others are judged once per release, and not by the suite."""
    asked = sets[request.param]
    return Measured(asked, result(Ours(library).judge, asked))
