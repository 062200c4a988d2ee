"""Writing one alert message and handing it to Telegram."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from telegram.error import ChatMigrated, TelegramError
from telegram.ext import ExtBot

from bot.alerts.message import locale_of, message_buttons, message_facts
from bot.alerts.refusals import Fate, fate_of
from bot.outgoing import keyboard
from bot.services import Services
from bot.transport.html_text import to_plain
from bot.transport.pacing import Priority
from bot.transport.voice import BotVoice
from storage import chats
from storage.due import Bundle
from storage.parcels import Parcel

log = structlog.get_logger()

PATIENCE = 45.0
"""Seconds for one send, waiting for its turn included: shorter than a lease, longer than any answer takes."""


class Sender:
    """Sends bundles as messages; knows nothing of leases."""

    def __init__(self, services: Services, bot: ExtBot[Any]) -> None:
        self._services = services
        self._voice = BotVoice(bot)

    async def send(self, bundle: Bundle, known: dict[int, Parcel]) -> int:
        """Write the message, send it and give its id; a moved group and refused markup are met here, once each.

        Raises what the library raises, and `TimeoutError` when its turn did not come while the lease is good.
        """
        now = self._services.clock()
        book = self._services.book_of_today(now)
        locale = locale_of(bundle.chat)
        facts = message_facts(bundle.alerts, known, bundle.chat, book, now)
        html = self._services.renderer.render("alerts/message", locale, facts)
        markup = keyboard(self._services.renderer, locale, message_buttons(bundle.id, book))
        chat_id, text, as_html = bundle.chat.id, html, True
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._voice.send_message(
                        chat_id, text, html=as_html, keyboard=markup, priority=Priority.PUSH
                    )
            except ChatMigrated as error:
                if chat_id == error.new_chat_id:
                    raise
                await self._move(chat_id, error.new_chat_id)
                chat_id = error.new_chat_id
            except TelegramError as error:
                if fate_of(error) is not Fate.UNPARSEABLE or not as_html:
                    raise
                log.warning("markup_refused", template="alerts/message", locale=locale)
                text, as_html = to_plain(html), False

    async def _move(self, old: int, new: int) -> None:
        async with self._services.database.write() as tx:
            await chats.migrate(old, tx, new)
        self._services.memory.drop(old)
