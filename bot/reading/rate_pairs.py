"""Fulfilment rates among other text: "94.2% -> 98.6%", "471/500", a rate with its word; and the text without them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from bot.reading.money_words import marks
from bot.reading.number_patterns import Role
from bot.reading.numbers import Refusal, Refused, fold
from bot.reading.order_text import read_rate_answer
from bot.reading.rates import Rate, RateReader, RateReading
from bot.reading.words import any_of, vocabulary

MOST = 2
"""One rate before and one after."""
CUT = "\x1f"
"""Stands where a rate was taken out, so that what was on either side stays apart."""

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_NO_MORE = r"(?![0-9]|\.[0-9])"
_FRACTION = re.compile(r"(?<![0-9/.,-])([0-9]{1,9})\s*/\s*([0-9]{1,9})(?![0-9/.,])")


@dataclass(frozen=True, slots=True)
class Counted:
    """A fulfilment rate as counts of orders: so many on time of so many; 0 <= on_time <= total, 1 <= total."""

    on_time: int
    total: int


RateSaid = RateReading | Counted


@dataclass(frozen=True, slots=True)
class RatePair:
    """The rates of a text in the order in which they stand there, and the folded text without them."""

    rates: tuple[RateSaid, ...]
    rest: str


def take_rates(text: str, reader: RateReader) -> RatePair:
    """Take out what is a rate beyond doubt: with a percent sign, its word, an arrow, or as counts. Never raises."""
    rest = fold(text)
    patterns = _patterns()
    found: list[tuple[int, RateSaid]] = []
    for pattern, total_first in ((_FRACTION, False), (patterns.among, True), (patterns.out_of, False)):
        for match in pattern.finditer(rest):
            on_time, total = (int(number) for number in match.groups()[:: -1 if total_first else 1])
            found.append((match.start(), _counted(on_time, total, match[0])))
            rest = _cut(rest, match)
    for pattern, least in ((patterns.arrow, 0), (patterns.joined, vocabulary("whatif")["joined_from"])):
        for match in pattern.finditer(rest):
            pair = [_read(part, reader) for part in (match["first"], match["second"])]
            certain = (match["sign"] or all(isinstance(one, Rate) for one in pair)) and not _is_minus(match)
            if certain and (match["sign"] or min(Decimal(match["low"]), Decimal(match["high"])) >= least):
                found += zip((match.start("first"), match.start("second")), pair, strict=True)
                rest = _cut(rest, match)
    for match in patterns.one.finditer(rest):
        found.append((match.start(), _read(match[0], reader)))
        rest = _cut(rest, match)
    return RatePair(tuple(said for _, said in sorted(found, key=lambda one: one[0])), rest)


def read_rates(text: str, reader: RateReader) -> tuple[RateSaid, ...]:
    """Read an answer to "which rate?": one or both of them; a number that stands alone is a rate here."""
    pair = take_rates(text, reader)
    if len(pair.rates) > 1 or any(isinstance(said, Counted | Refused) for said in pair.rates):
        return pair.rates
    numbers = [mark for mark in marks(pair.rest) if mark.currency is None and not mark.counts]
    plain = all(mark.relation is None and mark.role is not Role.OTHER for mark in numbers)
    if not pair.rates and len(numbers) == MOST and plain:
        return tuple(reader.read(mark) for mark in numbers)
    # Words around the number may make it a bound: the reader of single answers sees them.
    said = read_rate_answer(text, reader).rate
    return pair.rates if said is None else (said,)


def _counted(on_time: int, total: int, written: str) -> Counted | Refused:
    if total == 0:
        return Refused(Refusal.ZERO, written.strip())
    return Refused(Refusal.OVER_HUNDRED, written.strip()) if on_time > total else Counted(on_time, total)


def _read(written: str, reader: RateReader) -> RateReading:
    found = marks(written)
    return reader.read(found[0]) if found else Refused(Refusal.NOT_A_NUMBER, written.strip())


def _is_minus(match: re.Match[str]) -> bool:
    """``98.6% -50``: the sign of an amount that is hardly a rate, or begins a line, and no dash between two rates."""
    parted = match["first"][-1] + match.string[match.end("first") : match.start("second")]
    if match["second"] != match["high"] or re.search(r"\s-$", parted) is None:
        return False
    return "\n" in parted or not vocabulary("whatif")["likely_from"] <= Decimal(match["high"]) <= 100


def _cut(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + CUT * (match.end() - match.start()) + text[match.end() :]


@dataclass(frozen=True, slots=True)
class _Patterns:
    among: re.Pattern[str]
    out_of: re.Pattern[str]
    arrow: re.Pattern[str]
    joined: re.Pattern[str]
    one: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words, quote = vocabulary("whatif"), vocabulary("quote")
    percent, shares = any_of([*quote["percent"], *quote["permille"]]), any_of(quote["percent_before"])
    roles = any_of([*quote["roles"]["fulfilment"], *quote["roles"]["premium_rate"]])
    on_time, unit = any_of(words["on_time"]), any_of(words["orders"])
    role = rf"(?:{roles}\s*[:=]?\s*)?"

    def pair(between: list[str]) -> re.Pattern[str]:
        return re.compile(
            rf"(?<![0-9.,a-z])(?P<first>{role}(?P<low>{_NUMBER})\s*(?P<sign>{percent})?)\s*"
            rf"{any_of(between)}\s*(?P<second>{role}(?P<high>{_NUMBER})\s*(?:{percent})?){_NO_MORE}"
        )

    return _Patterns(
        among=re.compile(
            rf"([0-9]{{1,9}})\s*{any_of(words['among'])}\s*(?:{on_time})?\s*([0-9]{{1,9}})\s*(?:{unit})?\s*(?:{on_time})?"
        ),
        out_of=re.compile(
            rf"(?<![0-9.,])([0-9]{{1,9}})\s*(?:{on_time}\s*)?{any_of(words['out_of'])}\s*([0-9]{{1,9}}){_NO_MORE}"
            rf"(?:\s*{on_time})?"
        ),
        arrow=pair(words["arrows"]),
        joined=pair(words["joins"]),
        one=re.compile(
            rf"(?:{roles}\s*[:=]?\s*)?(?<![0-9.,])-?{_NUMBER}\s*{percent}|{shares}\s*{_NUMBER}"
            rf"|{roles}\s*[:=]?\s*{_NUMBER}{_NO_MORE}"
        ),
    )
