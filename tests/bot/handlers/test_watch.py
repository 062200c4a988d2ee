"""`/watch` and pasted lists."""

from __future__ import annotations

import pytest

from storage import parcels
from tests.support.talk import Talk

LP = "LP00123456789012"


async def stored(talk: Talk, number: str = LP) -> parcels.Parcel:
    async with talk.services.database.read() as tx:
        found = await parcels.by_number(talk.chat_id, tx, number)
    assert found is not None
    return found


async def test_one_line_is_understood_and_said_back_on_the_sellers_clock(talk: Talk) -> None:
    (answer,) = await talk.say(f"/watch {LP} 2026-12-01 标准 红色连衣裙")
    assert "#1" in answer.text
    assert "12月1日 周二（当天结束前）" in answer.text
    assert "无忧标准" in answer.text
    assert "红色连衣裙" in answer.text
    parcel = await stored(talk)
    assert (parcel.line, parcel.promise_source) == ("standard", "date")


async def test_an_english_seller_reads_english(talk_en: Talk) -> None:
    (answer,) = await talk_en.say(f"/watch {LP} 20 days standard red dress")
    assert "promised Sat 12 Dec (by the end of the day)" in answer.text
    assert "worry-free standard" in answer.text


GOODS = [
    ("标准(特货)", "standard_special", "无忧标准（特货）", "worry-free standard (special goods)"),
    ("简易(特货)", "simple_special", "无忧简易（特货）", "worry-free simple (special goods)"),
    ("标准(带电)", "standard_battery", "无忧标准（带电）", "worry-free standard (battery)"),
    ("简易(带电)", "simple_battery", "无忧简易（带电）", "worry-free simple (battery)"),
    ("菜鸟特货专线-标准", "special", "无忧特货", "worry-free special goods"),
]


@pytest.mark.parametrize(("written", "stored_as", "shown", "_"), GOODS)
async def test_a_line_with_its_goods_is_kept_and_said_back_whole(
    talk: Talk, written: str, stored_as: str, shown: str, _: str
) -> None:
    (answer,) = await talk.say(f"/watch {LP} {written}")
    assert shown in answer.text
    assert (await stored(talk)).line == stored_as


@pytest.mark.parametrize(("written", "_", "__", "shown"), GOODS)
async def test_it_is_said_back_in_english_too(talk_en: Talk, written: str, _: str, __: str, shown: str) -> None:
    (answer,) = await talk_en.say(f"/watch {LP} {written}")
    assert shown in answer.text


async def test_a_bare_paste_is_a_list_too(talk: Talk) -> None:
    (answer,) = await talk.say(f"{LP} 20天\nRB123456785CN\n")
    assert "开始盯 2 件" in answer.text


async def test_a_question_that_holds_a_number_is_not_stored(talk: Talk) -> None:
    await talk.say(f"{LP} 到哪了？")
    async with talk.services.database.read() as tx:
        assert await parcels.by_number(talk.chat_id, tx, LP) is None


async def test_watch_alone_explains_and_takes_the_next_message_even_after_a_restart(talk: Talk) -> None:
    (how,) = await talk.say("/watch")
    assert "一行一个" in how.text
    talk.restart()
    (answer,) = await talk.say(f"裙子 {LP} 20天")  # would be no list without the question before it
    assert "开始盯 1 件" in answer.text


async def test_something_else_after_watch_is_answered_as_what_it_is(talk: Talk) -> None:
    await talk.say("/watch")
    (answer,) = await talk.say("200块的订单，履约率97%，保费多少")
    assert "0.60" in answer.text


async def test_a_line_that_is_nearly_a_number_keeps_the_question_open(talk: Talk) -> None:
    await talk.say("/watch")
    (answer,) = await talk.say("LP12345")
    assert "太短" in answer.text
    (answer,) = await talk.say(LP)
    assert "开始盯 1 件" in answer.text


async def test_bad_lines_are_told_with_their_number_and_what_was_seen_the_good_ones_kept(talk: Talk) -> None:
    (answer,) = await talk.say(f"/watch {LP} 20天\nfoo\n1.2E+15\nRB123456785CN 2-30")
    assert "开始盯 1 件" in answer.text
    assert "没读懂 3 行" in answer.text
    assert "第 2 行「foo」" in answer.text
    assert "第 3 行「1.2E+15」" in answer.text
    assert "第 4 行「2-30」" in answer.text


async def test_ten_bad_lines_are_told_and_the_others_counted(talk: Talk) -> None:
    (answer,) = await talk.say("/watch " + "\n".join(["oops"] * 14))
    assert "第 10 行" in answer.text
    assert "第 11 行" not in answer.text
    assert "还有 4 行没读懂" in answer.text


async def test_a_list_of_five_hundred_is_one_short_answer(talk: Talk) -> None:
    (answer,) = await talk.say("\n".join(f"LP{row:014d} 20天 {'名' * 60}" for row in range(505)))
    assert "开始盯 500 件" in answer.text
    assert "还有 490 件" in answer.text
    assert "后面 5 行没有读" in answer.text


async def test_the_same_list_again_changes_nothing_and_a_new_promise_updates(talk: Talk) -> None:
    await talk.say(f"/watch {LP} 20天")
    (again,) = await talk.say(f"/watch {LP} 20天")
    assert "早就在盯" in again.text
    (later,) = await talk.say(f"/watch {LP} 25天 标准")
    assert "更新 1 件" in later.text
    assert "12月17日" in later.text
    parcel = await stored(talk)
    assert (parcel.seq, parcel.line) == (1, "standard")


async def test_subscribing_is_offered_once(talk: Talk) -> None:
    (first,) = await talk.say(f"/watch {LP}")
    assert "🔔 开启提醒" in first.buttons
    (second,) = await talk.say("/watch RB123456785CN")
    assert "🔔 开启提醒" not in second.buttons
    assert "/subscribe" in second.text


async def test_the_offer_subscribes_and_sets_every_moment(talk: Talk) -> None:
    await talk.say(f"/watch {LP} 20天")
    assert (await stored(talk)).next_check_at is None
    (answer,) = await talk.press("开启提醒")
    assert "提醒开了" in answer.text
    moment = (await stored(talk)).next_check_at
    assert moment is not None
    assert (moment - talk.now).days == 3


async def test_what_is_overdue_already_is_said(talk: Talk) -> None:
    await talk.say("/subscribe")
    (answer,) = await talk.say(f"/watch {LP} 2026-11-20")
    assert "已超 1 天" in answer.text
    assert "提醒马上就到" in answer.text
    assert (await stored(talk)).next_check_at == (await stored(talk)).promised_at


async def test_at_night_the_alert_is_promised_for_the_morning(talk: Talk) -> None:
    await talk.say("/subscribe")
    talk.wait(hours=11)
    (answer,) = await talk.say(f"/watch {LP} 2026-11-20")
    assert "11月23日 周一 08:00 免打扰结束就提醒" in answer.text


async def test_a_doubtful_number_is_taken_with_a_word_of_warning(talk: Talk) -> None:
    (answer,) = await talk.say("/watch RB123456789CN\nSF1234567890123")
    assert "开始盯 2 件" in answer.text
    assert "校验位对不上" in answer.text
    assert "国内快递单号" in answer.text


async def test_markup_in_a_name_is_only_text(talk: Talk) -> None:
    (answer,) = await talk.say(f"/watch {LP} <b>红&裙</b>")
    assert "<b>红&裙</b>" in answer.text


async def test_in_a_group_a_bare_list_is_nobodys_business(talk: Talk) -> None:
    group = Talk(talk.services, talk.moment, chat_id=-500, user_id=7001, kind="group")
    assert await group.say(f"{LP} 20天") == []
    (answer,) = await group.say(f"/watch {LP} 20天")
    assert "开始盯 1 件" in answer.text


async def test_the_clock_is_named_as_a_seller_names_it(talk: Talk) -> None:
    [said] = await talk.say("/watch LP00123456789012 2026-12-12")
    assert "时间都按北京时间算" in said.text
    assert "Asia/Shanghai" not in said.text


async def test_a_known_number_with_the_word_delivered_is_news_and_not_a_name(talk: Talk) -> None:
    await talk.say("LP00123456789012 20天 耳机")
    [answer] = await talk.say("LP00123456789012 已妥投")
    assert "已妥投" in answer.text
    [detail] = await talk.say("/parcel 1")
    assert "耳机" in detail.text
    assert "✅ 已妥投" in detail.text


async def test_a_promise_that_passed_within_the_hour_has_just_passed(talk: Talk) -> None:
    talk.wait(hours=12, minutes=20)  # twenty past midnight
    [answer] = await talk.say("LP00123456789012 昨天")
    assert "刚过" in answer.text
    assert "不到" not in answer.text
