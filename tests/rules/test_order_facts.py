"""What can be a fact of an order."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from rules.facts import FactError
from rules.order_facts import LARGEST_AMOUNT, OrderFacts, ReturnReason
from rules.shipping import Service

REFUSED = [
    *((field, 100, "not_decimal") for field in ("ruling", "deposit", "balance")),
    ("ruling", 100.0, "not_decimal"),
    ("ruling", "100", "not_decimal"),
    ("ruling", Decimal("-0.01"), "out_of_range"),
    ("deposit", Decimal("0.005"), "out_of_range"),
    ("balance", Decimal("NaN"), "out_of_range"),
    ("balance", Decimal("sNaN"), "out_of_range"),
    ("balance", Decimal("Infinity"), "out_of_range"),
    ("ruling", LARGEST_AMOUNT + Decimal("0.01"), "out_of_range"),
    ("idle", timedelta(microseconds=-1), "out_of_range"),
    ("return_after", timedelta(microseconds=-1), "out_of_range"),
    ("overdue", 7, "wrong_kind"),
    ("idle", Decimal(5), "wrong_kind"),
    ("return_after", 72, "wrong_kind"),
    ("channel", "offline", "wrong_kind"),
    ("channel", Service.OFFLINE, "wrong_kind"),
    ("line", "standard", "wrong_kind"),
    ("goods", Service.SPECIAL, "wrong_kind"),
    ("return_reason", "unwanted", "wrong_kind"),
    ("ruling_cause", ReturnReason.OTHER, "wrong_kind"),
    *(
        (field, 1, "wrong_kind")
        for field in (
            "cainiao_waybill", "handed_in", "tracked_end_to_end", "picked_up", "delivered", "lost", "signed",
            "undamaged", "packaging_complete",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "code"), REFUSED)
def test_a_fact_that_cannot_be_one_is_refused(field: str, value: Any, code: str) -> None:
    with pytest.raises(FactError) as refused:
        OrderFacts(**{field: value})
    assert (refused.value.field, refused.value.code) == (field, code)


def test_every_fact_can_be_refused() -> None:
    assert {field for field, _, _ in REFUSED} == set(OrderFacts.__dataclass_fields__)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ruling", Decimal(0)),
        ("ruling", Decimal("80.010")),
        ("deposit", LARGEST_AMOUNT),
        ("overdue", timedelta(days=-20)),
        ("idle", timedelta(0)),
        ("return_after", timedelta(0)),
    ],
)
def test_the_ends_of_what_a_fact_may_be_are_facts(field: str, value: Any) -> None:
    assert getattr(OrderFacts(**{field: value}), field) == value


def test_nothing_is_known_of_an_order_until_it_is_told() -> None:
    facts = OrderFacts()
    assert all(getattr(facts, field) is None for field in OrderFacts.__dataclass_fields__)
