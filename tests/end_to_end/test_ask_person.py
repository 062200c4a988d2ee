"""A question for a person over the wire: the seller asks, an operator replies in their own chat, the seller reads."""

import asyncio
import re
import sqlite3

import pytest

from tests.botapi import Fault
from tests.end_to_end.running import written_down

pytestmark = pytest.mark.long

QUESTION = "后台显示“投保失败”，收件人电话 +34 612 345 678，怎么办？"
ANSWER = "重新勾选一次 <b>订单履约保障</b> & 保存。"


async def ask(person, text, *, to=None):
    await person.send(text, to=to)
    return await (to or person).reply()


async def people(server):
    """A seller, an operator, and the operators' group."""
    seller, operator = server.user(), server.user(name="客服小李")
    return seller, operator, server.group("客服群", operator, kind="supergroup")


async def test_a_reply_in_the_operators_group_comes_back_to_the_seller_though_the_bot_was_killed_in_between(
    unlimited, start
):
    seller, operator, group = await people(unlimited)
    named = {"operator_chat": str(group.chat.id)}
    async with start(unlimited, **named) as bot:
        told = await ask(seller, f"/ask {QUESTION}")
        assert "已经转给真人" in told.text
        handed = await group.reply()
        assert QUESTION in handed.text
        await bot.settled(unlimited)
        await bot.kill()
        assert "投保失败" not in bot.output
    await operator.send(ANSWER, to=group, reply_to=handed)
    async with start(unlimited, **named) as bot:
        answer = await seller.reply()
        assert "真人答复" in answer.text
        assert ANSWER in answer.text
        assert "已发给卖家" in (await group.reply()).text
        await (await seller.press(answer, "👤 再问一句")).answered()
        assert "想问真人什么" in (await seller.reply()).text
        await ask(seller, "那要等多久？")
        again = await group.reply()
        assert "那要等多久" in again.text
        await bot.settled(unlimited)
    await operator.send("明天看", to=group, reply_to=again)
    await operator.send("补一句", to=group, reply_to=handed)
    async with start(unlimited, **named):
        assert "明天看" in (await seller.reply()).text
        assert "补一句" in (await seller.reply()).text


async def test_a_question_that_telegram_sends_again_after_a_kill_goes_to_the_operators_once(unlimited, start):
    seller, _, group = await people(unlimited)
    named = {"operator_chat": str(group.chat.id)}
    async with start(unlimited, **named) as bot:
        await ask(seller, "/ask")
        await bot.settled(unlimited)
        unlimited.faults.add(Fault(method="getUpdates", drop="before", times=99))
        told = await ask(seller, "200块的订单，履约率97%，保费多少")
        assert "已经转给真人" in told.text
        await group.reply()
        assert len(unlimited.unconfirmed) == 1
        await bot.kill()
    unlimited.faults.faults.clear()
    async with start(unlimited, **named):
        assert (await seller.reply()).text == told.text
        await group.expect_silence()
        assert "¥0.60" in (await ask(seller, "200块的订单，履约率97%，保费多少")).text


async def test_in_english_with_a_private_chat_of_one_operator(unlimited, start):
    seller, operator = unlimited.user(language_code="en"), unlimited.user(language_code="en", met=True)
    async with start(unlimited, operator_chat=str(operator.id)):
        await ask(seller, "what is the minimum fee?")
        told = await ask(seller, "/ask and who can change it for my shop?")
        assert "Passed on to a person" in told.text
        handed = await operator.reply()
        assert "A seller asks" in handed.text
        assert "Read just before" in handed.text
        await operator.send("Nobody can.", reply_to=handed)
        assert "A person’s answer" in (await seller.reply()).text
        assert "Sent to the seller" in (await operator.reply()).text
        ordinary = await ask(operator, "premium for a 200 yuan order at 97% fulfilment")
        assert "¥0.60" in ordinary.text
        await seller.expect_silence()


async def test_in_a_sellers_group_the_answer_stands_under_the_question(unlimited, start):
    seller, operator, operators = await people(unlimited)
    shop = unlimited.group("店铺群", seller)
    async with start(unlimited, operator_chat=str(operators.chat.id)):
        prompt = await ask(seller, "/ask", to=shop)
        question = await seller.send("这单为什么没赔？", to=shop, reply_to=prompt)
        assert "已经转给真人" in (await shop.reply()).text
        await operator.send("超时还不到天数。", to=operators, reply_to=await operators.reply())
        answer = await shop.reply()
        assert "超时还不到天数" in answer.text
        assert answer.reply_to is question


async def test_an_operator_hears_when_the_seller_has_blocked_the_bot_or_erased_everything(unlimited, start):
    seller, operator, group = await people(unlimited)
    leaver = unlimited.user()
    async with start(unlimited, operator_chat=str(group.chat.id)):
        await ask(seller, "/ask 第一个")
        first = await group.reply()
        await seller.block()
        await operator.send("答复", to=group, reply_to=first)
        assert "停用了这个机器人" in (await group.reply()).text
        await ask(leaver, "/ask 第二个")
        second = await group.reply()
        erasing = await ask(leaver, "/forget")
        await (await leaver.press(erasing, "全部删掉")).answered()
        await operator.send("答复", to=group, reply_to=second)
        assert "已经没有了" in (await group.reply()).text
        await leaver.expect_silence()


async def test_a_question_that_waits_for_its_turn_is_not_written_into_the_database(unlimited, start, tmp_path):
    seller, _, group = await people(unlimited)
    async with start(unlimited, operator_chat=str(group.chat.id)) as bot:
        unlimited.faults.add(Fault(method="sendMessage", chat=group.chat.id, retry_after=2))
        await seller.send(f"/ask {QUESTION}")
        await seller.send("还有这一句也别写下来")
        await bot.says("asks for a pause")
        await unlimited.wait_for(lambda: not unlimited.unconfirmed, 5, "both to be confirmed")
        kept = await asyncio.to_thread(written_down, tmp_path)
        assert "投保失败" not in kept
        assert "这一句" not in kept
        await asyncio.sleep(1.5)
        assert QUESTION in (await group.reply()).text
        assert "已经转给真人" in (await seller.reply()).text


async def test_a_group_of_operators_that_becomes_a_supergroup_is_followed_and_named_in_the_log(unlimited, start):
    seller, operator = unlimited.user(), unlimited.user()
    group = unlimited.group("客服群", operator)
    named = {"operator_chat": str(group.chat.id)}
    async with start(unlimited, **named) as bot:
        await ask(seller, "/ask 搬家以前")
        await group.reply()
        moved = await group.migrate(operator)
        await bot.says(f"set PEIFU_OPERATOR_CHAT={moved.chat.id}")
        await ask(seller, "/ask 搬家以后")
        await operator.send("收到", to=moved, reply_to=await moved.reply())
        assert "收到" in (await seller.reply()).text
    async with start(unlimited, **named) as bot:  # with the old number still in the settings
        await bot.says(f"set PEIFU_OPERATOR_CHAT={moved.chat.id}")
        await moved.reply()
        await ask(seller, "/ask 重启以后")
        assert "重启以后" in (await moved.reply()).text


async def test_the_log_names_the_groups_the_bot_joins_and_an_operators_chat_that_cannot_be_reached(unlimited, start):
    operator = unlimited.user()
    group = unlimited.group("客服群", operator, kind="supergroup")
    await group.kick_bot(operator)
    async with start(unlimited, operator_chat=str(group.chat.id)) as bot:
        await bot.says("operators_chat_unreachable")
        assert f"chat={group.chat.id}" in bot.output
        await group.add_bot(operator)
        await bot.says("joined_group")
        await bot.stop()
    assert re.search(rf"joined_group .*chat={group.chat.id}\n", bot.output)


async def test_without_an_operators_chat_the_seller_hears_that_nobody_would_read_it(unlimited, start, tmp_path):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        told = await ask(seller, f"/ask {QUESTION}")
        assert "没有真人值守" in told.text
        assert await bot.stop() == 0
    with sqlite3.connect(tmp_path / "peifu.db") as database:
        assert database.execute("SELECT count(*) FROM chat").fetchone() == (0,)
