"""Text sheets: encodings, separators, quotation marks, and rows that keep their numbers."""

import csv

import pytest

from bot.sheets.reading import parse
from bot.sheets.results import Orders, Refusal, Skip
from bot.sheets.text import Text, read_text

LINES = "订单号,买家名称,订单金额\r\n8001,Müller,12.30\r\n8002,Иван,5\r\n"


def text(content):
    found = read_text(content)
    assert isinstance(found, Text)
    return found


def orders(content, name="orders.csv"):
    found = parse(content if isinstance(content, bytes) else content.encode(), name)
    assert isinstance(found, Orders), found
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encoding_is_found_with_a_mark_or_without(encoding):
    found = orders(LINES.encode(encoding))
    assert found.amounts == {"CNY": (1230, 500)}
    assert found.column.name == "订单金额"
    assert found.notes.encoding == encoding


def test_a_chinese_system_spreadsheet_program_writes_gbk():
    assert orders(LINES.replace("Müller", "王").encode("gbk")).notes.encoding == "gb18030"


def test_an_encoding_nobody_knows_still_gives_the_amounts_of_an_english_sheet():
    found = orders("Order ID;Buyer;Order Amount\n8001;M\xfcller \xffx;12,30\n".encode("latin-1"))
    assert (found.amounts, found.notes.encoding) == ({"CNY": (1230,)}, "latin-1")


def test_a_text_cut_off_inside_a_character_is_still_what_it_was():
    content = "订单金额\n12.30\n备".encode()[:-1]
    assert text(content).encoding == "utf-8"
    assert orders(content).amounts == {"CNY": (1230,)}


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
def test_the_separator_is_the_one_that_parts_the_rows_evenly(separator):
    rows = [["订单号", "产品信息", "订单金额"], ["8001", "a big, red; one", "12.30"], ["8002", "x", "5"]]
    content = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    assert text(content.encode()).separator == separator
    assert orders(content).amounts == {"CNY": (1230, 500)}


def test_a_semicolon_sheet_has_decimal_commas():
    found = orders("Order ID;Amount paid\n8001;1.234,50\n8002;12,5\n8003;1.234\n8004;7\n")
    assert found.amounts == {"CNY": (123450, 1250, 123400, 700)}


@pytest.mark.parametrize("number", ["1,234.50", "¥1,234.50", "1.234,50", "1234,50"])
def test_a_comma_inside_the_only_amounts_of_a_list_parts_nothing(number):
    assert orders(f"金额\n{number}\n{number}\n", "a.txt").amounts == {"CNY": (123450, 123450)}


@pytest.mark.parametrize("broken", ["8002,x,12,30", "8002,a, b and c,5", "8002,x,5,,y"])
def test_a_row_with_more_cells_than_the_header_was_parted_in_a_wrong_place(broken):
    found = orders(f"订单号,产品信息,订单金额\n8001,x,1.50\n{broken}\n8003,x,2,,\n")
    assert found.amounts == {"CNY": (150, 200)}
    assert found.skipped == {Skip.SHIFTED: ((3, 3),)}


def test_the_line_that_tells_a_program_the_separator_is_obeyed():
    found = orders("sep=;\nOrder ID;Amount\n8001;1,50\n")
    assert (found.amounts, found.notes.header_row) == ({"CNY": (150,)}, 2)


def test_a_line_break_inside_quotation_marks_is_inside_a_cell():
    found = orders('订单号,"产品信息\n提示",订单金额\n8001,"红色\n大号, 2 件",12.30\n8002,"a ""b""",x\n')
    assert found.amounts == {"CNY": (1230,)}
    assert found.skipped == {Skip.TEXT: ((3, 3),)}


@pytest.mark.parametrize("rest", [3, 300])
def test_a_quotation_mark_that_nobody_closes_swallows_no_orders(rest):
    lines = ["订单号,产品信息,订单金额", '8000,"5 inch cable,1.00', *(f"{8001 + n},x,2.00" for n in range(rest))]
    found = orders("\n".join(lines))
    assert text("\n".join(lines).encode()).quoting == csv.QUOTE_NONE
    assert found.amounts == {"CNY": (100, *[200] * rest)}


def test_rows_keep_the_numbers_a_spreadsheet_program_shows_with_blank_lines_between():
    found = orders("\n\n订单号,金额\n8001,5\n\n,,\n8002,x\n8003,y\n\n8004,z\n\n\n")
    assert found.skipped == {Skip.TEXT: ((7, 8), (10, 10))}
    assert (found.rows, found.notes.header_row) == (4, 3)


def test_zeros_between_the_letters_do_no_harm():
    assert orders("订单号,金额\n80\x0001,12.30\x00\n8002,5\n").amounts == {"CNY": (1230, 500)}


def test_a_line_of_a_megabyte_is_a_line():
    found = orders(f"订单号,金额,备注\n8001,12.30,{'x' * 1_000_000}\n8002,{'9' * 1_000_000},a\n")
    assert found.amounts == {"CNY": (1230,)}
    assert found.skipped == {Skip.TEXT: ((3, 3),)}
    assert parse(b"x" * 1_000_000, "a.csv").reason is Refusal.NO_AMOUNTS


def test_ten_thousand_columns_are_read_as_far_as_columns_are_read():
    wide = ["订单金额", *(f"c{number}" for number in range(9_999))]
    found = orders("\n".join([",".join(wide), ",".join(["12.30", *["1"] * 9_999])]))
    assert found.amounts == {"CNY": (1230,)}
    assert found.notes.columns_not_read == 9_800
    far = parse("\n".join([",".join(["订单号", *reversed(wide)]), ",".join(["x"] * 10_000)]).encode(), "a.csv")
    assert far.reason is Refusal.NO_AMOUNTS
    assert len(far.headers) == 12


def test_prose_is_refused_and_what_was_taken_for_a_header_is_not_kept():
    letter = "Dear Ms Li,\nthank you for your order, which we received in good state.\nYours, Jan\n"
    found = parse(letter.encode(), "letter.txt")
    assert found.reason is Refusal.NO_AMOUNTS
    assert found.headers == ()
