"""Why a payout could fail, and is a label's phone right: over the wire, and nothing of a label kept anywhere."""

import asyncio

import pytest

from tests.botapi import Fault
from tests.end_to_end.test_conversation import ask

pytestmark = pytest.mark.long

LABEL = "收件人：Maria Garcia\n电话：612 34 56 78\n地址：C/ Mayor 5, 28001 Madrid\n国家：西班牙"
LABEL_EN = "Recipient: Maria Garcia\nC/ Mayor 5\n28001 Madrid, Spain\nPhone: 612 34 56 78"
PRIVATE = (b"612 34 56 78", b"612345678", b"Maria", b"Mayor")


def bytes_in(folder):
    """Every byte of the database's files, the journal included."""
    return b"".join(file.read_bytes() for file in folder.glob("peifu.db*") if file.is_file())


def nothing_of_a_label(folder):
    kept = bytes_in(folder)
    return not any(words in kept for words in PRIVATE)


async def test_a_diagnosis_by_one_line_and_by_buttons_in_both_languages(unlimited, start):
    mei, jane = unlimited.user(), unlimited.user(language_code="en")
    async with start(unlimited) as bot:
        result = await ask(mei, "/diagnose 标准 首程50小时 电话没区号 含电没勾")
        assert result.text.startswith("❌ 有 3 处会让赔付失败")
        assert "48 小时" in result.text
        await (await mei.press(result, "怎么得出来的")).answered()
        assert "D01" in (await mei.reply()).text
        asked = await ask(jane, "/diagnose")
        await (await jane.press(asked, "None yet")).answered()
        await jane.expect_edit(asked)
        phone = await ask(jane, "30 hours")
        await (await jane.press(phone, "No country code")).answered()
        battery = await jane.expect_edit(phone)
        await (await jane.press(battery, "Enough, show the result")).answered()
        result = await jane.expect_edit(battery)
        assert result.text.startswith("❌ 1 thing sinks a payout")
        assert "18 hours" in result.text
        assert "handler_failed" not in bot.output


async def test_the_questions_survive_a_kill_in_the_middle(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        question = await ask(seller, "/diagnose")
        await (await seller.press(question, "还没有")).answered()
        await seller.expect_edit(question)
        await bot.settled(unlimited)
        await bot.kill()
    async with start(unlimited):
        answered = await ask(seller, "30小时")
        assert "揽收 30 小时，还没有首程" in answered.text


async def test_a_label_is_mended_in_both_languages_and_kept_nowhere(unlimited, start, tmp_path):
    mei, jane = unlimited.user(), unlimited.user(language_code="en")
    async with start(unlimited, log_level="DEBUG") as bot:
        await ask(mei, "/watch LP00999888777666 20天")
        await ask(jane, "/watch LP00999888777666 20 days")
        for text in ("/label ES 612 34 56 78", LABEL):
            mended = await ask(mei, text)
            assert mended.text.startswith("❌ 号码要改")
            assert "+34612345678" in mended.text
            assert any(button.get("copy_text") == {"text": "+34612345678"} for button in buttons_of(mended))
        mended = await ask(jane, LABEL_EN)
        assert mended.text.startswith("❌ The number needs mending for Spain")
        await (await jane.press(mended, "How it was checked")).answered()
        why = await jane.reply()
        assert "612" not in why.text
        asked = await ask(jane, "/label")
        await (await jane.press(asked, "Spain")).answered()
        assert "Spain" in (await jane.reply()).text
        assert "+34612345678" in (await ask(jane, "612 34 56 78")).text
        assert nothing_of_a_label(tmp_path)
        assert b"LP00999888777666" in bytes_in(tmp_path), "the search finds what is there"
    assert nothing_of_a_label(tmp_path)
    assert not any(words.decode() in bot.output for words in PRIVATE)


async def test_a_label_that_waits_for_its_answer_is_not_written_down_and_a_question_is(unlimited, start, tmp_path):
    slow, patient, other = unlimited.user(), unlimited.user(), unlimited.user()
    async with start(unlimited) as bot:
        unlimited.faults.add(Fault(method="sendMessage", chat=slow.id, stall=30, times=2))
        unlimited.faults.add(Fault(method="sendMessage", chat=patient.id, stall=30))
        await slow.send(LABEL)
        await slow.send("Maria, 612 34 56 78")
        await patient.send("/quote 200 97")
        await ask(other, "/quote 300 97")
        await unlimited.wait_for(lambda: b"/quote 200 97" in bytes_in(tmp_path), 10, "the question to be written down")
        await asyncio.sleep(0.5)
        assert nothing_of_a_label(tmp_path)
        await bot.kill()
    assert nothing_of_a_label(tmp_path)
    async with start(unlimited):
        assert "¥0.60" in (await patient.reply(10)).text
        assert "+34612345678" in (await ask(slow, LABEL)).text, "the seller sends it again"


def buttons_of(message):
    return [button for row in message.markup["inline_keyboard"] for button in row]
