"""How far a decision is settled: three-valued logic that remembers which inputs can still change the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rules import verdict
from rules.verdict import Outcome


class Prospect(NamedTuple):
    """An outcome and, while it is UNKNOWN, the inputs that can still sink it to NO and those that can lift it to YES.

    Neither can any longer come true where it names no input; where both name none, the source leaves it open.
    """

    outcome: Outcome
    sinks: frozenset[str] = frozenset()
    lifts: frozenset[str] = frozenset()

    @property
    def missing(self) -> frozenset[str]:
        """The inputs that can still change the outcome, each alone or together with others of them."""
        return self.sinks | self.lifts

    def opposite(self) -> Prospect:
        """Of the negation: what sank it lifts it."""
        return Prospect(self.outcome.not_(), self.lifts, self.sinks)


HOLDS, FAILS, OPEN = Prospect(Outcome.YES), Prospect(Outcome.NO), Prospect(Outcome.UNKNOWN)


def settled(holds: bool) -> Prospect:
    """A decision that no input changes any more."""
    return HOLDS if holds else FAILS


def awaiting(*names: str) -> Prospect:
    """UNKNOWN until these inputs are known, which may come out either way."""
    return Prospect(Outcome.UNKNOWN, frozenset(names), frozenset(names))


def all_of(parts: Sequence[Prospect]) -> Prospect:
    """The conjunction, of parts that do not wait for the same inputs: it can hold only where every part can."""
    outcome = verdict.all_of(part.outcome for part in parts)
    if outcome is not Outcome.UNKNOWN:
        return Prospect(outcome)
    waiting = [part for part in parts if part.outcome is Outcome.UNKNOWN]
    can_hold = all(part.lifts for part in waiting)
    return Prospect(
        outcome,
        _union(part.sinks for part in waiting),
        _union(part.lifts for part in waiting) if can_hold else frozenset(),
    )


def any_of(parts: Sequence[Prospect]) -> Prospect:
    """The disjunction, likewise: it can fail only where every part can."""
    return all_of([part.opposite() for part in parts]).opposite()


def _union(names: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*names)
