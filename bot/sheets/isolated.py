"""Reading a sheet in a process of its own, which may fail, hang or run out of memory without anybody else noticing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from weakref import WeakKeyDictionary

import structlog

import bot
from bot.sheets.limits import IN_MEMORY, LIMITS, READERS, Limits
from bot.sheets.results import Refusal, Sheet, SheetRefused
from bot.sheets.wire import from_json
from bot.upload import Upload

log = structlog.get_logger()

_WORKER = "import sys; sys.path.append(sys.argv[1]); from bot.sheets.worker import main; main()"
_HERE = Path(bot.__file__).parents[1]
"""Where this program's packages lie, installed or not."""
_OURS = "PEIFU_"
"""Settings so called, the token among them, are not handed on."""


async def read_upload(
    upload: Upload, *, column: tuple[int, int] | None = None, limits: Limits = LIMITS
) -> Sheet | SheetRefused:
    """Fetch a file and read it. Raises `bot.upload.TooLarge` and `bot.upload.NotFetched`; else as `read_sheet`."""
    async with _doors().files:
        return await read_sheet(await upload.fetch(), upload.name, column=column, limits=limits)


async def read_sheet(
    content: bytes, name: str, *, column: tuple[int, int] | None = None, limits: Limits = LIMITS
) -> Sheet | SheetRefused:
    """The paid amounts in a file, whatever it is: XLSX, XLS, ODS or text.

    ``name`` is only compared with what the file is. ``column`` is the answer to an earlier `WhichColumn`: the `choice`
    of one of its candidates. Nothing in the file makes it raise; a reading that takes too long is killed.
    """
    async with _doors().readers:
        return await _in_a_process(content, name, column, limits)


async def _in_a_process(
    content: bytes, name: str, column: tuple[int, int] | None, limits: Limits
) -> Sheet | SheetRefused:
    request = json.dumps({"name": name, "column": column, "limits": limits.as_json()}).encode() + b"\n"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # what lies in the working folder is nobody's module
        "-c",
        _WORKER,
        str(_HERE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # a traceback may quote the sheet
        env={key: value for key, value in os.environ.items() if not key.upper().startswith(_OURS)},
    )
    try:
        async with asyncio.timeout(limits.seconds):
            written, _ = await process.communicate(request + content)
    except TimeoutError:
        log.warning("sheet_too_slow", bytes=len(content))
        return SheetRefused(Refusal.TOO_SLOW)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    try:
        return from_json(written)
    except (ValueError, KeyError, TypeError):
        return _died(process.returncode, len(content))


def _died(status: int | None, size: int) -> SheetRefused:
    """A reader that ended without a result: a library that finds no memory ends its process with a signal."""
    log.warning("sheet_reader_died", status=status, bytes=size)
    return SheetRefused(Refusal.TOO_BIG if status is not None and status < 0 else Refusal.BROKEN)


class _Doors:
    def __init__(self) -> None:
        self.readers = asyncio.Semaphore(READERS)
        self.files = asyncio.Semaphore(IN_MEMORY)


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Doors] = WeakKeyDictionary()


def _doors() -> _Doors:
    """Each event loop has its own; a semaphore belongs to the loop it was first waited in."""
    return _of_loops.setdefault(asyncio.get_running_loop(), _Doors())
