"""The process that reads one sheet, started by `bot.sheets.isolated`, with a line of JSON and the file on its input.

A file that a stranger made is read here and nowhere else: with bounded memory, without the program's settings, and
with nothing to lose when it is killed.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import sys
from pathlib import Path

from bot.sheets.limits import Limits
from bot.sheets.results import Refusal, Sheet, SheetRefused
from bot.sheets.wire import to_json

_SECONDS_TO_SPARE = 5
"""Whoever asked kills this process in time, unless that one is gone itself."""


def main() -> None:
    """Read the request, bound this process, read the sheet, write the result."""
    request = json.loads(sys.stdin.buffer.readline())
    limits = Limits.from_json(request["limits"])
    content = sys.stdin.buffer.read()
    _bound(limits)
    sys.stdout.buffer.write(to_json(_result(content, request, limits)))
    sys.stdout.buffer.flush()


def _result(content: bytes, request: dict[str, object], limits: Limits) -> Sheet | SheetRefused:
    from bot.sheets.reading import parse

    column = request["column"]
    chosen = (int(column[0]), int(column[1])) if isinstance(column, list) else None
    try:
        return parse(content, str(request["name"]), chosen, limits)
    except MemoryError:
        return SheetRefused(Refusal.TOO_BIG)


def _bound(limits: Limits) -> None:
    """As far as the platform can; elsewhere the checks before unpacking have to do."""
    with contextlib.suppress(OSError):
        # Should the machine run out of memory, the kernel is to end this process and not the bot.
        Path("/proc/self/oom_score_adj").write_text("1000")
    with contextlib.suppress(ImportError):
        resource = importlib.import_module("resource")
        seconds = math.ceil(limits.seconds) + _SECONDS_TO_SPARE
        bounds = (("RLIMIT_AS", limits.memory_bytes), ("RLIMIT_CPU", seconds), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0))
        for name, most in bounds:
            with contextlib.suppress(AttributeError, OSError, ValueError):
                resource.setrlimit(getattr(resource, name), (most, most))
