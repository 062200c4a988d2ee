"""The refusal without a reason (无理由拒收): sent back in time, unwanted, undamaged, in its packaging (C07-C10)."""

from __future__ import annotations

from rules.applied import Part, Sheet
from rules.order_facts import OrderFacts
from rules.prospects import OPEN, Prospect
from rules.verdict import Operand, Outcome

_HOURS, _REASONS = "coverage.refusal_hours", "coverage.refusal_reasons"
_STATES = (
    ("coverage.refusal_undamaged", "undamaged"),
    ("coverage.refusal_packaging_complete", "packaging_complete"),
)


def apply(sheet: Sheet, facts: OrderFacts) -> None:
    """C07, C08, and C09 and C10 where the book requires them."""
    sheet.find(_HOURS, _in_time(sheet, facts), facts.return_after)
    reason = sheet.among(_REASONS, "return_reason", facts.return_reason, "in", sheet.book.names(_REASONS))
    sheet.find(_REASONS, reason, facts.return_reason)
    for key, name in _STATES:
        state = getattr(facts, name)
        if sheet.book.flag(key):
            sheet.find(key, sheet.told(key, name, state), state)
        else:
            sheet.find(key, sheet.told(key, key, False, False, label="not_required"), state)


def _in_time(sheet: Sheet, facts: OrderFacts) -> Part:
    """C07: the return starts within the hours after signing; one that was never signed for is worth what X05 says."""
    unsigned = sheet.book.text("coverage.refusal_unsigned")
    if facts.signed is False:
        sheet.rely("X05")
        covered = unsigned == "covered"
        if unsigned == "unknown":
            return _signed(sheet, OPEN)
        return sheet.told(_HOURS, "signed", False, not covered, label="unsigned" if covered else "signed")
    if facts.signed is None and unsigned == "unknown":
        in_time = sheet.held(_HOURS, "return_after", facts.return_after)
        return _signed(sheet, _open_until_signed(in_time.prospect))
    refused = facts.signed is None and unsigned == "covered"
    signed = sheet.told(_HOURS, "signed", facts.signed, not refused, label="unsigned" if refused else "signed")
    in_time = sheet.held(_HOURS, "return_after", facts.return_after)
    label = "unsigned_or_in_time" if refused else "signed_and_in_time"
    joined = sheet.join(_HOURS, label, "any" if refused else "all", (signed, in_time))
    if facts.signed is None and joined.prospect.outcome is not Outcome.UNKNOWN:
        sheet.rely("X05")  # settled before the signing is known only because of it
    return joined


def _signed(sheet: Sheet, prospect: Prospect) -> Part:
    """A comparison that the source, or what is not known yet, leaves open."""
    operands = (Operand("signed", None, "bool"), Operand("required", True, "bool"))
    return sheet.compare(_HOURS, "signed", "is", operands, prospect)


def _open_until_signed(in_time: Prospect) -> Prospect:
    """Once signed for, the hours decide; if never signed for, it stays open."""
    signed = frozenset({"signed"})
    can_sink = in_time.sinks | signed if in_time.outcome is Outcome.NO or in_time.sinks else frozenset()
    can_lift = in_time.lifts | signed if in_time.outcome is Outcome.YES or in_time.lifts else frozenset()
    return Prospect(Outcome.UNKNOWN, can_sink, can_lift)
