import asyncio
import gc
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import structlog
from telegram import Bot
from telegram.error import InvalidToken
from telegram.request import BaseRequest

from bot.transport.redaction import MASK, Redactor, install

KEY = "AAE-abcdefghijklmnopqrstuvwxyz01234"
TOKEN = f"8123456789:{KEY}"
ADDRESS = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
LOGGERS = [
    "httpx",
    "httpcore.http11",
    "telegram.ext.Application",
    "telegram.Bot",
    "aiohttp.client",
    "bot.alerts",
    "root",
]
LEVELS = [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL]


def fail(error: Exception, cause: Exception | None = None) -> None:
    raise error from cause


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """What a root handler writes; afterwards all logging is as it was before."""
    root = logging.getLogger()
    was = (root.handlers[:], root.level, logging.getLogRecordFactory(), sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "aiohttp")}
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG)
    yield stream
    root.__dict__.pop("addHandler", None)
    root.handlers[:], root.level, factory, sys.excepthook, threading.excepthook = was
    logging.setLogRecordFactory(factory)
    if logging.lastResort is not None:
        logging.lastResort.filters.clear()
        logging.lastResort.__dict__.pop("format", None)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


def written(output: io.StringIO) -> str:
    text = output.getvalue()
    assert KEY not in text
    return text


@pytest.mark.parametrize("name", LOGGERS)
@pytest.mark.parametrize("level", LEVELS)
def test_no_logger_at_any_level_writes_the_token(output: io.StringIO, name: str, level: int) -> None:
    install(TOKEN)
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)
    try:
        logger.log(level, f"asking {ADDRESS}")
        logger.log(level, "asking %s for %d", ADDRESS, 3)
        logger.log(level, "asking %(where)s", {"where": [ADDRESS]})
        logger.log(level, "asking %s", quote(ADDRESS, safe=""))
        try:
            fail(RuntimeError("failed"), OSError(f"no answer from {ADDRESS}"))
        except RuntimeError:
            logger.log(level, "gave up", exc_info=True, stack_info=True)
    finally:
        logger.setLevel(logging.NOTSET)
    text = written(output)
    assert text.count(f"asking https://api.telegram.org/bot{MASK}/sendMessage") == 2
    assert "gave up" in text
    assert f"OSError: no answer from https://api.telegram.org/bot{MASK}/sendMessage" in text
    assert "RuntimeError: failed" in text


def test_what_holds_no_secret_is_written_as_it_is(output: io.StringIO) -> None:
    install(TOKEN)
    logging.getLogger("bot").info("%s parcels of %r at 12:30:45, sha256:%s", 3, {"chat": 7}, "e3b0" * 16)
    try:
        fail(ValueError("plain"))
    except ValueError:
        logging.getLogger("bot").exception("failed")
    assert f"3 parcels of {{'chat': 7}} at 12:30:45, sha256:{'e3b0' * 16}" in written(output)
    assert "Traceback (most recent call last)" in written(output)
    assert "ValueError: plain" in written(output)


def test_the_libraries_that_log_addresses_are_kept_quiet(output: io.StringIO) -> None:
    install(TOKEN)
    for name in ("httpx", "httpcore.connection", "aiohttp.access"):
        logging.getLogger(name).info("HTTP Request: POST somewhere")
    assert written(output) == ""


def test_a_handler_that_comes_later_is_covered_too(output: io.StringIO) -> None:
    install(TOKEN)
    later, deep = io.StringIO(), io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(later))
    own = logging.getLogger("bot.with.its.own.handler")
    handler = logging.StreamHandler(deep)
    own.addHandler(handler)
    own.propagate = False
    try:
        own.error("asking %s", ADDRESS)
        logging.getLogger("bot").error("asking %s", ADDRESS)
    finally:
        own.removeHandler(handler)
        own.propagate = True
    assert f"bot{MASK}/" in written(deep)
    assert f"bot{MASK}/" in written(later)


def test_fields_added_to_a_record_are_covered_too(output: io.StringIO) -> None:
    class AsJson(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return json.dumps({"event": record.getMessage(), "asked": record.__dict__.get("asked")})

    logging.getLogger().handlers[0].setFormatter(AsJson())
    install(TOKEN)
    logging.getLogger("bot").info("sent", extra={"asked": {"urls": [ADDRESS]}})
    assert json.loads(written(output))["asked"]["urls"][0].endswith(f"bot{MASK}/sendMessage")


def test_arguments_that_do_not_fit_their_text_are_no_way_round(
    output: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    install(TOKEN)
    logging.getLogger("bot").error("%d parcels", ADDRESS)
    assert MASK in written(output)
    assert KEY not in capsys.readouterr().err


@pytest.mark.parametrize("style", ["to the standard library", "by itself"])
def test_structlog_is_covered_however_it_is_set_up(output: io.StringIO, style: str) -> None:
    if style == "by itself":
        structlog.configure(
            processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
            logger_factory=structlog.PrintLoggerFactory(output),
        )
    else:
        structlog.configure(
            processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
        )
        logging.getLogger().handlers[0].setFormatter(
            structlog.stdlib.ProcessorFormatter(
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.dev.ConsoleRenderer(colors=False),
                ]
            )
        )
    install(TOKEN)
    logger = structlog.get_logger()
    logger.error("asked", url=ADDRESS, tried=[{"url": quote(ADDRESS, safe="")}])
    try:
        fail(RuntimeError(f"no answer from {ADDRESS}"))
    except RuntimeError:
        logger.exception("gave_up", chat=7)
    logging.getLogger("telegram").error("asked %s", ADDRESS)
    text = written(output)
    assert "asked" in text
    assert "gave_up" in text
    assert f"RuntimeError: no answer from https://api.telegram.org/bot{MASK}/sendMessage" in text


def test_a_structlog_event_that_carries_its_error_apart_keeps_its_shape(output: io.StringIO) -> None:
    install(TOKEN)
    error = RuntimeError(f"no answer from {ADDRESS}")
    record = logging.makeLogRecord(
        {"levelno": 40, "msg": {"event": "gave_up", "tried": [ADDRESS]}, "exc_info": (RuntimeError, error, None)}
    )
    logging.getLogger().handle(record)
    assert isinstance(record.msg, dict)
    assert record.msg["event"] == "gave_up"
    assert f"RuntimeError: no answer from https://api.telegram.org/bot{MASK}" in written(output)


def test_an_error_that_nobody_catches_is_printed_without_the_token(
    output: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    install(TOKEN)
    unanswered = RuntimeError(f"no answer from {ADDRESS}")
    try:
        fail(unanswered)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=fail, args=(unanswered,))
    thread.start()
    thread.join()
    shown = capsys.readouterr().err
    assert KEY not in shown
    assert shown.count(f"RuntimeError: no answer from https://api.telegram.org/bot{MASK}") == 2


def test_what_asyncio_says_about_a_forgotten_task_is_covered(output: io.StringIO) -> None:
    install(TOKEN)

    async def ask() -> None:
        fail(RuntimeError(f"no answer from {ADDRESS}"))

    async def forget() -> None:
        task = asyncio.create_task(ask())
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(forget())
    text = written(output)
    assert "Task exception was never retrieved" in text
    assert MASK in text


def test_a_refused_token_is_not_shown(output: io.StringIO) -> None:
    class Refusing(BaseRequest):
        @property
        def read_timeout(self) -> float | None:
            return None

        async def initialize(self) -> None: ...

        async def shutdown(self) -> None: ...

        async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
            return 401, b'{"ok": false, "error_code": 401, "description": "Unauthorized"}'

    async def start() -> None:
        bot = Bot(TOKEN, request=Refusing(), get_updates_request=Refusing())
        logging.getLogger("bot").info("starting %r", bot)
        await bot.initialize()

    redactor = install(TOKEN)
    with pytest.raises(InvalidToken) as caught:
        asyncio.run(start())
    logging.getLogger("bot").error("cannot start", exc_info=caught.value)
    assert KEY in str(caught.value)  # the library's own text
    assert KEY not in redactor.clean(str(caught.value))
    assert "was rejected by the server" in written(output)


def test_installing_twice_covers_both_secrets(output: io.StringIO) -> None:
    install(TOKEN, "postgresql-password")
    install("9999999999:ZZZ-abcdefghijklmnopqrstuvwxyz0")
    logging.getLogger("bot").error("%s postgresql-password 9999999999:ZZZ-abcdefghijklmnopqrstuvwxyz0", TOKEN)
    assert "ZZZ" not in written(output)
    assert "password" not in written(output)


def test_without_a_token_any_text_of_a_tokens_shape_is_masked(output: io.StringIO) -> None:
    install(None)
    logging.getLogger("bot").error("asking %s and %s", ADDRESS, quote(ADDRESS, safe=""))
    assert written(output).count(MASK) == 2


@pytest.mark.parametrize("token", ["12:ab", "not a token", "123:short"])
def test_a_token_of_an_odd_shape_is_masked_as_a_whole_and_spoils_no_other_words(token: str) -> None:
    redactor = Redactor(token)
    encoded = quote(token)
    text = f"<{token}> <{encoded}> <{quote(encoded)}> <{encoded.replace('%3A', '%3a')}> about a short token, abc"
    assert redactor.clean(text) == f"<{MASK}> <{MASK}> <{MASK}> <{MASK}> about a short token, abc"


def test_values_are_cleaned_inside_containers_and_others_are_left_alone() -> None:
    redactor = Redactor(TOKEN)
    marker = object()
    value = {"a": [marker, (TOKEN, 3)], "b": {TOKEN}, TOKEN: b"x" + TOKEN.encode(), "c": RuntimeError(TOKEN)}
    cleaned = redactor.clean_value(value)
    assert cleaned["a"][0] is marker
    assert KEY not in repr(cleaned)
    untouched = {"a": [1, "two"]}
    assert redactor.clean_value(untouched) is untouched
    endless: list[object] = [TOKEN]
    endless.append(endless)
    assert KEY not in repr(redactor.clean_value(endless))
