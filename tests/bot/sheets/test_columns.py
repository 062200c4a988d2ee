"""Which column holds the amounts: by its name, by its values, or only the seller can tell."""

import pytest

from bot.sheets.headers import Role, role_of
from bot.sheets.limits import LIMITS
from bot.sheets.reading import parse
from bot.sheets.results import Orders, Refusal, SheetRefused, WhichColumn, column_letter

EXPORT = (
    *(
        "订单号",
        "订单状态",
        "负责人",
        "买家名称",
        "下单时间",
        "付款时间",
        "产品总金额",
        "物流费用",
        "订单金额",
        "满立减",
        "产品信息",
    ),
    *(
        "订单备注",
        "收货地址",
        "收货人名称",
        "收货国家",
        "州/省",
        "城市",
        "地址",
        "邮编",
        "联系电话",
        "手机",
        "买家选择物流",
    ),
    *("发货期限", "实际发货物流:运单号", "发货时间", "确认收货时间"),
)


def csv(*rows):
    return "\n".join(",".join(row.split()) for row in rows).encode()


def read(*rows, **options):
    return parse(csv(*rows), "orders.csv", **options)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("订单号", Role.ORDER),
        ("订单编号:", Role.ORDER),
        ("Order No.", Role.ORDER),
        ("ORDER_ID", Role.ORDER),
        ("ｏｒｄｅｒ　ｉｄ", Role.ORDER),
        ("实付金额", Role.PAID),
        ("买家实付金额（元）", Role.PAID),
        ("付款金额", Role.PAID),
        ("Amount paid (USD)", Role.PAID),
        ("订单金额", Role.ORDER_TOTAL),
        ("订单金额\n(含运费)", Role.ORDER_TOTAL),
        ("Order Amount", Role.ORDER_TOTAL),
        ("金额", Role.AMOUNT),
        ("Total USD", Role.AMOUNT),
        ("产品总金额", Role.PRODUCT_TOTAL),
        ("Subtotal", Role.PRODUCT_TOTAL),
        ("币种", Role.CURRENCY),
        ("Currency", Role.CURRENCY),
        ("订单状态", Role.STATUS),
        ("子订单号", Role.OTHER),
        ("订单备注", Role.OTHER),
        ("Order note", Role.OTHER),
        ("实付运费", Role.OTHER),
        ("付款时间", Role.OTHER),
        ("Total items", Role.OTHER),
        ("退款金额", Role.OTHER),
        ("单价", Role.OTHER),
        ("Zip code", Role.OTHER),
        ("price", None),
        ("Betrag", None),
        ("11月订单", None),
    ],
)
def test_a_column_is_known_by_its_name_however_it_is_written(name, role):
    assert role_of(name)[0] is role


def test_in_a_real_export_the_order_amount_is_read_and_not_the_products_nor_the_freight():
    header = " ".join(EXPORT)
    row = " ".join(
        {"订单号": "8001", "产品总金额": "9.00", "物流费用": "3.30", "订单金额": "12.30"}.get(n, "1") for n in EXPORT
    )
    found = read(header, row)
    assert isinstance(found, Orders)
    assert (found.amounts, found.column.letter, found.column.name) == ({"CNY": (1230,)}, "I", "订单金额")


@pytest.mark.parametrize(
    ("names", "best"),
    [
        ("产品总金额 订单金额 实付金额", "实付金额"),
        ("Subtotal Total OrderAmount", "OrderAmount"),
        ("产品总金额 金额", "金额"),
        ("物流费用 产品总金额 优惠金额", "产品总金额"),
    ],
)
def test_what_the_buyer_paid_counts_before_what_the_order_or_the_goods_came_to(names, best):
    found = read(f"订单号 {names}", *(f"800{n} 1.10 2.20 3.30" for n in range(4)))
    assert found.column.name == best


def test_the_best_column_is_passed_over_when_it_is_blank_from_top_to_bottom():
    found = parse("订单号,实付金额,订单金额\n8001,,5\n8002,,6\n".encode(), "a.csv")
    assert (found.column.name, found.amounts) == ("订单金额", {"CNY": (500, 600)})


def test_two_equally_good_columns_are_the_sellers_choice_and_the_choice_is_obeyed():
    rows = ("订单号 付款金额 实付金额", "8001 1.10 2.20", "8002 3.30 4.40")
    found = read(*rows)
    assert isinstance(found, WhichColumn)
    assert [(each.letter, each.name, each.samples) for each in found.candidates] == [
        ("B", "付款金额", ("1.10", "3.30")),
        ("C", "实付金额", ("2.20", "4.40")),
    ]
    chosen = read(*rows, column=found.candidates[1].choice)
    assert (chosen.amounts, chosen.column.name) == ({"CNY": (220, 440)}, "实付金额")


def test_equally_good_columns_with_the_same_amounts_need_no_choice():
    assert read("订单号 付款金额 实付金额", "8001 1.10 1.10", "8002 3.30 3.30").column.name == "付款金额"


def test_of_the_same_amount_in_two_currencies_the_one_in_yuan_is_read():
    found = read("订单号 订单金额(USD) 订单金额(CNY)", "8001 1.10 7.70", "8002 2.20 15.40")
    assert (found.amounts, found.unstated) == ({"CNY": (770, 1540)}, 0)


def test_a_number_column_whose_name_says_nothing_is_asked_about():
    found = read("订单号 Betrag 数量 电话", "8001 12.30 2 13800000000", "8002 5 1 13900000000")
    assert isinstance(found, WhichColumn)
    assert [each.name for each in found.candidates] == ["Betrag"]
    assert read("订单号 Betrag", "8001 12.30", column=(0, 1)).amounts == {"CNY": (1230,)}


def test_columns_that_sound_like_money_are_offered_first():
    found = read("订单号 Stück Gesamtprice", "8001 2 12.30", "8002 1 5")
    assert [each.name for each in found.candidates] == ["Gesamtprice", "Stück"]


def test_a_list_of_numbers_needs_no_header():
    found = read("12.30", "5", "7.77")
    assert (found.amounts, found.notes.header_row, found.column.letter) == ({"CNY": (1230, 500, 777)}, None, "A")


def test_the_only_column_is_the_one_whatever_stands_above_it():
    found = read("Betrag", "12.30", "5")
    assert (found.amounts, found.notes.header_row) == ({"CNY": (1230, 500)}, 1)


def test_without_a_header_long_numbers_are_orders_and_counted_once():
    found = read("8012345678901234 12.30", "8012345678901234 12.30", "8012345678905678 5")
    assert found.amounts == {"CNY": (1230, 500)}


def test_without_a_header_several_number_columns_are_asked_about_by_their_letters():
    found = read("8012345678901234 12.30 2", "8012345678905678 5 1")
    assert [(each.letter, each.name) for each in found.candidates] == [("B", ""), ("C", "")]


@pytest.mark.parametrize("above", [0, 1, 5, 19])
def test_titles_above_the_header_are_passed_over(above):
    titles = ["订单金额汇总表", "导出时间：2026-11-30", "店铺：某某", "", "以下为明细"] * 4
    found = parse("\n".join([*titles[:above], "订单号,订单金额", "8001,12.30"]).encode(), "a.csv")
    assert (found.amounts, found.notes.header_row) == ({"CNY": (1230,)}, above + 1)


def test_a_header_below_the_twentieth_row_is_not_looked_for():
    found = parse("\n".join([*["标题"] * 20, "订单号,订单金额", "8001,12.30"]).encode(), "a.csv")
    assert isinstance(found, SheetRefused)


def test_a_row_of_a_sum_is_no_header():
    found = read("8012345678901234 12.30", "8012345678905678 5", "合计 17.30")
    assert (found.amounts, found.notes.header_row) == ({"CNY": (1230, 500)}, None)


def test_a_sheet_without_amounts_names_the_columns_it_has():
    found = read("订单号 买家名称 国家", "8001 x y")
    assert found == SheetRefused(Refusal.NO_AMOUNTS, ("订单号", "买家名称", "国家"))


def test_a_header_with_nothing_below_it_is_an_empty_sheet():
    assert read("订单号 订单金额") == SheetRefused(Refusal.EMPTY, ("订单号", "订单金额"))


def test_telephone_numbers_and_postcodes_are_never_offered_nor_shown():
    found = read("订单号 x 电话 邮编 地址", "8001 13800000000 13800000000 310000 Street1", "8002 13900000000 1 2 3")
    assert found == SheetRefused(Refusal.NO_AMOUNTS, ("订单号", "x", "电话", "邮编", "地址"))


def test_a_choice_outside_the_sheet_gives_no_amounts_and_no_error():
    found = read("订单号 订单金额", "8001 12.30", column=(0, LIMITS.columns + 5))
    assert isinstance(found, Orders)
    assert found.count == 0
    assert read("订单号 订单金额", "8001 12.30", column=(7, 0)) == SheetRefused(Refusal.EMPTY)


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_spreadsheet_programs_do(index, letter):
    assert column_letter(index) == letter
