"""Builds the bot; wiring only. `bot.serving` runs it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import structlog
from filelock import FileLock, Timeout
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler
from telegram.request import BaseRequest

from bot.dispatch import Dispatcher
from bot.faq.library import FaqLibrary
from bot.faq_phrases import learn
from bot.memory import ChatMemory
from bot.render import Renderer
from bot.services import Services
from bot.settings import Settings
from bot.transport.gate import ChatOrder
from bot.transport.http import AiohttpRequest
from bot.transport.ledger import FetchRequest, Ledger, LedgerQueue
from bot.transport.pacing import Pacer
from bot.transport.terminal_files import LocalFiles
from rules.book import Book
from storage.engine import Database
from storage.upgrade import upgrade
from storage.urls import file_of, is_sqlite, parse_url

log = structlog.get_logger()

IN_WORK = 1024
"""Updates fetched and not answered; a kill loses none of them, so it only bounds memory."""

OF_A_CHAT = 30
"""Updates of one chat in work or waiting; its answers are paced, so more would only wait for minutes."""

Bot = Application[Any, Any, Any, Any, Any, Any]


class StartError(Exception):
    """The bot cannot start: what happened, where, and what to do, in one line."""


@contextlib.asynccontextmanager
async def services_for(settings: Settings, *, alone: bool) -> AsyncIterator[Services]:
    """The book, the templates and the migrated database, open for as long as the context lasts.

    ``alone``: this process is to run the alerts, and a second one on the same SQLite file is refused.
    """
    book = Book.load(overlay=settings.book)
    renderer = Renderer()
    faq = FaqLibrary.load()
    with _owned(settings.database_url) if alone else contextlib.nullcontext():
        journal = None if settings.sqlite_journal == "auto" else settings.sqlite_journal
        await asyncio.to_thread(upgrade, settings.database_url, journal_mode=journal)
        database = await Database.open(settings.database_url, journal_mode=journal)
        try:
            await learn(database, faq)
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


def build(services: Services, ledger: Ledger, calls: AiohttpRequest, fetches: FetchRequest) -> tuple[Bot, ChatOrder]:
    """The Telegram application: our transport, pacing, update gate, and one handler, the dispatcher."""
    settings = services.settings
    if settings.telegram_token is None:
        raise StartError("PEIFU_TELEGRAM_TOKEN is not set")
    dispatcher = Dispatcher(services)
    order = ChatOrder(IN_WORK, ledger.finish, crowd=dispatcher, most_of_a_chat=OF_A_CHAT)
    application = (
        ApplicationBuilder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(calls)
        .get_updates_request(fetches)
        .rate_limiter(Pacer.off() if settings.pace == "off" else Pacer(float(settings.pace)))
        .concurrent_updates(order)
        .update_queue(LedgerQueue(IN_WORK, ledger))
        .job_queue(None)
        .build()
    )
    return _answering(application, dispatcher), order


def build_local(services: Services, request: BaseRequest, language: str | None = None) -> tuple[Bot, Dispatcher]:
    """The same application on a transport of this process: nothing is fetched and nothing leaves it.

    ``language`` is the one to answer in whatever is asked; None follows the question.
    """
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
    dispatcher = Dispatcher(
        services, one_person="terminal", files=lambda _: LocalFiles(), language=language, posts=False
    )
    return _answering(application, dispatcher), dispatcher


def _answering(application: Bot, dispatcher: Dispatcher) -> Bot:
    application.add_handler(TypeHandler(Update, dispatcher))
    application.add_error_handler(_log_error)
    return application


async def _log_error(_update: object, context: object) -> None:
    log.error("update_failed", error=type(getattr(context, "error", None)).__name__)
