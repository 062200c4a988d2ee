"""``/cover 3``: what the record of a watched parcel answers by itself, and what is still asked."""

from __future__ import annotations

import pytest

from tests.support.talk import Said, Talk

LP = "LP00123456789012"


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def watched(talk: Talk, line: str, *news: str) -> None:
    await talk.say(f"/watch {LP} {line}")
    for each in news:
        await talk.say(f"/event 1 {each}")


async def test_what_the_record_tells_is_named_and_not_asked_again(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准 红裙", "2026-11-15 10:00 已离港")
    said = await answer(talk, "/cover 1")
    assert said.text.startswith(f"#1 {LP} 红裙")
    assert "包裹记录里有：无忧标准 · 已揽收 · 没妥投 · 超承诺 11 天 12 小时 · 断更 7 天 2 小时" in said.text
    assert "· 用菜鸟系统打单\n· 交到菜鸟仓\n· 轨迹全程可追踪\n缺一样" in said.text
    [said] = await talk.press("都做到了")
    assert said.text.startswith("✅ 在保障里")
    assert f"#1 {LP} 红裙" in said.text
    assert "包裹记录：无忧标准 · 没妥投 · 超承诺 11 天 12 小时 · 断更 7 天 2 小时" in said.text
    assert "你说的：打单、交仓、追踪、揽收都做到" in said.text


async def test_it_is_found_by_its_button_its_number_and_its_tracking_number(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准", "2026-11-15 10:00 已离港")
    await talk.say("/parcel 1")
    [by_button] = await talk.press("这单赔不赔")
    assert by_button.kind == "message"
    for named in ("1", "#1", LP, LP.lower()):
        assert (await answer(talk, f"/cover {named}")).text == by_button.text


async def test_words_behind_the_number_are_read_too(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准", "2026-11-15 10:00 已离港")
    for named in ("#1", "1"):
        said = await answer(talk, f"/cover {named} 都做到")
        assert said.text.startswith("✅ 在保障里")
    said = await answer(talk, f"/cover {LP} 拒收 签收后48小时 不想要 完好 包装完整 都做到")
    assert said.text.startswith("✅ 在保障里：按“无理由拒收”")
    assert "超承诺" not in said.text


async def test_what_the_seller_says_wins_over_the_record(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准", "2026-11-15 10:00 已离港")
    said = await answer(talk, "/cover #1 线下")
    assert said.text.startswith("❌ 不在保障里")
    assert "你说的：线下渠道" in said.text
    assert "无忧标准 ·" not in said.text


async def test_without_news_pickup_is_asked_and_the_silence_too(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准")
    said = await answer(talk, "/cover 1")
    assert "· 揽收成功" in said.text
    assert "断更" not in said.text
    [said] = await talk.press("都做到了")
    assert "轨迹多久没更新了" in said.text


async def test_a_watch_that_heard_nothing_for_long_enough_counts_as_silence(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准")
    talk.wait(days=5)
    said = await answer(talk, "/cover 1")
    assert "断更 5 天（还没有轨迹，断更从开始盯算起）" in said.text
    [said] = await talk.press("都做到了")
    assert said.text.startswith("✅ 在保障里")
    assert "还没有轨迹，断更从开始盯算起" in said.text


async def test_without_a_promise_the_days_past_it_are_asked(talk: Talk) -> None:
    await watched(talk, "标准", "2026-11-15 10:00 已离港")
    await talk.say("/cover 1")
    [said] = await talk.press("都做到了")
    assert "超过承诺送达时间多少天了" in said.text


async def test_a_delivered_parcel_is_no_logistics_anomaly(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准", "2026-11-15 10:00 已离港", "2026-11-21 10:00 已签收")
    said = await answer(talk, "/cover 1 ")
    assert said.text.startswith("❌ 不在保障里")
    assert "已经妥投的，不算物流异常" in said.text
    assert "✓ 超承诺" not in said.text


async def test_not_yet_says_when_by_the_moments_of_the_record(talk: Talk) -> None:
    await watched(talk, "2026-11-20 标准", "2026-11-21 10:00 已离港")
    await talk.say("/cover 1")
    await talk.press("都做到了")
    [said] = await talk.press("没妥投，也没说丢")
    # Promised to the end of the 20th: seven days later is the midnight after the 27th.
    assert said.text.startswith("⏳ 还没到时候：最早 11月28日 周六 00:00 够条件")
    assert said.buttons[-1] == "看 #1"
    [shown] = await talk.press("看 #1")
    assert LP in shown.text


async def test_the_other_things_that_can_go_wrong_are_a_press_away(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准", "2026-11-15 10:00 已离港")
    await talk.say("/cover 1")
    [said] = await talk.press("不是这种情况")
    assert said.buttons == ["📦 没按时到、没轨迹、丢了", "↩️ 买家拒收、退货", "⚖️ 平台判我的责"]
    [said] = await talk.press("买家拒收")
    assert "用菜鸟系统打单" in said.text
    assert "超承诺" not in said.text


async def test_a_verdict_about_a_parcel_can_be_reviewed_after_a_restart(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准", "2026-11-15 10:00 已离港")
    await talk.say("/cover #1 都做到")
    talk.restart()
    [review] = await talk.press("改一项答案")
    assert "超承诺 11 天 12 小时" in review.buttons
    [said] = await talk.press("断更")
    assert said.text.startswith(f"#1 {LP}")


async def test_special_goods_in_the_record_are_asked_their_line(talk: Talk) -> None:
    await watched(talk, "2026-11-10 特货", "2026-11-15 10:00 已离港")
    said = await answer(talk, "/cover 1")
    assert "包裹记录里有：无忧线路 · 特货 · 已揽收" in said.text
    assert "走的哪种物流" in said.text


@pytest.mark.parametrize("named", ["99", "#99", "LP99999999999999"])
async def test_a_parcel_that_is_not_watched_is_said_to_be_unknown(talk: Talk, named: str) -> None:
    said = await answer(talk, f"/cover {named}")
    assert "这里没有" in said.text
    assert "全部包裹" in said.buttons
    [said] = await talk.press_data("cvp:99")
    assert "这里没有" in said.text


async def test_days_are_no_number_of_a_parcel(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准")
    said = await answer(talk, "/cover 8 天超时 标准")
    assert "已知：无忧标准 · 没妥投 · 超承诺 8 天" in said.text


async def test_a_parcel_that_is_watched_no_longer_leaves_the_verdict_working(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准", "2026-11-15 10:00 已离港")
    said = await answer(talk, "/cover #1 都做到")
    await talk.say("/unwatch 1")
    [why] = await talk.press("怎么得出来的", on=said)
    assert why.text.startswith("保不保是怎么判断的\n✅")
    [_] = await talk.press("改一项答案", on=said)
    [asked] = await talk.press("断更")
    assert "轨迹多久没更新了" in asked.text


async def test_a_number_before_other_words_is_a_parcel_only_where_one_is_watched(talk: Talk) -> None:
    await watched(talk, "2026-11-10 标准", "2026-11-15 10:00 已离港")
    assert "「2」没看懂" in (await answer(talk, "/cover 2 丢件")).text
    assert "#1" not in (await answer(talk, "/cover 1 天超时 标准 都做到 断更6天")).text
