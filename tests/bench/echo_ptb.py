"""A bare echo bot on stock python-telegram-bot: what the framework costs when the bot does nothing."""

from __future__ import annotations

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it again."""
    if update.message is not None and update.message.text:
        await context.bot.send_message(update.message.chat_id, update.message.text)


def main() -> None:
    """Poll until a signal."""
    builder = Application.builder().token(os.environ["BENCH_TOKEN"])
    app = builder.base_url(os.environ["BENCH_API_URL"] + "/bot").concurrent_updates(256).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


if __name__ == "__main__":
    main()
