# ruff: noqa: ASYNC109  (a test says how long it is ready to wait)
"""A chat as its people see it: what is on the screen, and waiting for the bot to write there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .scene import Scene
    from .state import Chat, Message


class Place:
    """A private chat or a group. The bot's messages are read in order: each is returned by ``expect`` once."""

    def __init__(self, server: Scene, chat: Chat) -> None:
        self.server = server
        self.chat = chat

    @property
    def history(self) -> list[Message]:
        """What is to be seen now, oldest first: edits applied, deleted messages gone."""
        return self.chat.history

    @property
    def unread(self) -> list[Message]:
        """The bot's messages that ``expect`` has not returned yet."""
        return self.chat.from_bot[self.chat.read :]

    async def expect(self, n: int = 1, timeout: float = 5) -> list[Message]:
        """Wait until the bot has written ``n`` further messages here and return exactly these."""
        await self.server.wait_for(
            lambda: len(self.unread) >= n, timeout, f"{n} message(s) of the bot in {self.chat.title!r}", self
        )
        messages = self.unread[:n]
        self.chat.read += n
        return messages

    async def reply(self, timeout: float = 5) -> Message:
        """The bot's next message."""
        return (await self.expect(1, timeout))[0]

    async def expect_edit(self, message: Message, timeout: float = 5) -> Message:
        """Wait until the bot has edited ``message`` once more than was waited for before."""
        await self.server.wait_for(
            lambda: message.edits > message.seen_edits, timeout, f"an edit of message {message.id}", self
        )
        message.seen_edits += 1
        return message

    async def expect_deletion(self, message: Message, timeout: float = 5) -> None:
        """Wait until the bot has deleted ``message``."""
        await self.server.wait_for(
            lambda: message.deleted_by == "bot", timeout, f"message {message.id} to be deleted", self
        )

    async def expect_silence(self, seconds: float = 0.3) -> None:
        """Fail as soon as the bot writes here within ``seconds``."""
        try:
            await self.server.world.changes.until(lambda: self.unread, seconds)
        except TimeoutError:
            return
        raise AssertionError(f"the bot was to say nothing, but:\n{self.transcript()}")

    def transcript(self) -> str:
        """The visible history as plain text, buttons in brackets, for failures and for the README."""
        lines = []
        for message in self.history:
            who = message.sender["first_name"]
            what = message.text or f"<{', '.join(message.media)}>"
            lines.append(f"{who}: {what}")
            lines += ["    " + " ".join(f"[{button.label}]" for button in row) for row in message.rows]
        return "\n".join(lines)
