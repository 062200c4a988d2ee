"""The FAQ as one thing: its topics, the lookup and the answers, loaded once at start."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from bot.faq.answers import Answer, Answers
from bot.faq.entries import UNSUPPORTED, Catalogue, Entry, LocalText, Unsupported, load_entries
from bot.faq.index import FaqIndex, Match
from bot.faq.lookup import Band, Found, Lookup
from rules.book import DatedBook

FAR = UNSUPPORTED + "far-"
"""What the ids of small talk and the like begin with."""
_ENOUGH = re.compile(r"(?:[\u3400-\u9fff]\W*){4}|[A-Za-z']{2,}\W+[A-Za-z']{2,}")


@dataclass(frozen=True, slots=True)
class FaqLibrary:
    """What the handlers ask; texts come in the language that is named ("zh" or "en")."""

    catalogue: Catalogue
    index: FaqIndex
    lookup: Lookup
    answers: Answers

    @classmethod
    def load(cls) -> Self:
        """The packaged FAQ. Raises EntriesError with one line for any mistake in it."""
        catalogue = load_entries()
        index = FaqIndex.load(catalogue)
        return cls(catalogue, index, Lookup(catalogue, index), Answers(catalogue))

    @property
    def groups(self) -> tuple[tuple[str, LocalText], ...]:
        """The ids and names of the topic groups, in the order in which they are shown."""
        return tuple(self.catalogue.groups.items())

    def entry(self, entry_id: str) -> Entry | None:
        """A topic, or None for an id of an old or made-up button."""
        return self.catalogue.entries.get(entry_id)

    def unsupported(self, topic: str) -> Unsupported | None:
        """A topic that is declined, by its whole id; None for any other."""
        return self.catalogue.unsupported.get(topic)

    def in_group(self, group: str) -> tuple[Entry, ...]:
        """The topics of a group; none for a group that does not exist."""
        return self.catalogue.in_group(group)

    def find(self, text: str, *, after: str | None = None) -> Found:
        """What a question is understood as; ``after`` is the entry answered last in this chat."""
        return self.lookup.find(text, after=after)

    def answer(self, text: str) -> Match | None:
        """The one topic a question is about, or None when that is not clear enough.

        A topic that is declined counts, but neither small talk nor a word or two, as answers to open questions are.
        """
        found = self.find(text)
        if found.band is Band.ANSWER:
            return found.matches[0]
        neighbour = found.band is Band.DECLINE and found.topic is not None and not found.topic.startswith(FAR)
        return found.matches[0] if neighbour and _says_enough(text) else None

    def attach(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Replaces the phrases that operators attached: texts with the entries they ask for."""
        self.lookup.attach(phrases)

    def written(self, entry_id: str, locale: str, book: DatedBook) -> Answer:
        """The answer of a topic with the figures of the day."""
        return self.answers.render(entry_id, locale, book)


def _says_enough(text: str) -> bool:
    """Whether a text has four Chinese characters or two words in a row."""
    return _ENOUGH.search(text) is not None
