"""Files over the wire, from the seller's paper clip to the amounts, and from the command line."""

import pytest

from bot import routes
from bot.application import build, services_for
from bot.settings import Settings
from bot.sheets.isolated import read_upload
from bot.transport.http import AiohttpRequest
from bot.transport.ledger import FetchRequest, Ledger
from bot.turn import Reply
from tests.end_to_end.running import output_of

pytestmark = pytest.mark.long

SHEET = "订单号,订单金额\n8001,12.30\n8001,12.30\n8002,5\n".encode()


async def test_a_command_under_a_file_is_answered(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        await seller.send_document("orders.csv", SHEET, caption="/quote 200 97")
        assert "¥0.60" in (await seller.reply()).text
        await seller.send_document("照片.png", b"\x89PNG")
        assert (await seller.reply()).text
        assert "handler_failed" not in bot.output


async def test_a_sheet_is_fetched_from_the_strict_server_and_read(server, tmp_path, monkeypatch):
    """The whole application fetches updates and the file; only the handler is the test's own."""
    read = []

    async def take(turn):
        read.append(await read_upload(turn.upload))
        return Reply("fallback/edited")

    monkeypatch.setattr(routes, "DOCUMENTS", (take,))
    settings = Settings(
        _env_file=None,
        telegram_token=server.token,
        telegram_api_url=server.url,
        database_url=f"sqlite:///{tmp_path / 'peifu.db'}",
    )
    seller = server.user()
    async with services_for(settings, alone=False) as services:
        ledger = Ledger(services.database, services.clock)
        calls, fetches = AiohttpRequest(), FetchRequest(ledger)
        application, _ = build(services, ledger, calls, fetches)
        async with application:
            await application.start()
            await application.updater.start_polling(timeout=1)
            await seller.send_document("十一月.csv", SHEET, mime="text/csv")
            assert (await seller.reply()).text
            await application.updater.stop()
            await application.stop()
        await ledger.close()
    assert [(found.amounts, found.rows) for found in read] == [({"CNY": (1230, 500)}, 3)]
    assert len(server.downloads) == 1


async def test_the_command_line_sends_a_file_with_its_words(tmp_path):
    (tmp_path / "orders.csv").write_bytes(SHEET)
    status, output = await output_of(tmp_path, ["ask", "/quote 200 97", "--file", "orders.csv", "--lang", "zh"])
    assert (status, "¥0.60" in output) == (0, True)


async def test_the_command_line_says_why_a_file_was_not_sent(tmp_path):
    for arguments, said in ((["nothing.csv", "--lang", "zh"], "没找到"), ([".", "--lang", "en"], "no file")):
        status, output = await output_of(tmp_path, ["ask", "x", "--file", *arguments])
        assert status == 2
        assert said in output
        assert "Traceback" not in output
