"""What a person was told last, where the next words may go on from it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from bot.faq.recent import FOLLOWED_SECONDS, PEOPLE, Person

Said = TypeVar("Said")


class LastSaid(Generic[Said]):
    """One thing for a person in a chat, for a quarter of an hour, in this process's memory alone."""

    def __init__(self, monotonic: Callable[[], float], people: int = PEOPLE) -> None:
        self._monotonic = monotonic
        self._most = people
        self._said: OrderedDict[Person, tuple[float, Said]] = OrderedDict()

    def said(self, chat_id: int, user_id: int, what: Said | None) -> None:
        """Something was said to this person: what the next words may go on from, or something else (None), which ends
        the one before."""
        self._said.pop((chat_id, user_id), None)
        if what is not None:
            self._said[chat_id, user_id] = (self._monotonic(), what)
            if len(self._said) > self._most:
                self._said.popitem(last=False)

    def drop(self, chat_id: int) -> None:
        """Forget everybody in a chat (it was erased)."""
        for person in [person for person in self._said if person[0] == chat_id]:
            del self._said[person]

    def last(self, chat_id: int, user_id: int) -> Said | None:
        """What words may go on from; None when something else was said since, or it is too long ago."""
        found = self._said.get((chat_id, user_id))
        return found[1] if found is not None and found[0] >= self._monotonic() - FOLLOWED_SECONDS else None
