"""A trace as lines that a seller can follow with a pocket calculator; how they are laid out, the templates say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.handlers.why_words import Words
from rules.verdict import Fact, Finding, Operand, Outcome, ReadingUse, Step, Trace

_RULE_ID = re.compile(r"[A-Z][0-9]{2}")
REQUIRED = "required"
"""An operand that a comparison is held against and that is called nothing else."""
_JOINED = ("all", "any")
_WORST_FIRST = (Outcome.NO.value, Outcome.UNKNOWN.value, Outcome.YES.value)


@dataclass(frozen=True, slots=True)
class OperandLine:
    """One input: its name ("" where the step says it), the value with its unit, and the step it is the result of."""

    name: str
    value: str
    step: int | None
    raw: Fact


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of a conjunction that came out alike: runs of step numbers, and names of those that are no step."""

    outcome: str
    runs: tuple[tuple[int, int], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step, numbered from 1. ``outcome`` is yes, no or unknown of a comparison, "" of a figure.

    ``plain``: the result is what was told, so that showing it once is enough.
    """

    number: int
    label: str
    operation: str
    operands: tuple[OperandLine, ...]
    groups: tuple[Group, ...]
    result: str
    outcome: str
    rule: str
    source: str
    plain: bool


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading an answer relied on: what is open, what was chosen, what the other option would be.

    ``chosen`` and ``other`` are "" for a clash that offers no choice; ``changes``: the other would change the figure.
    """

    id: str
    question: str
    chosen: str
    other: str
    changes: bool


def step_lines(trace: Trace, words: Words, findings: Sequence[Finding] = ()) -> tuple[StepLine, ...]:
    """Every step of a trace, in order; what is not known for a rule that lacks no answer is open in the source."""
    left_open = {each.rule for each in findings if each.outcome is Outcome.UNKNOWN and not each.missing}
    return tuple(
        _step(number, step, words, left_open=step.rule in left_open) for number, step in enumerate(trace.steps, 1)
    )


def decisive(lines: Sequence[StepLine], trace: Trace) -> tuple[tuple[int, int], ...]:
    """The steps that a verdict's last step came out as it did for: runs of their numbers; none for a YES."""
    last = lines[-1]
    if last.operation not in _JOINED or last.outcome == Outcome.YES:
        return ()
    return next((group.runs for group in last.groups if group.outcome == trace.result), ())


def reading_lines(readings: Sequence[ReadingUse], words: Words) -> tuple[ReadingLine, ...]:
    """Every reading once, by id."""
    found = {reading.id: reading for reading in readings}
    return tuple(
        ReadingLine(
            id=reading.id,
            question=words.of("reading", reading.id),
            chosen=words.of("reading", f"{reading.id}.{reading.chosen}") if reading.chosen else "",
            other=words.of("reading", f"{reading.id}.{reading.alternative}") if reading.alternative else "",
            changes=reading.changes,
        )
        for _, reading in sorted(found.items())
    )


def _step(number: int, step: Step, words: Words, *, left_open: bool) -> StepLine:
    in_hours = any(words.in_hours(operand.name) for operand in step.operands)
    verdict = isinstance(step.result, Outcome)
    return StepLine(
        number=number,
        label=words.of("step", step.label),
        operation=step.operation,
        operands=tuple(
            _operand(step, operand, words, in_hours=in_hours, left_open=left_open) for operand in step.operands
        ),
        groups=_groups(step.operands, words) if step.operation in _JOINED else (),
        result=words.value(step.label, step.result, step.unit, in_hours=in_hours),
        outcome=str(step.result) if verdict else "",
        rule=step.rule,
        source=words.of("source", step.source) if step.source else "",
        plain=_plain(step),
    )


def _plain(step: Step) -> bool:
    """A figure that was given, or a yes or no that was asked under the step's own name."""
    first, *others = step.operands
    if step.operation == "given":
        return True
    return step.operation == "is" and first.name == step.label and others[0].value is True


def _operand(step: Step, operand: Operand, words: Words, *, in_hours: bool, left_open: bool) -> OperandLine:
    said = operand.name in (step.label, REQUIRED)
    return OperandLine(
        name="" if said else words.name(operand.name),
        value=words.value(operand.name, operand.value, operand.unit, in_hours=in_hours, left_open=left_open),
        step=None if operand.step is None else operand.step + 1,
        raw=operand.value,
    )


def _groups(operands: Sequence[Operand], words: Words) -> tuple[Group, ...]:
    groups = []
    for outcome in _WORST_FIRST:
        alike = [operand for operand in operands if operand.value == outcome]
        if alike:
            numbers = sorted(operand.step + 1 for operand in alike if operand.step is not None)
            names = tuple(_name(operand.name, words) for operand in alike if operand.step is None)
            groups.append(Group(outcome, _runs(numbers), names))
    return tuple(groups)


def _name(name: str, words: Words) -> str:
    return name if _RULE_ID.fullmatch(name) else words.name(name)


def _runs(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """1, 2, 3, 7 as 1 to 3 and 7 to 7."""
    if not numbers:
        return ()
    breaks = [at for at, (one, next_one) in enumerate(pairwise(numbers), 1) if next_one != one + 1]
    edges = [0, *breaks, len(numbers)]
    return tuple((numbers[first], numbers[last - 1]) for first, last in pairwise(edges))
