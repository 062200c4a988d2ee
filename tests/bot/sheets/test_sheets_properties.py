"""Whatever bytes a stranger sends, the parser answers; and of any table of amounts no row is lost."""

from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.sheets.reading import parse
from bot.sheets.results import Orders, SheetRefused, WhichColumn
from bot.sheets.wire import from_json, to_json

NAMES = st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a", "\x00.ods", "订单.tsv"])
PIECES = st.sampled_from(
    [
        *"\n\r\t,;|\"'= 0123456789.-¥$%\x00",
        "订单号",
        "订单金额",
        "金额",
        "US $",
        "合计",
        "\r\n",
        "12.30",
        "1.234,50",
        "8001",
        "#N/A",
    ]
)
CELLS = st.one_of(
    st.integers(1, 100_000_000).map(lambda fen: f"{Decimal(fen) / 100:.2f}"),
    st.sampled_from(["", "x", "-5", "0", "¥1,234.50", "US $7", "1e9", "9" * 30]),
)


def rows_in(skipped):
    return sum(last - first + 1 for ranges in skipped.values() for first, last in ranges)


def answered(content, name):
    found = parse(content, name)
    assert isinstance(found, Orders | WhichColumn | SheetRefused)
    assert from_json(to_json(found)) == found
    if isinstance(found, Orders):
        below = rows_in(found.skipped)
        assert found.count + below == found.rows
        assert all(fen > 0 for amounts in found.amounts.values() for fen in amounts)
        assert all(first <= last for ranges in found.skipped.values() for first, last in ranges)


@given(st.binary(max_size=2000), NAMES)
@example(b"PK\x03\x04", "a.xlsx")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls")
@example(b'"', "a.csv")
@example(b"sep=,\n", "a.csv")
@example(b"\xff\xfe\x00", "a.csv")
@settings(deadline=None)
def test_any_bytes_are_answered(content, name):
    answered(content, name)


@given(st.lists(PIECES, max_size=80).map("".join), st.sampled_from(["utf-8", "utf-16", "gb18030"]), NAMES)
@settings(deadline=None)
def test_any_text_that_looks_like_a_sheet_is_answered(text, encoding, name):
    answered(text.encode(encoding), name)


@given(st.lists(st.tuples(st.integers(1, 5), CELLS), min_size=1, max_size=40))
@settings(deadline=None)
def test_every_row_of_an_order_sheet_is_counted_or_has_a_reason(rows):
    lines = ["订单号,备注,订单金额", *(f'{8000 + order},a,"{cell}"' for order, cell in rows)]
    found = parse("\n".join(lines).encode(), "a.csv")
    assert isinstance(found, Orders)
    assert found.rows == len(rows)
    assert found.count + rows_in(found.skipped) == len(rows)
    assert found.count <= len({order for order, _ in rows})


@given(st.lists(st.integers(1, 100_000_000), min_size=1, max_size=60))
@settings(deadline=None)
def test_a_list_of_amounts_comes_out_as_it_went_in(fen):
    lines = ["金额", *(f"{Decimal(each) / 100}" for each in fen)]
    found = parse("\n".join(lines).encode(), "a.txt")
    assert isinstance(found, Orders)
    assert found.amounts == {"CNY": tuple(fen)}
