"""Messages: what may be sent, edited, answered and deleted, and what the chat then shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from tests.botapi import BotApiServer, User

from .conftest import Api

CJK = "赔"
PAIR = "😀"


@pytest.fixture
def seller(server: BotApiServer) -> User:
    return server.user(met=True)


async def test_a_text_of_4096_units_is_sent_and_one_of_4097_is_not(api: Api, seller: User) -> None:
    await api.lawful("sendMessage", chat_id=seller.id, text=CJK * 4096)
    await api.lawful("sendMessage", chat_id=seller.id, text=PAIR * 2048)
    await api.refused("message is too long", "sendMessage", chat_id=seller.id, text=CJK * 4097)
    await api.refused("message is too long", "sendMessage", chat_id=seller.id, text=PAIR * 2049)


async def test_length_is_counted_after_the_entities_are_parsed(api: Api, seller: User) -> None:
    lawful = "<b>&lt;</b>" * 40 + "x" * 4056
    await api.lawful("sendMessage", chat_id=seller.id, text=lawful, parse_mode="HTML")
    too_long = lawful + "x"
    await api.refused("message is too long", "sendMessage", chat_id=seller.id, text=too_long, parse_mode="HTML")


@pytest.mark.parametrize(("text", "reason"), [("", "message text is empty"), (" \n", "text must be non-empty")])
async def test_an_empty_text_is_refused(api: Api, seller: User, text: str, reason: str) -> None:
    await api.refused(reason, "sendMessage", chat_id=seller.id, text=text)


async def test_a_text_empty_after_parsing_is_refused(api: Api, seller: User) -> None:
    await api.refused("text must be non-empty", "sendMessage", chat_id=seller.id, text="<b> </b>", parse_mode="HTML")


async def test_malformed_html_is_refused_and_lawful_html_shown(api: Api, seller: User) -> None:
    refused = {"chat_id": seller.id, "text": "保费 <b>1", "parse_mode": "HTML"}
    await api.refused("can't parse entities: Can't find end tag", "sendMessage", **refused)
    await api.lawful("sendMessage", chat_id=seller.id, text="保费 <b>¥1</b> &amp; /quote", parse_mode="HTML")
    shown = await seller.reply()
    assert shown.text == "保费 ¥1 & /quote"
    assert shown.marked("bold") == ["¥1"]
    assert shown.marked("bot_command") == ["/quote"]


async def test_what_the_reader_would_miss_is_recorded_although_it_is_sent(api: Api, seller: User) -> None:
    message = {"chat_id": seller.id, "text": "a&nbsp;b", "parse_mode": "HTML"}
    result = await api.remarked("&nbsp; is not known", "sendMessage", **message)
    assert result["text"] == "a&nbsp;b"


async def test_explicit_entities_must_lie_inside_the_text(api: Api, seller: User) -> None:
    inside = {"type": "bold", "offset": 0, "length": 2}
    await api.lawful("sendMessage", chat_id=seller.id, text=PAIR, entities=[inside])
    beyond = {"type": "bold", "offset": 1, "length": 2}
    await api.refused("ends after the end", "sendMessage", chat_id=seller.id, text=PAIR, entities=[beyond])
    unknown = {"type": "loud", "offset": 0, "length": 1}
    await api.refused("can't parse MessageEntity", "sendMessage", chat_id=seller.id, text="x", entities=[unknown])


async def test_an_unknown_parse_mode_is_refused(api: Api, seller: User) -> None:
    await api.refused("unsupported parse_mode", "sendMessage", chat_id=seller.id, text="x", parse_mode="BBCode")
    await api.lawful("sendMessage", chat_id=seller.id, text="x", parse_mode="html")


async def test_a_message_can_only_answer_one_that_is_there(api: Api, seller: User) -> None:
    asked = await seller.send("/quote 200 97")
    result = await api.lawful("sendMessage", chat_id=seller.id, text="x", reply_parameters={"message_id": asked.id})
    assert result["reply_to_message"]["text"] == "/quote 200 97"
    missing = {"message_id": asked.id + 50}
    reason = "message to be replied not found"
    await api.refused(reason, "sendMessage", chat_id=seller.id, text="x", reply_parameters=missing)
    forgiving = {**missing, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.lawful(
        "sendMessage", chat_id=seller.id, text="x", reply_parameters=forgiving
    )


async def test_a_message_that_its_writer_deleted_is_nobodys_fault(api: Api, server: BotApiServer, seller: User) -> None:
    asked = await seller.send("/quote 200 97")
    await seller.delete(asked)
    reply = await api("sendMessage", chat_id=seller.id, text="x", reply_parameters={"message_id": asked.id})
    assert reply.error == "Bad Request: message to be replied not found"
    assert server.violations == []


async def test_link_previews_take_known_fields_and_good_links(api: Api, seller: User) -> None:
    message = {"chat_id": seller.id, "text": "x"}
    await api.lawful("sendMessage", **message, link_preview_options={"is_disabled": True})
    await api.remarked("unknown field 'disabled'", "sendMessage", **message, link_preview_options={"disabled": True})
    await api.refused("wrong HTTP URL", "sendMessage", **message, link_preview_options={"url": "nowhere"})


async def test_an_edit_must_change_something(api: Api, seller: User) -> None:
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    sent = await api.lawful("sendMessage", chat_id=seller.id, text="x", reply_markup=keyboard)
    same = {"chat_id": seller.id, "message_id": sent["message_id"], "text": "x", "reply_markup": keyboard}
    await api.refused("message is not modified: specified new message content", "editMessageText", **same)
    edited = await api.lawful("editMessageText", **{**same, "text": "y"})
    assert (edited["text"], "edit_date" in edited) == ("y", True)
    only_bold = {**same, "text": "<b>y</b>", "parse_mode": "HTML"}
    await api.lawful("editMessageText", **only_bold)
    message = seller.history[-1]
    assert (message.earlier, message.edits, message.labels) == (["x", "y"], 2, ["A"])


async def test_an_edit_without_a_keyboard_takes_the_buttons_off(api: Api, seller: User) -> None:
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    sent = await api.lawful("sendMessage", chat_id=seller.id, text="x", reply_markup=keyboard)
    place = {"chat_id": seller.id, "message_id": sent["message_id"]}
    assert "reply_markup" not in await api.lawful("editMessageReplyMarkup", **place)
    assert seller.history[-1].buttons == []
    await api.refused("message is not modified", "editMessageReplyMarkup", **place)


async def test_only_the_bots_own_existing_messages_can_be_edited(api: Api, seller: User) -> None:
    asked = await seller.send("hello")
    edit = {"chat_id": seller.id, "text": "y"}
    await api.refused("message can't be edited", "editMessageText", **edit, message_id=asked.id)
    await api.refused("message to edit not found", "editMessageText", **edit, message_id=asked.id + 9)
    await api.refused("message identifier is not specified", "editMessageText", **edit)


async def test_a_message_that_the_server_has_locked_cannot_be_edited(
    api: Api, server: BotApiServer, seller: User
) -> None:
    sent = await api.lawful("sendMessage", chat_id=seller.id, text="x")
    seller.history[-1].locked = True
    reply = await api("editMessageText", chat_id=seller.id, message_id=sent["message_id"], text="y")
    assert reply.error == "Bad Request: message can't be edited"
    assert server.violations == []


async def test_messages_can_be_deleted_for_48_hours(api: Api, server: BotApiServer, seller: User) -> None:
    now = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    server.world.clock = lambda: now
    first, second = [(await api.lawful("sendMessage", chat_id=seller.id, text="x"))["message_id"] for _ in range(2)]
    now += timedelta(hours=48)
    await api.lawful("deleteMessage", chat_id=seller.id, message_id=first)
    assert [message.id for message in seller.history] == [second]
    now += timedelta(seconds=1)
    await api.refused("message can't be deleted for everyone", "deleteMessage", chat_id=seller.id, message_id=second)
    await api.refused("message to delete not found", "deleteMessage", chat_id=seller.id, message_id=first)


async def test_several_messages_are_deleted_at_once(api: Api, seller: User) -> None:
    numbers = [(await api.lawful("sendMessage", chat_id=seller.id, text="x"))["message_id"] for _ in range(3)]
    await api.lawful("deleteMessages", chat_id=seller.id, message_ids=[*numbers[:2], 99999])
    assert [message.id for message in seller.history] == numbers[2:]
    await api.refused("too many message identifiers", "deleteMessages", chat_id=seller.id, message_ids=[1] * 101)


async def test_chat_actions_are_known_ones(api: Api, seller: User) -> None:
    await api.lawful("sendChatAction", chat_id=seller.id, action="typing")
    assert seller.chat.actions == ["typing"]
    await api.refused("wrong parameter action in request", "sendChatAction", chat_id=seller.id, action="thinking")


async def test_a_chat_that_never_was_is_not_found(api: Api) -> None:
    await api.refused("chat not found", "sendMessage", chat_id=12345, text="x")
    await api.refused("chat_id is empty", "sendMessage", text="x")


async def test_bodies_come_as_form_as_multipart_as_json_and_in_the_query(
    api: Api, server: BotApiServer, seller: User
) -> None:
    url = f"{server.url}/bot{server.token}/SENDmessage"
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    form = {"chat_id": str(seller.id), "text": "赔付 + x", "reply_markup": json.dumps(keyboard)}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in form.items():
        multipart.add_field(name, value)
    for body in ({"data": form}, {"data": multipart}, {"json": {**form, "reply_markup": keyboard}}):
        async with api.session.post(url, **body) as response:
            assert (await response.json())["ok"] is True
    async with api.session.get(url, params=form) as response:
        assert (await response.json())["ok"] is True
    messages = await seller.expect(4)
    assert [(m.text, m.labels) for m in messages] == [("赔付 + x", ["A"])] * 4
    assert [r.method for r in server.requests] == ["sendMessage"] * 4
    assert server.violations == []
