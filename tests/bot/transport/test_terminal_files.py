"""`/file` in the terminal: however a path is pasted, the file is found; and what cannot be sent is said."""

import os

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, MessageHandler, filters

from bot.transport import terminal_files
from bot.transport.terminal import TerminalRequest, ask, chat
from bot.transport.terminal_files import FileRefused, LocalFiles, Refusal, attachment, checked
from bot.transport.terminal_screen import TextPrinter
from bot.upload import NotFetched, TooLarge
from tests.bot.transport.test_terminal import Typed

CONTENT = "订单号,订单金额\n8001,12.30\n".encode()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with sheets in it, which is where the terminal stands."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "11 月").mkdir()
    for name in ("orders.csv", "my orders.csv", "it's.csv", "11 月/订单 (1).csv", "100%25.csv"):
        (tmp_path / name).write_bytes(CONTENT)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        ("orders.csv", "orders.csv", ""),
        ("  orders.csv  ", "orders.csv", ""),
        ("orders.csv /whatif 94.2 98.6", "orders.csv", "/whatif 94.2 98.6"),
        ("~/orders.csv /whatif 94 98", "orders.csv", "/whatif 94 98"),
        ("'my orders.csv' 看看", "my orders.csv", "看看"),
        ('"~/my orders.csv"', "my orders.csv", ""),
        ("my orders.csv", "my orders.csv", ""),
        ("my orders.csv /whatif 94 98", "my orders.csv", "/whatif 94 98"),
        ("my\\ orders.csv /whatif 94 98", "my orders.csv", "/whatif 94 98"),
        ("11\\ 月/订单\\ \\(1\\).csv", "11 月/订单 (1).csv", ""),
        ('"it\'s.csv" x', "it's.csv", "x"),
        ("it\\'s.csv", "it's.csv", ""),
        ("100%25.csv", "100%25.csv", ""),
    ],
)
def test_a_path_is_found_however_it_is_written(home, typed, name, words):
    found = attachment(typed)
    assert (found.path, found.words, found.size) == (home / name, words, len(CONTENT))


def test_a_path_is_found_as_an_address_that_was_dragged_in(home):
    address = (home / "11 月" / "订单 (1).csv").as_uri()
    assert "%20" in address
    for typed in (address, f"{address} /whatif 94 98", f"'{address}'"):
        assert attachment(typed).path == home / "11 月" / "订单 (1).csv"
    assert attachment((home / "100%25.csv").as_uri()).path == home / "100%25.csv"


@pytest.mark.parametrize(
    ("typed", "reason", "path"),
    [
        ("", Refusal.NO_PATH, ""),
        ("   ", Refusal.NO_PATH, ""),
        ("nothing.csv /whatif 94 98", Refusal.MISSING, "nothing.csv"),
        ("'no such file.csv' x", Refusal.MISSING, "no such file.csv"),
        ("~nobodyatall/x.csv", Refusal.MISSING, "~nobodyatall/x.csv"),
        ("file:///nowhere/x.csv", Refusal.MISSING, "file:///nowhere/x.csv"),
        ("file://[/x.csv", Refusal.MISSING, "file://[/x.csv"),
        ("x\x00y", Refusal.MISSING, "x\x00y"),
        ("x" * 5000, Refusal.MISSING, "x" * 5000),
        ("11\\ 月", Refusal.NO_FILE, "11\\ 月"),
        ("/dev/null", Refusal.NO_FILE, "/dev/null"),
    ],
)
def test_what_is_no_file_is_refused_with_the_reason(home, typed, reason, path):
    with pytest.raises(FileRefused) as refused:
        attachment(typed)
    assert (refused.value.reason, refused.value.path) == (reason, path)


def test_a_file_that_is_too_large_is_not_even_opened(home, monkeypatch):
    monkeypatch.setattr(terminal_files, "LARGEST_BYTES", len(CONTENT) - 1)
    with pytest.raises(FileRefused) as refused:
        attachment("orders.csv")
    assert refused.value.reason is Refusal.TOO_LARGE


def test_a_file_that_may_not_be_read_is_refused(home, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # tests may run as somebody who may read everything
    with pytest.raises(FileRefused) as refused:
        checked(home / "orders.csv")
    assert refused.value.reason is Refusal.UNREADABLE


async def test_the_content_is_read_when_it_is_asked_for_and_no_more_than_is_allowed(home, monkeypatch):
    path = str(attachment("orders.csv").path)
    assert await LocalFiles().fetch(path) == CONTENT
    monkeypatch.setattr(terminal_files, "LARGEST_BYTES", len(CONTENT) - 1)
    with pytest.raises(TooLarge):
        await LocalFiles().fetch(path)
    (home / "orders.csv").unlink()
    with pytest.raises(NotFetched):
        await LocalFiles().fetch(path)


async def echoes(update: Update, _):
    message = update.message
    about = f"{message.document.file_name} {message.document.file_size}: {message.caption!r}"
    commands = [entity.type.value for entity in message.caption_entities]
    await message.reply_text(f"{about} {commands} {message.document.file_id}")


async def application(output):
    request = TerminalRequest(TextPrinter(output.append))
    builder = ApplicationBuilder().token("0:terminal").request(request).get_updates_request(request)
    built: Application = builder.updater(None).job_queue(None).build()
    built.add_handler(MessageHandler(filters.Document.ALL, echoes))
    return built, request


async def conversation(*lines):
    output = []
    built, request = await application(output)
    async with built:
        await chat(
            built,
            request,
            user_id=42,
            chat_id=42,
            language_code="zh",
            refused_file=lambda refused: f"not sent: {refused.reason} {refused.path}",
            lines=Typed(lines),
        )
    return "".join(output)


@pytest.mark.parametrize("command", ["/file", "/FILE"])
async def test_a_line_sends_a_document_with_its_words(home, command):
    shown = await conversation(f"{command} ~/orders.csv /whatif 94.2 98.6")
    assert shown == f"orders.csv {len(CONTENT)}: '/whatif 94.2 98.6' ['bot_command'] {home / 'orders.csv'}\n\n"


async def test_a_document_needs_no_words(home):
    assert "orders.csv 34: None []" in await conversation("/file orders.csv")


async def test_what_cannot_be_sent_is_said_and_the_chat_goes_on(home):
    shown = await conversation("/file", "/file gone.csv /whatif 94 98", "/file orders.csv")
    assert shown.startswith("not sent: no_path \nnot sent: missing gone.csv\norders.csv")


async def test_other_words_that_begin_alike_are_no_files(home):
    assert await conversation("/files orders.csv", "file orders.csv") == ""


async def test_a_single_question_may_come_with_a_file(home):
    built, request = await application([])
    async with built:
        text = await ask(
            built, request, "/whatif 94 98", chat_id=7, language_code="zh", file=checked(home / "orders.csv")
        )
    assert text.startswith("orders.csv 34: '/whatif 94 98' ['bot_command']")
