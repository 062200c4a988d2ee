"""What another fulfilment rate would save, over the wire with the real program: pasted, uploaded, killed in between."""

import pytest

from tests.bot.sheets.making import xlsx

pytestmark = pytest.mark.long

AMOUNTS = ("30", "45.50", "61", "120")
FIRST = 8012345678900001
CSV = "\n".join(["订单号,实付金额", *(f"{FIRST + place},{one}" for place, one in enumerate(AMOUNTS))]).encode()
VERDICT = "¥1.51 → ¥1.20"


async def ask(person, text, *, to=None, patience=5):
    await person.send(text, to=to)
    return await (to or person).reply(patience)


async def upload(person, name, content, *, caption="", to=None, **options):
    await person.send_document(name, content, caption=caption, to=to, **options)
    return await (to or person).reply(15)


async def test_pasted_amounts_are_answered_and_every_button_of_the_answer_works(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        said = await ask(seller, "/whatif 94.2% 98.6%\n30\n45.5\n61\n120\nabc")
        assert said.text.startswith(f"{VERDICT}，每月省 ¥0.31")
        for label in ("怎么得出来的", "没用上的", "深圳卖家的例子"):
            press = await seller.press(said, next(one for one in said.labels if label in one))
            await press.answered()
            assert (await seller.reply()).text
        await seller.expect(1)  # the way to the next band, told with the trace
        press = await seller.press(said, next(one for one in said.labels if "95%–98%" in one))
        await press.answered()
        assert (await seller.expect_edit(said)).text.startswith("¥1.51 → ¥1.26")
        assert "handler_failed" not in bot.output


async def test_a_csv_is_fetched_and_answered_at_once(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited):
        said = await upload(seller, "orders.csv", CSV, caption="/whatif 94.2 98.6")
        assert said.text.startswith(VERDICT)
        assert "金额取自 B 列「实付金额」" in said.text
        assert len(unlimited.downloads) == 1


async def test_an_xlsx_without_a_word_is_asked_about_in_english(unlimited, start):
    seller = unlimited.user(language_code="en")
    rows = [["order", "amount paid"], *([FIRST + place, float(one)] for place, one in enumerate(AMOUNTS))]
    async with start(unlimited):
        asked = await upload(seller, "orders.xlsx", xlsx(rows))
        assert asked.text.startswith("4 orders: noted.")
        said = await ask(seller, "94.2 98.6")
        assert said.text.startswith(f"{VERDICT}: ¥0.31 less a month (−20.5%)")


async def test_a_question_about_a_sheet_survives_a_kill(unlimited, start):
    seller = unlimited.user()
    rows = [f"{FIRST + place},{one},{float(one) + 100}" for place, one in enumerate(AMOUNTS)]
    async with start(unlimited) as bot:
        asked = await upload(seller, "orders.csv", "\n".join(["订单号,甲,乙", *rows]).encode(), caption="94.2% 98.6%")
        assert asked.text.startswith("哪一列是实付金额？")
        await bot.settled(unlimited)
        await bot.kill()
    async with start(unlimited):
        press = await seller.press(asked, next(one for one in asked.labels if one.startswith("B ")))
        await press.answered()
        assert (await seller.reply(15)).text.startswith(VERDICT)


async def test_files_that_are_no_sheet_or_too_large_are_refused_kindly(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        assert (await upload(seller, "scan.pdf", b"%PDF-1.4 orders")).text.startswith("这不是表格（是 PDF）")
        said = await upload(seller, "big.xlsx", b"", size=19_000_000)
        assert said.text.startswith("文件太大了")
        assert unlimited.downloads == [one for one in unlimited.downloads if not one.endswith(".xlsx")]
        assert "handler_failed" not in bot.output


async def test_in_a_group_a_sheet_is_answered_under_the_command(unlimited, start):
    seller = unlimited.user()
    group = unlimited.group("店铺群")
    async with start(unlimited):
        await group.join(seller)
        await seller.send_document("orders.csv", CSV, to=group)
        await group.expect_silence(0.7)
        said = await upload(seller, "orders.csv", CSV, caption="/whatif 94.2 98.6", to=group)
        assert said.text.startswith(VERDICT)


async def test_a_long_line_of_amounts_and_a_long_list_of_slips_each_fit(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited):
        said = await ask(seller, "/whatif 94.2% 98.6% " + "61.25元 " * 580)
        assert "580 单" in said.text
        said = await ask(seller, "/whatif 94.2% 98.6% 61 " + "abc " * 1000)
        assert "没用上的（1,000）" in said.labels
