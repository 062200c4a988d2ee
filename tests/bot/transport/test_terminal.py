import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.transport.html_text import from_plain
from bot.transport.terminal import PipedLines, PromptLines, TerminalRequest, ask, chat
from bot.transport.terminal_screen import StyledPrinter, TextPrinter, printer_for_stdout

SELLER = 42
KEYBOARD = InlineKeyboardMarkup.from_row(
    [InlineKeyboardButton("yes", callback_data="y"), InlineKeyboardButton("no", callback_data="n")]
)


async def asks(update: Update, _: Any) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text("Sure?", reply_markup=KEYBOARD)


async def echoes(update: Update, _: Any) -> None:
    assert update.message is not None
    assert update.effective_user is not None
    assert update.effective_chat is not None
    who = f"{update.effective_user.id} {update.effective_user.language_code} {update.effective_chat.type}"
    await update.message.reply_html(f"<i>{who}</i>: {from_plain(repr(update.message.text))}")


async def settles(update: Update, _: Any) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("noted")
    await query.edit_message_text(f"Answer: {query.data}")


@asynccontextmanager
async def bot(output: list[str]) -> AsyncIterator[tuple[Application[Any, Any, Any, Any, Any, Any], TerminalRequest]]:
    request = TerminalRequest(TextPrinter(output.append))
    application = (
        ApplicationBuilder()
        .token("0:terminal")
        .request(request)
        .get_updates_request(request)
        .updater(None)
        .job_queue(None)
        .build()
    )
    application.add_handler(CommandHandler("ask", asks))
    application.add_handler(CallbackQueryHandler(settles))
    application.add_handler(MessageHandler(filters.TEXT, echoes))
    async with application:
        yield application, request


class Typed:
    """A seller who types these lines; a callable among them happens between two lines."""

    def __init__(self, lines: Iterable[str | Callable[[], Any]]) -> None:
        self._lines = iter(lines)

    def opened(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def read(self) -> str | None:
        for line in self._lines:
            if isinstance(line, str):
                return line
            await line()
        return None


async def conversation(*lines: str, **options: Any) -> str:
    """What the terminal shows when a seller types these lines."""
    output: list[str] = []
    async with bot(output) as (application, request):
        await chat(
            application,
            request,
            user_id=SELLER,
            chat_id=SELLER,
            language_code="zh",
            lines=Typed(lines),
            **options,
        )
    return "".join(output)


async def test_a_line_is_a_private_message_of_one_person() -> None:
    assert await conversation("200块的订单") == "42 zh private: '200块的订单'\n\n"


async def test_a_command_reaches_its_handler_and_a_slash_elsewhere_does_not() -> None:
    assert "Sure?" in await conversation("/ask now")
    assert "Sure?" in await conversation("/ask@peifu_terminal_bot")
    assert "Sure?" not in await conversation("/ask/now", "please /ask", "/ask。")


@pytest.mark.parametrize("typed", ["#1", " # 1 ", "＃1", "#１"])
async def test_a_button_is_pressed_by_its_mark_and_number(typed: str) -> None:
    shown = await conversation("/ask", typed)
    assert shown == "Sure?\n  #1 yes   #2 no\n\n» noted\n\n✎ Answer: y\n\n"


@pytest.mark.parametrize("typed", ["1", "97", "2%", "#1 please", "1#"])
async def test_a_bare_number_is_an_answer_and_never_a_press(typed: str) -> None:
    assert (await conversation("/ask", typed)).endswith(f": {typed!r}\n\n")


async def test_a_number_that_no_button_has_is_said_to_have_none() -> None:
    shown = await conversation("/ask", "#3", unknown_button="no button {} here".format)
    assert shown.endswith("no button 3 here\n")


async def test_a_button_whose_message_was_edited_away_cannot_be_pressed_again() -> None:
    assert (await conversation("/ask", "#1", "#1")).endswith("#1 ?\n")


async def test_an_empty_line_says_nothing() -> None:
    assert await conversation("", "   ", "\t") == ""


@pytest.mark.parametrize("word", ["/quit", "/QUIT ", "/exit"])
async def test_a_word_ends_the_chat_with_a_farewell(word: str) -> None:
    shown = await conversation(word, "never read", greeting_lines=["hello", "#1 presses"], farewell_lines=["bye"])
    assert shown == "hello\n#1 presses\nbye\n"


async def test_messages_are_handled_one_after_the_other() -> None:
    shown = await conversation("one", "two", "three")
    assert [shown.index(word) for word in ("one", "two", "three")] == sorted(
        shown.index(word) for word in ("one", "two", "three")
    )


async def test_an_alert_in_between_does_not_change_what_a_number_means() -> None:
    output: list[str] = []
    async with bot(output) as (application, request):

        async def alert() -> None:
            await application.bot.send_message(SELLER, "alert", reply_markup=KEYBOARD)

        lines = Typed(["/ask", alert, "#2", "#3"])
        await chat(application, request, user_id=SELLER, chat_id=SELLER, language_code="en", lines=lines)
    assert "".join(output) == (
        "Sure?\n  #1 yes   #2 no\n\nalert\n  #3 yes   #4 no\n\n» noted\n\n✎ Answer: n\n\n» noted\n\n✎ Answer: y\n\n"
    )


async def test_a_single_question_is_answered_as_plain_text() -> None:
    output: list[str] = []
    async with bot(output) as (application, request):
        first = await ask(application, request, "/ask", chat_id=SELLER, language_code="en")
        second = await ask(application, request, "你好\n<b>", chat_id=-SELLER, language_code="zh")
    assert first == "Sure?\n  [yes]   [no]"
    assert second == "42 zh supergroup: '你好\\n<b>'"
    assert output == []


async def test_a_single_question_shows_messages_as_they_stand_at_the_end() -> None:
    async def works(update: Update, context: Any) -> None:
        assert update.message is not None
        waiting = await update.message.reply_text("wait")
        gone = await update.message.reply_text("gone")
        await update.message.reply_text("last")
        await waiting.edit_text("done")
        await waiting.edit_reply_markup(KEYBOARD)
        await gone.delete()

    async with bot([]) as (application, request):
        application.add_handler(CommandHandler("work", works), group=-1)
        application.add_handler(CommandHandler("work", lambda *_: asyncio.sleep(0)))
        text = await ask(application, request, "/work", chat_id=SELLER, language_code="en")
    assert text.startswith("done\n  [yes]   [no]\n\nlast")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("一\r\ntwo\n\nlast".encode(), ["一", "two", "", "last"]),
        (b"ends with a line feed\n", ["ends with a line feed"]),
        (b"\xff broken\n", ["\ufffd broken"]),
        (b"", []),
    ],
)
async def test_each_line_of_a_pipe_is_a_message_and_is_repeated_in_the_output(written: bytes, read: list[str]) -> None:
    output: list[str] = []
    inward, outward = os.pipe()
    lines = PipedLines(TextPrinter(output.append), inward)
    os.write(outward, written)
    os.close(outward)
    got = []
    with lines.opened():
        while (line := await lines.read()) is not None:
            got.append(line)
    os.close(inward)
    assert got == read
    assert output == [f"> {line}\n" for line in read]


@pytest.fixture
def keyboard() -> Any:
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        yield keyboard


async def test_a_pasted_list_is_one_message_and_enter_sends_it(keyboard: PipeInput) -> None:
    lines = PromptLines()
    keyboard.send_text("typed\r")
    assert await lines.read() == "typed"
    keyboard.send_text("\x1b[200~LP001 2026-12-01\r\nLP002 30\nLP003\x1b[201~")
    keyboard.send_text("\r")
    assert await lines.read() == "LP001 2026-12-01\nLP002 30\nLP003"


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
async def test_leaving_at_the_prompt_is_no_error(keyboard: PipeInput, key: str) -> None:
    lines = PromptLines()
    with lines.opened():
        keyboard.send_text(key)
        assert await lines.read() is None


async def test_a_terminal_shows_colours_and_a_file_plain_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(printer_for_stdout(), TextPrinter)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert isinstance(printer_for_stdout(), StyledPrinter)
    capsys.readouterr()
