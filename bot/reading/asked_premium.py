"""Whether a sentence wants the premium of an order worked out, or only mentions figures of one.

`bot.reading.order_text` says what the figures are; here it is decided whether they are meant to be reckoned with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from bot.reading.asked import asks_how_much, asks_to_explain, holds_any, may_ask, pattern, plain, says
from bot.reading.money_words import Mark, prepared
from bot.reading.number_patterns import Relation, Role
from bot.reading.order_day import take_order_day
from bot.reading.order_text import (
    is_amount,
    is_rate,
    left_over,
    names_premium,
    numbers_of,
    read_request,
    says_fulfilment,
)
from bot.reading.rates import RateReader
from bot.reading.spoken_rates import in_digits
from bot.reading.words import any_of, vocabulary

BANDLESS = RateReader((), Decimal(0), Decimal(0))
"""Finds rates without a book; what they come to is not asked here."""
_SUM = re.compile(r"\d\s*[*+/=×÷^x]\s*\d")
_HUNDRED = Decimal(100)
_SPELLED_LEFT = 1
"""Chinese characters: the end of a word for an order."""


def asks_quote(text: str, today: date) -> bool:
    """Whether a text names an order's amount and asks for its premium; ``today`` is the seller's calendar day.

    A rate without an amount, a bound, and a figure of the rules that is asked about are no order to be quoted.
    """
    if not may_ask(text):
        return False
    folded = plain(text)
    if not _may_name_order(folded) or _is_elsewhere(folded):
        return False
    folded = take_order_day(folded, today).rest
    if read_request(folded, BANDLESS) is None:
        return False
    found = numbers_of(folded)
    if all(mark.bare for mark in found):
        return _are_order(found, folded)
    rates = [mark for mark in found if is_rate(mark)]
    amounts = [mark for mark in found if is_amount(mark)] or [mark for mark in found if mark.bare]
    rates += [mark for mark in found if mark not in amounts and mark not in rates]
    if all(mark.bare and _is_likely_rate(mark) for mark in amounts) and not names_premium(folded, surely=True):
        return False
    if _all_bounded(amounts):
        return False
    how_much = asks_how_much(folded)
    if not how_much and (says("verifies", folded) or not any(map(_is_worth_quoting, amounts))):
        return False
    if any(_is_plausible_rate(mark, folded) for mark in rates):
        return how_much or _says_little_else(folded)
    return _names_only_an_order(folded, amounts) or (
        how_much and names_premium(folded, surely=False) and any(map(_is_worth_quoting, amounts))
    )


def names_quote(text: str) -> bool:
    """Whether the premium or the fulfilment rate is called by its name."""
    folded = plain(text)
    return names_premium(folded, surely=True) or says_fulfilment(folded)


def _may_name_order(folded: str) -> bool:
    """Whether anything in the text can be an amount: what most texts with a figure in them do not hold is looked for
    before everything else."""
    return holds_any(folded, _amount_words()) or not _words_around(folded)


def _is_elsewhere(folded: str) -> bool:
    return says("other_money", folded) or asks_to_explain(folded) or says("aggregate", folded)


def _are_order(bare: Sequence[Mark], folded: str) -> bool:
    """``200 97``: two numbers and nothing else, one of which can be a rate; or one that a word calls a premium's."""
    premium = names_premium(folded, surely=True)
    if len(bare) == 1 or _SUM.search(folded) is not None:
        return premium and not any(map(_is_likely_rate, bare[:1]))
    asks = vocabulary("eligible")["question_ends"]
    likely = any(_is_likely_rate(mark) or _is_small(mark) for mark in bare)
    return likely and (premium or not (_words_around(folded) or folded.strip().endswith(tuple(asks))))


def _words_around(folded: str) -> str:
    """What stands around bare numbers beside signs and spaces."""
    return re.sub(r"[\W_\d]+", "", folded)


def _names_only_an_order(folded: str, amounts: Sequence[Mark]) -> bool:
    """``200 yuan order``, ``premium for 200 yuan``: nothing but an amount and words that go with one."""
    if _letters_left(folded) != (0, 0) or not all(map(_is_worth_quoting, amounts)):
        return False
    named = names_premium(folded, surely=False) or any(mark.role is Role.AMOUNT for mark in amounts)
    return named or (len(_currencies().findall(folded)) <= len(amounts) and not asks_how_much(folded))


def _says_little_else(folded: str) -> bool:
    """Whether few other words stand beside an amount and a rate; hardly any where the rate is spelled out."""
    in_figures = in_digits(folded)
    if in_figures != folded:
        han, latin = _letters_left(_percent_before().sub(" ", prepared(in_figures)))
        return han <= _SPELLED_LEFT and not latin
    han, latin = _letters_left(folded)
    few = vocabulary("asking")["few_letters"]
    return han <= int(few["han"]) and latin <= int(few["latin"])


def _letters_left(folded: str) -> tuple[int, int]:
    """How many Chinese characters and Latin letters there are that have nothing to do with an order."""
    rest = left_over(pattern("goods").sub(" ", pattern("how_much").sub(" ", folded)))
    return sum(not char.isascii() for char in rest), sum(char.isascii() for char in rest)


def _all_bounded(amounts: Sequence[Mark]) -> bool:
    """``orders under 100 yuan``: no order, but a rule about many."""
    return bool(amounts) and all(mark.relation not in (None, Relation.RANGE) for mark in amounts)


def _is_worth_quoting(mark: Mark) -> bool:
    """Whether it can be an order's amount; below one unit of a currency it is a premium itself.

    What was mistyped is asked again, so that it counts.
    """
    return not isinstance(mark.value, Decimal) or mark.value >= int(vocabulary("asking")["least_order"])


def _is_plausible_rate(mark: Mark, folded: str) -> bool:
    """A discount, a margin and a tax are rates too, and none of these."""
    if mark.role in (Role.FULFILMENT, Role.PREMIUM_RATE) or _is_likely_rate(mark) or _is_small(mark):
        return True
    named = says_fulfilment(folded) or names_premium(folded, surely=True)
    return named and is_rate(mark)


def _is_likely_rate(mark: Mark) -> bool:
    """Whether a number can be a fulfilment rate, in percent or as a fraction."""
    share = _share(mark)
    least = Decimal(int(vocabulary("asking")["likely_rate_from"])) / _HUNDRED
    return share is not None and least <= share < 1


def _is_small(mark: Mark) -> bool:
    """Whether a number can be a premium rate in percent, or a fulfilment rate of a hundred."""
    share = _share(mark)
    return share == 1 or (share is not None and 0 < share <= Decimal(str(vocabulary("quote")["fulfilment_above"])))


def _share(mark: Mark) -> Decimal | None:
    if not isinstance(mark.value, Decimal):
        return None
    if mark.scale is not None:
        return mark.value / mark.scale
    return mark.value if Decimal("0.5") < mark.value < 1 else mark.value / _HUNDRED


@cache
def _amount_words() -> tuple[str, ...]:
    words = vocabulary("quote")
    named = [*words["roles"]["amount"], *words["asks_surely"]]
    return tuple(str(word) for word in [*named, *(word for names in words["currencies"].values() for word in names)])


@cache
def _currencies() -> re.Pattern[str]:
    return re.compile(any_of(word for names in vocabulary("quote")["currencies"].values() for word in names))


@cache
def _percent_before() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("quote")["percent_before"]))
