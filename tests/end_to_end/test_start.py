"""Starting and not starting: one clear line that says what, where and what to do, and nothing else."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.botapi import BotApiServer
from tests.end_to_end.running import environment, output_of, running

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CANNOT_START = 2


async def refusal(folder, arguments=("run",), **settings):
    """The one line a refused start prints; anything more, or another exit status, fails."""
    settings.setdefault("telegram_token", TOKEN)
    status, output = await output_of(folder, arguments, **settings)
    assert status == CANNOT_START, output
    assert "Traceback" not in output
    assert TOKEN not in output
    last = output.strip().splitlines()[-1]
    assert last.startswith("peifu: "), output
    return last


async def test_without_token_and_terminal_it_says_where_to_get_a_token(tmp_path):
    line = await refusal(tmp_path, telegram_token="")
    assert "PEIFU_TELEGRAM_TOKEN" in line
    assert "@BotFather" in line


async def test_a_wrong_token_is_refused_in_one_line(tmp_path):
    async with BotApiServer(token="1:another") as server:
        line = await refusal(tmp_path, telegram_api_url=server.url)
    assert "refuses the token" in line
    assert "PEIFU_TELEGRAM_TOKEN" in line


@pytest.mark.long
async def test_an_api_that_stays_unreachable_ends_the_start_after_a_few_tries(tmp_path):
    async with BotApiServer(quirks=False) as server:
        gone = server.url
    status, output = await output_of(tmp_path, ["run"], telegram_token=TOKEN, telegram_api_url=gone)
    assert status == CANNOT_START
    assert output.count("api_unreachable") >= 2
    assert "cannot be reached" in output.splitlines()[-1]
    assert gone in output.splitlines()[-1]
    assert TOKEN not in output


async def test_a_database_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    line = await refusal(tmp_path, database_url=f"sqlite:///{tmp_path / 'file' / 'peifu.db'}")
    assert str(tmp_path / "file") in line


async def test_a_file_that_is_no_database_is_left_as_it_was(tmp_path):
    file = tmp_path / "peifu.db"
    file.write_text("minutes of a meeting " * 100)
    line = await refusal(tmp_path)
    assert str(file) in line
    assert file.read_text().startswith("minutes of a meeting")


async def test_a_half_migrated_database_is_refused_and_not_touched(tmp_path):
    status, output = await output_of(tmp_path, ["db", "upgrade"])
    assert status == 0, output
    with sqlite3.connect(tmp_path / "peifu.db") as database:
        database.execute("DROP TABLE outbox")
    line = await refusal(tmp_path)
    assert "peifu.db" in line


async def test_an_unknown_setting_is_named_with_the_one_that_was_meant(tmp_path):
    line = await refusal(tmp_path, scan_second="5")
    assert "PEIFU_SCAN_SECOND is not a setting" in line
    assert "PEIFU_SCAN_SECONDS" in line


async def test_a_malformed_figure_in_the_book_is_found_by_file_and_line(tmp_path):
    copied = tmp_path / "path" / "rules"
    shutil.copytree(Path(sys.modules["tests"].__path__[0]).parent / "rules", copied)
    floor = copied / "parameters" / "premium" / "floor.yaml"
    floor.write_text(floor.read_text().replace("value:", "valu:"))
    os.environ["PYTHONPATH"] = str(copied.parent)
    try:
        line = await refusal(tmp_path, ("ask", "/quote 61 94"))
    finally:
        del os.environ["PYTHONPATH"]
    assert "premium/floor.yaml" in line
    assert "valu" in line


async def test_a_second_process_on_the_same_file_leaves_the_first_one_working(tmp_path):
    async with BotApiServer(quirks=False) as server:
        settings = {"telegram_token": TOKEN, "telegram_api_url": server.url}
        async with running(tmp_path, **settings) as first:
            line = await refusal(tmp_path, **settings)
            assert "another Peifu is running" in line
            seller = server.user()
            await seller.send("/quote 61 94")
            assert "0.31" in (await seller.reply()).text
            assert await first.stop() == 0


@pytest.mark.parametrize("arguments", [["--help"], ["version"], ["settings"]])
async def test_what_needs_no_database_makes_none(tmp_path, arguments):
    status, output = await output_of(tmp_path, arguments, telegram_token=TOKEN)
    assert status == 0
    assert TOKEN not in output
    assert not (tmp_path / "peifu.db").exists()


def test_only_the_given_settings_reach_a_process_under_test():
    assert not [name for name in environment() if name.startswith("PEIFU_")]


@pytest.mark.long
async def test_a_server_that_stumbles_at_first_is_tried_again(tmp_path):
    async with BotApiServer(quirks=False) as server:
        server.fail(method="getMe", times=2, status=502)
        server.fail(method="deleteWebhook", times=2, status=502)
        async with running(tmp_path, telegram_token=server.token, telegram_api_url=server.url) as bot:
            seller = server.user()
            await seller.send("/quote 61 94")
            assert "0.31" in (await seller.reply(timeout=15)).text
            assert await bot.stop() == 0
        assert not server.violations


async def test_every_fetch_says_which_updates_are_wanted(tmp_path):
    async with BotApiServer(quirks=False) as server:
        async with running(tmp_path, telegram_token=server.token, telegram_api_url=server.url):
            seller = server.user()
            await seller.send("/quote 61 94")
            await seller.reply(timeout=15)
        wanted = [request.params.get("allowed_updates") for request in server.calls("getUpdates")]
    assert wanted
    kinds = {"message", "edited_message", "callback_query", "inline_query", "my_chat_member"}
    assert all(set(each) == kinds for each in wanted)


@pytest.mark.long
async def test_the_language_asked_for_on_the_command_line_is_the_language_of_the_answer(tmp_path):
    for language, word in (("en", "Premium"), ("zh", "保费"), ("en", "Premium")):
        status, output = await output_of(tmp_path, ["ask", "/quote 61 94", "--lang", language])
        assert (status, output.split(" ¥")[0]) == (0, word)
        await output_of(tmp_path, ["ask", "/watch LP00123456789012", "--lang", language])
