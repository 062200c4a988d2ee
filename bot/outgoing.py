"""Replies to Telegram calls: keyboards, new messages, edits in place, toasts."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram import CallbackQuery, Message
from telegram.constants import MessageLimit
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.alerts.refusals import Fate, fate_of
from bot.buttons import Copy, Link, Press, Rows
from bot.posting import Hindrance, NotPosted
from bot.render import Renderer
from bot.transport.html_text import to_plain
from bot.transport.voice import Keyboard, Voice
from bot.turn import Place, Reply, Turn

log = structlog.get_logger()

TOAST_CHARACTERS = 200
_UNCHANGED = "message is not modified"
_TOO_LATE = ("query is too old", "query id is invalid", "query_id_invalid")


def is_too_late(error: TelegramError) -> bool:
    """Whether nobody waits any more for the answer to a press or to an inline query."""
    return any(words in error.message.lower() for words in _TOO_LATE)


def keyboard(renderer: Renderer, locale: str, rows: Rows, owner: int | None = None) -> Keyboard | None:
    """The inline keyboard for ``rows``, or None for no rows; ``owner`` is set on every button that comes back."""
    if not rows:
        return None
    return {"inline_keyboard": [[_button(renderer, locale, button, owner) for button in row] for row in rows]}


def _button(renderer: Renderer, locale: str, button: Press | Copy | Link, owner: int | None) -> Keyboard:
    if isinstance(button, Press):
        return {"text": renderer.label(button.label, locale, button.facts), "callback_data": button.data.pack(owner)}
    if isinstance(button, Copy):
        label = renderer.label(button.label, locale, button.facts)
        return {"text": label, "copy_text": {"text": button.text}}
    return {"text": renderer.label(button.label, locale, ()), "url": button.url}


class Speaker:
    """Sends the replies of one turn to the chat it came from, in order."""

    def __init__(
        self, voice: Voice, turn: Turn, *, asked_in: Message | None = None, pressed: CallbackQuery | None = None
    ) -> None:
        self._voice = voice
        self._turn = turn
        self._asked_in = asked_in
        self._pressed = pressed
        self._owner = turn.user_id if turn.in_group else None
        self._press_answered = pressed is None

    async def say(self, replies: Sequence[Reply]) -> None:
        """Deliver every reply where it belongs; a press is always answered, so that no button keeps spinning."""
        renderer = self._turn.services.renderer
        for reply in replies:
            html = renderer.render(reply.template, self._turn.locale, reply.facts)
            if reply.place is Place.TOAST and not self._press_answered:
                await self._answer_press(to_plain(html)[:TOAST_CHARACTERS])
                continue
            await self._answer_press(None)
            markup = keyboard(renderer, self._turn.locale, reply.buttons, self._owner)
            if reply.place is Place.EDIT and await self._edited(html, markup):
                continue
            await self._send(html, markup)
        await self._answer_press(None)

    async def _answer_press(self, notice: str | None) -> None:
        if self._press_answered or self._pressed is None:
            return
        self._press_answered = True
        try:
            await self._voice.answer_callback_query(self._pressed.id, notice)
        except TelegramError as error:  # a clock that goes on turning must not cost the answer itself
            if not is_too_late(error):
                log.warning("press_not_answered", error=type(error).__name__, reason=error.message)

    async def _edited(self, html: str, markup: Keyboard | None) -> bool:
        """Whether the pressed message now shows the reply; a message that can no longer be edited says no."""
        message = self._pressed.message if self._pressed is not None else None
        if not isinstance(message, Message) or len(html) > MessageLimit.MAX_TEXT_LENGTH:
            return False
        try:
            await self._voice.edit_message_text(message.chat_id, message.message_id, html, keyboard=markup)
        except BadRequest as error:
            return _UNCHANGED in error.message.lower()
        return True

    async def _send(self, html: str, markup: Keyboard | None) -> None:
        quoted = self._asked_in.message_id if self._turn.in_group and self._asked_in is not None else None
        if await _sent_as_html(self._voice, self._turn.chat.id, html, markup, quoted) is not None:
            return
        *first, last = _plain_parts(html)
        for part in first:
            await self._voice.send_message(self._turn.chat.id, part, html=False, reply_to=quoted)
        await self._voice.send_message(self._turn.chat.id, last, html=False, keyboard=markup, reply_to=quoted)


class Courier:
    """`bot.posting.Poster` through a voice."""

    reaches_others = True

    def __init__(self, voice: Voice, renderer: Renderer) -> None:
        self._voice = voice
        self._renderer = renderer

    async def post(self, chat_id: int, reply: Reply, locale: str, *, quoting: int | None, owner: int | None) -> int:
        """See `bot.turn.Turn.post`; of a text that is too long for one message the beginning is sent."""
        html = self._renderer.render(reply.template, locale, reply.facts)
        markup = keyboard(self._renderer, locale, reply.buttons, owner)
        try:
            sent = await _sent_as_html(self._voice, chat_id, html, markup, quoting)
            if sent is None:
                words = _plain_parts(html)[0]
                sent = await self._voice.send_message(chat_id, words, html=False, keyboard=markup, reply_to=quoting)
        except TelegramError as error:
            moved_to = error.new_chat_id if isinstance(error, ChatMigrated) else None
            raise NotPosted(_HINDRANCES[fate_of(error)], error.message, moved_to) from None
        return sent


_HINDRANCES = {
    Fate.PAUSE: Hindrance.LATER,
    Fate.MOVED: Hindrance.MOVED,
    Fate.UNPARSEABLE: Hindrance.REFUSED,
    Fate.GONE: Hindrance.GONE,
    Fate.REFUSED: Hindrance.REFUSED,
    Fate.PERHAPS: Hindrance.PERHAPS,
    Fate.SERVER: Hindrance.PERHAPS,
    Fate.UNSENT: Hindrance.LATER,
}


async def _sent_as_html(
    voice: Voice, chat_id: int, html: str, markup: Keyboard | None, quoted: int | None
) -> int | None:
    """The message's id; None when it is too long or Telegram does not understand the markup: then words alone do."""
    if len(html) > MessageLimit.MAX_TEXT_LENGTH:
        return None
    try:
        return await voice.send_message(chat_id, html, keyboard=markup, reply_to=quoted)
    except BadRequest as error:
        if fate_of(error) is not Fate.UNPARSEABLE:
            raise
        log.warning("markup_refused", reason=error.message)
        return None


def _plain_parts(html: str) -> list[str]:
    """A text too long for one message, as plain text in pieces that end at a line where that is possible."""
    rest = to_plain(html)
    parts = []
    while len(rest) > MessageLimit.MAX_TEXT_LENGTH:
        cut = rest.rfind("\n", 1, MessageLimit.MAX_TEXT_LENGTH)
        cut = cut if cut > 0 else MessageLimit.MAX_TEXT_LENGTH
        parts.append(rest[:cut])
        rest = rest[cut:].lstrip("\n")
    return [*parts, rest]
