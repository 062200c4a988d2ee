"""`/parcels` and `/parcel N`."""

from __future__ import annotations

from tests.support.talk import Talk

LP = "LP00123456789012"


async def watch(talk: Talk, *lines: str) -> None:
    await talk.say("/watch " + "\n".join(lines))


async def test_no_parcels_shows_how_to_begin(talk: Talk) -> None:
    (answer,) = await talk.say("/parcels")
    assert "没有在盯的包裹" in answer.text
    assert "20天" in answer.text


async def test_the_overview_counts_each_parcel_in_one_state(talk: Talk) -> None:
    await watch(talk, f"{LP} 2026-11-20", "RB123456785CN 30天", "8012345678901")
    await talk.say("/event 3 已签收")
    talk.wait(days=4)
    await watch(talk, "8012345678902 30天")
    (answer,) = await talk.say("/parcels")
    assert answer.buttons == ["⏰ 超时 1", "🔕 断更 1", "🚚 在途 1", "✅ 已妥投 1", "刷新"]
    assert "一共 4 件" in answer.text


async def test_a_state_is_listed_in_place_eight_a_page(talk: Talk) -> None:
    await watch(talk, *(f"LP{row:014d} 30天" for row in range(11)))
    await talk.say("/parcels")
    (first,) = await talk.press("在途")
    assert first.kind == "edit"
    assert first.text.count("LP000") == 8
    assert "第 1/2 页" in first.text
    (second,) = await talk.press("下一页")
    assert second.kind == "edit"
    assert second.text.count("LP000") == 3
    assert "下一页 ›" not in second.buttons
    (back,) = await talk.press("上一页")
    assert back.text == first.text
    (overview,) = await talk.press("全部包裹")
    assert overview.kind == "edit"
    assert "一共 11 件" in overview.text


async def test_a_page_that_is_gone_shows_the_last_one_there_is(talk: Talk) -> None:
    await watch(talk, f"{LP} 30天")
    (answer,) = await talk.press_data("pl:moving:7")
    assert LP in answer.text


async def test_the_detail_says_promise_news_silence_and_the_next_alert(talk: Talk) -> None:
    await talk.say("/subscribe")
    await watch(talk, f"{LP} 2026-12-01 特货 充电宝")
    await talk.say("/event 1 2026-11-21 18:00 离开广州")
    talk.wait(days=1)
    (answer,) = await talk.say("/parcel 1")
    assert "充电宝" in answer.text
    assert "承诺：12月1日 周二（当天结束前）" in answer.text
    assert "线路：无忧特货" in answer.text
    assert "最新轨迹：11月21日 周六 18:00 离开广州" in answer.text
    assert "已静默：1 天" in answer.text
    assert "下次提醒：11月24日 周二 18:00" in answer.text


async def test_an_alert_that_would_fall_into_the_night_is_announced_for_the_morning(talk: Talk) -> None:
    await talk.say("/subscribe")
    await watch(talk, f"{LP} 2026-11-23")
    (answer,) = await talk.say("/parcel 1")
    assert "下次提醒：11月24日 周二 08:00" in answer.text


async def test_without_a_subscription_the_detail_says_so(talk: Talk) -> None:
    await watch(talk, LP)
    (answer,) = await talk.say(f"/parcel {LP.lower()}")
    assert "提醒没开" in answer.text


async def test_a_parcel_is_delivered_by_a_button_and_not_after_all(talk: Talk) -> None:
    await talk.say("/subscribe")
    await watch(talk, f"{LP} 20天")
    await talk.say("/parcel 1")
    (closed,) = await talk.press("✅ 已妥投")
    assert closed.kind == "edit"
    assert "已妥投，11月22日 周日 12:00" in closed.text
    assert "下次提醒" not in closed.text
    (open_again,) = await talk.press("其实没妥投")
    assert "下次提醒：11月25日 周三 12:00" in open_again.text


async def test_dropping_is_asked_first(talk: Talk) -> None:
    await watch(talk, LP)
    await talk.say("/parcel 1")
    (asked,) = await talk.press("不盯了")
    assert asked.kind == "edit"
    (kept,) = await talk.press("留着")
    assert "在途" in kept.text
    await talk.press("不盯了")
    (gone,) = await talk.press("对，不盯了")
    assert "不盯了" in gone.text
    (unknown,) = await talk.say("/parcel 1")
    assert "没有「1」" in unknown.text


async def test_a_number_is_never_given_to_another_parcel(talk: Talk) -> None:
    await watch(talk, LP)
    await talk.say("/unwatch 1")
    (answer,) = await talk.say("/watch RB123456785CN")
    assert "#2" in answer.text


async def test_a_button_of_another_chats_parcel_finds_nothing(talk: Talk) -> None:
    await watch(talk, LP)
    stranger = Talk(talk.services, talk.moment, chat_id=8002, user_id=8002)
    for data in ("ps:1", "pd:1:1", "px:1:1", "pn:1"):
        (answer,) = await stranger.press_data(data)
        assert "没有「1」" in answer.text
    (mine,) = await talk.say("/parcel 1")
    assert "在途" in mine.text


async def test_a_command_without_or_with_a_wrong_number_says_what_to_write(talk: Talk) -> None:
    for said in ("/parcel", "/parcel 99", "/parcel abc", "/parcel 99999999999999999999", "/parcel ²"):
        (answer,) = await talk.say(said)
        assert "/parcels" in answer.text


async def test_the_english_page_is_english(talk_en: Talk) -> None:
    await talk_en.say(f"/watch {LP} 20 days")
    await talk_en.say("/parcels")
    (page,) = await talk_en.press("On the way")
    assert "promised Sat 12 Dec" in page.text
