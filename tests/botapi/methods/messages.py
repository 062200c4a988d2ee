"""Messages: sent, edited, deleted; documents; chat actions; answers to pressed buttons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..errors import bad_request
from ..markup import read_markup
from ..params import MAX_UPLOAD, Upload
from ..state import Chat, Json, Message
from ..text import utf16_length
from .call import Call, Handler

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_TOAST = 200
DELETABLE_FOR = timedelta(hours=48)
_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
_REPLY_FIELDS = {
    *("message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_parse_mode", "quote_entities"),
    *("quote_position", "checklist_task_id", "poll_option_id"),
}


def _replied(call: Call, chat: Chat) -> Message | None:
    wanted = call.params.get("reply_parameters")
    if not wanted:
        return None
    call.remarks += [f"unknown field {name!r} of reply_parameters" for name in wanted.keys() - _REPLY_FIELDS]
    message = chat.messages.get(wanted.get("message_id", 0))
    if message is not None and message.deleted_by is None:
        return message
    if wanted.get("allow_sending_without_reply"):
        return None
    gone = message is not None and message.deleted_by == "user"
    raise bad_request("Message to be replied not found", breach=not gone)


def _post(call: Call, chat: Chat, text: str, **fields: Any) -> Json:
    markup, remarks = read_markup(call.params.get("reply_markup"), private=chat.private)
    call.remarks += remarks
    message = call.server.world.post(
        chat,
        call.server.bot_as_sender,
        text,
        markup=markup,
        reply_to=_replied(call, chat),
        silent=call.params.get("disable_notification", False),
        **fields,
    )
    return message.json()


async def send_message(call: Call) -> Json:
    """``sendMessage``."""
    text, entities = call.text("text", "entities", MAX_TEXT, "Message is too long")
    if not text:
        raise bad_request("Text must be non-empty")
    return _post(call, call.chat(), text, entities=entities, options=call.preview())


async def send_document(call: Call) -> Json:
    """``sendDocument``: a fresh upload, or the file_id of a file that the server has."""
    caption, entities = call.text("caption", "caption_entities", MAX_CAPTION, "Message caption is too long")
    chat = call.chat()
    document = call.params["document"]
    if isinstance(document, Upload):
        if not document.content:
            raise bad_request("File must be non-empty")
        if len(document.content) > MAX_UPLOAD:
            raise bad_request("Request Entity Too Large")
        content, size = document.content, len(document.content)
        file_id, unique = call.server.world.keep_file("documents", document.name, content, size)
        media = {"file_name": document.name, "mime_type": document.mime, "file_size": size}
    elif document in call.server.world.files:
        file_id, unique = document, document[-8:]
        _, kept, size = call.server.world.files[document]
        content, media = kept or b"", {"file_size": size}
    else:
        raise bad_request("Wrong file identifier/HTTP URL specified")
    media = {"document": {"file_id": file_id, "file_unique_id": unique, **media}}
    return _post(call, chat, caption, entities=entities, media=media, content=content)


def _editable(call: Call, chat: Chat) -> Message:
    message = call.stored(chat, "Message to edit")
    if not message.from_bot or message.sender["id"] != call.server.bot_id:
        raise bad_request("Message can't be edited")
    if message.locked:
        raise bad_request("Message can't be edited", breach=False)
    return message


def _apply(call: Call, message: Message, text: str, entities: list[Json], options: Json) -> Json:
    markup, remarks = read_markup(call.params.get("reply_markup"), private=message.chat.private, editing=True)
    call.remarks += remarks
    before = (message.text, message.entities, message.options, message.markup)
    if before == (text, entities, options, markup):
        raise bad_request(
            "Message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    message.earlier.append(message.text)
    message.text, message.entities, message.options, message.markup = text, entities, options, markup
    message.edited = call.server.world.clock()
    message.edits += 1
    call.server.world.changes.notify()
    return message.json()


async def edit_text(call: Call) -> Json:
    """``editMessageText``; without ``reply_markup`` the buttons go."""
    text, entities = call.text("text", "entities", MAX_TEXT, "Message is too long")
    if not text:
        raise bad_request("Text must be non-empty")
    message = _editable(call, call.chat())
    if message.media:
        raise bad_request("There is no text in the message to edit")
    return _apply(call, message, text, entities, call.preview())


async def edit_markup(call: Call) -> Json:
    """``editMessageReplyMarkup``."""
    message = _editable(call, call.chat())
    return _apply(call, message, message.text, message.entities, message.options)


def _delete(call: Call, message: Message) -> None:
    foreign = not message.from_bot and not message.chat.private
    if foreign and message.chat.members.get(call.server.bot_id) != "administrator":
        raise bad_request("Message can't be deleted")
    if call.server.world.clock() - message.date > DELETABLE_FOR:
        raise bad_request("Message can't be deleted for everyone")
    message.deleted_by = "bot"
    call.server.world.changes.notify()


async def delete_message(call: Call) -> bool:
    """``deleteMessage``: younger than 48 hours only."""
    _delete(call, call.stored(call.chat(), "Message to delete"))
    return True


async def delete_messages(call: Call) -> bool:
    """``deleteMessages``: up to 100; those that are not there are passed over."""
    numbers = call.params["message_ids"]
    if len(numbers) > 100:
        raise bad_request("Too many message identifiers specified")
    chat = call.chat()
    for number in numbers:
        message = chat.messages.get(number)
        if message is not None and message.deleted_by is None:
            _delete(call, message)
    return True


async def answer_callback(call: Call) -> bool:
    """``answerCallbackQuery``: once for each press, before it grows old."""
    text = call.params.get("text", "")
    if utf16_length(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    press = call.server.presses.get(call.params["callback_query_id"])
    too_old = "Query is too old and response timeout expired or query ID is invalid"
    if press is None or press.answer is not None:
        raise bad_request(too_old)
    if press.expired:
        raise bad_request(too_old, breach=False)
    if call.params.get("url"):
        raise bad_request("URL_INVALID")
    press.take_answer(text, bool(call.params.get("show_alert", False)))
    return True


async def send_chat_action(call: Call) -> bool:
    """``sendChatAction``."""
    action = call.params["action"]
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    call.chat().actions.append(action)
    call.server.world.changes.notify()
    return True


HANDLERS: dict[str, Handler] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback,
    "sendChatAction": send_chat_action,
}
