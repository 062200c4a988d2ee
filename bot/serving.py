"""Runs the bot on Telegram: reach the server, fetch, answer, and end in order when asked to."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Coroutine
from typing import Any, cast
from zoneinfo import ZoneInfo

import structlog
from telegram.constants import UpdateType
from telegram.error import ChatMigrated, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Updater

from bot import menu
from bot.alerts.schedule import Schedule
from bot.application import Bot, StartError, build, services_for
from bot.services import Services
from bot.settings import Settings
from bot.transport.gate import ChatOrder
from bot.transport.http import AiohttpRequest
from bot.transport.ledger import FetchRequest, Ledger, LedgerQueue
from bot.transport.pacing import retry_seconds
from bot.warming import warm

log = structlog.get_logger()

ALLOWED_UPDATES = [
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
]
"""Exactly what `bot.dispatch` handles; sent with every poll, because Telegram keeps the last list otherwise."""

YOUNG_OBJECTS = 20_000
"""New objects between two looks of the garbage collector."""

START_ATTEMPTS = 5
START_PAUSE_SECONDS = 0.5
LONG_POLL_SECONDS = 30

ANSWERS_SECONDS = 5.0
"""At the end: for the answers that are in work. What is not through by then is the next process's first work."""
FETCH_SECONDS = 2.0
"""At the end: for the fetch, which may be in the middle of a pause of an hour."""


async def serve(settings: Settings) -> None:
    """Run the bot on Telegram by long polling, with its scheduler, until SIGINT or SIGTERM; then drain and stop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    async with services_for(settings, alone=True) as services:
        ledger = Ledger(services.database, services.clock)
        calls, fetches = AiohttpRequest(), FetchRequest(ledger)
        application, order = build(services, ledger, calls, fetches)
        schedule = Schedule(services, application.bot, kinds=("private", "group"))
        publishing: asyncio.Task[None] | None = None
        try:
            if await _unless(stopped, _reach(application, settings)) and await _unless(
                stopped, _start(application, ledger, settings)
            ):
                await schedule.start()
                publishing = asyncio.create_task(_settle_in(application, services))
                _spare_the_collector()
                inline = application.bot.supports_inline_queries
                log.info("started", bot=application.bot.username, database=services.database.dialect, inline=inline)
                await _unless(stopped, fetches.refused.wait())
                if fetches.refused.is_set() and not stopped.is_set():
                    raise _token_refused(settings)
        finally:
            if publishing is not None:
                log.info("stopping")
                publishing.cancel()
            await _stop(application, schedule, order)
            await ledger.close()
            for request in (calls, fetches):
                await request.shutdown()


async def _unless(stopped: asyncio.Event, work: Coroutine[Any, Any, object]) -> bool:
    """Do the work and say True; False when the program was asked to stop first, and the work was given up."""
    doing, asked = asyncio.create_task(work), asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait((doing, asked), return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
            return True
        return False
    finally:
        for task in (doing, asked):
            task.cancel()
        await asyncio.wait((doing, asked))


def _spare_the_collector() -> None:
    """What was loaded at start stays for good; looking through it again and again costs a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


async def _reach(application: Bot, settings: Settings) -> None:
    """The first call: a wrong token ends the start, an unreachable server is tried a few times first."""
    attempt = 1
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            raise _token_refused(settings) from None
        except RetryAfter as error:
            log.warning("asked_to_wait", seconds=retry_seconds(error))
            await asyncio.sleep(retry_seconds(error))
        except NetworkError as error:
            if attempt == START_ATTEMPTS:
                raise _unreachable(settings, error) from None
            log.warning("api_unreachable", attempt=attempt, of=START_ATTEMPTS)
            await asyncio.sleep(START_PAUSE_SECONDS * 2 ** (attempt - 1))
            attempt += 1
        except TelegramError as error:
            raise _unreachable(settings, error) from None
        else:
            return


def _token_refused(settings: Settings) -> StartError:
    return StartError(f"{settings.telegram_api_url} refuses the token; check PEIFU_TELEGRAM_TOKEN against @BotFather")


def _unreachable(settings: Settings, error: TelegramError) -> StartError:
    return StartError(
        f"{settings.telegram_api_url} cannot be reached ({error.message}); check the network and "
        "PEIFU_TELEGRAM_API_URL. Nothing was changed"
    )


async def _start(application: Bot, ledger: Ledger, settings: Settings) -> None:
    """First what an earlier process left unanswered, then what Telegram has."""
    await application.start()
    queue = cast("LedgerQueue", application.update_queue)
    for fetched in await ledger.left_behind():
        await queue.put_back(fetched, application.bot)
    try:
        await cast("Updater", application.updater).start_polling(
            timeout=LONG_POLL_SECONDS,
            bootstrap_retries=START_ATTEMPTS,
            allowed_updates=ALLOWED_UPDATES,
            error_callback=_log_polling_error,
        )
    except InvalidToken:
        raise _token_refused(settings) from None
    except TelegramError as error:
        raise _unreachable(settings, error) from None


async def _stop(application: Bot, schedule: Schedule, order: ChatOrder) -> None:
    """Fetch and claim nothing more, let what is in work end, leave the rest to the next process, close."""
    order.leave(ANSWERS_SECONDS)
    await asyncio.gather(_stop_fetching(cast("Updater", application.updater)), schedule.stop())
    if application.running:
        await application.stop()
    await application.shutdown()


async def _stop_fetching(updater: Updater) -> None:
    if not updater.running:
        return
    # What the timeout cancels is a rest between two fetches; the library then goes on to its last fetch.
    with contextlib.suppress(InvalidToken, TimeoutError):
        async with asyncio.timeout(FETCH_SECONDS):
            await updater.stop()


async def _settle_in(application: Bot, services: Services) -> None:
    """What may wait until the first messages are being answered."""
    now, zone = services.clock(), ZoneInfo(services.settings.timezone)
    await asyncio.to_thread(warm, services.book_of_today(now), now, zone)
    await _look_for_operators(application, services)
    await _publish_commands(application)


async def _look_for_operators(application: Bot, services: Services) -> None:
    """An operators' chat that cannot be reached is better told now than when the first seller asks."""
    chat = services.operator_chat
    if chat is None:
        return
    try:
        await application.bot.get_chat(chat)
    except ChatMigrated as moved:
        services.note_move(chat, moved.new_chat_id)
    except TelegramError as error:
        log.warning("operators_chat_unreachable", chat=chat, reason=error.message)


async def _publish_commands(application: Bot) -> None:
    """Telegram's own command lists; set only where they differ, because every call counts against the bot."""
    for entry in menu.command_lists():
        try:
            shown = await application.bot.get_my_commands(entry.scope, entry.language_code)
            if tuple(shown) != entry.commands:
                await application.bot.set_my_commands(entry.commands, entry.scope, entry.language_code)
        except TelegramError as error:
            log.warning("commands_not_published", scope=entry.scope.type, reason=str(error))


def _log_polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("another_process_polls_with_this_token")
    else:
        log.warning("polling_failed", error=type(error).__name__, reason=str(error))
