"""``/diagnose`` beside the rest: watched parcels, its buttons after the result, why, groups, another book."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.book import Book
from tests.bot.handlers.diagnosing import GOOD, answer, press
from tests.support.books import changed_book
from tests.support.talk import Talk


async def test_a_watched_parcels_record_is_not_asked_again(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012 2026-11-12 标准")
    await talk.say("/event 1 11-14 10:00 揽收成功")
    await talk.say("/event 1 11-15 10:00 已入库")
    said = await answer(talk, "/diagnose 1")
    assert "LP00123456789012" in said.text
    assert "包裹记录里有：无忧标准" in said.text
    assert "已知：首程在 48 小时内" in said.text
    assert "收件人电话" in said.text
    said = await answer(talk, "/diagnose #1 电话没问题 不带电 都做到 店铺达标")
    assert said.text.startswith("✅")
    assert "看 #1" in said.buttons


async def test_a_record_with_a_longer_gap_proves_nothing_and_is_asked_about(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012 2026-11-12 标准")
    await talk.say("/event 1 11-10 10:00 揽收成功")
    await talk.say("/event 1 11-15 10:00 已入库")
    assert "首程轨迹更新了吗" in (await answer(talk, "/diagnose LP00123456789012")).text


async def test_a_pickup_alone_starts_the_clock(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012 2026-12-12 标准")
    await talk.say("/event 1 11-21 22:00 已揽收")  # fourteen hours ago
    said = await answer(talk, "/diagnose 1")
    assert "揽收了 14 小时" in said.text
    said = await press(talk, "还没有", "不答了，看结果")
    assert "离 48 小时还剩 34 小时" in said.text


async def test_a_pickup_that_failed_is_none(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012 2026-12-12 标准")
    await talk.say("/event 1 11-21 22:00 未揽收，揽收失败")
    assert "揽收了" not in (await answer(talk, "/diagnose 1")).text


async def test_the_parcel_has_a_button_for_it(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012 2026-11-12 标准")
    await talk.say("/parcel 1")
    [said] = await talk.press("为什么会赔不下来")
    assert "首程轨迹更新了吗" in said.text
    assert "包裹记录里有：无忧标准" in said.text


async def test_a_parcel_of_nobody_is_said_so(talk: Talk) -> None:
    assert "「99」" in (await answer(talk, "/diagnose 99")).text
    [said] = await talk.press_data("dq:99")
    assert "「99」" in said.text


async def test_why_shows_the_trace_by_the_rules_of_the_day(talk: Talk) -> None:
    await talk.say("/diagnose 标准 首程50小时 电话没区号 含电没勾")
    talk.wait(days=30)
    [why] = await talk.press("怎么得出来的")
    for words in ("D01", "50 小时", "48 小时", "D04", "D05", "X09", "按 2026-11-22 的规定算"):
        assert words in why.text


async def test_why_says_what_stands_for_an_answer_without_a_figure(talk: Talk) -> None:
    for line in ("首程超过48小时", "标准 首程及时 店铺达标"):
        await talk.say(f"/diagnose {line}")
        [why] = await talk.press("怎么得出来的")
        assert "没有具体数字" in why.text
    assert "“店铺指标都达标”你只选了“店铺条件都满足”" in why.text


@pytest.mark.parametrize("data", ["dw:x", "dr:x", "dm:x", "dn", "dp:first_leg:late", "dk:phone", "db:phone", "dp:a:b"])
async def test_a_button_of_a_round_that_is_over_says_so(talk: Talk, data: str) -> None:
    [said] = await talk.press_data(data)
    assert said.kind == "toast"
    assert "/diagnose" in said.text or "过期" in said.text


@pytest.mark.parametrize(
    "data", ["dp:first_leg:soon", "dp:seller:god", "dp:line:xx", "dp:peril:none", "dk:peril", "db:zz"]
)
async def test_a_forged_answer_is_none(talk: Talk, data: str) -> None:
    await talk.say("/diagnose")
    [said] = await talk.press_data(data)
    assert said.kind == "toast"


async def test_old_results_go_on_working(talk: Talk) -> None:
    result = await answer(talk, f"/diagnose {GOOD}")
    await talk.say("/eligible")
    [review] = await talk.press("改一项答案", on=result)
    assert "要改哪一项" in review.text
    [more] = await talk.press("电话没问题", on=review)
    assert "收件人电话写对了吗" in more.text


async def test_what_leads_on_leads_on(talk: Talk) -> None:
    result = await answer(talk, "/diagnose 首程50小时")
    for label, words in (
        ("查面单电话", "发往哪个国家"),
        ("这单保不保", "这一单出了什么事"),
        ("换一单", "首程轨迹更新了吗"),
    ):
        [said] = await talk.press(label, on=result)
        assert words in said.text


async def test_another_book_decides_by_its_own_figures(tmp_path: Path) -> None:
    book = changed_book(tmp_path, ("diagnosis/first_leg_hours.yaml", "value: 48", "value: 72"))
    async with Talk.open(tmp_path, book=Book.load(book)) as talk:
        said = await answer(talk, "/diagnose 首程50小时")
        assert "❌" not in said.text
        assert "72 小时" in said.text


async def test_in_a_group_the_buttons_are_the_askers(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, kind="group", chat_id=-100) as talk:
        await talk.say("/diagnose 判责 虚假发货 裁决 999999.99 保证金 99999.99 余额 99999.99 首程50小时")
        [toast] = await talk.other(42).press("怎么得出来的")
        assert toast.kind == "toast"
        await talk.say("/diagnose")
        await talk.press("有，揽收后")
        said = await press(talk, "发号码，现在就查")
        assert "群里的人都看得到" in said.text


@pytest.mark.parametrize(("typed", "kept"), [("没勾", "带电，没勾“含电”"), ("勾了", "带电，已勾“含电”")])
async def test_the_tick_typed_after_the_battery_completes_that_answer(talk: Talk, typed: str, kept: str) -> None:
    await answer(talk, "/diagnose")
    await answer(talk, "标准 首程及时 电话没问题")
    asked = await press(talk, "带电，勾没勾不记得")
    said = await answer(talk, typed)
    assert kept in said.text
    assert asked.text.splitlines()[2] in said.text, "the open question is asked again"


async def test_a_bare_number_before_words_is_the_watched_parcel_of_that_number(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012 20天")
    said = await answer(talk, "/diagnose 1 丢件")
    assert "#1 LP00123456789012" in said.text
    assert "没看懂" not in said.text
    assert "#1" not in (await answer(talk, "/diagnose 2 丢件")).text
