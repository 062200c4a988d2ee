"""What of an update is never written down: a buyer's name, phone and address, which stand on a parcel's label.

Whoever asks about a label gives what belongs to somebody else, and what is asked of a person may be anything at all, so
that it is for that person alone. Such an update is answered from memory alone; should
the process be killed before that, it is lost, and the seller sends it again. Of all other updates only as much is
written down as answering them takes, because what they reply to or were pressed on may be a label too.

Inline queries are never written down at all: they hold what somebody types in a chat that is none of the bot's
business, and seconds later nobody waits for the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update

from bot.addressed import COMMAND
from bot.posting import QUESTION, is_question
from bot.reading.label_text import holds_number, names_phone, only_a_phone

LABEL_COMMAND = "label"
LABEL_DIALOGUE = "label"
"""The open question whose every answer is part of a label."""
PHONE_DIALOGUES = frozenset({"diagnose"})
"""Open questions that a phone may answer."""
PERSON_COMMAND = "ask"
PERSON_DIALOGUE = "ask"
"""The open question whose answer is a question for a person; what comes behind that may be the same, once more."""
PASTED_ORDERS = "whatif"
"""The command, and the open question, under which rows of an export are pasted, buyers' phones among them."""
_BARE_PHONE = re.compile(r"(?<!\d)\d{10,15}(?!\d)")
"""Longer than an amount and shorter than an order number."""
_ENOUGH_OF_A_MESSAGE = ("message_id", "date", "chat", "from")
_ENOUGH_OF_ITS_OWN = (
    *_ENOUGH_OF_A_MESSAGE,
    "text",
    "caption",
    "sender_chat",
    "edit_date",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
)
_ENOUGH_OF_A_FILE = ("file_id", "file_unique_id", "file_size", "mime_type", "width", "height", "duration")
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")

Person = tuple[int, int]
"""Chat and user id."""


def person_of(update: Update) -> Person | None:
    """Who sent it, and where."""
    chat, user = update.effective_chat, update.effective_user
    return None if chat is None or user is None else (chat.id, user.id)


def passes(update: Update) -> bool:
    """Whether the update is answered now or never."""
    return update.inline_query is not None


def bears_label(update: Update) -> bool:
    """Whether the update by itself may hold something of a label: the command, a text with a phone, a contact.

    So may a question for a person, and a number in the answer to one.
    """
    message = _message(update)
    if message is None:
        return False
    words = _words(message)
    return message.contact is not None or says_label(words) or (_answers_question(message) and holds_number(words))


def says_label(text: str, asked: str | None = None) -> bool:
    """Whether a text may hold something of a label, by itself or as the answer to the open question `asked`.

    A question for a person, which may hold anything, counts as one that does.
    """
    command = COMMAND.match(text)
    name = command[1].lower() if command is not None else ""
    if name in (LABEL_COMMAND, PERSON_COMMAND) or (
        PASTED_ORDERS in (name, asked) and _BARE_PHONE.search(text) is not None
    ):
        return True
    if asked in (LABEL_DIALOGUE, PERSON_DIALOGUE) or (asked in PHONE_DIALOGUES and holds_number(text)):
        return True
    return names_phone(text) or only_a_phone(text)


@dataclass(frozen=True, slots=True)
class Askers:
    """Whose next words may answer something that is in work and not answered yet."""

    labels: frozenset[Person] = frozenset()
    """After an update that is not written down: all their words may be of that label."""
    presses: frozenset[Person] = frozenset()
    """After a button, which may have asked for a phone."""


def unwritten(updates: Iterable[Update], asked: Mapping[Person, str], askers: Askers) -> frozenset[int]:
    """The ids of those updates, given in the order of arrival, that must not be written down.

    `asked` is the kind of question that is open to a person; `askers` stand behind updates that came earlier.
    """
    found = set()
    labels, presses = set(askers.labels), set(askers.presses)
    for update in updates:
        person = person_of(update)
        if update.callback_query is not None and person is not None:
            presses.add(person)
        message = _message(update)
        if message is None:
            continue
        words, kind = _words(message), asked.get(person) if person is not None else None
        behind_press = person in presses and holds_number(words)
        if bears_label(update) or says_label(words, kind) or behind_press or person in labels:
            found.add(update.update_id)
            if person is not None:
                labels.add(person)
    return frozenset(found)


def slim(body: dict[str, Any]) -> dict[str, Any]:
    """An update's JSON without the words of other messages than its own, and of its own only what a reader takes.

    Of a file that is what fetches it: its name may be a buyer's, so that only the ending is kept.
    """
    query = body.get("callback_query")
    if query is not None and "message" in query:
        body = {**body, "callback_query": {**query, "message": _outline(query["message"])}}
    for kind in ("message", "edited_message"):
        message = body.get(kind)
        if message is not None:
            kept = {name: message[name] for name in _ENOUGH_OF_ITS_OWN if name in message}
            if "reply_to_message" in message:
                kept["reply_to_message"] = _replied(message["reply_to_message"])
            for file in ("document", "animation"):
                if file in message:
                    kept[file] = _nameless(message[file])
            body = {**body, kind: kept}
    return body


def _outline(message: Mapping[str, Any]) -> dict[str, Any]:
    return {name: message[name] for name in _ENOUGH_OF_A_MESSAGE if name in message}


def _replied(message: Mapping[str, Any]) -> dict[str, Any]:
    """The outline, and that it is a seller's question if it is one: the operator has to hear if it is known no more."""
    outline = _outline(message)
    return {**outline, "text": QUESTION} if is_question(message.get("text") or "") else outline


def _nameless(file: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: file[name] for name in _ENOUGH_OF_A_FILE if name in file}
    ending = _ENDING.search(file.get("file_name") or "")
    return kept if ending is None else {**kept, "file_name": f"file{ending[0]}"}


def _answers_question(message: Message) -> bool:
    answered = message.reply_to_message
    return answered is not None and is_question(answered.text or "")


def _message(update: Update) -> Message | None:
    return update.message or update.edited_message


def _words(message: Message) -> str:
    return message.text or message.caption or ""
