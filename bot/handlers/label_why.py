"""Why a phone passes or not, from nothing but what was found wrong with it: D03 and D04 step by step."""

from __future__ import annotations

from collections.abc import Iterable

from rules.book import DatedBook
from rules.phone import PhoneProblem
from rules.verdict import Operand, Outcome, ReadingUse, Step, Trace, all_of

FORM_KEY, CODE_KEY = "diagnosis.phone", "diagnosis.country_code_required"
_OF_THE_CODE = (
    PhoneProblem.MISSING_PREFIX,
    PhoneProblem.NO_PLUS,
    PhoneProblem.DIALLING_PREFIX,
    PhoneProblem.WRONG_COUNTRY,
)
_GIVEN = "given"


def trace_of(book: DatedBook, problems: Iterable[PhoneProblem], special: int) -> Trace:
    """What a phone must not have, one step each; what is about its form joined as D03, about its code as D04."""
    found = frozenset(problems)
    form, code = book.parameter(FORM_KEY), book.parameter(CODE_KEY)
    steps: list[Step] = []
    parts: dict[PhoneProblem, Operand] = {}
    for problem in PhoneProblem:
        if problem in _OF_THE_CODE and not book.flag(CODE_KEY):
            continue
        rule = (code if problem in _OF_THE_CODE else form).rule
        label = f"phone.{problem.value}"
        outcome = Outcome.of(problem not in found)
        if problem is PhoneProblem.SPECIAL_CHARACTERS:
            operands = (Operand("phone.special", special, "count"), Operand("required", 0, "count"))
            step = Step(rule, label, "le", operands, Outcome.of(special <= 0), "outcome", form.source.id)
        else:
            operands = (Operand(label, problem not in found, "bool"), Operand("required", True, "bool"))
            step = Step(rule, label, "is", operands, outcome, "outcome", form.source.id)
        parts[problem] = Operand(label, step.result, "outcome", len(steps))
        steps.append(step)

    def joined(rule: str, label: str, operands: tuple[Operand, ...], source: str) -> Operand:
        outcome = all_of(Outcome(str(operand.value)) for operand in operands)
        steps.append(Step(rule, label, "all", operands, outcome, "outcome", source))
        return Operand(label, outcome, "outcome", len(steps) - 1)

    about_form = tuple(part for problem, part in parts.items() if problem not in _OF_THE_CODE)
    about_code = tuple(part for problem, part in parts.items() if problem in _OF_THE_CODE)
    rules = [joined(form.rule, FORM_KEY, about_form, form.source.id)]
    if about_code:
        rules.append(joined(code.rule, CODE_KEY, (*about_code, parts[PhoneProblem.NOT_A_NUMBER]), code.source.id))
    joined("", "verdict", tuple(rules), "")
    return Trace(tuple(steps))


def readings_of(book: DatedBook) -> tuple[ReadingUse, ...]:
    """X10: no special characters, yet a plus and the country code."""
    return (ReadingUse(book.reading("X10").id, "", None, False),)
