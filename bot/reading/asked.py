"""What a sentence with figures in it asks for: a result to be worked out, or an explanation, which is another's job.

The words stand in ``templates/vocabulary/asking.yaml``. Every function here expects folded text in simplified
characters (`plain`).
"""

from __future__ import annotations

import re
from functools import cache

from bot.reading.numbers import fold
from bot.reading.simplified import simplified
from bot.reading.words import any_of, vocabulary

LONGEST = 400
"""Characters; nobody asks for a result in more. Lists of parcels and of orders have their own limits."""
_SPACES = re.compile(r"[^\S\n]+")


def plain(text: str) -> str:
    """A text as it is searched: simplified, folded, with single spaces."""
    return _SPACES.sub(" ", fold(simplified(text)))


def holds_figure(text: str) -> bool:
    """Whether there is a figure at all, in digits or in Chinese numerals before what they count; any text will do."""
    return _figure().search(text) is not None


def may_ask(text: str) -> bool:
    """Whether a text can ask for a result: it holds a figure, and is no essay. Any text will do."""
    return len(text) <= LONGEST and holds_figure(text)


def says(words: str, folded: str) -> bool:
    """Whether one of the words of a list of asking.yaml stands in the text."""
    # Looking for the words anywhere first is far quicker than the search for whole words, and mostly enough.
    return holds_any(folded, _words(words)) and pattern(words).search(folded) is not None


def holds_any(folded: str, words: tuple[str, ...]) -> bool:
    """Whether one of these words stands anywhere in the text, inside another word or not."""
    return any(word in folded for word in words)


def asks_how_much(folded: str) -> bool:
    """Whether an amount is asked for, and no share, count or time."""
    if not says("how_much", folded):
        return False
    return not says("not_how_much", folded) or says("how_much", pattern("not_how_much").sub(" ", folded))


def asks_to_explain(folded: str) -> bool:
    """Whether a rule is asked about: how it is meant, whether it is so, when, where, by whom."""
    return says("explains", folded)


@cache
def pattern(words: str) -> re.Pattern[str]:
    """A list of asking.yaml as a pattern."""
    return re.compile(any_of(vocabulary("asking")[words]))


@cache
def _words(words: str) -> tuple[str, ...]:
    return tuple(str(word) for word in vocabulary("asking")[words])


@cache
def _figure() -> re.Pattern[str]:
    words, spans = vocabulary("quote"), vocabulary("spans")["units"]
    numeral = f"[{''.join([*words['digits'], *words['powers']])}]"
    counted = [word for names in (*words["currencies"].values(), *spans.values()) for word in names]
    counted = [word for word in [*counted, *words["of_ten"]] if not str(word)[0].isascii()]
    shares = any_of([*words["percent_before"], *words["permille_before"]])
    return re.compile(rf"\d|{numeral}(?={'|'.join(map(re.escape, counted))})|{shares}{numeral}")
