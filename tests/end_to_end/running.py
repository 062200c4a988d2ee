"""The real ``peifu`` command as a process of its own, against a Bot API server on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from tests.botapi import BotApiServer

PEIFU = str(Path(sys.executable).with_name("peifu"))
STARTED = "started"
DATABASE = "peifu.db"
PATIENCE_SECONDS = 60.0


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with only the given Peifu settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PEIFU_")}
    return {**kept, **{f"PEIFU_{name.upper()}": value for name, value in settings.items()}}


class Running:
    """A started process, everything it has printed, and ways to end it."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self.process = process
        self.output = ""
        self._folder = folder
        self._changed = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while chunk := await self.process.stdout.read(4096):
            self.output += chunk.decode("utf-8", "replace")
            async with self._changed:
                self._changed.notify_all()
        async with self._changed:
            self._changed.notify_all()

    async def says(self, words: str) -> None:
        """Wait until the process has printed ``words``."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: words in self.output or self._reader.done())
        assert words in self.output, f"ended without saying {words!r}:\n{self.output}"

    async def settled(self, server: BotApiServer) -> None:
        """Wait until all that was sent is answered and noted as answered, so that a kill makes nothing come twice.

        That an update is confirmed is not enough: under load it is written down first, and its row outlives the answer.
        """
        await server.wait_for(lambda: not server.unconfirmed, PATIENCE_SECONDS, "everything to be confirmed")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await asyncio.to_thread(written_down, self._folder):  # noqa: ASYNC110  (it is another process)
                await asyncio.sleep(0.05)

    async def stop(self) -> int:
        """Ask it to stop as an operator does, and give its exit status."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """End it without a word of warning."""
        if self.process.returncode is None:
            self.process.kill()
        await self.ended()

    async def ended(self) -> int:
        """Wait for the end and give the exit status."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            status = await self.process.wait()
            await self._reader
        return status


def written_down(folder: Path) -> str:
    """The updates, as JSON, that the program on the database in ``folder`` keeps because they are not answered yet."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as database:
        return "\n".join(body for (body,) in database.execute("SELECT body FROM inbox ORDER BY update_id"))


@contextlib.asynccontextmanager
async def running(
    folder: Path, *arguments: str, wait_for: str | None = STARTED, **settings: str
) -> AsyncIterator[Running]:
    """``peifu run`` (or ``arguments``) on a database file in ``folder``; killed at the end if it still runs."""
    settings.setdefault("database_url", f"sqlite:///{folder / DATABASE}")
    process = await asyncio.create_subprocess_exec(
        PEIFU,
        *(arguments or ("run",)),
        cwd=folder,
        env=environment(**settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    started = Running(process, folder)
    try:
        if wait_for is not None:
            await started.says(wait_for)
        yield started
    finally:
        await started.kill()


async def output_of(folder: Path, arguments: Sequence[str], **settings: str) -> tuple[int, str]:
    """Run ``peifu`` with ``arguments`` to its end: exit status and everything printed."""
    async with running(folder, *arguments, wait_for=None, **settings) as process:
        return await process.ended(), process.output
