"""From an inline query to the list that Telegram shows above what is being typed.

What is typed after the bot's name goes to whatever chat it is typed in. It is looked at, answered and forgotten: it
stands in no table and no log, and neither does who typed it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram import InlineQuery
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.handlers.inline import InlineResult, results
from bot.logs import told
from bot.outgoing import is_too_late
from bot.reading.language import spoken, written_for
from bot.render import LOCALES
from bot.services import PROGRAMME_ZONE, Services
from bot.transport.voice import Voice

log = structlog.get_logger()

CACHE = timedelta(minutes=5)
"""So long may Telegram give the same results for the same text; never past the midnight at which figures change."""


async def answer(query: InlineQuery, services: Services, voice: Voice, language: str | None = None) -> None:
    """Answer one query. A failure inside gets an empty list, which Telegram must not keep, and a line in the log.

    ``language`` is spoken to everybody; None follows the text, and where it shows none, the person's Telegram.
    """
    try:
        given, seconds, personal = await _given(query, services, language)
    except Exception as error:
        _report(error)
        given, seconds, personal = [], 0, True
    try:
        await voice.answer_inline_query(query.id, given, cache_seconds=seconds, personal=personal)
    except TelegramError as error:
        if not is_too_late(error):
            log.warning("inline_not_answered", error=type(error).__name__, reason=error.message)


async def _given(
    query: InlineQuery, services: Services, language: str | None
) -> tuple[list[dict[str, Any]], int, bool]:
    """The results, how many seconds they hold, and whether only people with this one's language get the same."""
    now = services.clock()
    spoken_to = {locale: language or written_for(None, query.query, locale) for locale in LOCALES}
    locale = spoken_to[spoken(query.from_user.language_code)]
    found = await results(services, query.query, locale, now)
    return [_article(result) for result in found], cache_seconds(now), len(set(spoken_to.values())) > 1


def _report(error: Exception) -> None:
    log.error("inline_failed", **told(error, private=True))


def cache_seconds(now: datetime) -> int:
    """For how long results made at this moment hold."""
    local = now.astimezone(PROGRAMME_ZONE)
    midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), PROGRAMME_ZONE)
    return int(min(CACHE, midnight - local).total_seconds())


def _article(result: InlineResult) -> dict[str, Any]:
    """A result as the Bot API writes it; without buttons, because the message is everybody's."""
    return {
        "type": "article",
        "id": result.id,
        "title": result.title,
        "description": result.description,
        "input_message_content": {
            "message_text": result.html,
            "parse_mode": ParseMode.HTML.value,
            "link_preview_options": {"is_disabled": True},
        },
    }
