"""Typed answers to ``/cover``: every way to write a figure, slips of the pen, and whatever else may be typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.talk import Said, Talk

LATE = "/cover 无忧标准 普货 都做到 超时8天 断更6天"


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("8天", "超承诺 8 天"),
        ("８天", "超承诺 8 天"),
        ("八天", "超承诺 8 天"),
        ("8d", "超承诺 8 天"),
        ("200小时", "超承诺 8 天 8 小时"),
        ("一周", "超承诺 7 天"),
        ("2026-11-10", "超承诺 11 天 12 小时"),
        ("20261110", "超承诺 11 天 12 小时"),
        ("11月10日", "超承诺 11 天 12 小时"),
        ("承诺 10 Nov", "超承诺 11 天 12 小时"),
        ("超过8天", "超承诺满 7 天"),
    ],
)
async def test_how_late_it_is_can_be_typed_in_many_ways(talk: Talk, typed: str, shown: str) -> None:
    await talk.say("/cover 标准 都做到 断更6天")
    said = await answer(talk, typed)
    assert said.text.startswith("✅ 在保障里")
    assert shown in said.text


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("-3天", "不会是负数"),
        ("-3", "不会是负数"),
        ("1e12", "没看懂"),
        ("99999天", "多打了几位"),
        ("5-9天", "是个范围"),
        ("8个工作日", "按自然日数满"),
        ("超过3天", "看不出过没过线"),
        ("20号", "有两种读法"),
        ("2月30日", "没有这一天"),
        ("2020-01-01", "离今天太远"),
        ("哈哈", "没看懂"),
    ],
)
async def test_a_mistyped_figure_keeps_the_others_and_asks_again(talk: Talk, typed: str, problem: str) -> None:
    await talk.say("/cover 标准 都做到 断更6天")
    said = await answer(talk, typed)
    assert problem in said.text
    assert typed in said.text
    assert "已知：无忧标准 · 打单、交仓、追踪、揽收都做到 · 没妥投 · 断更 6 天" in said.text
    assert "超过承诺送达时间多少天了" in said.text


async def test_a_last_update_that_is_still_to_come_is_questioned(talk: Talk) -> None:
    await talk.say("/cover 标准 都做到 超时8天")
    assert "「明天」还没到" in (await answer(talk, "明天")).text


async def test_a_promise_that_is_still_to_come_is_simply_not_late(talk: Talk) -> None:
    await talk.say("/cover 标准 都做到 没丢 断更6天")
    said = await answer(talk, "明天")
    assert said.text.startswith("⏳ 还没到时候：最早 12月1日 周二 00:00")
    assert "离承诺还有 1 天 12 小时" in said.text


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("$500", "请换成元再发"),
        ("500美元 200 100", "请换成元再发"),
        ("-500 200 100", "不会是负数"),
        ("0 200 100", "要大于零"),
        ("500 200", "分不清各是哪一样"),
        ("99999999 200 100", "多打了几位"),
        ("1000000000000", "多打了几位"),
        ("判责1000000000000 保证金200", "多打了几位"),
        ("判责20261110 保证金200", "多打了几位"),
        ("五百块吧可能", "没看懂"),
    ],
)
async def test_an_amount_that_cannot_be_taken_is_asked_again(talk: Talk, typed: str, problem: str) -> None:
    await talk.say("/cover 判责 虚假发货 标准 都做到")
    said = await answer(talk, typed)
    assert problem in said.text
    assert "多少元？" in said.text


async def test_amounts_sent_one_by_one_are_shown_and_the_example_names_only_what_is_left(talk: Talk) -> None:
    await talk.say("/cover 判责 虚假发货 标准 都做到")
    said = await answer(talk, "500")
    assert "判责 ¥500.00" in said.text
    assert "保证金、账户余额各是多少元？" in said.text
    assert "例如 200 100" in said.text
    assert "差 ¥200.00" in (await answer(talk, "200 100")).text


@pytest.mark.parametrize(("typed", "shown"), [("是", "确认丢件"), ("没有", "没妥投"), ("已经妥投了", "已妥投")])
async def test_a_parcel_known_to_be_undelivered_is_only_asked_about_its_loss(
    talk: Talk, typed: str, shown: str
) -> None:
    said = await answer(talk, "/cover 标准 都做到 没妥投 超时3天 断更6天")
    assert "承运商确认丢件了吗？" in said.text
    assert "没妥投 · 超承诺 3 天" in said.text
    assert "已妥投" not in said.buttons
    assert f"都做到 · {shown} · 超承诺 3 天" in (await answer(talk, typed)).text


async def test_part_of_a_line_goes_on_with_what_is_missing_and_shows_what_was_not_read(talk: Talk) -> None:
    said = await answer(talk, "/cover 标准 呵呵 超时8天")
    assert "「呵呵」没看懂。\n别的都记下了。" in said.text
    assert "已知：无忧标准 · 没妥投 · 超承诺 8 天" in said.text


async def test_a_settled_line_tells_what_it_did_not_read(talk: Talk) -> None:
    said = await answer(talk, f"{LATE} 呵呵")
    assert said.text.startswith("✅")
    assert "没看懂、没算进去的：「呵呵」" in said.text


async def test_a_line_that_says_nothing_is_asked_from_the_beginning(talk: Talk) -> None:
    said = await answer(talk, "/cover 呵呵")
    assert "「呵呵」没看懂" in said.text
    assert "这一单出了什么事" in said.text


async def test_two_things_at_once_are_asked_about_and_nothing_is_lost(talk: Talk) -> None:
    said = await answer(talk, "/cover 退货 判责 标准 都做到 500")
    assert "这一单出了什么事" in said.text
    assert "已知：无忧标准 · 打单、交仓、追踪、揽收都做到" in said.text


@given(text=st.text(min_size=1, max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_gets_an_answer_telegram_accepts(talk: Talk, text: str) -> None:
    for opening in ("/cover", "/cover 物流异常 标准 都做到", "/cover 判责 虚假发货 标准 都做到", f"/cover {text}"):
        await talk.say(opening)
        said = await talk.say(text)
        assert all("我这边出错了" not in one.text for one in said)
