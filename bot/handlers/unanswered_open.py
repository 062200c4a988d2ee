"""The open questions as operators see them: those asked alike together, most asked first.

What was missed comes first. Behind it stands what was recognised as something the bot declines on purpose: that is no
failure, but it tells what people ask for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.faq.lookup import Band
from bot.faq.understanding import understood
from bot.turn import Turn
from storage import questions
from storage.questions import Question, Reason

MOST = 500
"""Newest questions that are looked at."""

OTHER_WORDS = 2
"""Further wordings shown of a topic."""

SHOWN = 3
"""Titles that were shown in vain, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said to a question now: the titles of what it is answered with, offered, or declined as; or a command."""

    band: Band
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions asked alike; ``clearest`` is the one whose words say best what all of them ask."""

    clearest: Question
    questions: tuple[Question, ...]

    @property
    def people(self) -> int:
        """How many asked."""
        return len({question.user_id for question in self.questions})

    @property
    def recognised(self) -> str | None:
        """What all of them were recognised as and declined on purpose; None where they were missed."""
        return self.clearest.recognised


@dataclass(frozen=True, slots=True)
class View:
    """A topic in the list; spans are back from now. ``shown`` are titles with how often each was shown, in vain;
    ``recognised`` is the title it was declined as on purpose."""

    text: str
    others: tuple[str, ...]
    count: int
    people: int
    recognised: str | None
    reasons: tuple[tuple[Reason, int], ...]
    shown: tuple[tuple[str, int], ...]
    newest: timedelta
    oldest: timedelta
    now: Outcome

    @property
    def as_before(self) -> bool:
        """Whether it would be declined as it was."""
        return self.recognised is not None and self.now == Outcome(Band.DECLINE, (self.recognised,))


@dataclass(frozen=True, slots=True)
class Open:
    """The topics of the newest `MOST` questions, and how many questions are open in all, missed or recognised."""

    topics: tuple[Topic, ...]
    missed: int
    recognised: int

    def looked_at(self, *, recognised: bool) -> tuple[int, int]:
        """How many of the missed ones, or of the recognised ones, are in the topics, and in how many topics."""
        counts = [len(topic.questions) for topic in self.topics if (topic.recognised is not None) is recognised]
        return sum(counts), len(counts)

    def of(self, question_id: int) -> Topic | None:
        """The topic a question is in; None when it is open no longer."""
        return next((topic for topic in self.topics if any(each.id == question_id for each in topic.questions)), None)


async def find_open(turn: Turn) -> Open:
    """What is open in all chats; nothing for a chat that is none of operators."""
    async with turn.services.database.read() as tx:
        found = await questions.find_open(turn.chat.id, tx, operators(turn), MOST)
        total = await questions.count_open(turn.chat.id, tx, operators(turn))
        recognised = await questions.count_recognised(turn.chat.id, tx, operators(turn))
    return Open(await _topics(found, turn), total - recognised, recognised)


def operators(turn: Turn) -> frozenset[int]:
    """The chats that may see what others asked, as far as this turn is concerned."""
    return frozenset({turn.chat.id}) if turn.of_operators else frozenset()


def view(topic: Topic, turn: Turn) -> View:
    """What the list says of a topic."""
    asked = topic.questions
    words = dict.fromkeys(each.text for each in asked if each.text != topic.clearest.text)
    reasons = Counter(each.reason for each in asked)
    shown = Counter(title(turn, each.entry) for each in asked if each.entry is not None and each.recognised is None)
    return View(
        text=topic.clearest.text,
        others=tuple(words)[-OTHER_WORDS:],
        count=len(asked),
        people=topic.people,
        recognised=title(turn, topic.recognised) if topic.recognised is not None else None,
        reasons=tuple((reason, reasons[reason]) for reason in Reason if reasons[reason]),
        shown=tuple(shown.most_common(SHOWN)),
        newest=turn.now - max(each.asked_at for each in asked),
        oldest=turn.now - min(each.asked_at for each in asked),
        now=outcome(turn, topic.clearest.text),
    )


def outcome(turn: Turn, text: str) -> Outcome:
    """What this process says to a question, asked out of the blue."""
    found = understood(turn.services.faq, text, turn.today)
    if found.band is Band.TOOL:
        return Outcome(found.band, (f"/{found.tool}",))
    topics = found.choices if found.band is Band.CHOOSE else () if found.topic is None else (found.topic,)
    return Outcome(found.band, tuple(title(turn, topic) for topic in topics))


def title(turn: Turn, topic: str) -> str:
    """The title of an entry or of a topic that is declined; its id when this version has neither."""
    found = turn.services.faq.entry(topic) or turn.services.faq.unsupported(topic)
    return topic if found is None else found.title.to(turn.locale)


async def _topics(found: Sequence[Question], turn: Turn) -> tuple[Topic, ...]:
    # The oldest first, so that a topic keeps its questions when others come in.
    asked = sorted(found, key=lambda each: each.id)
    compared = [(each.id, f"{each.language} {each.recognised or ''}", each.text) for each in asked]
    grouped = await turn.services.alike.of(compared, turn.services.faq.index.weighed)
    topics = [Topic(asked[cluster.clearest], tuple(asked[place] for place in cluster.places)) for cluster in grouped]
    return tuple(sorted(topics, key=_missed_and_most_asked_first))


def _missed_and_most_asked_first(topic: Topic) -> tuple[bool, int, int, float, int]:
    newest = max(each.asked_at for each in topic.questions)
    order = (-topic.people, -len(topic.questions), -newest.timestamp(), topic.clearest.id)
    return (topic.recognised is not None, *order)
