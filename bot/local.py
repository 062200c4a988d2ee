"""The bot without Telegram: the chat in the terminal, and one question from the command line."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.alerts.schedule import Schedule
from bot.application import build_local, services_for
from bot.reading.language import spoken
from bot.services import Services
from bot.settings import Settings
from bot.transport import terminal
from bot.transport.html_text import to_plain
from bot.transport.terminal import TerminalRequest
from bot.transport.terminal_files import FileRefused, checked
from bot.upload import LARGEST_BYTES
from storage import chats

LOCAL_CHAT = 1
"""The terminal's chat and user id; no person on Telegram has it."""


def system_language() -> str:
    """``zh`` or ``en`` as the environment says; a machine that does not say speaks Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").split(".")[0]
        if value:
            return spoken(None if value in ("C", "POSIX") else value.replace("_", "-"))
    return spoken(None)


async def chat(settings: Settings, chosen: str | None, *, has_token: bool) -> None:
    """Talk in this terminal: same handlers, same database, same scheduler; alerts appear as they are pushed."""
    async with services_for(settings, alone=True) as services:
        language = chosen or system_language()
        request = TerminalRequest()
        application, _ = build_local(services, request)
        if chosen is not None:
            await _begin_in(services, chosen)

        def line(name: str, **facts: object) -> str:
            return to_plain(services.renderer.render(f"start/{name}", language, facts))

        async with application:
            schedule = Schedule(services, application.bot, kinds=("terminal",))
            await schedule.start()
            try:
                await terminal.chat(
                    application,
                    request,
                    user_id=LOCAL_CHAT,
                    chat_id=LOCAL_CHAT,
                    language_code=language,
                    greeting_lines=line("terminal", has_token=has_token).splitlines(),
                    farewell_lines=line("terminal_left").splitlines(),
                    unknown_button=lambda number: line("no_such_button", number=number),
                    refused_file=lambda refused: _why_not(services, language, refused),
                )
            finally:
                await schedule.stop()


class FileNotSent(Exception):
    """A file that ``peifu ask`` was to send and could not; the text is for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Said:
    """The bot's replies as plain text; ``failed`` when one of them asks for pardon for a failure inside."""

    text: str
    failed: bool


async def ask(settings: Settings, text: str, chosen: str | None, chat_id: int, file: Path | None = None) -> Said:
    """One message in, the bot's replies out; the same path as a real message.

    ``chosen`` is the language of the answer; None follows the question and the chat. With a ``file`` the text stands
    under it, and may be empty. Raises FileNotSent.
    """
    async with services_for(settings, alone=False) as services:
        request = TerminalRequest()
        language = chosen or system_language()
        try:
            attached = checked(file) if file is not None else None
        except FileRefused as refused:
            raise FileNotSent(_why_not(services, language, refused)) from None
        application, dispatcher = build_local(services, request, chosen)
        async with application:
            said = await terminal.ask(
                application, request, text, chat_id=chat_id, language_code=language, file=attached
            )
        return Said(said, dispatcher.failures > 0)


def _why_not(services: Services, language: str, refused: FileRefused) -> str:
    facts = {"reason": refused.reason.value, "path": refused.path, "most": LARGEST_BYTES}
    return to_plain(services.renderer.render("start/file_not_sent", language, facts))


async def _begin_in(services: Services, language: str) -> None:
    """A known chat that is opened in a language speaks it from the first answer on."""
    async with services.database.write() as tx:
        known = await chats.find(LOCAL_CHAT, tx)
        if known is not None:
            kept = language if known.language is not None else None
            await chats.update(LOCAL_CHAT, tx, language=kept, last_language=language)
