"""Logging: one line an event on standard error, our own events and the libraries' alike, the token masked."""

from __future__ import annotations

import logging
import sys
import traceback

import structlog

from bot.settings import Settings
from bot.transport import redaction


def told(error: BaseException, *, private: bool) -> dict[str, object]:
    """An error as fields of a log line; of a `private` one only where it happened, as its text may quote a person."""
    if not private:
        return {"exc_info": error}
    return {"error": type(error).__name__, "where": "".join(traceback.format_tb(error.__traceback__))}


def configure(settings: Settings) -> None:
    """Set up logging for this process; call it once, before anything talks to Telegram."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Plain, because the default one writes out local variables: what sellers wrote is among them.
                structlog.dev.ConsoleRenderer(
                    colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
                ),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    token = settings.telegram_token
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # Its debug lines hold every update and every call in full.
    logging.getLogger("telegram").setLevel(max(logging.INFO, logging.getLogger().level))
    redaction.install(token.get_secret_value() if token is not None else None)
