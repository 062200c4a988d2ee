"""Every number in a text with what stands around it: a currency, a percent sign, a unit, the word it belongs to.

`marks` finds them; what they mean for an order is decided in `bot.reading.order_text`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.reading.number_patterns import NumberPatterns, Relation, Role, number_patterns
from bot.reading.numbers import Refusal, Refused, fold, read_number, spelled
from bot.reading.words import vocabulary

CNY = "CNY"
LONGEST = 400
"""Characters that are searched; nobody describes an order or a shop in more."""
_SPACES = re.compile(r"\s+")
_FEN = Decimal("0.01")
_PERCENT, _PERMILLE = 100, 1000
_REACH = 24
"""Characters before a number in which a word such as "below" still belongs to it."""
_TWO_NUMBERS = re.compile(r"(?<![0-9.,])([0-9]{3,}),([0-9]{1,2}(?:\.[0-9]+)?\s*%)")
"""``200,97%``: no rate is above a hundred, so the comma parts an amount from a rate."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO code)."""

    value: Decimal
    currency: str = CNY


@dataclass(frozen=True, slots=True)
class Mark:
    """One number of a text. ``scale`` is 100 behind a percent sign, 1000 behind a per mille sign, else None."""

    value: Decimal | Refused
    written: str
    start: int
    end: int
    currency: str | None = None
    scale: int | None = None
    role: Role | None = None
    relation: Relation | None = None
    until: Decimal | None = None
    """The upper end of a range."""
    counts: bool = False
    """Whether a unit behind it (days, orders, ...) says that it is no money and no rate."""

    @property
    def bare(self) -> bool:
        """Nothing around it says what it is."""
        return not (self.currency or self.scale or self.role or self.counts or self.relation)


def marks(text: str) -> tuple[Mark, ...]:
    """The numbers of ``text`` in order; dates, times, telephone and tracking numbers are passed over."""
    return marks_in(prepared(text))


def prepared(text: str) -> str:
    """``text`` as it is searched: folded, its beginning only, what names a day or a parcel blotted out."""
    patterns = number_patterns()
    folded = _SPACES.sub(" ", fold(text[:LONGEST]))
    folded = patterns.masked.sub(lambda found: "\0" * len(found[0]), folded)
    folded = _digits_for_words(folded, patterns)
    return patterns.gaps.sub(_close, _TWO_NUMBERS.sub(r"\1 , \2", folded))


def marks_in(text: str) -> tuple[Mark, ...]:
    """The numbers of a prepared text; their places are places in it."""
    patterns = number_patterns()
    found = [_mark(match, text, patterns) for match in patterns.number.finditer(text)]
    return _with_roles(_ranges(found, text, patterns), text, patterns)


def names_parcel(text: str) -> bool:
    """Whether something in the text looks like a tracking number."""
    return number_patterns().parcel.search(fold(text)) is not None


def money(value: Decimal, currency: str = CNY) -> Money | Refused:
    """An amount that an order can have, or why not: zero, out of proportion, finer than a fen, ``1.234``."""
    written = format(value, "f")
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if value < 0:
        return Refused(Refusal.NEGATIVE, written)
    if value == 0:
        return Refused(Refusal.ZERO, written)
    if value > _largest(currency):
        return Refused(Refusal.TOO_LARGE, written)
    if places == 3 and value >= 1:
        return Refused(Refusal.AMBIGUOUS_SEPARATOR, written)
    if value != value.quantize(_FEN):
        return Refused(Refusal.TOO_FINE, written)
    return Money(value, currency)


def _largest(currency: str) -> Decimal:
    """For other currencies only a guard against nonsense; the converted amount is checked again."""
    limit = Decimal(str(vocabulary("quote")["largest_amount"]))
    return limit if currency == CNY else limit * 10_000


def _mark(match: re.Match[str], text: str, patterns: NumberPatterns) -> Mark:
    words = vocabulary("quote")
    before, after = match["before"] or "", match["after"] or ""
    value = read_number(match["number"])
    if match["sign"] and isinstance(value, Decimal):
        value = Refused(Refusal.NEGATIVE, "-" + match["number"])
    if match["multiplier"] and isinstance(value, Decimal):
        value = value * words["multipliers"][match["multiplier"]]
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    squeezed = re.sub(r"\s+", " ", after)
    scale = _PERCENT if before in words["percent_before"] or squeezed in words["percent"] else None
    if before in words["permille_before"] or squeezed in words["permille"]:
        scale = _PERMILLE
    currency = patterns.currency_of.get(before) or patterns.currency_of.get(squeezed)
    relation, since, until = _bound(text, match, patterns)
    return Mark(
        value=value,
        written=text[since:until].strip(),
        start=match.start(),
        end=match.end(),
        currency=currency,
        scale=scale,
        relation=relation,
        counts=bool(after) and currency is None and scale is None,
    )


def _bound(text: str, match: re.Match[str], patterns: NumberPatterns) -> tuple[Relation | None, int, int]:
    """The word that makes a number a bound, and the span of both together."""
    since = max(0, match.start() - _REACH)
    before = text[since : match.start()].rstrip()
    # Most numbers have no such word; looking at the very ends first spares them five searches.
    if text[match.end() : match.end() + _REACH].lstrip().startswith(patterns.bounds_after):
        for relation, pattern in patterns.relations_after:
            behind = pattern.match(text, match.end())
            if behind is not None:
                return relation, match.start(), behind.end()
    if before.endswith(patterns.bounds_before):
        for relation, pattern in patterns.relations_before:
            found = pattern.search(before)
            if found is not None:
                return relation, since + found.start(), match.end()
    return None, match.start(), match.end()


def _ranges(found: list[Mark], text: str, patterns: NumberPatterns) -> list[Mark]:
    """Two rates joined by a dash or the like become one mark."""
    joined: list[Mark] = []
    for mark in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and not last.currency
            and not mark.currency
            and not mark.counts
            and last.until is None
            and patterns.joins.fullmatch(text[last.end : mark.start])
            and isinstance(last.value, Decimal)
            and isinstance(mark.value, Decimal)
            and last.value < mark.value <= (mark.scale or _PERCENT)
        ):
            written = text[last.start : mark.end].strip()
            scale = mark.scale or last.scale
            joined[-1] = replace(
                last, until=mark.value, written=written, end=mark.end, scale=scale, relation=Relation.RANGE
            )
        else:
            joined.append(mark)
    return joined


def _with_roles(found: list[Mark], text: str, patterns: NumberPatterns) -> tuple[Mark, ...]:
    """Give each number the last word before it; a word right behind it counts when it leads to no other number."""
    result = []
    since = 0
    for index, mark in enumerate(found):
        following = found[index + 1].start if index + 1 < len(found) else len(text)
        role = None
        for word in patterns.role.finditer(text, since, mark.start):
            role = patterns.role_of[_squeezed(word[0])]
        if mark.scale and role is Role.AMOUNT:
            role = None
        since = mark.end
        behind = patterns.role_behind.match(text, mark.end)
        if behind is not None:
            said = patterns.role_of[_squeezed(behind["role"])]
            is_share = mark.scale is not None and said not in (Role.AMOUNT, Role.EXCHANGE)
            leads_on = index + 1 < len(found) and not text[behind.end() : following].strip(" :=")
            if mark.currency and said is Role.AMOUNT:
                since = behind.end()
            elif role is None and mark.currency is None and (is_share or not leads_on):
                role, since = said, behind.end()
        result.append(mark if role is None else replace(mark, role=role))
    return tuple(result)


def _digits_for_words(text: str, patterns: NumberPatterns) -> str:
    """Chinese numerals before a money word, and behind the Chinese for percent, become digits; so do spoken tenths."""
    words = vocabulary("quote")

    def digit(written: str) -> str:
        return str(words["digits"].get(written, written))

    def tenths(match: re.Match[str]) -> str:
        behind = "5" if match["half"] else digit(match["tenth"]) + digit(match["hundredth"] or "")
        return f"{match['whole']}.{behind}{match['unit']}"

    def of_ten(match: re.Match[str]) -> str:
        ones = "5" if match["half"] else digit(match["tenth"] or "0")
        return f"{digit(match['whole'])}{ones}%"

    def digits(match: re.Match[str]) -> str:
        numeral = match["amount"] or match["share"]
        value = spelled(numeral, words["digits"], words["powers"])
        return match[0] if value is None else match[0].removesuffix(numeral) + str(value)

    return patterns.of_ten.sub(of_ten, patterns.tenth.sub(tenths, patterns.spelled.sub(digits, text)))


def _close(match: re.Match[str]) -> str:
    """``1 234`` with its currency is one number; ``¥200 100`` and ``97 200 yuan`` may also be two."""
    head, *groups = (match["number"] or match["plain"]).split(" ")
    behind_sign = match["sign"] is not None
    two = len(groups) == 1 and (groups[0] == "100" if behind_sign else _PERCENT // 2 <= int(head) <= _PERCENT)
    return (match["sign"] or "") + ("_" if two else "'").join([head, *groups])


def _squeezed(word: str) -> str:
    return re.sub(r"\s+", " ", word)
