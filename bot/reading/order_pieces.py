"""The pieces of a pasted list of amounts: where one ends, what it amounts to, or why it is none.

Each piece is read as a cell of a sheet is (`bot.sheets.amounts`), so that a paste and a sheet mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.reading.money_words import prepared
from bot.reading.number_patterns import number_patterns
from bot.reading.order_list_words import grouped, patterns
from bot.reading.rate_pairs import CUT
from bot.reading.words import vocabulary
from bot.sheets.amounts import AmountReader, decimals_of
from bot.sheets.results import Skip

_LONGEST_PIECE = 200
_BREAKS = re.compile(rf"[\n\t;|{CUT}]|,(?=\s|$)|(?<=\s),")
_BETWEEN = re.compile(r"(?<=[0-9])\s+(?=-?[0-9])|\n")
_SLIPPED = re.compile(r"(?<![0-9a-z.,])[0-9]{11,}(?![0-9a-z])")
_TORN = re.compile(r"\S*[0-9][.,']{2,}[0-9]\S*")
_SPACED = re.compile(r"[^0-9]*[0-9]{1,3}(?: [0-9]{3})+,[0-9]{1,2}[^0-9]*")
_WORD = re.compile(r"\w+(?:[.'-]\w+)*")


class Slip(StrEnum):
    """Reasons beside those of a cell (`bot.sheets.results.Skip`) why a piece gave no amount."""

    WHICH_COUNT = "which_count"
    """``50x30``: nobody can say which of the two counts orders."""
    TOO_MANY = "too_many"
    """More orders than are taken, with this one."""
    FURTHER_RATE = "further_rate"
    """A third rate."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece: its amount in hundredths, the currency it names and how many orders it stands for; or the reason."""

    at: int
    written: str
    amount: int | None = None
    currency: str | None = None
    count: int = 1
    reason: str = ""

    @property
    def may_be_rate(self) -> bool:
        """Whether it may be meant as a fulfilment rate in percent."""
        likely = int(vocabulary("whatif")["likely_from"]) * 100
        return self.amount is not None and self.currency is None and self.count == 1 and likely <= self.amount <= 10_000


def items_of(text: str) -> Iterator[Item]:
    """Every piece of a folded text that gives an amount, or should, in order. Never raises."""
    commas_part = any(not grouped(token[0]) for token in patterns().with_comma.finditer(text))
    doubtful: set[str] = set()
    if commas_part:
        doubtful = {token[0] for token in patterns().with_comma.finditer(text) if grouped(token[0]) == "thousands"}
        text = patterns().with_comma.sub(
            lambda token: token[0] if token[0] in doubtful else token[0].replace(",", ";"), text
        )
    else:
        lone = [token[0] for token in patterns().with_comma.finditer(text) if grouped(token[0]) == "decimal"]
        sure = any(grouped(token[0]) == "european" for token in patterns().with_comma.finditer(text))
        cents = len(lone) > 1 and all(token[-3] == "," for token in lone)
        doubtful = set() if sure or cents else set(lone)
    amounts = AmountReader(decimals_of(token[0] for token in patterns().number.finditer(text)))
    for chunk in _BREAKS.split(text):
        for piece in _pieces(chunk.strip()):
            for part in _parts(piece):
                yield from _read_piece(part, amounts, doubtful)


def _pieces(chunk: str) -> Iterator[str]:
    """Numbers that only a gap parts are two, unless they are one amount with its currency and nothing else."""
    gap = number_patterns().gaps.search(chunk)
    alone = gap is not None and not any(char.isdigit() for char in chunk[: gap.start()] + chunk[gap.end() :])
    if alone or _is_spaced(chunk):
        yield chunk
    else:
        begins = patterns().prefix if patterns().currency_first.match(chunk) else patterns().spaced_prefix
        chunk = _spaced_amounts(chunk, begins)
        yield from filter(None, _BETWEEN.split(begins.sub("\n", chunk)))


def _spaced_amounts(chunk: str, begins: re.Pattern[str]) -> str:
    """Gaps inside one of several amounts: closed where everything else has its currency too, else left in doubt.

    A currency once behind the last of several amounts may be that of all, and too much for an order is several orders.
    """
    gaps = number_patterns().gaps
    others = number_patterns().number.finditer(begins.sub("\n", gaps.sub("\n", chunk)).replace("\n", " ; "))
    marked = [bool(other["before"] or other["after"]) for other in others]

    def closed(match: re.Match[str]) -> str:
        number = match["number"] or match["plain"]
        if Decimal(number.replace(" ", "")) > Decimal(str(vocabulary("quote")["largest_amount"])):
            return match[0]
        next_ones = patterns().currency_first.match(chunk, match.end()) is not None
        marked_twice = not next_ones and patterns().currency_behind.match(chunk, match.end()) is not None
        if marked_twice if match["sign"] else next_ones:
            return match[0]
        if match["plain"] and not any(marked):
            return match[0]
        sure = all(marked) and not number.endswith(" 100")
        return (match["sign"] or "") + number.replace(" ", "'" if sure else "_")

    return gaps.sub(closed, chunk)


def _parts(piece: str) -> Iterator[str]:
    """A long line in parts that end behind a number or a word, never between a count of orders and its amount."""
    if len(piece) <= _LONGEST_PIECE:
        yield piece
        return
    numbers = [match.span() for match in number_patterns().number.finditer(piece)]
    whole = [*numbers, *(match.span() for match in patterns().repeated.finditer(piece))]
    ends = {last for _, last in numbers} | {match.end() for match in re.finditer(r"\s+", piece)}
    since = 0
    for end in sorted(ends):
        if end - since > _LONGEST_PIECE // 2 and not any(first < end < last for first, last in whole):
            yield piece[since:end]
            since = end
    yield piece[since:]


def _is_spaced(piece: str) -> bool:
    """``1 234,50 €``"""
    return _SPACED.fullmatch(piece) is not None and bool(piece.strip("0123456789,. "))


def _read_piece(piece: str, amounts: AmountReader, doubtful: set[str]) -> Iterator[Item]:
    if len(piece) > _LONGEST_PIECE:
        yield Item(0, piece, reason=Skip.TEXT)
        return
    if _is_spaced(piece):
        yield _item(0, piece, amounts)
        return
    found: list[Item] = []
    for match in patterns().repeated.finditer(piece):
        item = _repeated(match, amounts)
        if item is not None:
            found.append(item)
            piece = piece[: match.start()] + CUT * len(match[0]) + piece[match.end() :]
    for pattern, reason in ((_SLIPPED, Skip.TOO_LARGE), (_TORN, Skip.TEXT), (number_patterns().masked, Skip.TEXT)):
        for match in pattern.finditer(piece):
            found.append(Item(match.start(), match[0], reason=reason))
            piece = piece[: match.start()] + CUT * len(match[0]) + piece[match.end() :]
    found += _plain_amounts(prepared(piece), amounts, doubtful)
    yield from sorted(found, key=lambda item: item.at)


def _plain_amounts(text: str, amounts: AmountReader, doubtful: set[str]) -> Iterator[Item]:
    """The amounts of a prepared piece, and the words that are none."""
    since = 0
    for match in number_patterns().number.finditer(text):
        yield from _words(text, since, match.start() + len(match[0]) - len(match[0].lstrip()))
        since = match.end()
        cell = match[0].strip()
        if "_" in cell or match["number"] in doubtful:
            yield Item(match.start(), cell.replace("_", " "), reason=Skip.AMBIGUOUS)
        else:
            if text[: match.start()].endswith("(") and text[match.end() :].startswith(")"):
                cell = f"({cell})"
            yield _item(match.start(), cell, amounts)
    yield from _words(text, since, len(text))


def _item(at: int, cell: str, amounts: AmountReader, count: int = 1) -> Item:
    read = amounts.read(cell)
    if isinstance(read, Skip):
        return Item(at, cell, reason=read)
    return Item(at, cell, read[0], read[1], count)


def _words(text: str, start: int, end: int) -> Iterator[Item]:
    """What stands alone and means nothing here; a word right beside a number is its own."""
    for word in _WORD.finditer(patterns().fillers.sub(lambda found: " " * len(found[0]), text[start:end])):
        first, last = start + word.start(), start + word.end()
        beside = (first == start > 0) or (last == end < len(text))
        has_digits = any(char.isdigit() for char in word[0])
        if has_digits or not beside:
            yield Item(first, word[0], reason=Skip.TEXT)


def _repeated(match: re.Match[str], amounts: AmountReader) -> Item | None:
    """``30 orders of 50``, ``45.5x30``; None for two numbers that only stand side by side."""
    orders = [match[f"unit{one}"] is not None for one in (1, 2)]
    money = [bool(match[f"before{one}"] or match[f"after{one}"]) for one in (1, 2)]
    broken = ["." in match[f"number{one}"] for one in (1, 2)]
    if sum(orders) == 1:
        counts = orders.index(True) + 1
    elif not match["by"] or any(orders):
        return None
    elif sum(money) == 1:
        counts = 2 - money.index(True)
    elif sum(broken) == 1 and not any(money):
        counts = 2 - broken.index(True)
    else:
        return Item(match.start(), match[0], reason=Slip.WHICH_COUNT)
    if broken[counts - 1] or money[counts - 1] or int(match[f"number{counts}"]) == 0:
        return Item(match.start(), match[0], reason=Skip.TEXT)
    paid = 3 - counts
    cell = "".join(match[f"{part}{paid}"] or "" for part in ("before", "number", "after"))
    return _item(match.start(), cell, amounts, int(match[f"number{counts}"]))
