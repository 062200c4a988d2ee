"""The quote: golden figures, edges, alternatives, refusals."""

from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.book import Band, Bands, Book, DatedBook, NotInForce
from rules.golden import GoldenCase, Group, golden_cases
from rules.premium import LARGEST_PAID, Alternative, NextBand, QuoteInputError, quote
from tests.rules.cases_file import cases, label
from tests.rules.conftest import DAY

BANDS = Book.load().on(DAY).bands("premium.bands")
GOLDEN = [case for case in golden_cases() if case.group is Group.PREMIUM]


@pytest.mark.parametrize("reading", ["all", "base", "none"])
@pytest.mark.parametrize("case", GOLDEN, ids=str)
def test_the_golden_figures_come_out_to_the_fen(dated: DatedBook, case: GoldenCase, reading: str) -> None:
    made = quote(dated.with_reading("X07", reading), case.given["paid"], rate=case.expected["rate"])
    assert str(made.premium) == str(case.expected[reading]), case.why


@pytest.mark.parametrize("case", GOLDEN, ids=str)
def test_every_other_golden_figure_is_shown_as_an_alternative(dated: DatedBook, case: GoldenCase) -> None:
    made = quote(dated, case.given["paid"], rate=case.expected["rate"])
    shown = {other.option: other.premium for other in made.alternatives}
    figures = case.expected
    assert shown == {reading: figures[reading] for reading in ("base", "none") if figures[reading] != figures["all"]}
    assert made.readings[0].changes == bool(shown)


@pytest.mark.parametrize("row", cases("rate_of_fulfilment"), ids=label)
def test_a_fulfilment_rate_gives_the_rate_of_its_step(dated: DatedBook, row: dict[str, Any]) -> None:
    made = quote(dated, Decimal("1000.00"), fulfilment=Decimal(row["fulfilment"]))
    assert made.band is not None
    assert (made.rate, made.band.rule) == (Decimal(row["rate"]), row["rule"])
    assert made.band.holds(Decimal(row["fulfilment"]))


@pytest.mark.parametrize("row", cases("floor"), ids=label)
def test_the_floor_binds_below_it_and_not_at_it(dated: DatedBook, row: dict[str, Any]) -> None:
    made = quote(dated, Decimal(row["paid"]), rate=Decimal(row["rate"]))
    assert made.exact == Decimal(row["product"])
    assert (str(made.premium), made.floor_applied) == (row["premium"], row["binds"] == "true")
    assert made.floor_applied == (made.paid < made.floor_break_even)


@given(st.decimals("0", "1", places=4) | st.sampled_from([Decimal("0.95"), Decimal("0.98")]))
def test_every_fulfilment_rate_lies_in_exactly_one_step(fulfilment: Decimal) -> None:
    assert [step for step in BANDS.steps if step.holds(fulfilment)] == [BANDS.at(fulfilment)]


def test_a_next_step_at_the_same_rate_is_no_better_one() -> None:
    low, middle, high = (Decimal(text) for text in ("0.5", "0.9", "0.95"))
    steps = [(None, low, "0.005"), (low, middle, "0.003"), (middle, high, "0.003"), (high, None, "0.002")]
    bands = Bands(tuple(Band(start, end, Decimal(rate), "P07") for start, end, rate in steps))
    assert [bands.above(step) for step in bands.steps] == [bands.steps[1], bands.steps[3], bands.steps[3], None]
    assert bands.with_rate(Decimal("0.003")) is None
    assert bands.with_rate(Decimal("0.002")) == bands.steps[3]


def test_a_next_step_that_is_dearer_is_no_better_one() -> None:
    low, high = Decimal("0.5"), Decimal("0.9")
    steps = [(None, low, "0.003"), (low, high, "0.005"), (high, None, "0.002")]
    bands = Bands(tuple(Band(start, end, Decimal(rate), "P07") for start, end, rate in steps))
    assert [bands.above(step) for step in bands.steps] == [bands.steps[2], bands.steps[2], None]


def test_the_readme_example_is_thirty_one_fen(dated: DatedBook) -> None:
    made = quote(dated, Decimal("61"), fulfilment=Decimal("0.94"))
    assert str(made.premium) == "0.31"


@pytest.mark.parametrize(("rate", "break_even"), [("0.002", "150.00"), ("0.003", "100.00"), ("0.005", "60.00")])
def test_the_floors_break_even_is_told_for_each_rate(dated: DatedBook, rate: str, break_even: str) -> None:
    made = quote(dated, Decimal("1"), rate=Decimal(rate))
    assert str(made.floor_break_even) == break_even
    assert str(made.floor_hides_rate_below) == "60.00"


def test_no_floor_means_no_break_even(dated: DatedBook) -> None:
    made = quote(dated.with_reading("X07", "none"), Decimal("1"), rate=Decimal("0.002"))
    assert (str(made.floor), str(made.floor_break_even), str(made.floor_hides_rate_below)) == ("0.00",) * 3
    assert not made.floor_applied
    only_base = quote(dated.with_reading("X07", "base"), Decimal("1"), rate=Decimal("0.003"))
    assert (str(only_base.floor), str(only_base.floor_break_even)) == ("0.30", "100.00")
    assert str(only_base.floor_hides_rate_below) == "0.00"


def test_a_break_even_between_two_fen_is_rounded_up(dated: DatedBook) -> None:
    made = quote(dated, Decimal("42.86"), rate=Decimal("0.007"))
    assert str(made.floor_break_even) == "42.86"  # 0.30 / 0.007 = 42.857...
    assert not made.floor_applied
    assert quote(dated, Decimal("42.85"), rate=Decimal("0.007")).floor_applied


@pytest.mark.parametrize(
    ("fulfilment", "expected"),
    [
        # 200 at 0.5 % is 1.00, at 0.3 % 0.60, at 0.2 % 0.40
        ("0.94", NextBand(Decimal("0.95"), Decimal("0.003"), Decimal("0.60"), Decimal("0.40"))),
        ("0.97", NextBand(Decimal("0.98"), Decimal("0.002"), Decimal("0.40"), Decimal("0.20"))),
        ("0.98", None),
    ],
)
def test_the_next_better_band_is_told_with_its_saving(
    dated: DatedBook, fulfilment: str, expected: NextBand | None
) -> None:
    assert quote(dated, Decimal("200"), fulfilment=Decimal(fulfilment)).next_band == expected


def test_where_the_floor_binds_the_next_band_saves_nothing(dated: DatedBook) -> None:
    following = quote(dated, Decimal("50"), fulfilment=Decimal("0.94")).next_band
    assert following is not None
    assert (str(following.premium), str(following.saving)) == ("0.30", "0.00")


def test_a_given_rate_finds_its_band_or_none(dated: DatedBook) -> None:
    known = quote(dated, Decimal("200"), rate=Decimal("0.005"))
    assert known.band is not None
    assert (known.band.rule, known.fulfilment) == ("P06", None)
    assert known.next_band is not None
    own = quote(dated, Decimal("200"), rate=Decimal("0.004"))
    assert (own.band, own.next_band, str(own.premium)) == (None, None, "0.80")


def test_the_order_of_fifty_yuan_shows_both_figures(dated: DatedBook) -> None:
    made = quote(dated, Decimal("50"), fulfilment=Decimal("0.985"))
    ten_fen = Decimal("0.10")
    assert made.alternatives == (Alternative("X07", "base", ten_fen), Alternative("X07", "none", ten_fen))
    use = made.readings[0]
    assert (use.id, use.chosen, use.alternative, use.changes) == ("X07", "all", "base", True)


def test_a_quote_by_fulfilment_also_relies_on_which_days_figure_counts(dated: DatedBook) -> None:
    by_fulfilment = quote(dated, Decimal("200"), fulfilment=Decimal("0.97")).readings
    assert [(use.id, use.chosen, use.changes) for use in by_fulfilment] == [
        ("X07", "all", False),
        ("X14", "order_date", False),
    ]
    assert [use.id for use in quote(dated, Decimal("200"), rate=Decimal("0.003")).readings] == ["X07"]


def test_a_quote_names_its_day_its_book_and_its_sources(book: Book) -> None:
    made = quote(book.on(date(2024, 5, 1)), Decimal("200"), fulfilment=Decimal("0.97"))
    assert (made.day, made.fingerprint) == (date(2024, 5, 1), book.fingerprint)
    assert {"premium.bands", "premium.floor"} <= {parameter.key for parameter in made.parameters}
    assert {parameter.source.id for parameter in made.parameters} >= {"S4", "M0"}


def test_the_day_before_the_agreement_has_no_quote(book: Book) -> None:
    with pytest.raises(NotInForce, match=r"premium\.bands.*2024-04-30.*2024-05-01"):
        quote(book.on(date(2024, 4, 30)), Decimal("200"), fulfilment=Decimal("0.97"))


@pytest.mark.parametrize(
    ("code", "paid", "inputs"),
    [
        ("paid_not_decimal", 200.0, {"rate": Decimal("0.003")}),
        ("paid_not_decimal", 200, {"rate": Decimal("0.003")}),
        ("paid_not_decimal", "200", {"rate": Decimal("0.003")}),
        ("paid_not_decimal", Decimal("NaN"), {"rate": Decimal("0.003")}),
        ("paid_not_decimal", Decimal("sNaN"), {"rate": Decimal("0.003")}),
        ("paid_not_positive", Decimal("0"), {"rate": Decimal("0.003")}),
        ("paid_not_positive", Decimal("-1"), {"rate": Decimal("0.003")}),
        ("paid_too_large", Decimal("1E+15"), {"rate": Decimal("0.003")}),
        ("paid_not_whole_fen", Decimal("61.005"), {"rate": Decimal("0.003")}),
        ("paid_not_whole_fen", Decimal("61.004"), {"rate": Decimal("0.003")}),
        ("rate_or_fulfilment", Decimal("200"), {}),
        ("rate_or_fulfilment", Decimal("200"), {"rate": Decimal("0.003"), "fulfilment": Decimal("0.97")}),
        ("rate_not_decimal", Decimal("200"), {"rate": 0.003}),
        ("rate_out_of_range", Decimal("200"), {"rate": Decimal("0")}),
        ("rate_out_of_range", Decimal("200"), {"rate": Decimal("1.01")}),
        ("fulfilment_not_decimal", Decimal("200"), {"fulfilment": 0.97}),
        ("fulfilment_not_decimal", Decimal("200"), {"fulfilment": Decimal("Infinity")}),
        ("fulfilment_out_of_range", Decimal("200"), {"fulfilment": Decimal("97")}),
        ("fulfilment_out_of_range", Decimal("200"), {"fulfilment": Decimal("-0.01")}),
    ],
)
def test_an_input_that_prices_nothing_is_refused_by_its_code(
    dated: DatedBook, code: str, paid: Any, inputs: dict[str, Any]
) -> None:
    with pytest.raises(QuoteInputError) as refused:
        quote(dated, paid, **inputs)
    assert refused.value.code == code
    # The message names what was refused, except where two inputs were given or none.
    assert (repr(refused.value.value) in str(refused.value)) == (code != "rate_or_fulfilment")


def test_the_largest_amount_is_still_priced_and_a_fen_more_is_not(dated: DatedBook) -> None:
    assert str(quote(dated, LARGEST_PAID, rate=Decimal("0.003")).premium) == "3000000000.00"
    with pytest.raises(QuoteInputError, match="too large"):
        quote(dated, LARGEST_PAID + Decimal("0.01"), rate=Decimal("0.003"))


def test_the_calling_threads_decimal_context_changes_nothing(dated: DatedBook) -> None:
    with localcontext(Context(prec=2, rounding="ROUND_DOWN")):
        made = quote(dated, Decimal("12345.67"), fulfilment=Decimal("0.97996"))
        assert str(made.premium) == "37.04"  # 12345.67 x 0.003 = 37.03701
        assert str(made.floor_break_even) == "100.00"
        following = made.next_band
        assert following is not None
        assert (str(following.premium), str(following.saving)) == ("24.69", "12.35")
