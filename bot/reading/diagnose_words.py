"""What may sink a payout as sellers write it: the first scan, the label's phone, the battery, the shop, the order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from bot.reading import cover_words
from bot.reading.cover_figures import Reader
from bot.reading.cover_values import SPANS, roles_in
from bot.reading.number_patterns import Relation
from bot.reading.numbers import fold
from bot.reading.spans import Span, spans_in, whole_number
from bot.reading.words import any_of, vocabulary

LONGEST = 400
_CLAUSE = re.compile(r"[,;。\n|]")
_COLON = re.compile(r"(?<![0-9])[:=]|[:=](?![0-9])")
_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_REACH = 14
"""Characters between a span and the word for its event."""
_BARE_HOURS = ("first_leg", "since_pickup")
"""Questions whose answer may be a bare number of hours."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What spans are held against and kept as: the hours of D01, and how a span becomes an answer."""

    limit: timedelta
    of_first_leg: Callable[[timedelta], str]
    of_since_pickup: Callable[[timedelta], str]


@dataclass(slots=True)
class DiagnoseWords:
    """What a text says: answers by question, what could not be read, and why."""

    answers: dict[str, str] = field(default_factory=dict)
    implied: dict[str, str] = field(default_factory=dict)
    """What goes without saying, unless it was said otherwise."""
    unread: list[str] = field(default_factory=list)
    problem: str | None = None
    skipped: bool = False
    back: bool = False


def read_own_answer(text: str, step: str, reader: Reader, clock: Clock) -> DiagnoseWords:
    """The answer to one of the questions that only a diagnosis has; never raises."""
    lists, shared = vocabulary("diagnose"), vocabulary("cover")
    folded = fold(text[:LONGEST]).strip().rstrip("!.~。 ")
    if folded in shared["back"]:
        return DiagnoseWords(back=True)
    for says, words in lists["alone"].get(step, {}).items():
        if folded in words:
            return DiagnoseWords(answers=dict([says.split("=")]))
    if step in _BARE_HOURS:
        hours = whole_number(folded)
        folded = f"{hours}h" if hours is not None else folded
        alone = spans_in(folded)
        if len(alone) == 1 and not _words_in(folded):
            said = DiagnoseWords()
            _take(said, step, alone[0], clock)
            return said
    said = read_line(text, reader, clock)
    if folded in shared["skip_alone"] or (not said.answers and any(word in folded for word in shared["skip"])):
        return DiagnoseWords(skipped=True)
    if not said.answers and said.unread:
        said.unread = [text.strip()]
    return said


def read_line(text: str, reader: Reader, clock: Clock) -> DiagnoseWords:
    """Read a line of answers in any order; never raises. What cannot be read is returned."""
    said = DiagnoseWords()
    folded = _COLON.sub(" ", fold(text[:LONGEST]))
    folded = _spans(said, folded, clock)
    folded = _words(said, folded)
    of_order = cover_words.read_line(_without_around(folded), reader)
    said.unread += of_order.unread
    said.problem = said.problem or of_order.problem
    said.implied |= of_order.implied
    said.answers = {**of_order.answers, **said.answers}
    if said.answers.get("picked_up") == "no":
        said.answers.setdefault("since_pickup", "not_yet")
    if said.answers.get("since_pickup") == "not_yet":
        said.answers.setdefault("first_leg", "none")
        said.answers["picked_up"] = "no"
    if "since_pickup" in said.answers and said.answers.get("first_leg", "none") != "none":
        del said.answers["since_pickup"]
    return said


def _spans(said: DiagnoseWords, folded: str, clock: Clock) -> str:
    """Take the spans of the first leg and of the pickup out of a text; the words of both leave with them."""
    taken: list[tuple[int, int]] = []
    found = spans_in(folded)
    none_yet = any(pair == ("first_leg", "none") for _, pair in _words_in(folded))
    patterns = _patterns()
    events = (
        [event.span() for event in patterns.leg.finditer(folded)],
        [event.span() for event in patterns.pickup.finditer(folded)],
        [(role.start, role.end) for role in roles_in(folded, SPANS)],
    )
    for at, span in enumerate(found):
        since, until = _clause(folded, span)
        since = max(since, found[at - 1].end if at else 0)
        until = min(until, found[at + 1].start if at + 1 < len(found) else until)
        leg, pickup, other = (_nearest(places, span, since, until) for places in events)
        if _gap(span, other) < min(_gap(span, leg), _gap(span, pickup)) or not (leg or pickup):
            continue
        _take(said, "since_pickup" if none_yet or not leg else "first_leg", span, clock)
        taken.append((span.start, span.end))
        # A word that says the update has not come is more than the name of its event.
        taken += [place for place in (leg, pickup) if place is not None and not (none_yet and place is leg)]
    return _blank(folded, taken)


def _clause(folded: str, span: Span) -> tuple[int, int]:
    before = [found.end() for found in _CLAUSE.finditer(folded, 0, span.start)]
    behind = _CLAUSE.search(folded, span.end)
    return (before[-1] if before else 0), (behind.start() if behind else len(folded))


def _nearest(places: Sequence[tuple[int, int]], span: Span, since: int, until: int) -> tuple[int, int] | None:
    """The word for an event that stands nearest to a span, within its clause and its reach."""
    near = [place for place in places if since <= place[0] and place[1] <= until and _gap(span, place) <= _REACH]
    return min(near, key=lambda place: _gap(span, place), default=None)


def _gap(span: Span, place: tuple[int, int] | None) -> int:
    """Characters between the two; one more than the reach for no place at all."""
    if place is None:
        return _REACH + 1
    return max(span.start - place[1], place[0] - span.end, 0)


def _take(said: DiagnoseWords, name: str, span: Span, clock: Clock) -> None:
    """A span as an answer; one that is only bounded counts where the bound lies on one side of the limit."""
    length = span.length
    upward = span.relation in (Relation.AT_LEAST, Relation.ABOVE)
    if length is None:
        said.unread.append(span.written)
        said.problem = span.problem
    elif span.relation is None:
        said.answers[name] = clock.of_first_leg(length) if name == "first_leg" else clock.of_since_pickup(length)
    elif upward and (length > clock.limit or (length == clock.limit and span.relation is Relation.ABOVE)):
        said.answers[name] = "late" if name == "first_leg" else "over"
    elif name == "first_leg" and span.relation is Relation.BELOW and length <= clock.limit:
        said.answers[name] = "in_time"
    else:
        said.unread.append(span.written)
        said.problem = "bounded"


def _words(said: DiagnoseWords, folded: str) -> str:
    """Take the words of these questions out of a text; a figure for the same question counts before them.

    One that is denied is unread.
    """
    taken: list[tuple[int, int]] = []
    phones: set[str] = set()
    for place, (name, value) in sorted(_words_in(folded)):
        denied = cover_words.denied_from(folded, place[0], taken[-1][1] if taken else 0)
        if denied is not None:
            said.unread.append(folded[denied : place[1]].strip())
            taken.append((denied, place[1]))
            continue
        taken.append(place)
        if name == "phone":
            phones.add(value)
        elif not (name == "first_leg" and value == "in_time" and "first_leg" in said.answers):
            said.answers.setdefault(name, value)
    if phones:
        said.answers["phone"] = "both" if {"no_code", "unclean"} <= phones else min(phones, key=_WORST_FIRST.index)
    rest = _blank(folded, taken)
    return _patterns().phone.sub(" ", rest) if phones else rest


_WORST_FIRST = ("no_code", "unclean", "ok")


def _words_in(folded: str) -> list[tuple[tuple[int, int], tuple[str, str]]]:
    patterns = _patterns()
    found = [(match.span(), patterns.says[_squeezed(match[0])]) for match in patterns.words.finditer(folded)]
    return found + [(match.span(), ("phone", "ok")) for match in patterns.phone_good.finditer(folded)]


def _squeezed(phrase: str) -> str:
    return re.sub(r"\s+", " ", _GAP.sub("", phrase))


def _phrases(words: Iterable[str], topics: Iterable[str]) -> str:
    """Any of the phrases; one that begins with a topic may have a gap behind it."""
    behind = any_of(topics)
    gapped = [re.match(behind, word) for word in words]
    open_words = {
        found[0] + " " + found.string[found.end() :] for found in gapped if found and found.end() < len(found.string)
    }
    return any_of([*words, *open_words])


def _without_around(folded: str) -> str:
    return _patterns().around.sub(" ", folded)


def _blank(text: str, places: Sequence[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class _Patterns:
    words: re.Pattern[str]
    says: dict[str, tuple[str, str]]
    phone: re.Pattern[str]
    phone_good: re.Pattern[str]
    leg: re.Pattern[str]
    pickup: re.Pattern[str]
    around: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    lists = vocabulary("diagnose")
    says: dict[str, tuple[str, str]] = {}
    for pair, words in lists["words"].items():
        name, _, value = pair.partition("=")
        says |= {str(word): (name, value) for word in words}
    phone = any_of(lists["phone"])
    return _Patterns(
        words=re.compile(_phrases(tuple(says), lists["topics"])),
        says=says,
        phone=re.compile(phone),
        phone_good=re.compile(rf"{phone}\s*{any_of(lists['phone_good'])}"),
        leg=re.compile(any_of(lists["leg"])),
        pickup=re.compile(any_of(lists["pickup"])),
        around=re.compile(any_of(lists["around"])),
    )
