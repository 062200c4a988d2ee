"""What only workbooks have: several sheets, merged cells, formulas, errors, number formats, strange writers."""

from datetime import date

import pytest

from bot.sheets.reading import parse
from bot.sheets.results import Orders, Refusal, SheetRefused, Skip, WhichColumn
from tests.bot.sheets.making import ods, ods_cell, repacked, with_sheet_xml, xls, xlsx

HEADER = ["订单号", "产品", "订单金额"]


def read(content, name="orders.xlsx", **options):
    found = parse(content, name, **options)
    assert isinstance(found, Orders), found
    return found


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def amounts_xml(*cells, header="金额"):
    """The column A of a sheet: a header and cells, each with ``{place}`` for its place."""
    rows = [f'<row r="1">{text_cell("A1", header)}</row>']
    rows += [f'<row r="{n}">{cell.format(place=f"A{n}")}</row>' for n, cell in enumerate(cells, 2)]
    return with_sheet_xml("".join(rows))


def test_numbers_texts_and_dates_are_told_apart():
    day = date(2026, 11, 1)
    content = xlsx(
        [HEADER, [8001, "a", 12.3], ["8002", "b", "US $5"], ["8003", "c", True]],
        finish=lambda book, page: page.write_datetime(4, 2, day, book.add_format({"num_format": "yyyy-mm-dd"})),
    )
    found = read(content)
    assert found.amounts == {"CNY": (1230,), "USD": (500,)}
    assert found.skipped == {Skip.TEXT: ((4, 5),)}


def test_the_rows_of_a_merged_amount_are_one_order():
    def merge(book, page):
        page.merge_range(1, 0, 3, 0, "8001")
        page.merge_range(1, 2, 3, 2, 12.3)

    found = read(xlsx([HEADER, ["", "a"], ["", "b"], ["", "c"], ["8002", "d", 5]], finish=merge))
    assert found.amounts == {"CNY": (1230, 500)}
    assert found.skipped == {Skip.MERGED: ((3, 4),)}


def test_the_rows_of_a_merged_order_number_belong_to_that_order():
    content = xlsx(
        [HEADER, ["", "a", 12.3], ["", "b", 12.3], ["8002", "c", 12.3]],
        finish=lambda book, page: page.merge_range(1, 0, 2, 0, "8001"),
    )
    found = read(content)
    assert found.amounts == {"CNY": (1230, 1230)}
    assert found.skipped == {Skip.DUPLICATE_ORDER: ((3, 3),)}


def test_a_merged_title_above_the_header_is_passed_over():
    content = xlsx(
        [[], [], HEADER, ["8001", "a", 12.3]],
        finish=lambda book, page: page.merge_range(0, 0, 1, 2, "11 月订单金额汇总"),
    )
    found = read(content)
    assert (found.amounts, found.notes.header_row) == ({"CNY": (1230,)}, 3)


def test_an_amount_merged_over_other_rows_hides_no_row_that_has_its_own():
    found = read(xls([["金额"], [12.3], [5.0]]), "a.xls")
    assert found.amounts == {"CNY": (1230, 500)}


def test_a_formula_counts_by_its_stored_result_and_one_without_says_so():
    found = read(
        amounts_xml(
            '<c r="{place}"><f>6+6.3</f><v>12.3</v></c>',
            '<c r="{place}"><f>6+6.3</f></c>',
            '<c r="{place}"><f>6+6.3</f><v></v></c>',
            '<c r="{place}"><f>6+6.3</f><v>0</v></c>',
            '<c r="{place}"><f t="shared" si="0"/><v/></c>',
            '<c r="{place}"><v>5</v></c>',
            '<c r="{place}" t="str"><f>A1</f><v>US $7</v></c>',
            '<c r="{place}"><f>6+6.3</f></c>',
        )
    )
    assert found.amounts == {"CNY": (1230, 500), "USD": (700,)}
    assert found.skipped == {Skip.FORMULA_WITHOUT_VALUE: ((3, 6), (9, 9))}


def test_a_column_of_formulas_that_nobody_worked_out_is_reported_row_by_row():
    def formulas(book, page):
        for row in range(1, 40):
            page.write_formula(row, 2, "=1+1")

    found = read(xlsx([HEADER, *[[str(8000 + n), "a"] for n in range(1, 40)]], finish=formulas))
    assert found.count == 0
    assert found.skipped == {Skip.FORMULA_WITHOUT_VALUE: ((2, 40),)}


def test_a_zero_that_is_no_formula_is_a_zero():
    assert read(amounts_xml('<c r="{place}"><v>0</v></c>', '<c r="{place}"><v>5</v></c>')).skipped == {
        Skip.ZERO: ((2, 2),)
    }


def test_a_failed_formula_is_an_error():
    found = read(amounts_xml('<c r="{place}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c r="{place}"><v>5</v></c>'))
    assert found.skipped == {Skip.ERROR_CELL: ((2, 2),)}


def test_cells_with_prefixed_names_are_searched_too():
    content = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="str"><x:v>金额</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>5</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3"><x:f>1+1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    found = read(repacked(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": content.encode()}))
    assert found.skipped == {Skip.FORMULA_WITHOUT_VALUE: ((3, 3),)}


def test_a_currency_that_only_the_number_format_shows_is_seen():
    def dollars(book, page):
        page.write_number(1, 2, 12.3, book.add_format({"num_format": '"US$"#,##0.00'}))
        page.write_number(2, 2, 7, book.add_format({"num_format": "[$€-2]\\ #,##0.00"}))
        page.write_number(3, 2, 5, book.add_format({"num_format": "#,##0.00", "bold": True}))

    found = read(xlsx([HEADER, ["8001"], ["8002"], ["8003"]], finish=dollars))
    assert found.amounts == {"CNY": (500,), "EUR": (700,), "USD": (1230,)}
    assert found.unstated == 1


def test_the_first_sheet_with_orders_is_read_and_the_others_are_named():
    content = xlsx(
        [["说明"], ["本表由系统导出"]],
        sheet="说明",
        more={"订单": [HEADER, ["8001", "a", 12.3]], "更多": [HEADER, ["8002", "b", 5]]},
    )
    found = read(content)
    assert found.amounts == {"CNY": (1230,)}
    assert (found.notes.sheet, found.notes.other_sheets) == ("订单", ("说明", "更多"))


def test_a_sheet_with_orders_counts_before_one_that_raises_a_question():
    content = xlsx([["a", "Betrag"], ["x", 1]], more={"订单": [HEADER, ["8001", "a", 12.3]]})
    assert read(content).notes.sheet == "订单"


def test_a_question_about_a_later_sheet_is_answered_with_that_sheet():
    content = xlsx([["说明"]], more={"S": [["a", "Betrag"], ["x", 12.3]]})
    question = parse(content, "a.xlsx")
    assert isinstance(question, WhichColumn)
    assert question.candidates[0].choice == (1, 1)
    assert read(content, column=question.candidates[0].choice).amounts == {"CNY": (1230,)}


def test_hidden_sheets_and_charts_are_not_read():
    def hide(book, page):
        page.hide()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=S!$C$2:$C$3"})
        book.add_chartsheet("图").set_chart(chart)
        book.get_worksheet_by_name("S").activate()

    found = read(xlsx([HEADER, ["8001", "a", 99]], more={"S": [HEADER, ["8002", "b", 5]]}, finish=hide))
    assert (found.amounts, found.notes.sheet) == ({"CNY": (500,)}, "S")


def test_a_workbook_with_blank_sheets_alone_is_empty():
    assert parse(xlsx(more={"S": []}), "a.xlsx") == SheetRefused(Refusal.EMPTY)


def test_a_table_that_begins_in_the_middle_of_its_sheet_keeps_its_places():
    def place(book, page):
        page.write_row(4, 3, HEADER)
        page.write_row(5, 3, ["8001", "a", 12.3])
        page.write_row(6, 3, ["8002", "b", "x"])

    found = read(xlsx(finish=place))
    assert (found.column.letter, found.notes.header_row) == ("F", 5)
    assert found.skipped == {Skip.TEXT: ((7, 7),)}


def test_order_numbers_as_numbers_are_compared_and_long_ones_are_noted():
    short = read(xlsx([HEADER, [8001, "a", 5], ["8001", "b", 5]]))
    assert (short.count, short.notes.rounded_order_numbers) == (1, False)
    long = read(xlsx([HEADER, [8012345678901234, "a", 5], [8012345678901234, "b", 5]]))
    assert (long.count, long.notes.rounded_order_numbers) == (1, True)


def test_open_document_sheets_and_old_ones_are_read_alike():
    rows = [["订单号", "订单金额"], ["8001", 12.3], ["8001", 12.3], ["8002", "US $5"]]
    table = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    for content in (ods(table), xls(rows), xlsx(rows)):
        found = read(content)
        assert found.amounts == {"CNY": (1230,), "USD": (500,)}
        assert found.skipped == {Skip.DUPLICATE_ORDER: ((3, 3),)}


@pytest.mark.long
def test_two_hundred_thousand_rows_are_read_and_those_beyond_counted():
    found = read(xlsx([["金额"], *[[1]] * 200_003]))
    assert found.count == 200_000
    assert found.skipped == {Skip.BEYOND_LIMIT: ((200_002, 200_004),)}
