"""What one cell says: an amount in hundredths and perhaps a currency, or the reason why it is none."""

import math
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets.amounts import AmountReader, Decimals, decimals_of
from bot.sheets.currencies import named_in, of_format
from bot.sheets.results import Skip


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("12.30", (1230, None)),
        ("12", (1200, None)),
        (" 12.3 ", (1230, None)),
        ("¥1,234.50", (123450, "CNY")),
        ("￥ 12.30 元", (1230, "CNY")),
        ("US $12.30", (1230, "USD")),
        ("US$ 12.30", (1230, "USD")),
        ("AU $5.99", (599, "AUD")),
        ("HK$ 12", (1200, "HKD")),
        ("CNY 12", (1200, "CNY")),
        ("12.30USD", (1230, "USD")),
        ("12.30 美元", (1230, "USD")),
        ("1.234,50", (123450, None)),
        ("R$ 12,5", (1250, "BRL")),
        ("€ 1 234,50", (123450, "EUR")),
        ("1'234.50", (123450, None)),
        ("1,234", (123400, None)),
        ("１２．５０", (1250, None)),
        ("12万", (12_000_000, None)),
        ('="12.30"', (1230, None)),
        ("'12.30", (1230, None)),
        ("12.30\t", (1230, None)),
        ("12.30\n", (1230, None)),
        ("0.01", (1, None)),
        ("1000000", (100_000_000, None)),
    ],
)
def test_an_amount_is_read_however_a_sheet_writes_it(cell, amount):
    assert AmountReader().read(cell) == amount


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (None, Skip.EMPTY),
        ("", Skip.EMPTY),
        ("  \t", Skip.EMPTY),
        ("#N/A", Skip.ERROR_CELL),
        ("#REF!", Skip.ERROR_CELL),
        ("#DIV/0!", Skip.ERROR_CELL),
        ("已付款", Skip.TEXT),
        ("12.30 x 3", Skip.TEXT),
        ("3 pcs", Skip.TEXT),
        ("97%", Skip.TEXT),
        ("2026-11-01", Skip.TEXT),
        ("约 12", Skip.TEXT),
        ("订单 8001", Skip.TEXT),
        ("1.23E+05", Skip.TEXT),
        (True, Skip.TEXT),
        (date(2026, 11, 1), Skip.TEXT),
        (time(12, 30), Skip.TEXT),
        (timedelta(hours=1), Skip.TEXT),
        (math.nan, Skip.TEXT),
        ("9" * 300, Skip.TEXT),
        ("-12.30", Skip.NEGATIVE),
        ("-¥12.30", Skip.NEGATIVE),
        ("¥-12.30", Skip.NEGATIVE),
        ("(12.30)", Skip.NEGATIVE),
        ("($12.30)", Skip.NEGATIVE),
        (-5, Skip.NEGATIVE),
        (-math.inf, Skip.NEGATIVE),
        ("0.00", Skip.ZERO),
        (0, Skip.ZERO),
        (0.0, Skip.ZERO),
        ("8012345678901234", Skip.TOO_LARGE),
        ("1000000.01", Skip.TOO_LARGE),
        (8.012345678901234e15, Skip.TOO_LARGE),
        (math.inf, Skip.TOO_LARGE),
        ("12.345", Skip.AMBIGUOUS),
        ("1234.567", Skip.NOT_WHOLE_FEN),
        (12.345, Skip.NOT_WHOLE_FEN),
        ("VND 12000", Skip.UNKNOWN_CURRENCY),
    ],
)
def test_a_cell_that_holds_no_amount_says_why(cell, reason):
    assert AmountReader().read(cell) is reason


def test_what_binary_fractions_leave_behind_is_no_third_decimal():
    assert AmountReader().read(0.1 + 0.2) == (30, None)
    assert AmountReader().read(1.1 * 3) == (330, None)
    assert AmountReader().read(12.3000001) == (1230, None)
    assert AmountReader().read(12.3001) is Skip.NOT_WHOLE_FEN


@given(st.integers(1, 100_000_000))
def test_every_number_of_whole_fen_is_read_exactly_from_a_number_and_from_a_text(fen):
    reader = AmountReader()
    written = str(Decimal(fen) / 100)
    assert reader.read(float(written)) == (fen, None)
    assert reader.read(written) == (fen, None)
    assert reader.read(f"US ${Decimal(fen) / 100:,.2f}") == (fen, "USD")


@given(st.floats(0.01, 1_000_000))
def test_no_number_is_rounded_to_an_amount_that_it_is_not(value):
    found = AmountReader().read(value)
    rounded = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if isinstance(found, tuple):
        assert found[0] == rounded * 100
        assert abs(Decimal(repr(value)) - rounded) <= Decimal("0.0000005")
    else:
        assert abs(Decimal(repr(value)) - rounded) > Decimal("0.0000004")


@pytest.mark.parametrize(
    ("cells", "decimals"),
    [
        (["1.234,50", "1.234"], Decimals.COMMA),
        (["12,5"], Decimals.COMMA),
        (["1,234.50"], Decimals.POINT),
        (["$12.5", "1,234"], Decimals.POINT),
        (["1.234,50", "1,234.50"], Decimals.MIXED),
        (["1.234", "1,234", "12", 12.5, None], Decimals.UNKNOWN),
    ],
)
def test_a_column_tells_what_its_points_and_commas_mean(cells, decimals):
    assert decimals_of(cells) is decimals


@pytest.mark.parametrize(
    ("decimals", "dotted", "comma"),
    [
        (Decimals.COMMA, (123400, None), Skip.NOT_WHOLE_FEN),
        (Decimals.POINT, Skip.NOT_WHOLE_FEN, (123400, None)),
        (Decimals.UNKNOWN, Skip.AMBIGUOUS, (123400, None)),
        (Decimals.MIXED, Skip.AMBIGUOUS, Skip.AMBIGUOUS),
    ],
)
def test_three_digits_behind_a_mark_are_read_as_the_column_writes(decimals, dotted, comma):
    reader = AmountReader(decimals)
    assert reader.read("1.234") == dotted
    assert reader.read("1,234") == comma


@pytest.mark.parametrize(
    ("name", "currency"),
    [
        ("Order Amount (USD)", "USD"),
        ("订单金额（元）", "CNY"),
        ("金额(单位：美元)", "USD"),
        ("Total EUR", "EUR"),
        ("订单金额 US $", "USD"),
        ("人民币金额", "CNY"),
        ("real amount paid", None),
        ("amount cny/usd", None),
        ("订单金额(含运费)", None),
    ],
)
def test_the_name_of_a_column_may_say_the_currency(name, currency):
    assert named_in(name) == currency


@pytest.mark.parametrize(
    ("pattern", "currency"),
    [
        ('"US$"#,##0.00', "USD"),
        ("[$€-2]\\ #,##0.00", "EUR"),
        ("[$$-409]#,##0.00", "USD"),
        ('"¥"#,##0.00;[Red]-"¥"#,##0.00', "CNY"),
        ("[$USD]\\ #,##0.00", "USD"),
        ("$#,##0.00", "USD"),
        ("#,##0.00", None),
        ("[Red]0.00", None),
        ('yyyy"年"m"月"', None),
    ],
)
def test_a_number_format_may_say_the_currency(pattern, currency):
    assert of_format(pattern) == currency
