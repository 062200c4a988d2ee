"""The register of the source's ambiguities."""

from decimal import Decimal

import pytest

from rules.book import Book, DatedBook
from rules.premium import quote

REGISTER = [f"X{number:02}" for number in range(1, 25)]


@pytest.mark.parametrize("reading_id", REGISTER)
def test_every_ambiguity_is_in_the_register_with_a_title_and_its_rules(book: Book, reading_id: str) -> None:
    reading = book.reading(reading_id)
    assert reading.title
    assert reading.rules
    assert len(set(reading.options)) == len(reading.options) == len(reading.statements)


@pytest.mark.parametrize("reading_id", REGISTER)
def test_a_reading_that_rules_act_on_is_a_parameter_under_its_key(dated: DatedBook, reading_id: str) -> None:
    reading = dated.reading(reading_id)
    if reading.key is None:
        assert reading.chosen is None
        return
    parameter = dated.parameter(reading.key)
    assert (parameter.rule, parameter.unit, parameter.value) == (reading_id, "option", reading.default)
    assert parameter.options == reading.options
    assert reading.statement(reading.options[0]) == reading.statements[0]


def test_the_floor_is_read_as_holding_at_every_rate(dated: DatedBook) -> None:
    reading = dated.reading("X07")
    assert (reading.key, reading.options, reading.default) == ("premium.floor_scope", ("all", "base", "none"), "all")


def test_three_readings_reproduce_the_case_of_thirty_seven_per_cent(dated: DatedBook) -> None:
    assert dated.reading("X12").options == ("floor_at_every_rate", "part_of_spend_moved", "mixed_month")
    saving = dated.decimal("statistics.case_saving")
    high, middle, low = (step.rate for step in dated.bands("premium.bands").steps)

    before = quote(dated, Decimal("95.24"), fulfilment=dated.decimal("statistics.case_before"))
    after = quote(dated, Decimal("95.24"), fulfilment=dated.decimal("statistics.case_after"))
    floor_everywhere = 1 - after.floor / before.exact
    moved = Decimal("0.617") * (1 - low / high)
    mixed = 1 - (Decimal("0.2") * high + Decimal("0.55") * middle + Decimal("0.25") * low) / high

    assert after.floor_applied
    for reproduced in (floor_everywhere, moved, mixed):
        assert abs(reproduced - saving) < Decimal("0.0005")


def test_by_the_rates_alone_that_case_would_be_sixty_per_cent(dated: DatedBook) -> None:
    assert 1 - dated.decimal("premium.min_rate") / dated.decimal("premium.max_rate") == Decimal("0.6")
