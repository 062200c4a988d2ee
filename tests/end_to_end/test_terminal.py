"""The chat in a terminal, at a real pseudo-terminal: talk, press buttons, be alerted, leave."""

import sqlite3
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pexpect
import pytest

from tests.end_to_end.running import PEIFU, environment, output_of

PATIENCE = 20


@pytest.fixture
def chat(tmp_path):
    """``chat("run", scan_seconds="0.3")`` opens the program at a terminal of its own."""
    opened = []

    def start(*arguments, **settings):
        named = {"database_url": f"sqlite:///{tmp_path / 'peifu.db'}", "quiet_hours": "off", **settings}
        terminal = pexpect.spawn(
            PEIFU,
            list(arguments),
            cwd=tmp_path,
            env={**environment(**named), "TERM": "xterm", "LANG": "zh_CN.UTF-8"},
            dimensions=(40, 100),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close(force=True)


def left(terminal):
    """The exit status after Ctrl-D at the prompt."""
    terminal.expect(">")
    terminal.sendeof()
    terminal.expect(pexpect.EOF)
    terminal.close()
    return terminal.exitstatus


def test_without_a_token_run_opens_the_chat_and_says_how_to_get_one(chat):
    terminal = chat("run")
    terminal.expect("@BotFather")
    terminal.expect(">")
    terminal.send("/quote 61 94\r")
    terminal.expect("¥0.31")
    assert left(terminal) == 0


def test_buttons_are_numbered_and_can_be_pressed(chat):
    terminal = chat("chat", "--lang", "en")
    terminal.expect(">")
    terminal.send("/quote 200\r")
    terminal.expect("#2")
    terminal.send("#2\r")
    terminal.expect("¥0.60")
    terminal.send("#99\r")
    terminal.expect("There is no button #99")
    assert left(terminal) == 0


@pytest.mark.long
def test_an_alert_appears_while_the_seller_is_typing(chat):
    terminal = chat("chat", scan_seconds="0.3")
    terminal.expect(">")
    today = (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=1)).date()
    terminal.send(f"/watch LP00123456789012 {today}\r")
    terminal.expect("LP00123456789012")
    terminal.send("/subscribe\r")
    terminal.send("half a sentence")
    terminal.expect("⏰")
    terminal.expect("half a sentence")
    terminal.sendcontrol("c")
    terminal.expect(pexpect.EOF)


async def test_one_question_from_the_command_line_is_answered_in_the_language_named(tmp_path):
    status, output = await output_of(tmp_path, ["ask", "/quote 61 94", "--lang", "zh"])
    assert status == 0
    assert output.startswith("保费 ¥0.31")
    assert (
        "premium ¥0.31".casefold() in (await output_of(tmp_path, ["ask", "/quote 61 94", "--lang", "en"]))[1].casefold()
    )


@pytest.mark.long
async def test_ask_remembers_a_chat_by_its_number(tmp_path):
    await output_of(tmp_path, ["ask", "/watch LP00123456789012 20天", "--chat", "77", "--lang", "zh"])
    _, known = await output_of(tmp_path, ["ask", "/parcel 1", "--chat", "77"])
    assert "LP00123456789012" in known
    _, other = await output_of(tmp_path, ["ask", "/parcel 1", "--chat", "78"])
    assert "LP00123456789012" not in other


async def test_an_apology_for_a_failure_inside_is_no_success(tmp_path):
    watch = ["ask", "/watch LP00123456789012 20天", "--lang", "zh"]
    assert (await output_of(tmp_path, watch))[0] == 0
    with sqlite3.connect(tmp_path / "peifu.db") as database:
        database.execute("CREATE TRIGGER broken BEFORE INSERT ON parcel BEGIN SELECT RAISE(FAIL, 'broken'); END")
    status, output = await output_of(tmp_path, ["ask", "/watch LP00999999999999 20天", "--lang", "zh"])
    assert status == 1
    assert "抱歉，我这边出错了" in output
    assert (await output_of(tmp_path, ["ask", "/nosuch", "--lang", "zh"]))[0] == 0


async def test_the_first_word_of_help_comes_quickly(tmp_path):
    """The bound is wide because test machines are busy; the heavy libraries alone take longer than this."""
    status, output = await output_of(
        tmp_path,
        ["--help"],
    )
    assert status == 0
    assert "Usage" in output
    heavy = "telegram", "sqlalchemy", "aiohttp", "pydantic", "jinja2"
    code = f"import sys, bot.cli; sys.exit(any(name in sys.modules for name in {heavy!r}))"
    terminal = pexpect.spawn(sys.executable, ["-c", code], timeout=PATIENCE)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
