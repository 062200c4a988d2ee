"""What people see of the bot before they write: its commands, name, descriptions and menu button."""

from __future__ import annotations

import re
from typing import Any

from ..errors import bad_request
from ..text import link_problem, utf16_length
from .call import Call, Handler

MAX_COMMANDS = 100
MAX_COMMAND_TEXT = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SCOPES = {
    "default": set[str](),
    "all_private_chats": set[str](),
    "all_group_chats": set[str](),
    "all_chat_administrators": set[str](),
    "chat": {"chat_id"},
    "chat_administrators": {"chat_id"},
    "chat_member": {"chat_id", "user_id"},
}
ScopeKey = tuple[str, int | None, int | None, str]
#: name of the text -> parameter, longest length in UTF-16 units, refusal
_TEXTS = {
    "Description": ("description", 512, "BOT_DESCRIPTION_TOO_LONG"),
    "ShortDescription": ("short_description", 120, "BOT_SHORT_DESCRIPTION_TOO_LONG"),
    "Name": ("name", 64, "BOT_TITLE_INVALID"),
}


def _language(call: Call) -> str:
    language = str(call.params.get("language_code", ""))
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    return language


def _scope(call: Call) -> ScopeKey:
    scope = call.params.get("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    call.remarks += [f"unknown field {name!r} of the scope" for name in scope.keys() - _SCOPES[kind] - {"type"}]
    chat_id, user_id = scope.get("chat_id"), scope.get("user_id")
    if "chat_id" in _SCOPES[kind]:
        if not chat_id:
            raise bad_request("Can't parse BotCommandScope: Empty chat_id specified")
        if int(chat_id) not in call.server.world.chats:
            raise bad_request("Chat not found")
    if "user_id" in _SCOPES[kind] and not (isinstance(user_id, int) and user_id > 0):
        raise bad_request("Can't parse BotCommandScope: Invalid user_id specified")
    return kind, int(chat_id) if chat_id else None, user_id, _language(call)


async def set_commands(call: Call) -> bool:
    """``setMyCommands``: replaces the list of one scope and language."""
    commands = call.params["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict):
            raise bad_request("Can't parse BotCommand: expected an Object")
        name, text = command.get("command"), command.get("description")
        if not isinstance(name, str) or not _COMMAND.fullmatch(name.removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not isinstance(text, str) or not 1 <= utf16_length(text.strip()) <= MAX_COMMAND_TEXT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    names = [command["command"] for command in commands]
    call.remarks += [f"the command {name!r} is listed twice" for name in {n for n in names if names.count(n) > 1}]
    call.server.commands[_scope(call)] = [dict(command) for command in commands]
    return True


async def get_commands(call: Call) -> list[dict[str, str]]:
    """``getMyCommands`` of exactly this scope and language."""
    return call.server.commands.get(_scope(call), [])


async def delete_commands(call: Call) -> bool:
    """``deleteMyCommands``."""
    call.server.commands.pop(_scope(call), None)
    return True


def _setter(what: str) -> Handler:
    name, longest, refusal = _TEXTS[what]

    async def set_text(call: Call) -> bool:
        text = call.params.get(name, "")
        if utf16_length(text) > longest:
            raise bad_request(refusal)
        call.server.profile[what, _language(call)] = text
        return True

    return set_text


def _getter(what: str) -> Handler:
    name = _TEXTS[what][0]

    async def get_text(call: Call) -> dict[str, str]:
        profile = call.server.profile
        return {name: profile.get((what, _language(call))) or profile.get((what, ""), "")}

    return get_text


async def set_menu_button(call: Call) -> bool:
    """``setChatMenuButton``."""
    button = call.params.get("menu_button") or {"type": "default"}
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("MenuButton has unsupported type")
    if button["type"] == "web_app":
        app: Any = button.get("web_app") or {}
        if link_problem(str(app.get("url", "")), schemes=("https",)) or not button.get("text"):
            raise bad_request("BUTTON_URL_INVALID")
    call.server.menu_buttons[call.params.get("chat_id")] = button
    return True


async def get_menu_button(call: Call) -> dict[str, Any]:
    """``getChatMenuButton``."""
    buttons = call.server.menu_buttons
    return buttons.get(call.params.get("chat_id")) or buttons.get(None) or {"type": "default"}


HANDLERS: dict[str, Handler] = {
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    **{f"setMy{what}": _setter(what) for what in _TEXTS},
    **{f"getMy{what}": _getter(what) for what in _TEXTS},
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
