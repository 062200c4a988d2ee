"""The real program under ill treatment: floods, long pauses, lost answers, a revoked token, a stop at a bad moment."""

import asyncio
import sqlite3
import time

import pytest

from tests.botapi import Fault
from tests.end_to_end.running import output_of, running, written_down
from tests.support.databases import database_url, empty_url, engine_name, postgres_server  # noqa: F401

HOUR = 3600

pytestmark = pytest.mark.long


async def seconds_to_stop(bot):
    """How long the program takes to end when it is asked to; it must end well."""
    begun = time.monotonic()
    assert await bot.stop() == 0, bot.output
    return time.monotonic() - begun


async def test_a_flood_in_one_chat_keeps_nobody_waiting_and_ends_with_the_program(server, start):
    flooding, other = server.user(), server.user()
    async with start(server) as bot:
        for number in range(1200):
            await flooding.send(f"/help {number}")
        await flooding.reply()
        begun = time.monotonic()
        await other.send("/quote 200 97")
        assert "¥0.60" in (await other.reply()).text
        assert time.monotonic() - begun < 3
        assert await seconds_to_stop(bot) < 10
    async with start(server):  # what was read and not answered is the next process's first work
        await flooding.reply()


async def test_a_chat_that_floods_is_answered_as_far_as_it_was_read_and_told_the_rest(server, start):
    seller = server.user()
    async with start(server):
        for _ in range(60):
            await seller.send("/language")
        async with asyncio.timeout(60):
            said = [(await seller.reply(10)).text]
            while "没有读" not in said[-1]:
                said.append((await seller.reply(10)).text)
        assert len(said) == 31
        assert "30 条没有读" in said[-1]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(method="getUpdates", retry_after=HOUR),
        Fault(method="getUpdates", stall=HOUR, times=9),
        Fault(method="sendMessage", retry_after=HOUR),
    ],
    ids=["pause of the fetch", "stalled fetch", "pause of the answers"],
)
async def test_a_long_pause_does_not_keep_the_program_from_ending(unlimited, start, fault):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        unlimited.faults.add(fault)
        for _ in range(3):
            await seller.send("/help")
        await asyncio.sleep(0.5)
        assert await seconds_to_stop(bot) < 12
    unlimited.faults.faults.clear()


async def test_an_answer_held_up_by_a_pause_is_given_by_the_next_process(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        unlimited.faults.add(Fault(method="sendMessage", chat=seller.id, retry_after=2))
        await seller.send("/quote 200 97")
        await bot.says("asks for a pause")
        await unlimited.wait_for(lambda: not unlimited.unconfirmed, 5, "the message to be confirmed")
        await bot.kill()
    await asyncio.sleep(2)
    async with start(unlimited):
        assert "¥0.60" in (await seller.reply(10)).text


async def test_an_answer_that_took_long_is_not_given_again_once_it_is_noted(unlimited, start, tmp_path):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        unlimited.faults.add(Fault(method="sendMessage", chat=seller.id, stall=1))
        await seller.send("/quote 200 97")
        await unlimited.wait_for(lambda: not unlimited.unconfirmed, 5, "the message to be confirmed")
        assert "/quote 200 97" in written_down(tmp_path)
        assert "¥0.60" in (await seller.reply()).text
        await bot.settled(unlimited)
        await bot.kill()
    async with start(unlimited):
        await seller.expect_silence()


@pytest.mark.parametrize(
    "fault",
    [Fault(method="getMe", stall=HOUR, times=9), Fault(method="getMe", retry_after=HOUR)],
    ids=["stalled", "pause"],
)
async def test_a_program_that_is_still_starting_ends_at_once(unlimited, tmp_path, fault):
    unlimited.faults.add(fault)
    named = {"telegram_token": unlimited.token, "telegram_api_url": unlimited.url, "pace": "off"}
    async with running(tmp_path, wait_for=None, **named) as bot:
        await unlimited.wait_for(lambda: any(each.method == "getMe" for each in unlimited.requests), 30, "the start")
        assert await seconds_to_stop(bot) < 5


async def test_a_token_that_is_revoked_ends_the_program_with_one_line(unlimited, start):
    async with start(unlimited) as bot:
        unlimited.faults.add(Fault(method="getUpdates", error=(401, "Unauthorized"), times=99))
        await unlimited.user().send("/help")
        assert await bot.ended() == 2
        assert "refuses the token" in bot.output.splitlines()[-1]


async def test_a_server_that_fails_the_first_calls_is_named_in_one_line(unlimited, tmp_path):
    unlimited.faults.add(Fault(method="deleteWebhook", error=(500, "Internal Server Error"), times=99))
    named = {"telegram_token": unlimited.token, "telegram_api_url": unlimited.url, "pace": "off"}
    status, output = await output_of(tmp_path, ["run"], **named)
    assert status == 2
    assert output.splitlines()[-1].startswith(f"peifu: {unlimited.url} cannot be reached")


@pytest.mark.parametrize(
    "misfortune",
    [
        {"drop": "before"},
        {"drop": "after"},
        {"status": 502},
        {"error": (500, "Internal Server Error")},
        {"error": (400, "Bad Request: can't parse entities: x")},
    ],
    ids=str,
)
async def test_an_answer_the_network_lost_is_given_again(unlimited, start, misfortune):
    seller = unlimited.user()
    async with start(unlimited):
        unlimited.faults.add(Fault(method="sendMessage", **misfortune))
        await seller.send("/quote 200 97")
        assert "¥0.60" in (await seller.reply()).text


async def test_a_database_made_by_hand_has_the_journal_that_was_asked_for(tmp_path):
    assert (await output_of(tmp_path, ["db", "upgrade"], sqlite_journal="wal"))[0] == 0
    with sqlite3.connect(tmp_path / "peifu.db") as made:
        assert made.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
async def test_the_whole_program_runs_on_postgresql_and_outlives_its_connections(
    unlimited,
    start,
    tmp_path,
    empty_url,  # noqa: F811
    postgres_server,  # noqa: F811
):
    status, output = await output_of(tmp_path, ["ask", "/quote 61 94"], database_url=empty_url)
    assert (status, "0.31" in output) == (0, True)
    seller = unlimited.user()

    async def ask(text):
        await seller.send(text)
        return (await seller.reply()).text

    async with start(unlimited, database_url=empty_url) as bot:
        assert "LP00123456789012" in await ask("/watch LP00123456789012 2026-12-01 标准")
        await ask("/subscribe")
        assert "1/6" in await ask("/eligible")
        postgres_server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'peifu_%' AND backend_type = "
            "'client backend' AND pid <> pg_backend_pid()"
        )
        assert "LP00123456789012" in await ask("/parcel 1")
        await bot.kill()
    async with start(unlimited, database_url=empty_url, clock_shift="P400D") as bot:
        assert "LP00123456789012" in (await seller.reply(10)).text
        assert await bot.stop() == 0
