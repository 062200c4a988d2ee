"""What is said beside an open question: a wish to leave off, a question of its own, a hesitant or corrected answer.

The words stand in ``templates/vocabulary/beside.yaml``. Nothing here raises, and any text will do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from bot.reading.asked import plain
from bot.reading.words import any_of, vocabulary

LONGEST = 400
"""Characters of a text that are looked at."""
_LONGEST_WISH = 40
_MARKS = " \t\n.,;:!~?。…"


class Manner(Enum):
    """How a text is put."""

    TELLS = auto()
    DOUBTS = auto()
    """It ends like a question and asks nothing in so many words: "97%?" is the answer of somebody who is not sure."""
    ASKS = auto()


def wants_to_stop(text: str) -> bool:
    """Whether a whole message asks to leave off; punctuation does not count."""
    if len(text) > _LONGEST_WISH:
        return False
    words = " ".join("".join(char if char.isalnum() or char == "'" else " " for char in plain(text)).split())
    return words in vocabulary("beside")["stop"]


def manner_of(text: str) -> Manner:
    """Whether a text tells, asks, or tells with a question mark."""
    folded = plain(text[:LONGEST]).strip()
    patterns = _patterns()
    lists = vocabulary("beside")
    if patterns.asks.search(folded) is not None or folded.rstrip(_MARKS).endswith(tuple(lists["asks_ends"])):
        return Manner.ASKS
    if len(folded) == 1 or not folded.rstrip(_MARKS.replace("?", "")).endswith(tuple(lists["doubt_ends"])):
        return Manner.TELLS
    goes_on = not folded.endswith("?") and any(word in folded for word in lists["goes_on"])
    return Manner.TELLS if goes_on else Manner.DOUBTS


def corrects(text: str) -> bool:
    """Whether a text says that it takes the place of an answer that was given."""
    return _patterns().corrects.match(plain(text[:LONGEST]).strip()) is not None


def supposes(text: str) -> bool:
    """Whether a text asks about another case: "what if ..."."""
    return _patterns().supposes.search(plain(text[:LONGEST])) is not None


def bare_answer(text: str) -> str:
    """A text without what stands around an answer, in front ("sorry, ...") and behind ("..., I think?"); never nothing.

    A text that asks is left as it is: its last words belong to the question.
    """
    if len(text) > LONGEST or manner_of(text) is Manner.ASKS:
        return text
    patterns = _patterns()
    bare = plain(text).strip()
    while (front := patterns.front.match(bare)) is not None:
        bare = bare[front.end() :].lstrip(_MARKS)
    while (kept := patterns.behind.sub("", bare.rstrip(_MARKS))) != bare:
        bare = kept
    return bare if bare and len(bare) < len(text.strip()) else text


@dataclass(frozen=True, slots=True)
class _Patterns:
    asks: re.Pattern[str]
    supposes: re.Pattern[str]
    corrects: re.Pattern[str]
    front: re.Pattern[str]
    behind: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    lists = vocabulary("beside")
    unless = "|".join(map(re.escape, lists["opens_unless"]))
    opens = rf"(?:^|[,;.!?]\s?|\band )(?={any_of(lists['opens'])} )(?!\w*(?:{unless}))"
    return _Patterns(
        asks=re.compile(rf"{any_of([*lists['asks'], *lists['supposes']])}|{opens}"),
        supposes=re.compile(any_of(lists["supposes"])),
        corrects=re.compile(any_of(lists["corrects"])),
        front=re.compile(any_of([*lists["corrects"], *lists["hedges"]])),
        behind=re.compile(rf"\s*{any_of(lists['behind'])}$"),
    )
