"""From who wrote where to the turn a handler gets, with the database or, for a notice, without."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from telegram import Chat, Update, User

from bot.alerts.changes import change_alerts
from bot.memory import Remembered
from bot.reading.language import spoken, written_for
from bot.services import Services
from bot.turn import ANSWERED, Turn
from storage import chats, dialogues

DIALOGUE_LIVES = timedelta(hours=24)
"""An open question older than this is not answered by accident with the next day's first words."""


class Turns:
    """Opens turns; see `bot.dispatch.Dispatcher` for ``one_person`` and ``language``."""

    def __init__(self, services: Services, one_person: str, language: str | None) -> None:
        self._services = services
        self._one_person = one_person
        self._language = language

    async def open(self, chat: Chat, user: User, text: str) -> Turn:
        """The turn of a text, or of a press with none, with what is known of its chat."""
        services = self._services
        now = services.clock()
        known = services.memory.recall(chat.id)
        if known is None:
            async with services.database.read() as tx:
                found = await chats.find(chat.id, tx)
                # A dialogue hangs on its chat: one that is not stored has none.
                dialogue = await dialogues.find(chat.id, tx, user.id) if found is not None else None
            known = Remembered(found or self._newcomer(chat, user, now), dialogue, found is not None)
            services.memory.keep(known.chat, known.dialogue, stored=known.stored)
        chosen, last = known.chat.language, known.chat.last_language
        asked = known.dialogue is not None and known.dialogue.step != ANSWERED
        locale = self._language or written_for(chosen, text, last, alone=not asked)
        if not known.stored and self._language is None and locale != last:
            known = replace(known, chat=replace(known.chat, last_language=locale))
            services.memory.keep(known.chat, known.dialogue, stored=False)
        turn = Turn(
            services=services,
            chat=known.chat,
            user_id=user.id,
            locale=locale,
            now=now,
            text=text,
            args=text.strip(),
            dialogue=known.dialogue,
            stored=known.stored,
        )
        if turn.stored:
            await self._freshen(turn)
        return turn

    def without_database(self, chat: Chat, user: User, update: Update) -> Turn:
        """A turn for a notice that must not ask the database, which may be what failed."""
        now = self._services.clock()
        newcomer = self._newcomer(chat, user, now)
        return Turn(self._services, newcomer, user.id, self.locale(update), now, stored=False)

    def locale(self, update: Update) -> str:
        """The language of a notice that must not wait for the database."""
        known = self._services.memory.recall(update.effective_chat.id) if update.effective_chat is not None else None
        chosen = (known.chat.language or known.chat.last_language) if known is not None else None
        return chosen or spoken(update.effective_user.language_code if update.effective_user is not None else None)

    async def _freshen(self, turn: Turn) -> None:
        """What every message may change: a chat that speaks is reachable, and its language is the one it uses."""
        if not turn.chat.active:
            await change_alerts(turn, active=True, inactive_reason=None)
        if self._language is None and turn.locale != turn.chat.last_language:
            await turn.change(last_language=turn.locale)
        if turn.dialogue is not None and turn.now - turn.dialogue.updated_at > DIALOGUE_LIVES:
            await turn.finish()

    def _newcomer(self, chat: Chat, user: User, now: datetime) -> chats.Chat:
        settings = self._services.settings
        return chats.Chat.new(
            chat.id,
            self._one_person if chat.type == Chat.PRIVATE else "group",
            self._services.memory.language(chat.id) or spoken(user.language_code),
            settings.timezone,
            self._services.book_of_today(now).whole("alerts.default_silence_days"),
            settings.quiet_from,
            settings.quiet_to,
            now,
        )
