"""The golden figures: a few cases with results worked out by hand, and what a book makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache

from rules import coverage
from rules.book import DatedBook, NotInForce, packaged_file
from rules.clawback import interval
from rules.eligibility import check
from rules.facts import SellerFacts
from rules.order_facts import OrderFacts, Peril, ReturnReason
from rules.premium import quote
from rules.shipping import Channel, GoodsClass, Line
from rules.thresholds import meets
from rules.verdict import Outcome
from rules.yaml_nodes import Node

FILE = "golden.yaml"
Given = Decimal | timedelta
Result = Decimal | Outcome


class Group(StrEnum):
    """What a case is about; also its heading in the file."""

    PREMIUM = "premium"
    RATE = "rate"
    ENTRY = "entry"
    LOGISTICS = "logistics"
    REFUSAL = "refusal"
    FIRST_LEG = "first_leg"
    CLAWBACK = "clawback"


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """Yuan and fractions are Decimal, spans timedelta. `expected` is what the packaged book must make of `given`.

    Results of a premium are its `rate`, the `premium` under the reading in use and one for each option of X07; of a
    rate the `rate`; of a clawback `low` and `high`; of the others an `outcome`.
    """

    group: Group
    given: Mapping[str, Given]
    expected: Mapping[str, Result]
    why: str = ""

    def __str__(self) -> str:
        return f"{self.group} " + " ".join(f"{name}={value}" for name, value in self.given.items())


@cache
def golden_cases() -> tuple[GoldenCase, ...]:
    """Every case of the shipped file, in its order. Raises BookError for a file that is malformed."""
    groups = packaged_file(FILE).table([group.value for group in Group])
    return tuple(_read(group, node) for group in Group for node in groups[group].items())


def evaluate(book: DatedBook, case: GoldenCase) -> Mapping[str, Result] | None:
    """What this day's book makes of a case, through the functions that answer sellers; None where a figure it needs
    has no value on the day."""
    try:
        return _EVALUATED[case.group](book, case.given)
    except NotInForce:
        return None


def _premium(book: DatedBook, given: Mapping[str, Given]) -> dict[str, Result]:
    made = quote(book, _number(given, "paid"), fulfilment=_number(given, "fulfilment"))
    by_option = dict.fromkeys(book.reading("X07").options, made.premium)
    by_option |= {other.option: other.premium for other in made.alternatives}
    return {"rate": made.rate, "premium": made.premium, **by_option}


def _rate(book: DatedBook, given: Mapping[str, Given]) -> dict[str, Result]:
    return {"rate": quote(book, Decimal(1), fulfilment=_number(given, "fulfilment")).rate}


def _entry(book: DatedBook, given: Mapping[str, Given]) -> dict[str, Result]:
    shop = SellerFacts(
        positive_feedback_rate=_number(given, "feedback"),
        dispute_rate=_number(given, "disputes"),
        serious_violation=False,
    )
    return {"outcome": check(book, shop).finding("E07").outcome}


def _logistics(book: DatedBook, given: Mapping[str, Given]) -> dict[str, Result]:
    late = replace(_BOOKED, delivered=False, lost=False, overdue=_span(given, "overdue"), idle=_span(given, "idle"))
    return {"outcome": coverage.check(book, late, Peril.LOGISTICS).verdict.outcome}


def _refusal(book: DatedBook, given: Mapping[str, Given]) -> dict[str, Result]:
    returned = replace(
        _BOOKED,
        signed=True,
        return_after=_span(given, "after"),
        return_reason=ReturnReason.UNWANTED,
        undamaged=True,
        packaging_complete=True,
    )
    return {"outcome": coverage.check(book, returned, Peril.REFUSAL).verdict.outcome}


def _first_leg(book: DatedBook, given: Mapping[str, Given]) -> dict[str, Result]:
    return {"outcome": Outcome.of(meets(book, "diagnosis.first_leg_hours", _span(given, "after")))}


def _clawback(book: DatedBook, given: Mapping[str, Given]) -> dict[str, Result]:
    found = interval(book, _number(given, "payout"))
    return {"low": found.low, "high": found.high}


_BOOKED = OrderFacts(
    channel=Channel.WORRY_FREE,
    line=Line.STANDARD,
    goods=GoodsClass.GENERAL,
    cainiao_waybill=True,
    handed_in=True,
    tracked_end_to_end=True,
    picked_up=True,
)

_EVALUATED: dict[Group, Callable[[DatedBook, Mapping[str, Given]], dict[str, Result]]] = {
    Group.PREMIUM: _premium,
    Group.RATE: _rate,
    Group.ENTRY: _entry,
    Group.LOGISTICS: _logistics,
    Group.REFUSAL: _refusal,
    Group.FIRST_LEG: _first_leg,
    Group.CLAWBACK: _clawback,
}

_GIVEN = {
    Group.PREMIUM: ("paid", "fulfilment"),
    Group.RATE: ("fulfilment",),
    Group.ENTRY: ("feedback", "disputes"),
    Group.LOGISTICS: ("overdue", "idle"),
    Group.REFUSAL: ("after",),
    Group.FIRST_LEG: ("after",),
    Group.CLAWBACK: ("payout",),
}
_EXPECTED = {
    Group.PREMIUM: ("rate", "all", "base", "none"),
    Group.RATE: ("rate",),
    Group.CLAWBACK: ("low", "high"),
}
_SPAN = re.compile(r"([0-9]{1,4}) h ([0-5][0-9]) m")


def _read(group: Group, node: Node) -> GoldenCase:
    given, expected = _GIVEN[group], _EXPECTED.get(group, ("outcome",))
    fields = node.table((*given, *expected), ("why",))
    return GoldenCase(
        group=group,
        given={name: _read_given(fields[name]) for name in given},
        expected={name: _read_result(name, fields[name]) for name in expected},
        why=fields["why"].text() if "why" in fields else "",
    )


def _read_given(node: Node) -> Given:
    found = _SPAN.fullmatch(node.text())
    return node.number() if found is None else timedelta(hours=int(found[1]), minutes=int(found[2]))


def _read_result(name: str, node: Node) -> Result:
    return Outcome(node.choice(tuple(Outcome), "outcome")) if name == "outcome" else node.number()


def _number(given: Mapping[str, Given], name: str) -> Decimal:
    value = given[name]
    if not isinstance(value, Decimal):
        raise TypeError(f"{name} is a number, not {value!r}")
    return value


def _span(given: Mapping[str, Given], name: str) -> timedelta:
    value = given[name]
    if not isinstance(value, timedelta):
        raise TypeError(f"{name} is a span, not {value!r}")
    return value
