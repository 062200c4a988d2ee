"""Whom a message is for. In a group the bot hears much that is none of its business."""

from __future__ import annotations

import re
from typing import Any

from telegram import Chat, Message, Update

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
    """Whether a message is for this bot: any in a private chat; in a group a command, or a reply to the bot."""
    if message.from_user is None or message.from_user.is_bot:
        return False
    command = COMMAND.match(written(message))
    if command is not None and command[2]:
        return bool(command[2].lower() == bot.username.lower())  # else it is for another bot
    return message.chat.type == Chat.PRIVATE or command is not None or _answers_bot(message, bot.id)


def written(message: Message) -> str:
    """The words of a message; those under a file are its words."""
    return message.text or (message.caption if is_file(message) else None) or ""


def is_file(message: Message) -> bool:
    """Whether a file came with the message; Telegram calls a moving picture a file as well."""
    return message.document is not None and message.animation is None


def _answers_bot(message: Message, bot_id: int) -> bool:
    answered = message.reply_to_message
    return answered is not None and answered.from_user is not None and answered.from_user.id == bot_id
