"""What a parcel's label says that bears on a payout: the destination and the phones, exactly as they stand there.

Nothing else of a label is looked at, and nothing of it may be kept: `LabelText` shows no phone in its repr.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.reading.countries import countries_in, country_of
from bot.reading.label_lines import OUTER, Line, called_phones, is_sender, is_small_word, lines_of, patterns

MOST_PHONES = 5
LONGEST = 2000
"""Characters that are read; no label has more."""
_FEWEST = 7
"""Digits of a number that nothing calls a phone; a postcode has fewer."""
_FEWEST_ALONE = 3
"""Digits of a number that is called a phone or stands alone, so that one far too short is checked, and told so."""
_MOST = 22

_RUN = re.compile(
    r"(?<![^\W_])(?:[+＋][^\S\n]?)?[(（]?\d(?:[^\S\n]|[-‐-―−().（）/\u00b7*#_\u200b-\u200f\u202a-\u202e]|\d)*"
)
_PARTS = re.compile(r"[\n;；,，、|]")
_PLUS = "+\uff0b"
_LONGEST_COUNTRY = 24
"""Letters of a country's name."""
_GROUPED_TRACKING = re.compile(r"[A-Za-z]{2} ?\d{3} \d{3} \d{3} ?[A-Za-z]{2}")
_LONG = re.compile(r"(?<![\d+\uff0b])\d{10,}")
_TRACKING_NUMBER = re.compile(r"(?<![^\W_])[A-Za-z]{2,4}\d{6,}")
_CODE = re.compile(r"[A-Za-z]{2,3}")
_ONE_CODE = re.compile(r"(?:[^\w\n?!？！]|\d)*(?P<code>[A-Za-z]{2,3})(?:[^\w\n?!？！]|\d)*")
_LATIN = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?[.!?]?")
_BETWEEN = re.compile(r"[\s,，;；、|:：]+")


@dataclass(frozen=True, slots=True)
class LabelText:
    """What a label says. `country` is an ISO code; None when none is named, or when `choices` names several."""

    country: str | None = None
    choices: tuple[str, ...] = ()
    phones: tuple[str, ...] = field(default=(), repr=False)
    """As they stand on the label, each once, at most MOST_PHONES."""
    left_out: int = 0
    """How many phones there were beyond those."""
    unread_code: str | None = None
    """The code of a country, in capitals, that the text is, perhaps beside a number, and that was taken for a word."""


def read_label(text: str, country: str | None = None, *, asked: bool = True) -> LabelText:
    """Read a label, a command's country and phone, or the answer to a question for either. Never raises.

    `country` is the destination where it is known; another one that the text names takes its place. A code counts in
    capitals: "no" and "do" are words before they are Norway and the Dominican Republic. In small letters it counts only
    where a label was `asked` for, as the whole text or beside nothing but figures, unless it is such a word; as the
    whole text while the country is not known even then.
    """
    lines = lines_of(text[:LONGEST])
    codes = _destinations(lines, asked=asked, known=country is not None)
    phones = tuple(dict.fromkeys(_phones(lines)))
    destination = codes[0] if len(codes) == 1 else None if codes else country
    unread = _word_and_code(text[:LONGEST])
    return LabelText(
        country=destination,
        choices=codes if len(codes) > 1 else (),
        phones=phones[:MOST_PHONES],
        left_out=max(0, len(phones) - MOST_PHONES),
        unread_code=unread if unread is not None and country_of(unread) != destination else None,
    )


def looks_like_label(text: str) -> bool:
    """Whether free text is a label beyond doubt: one destination is named, and a number is called a phone or has a
    leading plus; or there is nothing but a phone and a country."""
    cut = text[:LONGEST]
    if _digits(cut) < _FEWEST:
        return False
    called = any(_digits(called) >= _FEWEST for called in called_phones(cut))
    alone = not called and only_a_phone(cut) and not _is_tracking_number(cut)
    if not (called or alone or any(run[0] in _PLUS for run in _long_runs(cut))):
        return False
    read = read_label(text, asked=False)
    if alone and read.country is None and not read.choices:
        return cut.strip()[0] in _PLUS
    return bool(read.phones) and read.country is not None


def names_phone(text: str) -> bool:
    """Whether a text may hold somebody's phone: a number that a word calls one, or one with a leading plus.

    Says yes rather too often: what it says yes to is never written down.
    """
    cut = text[:LONGEST]
    if _digits(cut) < _FEWEST:
        return False
    if any(run[0] in _PLUS for run in _long_runs(cut)):
        return True
    return any(_digits(called) >= _FEWEST for called in called_phones(cut))


def holds_number(text: str) -> bool:
    """Whether a text holds a number as long as a phone."""
    return any(True for _ in _long_runs(text[:LONGEST]))


def only_a_phone(text: str) -> bool:
    """Whether a text is a number that may be a phone, perhaps with a country, and nothing else; it may also be a
    tracking number."""
    cut = text.strip()[:LONGEST]
    if not _FEWEST <= _digits(cut) <= _MOST or sum(map(str.isalpha, cut)) > _LONGEST_COUNTRY:
        return False
    return (_RUN.fullmatch(cut) or _RUN.fullmatch(_without_country(cut))) is not None


def _is_tracking_number(text: str) -> bool:
    """Whether a number that may be a phone is one that parcels have: printed in groups between letters, or so long
    that no separator shows it to be a phone."""
    return _GROUPED_TRACKING.search(text) is not None or _LONG.search(text) is not None


def _long_runs(text: str) -> Iterator[str]:
    return (run[0] for run in _RUN.finditer(text) if _digits(run[0]) >= _FEWEST)


def _phones(lines: Sequence[Line]) -> list[str]:
    """What is called a phone; where nothing is, what looks like one."""
    called = [
        phone
        for at, line in enumerate(lines)
        if line.about == "phone" and not is_sender(lines, at)
        for phone in _numbers(line.text, alone=True)
    ]
    if called:
        return called
    return [
        phone
        for at, line in enumerate(lines)
        if line.about != "other_numbers" and not is_sender(lines, at)
        for phone in _numbers(line.text, alone=len(lines) == 1)
    ]


def _numbers(text: str, *, alone: bool) -> list[str]:
    """The phones of a line. One that is little else than a number is taken as it stands, odd characters and all."""
    text = _without_country(text)
    sentence = any(is_small_word(word) for word in text.split())
    runs = [run for run in _runs(text) if _FEWEST <= _digits(run) <= _MOST]
    whole = len(runs) <= 1 and not (runs and sentence) and _is_one_phone(text, _FEWEST_ALONE if alone else _FEWEST)
    return [text] if whole else runs


def _runs(text: str) -> Iterator[str]:
    for part in _PARTS.split(patterns().between.sub(";", text)):
        for match in _RUN.finditer(part):
            extension = patterns().extension.match(part, match.end())
            run = part[match.start() : extension.end() if extension is not None else match.end()]
            halves = run.split("/")
            if all(_digits(half) >= _FEWEST - 1 for half in halves):
                yield from (half.strip(" \t-") for half in halves)
            else:
                yield run.strip(" \t\u3000-–—/.·*_")


def _is_one_phone(text: str, fewest: int) -> bool:
    if _PARTS.search(text) or _TRACKING_NUMBER.search(text):
        return False
    return fewest <= _digits(text) <= _MOST and sum(map(str.isalpha, text)) <= _digits(text) // 2


def _destinations(lines: Sequence[Line], *, asked: bool, known: bool) -> tuple[str, ...]:
    """The destination, or all that it may be: the line for it tells, else a whole line, the end of one, any name."""
    mine = [line for at, line in enumerate(lines) if line.about != "other_numbers" and not is_sender(lines, at)]
    alone = len(lines) == 1
    texts = [line.text for line in mine if asked or not _may_be_word(line.text)]
    whole = [
        text
        for text in texts
        if not _may_be_word(text) or (alone and not known) or not is_small_word(text, beside_number=not alone)
    ]
    for found in (
        [code for line in mine if line.about == "country" for code in _named(line.text)],
        [code for text in whole if (code := country_of(text)) is not None],
        [code for text in texts if (code := _at_the_end(text, alone=alone)) is not None],
        [named.code for text in texts for named in countries_in(text)],
        [code for text in texts for code in _codes(text, loud_only=not asked)] if alone else [],
    ):
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _named(text: str) -> list[str]:
    whole = country_of(text)
    if whole is not None:
        return [whole]
    return [named.code for named in countries_in(text)] or _codes(text, loud_only=False)


def _at_the_end(text: str, *, alone: bool) -> str | None:
    """The last piece of an address; in a label of several lines a postcode may stand behind it."""
    pieces = re.split(r"[,，;；、|]", text)
    last = pieces[-1] if alone else re.sub(r"[\d\s-]+$", "", pieces[-1])
    return country_of(last) if len(pieces) > 1 and not _may_be_word(last.strip()) else None


def _codes(text: str, *, loud_only: bool) -> list[str]:
    """ISO codes among the words of a line: those in capitals, else one beside which there is no other Latin word."""
    words = [word for word in _BETWEEN.split(patterns().extension.sub(" ", text)) if _LATIN.fullmatch(word)]
    loud = [word for word in words if not _may_be_word(word)]
    alone = words if len(words) == 1 and _digits(text) and not is_small_word(words[0]) else []
    for chosen in (loud, [] if loud_only else alone):
        codes = [code for word in chosen if _CODE.fullmatch(word) and (code := country_of(word)) is not None]
        if codes:
            return codes
    return []


def _word_and_code(text: str) -> str | None:
    """The code, in capitals, of a text that is nothing but a code that is a word too, or such a code and a number."""
    written = _ONE_CODE.fullmatch(text)
    if written is None or not is_small_word(written["code"], beside_number=_digits(text) > 0):
        return None
    return written["code"].upper() if country_of(written["code"]) is not None else None


def _may_be_word(text: str) -> bool:
    """Whether what could be a code is not written in capitals."""
    return _CODE.fullmatch(text) is not None and not text.isupper()


def _without_country(text: str) -> str:
    """A line without a country's name or code and the words that lead to one; the phone stays as it stands."""
    for named in reversed(countries_in(text)):
        text = f"{text[: named.start]}\n{text[named.end :]}"
    pieces = ("".join("" if _leads(word) else word for word in re.split(r"(\s+)", piece)) for piece in text.split("\n"))
    return "\n".join(piece.strip(OUTER) for piece in pieces if piece.strip(OUTER))


def _leads(word: str) -> bool:
    bare = word.strip(OUTER)
    if bare.casefold() in patterns().around:
        return True
    return _CODE.fullmatch(bare) is not None and not is_small_word(bare) and country_of(bare) is not None


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
