"""Files in the terminal: `/file PATH [words]` sends one from the disk, as a seller on Telegram attaches one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from bot.upload import LARGEST_BYTES, NotFetched, TooLarge

COMMAND = re.compile(r"/file(?!\S)", re.IGNORECASE)
"""Taken by the terminal itself; Telegram's own apps have a paper clip for it."""

_QUOTED = re.compile(r"""(?P<quote>["'])(?P<path>.+?)(?P=quote)(?!\S)(?P<words>.*)""", re.DOTALL)
_FIRST_WORD = re.compile(r"(?P<path>(?:\\.|\S)+)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LONGEST_PATH = 4096


class Refusal(StrEnum):
    """Why a file was not sent; the templates say it in words."""

    NO_PATH = "no_path"
    MISSING = "missing"
    NO_FILE = "no_file"
    """A directory, a pipe or a device."""
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"


class FileRefused(Exception):
    """A file that was not sent; `path` as it was written."""

    def __init__(self, reason: Refusal, path: str) -> None:
        super().__init__(f"{reason}: {path}")
        self.reason = reason
        self.path = path


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on the disk that can be sent; `words` is what the seller writes under it."""

    path: Path
    size: int
    words: str = ""


def attachment(typed: str) -> Attachment:
    """Find the file behind the words after `/file`, however a terminal pastes a path: in quotes, with escaped spaces,
    as a `file://` address, with `~`; or with bare spaces, then the longest beginning that is a file counts.

    Raises FileRefused.
    """
    line = typed.strip()
    likeliest = _QUOTED.fullmatch(line) or _FIRST_WORD.match(line)
    if likeliest is None:
        raise FileRefused(Refusal.NO_PATH, "")
    for written, words in _readings(line):
        for path in _paths(written):
            if _exists(path):
                return checked(path, words.strip(), written)
    raise FileRefused(Refusal.MISSING, likeliest["path"])


def checked(path: Path, words: str = "", written: str | None = None) -> Attachment:
    """The file at `path` (`~` is the home), looked at before anything is read. Raises FileRefused."""
    shown = written if written is not None else str(path)
    path, reason = _at_home(str(path)), None
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            reason = Refusal.NO_FILE
        elif about.st_size > LARGEST_BYTES:
            reason = Refusal.TOO_LARGE
        elif not os.access(path, os.R_OK):
            reason = Refusal.UNREADABLE
    except FileNotFoundError:
        reason = Refusal.MISSING
    except (OSError, ValueError):
        reason = Refusal.UNREADABLE
    if reason is not None:
        raise FileRefused(reason, shown)
    return Attachment(path.absolute(), about.st_size, words)


class LocalFiles:
    """`bot.upload.Files` of the terminal: a file's id is where it lies, so that it is found again after a restart."""

    async def fetch(self, file_id: str) -> bytes:
        """See `bot.upload.Files.fetch`."""
        try:
            content = await asyncio.to_thread(_read, Path(file_id))
        except FileRefused as refused:
            if refused.reason is Refusal.TOO_LARGE:
                raise TooLarge from None
            raise NotFetched(refused.reason) from None
        except OSError as error:
            raise NotFetched(error.strerror) from None
        if len(content) > LARGEST_BYTES:
            raise TooLarge
        return content


def _read(path: Path) -> bytes:
    with checked(path).path.open("rb") as file:
        return file.read(LARGEST_BYTES + 1)  # it may have grown since it was looked at


def _readings(typed: str) -> Iterator[tuple[str, str]]:
    """What the path may be and what is left for words, the likeliest first."""
    if quoted := _QUOTED.fullmatch(typed):
        yield quoted["path"], quoted["words"]
    yield typed, ""
    # A path may hold spaces, and so may the words: every gap is tried, the last one first.
    for gap in reversed(list(re.finditer(r"\s+", typed[:_LONGEST_PATH]))):
        yield typed[: gap.start()], typed[gap.end() :]


def _paths(written: str) -> Iterator[Path]:
    """The path as it stands, without the escapes of a shell, and out of an address."""
    if written.lower().startswith("file:"):
        with contextlib.suppress(ValueError):  # no address after all
            yield Path(url2pathname(urlsplit(written).path))
    for text in dict.fromkeys((written, _ESCAPED.sub(r"\1", written))):
        yield _at_home(text)


def _at_home(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # nobody knows whose home is meant
        return Path(text)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or a NUL in it
        return False
