"""Whether an order is covered, over the wire with the real program: by buttons, by one line, and across a kill."""

import pytest

pytestmark = pytest.mark.long


async def ask(person, text):
    await person.send(text)
    return await person.reply(5)


async def press(person, message, label):
    """Press the button of a message whose label holds this; returns the message as it then is."""
    found = next(each for each in message.labels if label in each)
    await (await person.press(message, found)).answered()
    return await person.expect_edit(message)


async def test_a_late_parcel_is_walked_through_by_buttons_in_chinese(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        asked = await ask(seller, "/cover")
        for label in ("没按时到", "无忧标准", "都做到了", "没妥投", "满 7 天"):
            asked = await press(seller, asked, label)
        verdict = await press(seller, asked, "满 5 天")
        assert verdict.text.startswith("✅ 在保障里")
        await (await seller.press(verdict, "怎么得出来的")).answered()
        assert "C06" in (await seller.reply(5)).text
        assert "handler_failed" not in bot.output


async def test_a_return_is_walked_through_by_buttons_in_english(unlimited, start):
    seller = unlimited.user(language_code="en")
    async with start(unlimited) as bot:
        asked = await ask(seller, "/cover")
        for label in ("Buyer refused", "Worry-free standard", "Yes, all", "≤ 72 hours", "Yes, “do not"):
            asked = await press(seller, asked, label)
        verdict = await press(seller, asked, "Goods damaged")
        assert verdict.text.startswith("❌ Not covered as a return without a reason")
        assert "handler_failed" not in bot.output


async def test_one_line_is_answered_in_the_language_it_is_written_in(unlimited, start):
    async with start(unlimited):
        chinese = await ask(unlimited.user(), "/cover 无忧标准 普货 都做到 超时8天 断更6天")
        assert chinese.text.startswith("✅ 在保障里")
        english = unlimited.user(language_code="en")
        covered = await ask(english, "/cover standard general all set, 8 days late, 6 days silent")
        assert covered.text.startswith("✅ Covered as a logistics anomaly")
        ruled = await ask(english, "/cover ruling false shipment 500 deposit 200 balance 100 standard all set")
        assert "¥200.00 to ¥500.00" in ruled.text


async def test_the_questions_survive_a_kill_in_the_middle(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        asked = await ask(seller, "/cover")
        second = await press(seller, asked, "没按时到")
        await bot.settled(unlimited)
        await bot.kill()
    async with start(unlimited):
        third = await press(seller, second, "无忧标准")
        assert "这几样都做到了吗" in third.text
        typed = await ask(seller, "都做到")
        assert "已知：无忧标准 · 打单、交仓、追踪、揽收都做到" in typed.text


async def test_a_watched_parcel_is_judged_by_its_record(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited):
        await ask(seller, "LP00123456789012 标准 红裙")
        await ask(seller, "/event 1 已离港")
        shown = await ask(seller, "/parcel 1")
        await (await seller.press(shown, "这单赔不赔")).answered()
        asked = await seller.reply(5)
        assert "包裹记录里有：无忧标准 · 已揽收" in asked.text
