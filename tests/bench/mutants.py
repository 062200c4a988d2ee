"""Every comparison of a module, and what cosmic-ray would write in its place.

All of `==`, `!=`, `<`, `<=`, `>`, `>=`, `is` and `is not` are exchanged for one another, as cosmic-ray allows (its own
operators keep `is None` to identity and numbers to the other six); `in` and `not in`, which it leaves alone, become
each other through an operator of the same make. Nothing runs the mutants that no test can tell from the original:

- `==` and `is`, `!=` and `is not` beside a singleton: True, False, a type, a member of an enum;
- the same between two truth values: two comparisons in brackets, `not ...`, `bool(...)`;
- the same beside a constant text or byte: whether two equal ones are one object is the interpreter's business.

Those that exchange `is` for `<=` beside the first member of a StrEnum in the order of the alphabet, or for `>=` beside
the last, and `is not` likewise, are run and may live: only where nothing (None) is compared too can they be told apart.
"""

from __future__ import annotations

import builtins
import copy
import importlib
import re
from collections.abc import Iterator
from enum import Enum, StrEnum
from types import ModuleType
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.operators.comparison_operator_replacement import operators
from cosmic_ray.operators.operator import Example, Operator

from tests.bench.mutation_run import Mutant

_SAME_BESIDE_ONE_OBJECT = ({"==", "is"}, {"!=", "is not"})
_EQUAL, _UNEQUAL = ("==", "is"), ("!=", "is not")
_LIKE_BESIDE_FIRST = {**dict.fromkeys(_EQUAL, "<="), **dict.fromkeys(_UNEQUAL, ">")}
_LIKE_BESIDE_LAST = {**dict.fromkeys(_EQUAL, ">="), **dict.fromkeys(_UNEQUAL, "<")}
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_LITERAL = re.compile(r"""True|False|(["'])[^"']*\1""")


class _Membership(Operator):
    """cosmic-ray has none for `in` and `not in`."""

    def __init__(self, was: str, becomes: str) -> None:
        self.was, self.becomes = was, becomes

    def mutation_positions(self, node: Any) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Where this node has the operator."""
        for at in self._places(node):
            yield node.children[at].start_pos, node.children[at].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """The node with its operator of that index exchanged."""
        node.children[self._places(node)[index]] = get_ast(f" {self.becomes}")
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """One each way."""
        return (Example("x in y", "x not in y", operator_args={"was": "in", "becomes": "not in"}),)

    def _places(self, node: Any) -> list[int]:
        if node.type != "comparison":
            return []
        return [at for at in range(1, len(node.children), 2) if _operator(node.children[at]) == self.was]


OPERATORS = (*(make() for make in operators()), _Membership("in", "not in"), _Membership("not in", "in"))


def mutants(name: str, source: str) -> Iterator[Mutant | None]:
    """Of a module, in the order of its lines; None for one that is the same as the original."""
    module = importlib.import_module(name)
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    for node in ast_nodes(get_ast(source)):
        if node.type != "comparison":
            continue
        start, end = (lines[line - 1] + column for line, column in (node.start_pos, node.end_pos))
        for operator in OPERATORS:
            for index, _ in enumerate(operator.mutation_positions(node)):
                twin = copy.copy(node)
                twin.children = list(node.children)
                changed = operator.mutate(twin, index).get_code(include_prefix=False)
                if _is_the_same(node, twin, module):
                    yield None
                    continue
                yield Mutant(
                    name, _function(node), node.start_pos[0], _one_line(source[start:end]), _one_line(changed),
                    start, end, changed, _is_beside_an_edge(node, twin, module),
                )  # fmt: skip


def _is_beside_an_edge(node: Any, twin: Any, module: ModuleType) -> bool:
    """Whether the right side is the first or the last of its StrEnum, and the change no other while nothing is None."""
    at = _changed(node, twin)
    member = _value(node.children[at + 1], module)
    if not isinstance(member, StrEnum):
        return False
    was, becomes = _operator(node.children[at]), _operator(twin.children[at])
    first, *_, last = sorted(type(member))
    like_first = member is first and _LIKE_BESIDE_FIRST.get(was) == becomes
    return like_first or (member is last and _LIKE_BESIDE_LAST.get(was) == becomes)


def _changed(node: Any, twin: Any) -> int:
    """The place of the operator that was exchanged."""
    return next(at for at, child in enumerate(node.children) if child is not twin.children[at])


def _is_the_same(node: Any, twin: Any, module: ModuleType) -> bool:
    at = _changed(node, twin)
    if {_operator(node.children[at]), _operator(twin.children[at])} not in _SAME_BESIDE_ONE_OBJECT:
        return False
    sides = node.children[at - 1], node.children[at + 1]
    return all(map(_is_truth_value, sides)) or any(_is_one_object(side, module) for side in sides)


def _is_truth_value(operand: Any) -> bool:
    if operand.type == "atom" and operand.children[0] == "(":
        return operand.children[1].type in ("comparison", "not_test")
    return bool(operand.get_code(include_prefix=False).startswith("bool("))


def _is_one_object(operand: Any, module: ModuleType) -> bool:
    code = operand.get_code(include_prefix=False)
    if not _NAME.fullmatch(code) or code in ("True", "False"):
        return bool(_LITERAL.fullmatch(code))
    return isinstance(_value(operand, module), str | bytes | Enum | type)


def _value(operand: Any, module: ModuleType) -> Any:
    """What a dotted name of a module stands for; None for any other code."""
    first, *rest = operand.get_code(include_prefix=False).split(".")
    value = getattr(module, first, None) or getattr(builtins, first, None)
    for part in rest:
        value = getattr(value, part, None)
    return value


def _operator(node: Any) -> str:
    return _one_line(node.get_code())


def _one_line(code: str) -> str:
    return " ".join(code.split())


def _function(node: Any) -> str:
    """The outermost function around a node, with its classes; "" for a module's or a class's own code."""
    around = []
    while node := node.parent:
        if node.type in ("funcdef", "classdef"):
            around.append(node)
    around.reverse()
    last = next((at for at, one in enumerate(around) if one.type == "funcdef"), None)
    return "" if last is None else ".".join(one.name.value for one in around[: last + 1])
