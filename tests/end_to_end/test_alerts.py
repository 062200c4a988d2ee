"""Alerts from the seller's list to her phone, by the real program under a clock that moves between its runs."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.botapi import Fault

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE, QUIET = "LP00123456789012", "LP00987654321098"


def days_from_now(days):
    return (datetime.now(SHANGHAI) + timedelta(days=days)).date().isoformat()


async def watch_two(server, start, **settings):
    """One parcel that is promised for today and had news a while from now, one without a promise."""
    seller = server.user()
    async with start(server, **settings) as bot:
        await seller.send(f"/watch {LATE} {days_from_now(1)} 标准\n{QUIET} 简易 耳机")
        watched = await seller.reply()
        assert LATE in watched.text
        assert QUIET in watched.text
        await seller.send("/subscribe")
        await seller.reply()
        await seller.expect_silence(1)
        assert await bot.stop() == 0
    return seller


async def test_one_parcel_becomes_overdue_and_another_stalls_and_each_is_told_exactly_once(unlimited, start):
    seller = await watch_two(unlimited, start)
    async with start(unlimited, clock_shift="P2DT1H") as bot:
        overdue = await seller.reply(timeout=10)
        assert LATE in overdue.text
        assert QUIET not in overdue.text
        await seller.expect_silence(1.5)
        assert await bot.stop() == 0
    async with start(unlimited, clock_shift="P3DT1H") as bot:
        stalled = await seller.reply(timeout=10)
        assert QUIET in stalled.text
        assert "耳机" in stalled.text
        assert LATE in stalled.text, "it has been silent for as long, and one message tells of both"
        await seller.expect_silence(1.5)
        assert await bot.stop() == 0
    async with start(unlimited, clock_shift="P3DT2H"):
        await seller.expect_silence(1.5)


@pytest.mark.long
async def test_the_second_levels_follow_when_their_days_have_passed(unlimited, start):
    seller = await watch_two(unlimited, start)
    async with start(unlimited, clock_shift="P3DT1H") as bot:
        await seller.reply(timeout=10)
        assert await bot.stop() == 0
    async with start(unlimited, clock_shift="P9DT1H"):
        second = await seller.reply(timeout=10)
        assert LATE in second.text
        assert QUIET in second.text
        await seller.expect_silence(1)


@pytest.mark.long
async def test_news_ends_the_silence_and_no_alert_comes(unlimited, start):
    seller = await watch_two(unlimited, start)
    async with start(unlimited, clock_shift="P2DT20H") as bot:
        await seller.reply(timeout=10)
        await seller.send("/event 2 到达莫斯科")
        assert "莫斯科" in (await seller.reply()).text
        assert await bot.stop() == 0
    async with start(unlimited, clock_shift="P3DT1H"):
        told = await seller.reply(timeout=10)
        assert LATE in told.text
        assert QUIET not in told.text
        await seller.expect_silence(1)


@pytest.mark.long
async def test_handled_is_remembered_and_snooze_brings_the_alert_back_once(unlimited, start):
    seller = await watch_two(unlimited, start)
    async with start(unlimited, clock_shift="P3DT1H") as bot:
        alert = await seller.reply(timeout=10)
        snooze = next(label for label in alert.labels if "24" in label)
        press = await seller.press(alert, snooze)
        await press.answered()
        await seller.expect_edit(alert)
        assert await bot.stop() == 0
    async with start(unlimited, clock_shift="P4DT2H") as bot:
        again = await seller.reply(timeout=10)
        assert LATE in again.text
        handled = next(label for label in again.labels if "处理" in label)
        press = await seller.press(again, handled)
        await press.answered()
        await seller.expect_edit(again)
        assert await bot.stop() == 0
    async with start(unlimited, clock_shift="P5DT3H"):
        await seller.expect_silence(1.5)


@pytest.mark.long
async def test_an_alert_whose_answer_was_lost_is_repeated_at_most_once_and_says_so(unlimited, start):
    seller = await watch_two(unlimited, start)
    unlimited.faults.add(Fault(method="sendMessage", chat=seller.id, drop="after"))
    async with start(unlimited, clock_shift="P3DT1H"):
        first, second = await seller.expect(2, timeout=30)
        assert LATE in first.text
        assert LATE in second.text
        assert second.text != first.text, "the copy says that it may be one"
        await seller.expect_silence(3)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.long
async def test_a_kill_around_the_send_loses_nothing(unlimited, start, moment):
    seller = await watch_two(unlimited, start)
    unlimited.faults.add(Fault(method="sendMessage", chat=seller.id, stall=5))
    async with start(unlimited, clock_shift="P3DT1H") as bot:
        if moment == "after":
            await seller.reply(timeout=10)
        await bot.kill()
    async with start(unlimited, clock_shift="P3DT1H30M"):
        told = await seller.reply(timeout=10)
        assert LATE in told.text
        await seller.expect_silence(2)


@pytest.mark.long
async def test_quiet_hours_hold_everything_and_one_message_sums_it_up(unlimited, start):
    now = datetime.now(SHANGHAI)
    night = f"{(now - timedelta(minutes=30)):%H:%M}-{(now + timedelta(minutes=30)):%H:%M}"
    seller = await watch_two(unlimited, start, quiet_hours=night)
    async with start(unlimited, clock_shift="P3D") as bot:
        await seller.expect_silence(2)
        assert await bot.stop() == 0
    async with start(unlimited, clock_shift="P3DT1H"):
        morning = await seller.reply(timeout=10)
        assert LATE in morning.text
        assert QUIET in morning.text
        await seller.expect_silence(1.5)


@pytest.mark.long
async def test_a_blocked_chat_is_left_in_peace_and_others_still_hear(unlimited, start):
    gone = await watch_two(unlimited, start)
    here = await watch_two(unlimited, start)
    async with start(unlimited) as bot:
        await gone.block()
        await unlimited.wait_for(lambda: not unlimited.unconfirmed, 5, "the bot to hear of the block")
        assert await bot.stop() == 0
    before = len(unlimited.calls("sendMessage", gone.id))
    async with start(unlimited, clock_shift="P3DT1H"):
        await here.reply(timeout=10)
        await asyncio.sleep(1)
    assert len(unlimited.calls("sendMessage", gone.id)) == before


@pytest.mark.long
async def test_forty_parcels_make_one_message_and_a_flood_of_chats_keeps_the_pace(server, start):
    sellers = [server.user() for _ in range(4)]
    async with start(server) as bot:
        for seller in sellers:
            await seller.send("/watch\n" + "\n".join(f"LP{10**13 + number} {days_from_now(0)}" for number in range(40)))
            await seller.reply(timeout=10)
            await seller.send("/subscribe")
            await seller.reply(timeout=10)
        assert await bot.stop() == 0
    async with start(server, clock_shift="P1DT1H"):
        for seller in sellers:
            [alert] = await seller.expect(1, timeout=15)
            assert "40" in alert.text
            await seller.expect_silence(0.5)
