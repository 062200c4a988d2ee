"""Which titles a person was offered last, so that words can choose among them as a press would."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.faq.recent import FOLLOWED_SECONDS, PEOPLE, Person


@dataclass(frozen=True, slots=True)
class Offer:
    """The titles offered for the question of this number, in their order; ``none``: they came with a way out."""

    number: int
    entries: tuple[str, ...]
    none: bool


class LastOffers:
    """The offer that was the last thing said to a person in a chat, for a quarter of an hour."""

    def __init__(self, monotonic: Callable[[], float], people: int = PEOPLE) -> None:
        self._monotonic = monotonic
        self._most = people
        self._offers: OrderedDict[Person, tuple[float, Offer]] = OrderedDict()

    def said(self, chat_id: int, user_id: int, offer: Offer | None) -> None:
        """Something was said to this person: an offer, or something else (None), which ends the one before."""
        self._offers.pop((chat_id, user_id), None)
        if offer is not None:
            self._offers[chat_id, user_id] = (self._monotonic(), offer)
            if len(self._offers) > self._most:
                self._offers.popitem(last=False)

    def drop(self, chat_id: int) -> None:
        """Forget everybody in a chat (it was erased)."""
        for person in [person for person in self._offers if person[0] == chat_id]:
            del self._offers[person]

    def last(self, chat_id: int, user_id: int) -> Offer | None:
        """The offer that words may choose from; None when something else was said since, or it is too long ago."""
        at, offer = self._offers.get((chat_id, user_id), (0.0, None))
        return offer if at >= self._monotonic() - FOLLOWED_SECONDS else None
