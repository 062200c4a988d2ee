"""What is stored, and how it is erased."""

from __future__ import annotations

from storage import chats, dialogues, order_books, outbox, parcels
from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_privacy_says_what_is_stored_for_how_long_and_how_to_erase_it(talk: Talk) -> None:
    said = await answer(talk, "/privacy")
    for word in (
        "存了什么",
        "不存什么",
        "90 天后删。运营这个机器人的人看得到问题，看不到是谁问的",
        "存多久",
        "/forget",
        "/unwatch",
        "买家的姓名",
    ):
        assert word in said.text


async def test_forget_asks_first_and_names_what_would_go(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012")
    said = await answer(talk, "/forget")
    assert "1 个包裹" in said.text
    assert "你给 /whatif 的订单金额" in said.text
    assert "没答好的问题" in said.text
    assert said.buttons == ["全部删掉", "不删了"]


async def test_erasing_leaves_nothing_of_the_chat(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012 2026-12-01 标准")
    await talk.say("/language en")
    await talk.say("/whatif 94.2% 98.6% 30 45.5 61")
    async with talk.services.database.read() as tx:
        assert await order_books.find(talk.chat_id, tx, talk.user_id, talk.now) is not None
    await talk.say("/forget")
    await talk.say("/quote 200")
    [said] = await talk.press("Erase everything")
    assert said.text.startswith("All erased: 1 parcel,")
    async with talk.services.database.read() as tx:
        assert await chats.find(talk.chat_id, tx) is None
        assert await order_books.find(talk.chat_id, tx, talk.user_id, talk.now) is None
        assert await dialogues.find(talk.chat_id, tx, talk.user_id) is None
        assert await parcels.open_parcels(talk.chat_id, tx) == ()
        assert await outbox.find_bundle(talk.chat_id, tx, 1) == ()


async def test_after_erasing_the_chat_starts_afresh(talk: Talk) -> None:
    await talk.say("/language en")
    await talk.say("/forget")
    await talk.press("Erase everything")
    assert (await answer(talk, "/start")).text.startswith("你好")


async def test_a_change_of_mind_erases_nothing(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012")
    await talk.say("/forget")
    [said] = await talk.press("不删了")
    assert said.text == "什么都没删。"
    async with talk.services.database.read() as tx:
        assert len(await parcels.open_parcels(talk.chat_id, tx)) == 1


async def test_an_old_confirm_button_erases_nothing(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012")
    await talk.say("/forget")
    talk.wait(minutes=11)
    [said] = await talk.press("全部删掉")
    assert "过期" in said.text
    async with talk.services.database.read() as tx:
        assert len(await parcels.open_parcels(talk.chat_id, tx)) == 1


async def test_a_button_from_the_future_erases_nothing(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012")
    [said] = await talk.press_data(f"fo:{int(talk.now.timestamp()) + 9999}")
    assert "什么都没删" in said.text
