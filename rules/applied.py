"""One decision as it is worked out: every rule applied to the facts, with its finding and the steps that led to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rules import prospects
from rules.book import DatedBook
from rules.prospects import Prospect, awaiting, settled
from rules.thresholds import Observed, meets, required
from rules.verdict import Fact, Finding, Operand, Outcome, ReadingUse, Step, Trace, Verdict, reading_use


class Part(NamedTuple):
    """A step that came out as YES, NO or UNKNOWN, to be joined with others: where it stands and what it waits for."""

    operand: Operand
    prospect: Prospect


def joined(operation: str, parts: Sequence[Part]) -> Prospect:
    """What "all" or "any" of the parts comes to."""
    return {"all": prospects.all_of, "any": prospects.any_of}[operation]([part.prospect for part in parts])


class Sheet:
    """Collects the steps and findings of one decision under one book.

    `order` names the inputs in the order in which they are worth asking; whatever is missing is told in it.
    """

    def __init__(self, book: DatedBook, order: Sequence[str]) -> None:
        self.book, self._order = book, tuple(order)
        self._steps: list[Step] = []
        self._findings: list[Finding] = []
        self._counting: list[Part] = []
        self._relied_on: set[str] = set()

    def rely(self, reading_id: str) -> None:
        """Notes that a reading was relied on."""
        self._relied_on.add(reading_id)

    def compare(
        self, key: str, label: str, operation: str, operands: tuple[Operand, Operand], prospect: Prospect
    ) -> Part:
        """A comparison that comes out as `prospect` says; its rule and source are those of the parameter `key`."""
        parameter = self.book.parameter(key)
        return self._decided(parameter.rule, label, operation, operands, prospect, parameter.source.id)

    def join(self, key: str, label: str, operation: str, parts: Sequence[Part]) -> Part:
        """ "all" or "any" of the parts."""
        parameter, prospect = self.book.parameter(key), joined(operation, parts)
        operands = tuple(part.operand for part in parts)
        return self._decided(parameter.rule, label, operation, operands, prospect, parameter.source.id)

    def among(self, key: str, name: str, observed: str | None, operation: str, names: tuple[str, ...]) -> Part:
        """Whether a name is "in" the given ones or "not_in" them; awaits the input `name` while it is not known."""
        prospect = awaiting(name) if observed is None else settled((observed in names) == (operation == "in"))
        operands = (Operand(name, observed, "text"), Operand(key, names, "list"))
        return self.compare(key, key, operation, operands, prospect)

    def told(self, key: str, name: str, observed: bool | None, wanted: bool = True, label: str | None = None) -> Part:
        """Whether what was told is what is wanted; awaits the input `name` while it is not known."""
        prospect = awaiting(name) if observed is None else settled(observed == wanted)
        operands = (Operand(name, observed, "bool"), Operand("required", wanted, "bool"))
        return self.compare(key, label or name, "is", operands, prospect)

    def held(self, key: str, name: str, observed: Observed | None, prospect: Prospect | None = None) -> Part:
        """A figure against the threshold `key`; awaits the input `name` while there is none, or as `prospect` says."""
        if prospect is None:
            prospect = awaiting(name) if observed is None else settled(meets(self.book, key, observed))
        figure = required(self.book, key)
        unit = self.book.parameter(key).unit
        unit = "span" if unit in ("hour", "day") else unit
        operands = (Operand(name, observed, unit), Operand(key, figure, unit))
        return self.compare(key, key, self.book.boundary(key), operands, prospect)

    def figure(self, key: str, label: str, operation: str, operands: Sequence[Operand], result: Fact) -> Operand:
        """A step that works out a figure, in the unit of its first operand; its result, named like the step."""
        parameter = self.book.parameter(key)
        unit = operands[0].unit
        self._steps.append(Step(parameter.rule, label, operation, tuple(operands), result, unit, parameter.source.id))
        return Operand(label, result, unit, len(self._steps) - 1)

    def find(self, key: str, part: Part, observed: Fact, *, counts: bool = True) -> Part:
        """Records the rule of the parameter `key` as found; one that does not count is told, but joins no verdict."""
        parameter, outcome = self.book.parameter(key), part.prospect.outcome
        missing = self._in_order(part.prospect.missing)
        self._findings.append(
            Finding(parameter.rule, outcome, observed, parameter.value, parameter.source, missing, key)
        )
        found = Part(part.operand._replace(name=parameter.rule), part.prospect)
        if counts:
            self._counting.append(found)
        return found

    @property
    def outcome(self) -> Outcome:
        """Of all rules found so far."""
        return self._joined().outcome

    def verdict(self, again: Callable[[DatedBook], Sheet]) -> Verdict:
        """The rules found, joined; only those inputs are missing that can still change how they come out together.

        `again` works the decision out under another book: that tells of each reading relied on what the other options
        would come to.
        """
        together = self._joined()
        operands = tuple(part.operand for part in self._counting)
        last = Step("", "verdict", "all", operands, together.outcome, "outcome", "")
        return Verdict(
            outcome=together.outcome,
            findings=tuple(sorted(self._findings, key=lambda finding: finding.rule)),
            missing=self._in_order(together.missing),
            readings=tuple(self._use(reading_id, again) for reading_id in sorted(self._relied_on)),
            trace=Trace((*self._steps, last)),
            day=self.book.day,
            fingerprint=self.book.fingerprint,
        )

    def _use(self, reading_id: str, again: Callable[[DatedBook], Sheet]) -> ReadingUse:
        reading = self.book.reading(reading_id)
        others = [option for option in reading.options if option != reading.chosen] if reading.key else []
        ends = {option: again(self.book.with_reading(reading_id, option)).outcome for option in others}
        return reading_use(reading, [option for option in others if ends[option] is not self.outcome])

    def _joined(self) -> Prospect:
        return joined("all", self._counting)

    def _decided(
        self, rule: str, label: str, operation: str, operands: tuple[Operand, ...], prospect: Prospect, source: str
    ) -> Part:
        self._steps.append(Step(rule, label, operation, operands, prospect.outcome, "outcome", source))
        return Part(Operand(label, prospect.outcome, "outcome", len(self._steps) - 1), prospect)

    def _in_order(self, names: frozenset[str]) -> tuple[str, ...]:
        return tuple(name for name in self._order if name in names)
