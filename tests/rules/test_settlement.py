"""Up to which partial refund is settling cheaper than the clawback that may follow?"""

from datetime import date
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book, DatedBook, NotInForce
from rules.clawback import LARGEST_PAYOUT, ClawbackInputError, interval
from rules.settlement import Settlement, SettlementInputError, settle
from tests.rules.cases_file import cases, label
from tests.rules.conftest import DAY
from tests.rules.test_clawback import with_ratios
from tests.rules.test_trace import replay

BOOK = Book.load().on(DAY)
FEN = Decimal("0.01")
amounts = st.integers(0, 10**9).map(lambda fen: Decimal(fen).scaleb(-2))
chances = st.decimals("0.0001", "1", places=4)
quick = settings(deadline=None, max_examples=150)


def made(stake: str, goods: str = "0", chance: str | None = None) -> Settlement:
    return settle(BOOK, Decimal(stake), goods_back=Decimal(goods), chance=None if chance is None else Decimal(chance))


@pytest.mark.parametrize("row", cases("settlement"), ids=label)
def test_a_refund_is_held_against_what_the_claim_would_cost(row: dict[str, Any]) -> None:
    found = made(row["stake"], row["goods"], row["chance"])
    told = (found.low_cost, found.high_cost, found.offer_up_to, found.dearer_above)
    assert tuple(map(str, told)) == (row["low_cost"], row["high_cost"], row["offer"], row["dearer"])
    assert str(replay(found.trace)) == row["dearer"]


def test_a_chance_that_is_not_given_counts_as_certain_and_says_so() -> None:
    assumed, told = made("120", "30"), made("120", "30", "1")
    assert (assumed.chance, assumed.chance_given) == (Decimal(1), False)
    assert (told.chance, told.chance_given) == (Decimal(1), True)
    assert assumed.offer_up_to == told.offer_up_to == Decimal("30.00")


def test_it_carries_the_clawback_with_its_day_its_book_and_its_warning() -> None:
    found = made("120", "30")
    assert found.clawback == interval(BOOK, Decimal("120"))
    assert (found.at_stake, found.goods_back) == (Decimal("120"), Decimal("30"))


def test_other_ratios_in_the_book_give_other_limits(tmp_path: Path) -> None:
    found = settle(with_ratios(tmp_path, "0.25", "0.75"), Decimal("100"), goods_back=Decimal("10"))
    assert (str(found.offer_up_to), str(found.dearer_above)) == ("15.00", "65.00")


def test_its_trace_takes_the_share_first_then_the_goods_and_the_chance() -> None:
    steps = made("33.33", "3.33", "0.5").trace.steps
    assert [(step.rule, step.label, step.operation, str(step.result), step.source) for step in steps] == [
        ("V02", "recovery.min_ratio", "multiply", "16.665", "S0"),
        ("P08", "rounding", "round_half_up", "16.67", "M0"),
        ("V02", "recovery.max_ratio", "multiply", "33.33", "S0"),
        ("P08", "rounding", "round_half_up", "33.33", "M0"),
        ("A03", "settlement.low_net", "subtract", "13.34", "M0"),
        ("A03", "settlement.low_cost", "multiply", "6.670", "M0"),
        ("A03", "settlement.low_not_negative", "at_least", "6.670", "M0"),
        ("A03", "settlement.offer_up_to", "round_down", "6.67", "M0"),
        ("A03", "settlement.high_net", "subtract", "30.00", "M0"),
        ("A03", "settlement.high_cost", "multiply", "15.000", "M0"),
        ("A03", "settlement.high_not_negative", "at_least", "15.000", "M0"),
        ("A03", "settlement.dearer_above", "round_up", "15.00", "M0"),
    ]


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"goods_back": 30}, "goods_not_decimal"),
        ({"goods_back": 30.0}, "goods_not_decimal"),
        ({"goods_back": None}, "goods_not_decimal"),
        ({"goods_back": Decimal("NaN")}, "goods_not_decimal"),
        ({"goods_back": Decimal("sNaN")}, "goods_not_decimal"),
        ({"goods_back": Decimal("Infinity")}, "goods_not_decimal"),
        ({"goods_back": Decimal("-0.01")}, "goods_negative"),
        ({"goods_back": Decimal("-0")}, "goods_negative"),
        ({"goods_back": LARGEST_PAYOUT + FEN}, "goods_too_large"),
        ({"goods_back": Decimal("1E+90")}, "goods_too_large"),
        ({"goods_back": Decimal("30.005")}, "goods_not_whole_fen"),
        ({"chance": 0.5}, "chance_not_decimal"),
        ({"chance": 1}, "chance_not_decimal"),
        ({"chance": "0.5"}, "chance_not_decimal"),
        ({"chance": Decimal("NaN")}, "chance_not_decimal"),
        ({"chance": Decimal("sNaN")}, "chance_not_decimal"),
        ({"chance": Decimal("0")}, "chance_out_of_range"),
        ({"chance": Decimal("-0.5")}, "chance_out_of_range"),
        ({"chance": Decimal("1.0001")}, "chance_out_of_range"),
        ({"chance": Decimal("50")}, "chance_out_of_range"),
    ],
)
def test_what_cannot_be_weighed_is_refused_by_its_code(given_: dict[str, Any], code: str) -> None:
    with pytest.raises(SettlementInputError) as refused:
        settle(BOOK, Decimal("120"), **given_)
    assert refused.value.code == code
    assert repr(next(iter(given_.values()))) in str(refused.value)


def test_goods_may_be_worth_as_much_as_the_largest_payout() -> None:
    found = settle(BOOK, LARGEST_PAYOUT, goods_back=LARGEST_PAYOUT)
    assert found.offer_up_to == found.dearer_above == 0


@pytest.mark.parametrize("stake", [120, Decimal("-1"), Decimal("0.001"), LARGEST_PAYOUT + FEN])
def test_a_payout_that_cannot_be_one_is_refused_as_for_a_clawback(stake: Any) -> None:
    with pytest.raises(ClawbackInputError):
        settle(BOOK, stake)


def test_before_the_plan_nothing_can_be_weighed(book: Book) -> None:
    with pytest.raises(NotInForce):
        settle(book.on(date(2023, 9, 30)), Decimal("120"))


def test_the_calling_threads_decimal_context_changes_nothing(dated: DatedBook) -> None:
    with localcontext(Context(prec=2, rounding="ROUND_DOWN")):
        found = settle(dated, Decimal("12345.67"), goods_back=Decimal("45.67"), chance=Decimal("0.375"))
    assert (str(found.offer_up_to), str(found.dearer_above)) == ("2297.68", "4612.50")  # 2297.68875 goes down


@quick
@given(amounts, amounts, chances)
def test_no_limit_is_negative_or_exceeds_what_is_at_stake(stake: Decimal, goods: Decimal, chance: Decimal) -> None:
    found = settle(BOOK, stake, goods_back=goods, chance=chance)
    assert 0 <= found.offer_up_to <= found.dearer_above <= stake
    assert found.low_cost <= found.high_cost


@quick
@given(amounts, amounts, chances, st.integers(0, 10**9))
def test_an_offer_within_the_limit_is_never_dearer_and_one_above_the_other_never_cheaper(
    stake: Decimal, goods: Decimal, chance: Decimal, fen: int
) -> None:
    found = settle(BOOK, stake, goods_back=goods, chance=chance)
    refund = Decimal(fen).scaleb(-2)
    least, most = (chance * (end - goods) for end in (found.clawback.low, found.clawback.high))
    if refund and refund <= found.offer_up_to:
        assert refund <= least <= most
    if refund > found.dearer_above:
        assert refund > most >= least
    # No limit could be moved by a fen and still hold.
    assert found.offer_up_to + FEN > least
    assert found.dearer_above == 0 or found.dearer_above - FEN < most


@quick
@given(amounts, amounts, amounts, chances, chances)
def test_goods_worth_more_and_a_lesser_chance_never_raise_a_limit(
    stake: Decimal, one: Decimal, other: Decimal, chance: Decimal, another: Decimal
) -> None:
    lesser, greater = sorted((one, other))
    unlikely, likely = sorted((chance, another))
    before = settle(BOOK, stake, goods_back=lesser, chance=likely)
    after = settle(BOOK, stake, goods_back=greater, chance=unlikely)
    assert after.offer_up_to <= before.offer_up_to
    assert after.dearer_above <= before.dearer_above


@quick
@given(amounts, amounts, st.none() | chances)
def test_replaying_the_trace_gives_both_limits(stake: Decimal, goods: Decimal, chance: Decimal | None) -> None:
    found = settle(BOOK, stake, goods_back=goods, chance=chance)
    assert replay(found.trace) == found.dearer_above == found.trace.result
    by_label = {step.label: step.result for step in found.trace.steps}
    assert by_label["settlement.offer_up_to"] == found.offer_up_to
    assert (by_label["settlement.low_cost"], by_label["settlement.high_cost"]) == (found.low_cost, found.high_cost)
