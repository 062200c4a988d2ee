"""Commands, name, descriptions and the menu button."""

from __future__ import annotations

from typing import Any

import pytest

from tests.botapi import BotApiServer

from .conftest import Api


def commands(**names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": text} for name, text in names.items()]


@pytest.mark.parametrize(
    ("lawful", "breach", "reason"),
    [
        (commands(**{"a" * 32: "x"}), commands(**{"a" * 33: "x"}), "BOT_COMMAND_INVALID"),
        (commands(quote_1="x"), commands(Quote="x"), "BOT_COMMAND_INVALID"),
        (commands(quote="x"), commands(报价="x"), "BOT_COMMAND_INVALID"),
        (commands(quote="x"), commands(**{"": "x"}), "BOT_COMMAND_INVALID"),
        (commands(quote="x" * 256), commands(quote="x" * 257), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (commands(quote="x"), commands(quote=" "), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (
            commands(**{f"c{n}": "x" for n in range(100)}),
            commands(**{f"c{n}": "x" for n in range(101)}),
            "BOT_COMMANDS_TOO_MUCH",
        ),
    ],
)
async def test_a_command_beyond_the_rules_is_refused(api: Api, lawful: Any, breach: Any, reason: str) -> None:
    await api.lawful("setMyCommands", commands=lawful)
    await api.refused(reason, "setMyCommands", commands=breach)
    assert await api.lawful("getMyCommands") == lawful


async def test_commands_are_kept_by_scope_and_language(api: Api, server: BotApiServer) -> None:
    private = {"type": "all_private_chats"}
    seller = server.user(met=True)
    chat = {"type": "chat", "chat_id": seller.id}
    await api.lawful("setMyCommands", commands=commands(a="x"))
    await api.lawful("setMyCommands", commands=commands(b="x"), scope=private)
    await api.lawful("setMyCommands", commands=commands(c="x"), scope=private, language_code="zh")
    await api.lawful("setMyCommands", commands=commands(d="x"), scope=chat)
    assert await api.lawful("getMyCommands", scope=private, language_code="zh") == commands(c="x")
    assert await api.lawful("getMyCommands", scope=chat) == commands(d="x")
    assert await api.lawful("getMyCommands", scope=private, language_code="en") == []
    await api.lawful("deleteMyCommands", scope=private)
    assert await api.lawful("getMyCommands", scope=private) == []
    assert server.commands["default", None, None, ""] == commands(a="x")


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"language_code": "zh-hans"}, "invalid language code"),
        ({"language_code": "ZH"}, "invalid language code"),
        ({"scope": {"type": "everywhere"}}, "Unsupported type specified"),
        ({"scope": {"type": "chat"}}, "Empty chat_id specified"),
        ({"scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_scopes_and_languages_must_exist(api: Api, params: Any, reason: str) -> None:
    await api.refused(reason, "setMyCommands", commands=commands(a="x"), **params)


async def test_a_command_listed_twice_is_recorded(api: Api) -> None:
    await api.remarked("'a' is listed twice", "setMyCommands", commands=[*commands(a="x"), *commands(a="y")])


@pytest.mark.parametrize(
    ("what", "name", "longest"),
    [("Description", "description", 512), ("ShortDescription", "short_description", 120), ("Name", "name", 64)],
)
async def test_texts_about_the_bot_have_their_lengths(api: Api, what: str, name: str, longest: int) -> None:
    await api.lawful(f"setMy{what}", **{name: "赔" * longest})
    await api.lawful(f"setMy{what}", **{name: "x"}, language_code="en")
    refusal = (await api(f"setMy{what}", **{name: "赔" * (longest + 1)})).error
    assert refusal.startswith("Bad Request: BOT_")
    assert len(api.server.violations) == 1
    api.server.violations.clear()
    assert await api.lawful(f"getMy{what}", language_code="en") == {name: "x"}
    assert await api.lawful(f"getMy{what}", language_code="zh") == {name: "赔" * longest}


async def test_the_menu_button_is_of_a_known_kind(api: Api) -> None:
    await api.lawful("setChatMenuButton", menu_button={"type": "commands"})
    assert await api.lawful("getChatMenuButton") == {"type": "commands"}
    await api.refused("unsupported type", "setChatMenuButton", menu_button={"type": "pizza"})
    app = {"type": "web_app", "text": "x", "web_app": {"url": "http://e.com/"}}
    await api.refused("BUTTON_URL_INVALID", "setChatMenuButton", menu_button=app)
