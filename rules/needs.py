"""What the code of this package reads from the book, so that a book that lacks it is refused when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rules.definitions import Definition
from rules.entries import BookError


class Need(NamedTuple):
    """A parameter's unit, the options the code understands, and whether it must say on which side it lies itself."""

    unit: str
    options: tuple[str, ...] = ()
    bounded: bool = False


NEEDS = {
    "alerts.second_overdue_days": Need("day"),
    "alerts.second_silence_days": Need("day"),
    "coverage.excluded_channels": Need("list"),
    "coverage.outside_channels": Need("list"),
    "coverage.simple_line": Need("option", ("no_logistics_peril", "every_peril")),
    "eligibility.combine": Need("option", ("all",)),
    "eligibility.dispute_max": Need("/1", bounded=True),
    "eligibility.entity": Need("list"),
    "eligibility.feedback_min": Need("/1", bounded=True),
    "eligibility.lines": Need("list"),
    "eligibility.other_lines": Need("option", ("unknown", "enrolled", "not_enrolled")),
    "eligibility.registration": Need("list"),
    "eligibility.sole_trader": Need("bool"),
    "eligibility.violations": Need("count", bounded=True),
    "premium.bands": Need("bands"),
    "premium.base_rate": Need("/1"),
    "premium.floor": Need("currency-CNY"),
    "premium.floor_scope": Need("option", ("all", "base", "none")),
    "premium.formula": Need("option", ("paid_times_rate",)),
    "premium.rate_as_of": Need("option", ("order_date", "pickup_date", "charge_date")),
    "premium.rounding": Need("option", ("half_up",)),
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
        if need.bounded and definition.boundary is None:
            raise BookError("has no boundary", "add 'boundary: ge' or the like", file=file, key=key)
        for option in definition.options:
            if option not in need.options:
                remedy = f"keep to {', '.join(need.options)}"
                raise BookError(f"the rules do not know the option '{option}'", remedy, file=file, key=key)
