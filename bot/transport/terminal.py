"""The bot as a chat in a terminal, and as the answer to a single message.

What is typed becomes an update and takes the same way as one from Telegram. A line is a message; what is pasted into
the prompt is one message too, however many lines it has. Buttons are shown as `#1 label` and pressed by typing `#1`.
The mark is needed because a bare number is an answer (a rate of 2 %, an amount) and must never be taken for a button.
`/file PATH words` sends a file from the disk with the words under it.
"""

import asyncio
import codecs
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any, Protocol

from telegram import Update
from telegram.ext import Application

from bot.transport import terminal_files
from bot.transport.terminal_api import Press, TerminalRequest, chat_json
from bot.transport.terminal_files import Attachment, FileRefused, attachment
from bot.transport.terminal_screen import CollectingPrinter, Printer

__all__ = ["LineSource", "PipedLines", "PromptLines", "TerminalRequest", "ask", "chat"]

PROMPT = "> "
_LEAVE = ("/quit", "/exit")
_BUTTON = re.compile(r"[#＃]\s*(\d{1,4})")
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@\w+)?(?!\S)")

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class LineSource(Protocol):
    """Where the seller's messages come from."""

    def opened(self) -> AbstractContextManager[None]:
        """Held for as long as the chat lasts."""
        ...

    async def read(self) -> str | None:
        """The next message; None when the seller leaves."""
        ...


class PromptLines:
    """A prompt with line editing and history. While it waits, messages of the bot appear above it."""

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession

        self._session: PromptSession[str] = PromptSession(PROMPT)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """See `LineSource.opened`: what other code prints goes above the prompt as well."""
        from prompt_toolkit.patch_stdout import patch_stdout

        with patch_stdout(raw=True):
            yield

    async def read(self) -> str | None:
        """See `LineSource.read`; Ctrl-C and Ctrl-D leave."""
        try:
            return await self._session.prompt_async()
        except (EOFError, KeyboardInterrupt):
            return None


class PipedLines:
    """Lines of a pipe or a file, one message each, repeated in the output so that it reads as a conversation."""

    def __init__(self, printer: Printer, descriptor: int = 0) -> None:
        self._printer = printer
        self._descriptor = descriptor
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._reader: threading.Thread | None = None

    def opened(self) -> AbstractContextManager[None]:
        """See `LineSource.opened`."""
        return nullcontext()

    async def read(self) -> str | None:
        """See `LineSource.read`; the end of the input leaves."""
        if self._reader is None:
            loop = asyncio.get_running_loop()
            # A thread, because a file cannot be awaited; a daemon, because nobody can interrupt its reading.
            self._reader = threading.Thread(target=self._read_all, args=(loop,), daemon=True)
            self._reader.start()
        line = await self._lines.get()
        if line is not None:
            self._printer.line(f"{PROMPT}{line}")
        return line

    def _read_all(self, loop: asyncio.AbstractEventLoop) -> None:
        # Not through sys.stdin: its lock, held by a reading thread, would hinder the interpreter's exit.
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        try:
            while chunk := os.read(self._descriptor, 65536):
                *lines, rest = (rest + decoder.decode(chunk)).split("\n")
                for line in lines:
                    loop.call_soon_threadsafe(self._lines.put_nowait, line.rstrip("\r"))
            if last := rest + decoder.decode(b"", final=True):
                loop.call_soon_threadsafe(self._lines.put_nowait, last)
            loop.call_soon_threadsafe(self._lines.put_nowait, None)
        except RuntimeError:
            return  # the loop is closed: nobody listens any more


class _Person:
    """Makes updates of what a person types."""

    def __init__(
        self, application: AnyApplication, request: TerminalRequest, user_id: int, chat_id: int, language_code: str
    ) -> None:
        self._application = application
        self._request = request
        self._user = {"id": user_id, "is_bot": False, "first_name": str(user_id), "language_code": language_code}
        self._chat_id = chat_id
        self._updates = 0

    async def say(self, text: str) -> None:
        await self._write(text=text, entities=_commands(text))

    async def send(self, file: Attachment) -> None:
        """The file's id is its path: see `LocalFiles`."""
        path = str(file.path)
        document = {
            "file_id": path,
            "file_unique_id": path,
            "file_name": file.path.name,
            "file_size": file.size,
        }
        caption = {"caption": file.words, "caption_entities": _commands(file.words)} if file.words else {}
        await self._write(document=document, **caption)

    async def press(self, press: Press) -> None:
        await self._hand_over(
            callback_query={
                "id": press.query_id,
                "from": self._user,
                "chat_instance": str(self._chat_id),
                "message": press.message,
                "data": press.data,
            }
        )

    async def _write(self, **content: object) -> None:
        await self._hand_over(
            message={
                "message_id": self._request.new_message_id(),
                "date": int(self._request.clock()),
                "chat": chat_json(self._chat_id),
                "from": self._user,
                **content,
            }
        )

    async def _hand_over(self, **content: object) -> None:
        self._updates += 1
        update = Update.de_json({"update_id": self._updates, **content}, self._application.bot)
        with self._request.turn():
            await self._application.process_update(update)


def _commands(text: str) -> list[dict[str, object]]:
    command = _COMMAND.match(text)
    return [{"type": "bot_command", "offset": 0, "length": command.end()}] if command else []


async def chat(
    application: AnyApplication,
    request: TerminalRequest,
    *,
    user_id: int,
    chat_id: int,
    language_code: str,
    greeting_lines: Iterable[str] = (),
    farewell_lines: Iterable[str] = (),
    unknown_button: Callable[[int], str] = "#{} ?".format,
    refused_file: Callable[[FileRefused], str] = str,
    lines: LineSource | None = None,
) -> None:
    """Talk until the seller leaves (Ctrl-C, Ctrl-D, /quit, or the end of the input).

    The application must be initialized and use `request`. Messages are handled one after the other. `unknown_button`
    says what is shown when no button has the number typed, `refused_file` why a file was not sent. `lines` is the
    prompt when both ends are a terminal, else the standard input's lines.
    """
    if lines is None:
        at_a_terminal = sys.stdin.isatty() and sys.stdout.isatty()
        lines = PromptLines() if at_a_terminal else PipedLines(request.printer)
    person = _Person(application, request, user_id, chat_id, language_code)
    with lines.opened():
        for line in greeting_lines:
            request.printer.line(line)
        while (typed := await lines.read()) is not None:
            text = typed.strip()
            if text.lower() in _LEAVE:
                break
            if number := _BUTTON.fullmatch(text):
                press = request.press(int(number[1]))
                if press is None:
                    request.printer.line(unknown_button(int(number[1])))
                else:
                    await person.press(press)
            elif file := terminal_files.COMMAND.match(text):
                try:
                    found = attachment(text[file.end() :])
                except FileRefused as refused:
                    request.printer.line(refused_file(refused))
                else:
                    await person.send(found)
            elif text:
                await person.say(text)
        for line in farewell_lines:
            request.printer.line(line)


async def ask(
    application: AnyApplication,
    request: TerminalRequest,
    text: str,
    *,
    chat_id: int,
    language_code: str,
    user_id: int | None = None,
    file: Attachment | None = None,
) -> str:
    """One message in, the bot's replies out as plain text, with an empty line between two messages.

    With a `file`, the text stands under it. An edited message counts as it stands at the end. `user_id` is the chat's
    own in a private chat unless given.
    """
    collected = CollectingPrinter()
    printer, request.printer = request.printer, collected
    try:
        person = _Person(application, request, user_id or abs(chat_id), chat_id, language_code)
        await (person.say(text) if file is None else person.send(replace(file, words=text)))
    finally:
        request.printer = printer
    return collected.text
