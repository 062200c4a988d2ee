"""A file that a seller sent: what Telegram says of it, and how to get its bytes within a limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

LARGEST_BYTES = 10_000_000
"""Far more than a sheet of 200,000 orders; checked before and while a file is fetched."""


class TooLarge(Exception):
    """The file is larger than LARGEST_BYTES; nothing or only its beginning was fetched."""


class NotFetched(Exception):
    """The file could not be fetched (network, expired, gone); asking the seller to send it again may help."""


class Files(Protocol):
    """Where files are fetched from: Telegram, or the disk for the chat in the terminal."""

    async def fetch(self, file_id: str) -> bytes:
        """The content, at most LARGEST_BYTES. Raises TooLarge and NotFetched."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """`name` is the sender's and may be anything; `size` is what Telegram says, None where it does not."""

    name: str
    size: int | None
    fetch: Callable[[], Awaitable[bytes]]
    """The content, at most LARGEST_BYTES. Raises TooLarge and NotFetched."""
    file_id: str = ""
    """Plain text that finds the file again in a later turn of this chat: see `bot.turn.Turn.uploaded`."""


def uploaded(files: Files, file_id: str, name: str, size: int | None) -> Upload:
    """The upload behind a file id; a file that is said to be too large is not even asked for."""

    async def fetch() -> bytes:
        if size is not None and size > LARGEST_BYTES:
            raise TooLarge
        return await files.fetch(file_id)

    return Upload(name, size, fetch, file_id)


class NoFiles:
    """`Files` of a turn that has none."""

    async def fetch(self, file_id: str) -> bytes:
        """Nothing can be fetched here: raises NotFetched."""
        raise NotFetched
