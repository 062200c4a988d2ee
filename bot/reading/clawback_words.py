"""What a text says of a claim that may come: the refund at stake, what the goods are worth once back, the chance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from bot.reading.money_words import CNY, Mark, Money, marks_in, money, prepared
from bot.reading.number_patterns import Role
from bot.reading.numbers import Refusal, Refused, fold
from bot.reading.order_text import SLIPPED
from bot.reading.words import any_of, vocabulary

_HALF = Decimal("0.5")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ClaimText:
    """The readings of one text; each part is None where the text says nothing of it.

    Amounts are yuan. `returned` says whether the goods come back; True with `goods` None leaves their worth open.
    """

    amount: Decimal | None = None
    returned: bool | None = None
    goods: Decimal | None = None
    chance: Decimal | None = None
    problem: Refused | None = None
    problem_of: str = ""
    """``amount``, ``goods`` or ``chance``; ``currency`` for an amount in another currency; ``several`` for amounts of
    which nobody can say what they are."""

    @property
    def empty(self) -> bool:
        """Whether nothing at all was found."""
        return self == ClaimText()


def read_claim(text: str, step: str = "amount", *, in_sentence: bool = False) -> ClaimText:
    """Read the words behind ``/clawback`` or an answer; a number alone answers the question `step`.

    ``in_sentence`` says that nobody asked: a percentage is the chance only where a word beside it says so.
    """
    folded = prepared(text)
    patterns = _patterns()
    even = patterns.even.search(folded)
    if even is not None:
        folded = folded[: even.start()] + "\0" * len(even[0]) + folded[even.end() :]
    found = [mark for mark in marks_in(folded) if not mark.counts and mark.role is not Role.FULFILMENT]
    slipped = SLIPPED.match(fold(text))
    if slipped is not None and not found:
        return ClaimText(problem=Refused(Refusal.TOO_LARGE, slipped["digits"][:24]), problem_of="amount")
    kept = patterns.kept.search(folded) is not None
    returned = None if kept else (True if patterns.returned.search(folded) else None)
    parts = _Parts(returned=False if kept else returned, chance=_HALF if even is not None else None)
    since = 0
    for at, mark in enumerate(found):
        following = found[at + 1].start if at + 1 < len(found) else len(folded)
        before, behind = folded[since : mark.start], folded[mark.end : following]
        since = mark.end
        if in_sentence and mark.scale is not None and not _says_chance(before, behind):
            continue
        parts.take(mark, _part_of(mark, before, behind, step, len(found)))
    return parts.made(worth_named=patterns.worth.search(folded) is not None)


def only_of_claims(text: str) -> bool:
    """Whether a text holds nothing but numbers and the words of a claim, so that it can hardly be about anything else.

    A sentence with another word in it ("3 parcels are stuck") is left to those who read sentences.
    """
    folded = prepared(text)
    for mark in reversed(marks_in(folded)):
        if mark.counts or mark.role is Role.FULFILMENT:
            return False
        folded = f"{folded[: mark.start]} {folded[mark.end :]}"
    return not re.sub(r"[\W_\d]+", "", _patterns().known.sub(" ", folded))


def _says_chance(before: str, behind: str) -> bool:
    chance = _patterns().chance
    return chance.search(before) is not None or chance.match(behind.lstrip()) is not None


def _part_of(mark: Mark, before: str, behind: str, step: str, numbers: int) -> str:
    """Which input a number is: its sign or the words around it say so, or else the question that was asked."""
    patterns = _patterns()
    if mark.scale is not None or patterns.chance.search(before):
        return "chance"
    if mark.currency is None and step == "chance" and (numbers == 1 or patterns.chance.match(behind.lstrip())):
        return "chance"
    if patterns.goods.search(before):
        return "goods"
    return "goods" if step == "goods" and numbers == 1 else "amount"


class _Parts:
    """Collects the inputs; the first problem is kept, and whatever is certain beside it."""

    def __init__(self, returned: bool | None, chance: Decimal | None) -> None:
        self._returned, self._chance = returned, chance
        self._amounts: list[Decimal] = []
        self._goods: Decimal | None = None
        self._problem: Refused | None = None
        self._problem_of = ""

    def take(self, mark: Mark, part: str) -> None:
        """Add one number as the part it was found to be."""
        if part == "chance":
            self._take_chance(mark)
            return
        read = mark.value if isinstance(mark.value, Refused) else money(mark.value, mark.currency or CNY)
        if part == "goods" and isinstance(read, Refused) and read.reason is Refusal.ZERO:
            read = Money(NOTHING)
        if isinstance(read, Refused):
            self._refuse(Refused(read.reason, mark.written), part)
        elif read.currency != CNY:
            self._refuse(Refused(Refusal.NOT_A_NUMBER, mark.written), "currency")
        elif part == "goods":
            self._goods, self._returned = read.value, read.value > 0
        else:
            self._amounts.append(read.value)

    def _take_chance(self, mark: Mark) -> None:
        if isinstance(mark.value, Refused):
            self._refuse(Refused(mark.value.reason, mark.written), "chance")
            return
        share = mark.value / (mark.scale or (1 if mark.value < 1 else 100))
        if share > 1:
            self._refuse(Refused(Refusal.OVER_HUNDRED, mark.written), "chance")
        elif share == 0:
            self._refuse(Refused(Refusal.ZERO, mark.written), "chance")
        else:
            self._chance = share

    def _refuse(self, problem: Refused, part: str) -> None:
        if self._problem is None:
            self._problem, self._problem_of = problem, part

    def made(self, *, worth_named: bool) -> ClaimText:
        """The readings; two different amounts are none, and goods whose worth is spoken of do come back."""
        if self._returned is None and worth_named:
            self._returned = True
        amounts = list(dict.fromkeys(self._amounts))
        if len(amounts) > 1:
            self._refuse(Refused(Refusal.NOT_A_NUMBER, " / ".join(format(each, "f") for each in amounts)), "several")
        return ClaimText(
            amount=amounts[0] if len(amounts) == 1 else None,
            returned=self._returned,
            goods=self._goods,
            chance=self._chance,
            problem=self._problem,
            problem_of=self._problem_of,
        )


@dataclass(frozen=True, slots=True)
class _Patterns:
    goods: re.Pattern[str]
    chance: re.Pattern[str]
    kept: re.Pattern[str]
    returned: re.Pattern[str]
    even: re.Pattern[str]
    worth: re.Pattern[str]
    known: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = vocabulary("clawback")
    return _Patterns(
        goods=re.compile(any_of(words["goods_worth"])),
        chance=re.compile(any_of(words["chance"])),
        kept=re.compile(any_of(words["kept"])),
        returned=re.compile(any_of(words["returned"])),
        even=re.compile(any_of(words["even"])),
        worth=re.compile(any_of(words["worth_named"])),
        known=re.compile(any_of(word for listed in words.values() for word in listed)),
    )
