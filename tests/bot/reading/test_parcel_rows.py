"""Days and names in rows of parcels: what was told counts for the days right beside it, and for nothing else."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter

import pytest

from bot.reading.asked_parcel import (
    ParcelWish,
    asked_in_list,
    one_parcel,
    parcel_wish,
    read_beside,
    read_wish,
)
from bot.reading.parcels import looks_like_parcels, read_parcels
from tests.bot.reading.test_parcel_talk import LP, NOW, SHANGHAI

SECOND = "LP00123456789013"
DECEMBER_10 = datetime(2026, 12, 11, tzinfo=SHANGHAI)
IN_20_DAYS = datetime(2026, 12, 13, tzinfo=SHANGHAI)
IN_30_DAYS = datetime(2026, 12, 23, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("下面这几个客户还在等，帮我盯", ""),
        ("帮我加一下这三个，承诺时间都写了", ""),
        ("这几个快到期了，帮我盯着", ""),
        ("已经发货的：", ""),
        ("I have these parcels:", ""),
        ("Please watch these, they were shipped yesterday:", ""),
        ("", "麻烦盯一下，怕超时"),
        ("", "担心超时，到期提醒我"),
    ],
)
@pytest.mark.parametrize(
    ("written", "at"),
    [("2026-12-10", DECEMBER_10), ("12月10日", DECEMBER_10), ("20天", IN_20_DAYS), ("20 days", IN_20_DAYS)],
)
def test_talk_around_a_list_leaves_its_promises_and_names(first: str, last: str, written: str, at: datetime) -> None:
    text = f"{first}\n{LP} {written} 张三\n{SECOND} {written} Anna\n{last}".strip()
    assert parcel_wish(text) is ParcelWish.WATCH
    read = read_wish(text, NOW, SHANGHAI)
    assert [parcel.name for parcel in read.parcels] == ["张三", "Anna"]
    assert [parcel.promise and parcel.promise.at for parcel in read.parcels] == [at, at]
    assert read.problems == ()
    assert asked_in_list(text) == ""


@pytest.mark.parametrize(
    ("line", "at", "name"),
    [
        ("{}\t2026-12-10\t张三\t还在运输", DECEMBER_10, "张三 还在运输"),
        ("{} 2026-12-10 张三 已付款了", DECEMBER_10, "张三 已付款了"),
        ("{} 未签收 2026-12-10", DECEMBER_10, None),
        ("{} 2026-12-10 别超时", DECEMBER_10, None),
        ("{} 2026-12-10 快超时了", DECEMBER_10, None),
        ("{} Dec 10 Yet Li", DECEMBER_10, "Yet Li"),
        ("{} Yet Li 2026-12-10", DECEMBER_10, "Yet Li"),
        ("{} Never Full bag 2026-12-10", DECEMBER_10, "Never Full bag"),
        ("{} 2026-12-10 哪吒手办", DECEMBER_10, "哪吒手办"),
        ("{} 20天 买家要加急", IN_20_DAYS, None),
        ("{},还在运输,20天", IN_20_DAYS, None),
        ("{} frozen doll 30 days", IN_30_DAYS, "frozen doll"),
        ("{} broken heart necklace 30 days", IN_30_DAYS, "broken heart necklace"),
        ("{} claim form 30 days", IN_30_DAYS, "claim form"),
        ("{} 了凡书 30天", IN_30_DAYS, "了凡书"),
        ("{} 30天 赔钱货", IN_30_DAYS, "赔钱货"),
        ("{} 30天 退货率高的客户", IN_30_DAYS, "退货率高的客户"),
        ("{} about 30 days", IN_30_DAYS, None),
        ("{} for 30 days", IN_30_DAYS, None),
        ("{} takes 30 days", IN_30_DAYS, None),
        ("{} 差不多30天", IN_30_DAYS, None),
        ("{} 大概30天", IN_30_DAYS, None),
        ("{} 约 30天", IN_30_DAYS, None),
        ("{} 近20天", IN_20_DAYS, None),
        ("{} 用30天", IN_30_DAYS, None),
    ],
)
def test_a_status_a_comment_or_a_name_leaves_the_promise_of_its_row(line: str, at: datetime, name: str | None) -> None:
    text = line.format(LP)
    assert parcel_wish(text) is ParcelWish.WATCH
    [parcel] = read_wish(text, NOW, SHANGHAI).parcels
    assert parcel.promise is not None
    assert (parcel.promise.at, parcel.name) == (at, name)
    assert asked_in_list(text) == ""


@pytest.mark.parametrize("text", ["watch {} for 30 days", "你好 {} 30天", "您好，{} 30天"])
def test_a_greeting_or_a_wish_leaves_the_promise(text: str) -> None:
    written = text.format(LP)
    [parcel] = (read_beside(written, NOW, SHANGHAI) or read_wish(written, NOW, SHANGHAI)).parcels
    assert parcel.promise is not None
    assert (parcel.promise.at, parcel.name) == (IN_30_DAYS, None)


@pytest.mark.parametrize("text", ["{} 12月10日 还没到，能赔吗", "{} 2026-12-10 is it covered", "丢了吗 {} Dec 10"])
def test_a_question_leaves_an_explicit_date_and_is_asked(text: str) -> None:
    read = read_beside(text.format(LP), NOW, SHANGHAI)
    assert read is not None
    assert [(parcel.promise and parcel.promise.at, parcel.name) for parcel in read.parcels] == [(DECEMBER_10, None)]


@pytest.mark.parametrize(
    "text",
    ["{} 12月10日发的", "{} 2026-11-10 发货", "{} shipped Nov 10", "{} Nov 10 shipped", "{} 最后更新 2026-11-10",
     "{} last update 2026-11-10", "{} 30天能赔吗", "{} 30天 能赔吗", "{} 20天，还没到，赔吗"],
)  # fmt: skip
def test_words_right_at_a_day_or_a_span_say_that_it_is_no_promise(text: str) -> None:
    read = read_beside(text.format(LP), NOW, SHANGHAI)
    assert read is not None
    assert [(parcel.promise, parcel.name) for parcel in read.parcels] == [(None, None)]


@pytest.mark.parametrize("words", ["没首程", "没电池", "30小时", "吧", "这个", "大概", "for", "about"])
def test_what_only_tells_or_leads_on_is_no_name(words: str) -> None:
    assert [parcel.name for parcel in read_parcels(f"{LP} {words}", NOW, SHANGHAI).parcels] == [None]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"这个单 {LP}", ""),
        (f"就是{LP}这个", ""),
        (f"it's {LP}", ""),
        (f"sorry {LP}", ""),
        (f"{LP}吧", ""),
        (f"运单 {LP} 承诺11月10日", "承诺11月10日"),
        (f"{LP} 6天", "6天"),
        (f"{LP} 标准", "标准"),
        (f"{LP} 不是，是简易", "不是,是简易"),
    ],
)
def test_words_that_only_point_at_a_parcel_are_no_answer(text: str, words: str) -> None:
    named = one_parcel(text)
    assert named is not None
    assert (named[0], " ".join(named[1].split())) == (LP, words)


@pytest.mark.parametrize(
    "piece", ["不是 ", "没更新 ", "not in ", "no x ", "stuck for the last ", "这个", "了", "自 ", "怕"]
)
def test_long_talk_beside_days_is_read_in_no_time(piece: str) -> None:
    text = piece * (4000 // len(piece))
    read_parcels(LP, NOW, SHANGHAI)
    start = perf_counter()
    read_parcels(f"{LP} {text} 20天 {text}", NOW, SHANGHAI)
    one_parcel(f"{LP} {text[:380]}")
    looks_like_parcels(f"{LP} 20天{text}")
    assert perf_counter() - start < 1
