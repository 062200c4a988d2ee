"""Keyboards: each rule with its breach and the lawful neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from tests.botapi import BotApiServer, User

from .conftest import Api

Rows = list[list[dict[str, Any]]]


@pytest.fixture
def seller(server: BotApiServer) -> User:
    return server.user(met=True)


def sending(seller: User, rows: Rows) -> dict[str, Any]:
    return {"chat_id": seller.id, "text": "x", "reply_markup": {"inline_keyboard": rows}}


def one(**button: Any) -> Rows:
    return [[{"text": "A", **button}]]


def many(total: int, row: int) -> Rows:
    buttons = [{"text": str(number), "callback_data": str(number)} for number in range(total)]
    return [buttons[start : start + row] for start in range(0, total, row)]


@pytest.mark.parametrize(
    ("lawful", "breach", "reason"),
    [
        (one(callback_data="x" * 64), one(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (one(callback_data="赔" * 21), one(callback_data="赔" * 22), "BUTTON_DATA_INVALID"),
        (one(callback_data="x"), one(), "Text buttons are unallowed"),
        (one(callback_data="x"), one(callback_data=""), "Text buttons are unallowed"),
        (one(callback_data="x"), [[{"text": " ", "callback_data": "x"}]], "must be non-empty"),
        (one(callback_data="x"), [[{"callback_data": "x"}]], 'Field "text" must be of type String'),
        (one(callback_data="x"), [["x"]], "InlineKeyboardButton must be an Object"),
        (one(url="https://e.com/"), one(url="http://localhost/"), "is invalid: Wrong HTTP URL"),
        (one(url="tg://user?id=1"), one(url="mailto:a@b.de"), "is invalid: Unsupported URL protocol"),
        (one(copy_text={"text": "L" * 256}), one(copy_text={"text": "L" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (one(copy_text={"text": "L"}), one(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        (one(web_app={"url": "https://e.com/"}), one(web_app={"url": "http://e.com/"}), "BUTTON_URL_INVALID"),
        (one(callback_data="x", style="danger"), one(callback_data="x", style="pink"), "invalid button style"),
        (many(100, 8), many(101, 8), "reply markup is too long"),
        (many(8, 8), many(9, 9), "reply markup is too long"),
    ],
)
async def test_a_button_beyond_the_rules_is_refused(
    api: Api, seller: User, lawful: Rows, breach: Rows, reason: str
) -> None:
    await api.lawful("sendMessage", **sending(seller, lawful))
    await api.refused(reason, "sendMessage", **sending(seller, breach))


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        ([], "an empty keyboard"),
        ([[], [{"text": "A", "callback_data": "a"}]], "an empty row"),
        (one(callback_data="a", url="https://e.com/"), "a button does one thing only: url wins over callback_data"),
        (one(callback_data="a", colour="red"), "unknown field 'colour' of an inline keyboard button"),
    ],
)
async def test_what_the_server_would_drop_in_silence_is_recorded(
    api: Api, seller: User, rows: Rows, remark: str
) -> None:
    await api.remarked(remark, "sendMessage", **sending(seller, rows))


async def test_an_empty_keyboard_is_a_lawful_edit(api: Api, seller: User) -> None:
    sent = await api.lawful("sendMessage", **sending(seller, one(callback_data="a")))
    empty: dict[str, Rows] = {"inline_keyboard": []}
    place = {"chat_id": seller.id, "message_id": sent["message_id"]}
    await api.lawful("editMessageReplyMarkup", **place, reply_markup=empty)
    assert seller.history[-1].buttons == []


async def test_only_inline_keyboards_fit_an_edit(api: Api, seller: User) -> None:
    sent = await api.lawful("sendMessage", **sending(seller, one(callback_data="a")))
    place = {"chat_id": seller.id, "message_id": sent["message_id"], "text": "y"}
    keyboard = {"keyboard": [[{"text": "A"}]]}
    await api.refused("inline keyboard expected", "editMessageText", **place, reply_markup=keyboard)


async def test_other_reply_markups_are_checked_too(api: Api, seller: User) -> None:
    message = {"chat_id": seller.id, "text": "x"}
    lawful: list[dict[str, Any]] = [
        {"keyboard": [["A", {"text": "B"}]], "resize_keyboard": True},
        {"remove_keyboard": True},
        {"force_reply": True, "selective": True},
    ]
    for markup in lawful:
        await api.lawful("sendMessage", **message, reply_markup=markup)
    await api.refused("must be non-empty", "sendMessage", **message, reply_markup={"keyboard": [[""]]})
    await api.remarked(
        "unknown field 'resize'", "sendMessage", **message, reply_markup={"keyboard": [["A"]], "resize": 1}
    )
    await api.remarked("without a keyboard", "sendMessage", **message, reply_markup={"resize_keyboard": True})
    await api.refused("must be an Array of Arrays", "sendMessage", **message, reply_markup={"inline_keyboard": [{}]})


async def test_web_apps_open_in_private_chats_only(api: Api, server: BotApiServer, seller: User) -> None:
    group = server.group("g", seller)
    rows = one(web_app={"url": "https://e.com/"})
    await api.refused("BUTTON_TYPE_INVALID", "sendMessage", **{**sending(seller, rows), "chat_id": group.chat.id})
