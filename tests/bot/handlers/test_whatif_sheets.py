"""Order sheets sent to ``/whatif``: read for their amounts, asked about where that is not clear, refused kindly."""

from __future__ import annotations

import zlib
from itertools import cycle, islice

import pytest
from sqlalchemy import select

from bot.upload import LARGEST_BYTES
from storage.tables import metadata
from tests.bot.sheets.making import xlsx
from tests.support.talk import Said, Talk

CAPTION = "/whatif 94.2% 98.6%"
AMOUNTS = ("30", "45.50", "61", "120")
VERDICT = "¥1.51 → ¥1.20，每月省 ¥0.31（−20.5%）"
FIRST_ORDER = 8012345678900001


def csv(amounts: tuple[str, ...] = AMOUNTS, header: str = "订单号,实付金额") -> bytes:
    rows = [f"{FIRST_ORDER + place},{amount}" for place, amount in enumerate(amounts)]
    return "\n".join([header, *rows]).encode()


def two_columns(header: str) -> bytes:
    """Either column may hold what was paid."""
    rows = [f"{FIRST_ORDER + place},{one},{float(one) + 100}" for place, one in enumerate(AMOUNTS)]
    return "\n".join([header, *rows]).encode()


async def upload(talk: Talk, content: bytes, name: str = "orders.csv", caption: str = CAPTION) -> Said:
    [said] = await talk.upload(content, name, caption)
    return said


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_a_csv_with_both_rates_under_it_is_answered_at_once(talk: Talk) -> None:
    said = await upload(talk, csv())
    assert said.text.startswith(VERDICT)
    assert "读了 4 行，金额取自 B 列「实付金额」，别的都没存。" in said.text
    assert "表里没写币种，按人民币算。" in said.text


@pytest.mark.parametrize(("name", "told"), [("orders.xlsx", True), ("orders.csv", False), ("orders", False)])
async def test_a_sheet_that_is_not_what_its_ending_says_is_read_and_that_is_told(
    talk: Talk, name: str, told: bool
) -> None:
    said = await upload(talk, csv(), name)
    assert said.text.startswith(VERDICT)
    assert ("后缀和内容对不上，按内容读的" in said.text) is told


async def test_an_xlsx_is_answered_in_english(talk_en: Talk) -> None:
    rows: list[list[object]] = [["order", "amount paid"]]
    rows += [[FIRST_ORDER + place, float(one)] for place, one in enumerate(AMOUNTS)]
    said = await upload(talk_en, xlsx(rows, sheet="November"), "orders.xlsx")
    assert said.text.startswith("¥1.51 → ¥1.20: ¥0.31 less a month (−20.5%)")
    assert "I read 4 rows and took the amounts from column B, “amount paid”, of the worksheet “November”." in said.text


@pytest.mark.parametrize("caption", ["94.2% → 98.6%", "94.2 98.6", "履约率从94.2%提到98.6%", "/whatif 94.2 98.6"])
async def test_the_rates_may_stand_under_the_file_in_any_way(talk: Talk, caption: str) -> None:
    assert (await upload(talk, csv(), caption=caption)).text.startswith(VERDICT)


async def test_a_sheet_without_a_word_is_read_and_the_rates_are_asked(talk: Talk) -> None:
    asked = await upload(talk, csv(), caption="")
    assert asked.text.startswith("4 单，记下了。\n现在近 30 天的物流履约率是多少？")
    assert "读了 4 行" in asked.text
    assert (await answer(talk, "94.2 98.6")).text.startswith(VERDICT)


async def test_a_sheet_answers_the_question_for_orders_with_the_rates_said_before(talk: Talk) -> None:
    await talk.say("/whatif 94.2 98.6")
    assert (await upload(talk, csv(), caption="")).text.startswith(VERDICT)


async def test_counts_may_stand_under_the_file(talk_en: Talk) -> None:
    said = await upload(talk_en, csv(), caption="/whatif 471/500 98.6%")
    assert "80 more orders on time" in said.text


async def test_skipped_rows_are_named_by_reason_and_row(talk: Talk) -> None:
    amounts = ("30", "", "45.50", "abc", "-5", "61", "", "", "0", "120")
    said = await upload(talk, csv(amounts))
    assert said.text.startswith(VERDICT)
    assert "没用上的 6 行：" in said.text
    assert "· 金额空着：3 行（第 3、8–9 行）" in said.text
    assert "· 不是金额：1 行（第 5 行）" in said.text
    [listed] = await talk.press("没用上的（6）")
    assert "零（共 1 行）\n第 10 行" in listed.text


async def test_skipped_rows_are_named_in_english(talk_en: Talk) -> None:
    said = await upload(talk_en, csv(("30", "", "45.50", "abc", "61", "120")))
    assert "Not used, 2 rows:\n· no amount: 1 row (3)\n· not an amount: 1 row (5)" in said.text


async def test_thousands_of_skipped_rows_fit_and_can_all_be_paged_through(talk: Talk) -> None:
    amounts = tuple(islice(cycle(("61", "", "45.50", "abc", "30", "-5")), 6_000))
    said = await upload(talk, csv(amounts))
    assert "没用上的 3,000 行" in said.text
    assert "· 金额空着：1,000 行（第 3、9、15、21、27、33 行等）" in said.text
    [page] = await talk.press("没用上的（3,000）")
    assert page.kind == "message"
    assert page.text.startswith("没用上的 3,000 行，第 1/19 页")
    assert page.buttons == ["下一页 ›", "最后一页 »"]
    seen: list[str] = []
    for number in range(1, 20):
        assert f"第 {number}/19 页" in page.text
        seen += [piece for line in page.text.splitlines() if line.startswith("第 ") for piece in line[2:-2].split("、")]
        if number < 19:
            [page] = await talk.press("下一页 ›")
            assert page.kind == "edit"
    assert page.buttons == ["« 第一页", "‹ 上一页"]
    assert sorted(map(int, seen)) == [row + 2 for row, one in enumerate(amounts) if one in ("", "abc", "-5")]


async def test_a_page_that_is_not_there_is_the_nearest_one(talk: Talk) -> None:
    said = await upload(talk, csv(("30", "abc", "61")))
    data = next(data for row in said.keyboard for label, data in row if label.startswith("没用上的"))
    for page in ("-7", "999999"):
        [listed] = await talk.press_data(data.replace(":0:0", f":{page}:0"))
        assert "第 3 行" in listed.text


async def test_which_column_is_asked_with_names_and_samples(talk: Talk) -> None:
    header = "订单号,甲,乙"
    content = "\n".join(
        [header, *(f"{FIRST_ORDER + place},{one},{float(one) + 100}" for place, one in enumerate(AMOUNTS))]
    )
    asked = await upload(talk, content.encode())
    assert asked.text.startswith("哪一列是实付金额？")
    assert "· B 列「甲」：30、45.50、61" in asked.text
    assert asked.buttons[0].startswith("B 列「甲」")
    talk.restart()
    [said] = await talk.press("B 列")
    assert said.text.startswith(VERDICT)
    assert "金额取自 B 列「甲」" in said.text


async def test_the_column_may_be_said_by_its_letter_and_anything_else_asks_again(talk_en: Talk) -> None:
    content = "\n".join(
        ["order,x,y", *(f"{FIRST_ORDER + place},{one},{float(one) + 100}" for place, one in enumerate(AMOUNTS))]
    )
    asked = await upload(talk_en, content.encode())
    assert asked.text.startswith("Which column holds the amounts paid?")
    asked = await answer(talk_en, "Z")
    assert asked.buttons == ["B", "C"]
    assert (await answer(talk_en, "column b")).text.startswith("¥1.51 → ¥1.20")


async def test_the_letter_of_a_column_may_come_with_its_word(talk: Talk) -> None:
    await upload(talk, two_columns("订单号,甲,乙"))
    assert (await answer(talk, "Ｂ列")).text.startswith(VERDICT)


async def test_a_file_that_is_gone_when_the_column_is_chosen_is_asked_for_again(talk: Talk) -> None:
    content = "\n".join(
        ["订单号,甲,乙", *(f"{FIRST_ORDER + place},{one},{float(one) + 100}" for place, one in enumerate(AMOUNTS))]
    )
    await upload(talk, content.encode())
    talk.bot.files.clear()
    [said] = await talk.press("B 列")
    assert said.text == "文件没取下来，可能是网络，也可能发得太久了。\n请再发一次。"
    assert (await upload(talk, csv(), caption="")).text.startswith(VERDICT), "the rates were kept"


async def test_a_sheet_in_another_currency_asks_for_the_exchange_rate(talk: Talk) -> None:
    asked = await upload(talk, csv(header="订单号,实付金额(USD)"))
    assert asked.text.startswith("4 单是 USD，保费按人民币算。1 USD 合多少元人民币？")
    talk.restart()
    said = await answer(talk, "7")
    # 210, 318.50, 427 and 840 yuan: 1.05 + 1.59 + 2.14 + 4.20 and 0.42 + 0.64 + 0.85 + 1.68.
    assert said.text.startswith("¥8.98 → ¥3.59，每月省 ¥5.39（−60%）")
    assert "金额取自 B 列" in said.text


async def test_of_a_mixed_sheet_the_most_frequent_currency_counts_and_the_rest_is_named(talk_en: Talk) -> None:
    asked = await upload(talk_en, csv(("US $30", "US $45.50", "US $61", "¥120")))
    assert asked.text.startswith("3 orders are in USD and premiums are worked out in yuan.")
    assert "1 order is in yuan and left out; send it separately" in asked.text


async def test_rows_beyond_the_limit_are_named_and_the_others_are_used(talk: Talk) -> None:
    content = "实付金额\n" + "\n".join(["61"] * 200_001)
    said = await upload(talk, content.encode())
    # 200 000 orders at 0.31 and at the minimum.
    assert said.text.startswith("¥62,000.00 → ¥60,000.00，每月省 ¥2,000.00")
    assert "一次最多读 200,000 行，后面的没读：1 行（第 200002 行）" in said.text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("orders.pdf", b"%PDF-1.4 orders", "这不是表格（是 PDF），我读不了。"),
        ("orders.xlsx", b"\x89PNG\r\n\x1a\n0000", "这不是表格（是图片），我读不了。"),
        ("orders.csv", b"", "表里没有内容"),
        ("orders.csv", "订单号,国家\n12345,美国\n".encode(), "没找到金额那一列，看到的列有：订单号、国家。"),
        ("orders.xls", b"<html><table><tr><td>1</td></tr></table></html>", "这其实是网页，不是表格。"),
        ("orders.xlsx", b"PK\x03\x04broken", "文件坏了，或者没传完整。"),
        ("orders.csv", "订单号,实付金额\n1,abc\n2,\n".encode(), "一单都没读出来"),
    ],
)
async def test_what_is_no_sheet_of_orders_says_what_to_do(talk: Talk, name: str, content: bytes, says: str) -> None:
    said = await upload(talk, content, name)
    assert said.text.startswith(says)
    assert any(hint in said.text for hint in ("再发", "贴过来", "导出"))
    assert (await answer(talk, "30 45.5 61 120")).text.startswith(VERDICT), "the rates were kept"


async def test_what_is_no_sheet_is_refused_in_english(talk_en: Talk) -> None:
    said = await upload(talk_en, b"%PDF-1.4 orders", "orders.pdf")
    assert said.text.startswith("That is a PDF, which I can’t read.\nExport CSV or XLSX from the console")


async def test_a_file_that_is_too_large_is_not_fetched(talk: Talk) -> None:
    document = {"file_id": "big", "file_unique_id": "big", "file_name": "x.csv", "file_size": LARGEST_BYTES + 1}
    [said] = await talk.send(document=document, caption=CAPTION)
    assert said.text.startswith("文件太大了，我最多收 10 MB，200,000 行。")


async def test_a_file_that_is_none_leaves_another_question_open(talk: Talk) -> None:
    await talk.say("/eligible")
    said = await upload(talk, b"%PDF-1.4", "scan.pdf", caption="")
    assert "刚才的问题还开着" in said.text
    assert "2/6" in (await answer(talk, "企业")).text


async def test_a_file_that_is_none_leaves_the_question_for_a_rate_open_too(talk: Talk) -> None:
    await talk.say("/whatif 30 45.5 61 120")
    said = await upload(talk, b"%PDF-1.4", "scan.pdf", caption="")
    assert "刚才的问题还开着" in said.text
    assert (await answer(talk, "94.2 98.6")).text.startswith(VERDICT)


async def test_in_a_group_a_sheet_is_read_under_the_command_and_not_without(talk: Talk) -> None:
    talk.kind, talk.chat_id = "group", -55
    assert await talk.upload(csv(), "orders.csv", "") == []
    said = await upload(talk, csv())
    assert said.text.startswith(VERDICT)
    assert all(data.endswith("@7001") for row in said.keyboard for _, data in row)


async def test_no_order_number_no_name_and_no_file_is_stored(talk: Talk) -> None:
    content = "\n".join(
        ["订单号,买家,实付金额", *(f"{FIRST_ORDER + place},Li Lei,{one}" for place, one in enumerate(AMOUNTS))]
    )
    await upload(talk, content.encode(), "Li Lei orders.csv", caption="")
    stored = await everything(talk)
    assert "order_book" in stored
    for secret in ("Li", "80123456789", "买家", "orders.csv"):
        assert secret not in stored


async def everything(talk: Talk) -> str:
    """All rows of the database; what is packed, unpacked."""
    lines = []
    async with talk.services.database.read() as tx:
        for name, table in metadata.tables.items():
            for row in await tx.execute(select(table)):
                plain = [zlib.decompress(one[one[:1] == b"\x01" :]) if isinstance(one, bytes) else one for one in row]
                lines.append(f"{name}: {plain}")
    return "\n".join(lines)
