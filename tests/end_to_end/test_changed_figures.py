"""A file of changed figures, named in PEIFU_BOOK, in the real program."""

import pytest

from tests.botapi import BotApiServer
from tests.end_to_end.running import output_of, running
from tests.support.overlays import dated, write_overlay

pytestmark = pytest.mark.long

CANNOT_START = 2


async def test_answers_have_the_figures_of_the_file(tmp_path):
    file = write_overlay(tmp_path, dated("premium.floor", ("2024-05-01", "0.50")))
    status, output = await output_of(tmp_path, ["ask", "/quote 50 98.5", "--lang", "en"], book=str(file))
    assert (status, output.split("\n")[0]) == (0, "Premium ¥0.50")


async def test_a_figure_is_changed_by_a_restart_and_not_before(tmp_path):
    file = write_overlay(tmp_path, dated("premium.floor", ("2024-05-01", "0.50")))
    async with BotApiServer(quirks=False) as server:
        about = {"telegram_token": server.token, "telegram_api_url": server.url, "book": str(file)}
        seller = server.user()
        for figure in ("0.50", "0.60"):
            async with running(tmp_path, **about) as bot:
                write_overlay(tmp_path, dated("premium.floor", ("2024-05-01", "0.60")))
                await seller.send("/quote 50 98.5")
                assert f"¥{figure}" in (await seller.reply(timeout=15)).text
                assert await bot.stop() == 0
        assert not server.violations


@pytest.mark.parametrize("command", [["run"], ["ask", "/quote 50 98.5"], ["book", "check"]])
async def test_a_mistake_in_the_file_ends_the_start_in_one_line(tmp_path, command):
    file = write_overlay(tmp_path, dated("premium.floor", ("2024-05-01", "fifty")))
    status, output = await output_of(tmp_path, command, telegram_token="1:abcdef", book=str(file))
    assert status == CANNOT_START
    assert output.strip() == f"peifu: {file}:5: premium.floor: 'fifty' is not a number; write it like 0.30"
