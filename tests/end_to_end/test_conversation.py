"""Whole conversations over the wire with the real program: asking, quoting, checking, watching, erasing."""

import asyncio

from bot.menu import COMMANDS, texts
from tests.botapi import Fault


async def ask(person, text, *, to=None, patience=5):
    await person.send(text, to=to)
    return await (to or person).reply(patience)


async def test_a_quote_by_command_by_words_and_by_buttons_is_the_same_quote(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited):
        by_command = await ask(seller, "/quote 200 97")
        by_words = await ask(seller, "200块的订单,履约率97%,保费多少")
        assert by_command.text == by_words.text
        assert "¥0.60" in by_command.text
        asked = await ask(seller, "/quote 200")
        band = next(label for label in asked.labels if "95" in label and "98" in label)
        await (await seller.press(asked, band)).answered()
        shown = await seller.expect_edit(asked)
        assert "¥0.60" in shown.text


async def test_english_is_answered_in_english(unlimited, start):
    seller = unlimited.user(language_code="en")
    async with start(unlimited):
        quoted = await ask(seller, "premium for a 200 yuan order at 97% fulfilment")
        assert quoted.text.startswith("Premium ¥0.60")
        answered = await ask(seller, "do I have to pay it back?")
        assert "50%" in answered.text
        assert not any("\u4e00" <= char <= "\u9fff" for char in answered.text.splitlines()[0])


async def test_a_currency_that_is_not_ours_is_asked_for_and_never_guessed(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited):
        asked = await ask(seller, "/quote $100 97")
        assert "汇率" in asked.text
        quoted = await ask(seller, "7.1")
        assert "¥2.13" in quoted.text


async def test_the_eligibility_dialogue_survives_a_kill_in_the_middle(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        question = await ask(seller, "/eligible")
        await (await seller.press(question, question.labels[0])).answered()
        second = await seller.expect_edit(question)
        await bot.settled(unlimited)
        await bot.kill()
    async with start(unlimited):
        await (await seller.press(second, second.labels[0])).answered()
        third = await seller.expect_edit(second)
        assert "3/6" in third.text or "3 / 6" in third.text
        typed = await ask(seller, "96.5%")
        assert "4/6" in typed.text or "4 / 6" in typed.text


async def test_a_shop_that_fails_two_points_hears_of_both(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited):
        verdict = await ask(seller, "/eligible 企业 内地 94.99 2.11 无 标准")
        assert "95%" in verdict.text
        assert "2.1%" in verdict.text


async def test_an_unknown_question_is_declined_and_a_known_one_answered(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited):
        assert "48 小时" in (await ask(seller, "揽收后多久没首程轨迹会赔付失败")).text
        declined = await ask(seller, "今天天气怎么样")
        assert "¥" not in declined.text
        assert declined.labels, "what the bot can do instead"


async def test_a_pasted_list_is_watched_paged_and_erased(unlimited, start):
    seller = unlimited.user()
    lines = [f"LP{10**13 + number} 20天 标准 货{number}" for number in range(20)]
    async with start(unlimited):
        watched = await ask(seller, "\n".join([*lines, "这一行不是单号"]))
        assert "20" in watched.text
        overview = await ask(seller, "/parcels")
        assert "20" in overview.text
        detail = await ask(seller, "/parcel 7")
        assert "货6" in detail.text
        asked = await ask(seller, "/forget")
        assert "20" in asked.text
        await (await seller.press(asked, asked.labels[0])).answered()
        await seller.expect_edit(asked)
        empty = await ask(seller, "/parcels")
        assert "货" not in empty.text


ODD = (
    "/nonsense",
    "😀😀😀",
    "مرحبا كيف حالك",
    "x" * 10_000,
    "赔" * 5_000,
    "<b>&amp;</i>",
    "/quote abc",
    "0",
    "\u202e1",
)


async def test_odd_input_gets_a_polite_answer(unlimited, start):
    async with start(unlimited) as bot:
        for text in ODD:
            answer = await ask(unlimited.user(), text)
            assert len(answer.text) > 5, text
        assert "Traceback" not in bot.output
        assert "handler_failed" not in bot.output


async def test_stickers_edits_stale_buttons_and_strangers_are_answered(unlimited, start):
    seller, stranger = unlimited.user(), unlimited.user(name="小李")
    group = unlimited.group("店铺群")
    async with start(unlimited) as bot:
        await seller.send_sticker()
        assert (await seller.reply()).text
        quoted = await ask(seller, "/quote 200")
        first = seller.history[-2]
        await seller.edit(first, "/quote 300 97")
        about_edit = await seller.reply()
        assert "¥0.90" not in about_edit.text
        press = await seller.press(quoted, "zz:1:2", stale=True)
        assert (await press.answered()).text
        await group.join(seller)
        await group.join(stranger)
        asked = await ask(seller, "/quote 200", to=group)
        press = await stranger.press(asked, asked.labels[0])
        assert (await press.answered()).text, "it says whose button it is"
        assert asked.edits == 0
        press = await seller.press(asked, asked.labels[0])
        await press.answered()
        await group.expect_edit(asked)
        assert "handler_failed" not in bot.output


async def test_in_groups_the_bot_answers_commands_and_replies_only(unlimited, start):
    seller = unlimited.user()
    group = unlimited.group("店铺群")
    async with start(unlimited):
        await group.join(seller)
        await seller.send("200块的订单,履约率97%,保费多少", to=group)
        await seller.send("/quote@another_bot 200 97", to=group)
        await group.expect_silence(0.7)
        quoted = await ask(seller, "/quote@peifu_test_bot 200 97", to=group)
        assert "¥0.60" in quoted.text
        await seller.send("300块，97%", to=group, reply_to=quoted)
        assert "¥0.90" in (await group.reply()).text


async def test_in_a_group_only_its_administrators_erase_and_change_settings(unlimited, start):
    boss, clerk, deputy = unlimited.user(), unlimited.user(), unlimited.user()
    group = unlimited.group("店铺群", boss, clerk)
    await group.join(deputy, "administrator")
    async with start(unlimited):
        assert "开始盯 1 件" in (await ask(clerk, "/watch LP00123456789012 20天", to=group)).text
        for text in ("/forget", "/language en"):
            assert "只有群主和管理员" in (await ask(clerk, text, to=group)).text
        unlimited.fail("getChatMember", error=(400, "Bad Request: member list is inaccessible"))
        assert "Telegram 没告诉我" in (await ask(boss, "/forget", to=group)).text
        erasing = await ask(deputy, "/forget", to=group)
        await group.join(deputy)
        assert "只有群主和管理员" in (await (await deputy.press(erasing, "全部删掉")).answered()).text
        erasing = await ask(boss, "/forget", to=group)
        await (await boss.press(erasing, "全部删掉")).answered()
        assert "都删了" in (await group.expect_edit(erasing)).text
        calls = len(unlimited.calls("getChatMember"))
        await ask(clerk, "/forget")
        assert len(unlimited.calls("getChatMember")) == calls


async def test_telegrams_own_command_lists_say_what_the_menu_says(unlimited, start):
    listed = [command.name for command in COMMANDS if command.listed]
    in_groups = [command.name for command in COMMANDS if command.listed and command.in_groups]
    async with start(unlimited):
        await unlimited.wait_for(lambda: len(unlimited.commands) == 9, 10, "nine command lists")
    for (scope, _chat, _user, language), commands in unlimited.commands.items():
        expected = in_groups if scope == "all_group_chats" else listed
        assert [command["command"] for command in commands] == expected
        said = texts(language or "zh")
        assert all(command["description"] == said[command["command"]]["menu"] for command in commands)


async def test_no_update_is_lost_when_the_process_is_killed_under_load(unlimited, start):
    sellers = [unlimited.user() for _ in range(60)]
    async with start(unlimited, pace="5") as bot:
        for number, seller in enumerate(sellers):
            await seller.send(f"/quote {100 + number} 97")
        await unlimited.wait_for(lambda: sum(bool(s.unread) for s in sellers) >= 10, 15, "some answers")
        await bot.kill()
    answered = sum(bool(seller.unread) for seller in sellers)
    assert answered < 60, "the kill came too late to prove anything"
    async with start(unlimited):
        await unlimited.wait_for(lambda: all(s.unread for s in sellers), 30, "an answer for everybody")
    twice = [seller for seller in sellers if len(seller.unread) > 1]
    assert len(twice) <= 12, "only what was on its way may be answered again"


async def test_answers_keep_their_order_in_a_chat_while_chats_run_at_once(unlimited, start):
    slow, quick = unlimited.user(), unlimited.user()
    async with start(unlimited):
        unlimited.faults.add(Fault(method="sendMessage", chat=slow.id, stall=1.5))
        for amount in (100, 200, 300):
            await slow.send(f"/quote {amount} 97")
        assert "¥0.60" in (await ask(quick, "/quote 200 97", patience=1)).text
        answers = await slow.expect(3, timeout=8)
        assert [message.text.split("¥")[1][:4] for message in answers] == ["0.30", "0.60", "0.90"]


async def test_a_pause_asked_by_telegram_stops_everything_for_exactly_that_long(server, start):
    first, second = server.user(), server.user()
    async with start(server):
        server.faults.add(Fault(method="sendMessage", retry_after=2))
        began = asyncio.get_running_loop().time()
        await first.send("/quote 200 97")
        await server.wait_for(lambda: any(r.status == 429 for r in server.requests), 5, "the 429")
        await second.send("/quote 300 97")
        assert "¥0.60" in (await first.reply(timeout=6)).text
        assert "¥0.90" in (await second.reply(timeout=6)).text
        assert asyncio.get_running_loop().time() - began >= 2


async def test_an_impatient_seller_provokes_no_limit(server, start):
    seller = server.user()
    async with start(server):
        for amount in range(100, 108):
            await seller.send(f"/quote {amount} 97")
        await seller.expect(8, timeout=15)
