from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    Message,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.transport.pacing import Pacer, Priority
from bot.transport.terminal_api import TerminalRequest
from bot.transport.terminal_screen import TextPrinter

CHAT = 1
RATES = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("≥98 %", callback_data="r:98"), InlineKeyboardButton("95-98 %", callback_data="r:95")],
        [InlineKeyboardButton("<95 %", callback_data="r:0")],
    ]
)
ONE = InlineKeyboardMarkup.from_button(InlineKeyboardButton("handled", callback_data="h:1"))


class Terminal:
    def __init__(self) -> None:
        self.output: list[str] = []
        self.request = TerminalRequest(TextPrinter(self.output.append), clock=lambda: 1_800_000_000)
        self.bot: ExtBot[Priority] = ExtBot(
            "0:terminal", request=self.request, get_updates_request=self.request, rate_limiter=Pacer.off()
        )

    def shown(self) -> str:
        """What was printed since the last time."""
        text = "".join(self.output)
        self.output.clear()
        return text


@pytest.fixture
async def terminal() -> AsyncIterator[Terminal]:
    terminal = Terminal()
    async with terminal.bot:
        yield terminal


async def test_a_message_is_shown_as_text_with_its_buttons_numbered(terminal: Terminal) -> None:
    sent = await terminal.bot.send_message(CHAT, "<b>Which rate?</b>", parse_mode="HTML", reply_markup=RATES)
    assert terminal.shown() == "Which rate?\n  #1 ≥98 %   #2 95-98 %\n  #3 <95 %\n\n"
    assert (sent.chat.id, sent.chat.type, sent.text) == (CHAT, "private", "Which rate?")
    assert sent.date == datetime.fromtimestamp(1_800_000_000, UTC)
    assert sent.reply_markup == RATES
    assert sent.from_user == terminal.bot.bot
    again = await terminal.bot.send_message(-5, "to a group")
    assert again.message_id > sent.message_id
    assert again.chat.type == "supergroup"


async def test_a_message_without_parse_mode_is_shown_as_it_is(terminal: Terminal) -> None:
    sent = await terminal.bot.send_message(CHAT, "1 < 2 & <b>")
    assert sent.text == "1 < 2 & <b>"
    assert terminal.shown() == "1 < 2 & <b>\n\n"


async def test_buttons_that_show_something_print_it_and_have_no_number(terminal: Terminal) -> None:
    keyboard = InlineKeyboardMarkup.from_column(
        [
            InlineKeyboardButton("Rules", url="https://rules.example"),
            InlineKeyboardButton("Copy", copy_text=CopyTextButton("LP001\x1b[2J")),
            InlineKeyboardButton("Share", switch_inline_query=""),
            InlineKeyboardButton("Back", callback_data="b"),
        ]
    )
    await terminal.bot.send_message(CHAT, "text", reply_markup=keyboard)
    assert terminal.shown().splitlines()[1:5] == [
        "  Rules ↗ https://rules.example",
        "  Copy ⧉ LP001[2J",
        "  [Share]",
        "  #1 Back",
    ]


async def test_a_press_carries_the_message_as_it_stands_and_is_answered_once(terminal: Terminal) -> None:
    sent = await terminal.bot.send_message(CHAT, "Which?", reply_markup=RATES)
    terminal.shown()
    press = terminal.request.press(2)
    assert press is not None
    assert press.data == "r:95"
    assert Message.de_json(press.message, terminal.bot) == sent
    assert await terminal.bot.answer_callback_query(press.query_id, text="noted")
    assert terminal.shown() == "» noted\n\n"
    with pytest.raises(BadRequest, match=r"(?i)query id is invalid"):
        await terminal.bot.answer_callback_query(press.query_id)
    assert terminal.request.press(4) is None


async def test_an_edit_shows_the_new_text_once_and_numbers_the_buttons_anew(terminal: Terminal) -> None:
    sent = await terminal.bot.send_message(CHAT, "page 1", reply_markup=ONE)
    terminal.shown()
    edited = await sent.edit_text("page 2", reply_markup=RATES)
    assert isinstance(edited, Message)
    assert edited.message_id == sent.message_id
    assert edited.text == "page 2"
    assert terminal.shown() == "✎ page 2\n  #1 ≥98 %   #2 95-98 %\n  #3 <95 %\n\n"
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_text("page 2", reply_markup=RATES)
    assert terminal.shown() == ""


async def test_an_edit_without_buttons_takes_them_away(terminal: Terminal) -> None:
    sent = await terminal.bot.send_message(CHAT, "text", reply_markup=ONE)
    terminal.shown()
    edited = await sent.edit_reply_markup(None)
    assert isinstance(edited, Message)
    assert edited.reply_markup is None
    assert edited.text == "text"
    assert terminal.request.press(1) is None
    assert terminal.shown() == ""
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_reply_markup(None)


async def test_new_buttons_under_an_old_text_are_shown_alone(terminal: Terminal) -> None:
    sent = await terminal.bot.send_message(CHAT, "text")
    terminal.shown()
    await sent.edit_reply_markup(ONE)
    assert terminal.shown() == "  #1 handled\n\n"


async def test_numbers_begin_at_one_for_each_answer_and_alerts_go_on_counting(terminal: Terminal) -> None:
    bot, request = terminal.bot, terminal.request
    with request.turn():
        await bot.send_message(CHAT, "first", reply_markup=RATES)
        await bot.send_message(CHAT, "second", reply_markup=ONE)
    await bot.send_message(CHAT, "alert", reply_markup=ONE)
    assert [line for line in terminal.shown().splitlines() if "#" in line] == [
        "  #1 ≥98 %   #2 95-98 %",
        "  #3 <95 %",
        "  #4 handled",
        "  #5 handled",
    ]
    with request.turn():
        answer = await bot.send_message(CHAT, "third", reply_markup=ONE)
    with request.turn():
        await bot.send_message(CHAT, "no buttons")
    await bot.send_message(CHAT, "another alert", reply_markup=ONE)
    assert [line for line in terminal.shown().splitlines() if "#" in line] == ["  #1 handled", "  #6 handled"]
    pressed = [request.press(number) for number in (1, 2, 5, 6)]
    texts = [press.message["text"] for press in pressed if press is not None]
    assert texts == ["third", "first", "alert", "another alert"]
    await answer.delete()
    assert request.press(1) is None
    assert terminal.shown() == "⌫ third\n\n"


@pytest.mark.parametrize("method", ["edit_text", "delete"])
async def test_a_message_that_is_not_there_cannot_be_changed(terminal: Terminal, method: str) -> None:
    sent = await terminal.bot.send_message(CHAT, "text")
    await sent.delete()
    with pytest.raises(BadRequest, match=r"(?i)message to (edit|delete) not found"):
        await (sent.edit_text("new") if method == "edit_text" else sent.delete())


@pytest.mark.parametrize(
    ("text", "parse_mode", "reason"),
    [
        ("", None, "empty"),
        ("<b> </b>", "HTML", "empty"),
        ("x" * 4097, None, "too long"),
        ("<b>" + "&amp;" * 4097 + "</b>", "HTML", "too long"),
    ],
)
async def test_what_telegram_would_not_show_is_refused(
    terminal: Terminal, text: str, parse_mode: str | None, reason: str
) -> None:
    with pytest.raises(BadRequest, match=reason):
        await terminal.bot.send_message(CHAT, text, parse_mode=parse_mode)
    assert terminal.shown() == ""


async def test_marks_do_not_count_towards_the_length_of_a_text(terminal: Terminal) -> None:
    await terminal.bot.send_message(CHAT, "<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML")


async def test_callback_data_of_more_than_64_bytes_is_refused(terminal: Terminal) -> None:
    keyboard = InlineKeyboardMarkup.from_button(InlineKeyboardButton("x", callback_data="处" * 22))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await terminal.bot.send_message(CHAT, "text", reply_markup=keyboard)


async def test_the_command_lists_are_kept_by_scope_and_language(terminal: Terminal) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await terminal.bot.set_my_commands([BotCommand("quote", "A premium")], scope, "en")
    assert await terminal.bot.get_my_commands(scope, "en") == (BotCommand("quote", "A premium"),)
    assert await terminal.bot.get_my_commands() == ()
    await terminal.bot.delete_my_commands(scope, "en")
    assert await terminal.bot.get_my_commands(scope, "en") == ()


async def test_what_has_nothing_to_show_is_accepted(terminal: Terminal) -> None:
    bot = terminal.bot
    assert await bot.send_chat_action(CHAT, "typing")
    assert await bot.set_my_description("about")
    assert await bot.set_my_short_description("short")
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat(CHAT)).type == "private"
    assert terminal.shown() == ""


async def test_a_method_the_terminal_has_no_use_for_is_refused_by_its_name(terminal: Terminal) -> None:
    with pytest.raises(BadRequest, match=r"(?i)method sendDice is not available in the terminal"):
        await terminal.bot.send_dice(CHAT)


async def test_a_chat_that_is_no_number_is_not_found(terminal: Terminal) -> None:
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await terminal.bot.send_message("@somebody", "text")


async def test_a_long_session_forgets_its_oldest_messages(terminal: Terminal) -> None:
    first = await terminal.bot.send_message(CHAT, "first", reply_markup=ONE)
    for number in range(600):
        await terminal.bot.send_message(CHAT, f"message {number}")
    assert terminal.request.press(1) is None
    with pytest.raises(BadRequest, match="not found"):
        await first.edit_text("new")
