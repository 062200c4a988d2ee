"""`/alerts`: one screen that changes in place, or one line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.alerts.scan import scan
from storage import chats, parcels
from storage.chats import Chat
from storage.due import next_wakeup
from tests.support.talk import Talk

LP = "LP00123456789012"


async def chat(talk: Talk) -> Chat:
    async with talk.services.database.read() as tx:
        found = await chats.find(talk.chat_id, tx)
    assert found is not None
    return found


async def moment(talk: Talk) -> object:
    async with talk.services.database.read() as tx:
        (parcel,) = await parcels.open_parcels(talk.chat_id, tx)
    return parcel.next_check_at


async def test_the_screen_shows_every_setting_and_marks_the_chosen(talk: Talk) -> None:
    (answer,) = await talk.say("/alerts")
    assert "总开关没开" in answer.text
    assert "北京时间，现在是 11月22日 周日 12:00" in answer.text
    assert {"⏰ 超时：开", "🔕 断更：开", "• 3 天", "• 22:00–08:00", "🔔 开启提醒"} <= set(answer.buttons)


async def test_every_button_changes_its_setting_in_place(talk: Talk) -> None:
    await talk.say("/alerts")
    for label, setting, value in (
        ("超时：开", "overdue_on", False),
        ("断更：开", "stalled_on", False),
        ("超时：关", "overdue_on", True),
        ("断更：关", "stalled_on", True),
        ("7 天", "silence_days", 7),
        ("23:00–07:00", "quiet_from", 23 * 60),
        ("不设免打扰", "quiet_from", None),
    ):
        (answer,) = await talk.press(label)
        assert answer.kind == "edit"
        assert getattr(await chat(talk), setting) == value


async def test_a_time_zone_is_chosen_from_a_list_and_back(talk: Talk) -> None:
    await talk.say("/alerts")
    (zones,) = await talk.press("时区")
    assert zones.kind == "edit"
    (back,) = await talk.press("返回")
    assert "提醒设置" in back.text
    await talk.press("时区")
    (answer,) = await talk.press("马德里")
    assert "Europe/Madrid，现在是 11月22日 周日 05:00" in answer.text


async def test_one_line_sets_everything(talk: Talk) -> None:
    (answer,) = await talk.say("/alerts 4天 21:30-07:00 Europe/Madrid")
    assert "改好了" in answer.text
    stored = await chat(talk)
    assert (stored.silence_days, stored.quiet_from, stored.quiet_to) == (4, 21 * 60 + 30, 7 * 60)
    assert stored.timezone == "Europe/Madrid"


@pytest.mark.parametrize("said", ["4天 blah", "99天", "25:00-26:00", "Mars/Olympus"])
async def test_a_line_that_is_only_half_understood_changes_nothing(talk: Talk, said: str) -> None:
    await talk.say("/alerts 3天")
    before = await chat(talk)
    (answer,) = await talk.say(f"/alerts {said}")
    assert "一项都没改" in answer.text
    assert await chat(talk) == before


async def test_other_days_of_silence_move_the_next_moment(talk: Talk) -> None:
    await talk.say("/subscribe")
    await talk.say(f"/watch {LP}")
    assert await moment(talk) == talk.now + timedelta(days=3)
    await talk.say("/alerts 2天")
    assert await moment(talk) == talk.now + timedelta(days=2)
    await talk.say("/alerts 断更 关 超时 关")
    assert await moment(talk) is None


async def test_quiet_hours_that_begin_now_hold_what_waits_and_end_with_them(talk: Talk) -> None:
    await talk.say("/subscribe")
    await talk.say(f"/watch {LP} 2026-11-20")
    await scan(talk.services, talk.now)
    await talk.say("/alerts 11:00-15:00")
    async with talk.services.database.read() as tx:
        assert await next_wakeup(tx) == talk.now + timedelta(hours=3)
    await talk.say("/alerts 免打扰 关")
    async with talk.services.database.read() as tx:
        assert await next_wakeup(tx) == talk.now


@pytest.mark.parametrize("data", ["ai:0", "ai:99999", "aq:-5:3000", "at:Mars/Olympus"])
async def test_forged_buttons_store_nothing_that_cannot_be(talk: Talk, data: str) -> None:
    await talk.say("/alerts 5天 21:00-07:00")
    await talk.press_data(data)
    stored = await chat(talk)
    assert stored.silence_days == 5
    assert stored.timezone == "Asia/Shanghai"
    assert stored.quiet_from in (None, 21 * 60)


async def test_the_english_screen_is_english(talk_en: Talk) -> None:
    (answer,) = await talk_en.say("/alerts")
    assert "Quiet hours: 22:00 to 08:00" in answer.text
