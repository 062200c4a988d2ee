"""What people asked and were shown a moment ago, so that a button can belong to a question and a short text to a topic.

In this process's memory on purpose: whoever only asks leaves nothing behind in the database. After a restart, or when
another process takes the press, a number is not found, and the handlers say so.
"""

from __future__ import annotations

import secrets
import sys
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.faq.lookup import Band, Found

PEOPLE = 1_800
WORDS = 8_000_000
"""Bytes of memory for all texts together; with PEOPLE and QUESTIONS this takes 20 MB at most, however long they are."""
QUESTIONS = 6
"""Of one person in one chat; older ones are forgotten."""
_MATCHES = 5
"""Topics that are kept of what a question was understood as."""
KEPT_SECONDS = 24 * 3600.0
"""How long a question is remembered."""
FOLLOWED_SECONDS = 15 * 60.0
"""How long a topic is what a short text goes on from."""

Person = tuple[int, int]
"""Chat and user id."""
BROWSED = 0
"""The number of what was opened without a question."""


@dataclass(slots=True)
class Asked:
    """A question, what it was understood as, and how far its one round of choices has gone."""

    number: int
    text: str
    locale: str
    found: Found
    shown: str | None
    """The entry it was answered with at once, if it was."""
    at: float
    """Seconds of the monotonic clock."""
    answered: list[str] = field(default_factory=list)
    """The entries shown for it, chosen ones too, in this order."""
    refused: list[str] = field(default_factory=list)
    """Those of them that were not what was asked."""
    offered: bool = False
    """A list of titles has been shown; there is no second one."""
    stored: bool = False
    """It is among the questions that operators look at."""
    handed_over: bool = False
    """A person has it."""
    weight: int = field(init=False)
    """Bytes of memory that the text was counted with; Python may later keep a second form of the same text."""

    def __post_init__(self) -> None:
        self.weight = sys.getsizeof(self.text)


@dataclass(slots=True)
class _Memory:
    """What is known of one person: the questions, and the topic that was shown last."""

    questions: deque[Asked] = field(default_factory=deque)
    entry: str | None = None
    entry_at: float = 0.0
    turned_down: bool = False
    """The entry was not what was asked."""
    at: float = 0.0

    def show(self, entry_id: str) -> None:
        """The entry is shown now."""
        self.entry, self.entry_at, self.turned_down = entry_id, self.at, False


class RecentQuestions:
    """The questions of a day, of the people who asked last; nothing of a person is found under another or elsewhere."""

    def __init__(self, monotonic: Callable[[], float], people: int = PEOPLE, words: int = WORDS) -> None:
        self._monotonic = monotonic
        self._most_people, self._most_words = people, words
        self._people: OrderedDict[Person, _Memory] = OrderedDict()
        self._words = 0

    def note(self, chat_id: int, user_id: int, text: str, found: Found, shown: str | None, *, locale: str) -> Asked:
        """Remember a question with the entry that answers it (None for none); its number is for its buttons.

        The whole text is kept, because it may yet be handed to a person.
        """
        memory = self._touched(chat_id, user_id)
        # By lot, so that a button of before a restart meets no question of after it, and tells of nobody else's.
        number = BROWSED + 1 + secrets.randbelow(10**9)
        found = replace(found, matches=found.matches[:_MATCHES])
        asked = Asked(number, text, locale, found, shown, memory.at, offered=found.band is Band.CHOOSE)
        memory.questions.append(asked)
        self._words += asked.weight
        if len(memory.questions) > QUESTIONS:
            self._words -= memory.questions.popleft().weight
        while self._words > self._most_words and len(self._people) > 1:
            self._forget(next(iter(self._people)))
        if shown is not None:
            asked.answered.append(shown)
            memory.show(shown)
        elif found.band is Band.DECLINE and found.topic is not None:
            memory.entry = None  # the talk has gone on to something else
        return asked

    def find(self, chat_id: int, user_id: int, number: int) -> Asked | None:
        """The question under a number; None when it is of somebody else, of another chat, or no longer known."""
        memory = self._people.get((chat_id, user_id))
        if memory is None:
            return None
        oldest = self._monotonic() - KEPT_SECONDS
        return next((asked for asked in memory.questions if asked.number == number and asked.at >= oldest), None)

    def opened(self, chat_id: int, user_id: int, entry_id: str) -> None:
        """An entry was opened by a button: what comes next may go on from it."""
        self._touched(chat_id, user_id).show(entry_id)

    def turned_down(self, chat_id: int, user_id: int, entry_id: str) -> None:
        """An entry was not what was asked: until it is shown again, nothing goes on from it."""
        memory = self._people.get((chat_id, user_id))
        if memory is not None and memory.entry == entry_id:
            memory.turned_down = True

    def last_entry(self, chat_id: int, user_id: int) -> str | None:
        """The entry shown last to this person in this chat, for a quarter of an hour."""
        memory = self._people.get((chat_id, user_id))
        if memory is None or memory.entry_at < self._monotonic() - FOLLOWED_SECONDS:
            return None
        return memory.entry

    def followed_entry(self, chat_id: int, user_id: int) -> str | None:
        """The last entry, unless it was turned down: what a short text may go on from."""
        memory = self._people.get((chat_id, user_id))
        return None if memory is None or memory.turned_down else self.last_entry(chat_id, user_id)

    def drop(self, chat_id: int) -> None:
        """Forget everybody in a chat (it was erased)."""
        for person in [person for person in self._people if person[0] == chat_id]:
            self._forget(person)

    def _touched(self, chat_id: int, user_id: int) -> _Memory:
        """The person's memory, as the newest; whoever asked longest ago makes room, and so does whoever is over age."""
        now = self._monotonic()
        memory = self._people.setdefault((chat_id, user_id), _Memory())
        memory.at = now
        self._people.move_to_end((chat_id, user_id))
        while len(self._people) > self._most_people or next(iter(self._people.values())).at < now - KEPT_SECONDS:
            self._forget(next(iter(self._people)))
        return memory

    def _forget(self, person: Person) -> None:
        self._words -= sum(asked.weight for asked in self._people.pop(person).questions)
