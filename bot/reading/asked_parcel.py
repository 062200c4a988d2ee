"""What is wanted of a tracking number in a message: that it is watched, or to know where the parcel is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.reading.asked import LONGEST, pattern, plain, says
from bot.reading.parcel_words import fold
from bot.reading.parcels import ParcelList, looks_like_parcels, number_spans, read_parcels

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
    spans = number_spans(narrow)
    if not spans:
        return None
    for start, end in reversed(spans):
        narrow = f"{narrow[:start]} {narrow[end:]}"
    folded = plain(narrow)
    for words, wish in (
        ("whereabouts", ParcelWish.WHEREABOUTS),
        ("put_under_watch", ParcelWish.WATCH),
        ("stuck", ParcelWish.WATCH),
    ):
        if says(words, folded) and _says_little_else(folded, words):
            return wish
    return None


def read_wish(text: str, now: datetime, zone: ZoneInfo) -> ParcelList:
    """The parcels of such a text; the words of a sentence are the wish's, and no parcel's name."""
    read = read_parcels(text, now, zone)
    if looks_like_parcels(text):
        return read
    return replace(read, parcels=tuple(replace(parcel, name=None) for parcel in read.parcels))


def _says_little_else(folded: str, words: str) -> bool:
    rest = pattern("around_number").sub(" ", pattern(words).sub(" ", folded))
    letters = [char for char in rest if char.isalpha()]
    latin = sum(char.isascii() for char in letters)
    return latin <= _FEW_LATIN and len(letters) - latin <= _FEW_HAN
