"""What a text says of one order: an amount, a rate, an exchange rate; and whether it asks for a premium at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from bot.reading.asked import pattern
from bot.reading.money_words import CNY, LONGEST, Mark, Money, marks, money, prepared
from bot.reading.number_patterns import Relation, Role
from bot.reading.numbers import Refusal, Refused, fold
from bot.reading.rates import Rate, RateReader, RateReading, Unclear
from bot.reading.spoken_rates import in_digits
from bot.reading.words import any_of, vocabulary

SLIPPED = re.compile(r"\s*(?P<digits>[0-9]{11,})(?![0-9a-z])")
"""So many digits in the place of the amount are passed over as a tracking number elsewhere; here they are a slip."""
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class OrderText:
    """The readings of one text; each part is None where the text says nothing of it."""

    amounts: tuple[Money, ...] = ()
    """More than one when it names several and nobody can say which is the order."""
    amount_problem: Refused | None = None
    rate: RateReading | None = None
    exchange: Decimal | None = None
    """CNY for one unit of the amount's currency."""

    @property
    def amount(self) -> Money | None:
        """The amount, when there is exactly one."""
        return self.amounts[0] if len(self.amounts) == 1 else None

    @property
    def empty(self) -> bool:
        """Whether nothing at all was found."""
        return not self.amounts and self.amount_problem is None and self.rate is None


def read_order(text: str, reader: RateReader) -> OrderText:
    """Read the words behind ``/quote`` or an answer to its questions: bare numbers are an amount, then a rate.

    In either order where only one order makes sense: a number above a hundred is no rate.
    """
    exchange, found = _take_exchange(numbers_of(text))
    amounts = _amounts(found, prepared(in_digits(text)))
    rates = [mark for mark in found if is_rate(mark)]
    bare = [mark for mark in found if mark not in amounts and mark not in rates]
    slipped = SLIPPED.match(fold(text))
    if slipped is not None and not amounts:
        return OrderText(
            amount_problem=Refused(Refusal.TOO_LARGE, slipped["digits"][:24]), rate=_one_rate(rates + bare, reader)
        )
    if amounts:
        rates += bare
    elif rates:
        amounts = bare
    elif len(bare) == 1 and (unread := _unread_before(bare[0], text)):
        return OrderText(amount_problem=Refused(Refusal.NOT_A_NUMBER, unread), rate=reader.read(bare[0]))
    else:
        amounts, rates = _in_either_order(bare, reader)
    return order_of(amounts, rates, exchange, reader)


def _amounts(found: list[Mark], text: str) -> list[Mark]:
    """The numbers that are surely amounts; of "200 yuan order 97" the second is none, but the rate of this order."""
    amounts = [mark for mark in found if is_amount(mark)]
    if len(amounts) != 2 or len(found) != 2 or amounts[0].currency is None or amounts[1].currency is not None:
        return amounts
    between = text[amounts[0].end : amounts[1].start].strip(" ,")
    least = int(vocabulary("asking")["likely_rate_from"])
    value = amounts[1].value
    is_rate_of_it = isinstance(value, Decimal) and least <= value < _HUNDRED and amounts[1].relation is None
    return amounts[:1] if is_rate_of_it and between in vocabulary("quote")["of_the_order"] else amounts


def says_not_known(text: str) -> bool:
    """Whether an answer says that the seller does not know, and names no number."""
    return _patterns().not_known.search(fold(text[:LONGEST])) is not None and not numbers_of(text)


def read_rate_answer(text: str, reader: RateReader) -> OrderText:
    """Read the answer to "which rate?": a number standing alone is a rate, anything more is read like an order."""
    found = numbers_of(text)
    if len(found) == 1 and not is_amount(found[0]):
        return OrderText(rate=reader.read(found[0]))
    return read_order(text, reader)


def read_request(text: str, reader: RateReader) -> OrderText | None:
    """Read a free sentence; None unless it asks what the premium of an order of some amount is.

    A sentence that only carries a number (a rate, a date, a tracking number, the floor itself) is no request.
    """
    if len(text) > LONGEST or not any(char.isdigit() or char in vocabulary("quote")["digits"] for char in text):
        return None
    folded = fold(text)
    patterns = _patterns()
    plain = patterns.names.sub(" ", folded)
    found = numbers_of(text)
    surely = patterns.asks_surely.search(plain) is not None
    elsewhere = patterns.elsewhere.search(plain) is not None
    nothing_else = not left_over(pattern("goods").sub(" ", plain))
    if found and all(mark.bare for mark in found):
        only_numbers = len(found) == 2 or (len(found) == 1 and surely)
        return read_order(text, reader) if only_numbers and nothing_else else None
    if nothing_else and any(is_amount(mark) for mark in found):
        return read_order(text, reader)
    exchange, found = _take_exchange(found)
    amounts = [mark for mark in found if is_amount(mark)]
    rates = [mark for mark in found if is_rate(mark)]
    bare = [mark for mark in found if mark not in amounts and mark not in rates]
    if not amounts and (surely or nothing_else) and rates and len(bare) == 1:
        amounts = bare
    elif amounts and not rates and len(bare) == 1 and patterns.fulfilment.search(plain):
        rates = bare
    asks = surely or (patterns.asks_perhaps.search(plain) is not None and not elsewhere)
    wanted = asks or (bool(rates) and not elsewhere)
    if not amounts or not wanted or (elsewhere and not (surely and rates)):
        return None
    return order_of(amounts, rates, exchange, reader)


def asks_premium(text: str, reader: RateReader) -> bool:
    """Whether a sentence is a request that names the premium or the fulfilment rate, and so answers nothing else."""
    if read_request(text, reader) is None:
        return False
    folded, patterns = fold(text), _patterns()
    return any(pattern.search(folded) is not None for pattern in (patterns.asks_surely, patterns.fulfilment))


def read_exchange(text: str) -> Decimal | Refused:
    """An exchange rate: ``7.2``, ``1 USD = 7.2``, ``7.2 yuan``."""
    found = [mark for mark in marks(text) if not mark.counts]
    if not found:
        return Refused(Refusal.NOT_A_NUMBER, "")
    if len(found) > 1:
        named = [mark for mark in found if mark.currency == CNY or mark.role is Role.EXCHANGE]
        found = named if len(named) == 1 else [mark for mark in found if mark.value != 1]
    if len(found) != 1:
        return Refused(Refusal.NOT_A_NUMBER, "")
    value = found[0].value
    if isinstance(value, Refused):
        return value
    if value == 0:
        return Refused(Refusal.ZERO, found[0].written)
    if value > Decimal(str(vocabulary("quote")["largest_exchange"])):
        return Refused(Refusal.TOO_LARGE, found[0].written)
    return value


def names_premium(folded: str, *, surely: bool) -> bool:
    """Whether a premium is spoken of, ``surely`` by its name, else perhaps only as what is to be paid."""
    patterns = _patterns()
    plain = patterns.names.sub(" ", folded)
    named = patterns.asks_surely.search(plain) is not None
    return named or (not surely and patterns.asks_perhaps.search(plain) is not None)


def says_fulfilment(folded: str) -> bool:
    """Whether a fulfilment rate is spoken of."""
    return _patterns().fulfilment.search(folded) is not None


def numbers_of(text: str) -> list[Mark]:
    """The numbers of a text that may be an amount or a rate."""
    return [mark for mark in marks(in_digits(text[:LONGEST])) if not mark.counts and mark.role is not Role.OTHER]


def is_amount(mark: Mark) -> bool:
    """Whether a number is surely an amount: its currency or its word says so."""
    return mark.currency is not None or (mark.role is Role.AMOUNT and mark.scale is None)


def is_rate(mark: Mark) -> bool:
    """Whether a number is surely a rate, or a bound of one."""
    if mark.currency is not None:
        return False
    bounded = mark.relation in (Relation.BELOW, Relation.AT_LEAST, Relation.ABOVE, Relation.RANGE)
    return mark.scale is not None or mark.role in (Role.FULFILMENT, Role.PREMIUM_RATE) or bounded


def order_of(amounts: list[Mark], rates: list[Mark], exchange: Decimal | None, reader: RateReader) -> OrderText:
    """The readings of numbers of which it is known what they are."""
    more = _further_amounts(rates, reader)
    amounts, rates = [*amounts, *more], [mark for mark in rates if mark not in more]
    good: list[Money] = []
    problem: Refused | None = None
    for mark in amounts:
        read = mark.value if isinstance(mark.value, Refused) else money(mark.value, mark.currency or CNY)
        if isinstance(read, Money):
            if read not in good:
                good.append(read)
        else:
            problem = problem or Refused(read.reason, mark.written)
    return OrderText(tuple(good), None if good else problem, _one_rate(rates, reader), exchange)


def _take_exchange(found: list[Mark]) -> tuple[Decimal | None, list[Mark]]:
    """The exchange rate a text brings along, and the other numbers."""
    for mark in found:
        if mark.role is Role.EXCHANGE and isinstance(mark.value, Decimal) and mark.value > 0:
            return mark.value, [other for other in found if other is not mark]
    return None, found


def _unread_before(mark: Mark, text: str) -> str:
    """Words in front of a lone number that mean nothing here: most likely the amount, mistyped."""
    front, found, _ = fold(text).partition(mark.written)
    return " ".join(front.split())[:24] if found and left_over(front) else ""


def _in_either_order(bare: list[Mark], reader: RateReader) -> tuple[list[Mark], list[Mark]]:
    if len(bare) == 2:
        first, second = (reader.read(mark) for mark in bare)
        over = isinstance(second, Refused) and second.reason is Refusal.OVER_HUNDRED
        if over and isinstance(first, Rate):
            return [bare[1]], [bare[0]]
    return bare[:1], bare[1:]


def _further_amounts(rates: list[Mark], reader: RateReader) -> list[Mark]:
    """Bare numbers above a hundred beside a certain rate: other orders, not mistyped rates."""
    readings = {mark: reader.read(mark) for mark in rates}
    if not any(isinstance(reading, Rate) for reading in readings.values()):
        return []
    return [
        mark
        for mark, reading in readings.items()
        if mark.bare and isinstance(reading, Refused) and reading.reason is Refusal.OVER_HUNDRED
    ]


def _one_rate(rates: list[Mark], reader: RateReader) -> RateReading | None:
    """The one rate that was given; two that disagree are asked about, like one that is unclear."""
    readings = list(dict.fromkeys(reader.read(mark) for mark in rates))
    if len(readings) <= 1:
        return readings[0] if readings else None
    sure = tuple(reading for reading in readings if isinstance(reading, Rate))
    if len(sure) == 1:
        return sure[0]
    if not sure:
        return readings[0]
    return Unclear(sure, " / ".join(mark.written for mark in rates))


def left_over(folded: str) -> str:
    """What is left of a text without its numbers, the words this file knows, and punctuation."""
    patterns = _patterns()
    for words in (patterns.numbers, patterns.known):
        folded = words.sub(" ", folded)
    return re.sub(r"[\W_]+", "", folded)


@dataclass(frozen=True, slots=True)
class _Patterns:
    names: re.Pattern[str]
    asks_surely: re.Pattern[str]
    asks_perhaps: re.Pattern[str]
    elsewhere: re.Pattern[str]
    fulfilment: re.Pattern[str]
    numbers: re.Pattern[str]
    known: re.Pattern[str]
    not_known: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = vocabulary("quote")
    roles = [word for names in words["roles"].values() for word in names]
    currencies = [word for names in words["currencies"].values() for word in names]
    known = [*roles, *currencies, *words["asks_surely"], *words["asks_perhaps"], *words["fillers"], *words["percent"]]
    return _Patterns(
        names=re.compile(any_of(words["names"])),
        asks_surely=re.compile(any_of(words["asks_surely"])),
        asks_perhaps=re.compile(any_of(words["asks_perhaps"])),
        elsewhere=re.compile(any_of(words["elsewhere"])),
        fulfilment=re.compile(any_of(words["roles"]["fulfilment"])),
        numbers=re.compile(r"[0-9]+"),
        known=re.compile(any_of(known)),
        not_known=re.compile(any_of(words["not_known"])),
    )
