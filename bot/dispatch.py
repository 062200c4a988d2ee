"""From a Telegram update to the handler that answers it, and from its answer back to the chat."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot import menu, routes
from bot.addressed import COMMAND, is_addressed, is_answered, is_file, written
from bot.alerts.changes import apply as apply_alerts
from bot.alerts.changes import change_alerts
from bot.alerts.refusals import Fate, fate_of
from bot.buttons import StaleButton, unpack
from bot.handlers import fallback
from bot.logs import told
from bot.memory import Remembered
from bot.outgoing import TOAST_CHARACTERS, Speaker
from bot.reading.language import spoken, written_for
from bot.services import Services
from bot.transport.files import BotFiles
from bot.transport.html_text import to_plain
from bot.transport.unwritten import bears_label, says_label
from bot.transport.voice import BotVoice, Voice
from bot.turn import Answer, Handler, Reply, Turn
from bot.upload import Files
from rules.book import NotInForce
from storage import chats, dialogues

log = structlog.get_logger()

DIALOGUE_LIVES = timedelta(hours=24)
"""An open question older than this is not answered by accident with the next day's first words."""

_GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}

Context = CallbackContext[Any, Any, Any, Any]


class Dispatcher:
    """The one handler the Telegram application knows; everything the bot can do stands in `menu` and `routes`."""

    def __init__(
        self,
        services: Services,
        *,
        one_person: str = "private",
        voice: Callable[[Any], Voice] = BotVoice,
        files: Callable[[Any], Files] = BotFiles,
        language: str | None = None,
    ) -> None:
        """``one_person`` is the kind under which a new chat with one person is stored: ``private``, ``terminal``.

        ``voice`` makes of the update's bot what answers through it, ``files`` what fetches files from it.
        ``language`` is spoken to everybody, whatever they write or chose; None follows them.
        """
        self._services = services
        self._voice = voice
        self._files = files
        self._language = language
        self._one_person = one_person

    async def __call__(self, update: Update, context: Context) -> None:
        """Answer one update; whatever goes wrong inside is said to the person and logged, never swallowed."""
        try:
            await self._answer(update, context)
        except Exception as error:
            incident = _reported("update_failed", error, private=bears_label(update))
            await self._apologise(update, context, incident)

    async def _answer(self, update: Update, context: Context) -> None:
        if update.callback_query is not None:
            await self._pressed(update.callback_query, context)
        elif update.message is not None:
            await self._written(update.message, context)
        elif update.edited_message is not None:
            await self._edited(update.edited_message, context)
        elif update.my_chat_member is not None:
            await self._membership(update.my_chat_member)

    def would_answer(self, update: Update) -> bool:
        """See `bot.transport.gate.Crowd`: groups may talk among themselves as fast as they like."""
        return is_answered(update, update.get_bot())

    async def turn_away(self, update: Update, unread: int) -> None:
        """See `bot.transport.gate.Crowd`."""
        voice = self._voice(update.get_bot())
        try:
            if update.callback_query is not None:
                notice = self._services.renderer.render("fallback/too_many", self._locale(update), {"unread": None})
                await voice.answer_callback_query(update.callback_query.id, to_plain(notice)[:TOAST_CHARACTERS])
            elif (message := update.effective_message) is not None and message.from_user is not None:
                turn = await self._turn(message.chat, message.from_user, written(message))
                await self._run(turn, Speaker(voice, turn), _only(Reply("fallback/too_many", {"unread": unread})))
        except Exception as error:
            log.warning("not_turned_away", error=type(error).__name__)

    async def _written(self, message: Message, context: Context) -> None:
        if message.migrate_to_chat_id is not None:
            async with self._services.database.write() as tx:
                await chats.migrate(message.chat.id, tx, message.migrate_to_chat_id)
            self._services.memory.drop(message.chat.id)
            return
        if message.from_user is None or not is_addressed(message, context.bot):
            return
        text = written(message)
        command = COMMAND.match(text)
        turn = await self._turn(message.chat, message.from_user, text)
        turn.files = self._files(context.bot)
        document = message.document if is_file(message) else None
        if document is not None:
            turn.upload = turn.uploaded(document.file_id, document.file_name or "", document.file_size)
        speaker = Speaker(self._voice(context.bot), turn, asked_in=message)
        if command is not None:
            turn.args = text[command.end() :].strip()
            await self._run(turn, speaker, self._command(turn, command[1].lower()))
        elif document is not None:
            await self._run(turn, speaker, self._document(turn))
        elif message.text is None:
            await self._run(turn, speaker, fallback.not_text(turn))
        else:
            await self._run(turn, speaker, self._words(turn))

    async def _command(self, turn: Turn, name: str) -> Answer:
        command = menu.BY_NAME.get(name)
        if command is None:
            return await fallback.unknown_command(turn, name)
        if not command.keeps_dialogue:
            await turn.finish()
        return await routes.COMMANDS[name](turn)

    async def _words(self, turn: Turn) -> Answer:
        """What is beyond doubt, then an answer to the open question; then readers of free text, which may decline."""
        unmistakable = await _first(routes.UNMISTAKABLE, turn)
        if unmistakable is not None:
            return unmistakable
        if turn.dialogue is not None:
            answer = await routes.DIALOGUES[turn.dialogue.kind](turn)
            if answer is not None:
                return answer
        return await _first((*routes.FREE_TEXT, fallback.not_understood), turn)

    async def _document(self, turn: Turn) -> Answer:
        """A file whose words are no command: the first handler that recognises its own kind of file answers."""
        return await _first((*routes.DOCUMENTS, fallback.not_text), turn)

    async def _pressed(self, query: CallbackQuery, context: Context) -> None:
        if query.message is None or query.data is None:
            await self._voice(context.bot).answer_callback_query(query.id)
            return
        turn = await self._turn(query.message.chat, query.from_user, "")
        turn.files = self._files(context.bot)
        speaker = Speaker(self._voice(context.bot), turn, pressed=query)
        try:
            data, owner = unpack(query.data)
            handler = routes.BUTTONS[type(data)]
        except (StaleButton, KeyError):
            await self._run(turn, speaker, fallback.stale_button(turn))
            return
        if owner is not None and owner != query.from_user.id:
            await self._run(turn, speaker, fallback.strangers_button(turn))
            return
        await self._run(turn, speaker, handler(turn, data))

    async def _edited(self, message: Message, context: Context) -> None:
        """An edited command is not run twice; in groups an edit is nobody's question."""
        if message.chat.type != Chat.PRIVATE or message.from_user is None:
            return
        turn = await self._turn(message.chat, message.from_user, written(message))
        await self._run(turn, Speaker(self._voice(context.bot), turn, asked_in=message), fallback.edited(turn))

    async def _membership(self, change: ChatMemberUpdated) -> None:
        """Blocked or removed: the chat's alerts stop at once; unblocked or added again: they may go on."""
        async with self._services.database.write() as tx:
            known = await chats.find(change.chat.id, tx)
            if known is None:
                return
            if change.new_chat_member.status in _GONE:
                await chats.deactivate(change.chat.id, tx, change.new_chat_member.status)
            elif not known.active:
                now = self._services.clock()
                book = self._services.book_of_today(now)
                await apply_alerts(change.chat.id, tx, book, now, active=True, inactive_reason=None)
        self._services.memory.drop(change.chat.id)

    async def _turn(self, chat: Chat, user: User, text: str) -> Turn:
        services = self._services
        now = services.clock()
        known = services.memory.recall(chat.id)
        if known is None:
            async with services.database.read() as tx:
                found = await chats.find(chat.id, tx)
                # A dialogue hangs on its chat: one that is not stored has none.
                dialogue = await dialogues.find(chat.id, tx, user.id) if found is not None else None
            known = Remembered(
                found or self._newcomer(chat.id, self._kind(chat), user, now), dialogue, found is not None
            )
            services.memory.keep(known.chat, known.dialogue, stored=known.stored)
        turn = Turn(
            services=services,
            chat=known.chat,
            user_id=user.id,
            locale=self._language or written_for(known.chat.language, text, known.chat.last_language),
            now=now,
            text=text,
            args=text.strip(),
            dialogue=known.dialogue,
            stored=known.stored,
        )
        if turn.stored:
            await self._freshen(turn)
        return turn

    async def _freshen(self, turn: Turn) -> None:
        """What every message may change: a chat that speaks is reachable, and its language is the one it uses."""
        if not turn.chat.active:
            await change_alerts(turn, active=True, inactive_reason=None)
        if self._language is None and turn.locale != turn.chat.last_language:
            await turn.change(last_language=turn.locale)
        if turn.dialogue is not None and turn.now - turn.dialogue.updated_at > DIALOGUE_LIVES:
            await turn.finish()

    def _newcomer(self, chat_id: int, kind: str, user: User, now: datetime) -> chats.Chat:
        settings = self._services.settings
        return chats.Chat.new(
            chat_id,
            kind,
            spoken(user.language_code),
            settings.timezone,
            self._services.book_of_today(now).whole("alerts.default_silence_days"),
            settings.quiet_from,
            settings.quiet_to,
            now,
        )

    def _locale(self, update: Update) -> str:
        """The language of a notice that must not wait for the database."""
        known = self._services.memory.recall(update.effective_chat.id) if update.effective_chat is not None else None
        chosen = (known.chat.language or known.chat.last_language) if known is not None else None
        return chosen or spoken(update.effective_user.language_code if update.effective_user is not None else None)

    async def _run(self, turn: Turn, speaker: Speaker, answering: Awaitable[Answer]) -> None:
        """Run a handler and say its answer; a person hears of a failure with a number the log also has."""
        private = says_label(turn.text, turn.dialogue.kind if turn.dialogue is not None else None)
        try:
            await speaker.say(_replies(await answering))
        except TelegramError as error:
            await self._not_said(turn, error)
        except NotInForce as missing:
            log.warning("not_in_force", key=missing.key, day=str(missing.day))
            await self._run(turn, speaker, fallback.not_in_force(turn, missing))
        except Exception as error:
            incident = _reported("handler_failed", error, private=private)
            self._services.memory.drop(turn.chat.id)  # it may be what was wrong
            try:
                await speaker.say(_replies(await fallback.went_wrong(turn, incident)))
            except TelegramError as error:
                await self._not_said(turn, error)

    async def _not_said(self, turn: Turn, error: TelegramError) -> None:
        log.warning("reply_failed", error=type(error).__name__, reason=str(error))
        if fate_of(error) is Fate.GONE:
            async with self._services.database.write() as tx:
                await chats.deactivate(turn.chat.id, tx, error.message)
            self._services.memory.drop(turn.chat.id)

    async def _apologise(self, update: Update, context: Context, incident: str) -> None:
        """Say that something went wrong without asking the database, which may be what did."""
        message, user = update.effective_message, update.effective_user
        if message is None or user is None or not is_answered(update, context.bot):
            return
        now = self._services.clock()
        chat = self._newcomer(message.chat.id, self._kind(message.chat), user, now)
        turn = Turn(self._services, chat, user.id, self._locale(update), now, stored=False)
        speaker = Speaker(self._voice(context.bot), turn, asked_in=update.message, pressed=update.callback_query)
        try:
            await speaker.say(_replies(await fallback.went_wrong(turn, incident)))
        except TelegramError as error:
            log.warning("reply_failed", error=type(error).__name__, reason=str(error))

    def _kind(self, chat: Chat) -> str:
        return self._one_person if chat.type == Chat.PRIVATE else "group"


async def _first(handlers: Sequence[Handler], turn: Turn) -> Answer:
    """The answer of the first handler that gives one; None when each declines."""
    for handler in handlers:
        answer = await handler(turn)
        if answer is not None:
            return answer
    return None


async def _only(reply: Reply) -> Answer:
    return reply


def _reported(event: str, error: Exception, *, private: bool) -> str:
    """Log a failure; returns the number under which the person hears of it."""
    incident = uuid.uuid4().hex[:8]
    log.error(event, incident=incident, **told(error, private=private))
    return incident


def _replies(answer: Answer) -> Sequence[Reply]:
    if answer is None:
        return ()
    return (answer,) if isinstance(answer, Reply) else answer
