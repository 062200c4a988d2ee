"""Answers about a shop as sellers write them: one word, a rate, or all six on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Literal

from bot.reading.money_words import Mark, marks_in, prepared
from bot.reading.number_patterns import Relation, Role
from bot.reading.numbers import Refused, fold
from bot.reading.spans import Span, spans_in
from bot.reading.words import any_of, vocabulary

SKIPPED = "unknown"
Problem = Literal["not_understood", "over_hundred", "negative", "unclear", "bounded"]
_NUMBERS = ("feedback", "dispute", "violation")
_HUNDRED = Decimal(100)
_ABSURD_DISPUTE = Decimal("0.2")
"""Nobody has disputes about so many orders: a bare 0.9 is 0.9 %, never 90 %."""
_VIOLATION = "violation"
_LINE = 2
"""So many other answers make a text a line of them, in which a bare "none" tells of violations too."""
_FINEST = Decimal("0.00000001")
"""Consoles show two decimals of a percent; anything much finer is a slip."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The two thresholds, as fractions: the least feedback rate and the greatest dispute rate."""

    feedback: Decimal
    dispute: Decimal


@dataclass(slots=True)
class ShopWords:
    """What a text says: answers by question, what could not be read, and why."""

    answers: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    problem: Problem | None = None
    reasons: dict[str, Problem] = field(default_factory=dict)
    """Why, for each unread piece whose reason is known; any other was not understood."""
    choices: tuple[Decimal, ...] = ()
    """The fractions that an unclear rate may mean, ..."""
    choice_of: str | None = None
    """... and the question that it answers."""
    back: bool = False

    def refuse(self, written: str, problem: Problem) -> None:
        """A piece that gave no answer, and why."""
        self.problem = problem
        self.unread.append(written)
        self.reasons[written] = problem

    @property
    def refused(self) -> list[tuple[Problem, list[str]]]:
        """The unread pieces by what is the matter with them."""
        together: dict[Problem, list[str]] = {}
        for piece in self.unread:
            together.setdefault(self.reasons.get(piece, "not_understood"), []).append(piece)
        return list(together.items())


def read_answer(text: str, step: str, limits: Limits) -> ShopWords:
    """Read the answer to the question ``step``; a text that answers others as well is read as a line.

    A number alone, and a word too common to count in a sentence, belong to the question that was asked.
    """
    folded = prepared(text).strip()
    lists, patterns = vocabulary("eligible"), _patterns()
    if folded in lists["back"]:
        return ShopWords(back=True)
    found = marks_in(folded)
    if folded in lists["skip_alone"] or (patterns.skip.search(folded) and not found and not facts_in(folded)):
        return ShopWords(answers={step: SKIPPED})
    if len(found) == 1 and step in _NUMBERS and found[0].role is not Role.FULFILMENT and not facts_in(folded):
        named = [name for _, name in named_figures(folded)]
        if named in ([None], [step]):
            return _lone_figure(step, found[0], limits, named=named == [step])
    common = patterns.alone.fullmatch(folded)
    if common is not None and patterns.answer_of[common["word"]][0] == step:
        return ShopWords(answers={step: patterns.answer_of[common["word"]][1]})
    said = read_line(text, limits, step)
    if not said.answers and not said.unread and found:
        said.refuse(text.strip(), "not_understood")
    if not said.answers and said.unread:
        said.unread = [text.strip()]
    return said


def read_correction(text: str, limits: Limits) -> ShopWords:
    """The one figure of a text that takes back another; without a word beside it its size says which one it is."""
    folded, said = prepared(text).strip(), ShopWords()
    figures = named_figures(folded)
    if len(figures) != 1 or len(marks_in(folded)) != 1 or facts_in(folded):
        return said
    mark, named = figures[0]
    step = named or _step_of(mark, "", said)
    if step in ("feedback", "dispute") and mark.role is not Role.FULFILMENT:
        _number(said, step, mark, limits)
    return said


def _lone_figure(step: str, mark: Mark, limits: Limits, *, named: bool) -> ShopWords:
    """A figure that stands alone answers the question; of disputes not where it is absurd and no word says so."""
    said = ShopWords()
    _number(said, step, mark, limits)
    if step == "dispute" and not named and Decimal(_figure_in(said, step)) > _ABSURD_DISPUTE:
        said = ShopWords()
        said.refuse(mark.written, "not_understood")
    return said


def _figure_in(said: ShopWords, step: str) -> str:
    value = said.answers.get(step, "0")
    return value if value[0].isdigit() else "0"


def looks_like_question(text: str) -> bool:
    """Whether a text ends like a question; a question mark alone is no question."""
    folded = fold(text).strip()
    return len(folded) > 1 and folded.endswith(tuple(vocabulary("eligible")["question_ends"]))


def read_line(text: str, limits: Limits, asked: str | None = None) -> ShopWords:
    """Read a line of answers in any order; of numbers without a word, the large one is the feedback rate.

    A bare "no" is said of many things: alone it tells of violations only where these were ``asked`` for.
    What cannot be read is returned, so that the seller sees it, and is asked for like what was left out.
    """
    said = ShopWords()
    folded = prepared(text)
    if _patterns().negations.search(folded):
        return ShopWords(unread=[text.strip()], problem="not_understood")
    for question, value in facts_in(folded):
        said.answers.setdefault(question, value)
    numbers = figures_in(folded)
    for mark, beside in zip(numbers, _beside(numbers, folded), strict=True):
        step = _step_of(mark, beside, said)
        if step is None or mark.role is Role.FULFILMENT:
            _unasked(said, mark)
        else:
            _number(said, step, mark, limits)
    said.unread += _unread(folded, numbers)
    if asked != _VIOLATION and len(said.answers.keys() - {_VIOLATION}) < _LINE and _barely_told(folded, _VIOLATION):
        said.answers.pop(_VIOLATION, None)
        if not said.answers:
            said.unread = [text.strip()]
    if said.unread and said.problem is None:
        said.problem = "not_understood"
    return said


def figures_in(folded: str) -> tuple[Mark, ...]:
    """The numbers of a prepared text that are no span of time: the last 90 days are nobody's rate."""
    spans = spans_in(folded)
    return tuple(mark for mark in marks_in(folded) if not any(_overlap(mark, span) for span in spans))


def _overlap(mark: Mark, span: Span) -> bool:
    return mark.start < span.end and span.start < mark.end


def named_figures(folded: str) -> tuple[tuple[Mark, str | None], ...]:
    """Each number of a prepared text with the question that a word beside it names."""
    numbers = figures_in(folded)
    return tuple((mark, _named(beside)) for mark, beside in zip(numbers, _beside(numbers, folded), strict=True))


def _beside(numbers: Sequence[Mark], folded: str) -> list[str]:
    """The text that may name each number: what stands before it, or the words right behind where each has one there."""
    patterns = _patterns()
    behind = [patterns.behind.match(folded, mark.end) for mark in numbers]
    if numbers and all(behind) and patterns.numbers.search(folded[: numbers[0].start]) is None:
        return [found["word"] for found in behind if found is not None]
    edges = [0, *(mark.end for mark in numbers)]
    return [folded[since : mark.start] for since, mark in zip(edges, numbers, strict=False)]


def _named(beside: str) -> str | None:
    named = [found for found in _patterns().numbers.finditer(beside) if found[0]]
    return _patterns().number_of[re.sub(r"\s+", " ", named[-1][0])] if named else None


def _step_of(mark: Mark, beside: str, said: ShopWords) -> str | None:
    """Which question a number answers: the word beside it says so, or else its size."""
    named = _named(beside)
    if named is not None:
        return named
    if isinstance(mark.value, Refused):
        return None
    if mark.value == 1 and mark.scale is None and "feedback" in said.answers and "dispute" not in said.answers:
        return "dispute"
    share = _share(mark.value, mark)
    if share > 1 and not {"feedback", "dispute"} <= said.answers.keys():
        return "dispute" if "feedback" in said.answers else "feedback"
    if share > Decimal("0.5") and "feedback" not in said.answers:
        return "feedback"
    if share <= Decimal("0.5") and "dispute" not in said.answers:
        return "dispute"
    if "violation" not in said.answers and mark.scale is None and mark.value == mark.value.to_integral_value():
        return "violation"
    return None


def _share(value: Decimal, mark: Mark) -> Decimal:
    """A number as a fraction; one without a sign is a percentage, unless it is at most 1."""
    return value / mark.scale if mark.scale else value / _HUNDRED if value > 1 else value


def _unasked(said: ShopWords, mark: Mark) -> None:
    """A number that answers no question."""
    rate = not isinstance(mark.value, Refused) and mark.role is None and _share(mark.value, mark) > 1
    if rate:
        said.refuse(mark.written, "over_hundred")
    elif isinstance(mark.value, Refused) and mark.value.reason == "negative":
        said.refuse(mark.written, "negative")
    else:
        said.unread.append(mark.written)


def _number(said: ShopWords, step: str, mark: Mark, limits: Limits) -> None:
    value = mark.value
    if isinstance(value, Refused):
        said.refuse(mark.written, "negative" if value.reason == "negative" else "not_understood")
        return
    if step == "violation":
        said.answers[step] = "no" if value == 0 else "yes"
        return
    readings = _shares(step, value, mark, limits)
    if any(share > 1 for share in readings):
        said.refuse(mark.written, "over_hundred")
    elif len(readings) > 1:
        said.choices, said.choice_of = readings, step
        said.refuse(mark.written, "unclear")
    elif readings[0] != readings[0].quantize(_FINEST):
        said.refuse(mark.written, "not_understood")
    elif mark.relation is not None:
        _bounded(said, step, readings[0], mark, limits)
    else:
        said.answers[step] = format(readings[0].normalize() if readings[0] else Decimal(0), "f")


def _shares(step: str, value: Decimal, mark: Mark, limits: Limits) -> tuple[Decimal, ...]:
    """The fractions a number may mean. Two only where they would decide differently, and neither is absurd."""
    if mark.scale is not None:
        return (value / mark.scale,)
    if step == "feedback":
        if value == 1:
            return (value / _HUNDRED, value)
        return (value,) if value < 1 else (value / _HUNDRED,)
    if value >= 1:
        return (value / _HUNDRED,)
    if value > _ABSURD_DISPUTE:
        return (value / _HUNDRED,)
    return (value,) if value <= limits.dispute else (value / _HUNDRED, value)


def _bounded(said: ShopWords, step: str, share: Decimal, mark: Mark, limits: Limits) -> None:
    """``over 95 %`` answers the question only when the bound lies on one side of the threshold."""
    upward = mark.relation in (Relation.AT_LEAST, Relation.ABOVE)
    if step == "feedback" and upward and share >= limits.feedback:
        said.answers[step] = "enough"
    elif step == "feedback" and mark.relation is Relation.BELOW and share <= limits.feedback:
        said.answers[step] = "low"
    elif step == "dispute" and mark.relation is Relation.BELOW and share <= limits.dispute:
        said.answers[step] = "enough"
    elif (
        step == "dispute"
        and upward
        and (share > limits.dispute or mark.relation is Relation.ABOVE)
        and share >= limits.dispute
    ):
        said.answers[step] = "high"
    else:
        said.refuse(mark.written, "bounded")


def facts_in(folded: str) -> list[tuple[str, str]]:
    """The answers that words of a prepared text give, each with its question."""
    patterns = _patterns()
    return [patterns.answer_of[re.sub(r"\s+", " ", found[0])] for found in patterns.words.finditer(folded)]


def _barely_told(folded: str, step: str) -> bool:
    """Whether only words that say little by themselves answer a question, and no word names what it is about."""
    patterns, alone = _patterns(), vocabulary("eligible")["alone"]
    found = [re.sub(r"\s+", " ", word[0]) for word in patterns.words.finditer(folded)]
    telling = [word for word in found if patterns.answer_of[word][0] == step]
    named = any(patterns.number_of[re.sub(r"\s+", " ", word[0])] == step for word in patterns.numbers.finditer(folded))
    return bool(telling) and all(word in alone for word in telling) and not named


def unread_letters(folded: str) -> int:
    """How many letters of a prepared text belong to no word that is known here."""
    return sum(char.isalpha() for piece in _unread(folded, marks_in(folded)) for char in piece)


def _unread(folded: str, numbers: tuple[Mark, ...]) -> list[str]:
    """The pieces of a line in which no known word and no number stands."""
    for mark in numbers:
        folded = folded.replace(mark.written, " ", 1)
    return [
        piece
        for piece in re.split(r"[\s,;|/]+", _patterns().phrases.sub(" ", folded))
        if any(char.isalpha() for char in piece) and not re.search(r"[0-9]", piece)
    ]


@dataclass(frozen=True, slots=True)
class _Patterns:
    words: re.Pattern[str]
    alone: re.Pattern[str]
    skip: re.Pattern[str]
    numbers: re.Pattern[str]
    behind: re.Pattern[str]
    """One of these words for a rate right behind a number."""
    phrases: re.Pattern[str]
    negations: re.Pattern[str]
    answer_of: dict[str, tuple[str, str]]
    number_of: dict[str, str]


@cache
def _patterns() -> _Patterns:
    lists = vocabulary("eligible")
    answer_of = {
        str(word): (step, str(value))
        for step, values in lists["words"].items()
        for value, words in values.items()
        for word in words
    }
    number_of = {str(word): step for step, words in lists["numbers"].items() for word in words}
    rates = [word for word, step in number_of.items() if step != "violation"]
    alone = {str(word) for word in lists["alone"]}
    in_sentences = any_of(word for word in answer_of if word not in alone)
    return _Patterns(
        words=re.compile(rf"{in_sentences}|(?<!\w){any_of(alone)}(?!\w)"),
        alone=re.compile(rf"(?P<word>{any_of(alone)})(?:\s|{any_of(lists['particles'])})*"),
        skip=re.compile(any_of(lists["skip"])),
        numbers=re.compile(any_of(number_of)),
        behind=re.compile(rf"\s*{any_of(lists['between'])}?\s*(?P<word>{any_of(rates)})"),
        phrases=re.compile(any_of([*answer_of, *number_of, *lists["around"]])),
        negations=re.compile(any_of(lists["negations"])),
        answer_of=answer_of,
        number_of=number_of,
    )
