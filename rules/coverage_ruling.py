"""The platform's ruling (平台判责): a listed cause, and funds that fall short of what was ruled (C11-C13, X02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.applied import Part, Sheet
from rules.money import EXACT
from rules.order_facts import OrderFacts, RulingCause
from rules.prospects import HOLDS, OPEN, Prospect, awaiting, settled
from rules.verdict import Operand, Outcome

_CAUSES, _ACCOUNTS, _ADVANCE = "coverage.ruling_causes", "coverage.ruling_accounts", "coverage.ruling_advance"
_MONEY = "currency-CNY"
_WITHOUT_TRACKING = (RulingCause.NO_VALID_TRACKING_NUMBER, RulingCause.FALSE_SHIPMENT)
"""Causes that cannot come about without what C01 and C02 leave out (X02)."""


@dataclass(frozen=True, slots=True)
class Advance:
    """What the insurer may advance of a ruling (垫付, C13), in yuan: from the shortfall to the whole ruling.

    `low` equals `high` under a reading of C13 that names one of the two; only where each account by itself falls short
    (X06) does the shortfall stay a range, from the smaller one to the greater one.
    """

    low: Decimal
    high: Decimal


class Clash:
    """X02: one text leaves out orders without a valid number, another covers the ruling they lead to.

    What the first would leave out stays open where the second applies, and until the cause of the ruling is known.
    """

    def __init__(self, sheet: Sheet, facts: OrderFacts) -> None:
        self._sheet, self._cause = sheet, facts.ruling_cause
        self._clashing = tuple(cause for cause in sheet.book.names(_CAUSES) if cause in _WITHOUT_TRACKING)
        self._step: Part | None = None
        self._left_out = False

    @property
    def causal(self) -> bool:
        """Whether the ruling has a cause that both texts speak of."""
        return self._cause in self._clashing

    @property
    def found(self) -> bool:
        """Whether one text leaves this order out and the other covers its ruling."""
        return self._left_out and self.causal

    def spare(self, key: str, part: Part) -> Part:
        """A condition of the parameter `key` that leaves orders out, open where both texts apply."""
        if part.prospect.outcome is Outcome.YES or (self._cause is not None and not self.causal):
            return part
        if part.prospect.outcome is Outcome.NO:
            self._left_out = True
            if self.causal:
                self._sheet.rely("X02")
        self._step = self._step or self._compared()
        joined = self._sheet.join(key, "left_out_unless_ruled", "any", (part, self._step))
        if not self._left_out or part.prospect.outcome is Outcome.NO:
            return joined
        # Left out by another condition already: with any other cause it is a NO, with one of these it cannot be.
        outcome, _, lifts = joined.prospect
        return Part(joined.operand, Prospect(outcome, self._step.prospect.sinks, lifts))

    def _compared(self) -> Part:
        unknown_cause = Prospect(Outcome.UNKNOWN, sinks=frozenset({"ruling_cause"}))
        prospect = OPEN if self.causal else unknown_cause
        operands = (Operand("ruling_cause", None, "text"), Operand("clashing_causes", self._clashing, "list"))
        return self._sheet.compare(_CAUSES, "clash", "in", operands, prospect)


def apply(sheet: Sheet, facts: OrderFacts, clash: Clash, left_out: Sequence[Part]) -> None:
    """C11 and C12. `left_out` are the conditions of other rules that X02 keeps open, and C11 with them."""
    sheet.find(_CAUSES, _cause(sheet, facts, clash, left_out), facts.ruling_cause)
    groups = _accounts(sheet)
    # An account that holds nothing falls short of any ruling that another one falls short of.
    groups = [names for names in groups if _funds(facts, names) == 0][:1] or groups
    parts = [_below(sheet, facts, names) for names in groups]
    part = sheet.join(_ACCOUNTS, "any_account", "any", parts) if len(parts) > 1 else parts[0]
    if facts.ruling is not None:
        sheet.rely("X06")
    sheet.find(_ACCOUNTS, part, _funds(facts, groups[0]) if len(groups) == 1 else None)


def advance(sheet: Sheet, facts: OrderFacts) -> Advance | None:
    """C13 of an order that is not excluded and whose funds are known to fall short; None otherwise."""
    groups = [(names, _funds(facts, names)) for names in _accounts(sheet)]
    if facts.ruling is None or sheet.outcome is Outcome.NO:
        return None
    ruling = Operand("ruling", facts.ruling, _MONEY)
    shortfalls = []
    for names, funds in groups:
        if funds is None:
            return None
        if funds < facts.ruling:
            operands = (ruling, Operand(names[0] if len(names) == 1 else "funds", funds, _MONEY))
            short = EXACT.subtract(facts.ruling, funds)
            shortfalls.append(sheet.figure(_ADVANCE, "shortfall", "subtract", operands, short))
    if not shortfalls:
        return None
    option = sheet.book.text(_ADVANCE)
    least = [ruling] if option == "whole" else shortfalls
    most = shortfalls if option == "shortfall" else [ruling]
    low, high = min(map(_yuan, least)), max(map(_yuan, most))
    sheet.figure(_ADVANCE, "advance_low", "at_most", least, low)
    sheet.figure(_ADVANCE, "advance_high", "at_least", most, high)
    return Advance(low, high)


def _cause(sheet: Sheet, facts: OrderFacts, clash: Clash, left_out: Sequence[Part]) -> Part:
    """C11: the list ends in "and the like", so that a cause beside it is neither in nor out."""
    cause, names = facts.ruling_cause, sheet.book.names(_CAUSES)
    listed = cause is not None and cause in names
    if cause is None:
        prospect = Prospect(Outcome.UNKNOWN, lifts=frozenset({"ruling_cause"}))
    else:
        prospect = HOLDS if listed else OPEN
    operands = (Operand("ruling_cause", cause if listed else None, "text"), Operand(_CAUSES, names, "list"))
    part = sheet.compare(_CAUSES, _CAUSES, "in", operands, prospect)
    return sheet.join(_CAUSES, "no_clash", "all", (part, *left_out)) if clash.causal else part


def _accounts(sheet: Sheet) -> list[tuple[str, ...]]:
    """X06: the accounts that are added up before they are held against the ruling; one such group is enough."""
    accounts = sheet.book.names(_ACCOUNTS)
    groups: dict[str, list[tuple[str, ...]]] = {
        "combined": [accounts],
        "balance_only": [("balance",)],
        "either": [(name,) for name in accounts],
    }
    return groups[sheet.book.text("coverage.ruling_shortfall")]


def _below(sheet: Sheet, facts: OrderFacts, names: tuple[str, ...]) -> Part:
    """C12: the accounts together hold less than the ruling. What is known of them may already be enough for a no."""
    known = [Operand(name, getattr(facts, name), _MONEY) for name in names if getattr(facts, name) is not None]
    unknown = [name for name in names if getattr(facts, name) is None]
    at_least = _sum(known)
    if facts.ruling is None:
        prospect = awaiting("ruling", *unknown)
    elif unknown and at_least < facts.ruling:
        prospect = awaiting(*unknown)
    else:
        prospect = settled(at_least < facts.ruling)
    if prospect.outcome is Outcome.UNKNOWN and unknown:
        funds = Operand("funds" if len(names) > 1 else names[0], None, _MONEY)
    elif len(known) > 1:
        funds = sheet.figure(_ACCOUNTS, "funds", "sum", known, at_least)
    else:
        funds = known[0] if known else Operand("funds", at_least, _MONEY)
    return sheet.compare(_ACCOUNTS, "below_ruling", "lt", (funds, Operand("ruling", facts.ruling, _MONEY)), prospect)


def _funds(facts: OrderFacts, names: tuple[str, ...]) -> Decimal | None:
    """What the accounts hold together; None while one is not known."""
    amounts = [getattr(facts, name) for name in names]
    return None if None in amounts else sum(amounts, Decimal(0))


def _sum(operands: Sequence[Operand]) -> Decimal:
    return sum(map(_yuan, operands), Decimal(0))


def _yuan(operand: Operand) -> Decimal:
    if not isinstance(operand.value, Decimal):
        raise TypeError(f"{operand.name} is {operand.value!r}")
    return operand.value
