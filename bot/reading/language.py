"""Which language to answer in."""

from __future__ import annotations

import re
from functools import cache

from bot.faq.pinyin import Syllables
from bot.reading.label_text import names_phone
from bot.reading.parcel_talk import is_talk
from bot.reading.parcel_words import MARK, fold
from bot.reading.parcels import without_numbers
from bot.reading.words import vocabulary
from bot.render import DEFAULT_LOCALE

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_ALONE = re.compile(r"[^\w]*([A-Z]?[a-z]{2,})[^\w]*")
"""One word and nothing else; one in capitals is an abbreviation."""
_LONG_NUMBER = re.compile(r"[A-Za-z]{0,4}\d{8,}[A-Za-z]{0,2}")
_DIGIT = re.compile(r"\d")
_QUESTION = re.compile(r"/(?:faq|ask)(?:@\w+)?(?=\s|$)")


def spoken(language_code: str | None) -> str:
    """The language for a first contact from Telegram's IETF tag: ``zh-hans`` is Chinese, none at all too."""
    if not language_code or language_code.lower().startswith("zh"):
        return DEFAULT_LOCALE
    return "en"


def written_for(chosen: str | None, text: str, last: str | None, *, alone: bool = False) -> str:
    """The seller's choice; else the language of a question where it shows one; else the last one used.

    Han characters mean Chinese, two plain words English, unless they are pinyin: typing that shows a keyboard and no
    language. Commands, parcel lists and labels say nothing: a parcel's
    Latin name, a carrier's words or a buyer's address in a Chinese chat are not English. What is said or asked about a
    parcel shows its language by the words without the number. ``alone``: one word means
    English too, if no Chinese seller would write it; not where it may be a name that was asked for or is half typed.
    """
    if chosen is not None:
        return chosen
    if text.startswith("/"):
        question = _QUESTION.match(text)
        if question is None:
            return last or DEFAULT_LOCALE
        text = text[question.end() :]
    if names_phone(text):
        return last or DEFAULT_LOCALE
    words_only = _without_numbers(text)
    if words_only != text:
        if not is_talk(words_only):
            return last or DEFAULT_LOCALE
        text = words_only
    if _HAN.search(text):
        return "zh"
    words = _WORD.findall(text)
    if len(words) >= 2 and not _are_pinyin(words):
        return "en"
    word = _ALONE.fullmatch(text) if alone else None
    return "en" if word is not None and _is_english(word[1].lower()) else last or DEFAULT_LOCALE


def _without_numbers(text: str) -> str:
    """The text without the numbers of parcels and orders; itself where there is none."""
    if _DIGIT.search(text) is None:
        return text
    folded = fold(text)
    kept = _LONG_NUMBER.sub(" ", without_numbers(folded)).replace(MARK, " ")
    return text if kept == folded else kept


def _is_english(word: str) -> bool:
    """Whether one word of three letters or more can be nothing else; a single syllable ("yuan") is rather pinyin."""
    if len(word) < 3 or word in _borrowed():
        return False
    syllables = _syllables().split(word)
    return syllables is None or (len(syllables) > 1 and word in _english())


def _are_pinyin(words: list[str]) -> bool:
    """Whether words are all made of syllables, and not all of them common in English."""
    small = [word.lower() for word in words]
    return not _english().issuperset(small) and all(_syllables().split(word) for word in small)


@cache
def _syllables() -> Syllables:
    return Syllables.load()


@cache
def _english() -> frozenset[str]:
    return frozenset(map(str, vocabulary("pinyin")["english"]))


@cache
def _borrowed() -> frozenset[str]:
    return frozenset(map(str, vocabulary("borrowed")["words"]))
