"""What people asked and were shown a moment ago, so that a button can belong to a question and a short text to a topic.

In this process's memory on purpose: whoever only asks leaves nothing behind in the database. After a restart, or when
another process takes the press, a number is not found, and the handlers say so.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.faq.lookup import Band, Found
from bot.faq.normalise import LONGEST_QUESTION

PEOPLE = 1_800
"""With QUESTIONS and LONGEST_QUESTION this takes 20 MB at most."""
QUESTIONS = 6
"""Of one person in one chat; older ones are forgotten."""
_MATCHES = 5
"""Topics that are kept of what a question was understood as."""
_TORN = re.compile(r"[!-~]+$")
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


@dataclass(slots=True)
class _Memory:
    """What is known of one person: the questions, and the topic that was shown last."""

    questions: deque[Asked] = field(default_factory=lambda: deque(maxlen=QUESTIONS))
    entry: str | None = None
    entry_at: float = 0.0
    at: float = 0.0


class RecentQuestions:
    """The questions of a day, of the people who asked last; nothing of a person is found under another or elsewhere."""

    def __init__(self, monotonic: Callable[[], float], people: int = PEOPLE) -> None:
        self._monotonic = monotonic
        self._limit = people
        self._people: OrderedDict[Person, _Memory] = OrderedDict()

    def __len__(self) -> int:
        """How many people are remembered."""
        return len(self._people)

    def note(self, chat_id: int, user_id: int, text: str, found: Found, shown: str | None, *, locale: str) -> Asked:
        """Remember a question with the entry that answers it (None for none); its number is for its buttons.

        Of a long text the part is kept that the lookup reads.
        """
        memory = self._touched(chat_id, user_id)
        # By lot, so that a button of before a restart meets no question of after it, and tells of nobody else's.
        number = BROWSED + 1 + secrets.randbelow(10**9)
        found = replace(found, matches=found.matches[:_MATCHES])
        asked = Asked(number, _cut(text), locale, found, shown, memory.at, offered=found.band is Band.CHOOSE)
        memory.questions.append(asked)
        if shown is not None:
            asked.answered.append(shown)
            memory.entry, memory.entry_at = shown, memory.at
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
        memory = self._touched(chat_id, user_id)
        memory.entry, memory.entry_at = entry_id, memory.at

    def last_entry(self, chat_id: int, user_id: int) -> str | None:
        """The entry shown last to this person in this chat, for a quarter of an hour."""
        memory = self._people.get((chat_id, user_id))
        if memory is None or memory.entry_at < self._monotonic() - FOLLOWED_SECONDS:
            return None
        return memory.entry

    def drop(self, chat_id: int) -> None:
        """Forget everybody in a chat (it was erased)."""
        for person in [person for person in self._people if person[0] == chat_id]:
            del self._people[person]

    def _touched(self, chat_id: int, user_id: int) -> _Memory:
        """The person's memory, as the newest; whoever asked longest ago makes room, and so does whoever is over age."""
        now = self._monotonic()
        memory = self._people.setdefault((chat_id, user_id), _Memory())
        memory.at = now
        self._people.move_to_end((chat_id, user_id))
        while len(self._people) > self._limit or next(iter(self._people.values())).at < now - KEPT_SECONDS:
            self._people.popitem(last=False)
        return memory


def _cut(text: str) -> str:
    """The beginning of a long text, without what the cut tore: half a number is not recognised as one any more."""
    return text if len(text) <= LONGEST_QUESTION else _TORN.sub("", text[:LONGEST_QUESTION]) or text[:LONGEST_QUESTION]
