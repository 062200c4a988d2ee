"""Sheets are read in processes of their own: bounded, killed when they hang, gone afterwards."""

import asyncio
import dataclasses
import os
import random
import stat
import sys

import pytest
from structlog.testing import capture_logs

from bot.sheets.isolated import read_sheet, read_upload
from bot.sheets.limits import LIMITS, READERS
from bot.sheets.reading import parse
from bot.sheets.results import Orders, Refusal, SheetRefused, WhichColumn
from bot.upload import LARGEST_BYTES, NotFetched, TooLarge, Upload
from tests.bot.sheets.making import ods, ods_cell, with_sheet_xml, xls, xlsx

ROWS = [["订单号", "订单金额"], ["8001", 12.3], ["8001", 12.3], ["8002", "x"], ["8003", "US $5"]]
CSV = "订单号,订单金额\n8001,12.30\n".encode()


class Started(list):
    """The processes that were started, as they are started; ``first`` is set by the first of them."""

    def __init__(self):
        self.first = asyncio.Event()


@pytest.fixture
async def started(monkeypatch):
    processes = Started()
    start = asyncio.create_subprocess_exec

    async def remembered(*arguments, **options):
        process = await start(*arguments, **options)
        processes.append(process)
        processes.first.set()
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)
    return processes


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """``reader("exit 3")`` puts a shell script in the place of Python."""

    def replace(script):
        file = tmp_path / "reader"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(sys, "executable", str(file))

    return replace


def is_gone(process):
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize(
    "content",
    [xlsx(ROWS), xls(ROWS), CSV, b"a,b,Betrag\nx,1,2\n", b"%PDF-1.7", "订单号,国家\n1,2\n".encode()],
    ids=["xlsx", "xls", "csv", "question", "refusal", "nothing"],
)
async def test_the_answer_of_the_other_process_is_the_answer_of_the_parser(content):
    assert await read_sheet(content, "orders.csv") == parse(content, "orders.csv")


async def test_a_choice_reaches_the_other_process():
    content = b"a,Betrag,Wert\nx,12.30,5\n"
    question = await read_sheet(content, "a.csv")
    assert isinstance(question, WhichColumn)
    for each, fen in zip(question.candidates, (1230, 500), strict=True):
        found = await read_sheet(content, "a.csv", column=each.choice)
        assert isinstance(found, Orders)
        assert found.amounts == {"CNY": (fen,)}


async def test_no_process_is_left_over(started):
    await read_sheet(CSV, "a.csv")
    assert [is_gone(process) for process in started] == [True]


async def test_modules_in_the_working_folder_are_not_run(tmp_path, monkeypatch):
    for name in ("bot.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    assert isinstance(await read_sheet(CSV, "a.csv"), Orders)


async def test_a_reading_that_takes_too_long_is_killed(started, reader):
    reader("exec sleep 60")
    refused = await read_sheet(CSV, "a.csv", limits=dataclasses.replace(LIMITS, seconds=0.3))
    assert refused == SheetRefused(Refusal.TOO_SLOW)
    assert [is_gone(process) for process in started] == [True]


async def test_a_reading_that_nobody_waits_for_any_more_is_killed(started, reader):
    reader("exec sleep 60")
    waiting = asyncio.create_task(read_sheet(CSV, "a.csv"))
    await started.first.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert is_gone(started[0])


async def test_a_sheet_whose_two_cells_span_billions_is_too_big_and_no_crash():
    content = with_sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    assert len(content) < 10_000
    assert await read_sheet(content, "a.xlsx") == SheetRefused(Refusal.TOO_BIG)


def repeating(rows):
    """An OpenDocument sheet of a few hundred bytes with a thousand cells in each row."""
    row = f"<table:table-row>{ods_cell('x' * 30, repeated=1000)}</table:table-row>"
    return ods(row.replace("<table:table-row>", f'<table:table-row table:number-rows-repeated="{rows}">'))


async def test_cells_that_are_repeated_millions_of_times_are_too_big():
    assert await read_sheet(repeating(20_000), "a.ods") == SheetRefused(Refusal.TOO_BIG)


async def test_a_reading_has_no_more_memory_than_it_is_given():
    content = repeating(1_000)
    limits = dataclasses.replace(LIMITS, memory_bytes=100 << 20)
    assert await read_sheet(content, "a.ods", limits=limits) == SheetRefused(Refusal.TOO_BIG)
    assert await read_sheet(content, "a.ods") == SheetRefused(Refusal.NO_AMOUNTS)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 3", Refusal.BROKEN),
        ("kill -ABRT $$", Refusal.TOO_BIG),
        ("kill -KILL $$", Refusal.TOO_BIG),
        ("echo nonsense", Refusal.BROKEN),
        ("echo '{}'", Refusal.BROKEN),
        ("echo '[1]'", Refusal.BROKEN),
        ("""echo '{"refused": {"reason": "new", "headers": []}}'""", Refusal.BROKEN),
    ],
)
async def test_a_reader_that_dies_or_talks_nonsense_is_a_refusal_and_the_log_quotes_nothing(reader, script, reason):
    reader(f"cat > /dev/null; {script}")
    with capture_logs() as logs:
        assert await read_sheet(CSV, "订单.csv") == SheetRefused(reason)
    assert [entry["event"] for entry in logs] == ["sheet_reader_died"]
    assert "订单" not in str(logs)
    assert "12.30" not in str(logs)


async def test_a_reader_that_reads_nothing_is_no_error(reader):
    reader("exit 3")
    assert await read_sheet(b"x" * LARGEST_BYTES, "a.csv") == SheetRefused(Refusal.BROKEN)


async def test_the_reader_is_not_told_the_settings(reader, tmp_path, monkeypatch):
    monkeypatch.setenv("PEIFU_TELEGRAM_TOKEN", "12345678:secret")
    reader(f"env > {tmp_path / 'seen'}")
    await read_sheet(CSV, "a.csv")
    seen = (tmp_path / "seen").read_text()
    assert "PATH=" in seen
    assert "secret" not in seen


async def test_no_more_than_two_sheets_are_read_at_once(started, reader):
    reader("exec sleep 0.2")
    reading = [asyncio.create_task(read_sheet(CSV, "a.csv")) for _ in range(5)]
    most = 0
    while not all(task.done() for task in reading):
        most = max(most, sum(process.returncode is None for process in started))
        await asyncio.sleep(0.01)
    assert (most, len(started)) == (READERS, 5)


def upload(outcome):
    async def fetch():
        if isinstance(outcome, bytes):
            return outcome
        raise outcome

    return Upload("orders.csv", None, fetch)


async def test_an_upload_is_fetched_and_read():
    found = await read_upload(upload(CSV))
    assert isinstance(found, Orders)
    assert found.amounts == {"CNY": (1230,)}


@pytest.mark.parametrize("error", [TooLarge, NotFetched])
async def test_an_upload_that_cannot_be_fetched_says_so(error, started):
    with pytest.raises(error):
        await read_upload(upload(error()))
    assert started == []


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("make", [xls, xlsx], ids=["xls", "xlsx"])
async def test_a_damaged_workbook_is_read_or_refused(make, seed):
    content = bytearray(make(ROWS))
    dice = random.Random(seed)
    for _ in range(dice.choice((1, 5, 40))):
        content[dice.randrange(len(content))] = dice.randrange(256)
    assert isinstance(await read_sheet(bytes(content), "a.xlsx"), Orders | WhichColumn | SheetRefused)
