"""A list of paid amounts as sellers paste it: one to a line or side by side, with currencies, repeats and slips.

What cannot be read is kept with its place and its reason; the pieces themselves are read in `bot.reading.order_pieces`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.money_words import CNY
from bot.reading.numbers import fold
from bot.reading.order_list_words import patterns
from bot.reading.order_pieces import Item, Slip, items_of
from bot.reading.rate_pairs import CUT, MOST, RateSaid, take_rates
from bot.reading.rates import Rate, RateReader
from bot.reading.words import vocabulary
from bot.sheets.currencies import tightened
from bot.sheets.limits import LIMITS

MOST_ORDERS = LIMITS.rows
"""As many as are read of a sheet."""

_LONGEST_SEEN = 24
_HUNDRED = Decimal(100)
_NUMBERED = re.compile(r"[ \t\u3000]*([0-9]{1,4})(?:[.\uff0e](?=\s)|[)\uff09\u3001])")


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A piece that gave no amount: the how-manieth one, as it was written, and why."""

    item: int
    written: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderList:
    """What a paste holds. ``amounts`` are hundredths by currency (ISO code), in order; ``items`` counts all pieces."""

    amounts: dict[str, list[int]]
    not_taken: tuple[NotTaken, ...]
    rates: tuple[RateSaid, ...]
    maybe_rates: tuple[Decimal, ...]
    """The first amounts, in yuan, that nothing marks as rates and that may be meant so; all of ``rates`` and these
    are at most two."""
    items: int

    @property
    def count(self) -> int:
        """Orders in all currencies."""
        return sum(map(len, self.amounts.values()))


def read_order_list(text: str, reader: RateReader) -> OrderList:
    """Read amounts, and the rates among them, from a message. Never raises."""
    pair = take_rates(tightened(_without_numbering(text)), reader)
    rates, rest = pair.rates, pair.rest
    if not rates:
        rates, rest = _headed(rest, reader)
    items = list(items_of(rest))
    leading = _leading_rates(items, MOST - len(rates))
    others = items[len(leading) :]
    if leading and others and all(item.currency is not None for item in others if item.amount is not None):
        # Only the others are marked as money.
        rates += tuple(take_rates(f"{_yuan(item)}%", reader).rates[0] for item in leading)
        items, leading = others, []
    further = [Item(0, "%", reason=Slip.FURTHER_RATE) for _ in rates[MOST:]]
    rates = rates[:MOST]
    amounts: dict[str, list[int]] = {}
    not_taken, orders = [], 0
    for place, item in enumerate([*items, *further], start=1):
        reason = item.reason
        if item.amount is not None and orders + item.count > MOST_ORDERS:
            reason = Slip.TOO_MANY
        elif item.amount is not None:
            orders += item.count
            amounts.setdefault(item.currency or CNY, []).extend([item.amount] * item.count)
        if reason:
            not_taken.append(NotTaken(place, _short(item.written), reason))
    maybe = tuple(map(_yuan, leading))
    return OrderList(amounts, tuple(not_taken), rates, maybe, len(items) + len(further))


def _leading_rates(items: list[Item], wanted: int) -> list[Item]:
    """The first numbers, where they may be rates: as many as are wanted, or a lone one."""
    first = items[: min(wanted, len(items))]
    enough = len(first) == wanted or len(items) == 1
    return first if enough and all(item.may_be_rate for item in first) else []


def _yuan(item: Item) -> Decimal:
    return Decimal(item.amount or 0) / _HUNDRED


def _headed(text: str, reader: RateReader) -> tuple[tuple[RateSaid, ...], str]:
    """Bare rates that a colon or the end of the first line parts from the amounts."""
    head = patterns().head.match(text)
    if head is None or not any(char.isdigit() for char in text[head.end() :]):
        return (), text
    numbers = [number for number in (head["first"], head["second"]) if number]
    likely = int(vocabulary("whatif")["likely_from"])
    if not all(likely <= Decimal(number) <= _HUNDRED for number in numbers) or (
        len(numbers) == 1 and head["end"] != ":"
    ):
        return (), text
    said = take_rates(" ; ".join(f"{number}%" for number in numbers), reader).rates
    return (said, text[head.end() :]) if all(isinstance(one, Rate) for one in said) else ((), text)


def _without_numbering(text: str) -> str:
    """Without ``1.``, ``2.``, ... at the beginning of the lines; the first one may be a heading."""
    lines = text.splitlines()
    found = [_NUMBERED.match(line) for line in lines if line.strip()]
    found = found[1:] if found and found[0] is None else found
    numbers = [int(each[1]) for each in found if each is not None]
    if len(numbers) < MOST or len(numbers) < len(found) or numbers != list(range(1, len(numbers) + 1)):
        return text
    return "\n".join(_NUMBERED.sub("", line, count=1) for line in lines)


def _short(written: str) -> str:
    plain = fold(written).replace(CUT, " ").strip()
    return plain if len(plain) <= _LONGEST_SEEN else f"{plain[: _LONGEST_SEEN - 1]}…"
