"""The calls by which the bot answers, without the library's objects on the way.

They take the library's road from the rate limiter on (pacing, transport, errors), but hand over plain JSON and take
back the message's id only: making an object of every message sent, keyboard and all, costs half of what an answer
costs, and nobody looks at it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from telegram._utils.types import JSONDict
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, NetworkError
from telegram.ext import ExtBot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.transport.http import may_have_arrived
from bot.transport.pacing import Pacer, Priority

Keyboard = JSONDict
"""An inline keyboard as the Bot API writes it: ``{"inline_keyboard": [[{"text": ..., "callback_data": ...}]]}``."""

REPEATS = 3
REPEATS_IF_IT_MAY_HAVE_ARRIVED = 1
FIRST_REST_SECONDS = 0.3

_NO_PREVIEW = {"is_disabled": True}
_ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Voice(Protocol):
    """What answers a seller; errors are the library's (`telegram.error`)."""

    async def send_message(
        self,
        chat_id: int,
        text: str,
        *,
        html: bool = True,
        keyboard: Keyboard | None = None,
        reply_to: int | None = None,
        priority: Priority = Priority.REPLY,
    ) -> int:
        """Send a message; returns its id. A message to reply to that is gone is no error."""
        ...

    async def edit_message_text(
        self, chat_id: int, message_id: int, text: str, *, keyboard: Keyboard | None = None
    ) -> None:
        """Replace the text (HTML) and the buttons of a message of ours."""
        ...

    async def answer_callback_query(self, query_id: str, text: str | None = None) -> None:
        """Stop a button's clock, with a notice if there is one to give."""
        ...

    async def answer_inline_query(
        self, query_id: str, results: Sequence[JSONDict], *, cache_seconds: int, personal: bool
    ) -> None:
        """Offer results to somebody who types; none at all is an answer too.

        So long may Telegram give them to whoever types the same: to everybody, or ``personal``: to this person only.
        During a pause that Telegram asked for it raises `RetryAfter` at once, as nobody waits for its end.
        """
        ...

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Whether somebody owns this group or is an administrator of it."""
        ...


class BotVoice:
    """`Voice` through a bot of the library."""

    __slots__ = ("_bot",)

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def send_message(
        self,
        chat_id: int,
        text: str,
        *,
        html: bool = True,
        keyboard: Keyboard | None = None,
        reply_to: int | None = None,
        priority: Priority = Priority.REPLY,
    ) -> int:
        """See `Voice.send_message`."""
        data: JSONDict = {"chat_id": chat_id, "text": text, "link_preview_options": _NO_PREVIEW}
        if html:
            data["parse_mode"] = ParseMode.HTML.value
        if keyboard is not None:
            data["reply_markup"] = keyboard
        if reply_to is not None:
            data["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
        sent = await self._call("sendMessage", data, priority)
        return int(sent["message_id"])

    async def edit_message_text(
        self, chat_id: int, message_id: int, text: str, *, keyboard: Keyboard | None = None
    ) -> None:
        """See `Voice.edit_message_text`."""
        data: JSONDict = {
            "chat_id": chat_id,
            "message_id": message_id,
            "text": text,
            "parse_mode": ParseMode.HTML.value,
            "link_preview_options": _NO_PREVIEW,
        }
        if keyboard is not None:
            data["reply_markup"] = keyboard
        await self._call("editMessageText", data, Priority.REPLY)

    async def answer_callback_query(self, query_id: str, text: str | None = None) -> None:
        """See `Voice.answer_callback_query`."""
        data: JSONDict = {"callback_query_id": query_id}
        if text is not None:
            data["text"] = text
        await self._call("answerCallbackQuery", data, Priority.REPLY)

    async def answer_inline_query(
        self, query_id: str, results: Sequence[JSONDict], *, cache_seconds: int, personal: bool
    ) -> None:
        """See `Voice.answer_inline_query`."""
        data: JSONDict = {
            "inline_query_id": query_id,
            "results": list(results),
            "cache_time": cache_seconds,
            "is_personal": personal,
        }
        await self._call("answerInlineQuery", data, Priority.PUSH, repeats=True)

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """See `Voice.is_administrator`."""
        data: JSONDict = {"chat_id": chat_id, "user_id": user_id}
        member = await self._call("getChatMember", data, Priority.REPLY, writes=False)
        return member["status"] in _ADMINISTRATORS

    async def _call(
        self, method: str, data: JSONDict, priority: Priority, *, repeats: bool = False, writes: bool = True
    ) -> Any:
        """Make the call, and a reply's again when the network or the server failed it; ``repeats``: any other's too.

        Somebody waits for a reply, and would rather read it twice than never; a push has the outbox behind it. A call
        that ``writes`` nothing takes no room of what may be written in its chat.
        """
        repeats = repeats or priority is Priority.REPLY
        tries = 0
        while True:
            try:
                return await self._in_turn(method, data, priority, data if writes else {})
            except NetworkError as error:
                most = REPEATS_IF_IT_MAY_HAVE_ARRIVED if may_have_arrived(error) else REPEATS
                if not repeats or isinstance(error, BadRequest) or tries >= most:
                    raise
            await asyncio.sleep(FIRST_REST_SECONDS * 2**tries)
            tries += 1

    async def _in_turn(self, method: str, data: JSONDict, priority: Priority, paced_by: JSONDict) -> Any:
        limiter = self._bot.rate_limiter
        if not isinstance(limiter, Pacer):
            return await self._post(method, data)
        return await limiter.process_request(self._post, (method, data), {}, method, paced_by, priority)

    async def _post(self, method: str, data: JSONDict) -> Any:
        parameters = [RequestParameter(name, value, None) for name, value in data.items()]
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", RequestData(parameters))
