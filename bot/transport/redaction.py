"""Keeps the bot's token out of everything that is logged or printed about an error.

The token stands in the address of every request, so it comes up where nobody expects it: in the debug lines of the
HTTP libraries, in the text of a refused token, in the traceback of a failed call. Each such text is searched before it
leaves the process, whoever wrote it.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any
from urllib.parse import quote
from weakref import WeakSet

import structlog

MASK = "***"
# Libraries that log every address they ask for.
_TALKATIVE = ("httpx", "httpcore", "aiohttp")
# The shape of any bot's token, so that one that nobody registered here is found too.
_BOT_KEY = re.compile(r"[0-9]{6,}(?::|%(?:25)?3[Aa])[A-Za-z0-9_-]{30,}")
# A secret part shorter than this would be found in ordinary words; then only the whole token is searched for.
_LONG_ENOUGH = 16


class Redactor:
    """Masks secrets in texts, values and log records. Empty secrets are ignored."""

    def __init__(self, *secrets: str | None) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        self._longest_first = sorted(forms, key=len, reverse=True)
        self._guarded: WeakSet[logging.Handler] = WeakSet()

    def clean(self, text: str) -> str:
        """The text with every secret masked."""
        for form in self._longest_first:
            text = text.replace(form, MASK)
        return _BOT_KEY.sub(MASK, text)

    def clean_value(self, value: Any, depth: int = 8) -> Any:
        """The value with every secret masked, inside containers too; an object that shows a secret becomes text."""
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, Mapping) and self._error_shows(value.get("exc_info")):
            # `exception` is the key under which structlog keeps a traceback that is text already.
            value = {**value, "exception": self._traceback(value["exc_info"])}
            del value["exc_info"]
        if not self._shows(_text(value)):
            return value
        if depth and isinstance(value, Mapping):
            return {self.clean_value(key): self.clean_value(item, depth - 1) for key, item in value.items()}
        if depth and type(value) in (list, tuple, set, frozenset):
            return type(value)(self.clean_value(item, depth - 1) for item in value)
        return self.clean(str(value))

    def process(self, _logger: Any, _method: str, event: Any) -> Any:
        """A structlog processor; it may stand anywhere, and after the renderer it sees the finished line."""
        return self.clean_value(event)

    def filter(self, record: logging.LogRecord) -> bool:
        """A logging filter that masks a record in place: message, arguments, traceback, extra fields."""
        if isinstance(record.msg, Mapping):  # an event of structlog
            record.msg = self.clean_value(record.msg)
        elif self._shows(message := _message(record)):
            record.msg, record.args = self.clean(message), ()
        if self._error_shows(record.exc_info):
            # As text, because the exception itself would be written out again by every handler.
            trace = self._traceback(record.exc_info)
            if isinstance(record.msg, Mapping):
                record.msg = {**record.msg, "exception": trace}
            else:
                record.msg, record.args = f"{_message(record)}\n{trace}", ()
            record.exc_info = record.exc_text = None
        for name, value in list(record.__dict__.items()):
            if name not in ("msg", "args", "exc_info"):
                record.__dict__[name] = self.clean_value(value)
        return True

    def guard(self, handler: logging.Handler) -> None:
        """Mask what reaches a handler (fields are added after a record was made) and what its formatter makes of it."""
        if handler in self._guarded:
            return
        self._guarded.add(handler)
        handler.addFilter(self.filter)
        write = handler.format
        handler.format = lambda record: self.clean(write(record))  # type: ignore[method-assign]

    def _shows(self, text: str) -> bool:
        return any(form in text for form in self._longest_first) or _BOT_KEY.search(text) is not None

    def _error_shows(self, exc_info: Any) -> bool:
        return bool(exc_info) and self._shows("".join(_traceback_lines(exc_info)))

    def _traceback(self, exc_info: Any) -> str:
        return self.clean("".join(_traceback_lines(exc_info))).rstrip("\n")


def install(token: str | None, *others: str | None) -> Redactor:
    """Mask the token, and other secrets, in all logs and uncaught errors of this process from now on.

    Covers every logger and handler of the standard library, present and future, structlog as it is configured at this
    moment, tracebacks of uncaught exceptions in any thread, and what asyncio reports about its tasks (it logs). Calling
    it again adds the new secrets. The answer can be used to mask a text that is printed otherwise.
    """
    redactor = Redactor(token, *others)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    _mask_new_records(redactor)
    root = logging.getLogger()
    for handler in [*root.handlers, logging.lastResort]:
        if handler is not None:
            redactor.guard(handler)
    _guard_later_handlers(root, redactor)
    _mask_structlog(redactor)
    _mask_uncaught(redactor)
    return redactor


def _forms(secret: str) -> set[str]:
    """The ways in which a secret may be written: as it is, in an address, and without the bot's id."""
    once = quote(secret, safe="")
    twice = quote(once, safe="")
    forms = {secret, once, twice, _in_lower_case(once), _in_lower_case(twice)}
    _, colon, key = secret.partition(":")
    if colon and len(key) >= _LONG_ENOUGH:
        forms.add(key)
    return forms


def _in_lower_case(encoded: str) -> str:
    return re.sub(r"%(?:25)?[0-9A-F]{2}", lambda escape: escape[0].lower(), encoded)


def _text(value: object) -> str:
    if value is None or isinstance(value, bool | int | float):
        return ""
    try:
        return repr(value) if isinstance(value, Mapping | list | tuple | set) else f"{value!s} {value!r}"
    except Exception:
        return ""


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # arguments that do not fit the text; logging would print both to stderr unmasked
        return f"{record.msg} {record.args}"


def _traceback_lines(exc_info: Any) -> list[str]:
    error = exc_info
    if exc_info is True:
        error = sys.exc_info()[1]
    elif isinstance(exc_info, tuple):
        error = exc_info[1]
    return traceback.format_exception(error) if isinstance(error, BaseException) else []


def _mask_new_records(redactor: Redactor) -> None:
    make = logging.getLogRecordFactory()

    def make_masked(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        redactor.filter(record)
        return record

    logging.setLogRecordFactory(make_masked)


def _guard_later_handlers(root: logging.Logger, redactor: Redactor) -> None:
    add = root.addHandler

    def add_guarded(hdlr: logging.Handler) -> None:
        redactor.guard(hdlr)
        add(hdlr)

    root.addHandler = add_guarded  # type: ignore[method-assign]


def _mask_structlog(redactor: Redactor) -> None:
    processors = structlog.get_config()["processors"]
    if isinstance(processors, list):
        processors.append(redactor.process)  # in place: loggers that are bound already share the list
    else:
        structlog.configure(processors=[*processors, redactor.process])


def _mask_uncaught(redactor: Redactor) -> None:
    report, report_in_thread = sys.excepthook, threading.excepthook

    def masked(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        if (safe := redactor.clean(text)) == text:
            report(kind, error, trace)
        else:
            sys.stderr.write(safe)

    def masked_in_thread(args: Any, /) -> None:
        text = "".join(traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback))
        if (safe := redactor.clean(text)) == text:
            report_in_thread(args)
        else:
            sys.stderr.write(safe)

    sys.excepthook = masked
    threading.excepthook = masked_in_thread
