"""What the code of this package reads from the book, so that a book that lacks it is refused when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rules.definitions import Definition
from rules.entries import BookError, Parameter
from rules.facts import Entity, Registration
from rules.order_facts import ReturnReason, RulingCause
from rules.shipping import Channel, Service


class Need(NamedTuple):
    """A parameter's unit, the options the code understands, of a threshold the boundaries it may have, and of a list
    the names the code knows (any, where it says none)."""

    unit: str
    options: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


_ANY = ("ge", "gt", "le", "lt")
_LEAST = ("ge", "gt")  # met from a moment on, so that there is a moment to wait for
_MOST = ("le", "lt")  # met up to a moment, so that there is time left before it
_CHANNELS, _SERVICES = tuple(map(str, Channel)), tuple(map(str, Service))


NEEDS = {
    "alerts.second_overdue_days": Need("day", boundaries=_LEAST),
    "alerts.second_silence_days": Need("day", boundaries=_LEAST),
    "console.alerts": Need("text"),
    "console.certification": Need("text"),
    "console.diagnosis": Need("text"),
    "console.order_flags": Need("text"),
    "coverage.attaches_at": Need("option", ("pickup",)),
    "coverage.combine": Need("option", ("all", "any")),
    "coverage.conditions": Need("list", names=("cainiao_waybill", "handed_in", "tracked_end_to_end")),
    "coverage.excluded_channels": Need("list", names=_CHANNELS),
    "coverage.idle_days": Need("day", boundaries=_LEAST),
    "coverage.logistics_lines": Need("list", names=_SERVICES),
    "coverage.loss_trigger": Need("option", ("needs_both", "by_itself")),
    "coverage.other_perils_lines": Need("option", ("enrolled",)),
    "coverage.outside_channels": Need("list", names=_CHANNELS),
    "coverage.overdue_days": Need("day", boundaries=_LEAST),
    "coverage.refusal_hours": Need("hour", boundaries=_MOST),
    "coverage.refusal_packaging_complete": Need("bool"),
    "coverage.refusal_reasons": Need("list", names=tuple(map(str, ReturnReason))),
    "coverage.refusal_undamaged": Need("bool"),
    "coverage.refusal_unsigned": Need("option", ("unknown", "covered", "not_covered")),
    "coverage.requires_full_tracking": Need("bool"),
    "coverage.ruling_accounts": Need("list", names=("deposit", "balance")),
    "coverage.ruling_advance": Need("option", ("range", "shortfall", "whole")),
    "coverage.ruling_causes": Need("list", names=tuple(map(str, RulingCause))),
    "coverage.ruling_shortfall": Need("option", ("combined", "balance_only", "either")),
    "coverage.simple_line": Need("option", ("no_logistics_peril", "every_peril")),
    "diagnosis.battery_declared": Need("bool"),
    "diagnosis.causes_count": Need("count"),
    "diagnosis.country_code_required": Need("bool"),
    "diagnosis.first_leg_hours": Need("hour", boundaries=_MOST),
    "diagnosis.phone": Need("option", ("e164",)),
    "eligibility.combine": Need("option", ("all",)),
    "eligibility.dispute_max": Need("/1", boundaries=_ANY),
    "eligibility.entity": Need("list", names=tuple(map(str, Entity))),
    "eligibility.feedback_min": Need("/1", boundaries=_ANY),
    "eligibility.lines": Need("list", names=_SERVICES),
    "eligibility.other_lines": Need("option", ("unknown", "enrolled", "not_enrolled")),
    "eligibility.registration": Need("list", names=tuple(map(str, Registration))),
    "eligibility.sole_trader": Need("bool"),
    "eligibility.violations": Need("count", boundaries=_ANY),
    "premium.bands": Need("bands"),
    "premium.base_rate": Need("/1"),
    "premium.floor": Need("currency-CNY", boundaries=("ge",)),
    "premium.floor_scope": Need("option", ("all", "base", "none")),
    "premium.formula": Need("option", ("paid_times_rate",)),
    "premium.rate_as_of": Need("option", ("order_date", "pickup_date", "charge_date")),
    "premium.rounding": Need("option", ("half_up",)),
    "recovery.by_fault": Need("option", ("not_stated",)),
    "recovery.max_ratio": Need("/1"),
    "recovery.min_ratio": Need("/1"),
    "recovery.perils": Need("option", ("all",)),
    "recovery.sequence": Need("option", ("insurer_first",)),
    "statistics.case_after": Need("/1"),
    "statistics.case_before": Need("/1"),
    "statistics.case_saving": Need("/1"),
}
"""By key. A test holds this table to the keys that stand in the code."""

_ENDLESS = ("premium.bands", "premium.max_rate", "premium.min_rate")
"""What may change and not end: without it no message with an amount in it could be read."""


def refuse_what_is_lacking(found: Mapping[str, Definition]) -> None:
    """Raises BookError for the first need the definitions do not meet."""
    for key, need in NEEDS.items():
        if key not in found:
            raise BookError("the parameter is missing", f"add {key.replace('.', '/')}.yaml", key=key)
        definition = found[key]
        file = definition.file
        if definition.unit != need.unit:
            raise BookError(f"its unit is {definition.unit}", f"the rules need unit {need.unit}", file=file, key=key)
        if need.boundaries and definition.boundary not in need.boundaries:
            problem = f"its boundary is {definition.boundary}" if definition.boundary else "has no boundary"
            remedy = f"write 'boundary: {need.boundaries[0]}'" + (" or the like" if len(need.boundaries) > 1 else "")
            raise BookError(problem, remedy, file=file, key=key)
        for option in definition.options:
            if option not in need.options:
                remedy = f"keep to {', '.join(need.options)}"
                raise BookError(f"the rules do not know the option '{option}'", remedy, file=file, key=key)
        for entry in definition.entries if need.names else ():
            for name in entry.value if isinstance(entry.value, tuple) else ():
                if name not in need.names:
                    remedy = f"keep to {', '.join(need.names)}"
                    raise entry.node.error(f"the rules do not know the name '{name}'", remedy)


_ASCENDING = (
    ("recovery.min_ratio", "recovery.max_ratio"),
    ("premium.min_rate", "premium.max_rate"),
    ("statistics.third_party_days_min", "statistics.third_party_days_max"),
)


def refuse_what_must_not_end(found: Mapping[str, Definition]) -> None:
    """Raises BookError for a `null` where the program cannot do without a value."""
    for key in _ENDLESS:
        for entry in found[key].entries:
            if entry.ends:
                raise entry.node.error("it can change but not end", "give it another value")


def refuse_what_contradicts(parameters: Mapping[str, Parameter]) -> None:
    """Raises BookError for a least figure above its greatest, on one day."""
    for least, greatest in _ASCENDING:
        low, high = parameters.get(least), parameters.get(greatest)
        if low is None or high is None:
            continue
        # Both have the same numeric unit.
        if low.value > high.value:  # type: ignore[operator]
            raise BookError(f"{low.value} is above {greatest}, {high.value}", "let the least be the lesser", key=least)
