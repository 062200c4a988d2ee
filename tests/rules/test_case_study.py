"""The case of 37 %: what the rates alone give, and three months that give the claim, under this book and others."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from pathlib import Path

import pytest

from rules.book import Book, DatedBook, NotInForce
from rules.case_study import CaseStudy, case_study
from rules.order_book import OrderBook, PremiumRate, what_if
from rules.premium import quote
from tests.rules.conftest import DAY
from tests.rules.test_trace import replay
from tests.support.books import copy_book, write_other_book

CLAIM, FLOOR, BANDS = "statistics/case_saving.yaml", "premium/floor.yaml", "premium/bands.yaml"
BASE, LOW, AFTER = "premium/base_rate.yaml", "premium/low_rate.yaml", "statistics/case_after.yaml"
Change = tuple[str, str, str]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., DatedBook]:
    """Makes the book of the day with some texts of its files replaced."""

    def change(*changes: Change) -> DatedBook:
        directory = copy_book(tmp_path)
        for file, old, new in changes:
            text = (directory / file).read_text(encoding="utf-8")
            assert old in text
            (directory / file).write_text(text.replace(old, new), encoding="utf-8")
        return Book.load(directory).on(DAY)

    return change


def labels(case: CaseStudy) -> set[str]:
    return {step.label for step in case.trace.steps}


def result(case: CaseStudy, label: str) -> object:
    (found,) = [step.result for step in case.trace.steps if step.label == label]
    return found


def rounded(fall: Decimal, claimed: Decimal) -> Decimal:
    return fall.quantize(claimed, ROUND_HALF_UP)


def test_the_rates_alone_fall_by_sixty_per_cent(dated: DatedBook) -> None:
    case = case_study(dated)
    assert (case.before, case.after, case.claimed) == (Decimal("0.942"), Decimal("0.986"), Decimal("0.37"))
    assert (case.rate_before, case.rate_after) == (Decimal("0.005"), Decimal("0.002"))
    assert case.plain_fall == Decimal("0.6") == result(case, "plain_fall")


def test_three_months_give_the_claim(dated: DatedBook) -> None:
    case = case_study(dated)
    assert str(case.equal_order) == "95.24"  # 0.30 / (0.005 x 0.63) = 95.238
    assert str(case.moved_share) == "0.617"  # 0.37 / 0.60 = 0.6167
    # A quarter at 0.2 % saves 0.15 of 0.37; the other 0.22 is 0.55 at 0.3 %, which saves 0.4 of it.
    assert case.mixed == (Decimal("0.20"), Decimal("0.55"), Decimal("0.25"))
    assert sum(case.mixed) == 1


def test_each_path_of_the_trace_ends_in_the_claim(dated: DatedBook) -> None:
    case = case_study(dated)
    assert replay(case.trace) == case.claimed
    ends = [step.result for step in case.trace.steps if step.operation == "round_half_up"]
    assert ends == [case.claimed] * 3
    falls = [str(result(case, f"{path}_fall"))[:6] for path in ("equal", "moved", "mixed")]
    assert falls == ["0.3700", "0.3702", "0.370"]


def test_the_trace_cites_the_agreement_for_its_rates_and_ourselves_for_the_paths(dated: DatedBook) -> None:
    steps = case_study(dated).trace.steps
    cited = {step.label: (step.rule, step.source) for step in steps}
    assert cited["rate_before"] == ("P06", "S4")
    assert cited["rate_after"] == ("P05", "S4")
    assert cited["lifted_after"] == ("P03", "S4")
    assert cited["product_after"] == ("P08", "S0")
    assert cited["mixed_fall"] == ("F05", "M0")


def test_a_month_in_which_the_moved_share_moved_saves_the_claim(dated: DatedBook) -> None:
    case = case_study(dated)
    assert case.moved_share is not None
    moved = OrderBook.of_fen([100_000] * int(case.moved_share * 1000))
    found = what_if(dated, moved, case.before, case.after).chosen
    stayed = quote(dated, Decimal("1000"), fulfilment=case.before).premium * (1000 - len(moved))
    assert rounded(found.saving / (found.before.premium + stayed), case.claimed) == case.claimed


def test_a_month_of_the_mixed_shares_costs_the_claim_less(dated: DatedBook) -> None:
    case = case_study(dated)
    assert case.mixed is not None
    rates = (step.rate for step in dated.bands("premium.bands").steps)
    premiums = [
        what_if(dated, OrderBook.of_fen([100_000] * int(share * 1000)), case.before, PremiumRate(rate)).chosen
        for share, rate in zip(case.mixed, rates, strict=True)
    ]
    before, after = (sum(getattr(one, side).premium for one in premiums) for side in ("before", "after"))
    assert (before, after) == (5000, 3150)
    assert 1 - after / before == case.claimed


def test_the_equal_orders_need_the_floor_and_a_fen_is_much_of_their_premium(dated: DatedBook) -> None:
    case = case_study(dated)
    assert case.equal_order is not None
    old, new = (quote(dated, case.equal_order, fulfilment=rate) for rate in (case.before, case.after))
    assert (old.floor_applied, new.floor_applied) == (False, True)
    assert rounded(1 - new.floor / old.exact, case.claimed) == case.claimed
    assert (str(old.premium), str(new.premium)) == ("0.48", "0.30")
    assert case.equal_fall_charged == Decimal("0.375") == 1 - new.premium / old.premium


@pytest.mark.parametrize(("reading", "alternative"), [("all", "base"), ("base", "all"), ("none", "all")])
def test_the_paths_are_the_same_under_every_reading_which_says_what_equal_orders_hang_on(
    dated: DatedBook, reading: str, alternative: str
) -> None:
    case = case_study(dated.with_reading("X07", reading))
    assert (case.equal_order, case.trace) == (case_study(dated).equal_order, case_study(dated).trace)
    months, floor = case.readings
    assert (months.id, months.changes) == ("X12", False)
    assert (floor.id, floor.chosen, floor.alternative, floor.changes) == ("X07", reading, alternative, True)


def test_the_calling_threads_decimal_context_changes_nothing(dated: DatedBook) -> None:
    expected = case_study(dated)
    with localcontext(Context(prec=2, rounding="ROUND_DOWN")):
        assert case_study(dated) == expected


@pytest.mark.parametrize(
    ("claim", "equal_order", "moved_share", "mixed"),
    [
        # A quarter at the new rate is too much up to 0.15 and too little from 0.45 on: then the middle of what can be.
        ("0.10", "66.67", "0.167", ("0.791", "0.126", "0.083")),
        ("0.15", "70.59", "0.250", ("0.687", "0.188", "0.125")),
        ("0.16", "71.43", "0.267", ("0.725", "0.025", "0.250")),
        ("0.40", "100.00", "0.667", ("0.125", "0.625", "0.250")),
        ("0.45", "109.09", "0.750", ("0.125", "0.375", "0.500")),
        ("0.55", "133.33", "0.917", ("0.041", "0.126", "0.833")),
        ("0.60", "150.00", "1.000", None),  # all moved; nothing is left for the middle rate
        ("0.3", "85.71", "0.50", ("0.37", "0.38", "0.25")),
        ("0.295", "85.11", "0.4917", ("0.3875", "0.3625", "0.2500")),
    ],
)
def test_another_claim_finds_its_own_months(
    changed: Callable[..., DatedBook],
    claim: str,
    equal_order: str,
    moved_share: str,
    mixed: tuple[str, str, str] | None,
) -> None:
    case = case_study(changed((CLAIM, "value: 0.37", f"value: {claim}")))
    assert (str(case.equal_order), str(case.moved_share)) == (equal_order, moved_share)
    assert case.mixed == (mixed if mixed is None else tuple(map(Decimal, mixed)))
    assert replay(case.trace) == Decimal(claim)
    if case.mixed is not None:
        falls = (Decimal(0), Decimal("0.4"), Decimal("0.6"))
        fall = sum((share * part for share, part in zip(case.mixed, falls, strict=True)), Decimal(0))
        assert rounded(fall, Decimal(claim)) == Decimal(claim)
        assert sum(case.mixed) == 1
        assert min(case.mixed) > 0


NONE_AT_ALL = [
    [(CLAIM, "value: 0.37", "value: 0.61")],  # more than the rates can fall
    [(CLAIM, "value: 0.37", "value: 0")],
    [(AFTER, "value: 0.986", "value: 0.949")],  # the same band
    [(LOW, "value: 0.005", "value: 0.001")],  # the better rate is the dearer one
]


@pytest.mark.parametrize("changes", NONE_AT_ALL)
def test_where_no_month_gives_the_claim_there_is_no_path(
    changed: Callable[..., DatedBook], changes: list[Change]
) -> None:
    case = case_study(changed(*changes))
    assert (case.equal_order, case.equal_fall_charged, case.moved_share, case.mixed) == (None, None, None, None)
    assert labels(case) == {"rate_before", "rate_after", "plain_ratio", "plain_fall"}
    assert replay(case.trace) == case.plain_fall
    assert case.readings[1].changes is False


def test_without_a_floor_equal_orders_cannot(changed: Callable[..., DatedBook]) -> None:
    case = case_study(changed((FLOOR, "value: 0.30", "value: 0.00")))
    assert (case.equal_order, case.equal_fall_charged) == (None, None)
    assert (case.moved_share, case.mixed is None) == (Decimal("0.617"), False)
    assert not {label for label in labels(case) if label.startswith(("equal", "lifted", "product"))}
    assert case.readings[1].changes is False


def test_where_no_reading_puts_the_floor_at_every_rate_equal_orders_cannot(changed: Callable[..., DatedBook]) -> None:
    all_ = "    all: The minimum holds at every rate.\n"
    case = case_study(changed(("readings.yaml", all_, ""), ("readings.yaml", "default: all", "default: base")))
    assert case.equal_order is None
    assert case.moved_share == Decimal("0.617")


@pytest.mark.parametrize(
    ("claim", "moved_share"),
    [
        ("0.3700000", "0.61666667"),  # 95.24 falls by 0.3700126
        ("0.3800000", "0.63333333"),  # 96.77 falls by 0.3799731
    ],
)
def test_where_a_fen_is_too_coarse_equal_orders_cannot(
    changed: Callable[..., DatedBook], claim: str, moved_share: str
) -> None:
    case = case_study(changed((CLAIM, "value: 0.37", f"value: {claim}")))
    assert case.equal_order is None
    assert not {label for label in labels(case) if label.startswith(("equal", "lifted", "product"))}
    assert case.moved_share == Decimal(moved_share)
    assert replay(case.trace) == Decimal(claim)


def test_a_mixed_month_of_which_a_share_would_be_below_nothing_is_none(changed: Callable[..., DatedBook]) -> None:
    # 83 % at the new rate, as near as two digits come, and all of it at a middle rate that hardly saves.
    case = case_study(changed((CLAIM, "value: 0.37", "value: 0.5"), (BASE, "value: 0.003", "value: 0.00499")))
    assert (case.moved_share, case.mixed) == (Decimal("0.83"), None)


@pytest.mark.parametrize("middle", ["0.005", "0.006", "0.002", "0.001"])
def test_a_middle_rate_that_is_not_between_the_two_makes_no_mixed_month(
    changed: Callable[..., DatedBook], middle: str
) -> None:
    case = case_study(changed((BASE, "value: 0.003", f"value: {middle}")))
    assert case.mixed is None
    assert case.moved_share == Decimal("0.617")


def test_without_a_middle_band_there_is_no_mixed_month(changed: Callable[..., DatedBook]) -> None:
    middle = (
        "      - {low: premium.low_fulfilment, high: premium.high_fulfilment, rate: premium.base_rate, rule: P07}\n"
    )
    case = case_study(changed((BANDS, middle, ""), (BANDS, "low: premium.high", "low: premium.low")))
    assert case.mixed is None
    assert (case.equal_order, case.moved_share) == (Decimal("95.24"), Decimal("0.617"))


def test_a_book_with_other_figures_has_other_months(tmp_path: Path) -> None:
    case = case_study(Book.load(write_other_book(tmp_path)).on(DAY))
    assert (str(case.claimed), str(case.plain_fall)) == ("0.296", "0.6")
    # 0.47 / (0.004 x 0.704) = 166.903; 0.296 / 0.6; 0.25 x 0.6 + 0.365 x 0.4 = 0.296
    assert (str(case.equal_order), str(case.moved_share)) == ("166.90", "0.4933")
    assert case.mixed == (Decimal("0.385"), Decimal("0.365"), Decimal("0.25"))
    assert replay(case.trace) == case.claimed


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2024, 4, 30)])
def test_before_the_case_or_the_agreement_there_is_nothing_to_work_out(book: Book, day: date) -> None:
    with pytest.raises(NotInForce):
        case_study(book.on(day))
    assert case_study(book.on(date(2024, 5, 1))).plain_fall == Decimal("0.6")
