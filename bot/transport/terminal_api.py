"""The terminal in Telegram's place: answers the Bot API's calls in this process and shows what they would show."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from telegram._utils.types import ODVInput
from telegram.constants import ChatType, InlineKeyboardButtonLimit, MessageLimit, ParseMode
from telegram.request import BaseRequest, RequestData

from bot.transport.html_text import from_plain, harmless, visible
from bot.transport.terminal_screen import (
    Button,
    ButtonNumbers,
    Place,
    Printer,
    Rows,
    Shown,
    copy_button,
    link_button,
    printer_for_stdout,
)

Given = dict[str, Any]
_BOT = {"id": 1, "is_bot": True, "first_name": "Peifu", "username": "peifu_terminal_bot"}
_NOTHING_TO_SHOW = (
    "sendChatAction",
    "setMyDescription",
    "setMyShortDescription",
    "setMyName",
    "setChatMenuButton",
    "deleteWebhook",
)
# An older message can no longer be edited or pressed, as in Telegram after two days.
_MESSAGES_KEPT = 500
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_QUERY_IS_GONE = "query is too old and response timeout expired or query ID is invalid"


class _Refusal(Exception):
    """Becomes an answer with `ok: false`, in Telegram's own words where it has some."""


@dataclass(frozen=True)
class Press:
    """A button that was pressed, as an update tells it: `message` is the message's JSON."""

    query_id: str
    message: dict[str, Any]
    data: str


@dataclass(frozen=True)
class _Kept:
    shown: Shown
    markup: Any
    sent_at: int


class TerminalRequest(BaseRequest):
    """Give this to the application's builder as `request` and as `get_updates_request`, with no updater.

    Messages are kept with their texts and buttons, so that edits and presses work as in Telegram: an edit that
    changes nothing is refused, an edit without buttons takes the buttons away, a press can be answered once. A method
    that a terminal has no use for is refused by its name. `clock` gives the seconds since 1970.
    """

    def __init__(self, printer: Printer | None = None, *, clock: Callable[[], float] = time.time) -> None:
        self.printer = printer or printer_for_stdout()
        self.clock = clock
        self._numbers = ButtonNumbers()
        self._last_message_id = 0
        self._kept: dict[Place, _Kept] = {}
        self._open_presses: set[str] = set()
        self._presses = 0
        self._commands: dict[str, list[Any]] = {}
        self._methods: dict[str, Callable[[Given], Any]] = {
            **dict.fromkeys(_NOTHING_TO_SHOW, lambda _: True),
            "getMe": lambda _: _BOT,
            "getChat": lambda given: {**chat_json(_chat_id(given)), **_CHAT_DETAILS},
            "sendMessage": self._send_message,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_press,
            "setMyCommands": self._set_commands,
            "deleteMyCommands": self._delete_commands,
            "getMyCommands": lambda given: self._commands.get(_scope(given), []),
        }

    @property
    def read_timeout(self) -> float | None:
        """Nothing here takes time."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answer a call: status 200 with a result, or 400 with the reason of the refusal."""
        name = url.rpartition("/")[2]
        call = self._methods.get(name)
        if call is None:
            return _refused(f"method {name} is not available in the terminal")
        try:
            result = call(request_data.parameters if request_data else {})
        except _Refusal as refusal:
            return _refused(str(refusal))
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def new_message_id(self) -> int:
        """The next message id; the seller's messages take theirs from here too."""
        self._last_message_id += 1
        return self._last_message_id

    @contextmanager
    def turn(self) -> Iterator[None]:
        """What is shown inside answers the seller: its buttons are numbered from 1."""
        self._numbers.begin_turn()
        try:
            yield
        finally:
            self._numbers.end_turn()

    def press(self, number: int) -> Press | None:
        """Press the button with this number; None when there is none."""
        found = self._numbers.find(number)
        if found is None:
            return None
        place, data = found
        self._presses += 1
        query_id = str(self._presses)
        self._open_presses.add(query_id)
        return Press(query_id, self._message_json(self._kept[place]), data)

    def _send_message(self, given: Given) -> Any:
        chat_id, html = _chat_id(given), _html(given)
        place = (chat_id, self.new_message_id())
        shown = Shown(place[1], chat_id, html, self._numbers.number(place, _rows(given.get("reply_markup"))))
        kept = self._kept[place] = _Kept(shown, given.get("reply_markup"), int(self.clock()))
        if len(self._kept) > _MESSAGES_KEPT:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
            self._numbers.forget(oldest)
        self.printer.message(shown, edited=False)
        return self._message_json(kept)

    def _edit_text(self, given: Given) -> Any:
        return self._edit(given, _html(given))

    def _edit_markup(self, given: Given) -> Any:
        return self._edit(given, None)

    def _edit(self, given: Given, new_html: str | None) -> Any:
        place, kept = self._find(given, "edit")
        markup = given.get("reply_markup")
        html = kept.shown.html if new_html is None else new_html
        if html == kept.shown.html and (markup or None) == (kept.markup or None):
            raise _Refusal(_NOT_MODIFIED)
        shown = replace(kept.shown, html=html, rows=self._numbers.number(place, _rows(markup)))
        text_changed = html != kept.shown.html
        kept = self._kept[place] = replace(kept, shown=shown, markup=markup)
        if text_changed:
            self.printer.message(shown, edited=True)
        else:
            self.printer.buttons(shown)
        return self._message_json(kept)

    def _delete_message(self, given: Given) -> bool:
        place, kept = self._find(given, "delete")
        del self._kept[place]
        self._numbers.forget(place)
        self.printer.removed(kept.shown)
        return True

    def _answer_press(self, given: Given) -> bool:
        query_id = str(given.get("callback_query_id"))
        if query_id not in self._open_presses:
            raise _Refusal(_QUERY_IS_GONE)
        self._open_presses.remove(query_id)
        for words in (given.get("text"), given.get("url")):
            if words:
                self.printer.toast(harmless(words))
        return True

    def _set_commands(self, given: Given) -> bool:
        self._commands[_scope(given)] = given.get("commands") or []
        return True

    def _delete_commands(self, given: Given) -> bool:
        self._commands.pop(_scope(given), None)
        return True

    def _find(self, given: Given, purpose: str) -> tuple[Place, _Kept]:
        place = (_chat_id(given), int(given.get("message_id") or 0))
        if place not in self._kept:
            raise _Refusal(f"message to {purpose} not found")
        return place, self._kept[place]

    def _message_json(self, kept: _Kept) -> dict[str, Any]:
        shown = kept.shown
        message = {
            "message_id": shown.message_id,
            "date": kept.sent_at,
            "chat": chat_json(shown.chat_id),
            "from": _BOT,
            "text": visible(shown.html),
        }
        return {**message, "reply_markup": kept.markup} if shown.rows else message


_CHAT_DETAILS = {
    "accent_color_id": 0,
    "max_reaction_count": 0,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    ),
}


def _refused(reason: str) -> tuple[int, bytes]:
    return 400, json.dumps({"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}).encode()


def chat_json(chat_id: int) -> dict[str, Any]:
    """A chat as the Bot API describes it; as in Telegram, the sign tells a group from a person."""
    if chat_id < 0:
        return {"id": chat_id, "type": ChatType.SUPERGROUP.value, "title": str(chat_id)}
    return {"id": chat_id, "type": ChatType.PRIVATE.value, "first_name": str(chat_id)}


def _chat_id(given: Given) -> int:
    try:
        return int(given["chat_id"])
    except (KeyError, TypeError, ValueError):
        raise _Refusal("chat not found") from None


def _scope(given: Given) -> str:
    return json.dumps([given.get("scope") or {"type": "default"}, given.get("language_code") or ""], sort_keys=True)


def _html(given: Given) -> str:
    text = str(given.get("text") or "")
    html = text if str(given.get("parse_mode", "")).upper() == ParseMode.HTML.value else from_plain(text)
    if not (words := visible(html).strip()):
        raise _Refusal("message text is empty")
    if len(words) > MessageLimit.MAX_TEXT_LENGTH:
        raise _Refusal("message is too long")
    return html


def _rows(markup: Any) -> Rows:
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    return tuple(tuple(map(_button, row)) for row in rows or ())


def _button(given: Given) -> Button:
    label = str(given["text"])
    if (data := given.get("callback_data")) is not None:
        if not 1 <= len(data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise _Refusal("BUTTON_DATA_INVALID")
        return Button(label, data=data)
    if url := given.get("url"):
        return link_button(label, url)
    if copied := given.get("copy_text"):
        return copy_button(label, copied["text"])
    return Button(label)
