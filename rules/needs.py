"""What the code of this package reads from the book, so that a book that lacks it is refused when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rules.definitions import Definition
from rules.entries import BookError


class Need(NamedTuple):
    """A parameter's unit, the options the code understands and, of a threshold, the boundaries it may have."""

    unit: str
    options: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()


_ANY = ("ge", "gt", "le", "lt")
_LEAST = ("ge", "gt")  # met from a moment on, so that there is a moment to wait for


NEEDS = {
    "alerts.second_overdue_days": Need("day", boundaries=_LEAST),
    "alerts.second_silence_days": Need("day", boundaries=_LEAST),
    "coverage.excluded_channels": Need("list"),
    "coverage.outside_channels": Need("list"),
    "coverage.simple_line": Need("option", ("no_logistics_peril", "every_peril")),
    "eligibility.combine": Need("option", ("all",)),
    "eligibility.dispute_max": Need("/1", boundaries=_ANY),
    "eligibility.entity": Need("list"),
    "eligibility.feedback_min": Need("/1", boundaries=_ANY),
    "eligibility.lines": Need("list"),
    "eligibility.other_lines": Need("option", ("unknown", "enrolled", "not_enrolled")),
    "eligibility.registration": Need("list"),
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
}
"""By key. A test holds this table to the keys that stand in the code."""


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
