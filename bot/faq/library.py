"""The FAQ as one thing: its topics, the lookup and the answers, loaded once at start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from bot.faq.answers import Answer, Answers
from bot.faq.entries import Catalogue, Entry, LocalText, load_entries
from bot.faq.index import FaqIndex, Match
from rules.book import DatedBook


@dataclass(frozen=True, slots=True)
class FaqLibrary:
    """What the handlers ask; texts come in the language that is named ("zh" or "en")."""

    catalogue: Catalogue
    index: FaqIndex
    answers: Answers

    @classmethod
    def load(cls) -> Self:
        """The packaged FAQ. Raises EntriesError with one line for any mistake in it."""
        catalogue = load_entries()
        return cls(catalogue, FaqIndex.build(catalogue), Answers(catalogue))

    @property
    def groups(self) -> tuple[tuple[str, LocalText], ...]:
        """The ids and names of the topic groups, in the order in which they are shown."""
        return tuple(self.catalogue.groups.items())

    def entry(self, entry_id: str) -> Entry | None:
        """A topic, or None for an id of an old or made-up button."""
        return self.catalogue.entries.get(entry_id)

    def in_group(self, group: str) -> tuple[Entry, ...]:
        """The topics of a group; none for a group that does not exist."""
        return self.catalogue.in_group(group)

    def answer(self, text: str) -> Match | None:
        """The one topic a question is about, or None when that is not clear enough."""
        return self.index.answer(text)

    def nearest(self, text: str, limit: int, least: float) -> tuple[Entry, ...]:
        """The topics that come closest, best first; only those that score ``least`` or more."""
        found = (match for match in self.index.search(text, limit) if match.score >= least)
        return tuple(self.catalogue.entries[match.entry_id] for match in found)

    def written(self, entry_id: str, locale: str, book: DatedBook) -> Answer:
        """The answer of a topic with the figures of the day."""
        return self.answers.render(entry_id, locale, book)
