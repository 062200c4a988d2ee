"""Keyboards under a message: what Telegram refuses, and what it drops without a word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .errors import ApiError, bad_request
from .text import link_problem, utf16_length

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_CALLBACK_BYTES = 64
MAX_COPY_TEXT = 256
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_LOOKS = {"text", "style", "icon_custom_emoji_id"}
_STYLES = {"primary", "success", "danger"}
_REPLY_BUTTON = {
    *_LOOKS,
    "request_users",
    "request_chat",
    "request_managed_bot",
    "request_contact",
    "request_location",
    "request_poll",
    "web_app",
}
_FIELDS = {
    "inline_keyboard": set[str](),
    "keyboard": {
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    },
    "remove_keyboard": {"selective"},
    "force_reply": {"input_field_placeholder", "selective"},
}
Markup = dict[str, Any]


def read_markup(markup: Markup | None, *, private: bool, editing: bool = False) -> tuple[Markup | None, list[str]]:
    """The keyboard as it is shown, or None for none, and remarks on what the server would drop in silence.

    Raises ApiError where Telegram refuses. ``private`` says that the chat is private (web apps are only allowed
    there); ``editing`` that an empty keyboard is a lawful way to take the buttons off.
    """
    if markup is None:
        return None, []
    kinds = [kind for kind in _FIELDS if kind in markup]
    if not kinds:
        return None, ["a reply markup without a keyboard is ignored"] if markup else []
    kind = kinds[0]
    remarks = [f"unknown field {name!r} in the reply markup" for name in set(markup) - {kind} - _FIELDS[kind]]
    if kind not in {"inline_keyboard", "keyboard"}:
        if editing:
            raise bad_request("Inline keyboard expected")
        if not markup[kind]:
            remarks.append(f"a reply markup with {kind} false is ignored")
        return markup, remarks
    if editing and kind == "keyboard":
        raise bad_request("Inline keyboard expected")
    rows = markup[kind]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'Field "{kind}" must be an Array of Arrays')
    shown = [row for row in rows if row]
    if len(shown) < len(rows) or not (shown or editing):
        remarks.append("an empty keyboard or an empty row of buttons is ignored")
    check = _inline_button if kind == "inline_keyboard" else _reply_button
    for row_number, row in enumerate(shown):
        for place, button in enumerate(row):
            remarks += check(button, private=private, first=row_number == place == 0)
    if sum(map(len, shown)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in shown):
        raise bad_request("Reply markup is too long")
    return ({**markup, kind: shown} if shown else None), remarks


def _cannot_parse(reason: str) -> ApiError:
    return bad_request(f"Can't parse inline keyboard button: {reason}")


def _inline_button(button: Any, *, private: bool, first: bool) -> list[str]:
    if not isinstance(button, dict):
        raise _cannot_parse("InlineKeyboardButton must be an Object")
    _label(button, "inline keyboard button")
    actions = [name for name in _ACTIONS if name in button and button[name] not in ("", None)]
    if not actions:
        raise _cannot_parse("Text buttons are unallowed in the inline keyboard")
    remarks = list(_unknown(button, _LOOKS | set(_ACTIONS), "inline keyboard button"))
    if len(actions) > 1:
        remarks.append(f"a button does one thing only: {actions[0]} wins over {', '.join(actions[1:])}")
    _action(actions[0], button[actions[0]], private=private, first=first)
    return remarks


def _action(action: str, value: Any, *, private: bool, first: bool) -> None:
    if action == "callback_data":
        if not isinstance(value, str) or len(value.encode()) > MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        problem = link_problem(str(value))
        if problem:
            raise bad_request(f"Inline keyboard button URL '{value}' is invalid: {problem}")
    elif action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 0 < utf16_length(text) <= MAX_COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif action in {"web_app", "login_url"}:
        url = value.get("url", "") if isinstance(value, dict) else ""
        if link_problem(url, schemes=("https",)):
            raise bad_request("BUTTON_URL_INVALID")
        if action == "web_app" and not private:
            raise bad_request("BUTTON_TYPE_INVALID")
    elif action in {"pay", "callback_game"} and not first:
        raise bad_request("BUTTON_TYPE_INVALID")


def _reply_button(button: Any, *, private: bool, first: bool) -> list[str]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("Can't parse keyboard button: KeyboardButton must be a String or an Object")
    _label(button, "keyboard button")
    if not private and {"request_contact", "request_location", "web_app"} & button.keys():
        raise bad_request("BUTTON_TYPE_INVALID")
    return list(_unknown(button, _REPLY_BUTTON, "keyboard button"))


def _label(button: Markup, what: str) -> None:
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(f'Can\'t parse {what}: Field "text" must be of type String')
    if not text.strip():
        raise bad_request(f"Text of an {what} must be non-empty".replace("an k", "a k"))
    if button.get("style") not in (None, "", "default", *_STYLES):
        raise bad_request(f"Can't parse {what}: invalid button style specified")


def _unknown(button: Markup, known: Iterable[str], what: str) -> Iterable[str]:
    return (f"unknown field {name!r} of an {what}".replace("an k", "a k") for name in button.keys() - set(known))
