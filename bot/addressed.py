"""Whom a message is for. In a group the bot hears much that is none of its business."""

from __future__ import annotations

import re
from typing import Any

from telegram import Chat, Message, Update

from bot.posting import is_question
from bot.turn import RepliedTo

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?=\s|$)")


def is_answered(update: Update, bot: Any) -> bool:
    """Whether an update gets an answer: a press, what is addressed to the bot, an edit in a private chat."""
    message = update.effective_message
    if update.callback_query is not None or message is None:
        return update.callback_query is not None
    if update.message is None:
        return message.chat.type == Chat.PRIVATE
    return is_addressed(message, bot)


def is_addressed(message: Message, bot: Any) -> bool:
    """Whether a message is for this bot: any in a private chat; in a group a command, or a reply to the bot.

    Of an administrator who stays anonymous only a reply is: nobody could press the buttons of another answer.
    """
    if message.from_user is None:
        return False
    command = COMMAND.match(written(message))
    if message.from_user.is_bot:
        words = command is None or _answers_question(message)
        return _is_the_group(message) and words and _answers_bot(message, bot.id)
    if command is not None and command[2]:
        return bool(command[2].lower() == bot.username.lower())  # else it is for another bot
    return message.chat.type == Chat.PRIVATE or command is not None or _answers_bot(message, bot.id)


def written(message: Message) -> str:
    """The words of a message; those under a file are its words."""
    return message.text or (message.caption if is_file(message) else None) or ""


def is_file(message: Message) -> bool:
    """Whether a file came with the message; Telegram calls a moving picture a file as well."""
    return message.document is not None and message.animation is None


def replied_to(message: Message, bot_id: int) -> RepliedTo | None:
    """The bot's own message that this one replies to."""
    answered = message.reply_to_message
    if answered is None or not _answers_bot(message, bot_id):
        return None
    return RepliedTo(answered.message_id, answered.text or answered.caption or "")


def _is_the_group(message: Message) -> bool:
    """Whether an administrator writes in the name of the group itself; Telegram shows that as a bot."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _answers_question(message: Message) -> bool:
    """Whether it replies to a seller's question: what begins like a command there is an answer."""
    return message.reply_to_message is not None and is_question(message.reply_to_message.text or "")


def _answers_bot(message: Message, bot_id: int) -> bool:
    answered = message.reply_to_message
    return answered is not None and answered.from_user is not None and answered.from_user.id == bot_id
