"""What happened to an order as sellers write it: one word, a figure, or everything on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.reading.cover_figures import BARE, CoverWords, Reader, bare_number, refuse, take_amounts, take_whens
from bot.reading.cover_values import AMOUNTS, Placed, blanked, squeezed, too_long, whens_in, with_dashes
from bot.reading.money_words import LONGEST, Mark, marks_in, prepared
from bot.reading.numbers import fold
from bot.reading.spans import whole_number
from bot.reading.words import any_of, vocabulary
from rules.order_facts import Peril
from rules.shipping import Channel, Service

_TELLING: Mapping[str, frozenset[str]] = {
    Peril.LOGISTICS.value: frozenset({"overdue", "idle", "lost"}),
    Peril.REFUSAL.value: frozenset({"return_after", "return_reason", "undamaged", "packaging_complete"}),
    Peril.RULING.value: frozenset({"ruling_cause", "deposit", "balance"}),
}
"""The answers that nobody gives about another peril."""
_AT_MOST = 2
"""A word that gives more answers than these speaks of everything at once."""


def read_answer(text: str, step: str, asked: Sequence[str], reader: Reader) -> CoverWords:
    """Read the answer to the question ``step``, which asks for the fields ``asked``; never raises.

    A number alone, and a word too common to count in a sentence, belong to the question that was asked.
    """
    lists, folded = vocabulary("cover"), fold(text[:LONGEST]).strip()
    if folded in lists["back"]:
        return CoverWords(back=True)
    bare = _patterns().ending.sub("", folded)
    question = "lost" if step == "state" and tuple(asked) == ("lost",) else step
    for says, words in lists["alone"].get(question, {}).items():
        if bare in words:
            return CoverWords(answers=_said(says))
    dated = step in BARE and with_dashes(folded) != folded
    if step in BARE and not dated and (number := whole_number(folded.removeprefix("-"))) is not None:
        return _complete(bare_number(folded, number, *BARE[step], reader))
    said = read_line(text, reader, asked=asked, step=step)
    if folded in lists["skip_alone"] or (not said.answers and _patterns().skip.search(folded)):
        return CoverWords(skipped=True)
    if not said.answers and said.problem in (None, "not_understood"):
        said.unread, said.problem = [text.strip()], "not_understood"
    return said


def read_line(text: str, reader: Reader, *, asked: Sequence[str] = (), step: str | None = None) -> CoverWords:
    """Read a line of answers in any order; never raises.

    Amounts without a word of their own are those of ``asked`` that were not said, in that order; in a line about a
    ruling one alone is the ruling. What cannot be read is returned, so that the seller sees it.
    """
    said = CoverWords()
    folded = with_dashes(fold(text[:LONGEST]))
    whens = whens_in(folded, reader.now, reader.zone)
    rest = blanked(folded, whens)
    denied = _words(said, rest, step)
    take_whens(said, whens, rest, step, reader)
    plain = prepared(blanked(rest, denied))
    numbers = marks_in(plain)
    about_ruling = said.answers.get("peril") == Peril.RULING or "ruling_cause" in said.answers
    take_amounts(said, numbers, plain, asked or (AMOUNTS if about_ruling else ()), in_order=bool(asked))
    for slipped in too_long(rest, alone=step == "amounts"):
        refuse(said, slipped, "too_large")
    said.unread += _unread(plain, numbers)
    if said.unread and said.problem is None:
        said.problem = "not_understood"
    return _complete(said)


def asks_cover(text: str) -> bool:
    """Whether a text asks if an order is covered."""
    return _asking().search(fold(text[:LONGEST])) is not None


def denied_from(folded: str, at: int, since: int = 0) -> int | None:
    """Where the denial begins that stands right before a place and behind ``since``; None where there is none."""
    denial = _patterns().denial.search(folded, since, at)
    return None if denial is None else denial.start()


def _said(says: str) -> dict[str, str]:
    """``"delivered=no lost=yes"`` as answers."""
    return dict(pair.split("=", 1) for pair in says.split())


def _words(said: CoverWords, rest: str, step: str | None) -> list[Placed]:
    """The answers in words; one that is denied is unread, and its place is returned."""
    patterns = _patterns()
    excepted, denials = _excepted(rest)
    if not excepted and patterns.words.search(rest) and patterns.exceptions.search(patterns.words.sub(" ", rest)):
        said.unread.append(rest.strip())
        return [Placed(0, len(rest))]
    perils: list[str] = []
    for found in patterns.words.finditer(rest):
        if any(place.start <= found.start() < place.end for place in denials):
            continue
        denied = denied_from(rest, found.start())
        if denied is not None:
            said.unread.append(rest[denied : found.end()].strip())
            denials.append(Placed(denied, found.end()))
            continue
        for name, value in _said(patterns.says[squeezed(found[0])]).items():
            if name == "peril":
                perils.append(value)
            elif name not in said.answers or said.answers[name] == Channel.WORRY_FREE:
                said.answers[name] = value
    said.answers |= excepted
    if len(set(perils)) == 1:
        said.answers["peril"] = perils[0]
    if said.answers.pop("other_reason", None) is not None:
        ruled = step == "cause" or said.answers.get("peril") == Peril.RULING
        said.answers.setdefault("ruling_cause" if ruled else "return_reason", "other")
    return denials


def _excepted(rest: str) -> tuple[dict[str, str], list[Placed]]:
    """The answers that are "no" by exception ("all done except handed in", "handed in was not done"), and where."""
    patterns = _patterns()
    answers: dict[str, str] = {}
    places: list[Placed] = []
    since = 0
    for found in patterns.words.finditer(rest):
        says = _said(patterns.says[squeezed(found[0])])
        name, value = next(iter(says.items()))
        joined = bool(places) and places[-1].end == since and patterns.joined.fullmatch(rest, since, found.start())
        before = patterns.excepting.search(rest, since, found.start())
        behind = patterns.undone.match(rest, found.end())
        since = found.end()
        if value == "yes" and len(says) <= _AT_MOST and (joined or before or behind):
            ended = behind or patterns.closes.match(rest, since)
            since = ended.end() if ended else since
            places.append(Placed(before.start() if before else found.start(), since))
            answers[name] = "no"
    return answers, places


def _complete(said: CoverWords) -> CoverWords:
    """What follows from the answers: the peril they belong to, and what goes without saying."""
    if "peril" not in said.answers:
        told = [peril for peril, names in _TELLING.items() if names & said.answers.keys()]
        if not told and said.answers.get("delivered") == "no" and "signed" not in said.answers:
            told = [Peril.LOGISTICS.value]
        if len(told) == 1:
            said.answers["peril"] = str(told[0])
    if {"overdue", "idle"} & said.answers.keys():
        said.implied["delivered"] = "no"
    if "return_after" in said.answers:
        said.implied["signed"] = "yes"
    return said


def _unread(plain: str, numbers: Sequence[Mark]) -> list[str]:
    """The pieces of a line in which no known word and no number stands."""
    for mark in numbers:
        plain = plain[: mark.start] + " " * (mark.end - mark.start) + plain[mark.end :]
    return [
        piece
        for piece in re.split(r"[\s,;|/。!?:()]+", _patterns().known.sub(" ", plain))
        if any(char.isalnum() for char in piece)
    ]


@dataclass(frozen=True, slots=True)
class _Patterns:
    words: re.Pattern[str]
    says: dict[str, str]
    denial: re.Pattern[str]
    exceptions: re.Pattern[str]
    excepting: re.Pattern[str]
    """An exception right before a place."""
    undone: re.Pattern[str]
    joined: re.Pattern[str]
    closes: re.Pattern[str]
    ending: re.Pattern[str]
    skip: re.Pattern[str]
    known: re.Pattern[str]


@cache
def _asking() -> re.Pattern[str]:
    """Apart from the others, which every free text would otherwise have to wait for."""
    return re.compile(any_of(vocabulary("cover")["asks"]))


@cache
def _patterns() -> _Patterns:
    lists = vocabulary("cover")
    says = {**_lines(), **{str(word): says for says, words in lists["words"].items() for word in words}}
    roles = [word for words in lists["roles"].values() for word in words]
    particles = any_of(lists["particles"])
    return _Patterns(
        words=re.compile(any_of(says)),
        says=says,
        denial=re.compile(rf"{any_of(lists['negations'])}(?:\s|{particles}|(?<![a-z])(?:an?|the)(?![a-z]))*$"),
        exceptions=re.compile(any_of(lists["exceptions"])),
        excepting=re.compile(rf"{any_of(lists['exceptions'])}(?:\s|(?<![a-z])(?:an?|the|for)(?![a-z])){{0,4}}$"),
        undone=re.compile(rf"\s{{0,3}}{any_of(lists['undone'])}"),
        joined=re.compile(rf"(?:\s|{any_of(lists['joins'])}){{1,6}}"),
        closes=re.compile(rf"\s{{0,3}}{any_of(lists['closes'])}"),
        ending=re.compile(rf"(?:\s|{particles})+$"),
        skip=re.compile(any_of(lists["skip"])),
        known=re.compile(
            any_of(
                [
                    *says,
                    *roles,
                    *lists["around"],
                    *lists["between"],
                    *lists["particles"],
                    *lists["asks"],
                    *lists["skip"],
                ]
            )
        ),
    )


def _lines() -> dict[str, str]:
    """The words for shipping lines that the other lists have, as answers."""
    found: dict[str, str] = {}
    for names in (vocabulary("eligible")["words"]["channel"], vocabulary("parcels")["lines"]):
        for service, words in names.items():
            way = Service(service).shipment
            says = [f"line={way.line or way.channel}"] + ([f"goods={way.goods}"] if way.goods else [])
            found |= {str(word).casefold(): " ".join(says) for word in words}
    return found
