"""Yuan and fen."""

from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import MoneyError, from_fen, is_whole_fen, round_down_fen, round_fen, round_up_fen, to_fen


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.305", "0.31"),
        ("0.3049999999999999999999", "0.30"),
        ("0.345", "0.35"),
        ("0.575", "0.58"),
        ("0.005", "0.01"),
        ("-0.305", "-0.31"),
        ("2", "2.00"),
    ],
)
def test_half_a_fen_goes_away_from_zero(amount: str, expected: str) -> None:
    assert str(round_fen(Decimal(amount))) == expected


def test_rounding_up_keeps_whole_fen_and_lifts_every_part_of_one() -> None:
    assert str(round_up_fen(Decimal("60"))) == "60.00"
    assert str(round_up_fen(Decimal("42.8571428"))) == "42.86"


def test_rounding_down_keeps_whole_fen_and_drops_every_part_of_one() -> None:
    assert str(round_down_fen(Decimal("60"))) == "60.00"
    assert str(round_down_fen(Decimal("42.8599"))) == "42.85"
    assert str(round_down_fen(Decimal("-0.001"))) == "-0.01"


@pytest.mark.parametrize("amount", [0.3, 1, "0.30", Decimal("NaN"), Decimal("Infinity"), Decimal("1E+90")])
def test_what_is_not_an_amount_is_refused(amount: object) -> None:
    with pytest.raises(MoneyError):
        round_fen(amount)  # type: ignore[arg-type]


def test_a_part_of_a_fen_does_not_become_fen() -> None:
    assert is_whole_fen(Decimal("1.500"))
    assert not is_whole_fen(Decimal("0.305"))
    with pytest.raises(MoneyError, match=r"0\.305"):
        to_fen(Decimal("0.305"))


@pytest.mark.parametrize("fen", [0.5, "30", True])
def test_fen_are_an_int(fen: object) -> None:
    with pytest.raises(MoneyError):
        from_fen(fen)  # type: ignore[arg-type]


@given(st.integers(-(10**16), 10**16))
def test_fen_survive_the_way_to_yuan_and_back(fen: int) -> None:
    assert to_fen(from_fen(fen)) == fen
    assert from_fen(fen).as_tuple().exponent == -2


def test_the_calling_threads_decimal_context_changes_nothing() -> None:
    with localcontext(Context(prec=3, rounding="ROUND_DOWN")):
        assert str(round_fen(Decimal("12345.675"))) == "12345.68"
        assert to_fen(Decimal("12345.67")) == 1234567
        assert str(from_fen(1234567)) == "12345.67"
