"""How a parameter's text becomes a value, unit by unit. A figure that its unit cannot have is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from rules.entries import Value
from rules.yaml_nodes import Node

_MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")  # the calendar begins with year 1
_QUARTER = re.compile(r"[0-9]{4} Q[1-4]")
_FEN = Decimal("0.01")
_LONGEST = 10_000
"""Hours or days; a longer span is a slip of the finger, and far longer ones leave the calendar."""


def fraction(node: Node) -> Decimal:
    """A share or rate from 0 to 1: 97 % is written 0.97."""
    value = node.number()
    if not 0 <= value <= 1:
        raise node.error(f"'{value}' is not a fraction from 0 to 1", "write 97 % as 0.97")
    return value


def _yuan(node: Node) -> Decimal:
    value = node.number()
    if value < 0 or value != value.quantize(_FEN):
        raise node.error(f"'{value}' is not a whole number of fen", "write yuan with at most two decimals, like 0.30")
    return value


def _whole(node: Node) -> int:
    value = node.number()
    if value < 0 or value != value.to_integral_value():
        raise node.error(f"'{value}' is not a whole number", "write it like 5")
    return int(value)


def _span(node: Node) -> int:
    value = _whole(node)
    if value > _LONGEST:
        raise node.error(f"{value} is absurdly long", f"keep it to {_LONGEST}")
    return value


def _working_days(node: Node) -> Decimal:
    value = node.number()
    if value < 0:
        raise node.error(f"'{value}' is below zero", "write it like 2.3")
    return value


def _flag(node: Node) -> bool:
    return node.choice(("true", "false"), "truth value") == "true"


READERS: dict[str, Callable[[Node], Value]] = {
    "/1": fraction,
    "currency-CNY": _yuan,
    "hour": _span,
    "day": _span,
    "count": _whole,
    "order-count": _whole,
    "year": _whole,
    "working-day": _working_days,
    "month": lambda node: node.matching(_MONTH, "a month", "2023-10"),
    "quarter": lambda node: node.matching(_QUARTER, "a quarter", "2022 Q3"),
    "text": Node.short,
    "option": Node.text,
    "list": Node.names,
    "bool": _flag,
}
"""Readers of every unit but "bands", whose steps may point at other parameters."""

NUMERIC = frozenset({"/1", "currency-CNY", "hour", "day", "count", "order-count", "year", "working-day"})
"""Units whose value is a number and may therefore be a threshold."""
