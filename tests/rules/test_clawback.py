"""What the insurer takes back of a payout."""

from datetime import date
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book, BookError, DatedBook, NotInForce
from rules.clawback import LARGEST_PAYOUT, ClawbackInputError, interval
from tests.rules.conftest import DAY
from tests.support.books import copy_book

BOOK = Book.load().on(DAY)
HALF_A_FEN = Decimal("0.005")
payouts = st.integers(0, 10**13).map(lambda fen: Decimal(fen).scaleb(-2))
quick = settings(deadline=None, max_examples=150)


def with_ratios(directory: Path, least: str, greatest: str) -> DatedBook:
    copied = copy_book(directory)
    for name, old, new in (("min_ratio", "0.5", least), ("max_ratio", "1", greatest)):
        path = copied / "recovery" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"value: {old}\n", f"value: {new}\n"), encoding="utf-8")
    return Book.load(copied).on(DAY)


@pytest.mark.parametrize(
    ("payout", "low", "high"),
    [
        ("120.00", "60.00", "120.00"),
        ("120", "60.00", "120.00"),
        ("0.01", "0.01", "0.01"),  # half a fen goes up
        ("33.33", "16.67", "33.33"),  # 16.665 goes up; half even and floats give 16.66
        ("0", "0.00", "0.00"),
    ],
)
def test_between_half_of_a_payout_and_all_of_it_is_taken_back(
    dated: DatedBook, payout: str, low: str, high: str
) -> None:
    found = interval(dated, Decimal(payout))
    assert (str(found.low), str(found.high)) == (low, high)
    assert (found.payout, found.min_ratio, found.max_ratio) == (Decimal(payout), Decimal("0.5"), Decimal(1))


def test_other_ratios_in_the_book_give_another_interval(tmp_path: Path) -> None:
    found = interval(with_ratios(tmp_path, "0.333", "0.777"), Decimal("0.50"))
    assert (str(found.low), str(found.high)) == ("0.17", "0.39")  # 0.1665 and 0.3885


def test_a_book_whose_least_share_is_above_its_greatest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"recovery\.min_ratio: 0\.9 is above recovery\.max_ratio, 0\.8"):
        interval(with_ratios(tmp_path, "0.9", "0.8"), Decimal("120"))


def test_equal_shares_leave_a_single_figure(tmp_path: Path) -> None:
    found = interval(with_ratios(tmp_path, "0.8", "0.8"), Decimal("120"))
    assert (str(found.low), str(found.high)) == ("96.00", "96.00")


def test_it_names_its_day_its_book_its_sources_and_the_warning_about_the_word_insurance(book: Book) -> None:
    found = interval(book.on(date(2023, 10, 1)), Decimal("120"))
    assert (found.day, found.fingerprint) == (date(2023, 10, 1), book.fingerprint)
    assert {parameter.rule for parameter in found.parameters} == {"V01", "V02", "V03", "V04", "P08"}
    assert {parameter.source.id for parameter in found.parameters} == {"S0", "M0"}
    assert [(use.id, use.changes) for use in found.readings] == [("X08", False)]


def test_its_trace_tells_each_ends_product_and_rounding(dated: DatedBook) -> None:
    steps = interval(dated, Decimal("33.33")).trace.steps
    assert [(step.rule, step.label, str(step.result), step.source) for step in steps] == [
        ("V02", "recovery.min_ratio", "16.665", "S0"),
        ("P08", "rounding", "16.67", "M0"),
        ("V02", "recovery.max_ratio", "33.33", "S0"),
        ("P08", "rounding", "33.33", "M0"),
    ]


def test_before_the_plan_there_is_nothing_to_take_back_by(book: Book) -> None:
    with pytest.raises(NotInForce, match=r"recovery\..*2023-09-30.*2023-10-01"):
        interval(book.on(date(2023, 9, 30)), Decimal("120"))


@pytest.mark.parametrize(
    ("payout", "code"),
    [
        (120.0, "payout_not_decimal"),
        (120, "payout_not_decimal"),
        ("120", "payout_not_decimal"),
        (None, "payout_not_decimal"),
        (Decimal("NaN"), "payout_not_decimal"),
        (Decimal("sNaN"), "payout_not_decimal"),
        (Decimal("Infinity"), "payout_not_decimal"),
        (Decimal("-0.01"), "payout_negative"),
        (Decimal("-0.00"), "payout_negative"),
        (LARGEST_PAYOUT + Decimal("0.01"), "payout_too_large"),
        (Decimal("1E+90"), "payout_too_large"),
        (Decimal("61.005"), "payout_not_whole_fen"),
    ],
)
def test_a_payout_that_cannot_be_one_is_refused_by_its_code(dated: DatedBook, payout: Any, code: str) -> None:
    with pytest.raises(ClawbackInputError) as refused:
        interval(dated, payout)
    assert refused.value.code == code
    assert repr(payout) in str(refused.value)


def test_the_largest_payout_is_still_reckoned(dated: DatedBook) -> None:
    assert interval(dated, LARGEST_PAYOUT).high == LARGEST_PAYOUT


def test_the_calling_threads_decimal_context_changes_nothing(dated: DatedBook) -> None:
    with localcontext(Context(prec=2, rounding="ROUND_DOWN")):
        found = interval(dated, Decimal("12345.67"))
    assert (str(found.low), str(found.high)) == ("6172.84", "12345.67")  # 6172.835 goes up


@quick
@given(payouts)
def test_both_ends_lie_within_half_a_fen_of_half_the_payout_and_of_all_of_it(payout: Decimal) -> None:
    found = interval(BOOK, payout)
    assert payout / 2 - HALF_A_FEN <= found.low <= payout / 2 + HALF_A_FEN
    assert found.high == payout
    assert found.low <= found.high
    # Half up in whole numbers: half of an odd number of fen goes up.
    assert int(found.low.scaleb(2)) == (int(payout.scaleb(2)) + 1) // 2


@quick
@given(payouts, payouts)
def test_a_greater_payout_never_has_less_taken_back(one: Decimal, other: Decimal) -> None:
    lesser, greater = (interval(BOOK, payout) for payout in sorted((one, other)))
    assert lesser.low <= greater.low
    assert lesser.high <= greater.high
