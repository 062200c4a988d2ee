"""Who can be reached, what a bot hears in a group, and what happens when chats close or move."""

from __future__ import annotations

import pytest

from tests.botapi import BotApiServer

from .conftest import Api


async def test_a_bot_cannot_write_first(api: Api, server: BotApiServer) -> None:
    seller = server.user()
    reply = await api("sendMessage", chat_id=seller.id, text="x")
    assert (reply.status, reply.error) == (403, "Forbidden: bot can't initiate conversation with a user")
    await seller.send("/start")
    await api.lawful("sendMessage", chat_id=seller.id, text="x")


async def test_blocking_is_told_and_shuts_the_chat(api: Api, server: BotApiServer) -> None:
    seller = server.user(met=True)
    await seller.block()
    change = server.unconfirmed[-1]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    reply = await api("sendMessage", chat_id=seller.id, text="x")
    assert (reply.status, reply.error) == (403, "Forbidden: bot was blocked by the user")
    with pytest.raises(ValueError, match="unblock"):
        await seller.send("x")
    await seller.unblock()
    assert server.unconfirmed[-1]["my_chat_member"]["new_chat_member"]["status"] == "member"
    await api.lawful("sendMessage", chat_id=seller.id, text="x")


async def test_a_deleted_account_is_met_unawares(api: Api, server: BotApiServer) -> None:
    seller = server.user(met=True)
    await seller.deactivate()
    assert server.unconfirmed == []
    assert (await api("sendMessage", chat_id=seller.id, text="x")).error == "Forbidden: user is deactivated"
    assert server.violations == []


async def test_a_bot_thrown_out_of_a_group_neither_hears_nor_speaks(api: Api, server: BotApiServer) -> None:
    seller = server.user()
    group = server.group("g", seller)
    await group.kick_bot(seller)
    reply = await api("sendMessage", chat_id=group.chat.id, text="x")
    assert (reply.status, reply.error) == (403, "Forbidden: bot was kicked from the group chat")
    heard = len(server.unconfirmed)
    await seller.send("/quote 1 97", to=group)
    assert len(server.unconfirmed) == heard
    await group.add_bot(seller)
    assert server.unconfirmed[-1]["message"]["new_chat_members"][0]["username"] == "peifu_test_bot"
    await api.lawful("sendMessage", chat_id=group.chat.id, text="x")
    await api.lawful("leaveChat", chat_id=group.chat.id)
    assert (await api("sendMessage", chat_id=group.chat.id, text="x")).error.endswith("not a member of the group chat")


@pytest.mark.parametrize(
    ("text", "heard"),
    [("hello", False), ("/quote 1 97", True), ("/quote@peifu_test_bot 1", True), ("/quote@other_bot 1", False)],
)
async def test_in_groups_a_bot_with_privacy_hears_commands_only(server: BotApiServer, text: str, heard: bool) -> None:
    seller = server.user()
    await seller.send(text, to=server.group("g", seller))
    assert bool(server.unconfirmed) is heard


async def test_in_groups_a_bot_hears_replies_to_itself(api: Api, server: BotApiServer) -> None:
    seller = server.user()
    group = server.group("g", seller)
    await api.lawful("sendMessage", chat_id=group.chat.id, text="?")
    await seller.send("97", to=group, reply_to=await group.reply())
    assert server.unconfirmed[-1]["message"]["reply_to_message"]["text"] == "?"


async def test_an_administrator_bot_hears_everything(server: BotApiServer) -> None:
    seller = server.user()
    group = server.group("g", seller)
    group.chat.members[server.bot_id] = "administrator"
    await seller.send("hello", to=group)
    assert len(server.unconfirmed) == 1


async def test_only_members_write_in_a_group(server: BotApiServer) -> None:
    group = server.group("g", server.user())
    stranger = server.user()
    with pytest.raises(ValueError, match="not a member"):
        await stranger.send("x", to=group)
    await group.join(stranger)
    await stranger.send("/x", to=group)
    assert len(server.unconfirmed) == 1


async def test_a_group_that_becomes_a_supergroup_moves(api: Api, server: BotApiServer) -> None:
    seller = server.user()
    group = server.group("g", seller)
    moved = await group.migrate(seller)
    assert moved.chat.id < -1_000_000_000_000
    old, new = (update["message"] for update in server.unconfirmed)
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (group.chat.id, moved.chat.id)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (moved.chat.id, group.chat.id)
    reply = await api("sendMessage", chat_id=group.chat.id, text="x")
    assert reply.error == "Bad Request: group chat was upgraded to a supergroup chat"
    assert reply.body["parameters"] == {"migrate_to_chat_id": moved.chat.id}
    assert server.violations == []
    await api.lawful("sendMessage", chat_id=moved.chat.id, text="x")


async def test_chats_and_members_can_be_asked_for(api: Api, server: BotApiServer) -> None:
    owner, member = server.user(), server.user()
    group = server.group("g", owner, member)
    place = {"chat_id": group.chat.id}
    assert (await api.lawful("getChat", **place))["title"] == "g"
    statuses = [(await api.lawful("getChatMember", **place, user_id=u.id))["status"] for u in (owner, member)]
    assert statuses == ["creator", "member"]
    assert await api.lawful("getChatMemberCount", **place) == 3
    assert [m["user"]["id"] for m in await api.lawful("getChatAdministrators", **place)] == [owner.id]
    await api.refused("PARTICIPANT_ID_INVALID", "getChatMember", **place, user_id=1)


async def test_the_screen_shows_what_a_seller_sees(api: Api, server: BotApiServer) -> None:
    seller = server.user(name="小王")
    asked = await seller.send("保费怎么算")
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}, {"text": "B", "callback_data": "b"}]]}
    await api.lawful("sendMessage", chat_id=seller.id, text="<b>¥1</b>", parse_mode="HTML", reply_markup=keyboard)
    await seller.send_sticker("🙂")
    await seller.edit(asked, "保费?")
    assert seller.transcript() == "小王: 保费?\nPeifu: ¥1\n    [A] [B]\n小王: <sticker>"
    await seller.delete(asked)
    assert len(seller.history) == 2


async def test_waiting_in_vain_tells_the_story(api: Api, server: BotApiServer) -> None:
    seller = server.user()
    await seller.send("hello")
    await api("sendMessage", chat_id=seller.id, text="")
    with pytest.raises(AssertionError, match=r"(?s)1 message.*小王: hello.*sendMessage .* 400 .*message text is empty"):
        await seller.expect(timeout=0.05)
    await seller.expect_silence(0.05)
    await api("sendMessage", chat_id=seller.id, text="x")
    with pytest.raises(AssertionError, match="say nothing"):
        await seller.expect_silence(0.05)
