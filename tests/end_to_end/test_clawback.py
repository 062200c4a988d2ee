"""What is taken back and what to offer, and the comparison with third-party cover, over the wire with the program."""

import pytest

pytestmark = pytest.mark.long


async def ask(person, text):
    await person.send(text)
    return await person.reply(5)


async def pressed(person, message, label):
    """Press the button of a message whose label holds this; returns the message that answers it."""
    found = next(each for each in message.labels if label in each)
    await (await person.press(message, found)).answered()
    return await person.reply(5)


async def test_a_clawback_is_worked_out_changed_and_explained_in_chinese(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        asked = await ask(seller, "/clawback")
        assert "赔多少元" in asked.text
        said = await ask(seller, "120")
        assert "向你收回 ¥60.00 到 ¥120.00" in said.text
        await pressed(seller, said, "货会退回来")
        said = await ask(seller, "30")
        assert "部分退款最多给到 ¥30.00" in said.text
        why = await pressed(seller, said, "怎么得出来的")
        assert "V02" in why.text
        assert "handler_failed" not in bot.output


async def test_a_clawback_and_the_comparison_in_english_across_a_kill(unlimited, start):
    seller = unlimited.user(language_code="en")
    async with start(unlimited) as bot:
        asked = await ask(seller, "/clawback 120 returned")
        assert "worth" in asked.text
        await bot.settled(unlimited)
        await bot.kill()
    async with start(unlimited) as bot:
        said = await ask(seller, "30")
        assert "Offer up to ¥30.00" in said.text
        table = await ask(seller, "/compare")
        assert "💬 Programme: 2.3 working days" in table.text
        why = await pressed(seller, table, "How this came about")
        assert "F04" in why.text
        assert "handler_failed" not in bot.output
