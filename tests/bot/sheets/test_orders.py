"""Rows to orders: what is counted, what is not, and the reason and the row for each that is not."""

import pytest

from bot.sheets.limits import Limits
from bot.sheets.reading import parse
from bot.sheets.results import Orders, Skip


def read(*lines, limits=None):
    found = parse("\n".join(lines).encode(), "orders.csv", **({"limits": limits} if limits else {}))
    assert isinstance(found, Orders), found
    return found


def test_an_order_that_has_a_row_for_each_product_is_counted_once():
    found = read("订单号,产品,订单金额", "8001,a,12.30", "8001,b,12.30", "8002,c,5", "8001,d,12.30", "8001,e,")
    assert found.amounts == {"CNY": (1230, 500)}
    assert found.skipped == {Skip.DUPLICATE_ORDER: ((3, 3), (5, 6))}


def test_the_same_order_with_another_amount_is_reported_and_the_first_one_counts():
    found = read("订单号,订单金额", "8001,12.30", "8001,4.00", "8001,US $12.30")
    assert found.amounts == {"CNY": (1230,)}
    assert found.skipped == {Skip.CONFLICTING_ORDER: ((3, 4),)}


def test_without_order_numbers_equal_amounts_are_different_orders():
    found = read("金额", "5", "5", "5")
    assert (found.amounts, found.skipped) == ({"CNY": (500, 500, 500)}, {})


def test_order_numbers_that_a_spreadsheet_program_cut_tell_no_orders_apart():
    found = read("订单号,订单金额", "8.01235E+15,12.30", "8.01235E+15,12.30")
    assert found.amounts == {"CNY": (1230, 1230)}
    assert found.notes.rounded_order_numbers


@pytest.mark.parametrize("written", ['"=""8001"""', "'8001", "8001\t"])
def test_what_keeps_an_order_number_a_text_is_no_part_of_it(written):
    found = read("订单号,订单金额", f"{written},12.30", "8001,12.30")
    assert found.skipped == {Skip.DUPLICATE_ORDER: ((3, 3),)}


@pytest.mark.parametrize("word", ["合计", "总计：", "小计", "合计（元）", "Total", "TOTAL:", "Grand total"])
def test_a_row_that_sums_up_the_others_is_no_order(word):
    for lines in (
        ["订单号,订单金额", "8001,12.30", f"{word},12.30"],
        ["备注,订单号,订单金额", "x,8001,12.30", f"{word},,12.30"],
    ):
        found = read(*lines)
        assert found.amounts == {"CNY": (1230,)}
        assert found.skipped == {Skip.TOTAL_ROW: ((3, 3),)}


def test_a_product_whose_name_begins_like_a_sum_is_an_order():
    assert read("产品,订单金额", "Total Care cream,12.30", "合计算器,5").amounts == {"CNY": (1230, 500)}


def test_a_sum_that_nothing_calls_so_is_known_by_being_the_sum():
    found = read("订单号,订单金额", "8001,12.30", "8002,5", ",17.30")
    assert found.amounts == {"CNY": (1230, 500)}
    assert found.skipped == {Skip.TOTAL_ROW: ((4, 4),)}
    other = read("订单号,订单金额", "8001,12.30", "8002,5", ",17.31")
    assert other.amounts == {"CNY": (1230, 500, 1731)}
    bare = read("金额", "12.30", "5", "17.30")
    assert bare.count == 3


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("已取消", Skip.CANCELLED),
        ("订单关闭", Skip.CANCELLED),
        ("Cancelled by buyer", Skip.CANCELLED),
        ("等待买家付款", Skip.UNPAID),
        ("待付款", Skip.UNPAID),
        ("Awaiting payment", Skip.UNPAID),
        ("等待您发货", None),
        ("已付款", None),
        ("已完成", None),
        ("Finished", None),
        ("", None),
    ],
)
def test_an_order_that_was_never_paid_or_was_cancelled_is_left_out_with_the_reason(status, reason):
    found = read("订单号,订单状态,订单金额", f"8001,{status},12.30", "8002,已完成,5")
    assert found.amounts == {"CNY": (500,) if reason else (1230, 500)}
    assert found.skipped == ({reason: ((2, 2),)} if reason else {})


def test_the_further_rows_of_a_cancelled_order_are_cancelled_too():
    found = read("订单号,订单状态,订单金额", "8001,已取消,12.30", "8001,,12.30", "8002,已完成,5")
    assert found.amounts == {"CNY": (500,)}
    assert found.skipped == {Skip.CANCELLED: ((2, 3),)}


def test_amounts_come_out_by_currency_and_yuan_first():
    lines = ["订单号,订单金额", "8001,US $12.30", "8002,¥5", "8003,R$ 7", "8004,US $1"]
    found = read(*lines)
    assert list(found.amounts.items()) == [("CNY", (500,)), ("BRL", (700,)), ("USD", (1230, 100))]
    assert (found.count, found.unstated) == (4, 0)


def test_the_cell_knows_its_currency_better_than_the_column_of_currencies_and_that_better_than_the_header():
    found = read(
        "订单号,币种,订单金额 (EUR)",
        "8001,美元,¥1",
        "8002,美元,2",
        "8003,人民币(CNY),3",
        "8004,,4",
        "8005,XYZ,5",
    )
    assert found.amounts == {"CNY": (100, 300), "EUR": (400,), "USD": (200,)}
    assert found.skipped == {Skip.UNKNOWN_CURRENCY: ((6, 6),)}


def test_a_currency_that_nobody_says_is_yuan_and_the_note_tells():
    found = read("订单号,订单金额", "8001,12.30", "8002,¥5")
    assert (found.amounts, found.unstated) == ({"CNY": (1230, 500)}, 1)


def test_every_row_is_counted_or_has_its_reason():
    cells = ["5", "", "x", "-5", "0", "99999999", "1.234", "5.555.5", "#REF!", "VND 5"]
    found = read("订单号,金额", *(f"{8001 + n},{cell}" for n, cell in enumerate(cells)))
    assert found.rows == len(cells)
    assert found.amounts == {"CNY": (500,)}
    assert found.skipped == {
        Skip.EMPTY: ((3, 3),),
        Skip.TEXT: ((4, 4),),
        Skip.NEGATIVE: ((5, 5),),
        Skip.ZERO: ((6, 6),),
        Skip.TOO_LARGE: ((7, 7),),
        Skip.AMBIGUOUS: ((8, 9),),
        Skip.ERROR_CELL: ((10, 10),),
        Skip.UNKNOWN_CURRENCY: ((11, 11),),
    }


def test_rows_next_to_each_other_are_one_range():
    found = read("订单号,金额", *(f"{8000 + n},{'x' if n in (1, 2, 3, 7, 9) else 5}" for n in range(1, 11)))
    assert found.skipped == {Skip.TEXT: ((2, 4), (8, 8), (10, 10))}


def test_rows_beyond_the_limit_are_counted_and_not_read():
    lines = ["标题", "订单号,金额", *(f"{8001 + n},1" for n in range(25))]
    found = read(*lines, limits=Limits(rows=20))
    assert (found.count, found.rows) == (20, 20)
    assert found.skipped == {Skip.BEYOND_LIMIT: ((23, 27),)}
    exactly = read(*lines, limits=Limits(rows=25))
    assert (exactly.count, exactly.skipped) == (25, {})


@pytest.mark.parametrize("end", ["", "\r\n", "\n\n,\n,,\n"])
@pytest.mark.parametrize("note", ["", '"never closed'], ids=["plain", "an open quotation mark"])
def test_blank_lines_at_the_end_are_not_rows_beyond_the_limit(note, end):
    lines = ["订单号,金额,备注", *(f"{8001 + n},1," for n in range(249)), f"9000,1,{note}"]
    found = read(*lines, end, limits=Limits(rows=250))
    assert (found.count, found.skipped) == (250, {})
    assert read(*lines, end, limits=Limits(rows=249)).skipped == {Skip.BEYOND_LIMIT: ((251, 251),)}


def test_nothing_of_a_person_comes_out_of_a_reading():
    found = read(
        "订单号,买家名称,收货地址,手机,订单金额",
        "8001,Ada Testperson,1 Sample Road,13800000000,12.30",
        "8002,Ada Testperson,1 Sample Road,13800000000,Ada",
    )
    shown = repr(found)
    assert "Ada" not in shown
    assert "Sample" not in shown
    assert "1380" not in shown
    assert "8001" not in shown
