"""A golden case and its two results in one line of plain words, for ``peifu book check``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from bot.faq.figures import format_percent
from bot.render import money
from rules.differences import GoldenChange
from rules.golden import Given, Group, Result
from rules.verdict import Outcome

_CASES = {
    Group.PREMIUM: "an order of {paid} at {fulfilment} fulfilment",
    Group.RATE: "the rate at {fulfilment} fulfilment",
    Group.ENTRY: "a shop with {feedback} positive feedback and {disputes} disputes",
    Group.LOGISTICS: "a parcel {overdue} late and {idle} silent",
    Group.REFUSAL: "a return {after} after signing",
    Group.FIRST_LEG: "a first-leg update {after} after pickup",
    Group.CLAWBACK: "taken back of a payout of {payout}",
}
_MONEY = ("paid", "payout", "premium", "low", "high")
_OUTCOMES = {
    Group.ENTRY: {Outcome.YES: "let in", Outcome.NO: "turned away"},
    Group.FIRST_LEG: {Outcome.YES: "in time", Outcome.NO: "late"},
}
_COVERED = {Outcome.YES: "covered", Outcome.NO: "not covered"}


def golden_line(change: GoldenChange) -> str:
    """Such as "an order of ¥50.00 at 0.2%: ¥0.30 -> ¥0.50"; an order whose rate changes too is named by fulfilment."""
    case = change.case
    given = {name: _written(name, value) for name, value in case.given.items()}
    results = [result for result in (change.before, change.after) if result is not None]
    what = _CASES[case.group].format(**given)
    rates = {result["rate"] for result in results} if case.group is Group.PREMIUM else set()
    if len(rates) == 1:
        what = f"an order of {given['paid']} at {_written('rate', rates.pop())}"
    if _premium(change.before) is not None and _premium(change.before) == _premium(change.after):
        return f"{what}: {_amount(_premium(change.after))} as before; under other readings {_readings(change)}"
    before, after = (_result(case.group, result, tell_rate=len(rates) > 1) for result in (change.before, change.after))
    return f"{what}: {before} -> {after}"


def _result(group: Group, result: Mapping[str, Result] | None, *, tell_rate: bool) -> str:
    if result is None:
        return "the book does not say"
    if "outcome" in result:
        outcome = Outcome(str(result["outcome"]))
        return _OUTCOMES.get(group, _COVERED).get(outcome, "open")
    if group is Group.RATE:
        return _written("rate", result["rate"])
    if group is Group.CLAWBACK:
        return f"{_written('low', result['low'])} to {_written('high', result['high'])}"
    premium = _written("premium", result["premium"])
    return f"{premium} (at {_written('rate', result['rate'])})" if tell_rate else premium


def _premium(result: Mapping[str, Result] | None) -> Result | None:
    return None if result is None else result.get("premium")


def _readings(change: GoldenChange) -> str:
    """The options of the minimum's reading under which the premium changes."""
    before, after = change.before or {}, change.after or {}
    options = [name for name in after if name not in ("rate", "premium") and before.get(name) != after[name]]
    return ", ".join(f"{name} {_amount(before.get(name))} -> {_amount(after[name])}" for name in options)


def _amount(value: Result | None) -> str:
    return money(value) if isinstance(value, Decimal) else "-"


def _written(name: str, value: Given | Result) -> str:
    if isinstance(value, timedelta):
        minutes = value // timedelta(minutes=1)
        return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")
    if not isinstance(value, Decimal):
        return str(value)
    return money(value) if name in _MONEY else format_percent(value)
