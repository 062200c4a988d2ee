"""Pressed buttons: what the bot gets, and how it may answer."""

from __future__ import annotations

import pytest

from tests.botapi import BotApiServer, Message, User

from .conftest import Api

KEYBOARD = {
    "inline_keyboard": [[{"text": "已处理", "callback_data": "handled:1"}], [{"text": "网站", "url": "https://e.com/"}]]
}


@pytest.fixture
def seller(server: BotApiServer) -> User:
    return server.user(met=True)


@pytest.fixture
async def alert(api: Api, seller: User) -> Message:
    await api.lawful("sendMessage", chat_id=seller.id, text="x", reply_markup=KEYBOARD)
    return await seller.reply()


async def test_a_press_by_label_or_data_becomes_a_callback_query(
    server: BotApiServer, seller: User, alert: Message
) -> None:
    for button in ("已处理", "handled:1"):
        press = await seller.press(alert, button)
        query = server.unconfirmed[-1]["callback_query"]
        assert (query["id"], query["data"], query["from"]["id"]) == (press.id, "handled:1", seller.id)
        assert query["message"]["message_id"] == alert.id
        assert query["message"]["reply_markup"] == KEYBOARD


async def test_what_cannot_be_pressed_is_the_tests_own_mistake(seller: User, alert: Message) -> None:
    for button in ("网站", "nowhere"):
        with pytest.raises(ValueError, match="there are \\['已处理', '网站'\\]"):
            await seller.press(alert, button)


async def test_a_stale_app_can_press_what_is_not_shown_any_more(
    api: Api, server: BotApiServer, seller: User, alert: Message
) -> None:
    await api.lawful("editMessageReplyMarkup", chat_id=seller.id, message_id=alert.id)
    await seller.press(alert, "handled:1", stale=True)
    assert server.unconfirmed[-1]["callback_query"]["data"] == "handled:1"
    await api.lawful("deleteMessage", chat_id=seller.id, message_id=alert.id)
    await seller.press(alert, "handled:1", stale=True)
    assert server.unconfirmed[-1]["callback_query"]["message"]["date"] == 0


async def test_a_press_is_answered_once(api: Api, server: BotApiServer, seller: User, alert: Message) -> None:
    press = await seller.press(alert, "已处理")
    await api.lawful("answerCallbackQuery", callback_query_id=press.id, text="好", show_alert=True)
    answer = await press.answered()
    assert (answer.text, answer.alert, answer.user_id) == ("好", True, seller.id)
    assert server.answers == [answer]
    await api.refused(
        "query is too old and response timeout expired", "answerCallbackQuery", callback_query_id=press.id
    )


async def test_an_invented_query_is_refused(api: Api) -> None:
    await api.refused("query ID is invalid", "answerCallbackQuery", callback_query_id="1")


async def test_a_press_that_grew_old_is_refused_but_nobodys_fault(
    api: Api, server: BotApiServer, seller: User, alert: Message
) -> None:
    press = await seller.press(alert, "已处理")
    press.expired = True
    reply = await api("answerCallbackQuery", callback_query_id=press.id)
    assert reply.error.startswith("Bad Request: query is too old")
    assert server.violations == []


async def test_a_toast_has_200_units(api: Api, seller: User, alert: Message) -> None:
    first, second = [(await seller.press(alert, "已处理")).id for _ in range(2)]
    await api.refused("MESSAGE_TOO_LONG", "answerCallbackQuery", callback_query_id=first, text="赔" * 201)
    await api.lawful("answerCallbackQuery", callback_query_id=second, text="赔" * 200)


async def test_a_stranger_in_a_group_can_press_too(api: Api, server: BotApiServer, seller: User) -> None:
    stranger = server.user(name="小李")
    group = server.group("g", seller, stranger)
    await api.lawful("sendMessage", chat_id=group.chat.id, text="x", reply_markup=KEYBOARD)
    await stranger.press(await group.reply(), "已处理")
    query = server.unconfirmed[-1]["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (stranger.id, group.chat.id)
