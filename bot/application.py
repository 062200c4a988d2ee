"""Builds the bot and runs it on Telegram; wiring only."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, cast

import structlog
from filelock import FileLock, Timeout
from telegram import Update
from telegram.constants import UpdateType
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler, Updater
from telegram.request import BaseRequest

from bot import menu
from bot.alerts.schedule import Schedule
from bot.dispatch import Dispatcher
from bot.faq.library import FaqLibrary
from bot.memory import ChatMemory
from bot.render import Renderer
from bot.services import Services
from bot.settings import Settings
from bot.transport.gate import ChatOrder
from bot.transport.http import AiohttpRequest
from bot.transport.ledger import FetchRequest, Ledger, LedgerQueue
from bot.transport.pacing import Pacer
from rules.book import Book
from storage.engine import Database
from storage.upgrade import upgrade
from storage.urls import file_of, is_sqlite, parse_url

log = structlog.get_logger()

ALLOWED_UPDATES = [
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
]
"""Exactly what `bot.dispatch` handles; sent with every poll, because Telegram keeps the last list otherwise."""

IN_WORK = 1024
"""Updates fetched and not answered; a kill loses none of them, so it only bounds memory."""

YOUNG_OBJECTS = 20_000
"""New objects between two looks of the garbage collector."""

START_ATTEMPTS = 5
START_PAUSE_SECONDS = 0.5
LONG_POLL_SECONDS = 30

Bot = Application[Any, Any, Any, Any, Any, Any]


class StartError(Exception):
    """The bot cannot start: what happened, where, and what to do, in one line."""


@contextlib.asynccontextmanager
async def services_for(settings: Settings, *, alone: bool) -> AsyncIterator[Services]:
    """The book, the templates and the migrated database, open for as long as the context lasts.

    ``alone``: this process is to run the alerts, and a second one on the same SQLite file is refused.
    """
    book = Book.load()
    renderer = Renderer()
    faq = FaqLibrary.load()
    with _owned(settings.database_url) if alone else contextlib.nullcontext():
        journal = None if settings.sqlite_journal == "auto" else settings.sqlite_journal
        await asyncio.to_thread(upgrade, settings.database_url, journal_mode=journal)
        database = await Database.open(settings.database_url, journal_mode=journal)
        try:
            yield Services(
                settings=settings,
                book=book,
                database=database,
                clock=lambda: datetime.now(UTC) + settings.clock_shift,
                renderer=renderer,
                faq=faq,
                memory=ChatMemory(time.monotonic),
            )
        finally:
            await database.close()


@contextlib.contextmanager
def _owned(database_url: str) -> Iterator[None]:
    """Hold the SQLite file for this process; PostgreSQL serves many processes and needs no owner."""
    url = parse_url(database_url)
    if not is_sqlite(url):
        yield
        return
    file = file_of(url)
    lock = FileLock(file.with_name(file.name + ".lock"))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise StartError(
            f"another Peifu is running on {file}; stop it, or give this one a file of its own with PEIFU_DATABASE_URL"
        ) from None
    except OSError as error:
        raise StartError(f"{file} cannot be written ({error.strerror}); set PEIFU_DATABASE_URL") from None
    try:
        yield
    finally:
        lock.release()


def build(services: Services, ledger: Ledger, calls: AiohttpRequest, fetches: FetchRequest) -> Bot:
    """The Telegram application: our transport, pacing, update gate, and one handler, the dispatcher."""
    settings = services.settings
    if settings.telegram_token is None:
        raise StartError("PEIFU_TELEGRAM_TOKEN is not set")
    application = (
        ApplicationBuilder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(calls)
        .get_updates_request(fetches)
        .rate_limiter(Pacer.off() if settings.pace == "off" else Pacer(float(settings.pace)))
        .concurrent_updates(ChatOrder(IN_WORK, ledger.finish))
        .update_queue(LedgerQueue(IN_WORK, ledger))
        .job_queue(None)
        .build()
    )
    return _answering(application, Dispatcher(services))


def build_local(services: Services, request: BaseRequest) -> Bot:
    """The same application on a transport of this process: nothing is fetched and nothing leaves it."""
    application = (
        ApplicationBuilder()
        .token("0:terminal")
        .request(request)
        .get_updates_request(request)
        .updater(None)
        .rate_limiter(Pacer.off())
        .job_queue(None)
        .build()
    )
    return _answering(application, Dispatcher(services, one_person="terminal"))


def _answering(application: Bot, dispatcher: Dispatcher) -> Bot:
    application.add_handler(TypeHandler(Update, dispatcher))
    application.add_error_handler(_log_error)
    return application


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
        application = build(services, ledger, calls, fetches)
        try:
            await _reach(application, settings)
        except StartError:
            await calls.shutdown()
            await fetches.shutdown()
            raise
        schedule = Schedule(services, application.bot, kinds=("private", "group"))
        try:
            await _start(application, ledger)
            await schedule.start()
            publishing = asyncio.create_task(_publish_commands(application))
            _spare_the_collector()
            log.info("started", bot=application.bot.username, database=services.database.dialect)
            await stopped.wait()
            publishing.cancel()
        finally:
            log.info("stopping")
            cast("Pacer", application.bot.rate_limiter).stop_waiting()
            await _stop(application, schedule)
            await ledger.close()


def _spare_the_collector() -> None:
    """What was loaded at start stays for good; looking through it again and again costs a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


async def _start(application: Bot, ledger: Ledger) -> None:
    """First what an earlier process left unanswered, then what Telegram has."""
    await application.start()
    queue = cast("LedgerQueue", application.update_queue)
    for fetched in await ledger.left_behind():
        await queue.put_back(fetched, application.bot)
    await cast("Updater", application.updater).start_polling(
        timeout=LONG_POLL_SECONDS,
        bootstrap_retries=START_ATTEMPTS,
        allowed_updates=ALLOWED_UPDATES,
        error_callback=_log_polling_error,
    )


async def _stop(application: Bot, schedule: Schedule) -> None:
    """Fetch and claim nothing more, let what is in work end, close."""
    updater = cast("Updater", application.updater)
    if updater.running:
        await updater.stop()
    await schedule.stop()
    if application.running:
        await application.stop()
    await application.shutdown()


async def _reach(application: Bot, settings: Settings) -> None:
    """The first call: a wrong token ends the start, an unreachable server is tried a few times first."""
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            await application.initialize()
        except InvalidToken:
            raise StartError(
                f"{settings.telegram_api_url} refuses the token; check PEIFU_TELEGRAM_TOKEN against @BotFather"
            ) from None
        except NetworkError as error:
            if attempt == START_ATTEMPTS:
                raise StartError(
                    f"{settings.telegram_api_url} cannot be reached ({error.message}); check the network and "
                    "PEIFU_TELEGRAM_API_URL. Nothing was changed"
                ) from None
            log.warning("api_unreachable", attempt=attempt, of=START_ATTEMPTS)
            await asyncio.sleep(START_PAUSE_SECONDS * 2 ** (attempt - 1))
        else:
            return


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


async def _log_error(_update: object, context: object) -> None:
    log.error("update_failed", error=type(getattr(context, "error", None)).__name__)
