"""What is wanted of a tracking number in a message: that it is watched, or to know where the parcel is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from bot.reading.asked import LONGEST, pattern, plain, says
from bot.reading.dates import without_dates
from bot.reading.parcel_talk import asks, asks_plainly, is_talk
from bot.reading.parcel_words import MARK, fold, one_of, vocabulary
from bot.reading.parcels import ParcelList, looks_like_parcels, number_spans, read_parcels, without_numbers
from bot.reading.words import any_of
from bot.reading.words import vocabulary as vocabulary_of

_DIGIT = re.compile(r"\d")
_FEW_HAN, _FEW_LATIN = 3, 10
"""So many letters may stand beside a number and the words of the wish; a sentence with more asks something else."""


class ParcelWish(StrEnum):
    """What a message with tracking numbers in it is for."""

    WATCH = "watch"
    """The numbers are to be put under watch; what stands with them says how."""
    WHEREABOUTS = "whereabouts"
    """Where the parcel is, or whether it has arrived."""


def parcel_wish(text: str) -> ParcelWish | None:
    """What a text wants of the tracking numbers in it; None where it holds none, or asks something else about one."""
    if _DIGIT.search(text) is None:  # most questions: every tracking number has digits
        return None
    if looks_like_parcels(text):
        return ParcelWish.WATCH
    if len(text) > LONGEST:
        return None
    narrow = fold(text)
    if not number_spans(narrow):
        return None
    folded = plain(_words_beside(narrow))
    for words, wish in (
        ("whereabouts", ParcelWish.WHEREABOUTS),
        ("put_under_watch", ParcelWish.WATCH),
        ("stuck", ParcelWish.WATCH),
    ):
        if not says(words, folded) or not _says_little_else(folded, words):
            continue
        if words == "whereabouts" and says("stuck", folded):
            continue
        return None if words == "stuck" and asks(pattern(words).sub(" ", folded)) else wish
    return None


def read_wish(text: str, now: datetime, zone: ZoneInfo) -> ParcelList:
    """The parcels of such a text; the words of a sentence are the wish's, and no parcel's name."""
    read = read_parcels(text, now, zone)
    return read if looks_like_parcels(text) else _unnamed(read)


def read_beside(text: str, now: datetime, zone: ZoneInfo) -> ParcelList | None:
    """The parcels that a question or a complaint names; None for every other text.

    A number without letters may be that of an order or of a phone: it counts only behind a word that says otherwise.
    """
    named = _talked_of(text)
    if not named:
        return None
    read = _unnamed(read_parcels(text, now, zone))
    parcels = tuple(parcel for parcel in read.parcels if parcel.number in named)
    of_dates = tuple(problem for problem in read.problems if problem.reason.startswith("date_"))
    return replace(read, parcels=parcels, problems=of_dates, told=True)


def is_about_parcels(text: str) -> bool:
    """Whether a text is a list of parcels or talks of one: no answer to a question about something else."""
    return looks_like_parcels(text) or bool(_talked_of(text))


def asked_in_list(text: str) -> str:
    """What the lines of a list ask beside their numbers; "" where none asks anything, and for every other text."""
    if not looks_like_parcels(text):
        return ""
    lines = (_words_beside(line) for line in fold(text).split("\n") if number_spans(line))
    return " ".join(line.strip() for line in lines if _asks_beside(line))


def _asks_beside(line: str) -> bool:
    """Whether a line of a list asks something; beside what may be a promise a name may sound like it."""
    beside = without_dates(line)
    return asks_plainly(line) if beside.promised else asks(line)


def wants_watch(text: str) -> bool:
    """Whether a sentence, and no list, asks that its parcels are watched."""
    return (
        parcel_wish(text) is ParcelWish.WATCH
        and not looks_like_parcels(text)
        and says("put_under_watch", plain(_words_beside(fold(text))))
    )


def said_of_stuck(text: str) -> str:
    """The words of a wish that a parcel is watched because it is stuck, without its number; "" for every other text."""
    words = _words_beside(fold(text[:LONGEST])).strip()
    return words if not looks_like_parcels(text) and says("stuck", plain(words)) else ""


def one_parcel(text: str) -> tuple[str, str] | None:
    """The one tracking number in a text, and what the words around it say beside that it is one; None for any other."""
    if _DIGIT.search(text) is None or len(text) > LONGEST:
        return None
    narrow = fold(text)
    numbers = {narrow[start:end].replace(" ", "").upper() for start, end in number_spans(narrow)}
    if len(numbers) != 1:
        return None
    words = _words_beside(narrow).strip()
    says_more = any(map(str.isalnum, pattern("this_parcel").sub(" ", plain(words))))
    return numbers.pop(), _unled(words) if says_more else ""


def _unled(words: str) -> str:
    """Words without those around them that only say that the number is that of a parcel."""
    found = _leading().match(words)
    words = words[found.end() :] if found else words
    return re.sub(rf"\s*{any_of(vocabulary_of('asking')['closes_parcel'])}$", "", words)


def _words_beside(narrow: str) -> str:
    return without_numbers(narrow).replace(MARK, " ")


def _unnamed(read: ParcelList) -> ParcelList:
    return replace(read, parcels=tuple(replace(parcel, name=None) for parcel in read.parcels))


def _talked_of(text: str) -> frozenset[str]:
    """The numbers, no doubt those of parcels, that a question or a complaint names."""
    if _DIGIT.search(text) is None or len(text) > LONGEST or parcel_wish(text) is not None:
        return frozenset()
    narrow = fold(text)
    words = _words_beside(narrow)
    if not is_talk(words) and not without_dates(words).over:
        return frozenset()
    numbers = ((narrow[start:end].replace(" ", "").upper(), start) for start, end in number_spans(narrow))
    return frozenset(
        number for number, start in numbers if not number.isdigit() or _names_number().search(narrow[:start])
    )


def _says_little_else(folded: str, words: str) -> bool:
    rest = pattern("around_number").sub(" ", pattern(words).sub(" ", folded))
    letters = [char for char in rest if char.isalpha()]
    latin = sum(char.isascii() for char in letters)
    return latin <= _FEW_LATIN and len(letters) - latin <= _FEW_HAN


@cache
def _names_number() -> re.Pattern[str]:
    return re.compile(rf"{one_of(vocabulary()['names_number'])}[\s:#]{{0,3}}$", re.IGNORECASE)


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(vocabulary_of('asking')['this_parcel'])}[\s,:\uff1a\uff0c]*)+", re.IGNORECASE)
