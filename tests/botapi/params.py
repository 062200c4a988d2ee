"""What each method takes: names, kinds and what is required; and how bodies of all three kinds become values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .errors import bad_request

MAX_UPLOAD = 50_000_000
_SEND = {
    "business_connection_id": "str",
    "chat_id": "chat!",
    "message_thread_id": "int",
    "direct_messages_topic_id": "int",
    "disable_notification": "bool",
    "protect_content": "bool",
    "allow_paid_broadcast": "bool",
    "message_effect_id": "str",
    "suggested_post_parameters": "object",
    "reply_parameters": "object",
    "reply_markup": "object",
    "parse_mode": "str",
}
_EDIT = {
    "business_connection_id": "str",
    "chat_id": "chat!",
    "message_id": "int!",
    "inline_message_id": "str",
    "reply_markup": "object",
}
_TEXT = {"text": "str!", "entities": "array", "link_preview_options": "object"}
_FILE = {"document": "file!", "thumbnail": "file", "caption": "str", "caption_entities": "array"}
_MEMBER = {"chat_id": "chat!", "user_id": "int!"}
_MENU = {"scope": "object", "language_code": "str"}
_LANGUAGE = {"language_code": "str"}
_WEBHOOK = {
    "url": "str!",
    "certificate": "file",
    "ip_address": "str",
    "max_connections": "int",
    "allowed_updates": "array",
    "drop_pending_updates": "bool",
    "secret_token": "str",
}

#: Method -> parameter -> kind (int, str, bool, chat, object, array, file); ``!`` marks the required ones.
METHODS: dict[str, dict[str, str]] = {
    "getMe": {},
    "logOut": {},
    "close": {},
    "getUpdates": {"offset": "int", "limit": "int", "timeout": "int", "allowed_updates": "array"},
    "setWebhook": _WEBHOOK,
    "deleteWebhook": {"drop_pending_updates": "bool"},
    "getWebhookInfo": {},
    "sendMessage": {**_SEND, **_TEXT},
    "editMessageText": {**_EDIT, **_TEXT, "parse_mode": "str"},
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": {"chat_id": "chat!", "message_id": "int!"},
    "deleteMessages": {"chat_id": "chat!", "message_ids": "array!"},
    "answerCallbackQuery": {
        "callback_query_id": "str!",
        "text": "str",
        "show_alert": "bool",
        "url": "str",
        "cache_time": "int",
    },
    "answerInlineQuery": {
        "inline_query_id": "str!",
        "results": "array!",
        "cache_time": "int",
        "is_personal": "bool",
        "next_offset": "str",
        "button": "object",
    },
    "sendChatAction": {
        "business_connection_id": "str",
        "chat_id": "chat!",
        "message_thread_id": "int",
        "action": "str!",
    },
    "sendDocument": {**_SEND, **_FILE, "disable_content_type_detection": "bool"},
    "getFile": {"file_id": "str!"},
    "setMyCommands": {"commands": "array!", **_MENU},
    "getMyCommands": _MENU,
    "deleteMyCommands": _MENU,
    "setMyDescription": {"description": "str", **_LANGUAGE},
    "getMyDescription": _LANGUAGE,
    "setMyShortDescription": {"short_description": "str", **_LANGUAGE},
    "getMyShortDescription": _LANGUAGE,
    "setMyName": {"name": "str", **_LANGUAGE},
    "getMyName": _LANGUAGE,
    "setChatMenuButton": {"chat_id": "int", "menu_button": "object"},
    "getChatMenuButton": {"chat_id": "int"},
    "getChat": {"chat_id": "chat!"},
    "getChatMember": _MEMBER,
    "getChatMemberCount": {"chat_id": "chat!"},
    "getChatAdministrators": {"chat_id": "chat!", "return_bots": "bool"},
    "leaveChat": {"chat_id": "chat!"},
}
_BY_LOWER_NAME = {name.lower(): name for name in METHODS}
_MISSING = {
    "chat_id": "Chat_id is empty",
    "text": "Message text is empty",
    "message_id": "Message identifier is not specified",
    "message_ids": "Message identifiers are not specified",
    "document": "There is no document in the request",
    "action": "Wrong parameter action in request",
}


@dataclass(frozen=True)
class Upload:
    """A file that came in a multipart body."""

    name: str
    content: bytes
    mime: str


def method_name(path_part: str) -> str | None:
    """The method's proper name (the server does not mind the case), or None when there is none such."""
    return _BY_LOWER_NAME.get(path_part.lower())


async def read_body(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Raw parameters and uploads of a GET or a POST in any of the three body types; raises ApiError."""
    raw: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.method == "POST" and request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise bad_request("Can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("Object expected as the request's body")
        raw.update(body)
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
                value.file.close()
            else:
                raw[name] = value
    return raw, uploads


def read_parameters(method: str, raw: dict[str, Any], uploads: dict[str, Upload]) -> tuple[dict[str, Any], list[str]]:
    """Typed values, and the remarks about unknown names; raises ApiError on a wrong type or a missing value.

    An empty string counts as not given, as on the real server. Uploads that the parameters call by
    ``attach://name`` are put in their place.
    """
    kinds = METHODS[method]
    remarks = [f"unknown parameter {name!r}" for name in raw if name not in kinds]
    attached = {value for value in raw.values() if isinstance(value, str) and value.startswith("attach://")}
    remarks += [
        f"unknown file part {name!r}"
        for name in uploads
        if not kinds.get(name, "").startswith("file") and f"attach://{name}" not in attached
    ]
    values: dict[str, Any] = {}
    for name, kind in kinds.items():
        given = uploads.get(name, raw.get(name)) if kind.startswith("file") else raw.get(name)
        if given is None or given == "":
            if kind.endswith("!") and not (name in {"chat_id", "message_id"} and raw.get("inline_message_id")):
                raise bad_request(_MISSING.get(name, f'Parameter "{name}" is required'))
            continue
        values[name] = _value(name, kind.rstrip("!"), given, uploads)
    return values, remarks


def _value(name: str, kind: str, given: Any, uploads: dict[str, Upload]) -> Any:
    try:
        if kind == "int":
            return _integer(given)
        if kind == "bool":
            return _boolean(given)
        if kind == "chat":
            return given if isinstance(given, str) and given.startswith("@") else _integer(given)
        if kind in {"object", "array"}:
            return _structure(given, dict if kind == "object" else list)
    except (TypeError, ValueError):
        if kind in {"object", "array"}:
            raise bad_request(f"Can't parse {name.replace('_', ' ')} JSON object") from None
        if kind == "chat":
            raise bad_request("Chat not found") from None
        raise bad_request(f"Invalid {name} specified") from None
    if kind == "file":
        if isinstance(given, str) and given.startswith("attach://"):
            given = uploads.get(given.removeprefix("attach://"), given)
        return given
    if not isinstance(given, str):
        raise bad_request(f'Field "{name}" must be of type String')
    return given


def _structure(given: Any, wanted: type) -> Any:
    value = json.loads(given) if isinstance(given, str) else given
    if not isinstance(value, wanted):
        raise TypeError(given)
    return value


def _integer(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise TypeError(given)
    return int(given)


def _boolean(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if str(given).lower() in {"true", "yes", "1"}:
        return True
    if str(given).lower() in {"false", "no", "0"}:
        return False
    raise ValueError(given)
