"""From a Telegram update to the handler that answers it, and from its answer back to the chat."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telegram import CallbackQuery, Chat, Message, Update
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot import inline_mode, membership, menu, routes
from bot.addressed import COMMAND, is_addressed, is_answered, is_file, replied_to, written
from bot.alerts.refusals import Fate, fate_of
from bot.buttons import StaleButton, unpack
from bot.handlers import fallback, faq_chosen, quote_again, watch
from bot.logs import told
from bot.outgoing import TOAST_CHARACTERS, Courier, Speaker
from bot.services import Services
from bot.transport.files import BotFiles
from bot.transport.html_text import to_plain
from bot.transport.unwritten import bears_label, says_label
from bot.transport.voice import BotVoice, Voice
from bot.turn import Answer, Handler, Reply, Turn, replies
from bot.turns import Turns
from bot.upload import Files
from rules.book import NotInForce
from storage import chats

log = structlog.get_logger()

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
        posts: bool = True,
    ) -> None:
        """``one_person`` is the kind under which a new chat with one person is stored: ``private``, ``terminal``.

        ``voice`` makes of the update's bot what answers through it, ``files`` what fetches files from it.
        ``language`` is spoken to everybody, whatever they write or chose; None follows them. ``posts``: the bot has
        other chats than the one that is answered.
        """
        self._services = services
        self._voice = voice
        self._files = files
        self._language = language
        self._posts = posts
        self._turns = Turns(services, one_person, language)
        self.failures = 0
        """How many times something went wrong inside, for which people were asked for pardon."""

    async def __call__(self, update: Update, context: Context) -> None:
        """Answer one update; whatever goes wrong inside is said to the person and logged, never swallowed."""
        try:
            await self._answer(update, context)
        except Exception as error:
            incident = self._reported("update_failed", error, private=bears_label(update))
            await self._apologise(update, context, incident)

    async def _answer(self, update: Update, context: Context) -> None:
        if update.callback_query is not None:
            await self._pressed(update.callback_query, context)
        elif update.inline_query is not None:
            await inline_mode.answer(update.inline_query, self._services, self._voice(context.bot), self._language)
        elif update.message is not None:
            await self._written(update.message, context)
        elif update.edited_message is not None:
            await self._edited(update.edited_message, context)
        elif update.my_chat_member is not None:
            await membership.changed(update.my_chat_member, self._services)

    def would_answer(self, update: Update) -> bool:
        """See `bot.transport.gate.Crowd`: groups may talk among themselves as fast as they like."""
        return is_answered(update, update.get_bot())

    async def turn_away(self, update: Update, unread: int) -> None:
        """See `bot.transport.gate.Crowd`."""
        voice = self._voice(update.get_bot())
        try:
            if update.callback_query is not None:
                locale = self._turns.locale(update)
                notice = self._services.renderer.render("fallback/too_many", locale, {"unread": None})
                await voice.answer_callback_query(update.callback_query.id, to_plain(notice)[:TOAST_CHARACTERS])
            elif (message := update.effective_message) is not None and message.from_user is not None:
                turn = await self._turns.open(message.chat, message.from_user, written(message))
                await self._run(turn, Speaker(voice, turn), _only(Reply("fallback/too_many", {"unread": unread})))
        except Exception as error:
            log.warning("not_turned_away", error=type(error).__name__)

    async def _written(self, message: Message, context: Context) -> None:
        if message.migrate_to_chat_id is not None:
            self._services.note_move(message.chat.id, message.migrate_to_chat_id)
            async with self._services.database.write() as tx:
                await chats.migrate(message.chat.id, tx, message.migrate_to_chat_id)
            self._services.memory.drop(message.chat.id)
            return
        if message.from_user is None or not is_addressed(message, context.bot):
            return
        text = written(message)
        command = COMMAND.match(text)
        turn = await self._turns.open(message.chat, message.from_user, text)
        self._equip(turn, context.bot)
        turn.message_id, turn.replied_to = message.message_id, replied_to(message, context.bot.id)
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
            turn.text = message.caption or ""
            await self._run(turn, speaker, self._without_words(turn))
        else:
            await self._run(turn, speaker, self._words(turn))

    async def _command(self, turn: Turn, name: str) -> Answer:
        """What only begins like a command, then the command."""
        no_command = await _first(routes.BEFORE_COMMANDS, turn)
        if no_command is not None:
            return no_command
        command = menu.BY_NAME.get(name)
        if command is None or (command.for_operators and not turn.of_operators):
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
        return await watch.beside(turn, await _first((*routes.FREE_TEXT, fallback.not_understood), turn))

    async def _document(self, turn: Turn) -> Answer:
        """A file whose words are no command: the first handler that recognises its own kind of file answers."""
        return await _first((*routes.DOCUMENTS, fallback.not_text), turn)

    async def _without_words(self, turn: Turn) -> Answer:
        """A picture, a voice message and the like, under which words may stand."""
        return await _first((*routes.WITHOUT_WORDS, fallback.not_text), turn)

    def _equip(self, turn: Turn, bot: Any) -> None:
        """Give a handler its ways out: to files, to other chats, and to who may decide for a group."""
        turn.files = self._files(bot)
        if self._posts:
            voice = self._voice(bot)
            turn.poster, turn.members = Courier(voice, self._services.renderer), voice

    async def _pressed(self, query: CallbackQuery, context: Context) -> None:
        if query.message is None or query.data is None:
            await self._voice(context.bot).answer_callback_query(query.id)
            return
        turn = await self._turns.open(query.message.chat, query.from_user, "")
        self._equip(turn, context.bot)
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
        await self._run(turn, speaker, handler(turn, data), private=data.private)

    async def _edited(self, message: Message, context: Context) -> None:
        """An edited command is not run twice; in groups an edit is nobody's question."""
        if message.chat.type != Chat.PRIVATE or message.from_user is None:
            return
        turn = await self._turns.open(message.chat, message.from_user, written(message))
        await self._run(turn, Speaker(self._voice(context.bot), turn, asked_in=message), fallback.edited(turn))

    async def _run(self, turn: Turn, speaker: Speaker, answering: Awaitable[Answer], *, private: bool = False) -> None:
        """Run a handler and say its answer; a person hears of a failure with a number the log also has.

        ``private``: no word of the failure is logged, only where it was; so it is of what may hold a label.
        """
        private = private or says_label(turn.text, turn.dialogue.kind if turn.dialogue is not None else None)
        private = private or turn.replied_to is not None  # it may be an answer to a question about a label
        try:
            said = replies(await answering)
            await speaker.say(said)
            faq_chosen.note_said(turn, said)
            quote_again.note_said(turn, said)
        except TelegramError as error:
            await self._not_said(turn, error)
        except NotInForce as missing:
            log.warning("not_in_force", key=missing.key, day=str(missing.day))
            await self._run(turn, speaker, fallback.not_in_force(turn, missing), private=private)
        except Exception as error:
            incident = self._reported("handler_failed", error, private=private)
            self._services.memory.drop(turn.chat.id)  # it may be what was wrong
            try:
                await speaker.say(replies(await fallback.went_wrong(turn, incident)))
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
        turn = self._turns.without_database(message.chat, user, update)
        speaker = Speaker(self._voice(context.bot), turn, asked_in=update.message, pressed=update.callback_query)
        try:
            await speaker.say(replies(await fallback.went_wrong(turn, incident)))
        except TelegramError as error:
            log.warning("reply_failed", error=type(error).__name__, reason=str(error))

    def _reported(self, event: str, error: Exception, *, private: bool) -> str:
        """Log a failure; returns the number under which the person hears of it."""
        self.failures += 1
        incident = uuid.uuid4().hex[:8]
        log.error(event, incident=incident, **told(error, private=private))
        return incident


async def _first(handlers: Sequence[Handler], turn: Turn) -> Answer:
    """The answer of the first handler that gives one; None when each declines."""
    for handler in handlers:
        answer = await handler(turn)
        if answer is not None:
            return answer
    return None


async def _only(reply: Reply) -> Answer:
    return reply
