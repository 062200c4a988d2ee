"""Which unknown facts can still change an outcome, found by trying every value of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, TypeVar

from rules.lines import UNNAMED
from rules.shipping import GoodsClass
from rules.verdict import Outcome

Facts = TypeVar("Facts")


def deciding(facts: Facts, domain: Mapping[str, Sequence[Any]], outcome: Callable[[Facts], Outcome]) -> set[str]:
    """The unknown names of `domain` that change the outcome for some values of the others."""
    unknown = [name for name in domain if getattr(facts, name) is None and not _not_asked(facts, name)]
    decided: list[dict[tuple[Any, ...], set[Outcome]]] = [defaultdict(set) for _ in unknown]
    for values in product(*(domain[name] for name in unknown)):
        found = outcome(replace(facts, **dict(zip(unknown, values, strict=True))))  # type: ignore[type-var]
        for at, outcomes in enumerate(decided):
            outcomes[values[:at] + values[at + 1 :]].add(found)
    return {
        name for name, by_rest in zip(unknown, decided, strict=True) if any(len(one) > 1 for one in by_rest.values())
    }


def learnable(facts: Any, name: str, value: Any) -> bool:
    """Whether an unknown fact may turn out so: a line that is known for no special goods does not."""
    return not (name == "goods" and value is GoodsClass.SPECIAL and facts.line in UNNAMED)


def _not_asked(facts: Any, name: str) -> bool:
    return name == "goods" and facts.line in UNNAMED
