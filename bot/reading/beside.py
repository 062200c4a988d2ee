"""What is said beside an open question: a wish to leave off, a question of its own, a hesitant or corrected answer.

The words stand in ``templates/vocabulary/beside.yaml``. Nothing here raises, and any text will do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from bot.reading.asked import plain
from bot.reading.money_words import marks_in, prepared
from bot.reading.spans import spans_in
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
    """Whether a whole message asks to leave off; punctuation and polite words around the wish do not count."""
    return is_plain_wish(text) or _wishes_amid(text)


def is_plain_wish(text: str) -> bool:
    """Whether a whole message asks to leave off and is nothing more."""
    return len(text) <= _LONGEST_WISH and _words_of(text) in vocabulary("beside")["stop"]


def may_leave_off(text: str) -> bool:
    """Whether a whole message is a wish to leave off, or a buyer's reason: "not wanted any more"."""
    return len(text) <= _LONGEST_WISH and _words_of(text) in vocabulary("beside")["stop_perhaps"]


def manner_of(text: str) -> Manner:
    """Whether a text tells, asks, or tells with a question mark."""
    folded = plain(text[:LONGEST]).strip()
    patterns = _patterns()
    lists = vocabulary("beside")
    ends = (*lists["asks_ends"], *lists["tag_ends"])
    if patterns.asks.search(folded) is not None or folded.rstrip(_MARKS).endswith(ends):
        return Manner.ASKS
    if len(folded) == 1 or not folded.rstrip(_MARKS.replace("?", "")).endswith(tuple(lists["doubt_ends"])):
        return Manner.TELLS
    goes_on = not folded.endswith("?") and any(word in folded for word in lists["goes_on"])
    return Manner.TELLS if goes_on else Manner.DOUBTS


def corrects(text: str) -> bool:
    """Whether a text says that it takes the place of an answer that was given."""
    folded = plain(text[:LONGEST]).strip()
    return _patterns().corrects.match(folded) is not None or _patterns().mended.search(folded) is not None


def is_tagged(text: str) -> bool:
    """Whether a text may be an answer that only its end puts as a question: "special goods, is it"."""
    folded = plain(text[:LONGEST]).strip()
    lists = vocabulary("beside")
    if _patterns().asks.search(folded) is not None or not folded.rstrip(_MARKS).endswith(tuple(lists["tag_ends"])):
        return False
    return bare_answer(text) not in lists["no_answer_asked"]


def what_happened(text: str) -> str:
    """A text without a call for help at its end: "not here yet, what now"; never nothing."""
    told = plain(text[:LONGEST]).strip().rstrip(_MARKS)
    ends = sorted(vocabulary("beside")["what_to_do"], key=len, reverse=True)
    rest = next((told.removesuffix(end).rstrip(_MARKS) for end in ends if told.endswith(end)), "")
    return rest or text


def asks_where_to_look(text: str) -> bool:
    """Whether a text asks where or how something is looked up."""
    return _patterns().where.search(plain(text[:LONGEST])) is not None


def only_figures(text: str) -> bool:
    """Whether a text is nothing but figures, units and words that leave them open: neither words nor a question."""
    if len(text) > _LONGEST_WISH:
        return False
    folded = prepared(plain(text))
    places = [(span.start, span.end) for span in spans_in(folded)]
    places += [(mark.start, mark.end) for mark in marks_in(folded)]
    rest = folded
    for start, end in places:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return bool(places) and not any(char.isalnum() for char in _patterns().loose.sub(" ", rest))


def supposes(text: str) -> bool:
    """Whether a text asks about another case: "what if ..."."""
    return _patterns().supposes.search(plain(text[:LONGEST])) is not None


def bare_answer(text: str) -> str:
    """A text without what stands around an answer, in front ("sorry, ...") and behind ("..., I think?"); never nothing.

    A text that asks is left as it is: its last words belong to the question.
    """
    patterns = _patterns()
    bare = plain(text[:LONGEST]).strip()
    if len(text) > LONGEST or patterns.asks.search(bare) or bare.rstrip(_MARKS).endswith(patterns.asks_ends):
        return text
    words = _words_of(text)
    if (meant := patterns.plainly.get(words) or patterns.plainly.get(patterns.behind.sub("", words))) is not None:
        return meant
    while (front := patterns.front.match(bare)) is not None:
        bare = bare[front.end() :].lstrip(_MARKS)
    while (kept := patterns.behind.sub("", bare.rstrip(_MARKS))) != bare:
        bare = kept
    return bare if bare and len(bare) < len(text.strip()) else text


def _words_of(text: str) -> str:
    """A text's words with single spaces, without punctuation."""
    straight = plain(text[:LONGEST]).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return " ".join("".join(char if char.isalnum() or char == "'" else " " for char in straight).split())


def _wishes_amid(text: str) -> bool:
    if len(text) > _LONGEST_WISH:
        return False
    words, wishes = _words_of(text), False
    while words:
        if (found := _patterns().stop.match(words)) is None:
            return False
        wishes = wishes or found["wish"] is not None
        words = words[found.end() :].lstrip()
    return wishes


@dataclass(frozen=True, slots=True)
class _Patterns:
    asks: re.Pattern[str]
    asks_ends: tuple[str, ...]
    supposes: re.Pattern[str]
    corrects: re.Pattern[str]
    mended: re.Pattern[str]
    where: re.Pattern[str]
    stop: re.Pattern[str]
    loose: re.Pattern[str]
    plainly: dict[str, str]
    front: re.Pattern[str]
    behind: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    lists = vocabulary("beside")
    unless = "|".join(map(re.escape, lists["opens_unless"]))
    opens = rf"(?:^|[,;.!?]\s?|\band )(?={any_of(lists['opens'])} )(?!\w*(?:{unless}))"
    hedges = [any_of([*lists["corrects"], *lists["hedges"]])]
    hedges += [f"{re.escape(word)}(?!{re.escape(but)})" for word, but in lists["hedges_unless"].items()]
    mended = any_of(lists["corrects_behind"])
    return _Patterns(
        asks=re.compile(rf"{any_of([*lists['asks'], *lists['supposes']])}|{opens}"),
        supposes=re.compile(any_of(lists["supposes"])),
        asks_ends=tuple(lists["asks_ends"]),
        corrects=re.compile(any_of(lists["corrects"])),
        mended=re.compile(rf"(?<=.){mended}[{re.escape(_MARKS)}]{{0,3}}$"),
        where=re.compile(any_of(lists["where_to_look"])),
        stop=re.compile(rf"(?P<wish>{any_of(lists['stop_amid'])})|{any_of(lists['stop_around'])}"),
        loose=re.compile(any_of([*lists["figures_around"], *lists["hedges"], *lists["behind"]])),
        plainly={str(way): str(word) for word, ways in lists["plainly"].items() for way in ways},
        front=re.compile("|".join(hedges)),
        behind=re.compile(rf"\s*{any_of([*lists['behind'], *lists['corrects_behind']])}$"),
    )
