"""The ``peifu`` command line. Heavy imports stand inside the commands, so that ``--help`` answers at once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

FAILED, CANNOT_START = 1, 2
Result = TypeVar("Result")

app = typer.Typer(
    name="peifu",
    help="Answers, premium quotes and parcel alerts for AliExpress sellers, on Telegram or in this terminal.",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
)
book_commands = typer.Typer(rich_markup_mode=None, help="The book of figures.")
app.add_typer(book_commands, name="book")
database_commands = typer.Typer(rich_markup_mode=None, help="The database.")
app.add_typer(database_commands, name="db")
phrase_commands = typer.Typer(rich_markup_mode=None, help="The phrases that operators attached to entries of the FAQ.")
app.add_typer(phrase_commands, name="phrases")

Language = Annotated[str | None, typer.Option("--lang", help="zh or en; default: the system's")]


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Without a command, run the bot."""
    if context.invoked_subcommand is None:
        run()


@app.command()
def run() -> None:
    """Run the bot: on Telegram with PEIFU_TELEGRAM_TOKEN set, else as a chat in this terminal."""
    settings = _settings()
    if settings.telegram_token is not None:
        from bot.serving import serve

        _configure_logs(settings)
        _wait_for(serve(settings))
    elif sys.stdin.isatty() and sys.stdout.isatty():
        _chat(settings, None)
    else:
        _give_up(
            "no PEIFU_TELEGRAM_TOKEN and no terminal to chat in. Get a token from @BotFather on Telegram "
            "(send it /newbot), set PEIFU_TELEGRAM_TOKEN and start again"
        )


@app.command()
def chat(language: Language = None) -> None:
    """Talk to the bot in this terminal, with or without a token."""
    _chat(_settings(), language)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="one message, for example: /quote 200 97")],
    language: Language = None,
    chat_id: Annotated[int | None, typer.Option("--chat", help="chat to speak as; default: the terminal's")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="a file to send, with the message under it")] = None,
) -> None:
    """Send one message and print the bot's replies as plain text; exit status 1 if something went wrong inside."""
    from bot import local

    settings = _settings()
    _configure_logs(settings)
    said = _wait_for(local.ask(settings, text, _language(language), chat_id or local.LOCAL_CHAT, file))
    print(said.text)  # noqa: T201
    if said.failed:
        raise SystemExit(FAILED)


@app.command()
def faq(
    question: Annotated[str | None, typer.Argument(help="default: one question a line from standard input")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """How a question is understood: its band (answer, choose, decline, tool), the tool, and the topics ranked.

    With --json: {"question", "band", "tool", "entries": [{"id", "score"}, ...]}, best topic first. Ids of topics that
    are recognised only to be declined begin with "unsupported-". An empty line has the band "decline" and no entries.
    """
    from bot.faq_report import print_understood

    print_understood(question, as_json=as_json)


@app.command("settings")
def list_settings() -> None:
    """Every setting, its value (secrets masked) and where it came from."""
    from rich.console import Console
    from rich.table import Table

    from bot.settings import listing

    table = Table("setting", "value", "from", "what it is", box=None, pad_edge=False)
    for row in listing(_settings()):
        table.add_row(row.name, row.value, row.origin, row.description)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@app.command()
def version() -> None:
    """The version of this program and of its book of figures."""
    from importlib.metadata import version as installed

    from rules.book import Book

    print(f"peifu {installed('peifu')}, book {Book.load(overlay=_settings().book).fingerprint}")  # noqa: T201


@book_commands.command("check")
def check_book(
    file: Annotated[Path | None, typer.Argument(help="the file to check; default: the one PEIFU_BOOK names")] = None,
) -> None:
    """Validate a file of changed figures and say what it changes, day by day."""
    from datetime import UTC, datetime

    from bot.book_report import report
    from bot.services import PROGRAMME_ZONE
    from rules.book import Book

    settings = _settings()
    book = Book.load(overlay=file or settings.book)
    today = (datetime.now(UTC) + settings.clock_shift).astimezone(PROGRAMME_ZONE).date()
    print("\n".join(report(book, today)))  # noqa: T201


@database_commands.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to this version; starting the bot does it too."""
    from storage.upgrade import current_and_head, upgrade

    settings = _settings()
    journal = None if settings.sqlite_journal == "auto" else settings.sqlite_journal
    upgrade(settings.database_url, journal_mode=journal)
    revision, _ = current_and_head(settings.database_url)
    print(f"the database stands at revision {revision}")  # noqa: T201


@phrase_commands.command("list")
def list_phrases() -> None:
    """Every attached phrase, by the entry it is answered with."""
    from bot.faq.entries import load_entries
    from bot.faq_phrases import listed, read

    print("\n".join(listed(_wait_for(read(_settings())), load_entries())))  # noqa: T201


@phrase_commands.command("export")
def export_phrases() -> None:
    """The attached phrases as YAML, to be merged into templates/faq/phrases by hand."""
    from bot.faq_phrases import exported, read

    print(exported(_wait_for(read(_settings()))), end="")  # noqa: T201


@phrase_commands.command("remove")
def remove_phrase(text: Annotated[str, typer.Argument(help="its words, as 'peifu phrases list' shows them")]) -> None:
    """Take an attached phrase away; a bot that is running hears of it within the hour, or when it starts again."""
    from bot.faq_phrases import remove

    if not _wait_for(remove(_settings(), text)):
        _give_up(f"no attached phrase has these words: {text}. 'peifu phrases list' shows them all")
    print(f"removed: {text}")  # noqa: T201


def main() -> None:
    """Entry point: an error with a known cause is one clear line and exit status 2, never a traceback."""
    import os

    os.environ.setdefault("PTB_TIMEDELTA", "true")
    try:
        app()
    except Exception as error:
        if not _has_known_cause(error):
            raise
        _give_up(str(error))


def _has_known_cause(error: Exception) -> bool:
    from bot.application import StartError
    from bot.faq.yaml_files import EntriesError
    from bot.local import FileNotSent
    from bot.settings import SettingsError
    from rules.book import BookError
    from storage.errors import StorageError

    return isinstance(error, StartError | EntriesError | FileNotSent | SettingsError | BookError | StorageError)


def _settings() -> Settings:
    from bot.settings import load

    return load()


def _configure_logs(settings: Settings) -> None:
    from bot.logs import configure

    configure(settings)


def _language(chosen: str | None) -> str | None:
    if chosen not in (None, "zh", "en"):
        _give_up(f"--lang {chosen}: zh or en")
    return chosen


def _chat(settings: Settings, language: str | None) -> None:
    from bot import local

    _configure_logs(settings.model_copy(update={"log_level": "ERROR"}))
    _wait_for(local.chat(settings, _language(language), has_token=settings.telegram_token is not None))


def _wait_for(work: Coroutine[Any, Any, Result]) -> Result:
    """Run on uvloop where there is one, on asyncio's own loop elsewhere."""
    new_event_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    if find_spec("uvloop") is not None:
        from uvloop import new_event_loop
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


def _give_up(reason: str) -> None:
    for line in reason.splitlines():
        print(f"peifu: {line}", file=sys.stderr)  # noqa: T201
    raise SystemExit(CANNOT_START)
