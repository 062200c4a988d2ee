"""Whether a question names somebody, or says where they live: such words are not kept, whatever else is asked.

Only what announces a name is looked for, since most questions speak of buyers and name nobody; a name of which nothing
tells that it is one is not recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.reading.countries import countries_in
from bot.reading.words import vocabulary

_HAN = r"[\u4e00-\u9fff]"
_CAPITALS = r"A-Z\u00c0-\u00d6\u00d8-\u00de\u0410-\u042f\u0401"
_SMALL = r"a-z\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f\u0451"
_CAPITAL = rf"[{_CAPITALS}][{_SMALL}]+(?:['\u2019-][{_CAPITALS}]?[{_SMALL}]{{1,20}})?(?![{_CAPITALS}{_SMALL}0-9_])"
"""A word as a name is written."""
_PERSON = r"(?i:buyer|customer|client|recipient|receiver|consignee|sender)"
_SENT = r"(?i:\b(?:ship|shipped|send|sent|deliver|delivered|mail)\s+(?:it\s+|this\s+)?to\s+)"
_FULL_NAME = rf"(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{1,3}})"
_TO_SOMEBODY = re.compile(_SENT + _FULL_NAME)
_STREET = (
    r"(?i:\b(?:ul|\u0443\u043b|str|calle|rua|rue|via)\b\.?\s+[^\W\d_]{2,30},?\s+\d)"
    rf"|\b\d{{1,5}}\s+{_CAPITAL}\s+(?i:street|st|road|rd|avenue|ave|lane|boulevard|blvd)\b"
)


def names_somebody(text: str) -> bool:
    """Whether the text names a person or gives an address, as far as what stands before it tells."""
    if any(pattern.search(text) is not None for pattern in _patterns()):
        return True
    return any(text[found.end() :].lstrip().startswith(",") for found in _receiving(text))


def name_spans(text: str) -> list[tuple[int, int]]:
    """Where names stand whose ends are known: those of shops, of accounts, and capitals behind a word for a person."""
    spans = [found.span("name") for pattern in _ended() for found in pattern.finditer(text)]
    spans = sorted(spans + [found.span("name") for found in _receiving(text)])
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _receiving(text: str) -> list[re.Match[str]]:
    """ "Ship to" and capitals that are no country."""
    return [found for found in _TO_SOMEBODY.finditer(text) if not countries_in(found["name"])]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = vocabulary("masking")
    name = rf"(?!{_one_of(words['no_names'])})[{_family()}]{_HAN}"
    return (
        re.compile(rf"(?:{_one_of(words['called'])})\s*(?:{name}|[\u5c0f\u963f\u8001]{_HAN}|{_CAPITAL})"),
        re.compile(rf"(?:{_one_of(words['people'])})[\s\uff0c,]*[\u53eb\u662f\u59d3]?\s*{name}"),
        re.compile(rf"[{_family()}]{_HAN}{{0,2}}(?:{_one_of(words['titles'])})"),
        re.compile(
            rf"(?i:\b(?:my|his|her|buyer'?s?|customer'?s?|recipient'?s?)\s+name(?:\s+is|'s|\s*=)\s+){_ordinary()}\w"
        ),
        re.compile(rf"(?i:\b(?:shop|store|company)(?:'s)?\s+(?:name\s+is|is\s+called|is\s+named)\s+){_ordinary()}\w"),
        re.compile(rf"(?:{_one_of(words['streets'])})\s*\d{{1,5}}\s*\u53f7"),
        re.compile(_STREET),
    )


@cache
def _ended() -> tuple[re.Pattern[str], ...]:
    words = vocabulary("masking")
    contacts, mine = _one_of(words["contacts"]), _one_of(words["mine"])
    shop = rf"(?:{_one_of(words['shops'])})\s*(?!{_one_of(words['shop_questions'])})"
    account = r"[^\W_][\w.-]{2,40}"
    return (
        re.compile(
            rf"\b{_PERSON}\s+(?!(?:{_one_of(words['capitals'])})\b)(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}})"
        ),
        re.compile(rf"(?:{_one_of(words['people'])})\s*(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}})"),
        re.compile(rf"{shop}(?P<name>[^\s,.?!;\uff0c\u3002\uff1f\uff01\uff1b]{{2,40}})"),
        # "WeChat: mei", and of one's own also "my telegram is mei".
        re.compile(rf"(?i:(?<![a-z0-9])(?:{contacts})(?![a-z])\s?[:\uff1a=]\s?(?P<name>[a-z][a-z0-9_.-]{{2,40}}))"),
        re.compile(rf"(?i:(?:{mine})\s?(?:{contacts})(?![a-z])\s?[:\uff1a=]\s?(?P<name>{account}))"),
        re.compile(
            rf"(?i:(?<![a-z])(?:{mine})\s?(?:{contacts})\s?(?:\bis\s|[\u662f\u53eb]\s?)"
            rf"{_ordinary()}(?P<name>[a-z][a-z0-9_.-]{{2,40}}))"
        ),
        re.compile(rf"(?i:[\u52a0](?:\u6211)?(?:{contacts})\s?(?P<name>[a-z][a-z0-9_.-]{{3,40}}))"),
    )


def _ordinary() -> str:
    return rf"(?!(?i:{_one_of(vocabulary('masking')['ordinary'])})\b)"


def _family() -> str:
    return "".join(str(vocabulary("masking")["family_names"]).split())


def _one_of(words: Iterable[object]) -> str:
    ordered = sorted({str(word) for word in words}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"
