"""Several verdicts joined into one: every rule once, the steps it rests on, and a last step over all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rules.verdict import Finding, Operand, Outcome, Step, Trace, Verdict, all_of


class Conjunction:
    """Takes verdicts one after the other; a rule that an earlier one has told is not told again."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._steps: list[Step] = []
        self._counting: dict[str, Operand] = {}

    def add(self, verdict: Verdict, rules: Collection[str] | None = None) -> None:
        """The rules of a verdict, or only some of them, with their findings and the steps they rest on."""
        all_rules = {finding.rule for finding in verdict.findings}
        new = (all_rules if rules is None else all_rules & set(rules)) - {finding.rule for finding in self.findings}
        self.findings += [finding for finding in verdict.findings if finding.rule in new]
        *steps, last = verdict.trace.steps
        kept = [operand for operand in last.operands if operand.name in new]
        moved: dict[int | None, int | None] = {None: None}
        # What belongs to none of the rules, such as a figure told beside them, belongs to the verdict as a whole.
        own = [
            at for at, step in enumerate(steps) if step.rule in new or (rules is None and step.rule not in all_rules)
        ]
        for at in sorted(_with_what_they_rest_on(steps, own)):
            operands = tuple(operand._replace(step=moved[operand.step]) for operand in steps[at].operands)
            moved[at] = len(self._steps)
            self._steps.append(steps[at]._replace(operands=operands))
        self._counting.update((operand.name, operand._replace(step=moved[operand.step])) for operand in kept)

    def counts(self, rule: str) -> bool:
        """Whether a rule joins the outcome; one that is only a part of another does not."""
        return rule in self._counting

    def soften(self, rule: str, remedy: str) -> None:
        """Carries a rule that fails on as UNKNOWN: by its remedy, a judgement of this program, it may still hold."""
        fails = self._counting[rule]
        either = (fails, Operand("remedy", Outcome.UNKNOWN, "outcome"))
        self._steps.append(Step(rule, f"remedy.{remedy}", "any", either, Outcome.UNKNOWN, "outcome", "M0"))
        self._counting[rule] = Operand(rule, Outcome.UNKNOWN, "outcome", len(self._steps) - 1)

    @property
    def outcome(self) -> Outcome:
        """Of all rules that count."""
        return all_of(Outcome(str(operand.value)) for operand in self._counting.values())

    @property
    def trace(self) -> Trace:
        """All steps, and the last one that joins the rules in the order of their ids."""
        operands = tuple(self._counting[rule] for rule in sorted(self._counting))
        return Trace((*self._steps, Step("", "verdict", "all", operands, self.outcome, "outcome", "")))


def _with_what_they_rest_on(steps: list[Step], chosen: Iterable[int]) -> set[int]:
    """These steps, and those that they were worked out from."""
    found: set[int] = set()
    waiting: list[int | None] = [*chosen]
    while waiting:
        at = waiting.pop()
        if at is not None and at not in found:
            found.add(at)
            waiting += [operand.step for operand in steps[at].operands]
    return found
