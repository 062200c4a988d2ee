"""What is said around a tracking number: a promise, what has happened, a name or a question."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.asked_parcel import (
    ParcelWish,
    asked_in_list,
    one_parcel,
    parcel_wish,
    read_beside,
    read_wish,
    said_of_stuck,
)
from bot.reading.parcel_talk import asks, is_promise, is_talk, is_told
from bot.reading.parcels import looks_like_parcels, read_parcels

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LP = "LP00123456789012"
OTHER = "RB123456785CN"

NO_PROMISE = """
    我这单 {} 10天没更新了赔吗
    {} 20天了还没到
    {} 10天没更新
    {} 10 天没有更新
    {} 断更10天
    {} 8天没有新轨迹
    {} 物流8天没更新
    {} 走了30天
    {} 在途30天
    {} 清关10天
    {} 30天多
    {} 第30天
    {} 最后更新 11-10
    {} 上一条轨迹是昨天
    {} 自11-10起没更新
    {} 停更 10 天
    {} 超时8天了能赔吗
    {} 超时 8 天
    {} 已超时10天
    {} 超承诺 8 天
    {} 过了承诺时间10天
    {} 比承诺晚8天
    {} 过了10天
    {} 晚了10天
    {} 等了20天
    {} 买家等了20天
    {} 卡在海关10天
    {} 卡10天
    {} 都20天了
    {} 快20天了
    {} 20天前
    {} 20天前发的
    {} 发货20天
    {} 发货后20天没动
    {} 揽收 20天
    {} 11月10日发货
    {} 11-10发的
    {} 11月10日的单
    {} 昨天没更新
    {} 还沒到 20天
    {} 無更新10天
    {} 15-20天没更新了
    {} 2周没动静了
    {} 10天物流信息异常
    {} 3天内买家退货
    {} 买家72小时内说不想要，3天了
    my parcel {} has not moved for 10 days, is it covered?
    {} no update for 10 days
    {} no updates 10 days
    {} not moved for 10 days
    {} hasn't moved since 11-10
    {} 10 days late
    {} late 10 days
    {} 10 days ago
    {} shipped 20 days ago
    {} shipped on 11-10
    {} over 20 days
    {} it's been 20 days
    {} 20 days and still not here
    {} overdue by 8 days
    {} 20d no tracking
    {} stuck for 2 weeks
    {} waiting 20 days
    {} 8 days later than promised
    {} in transit 30 days
    {} 10 days in customs
    {} took 30 days
    {} last update 11-10
    {} no movement in the last 10 days
    {} promised 20 days ago
    {} not delivered within 20 days
"""


@pytest.mark.parametrize("line", [line.strip() for line in NO_PROMISE.splitlines() if line.strip()])
def test_what_has_happened_is_no_promise_and_no_name(line: str) -> None:
    text = line.format(LP)
    for read in (read_parcels(text, NOW, SHANGHAI), read_beside(text, NOW, SHANGHAI) or read_wish(text, NOW, SHANGHAI)):
        [parcel] = read.parcels
        assert (parcel.number, parcel.promise, parcel.name) == (LP, None, None)
        assert read.problems == ()
        assert read.told


@pytest.mark.parametrize(
    "line",
    [
        "{} 20天",
        "{} 20天 标准",
        "{} 20天内",
        "{} 20天达 裙子",
        "{} 20天 不锈钢杯",
        "{} 20天 充电宝",
        "{} 20天 贺卡",
        "{} 20天 运输中 标准",
        "{} 承诺 20天 现在第25天",
        "发货日期2026-11-10 {} 承诺20天",
        "{} 承诺20天",
        "{} 承诺20天还没到",
        "{} 承诺 20 天，超了",
        "{} 承诺的妥投时间是20天，现在10天没更新",
        "{} 时效20天已经超了",
        "{} 限时达 20天 还没到",
        "{} 20天必达 没到",
        "帮我盯着 {} 20天",
        "{} 20天 帮我盯着",
        "{} 20 days",
        "{} 20d",
        "{} promised in 20 days",
        "{} promised 20 days, 5 days without update",
        "{} promised delivery in 20 days, not moved",
        "{} due in 20 days but stuck",
        "please watch {} 20 days",
        "{} 2026-12-12",
        "{} 12月12日前 裙子",
        "{} 12月12日到期 还没到",
        "{} due 12 Dec, stuck for 10 days",
        "{} no later than 12 Dec, no update",
    ],
)
def test_a_promise_is_one_where_nothing_else_speaks_or_where_it_is_said(line: str) -> None:
    [parcel] = read_parcels(line.format(LP), NOW, SHANGHAI).parcels
    assert parcel.promise is not None
    assert (parcel.promise.at.astimezone(SHANGHAI) - datetime(2026, 12, 13, tzinfo=SHANGHAI)).total_seconds() == 0


def test_a_line_of_a_list_that_tells_something_says_nothing_of_the_others() -> None:
    one, other = read_parcels(f"{LP} 20天\n{OTHER} 15天没动", NOW, SHANGHAI).parcels
    assert one.promise is not None
    assert other.promise is None


@pytest.mark.parametrize("words", ["这两件都没更新了", "both have not moved"])
def test_what_is_told_of_a_whole_list_changes_nothing_in_its_lines(words: str) -> None:
    read = read_parcels(f"{LP} 10天\n{OTHER} 12天\n{words}", NOW, SHANGHAI)
    assert read.parcels == read_parcels(f"{LP} 10天\n{OTHER} 12天", NOW, SHANGHAI).parcels
    assert all(parcel.promise is not None for parcel in read.parcels)
    assert read.problems == (), "words about the parcels are no line that failed"


def test_several_numbers_that_share_a_complaint_have_no_promise() -> None:
    assert [parcel.promise for parcel in read_parcels(f"{LP} {OTHER} 10天没更新了", NOW, SHANGHAI).parcels] == [
        None
    ] * 2


@pytest.mark.parametrize(
    "name",
    ["红色连衣裙", "不锈钢杯", "张三的单", "客户李四 的裙子", "说明书", "退热贴", "未来战士模型", "watch strap",
     "track pants", "silver necklace", "Latex gloves", "over-ear headphones", "Post-it notes"],
)  # fmt: skip
def test_a_name_stays_a_name(name: str) -> None:
    [parcel] = read_parcels(f"{LP} 20天 {name}", NOW, SHANGHAI).parcels
    assert parcel.name == name
    assert parcel.promise is not None
    assert parcel_wish(f"{LP} {name}") is ParcelWish.WATCH


@pytest.mark.parametrize(
    "text",
    [
        "单号{}买家72小时内说不想要了",
        "{} 丢了",
        "{} 超时8天了能赔吗",
        "{} 20天了还没到",
        "{} 物流信息显示异常",
        "我的订单 {} 赔付失败",
        "{} 500元的单丢了赔多少",
        "{} 已妥投，买家说没收到",
        "{} 卡住了怎么办",
        "{} lost",
        "{} buyer refused it",
        "is {} covered",
        "why is {} stuck",
        "{} was returned, what now",
    ],
)
def test_a_complaint_or_a_question_is_no_list_and_its_parcel_has_no_name(text: str) -> None:
    written = text.format(LP)
    assert parcel_wish(written) is None
    assert not looks_like_parcels(written)
    read = read_beside(written, NOW, SHANGHAI)
    assert read is not None
    assert [(parcel.number, parcel.name, parcel.promise) for parcel in read.parcels] == [(LP, None, None)]


@pytest.mark.parametrize(
    "text",
    [
        "13123456789 是孙悟空的电话吗",
        "订单 8123456789012345 丢了能赔吗",
        "订单号:8123456789012345 退款了怎么办",
        f"{LP} 20天 裙子",
        f"裙子 {LP}",
        f"{LP} 到哪了",
        f"{LP} is not moving",
        "包裹丢了能赔吗",
        f"{LP} 丢了" + "啊" * 400,
    ],
)
def test_nothing_is_taken_for_a_parcel_beside_a_question_that_may_be_something_else(text: str) -> None:
    assert read_beside(text, NOW, SHANGHAI) is None


def test_a_number_of_digits_is_a_parcels_behind_the_word_for_one() -> None:
    read = read_beside("运单号：8123456789012345 丢了怎么赔", NOW, SHANGHAI)
    assert read is not None
    assert [parcel.number for parcel in read.parcels] == ["8123456789012345"]


def test_a_promised_day_that_cannot_be_read_is_said_and_other_days_are_not_looked_at() -> None:
    read = read_beside(f"{LP} 承诺13/1，还没到", NOW, SHANGHAI)
    assert read is not None
    assert [problem.reason for problem in read.problems] == ["date_ambiguous"]
    read = read_beside(f"{LP} 13/1发的，10-15天没动静了怎么办", NOW, SHANGHAI)
    assert read is not None
    assert read.problems == ()


def test_what_a_list_asks_is_told_from_its_names() -> None:
    assert asked_in_list(f"{LP} 20天 裙子\n{OTHER} 到哪了") == "到哪了"
    assert asked_in_list(f"{LP} 20天 裙子\n{OTHER}") == ""
    assert asked_in_list(f"{LP} is not moving") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [(f"{LP} 10天没更新", "10天没更新"), (f"{LP} is not moving", "is not moving"), (f"盯一下 {LP}", ""), (LP, "")],
)
def test_what_is_said_of_a_parcel_that_is_stuck_is_told_from_the_wish(text: str, words: str) -> None:
    assert said_of_stuck(text) == words


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (LP, (LP, "")),
        (f"单号：{LP}", (LP, "")),
        (f"my parcel is {LP}", (LP, "")),
        ("RB 123 456 785 CN", (OTHER, "")),
        (f"{LP} 丢了", (LP, "丢了")),
        (f"{LP} {OTHER}", None),
        ("丢了", None),
    ],
)
def test_the_one_parcel_of_an_answer_is_told_from_the_words_beside_it(text: str, named: tuple[str, str] | None) -> None:
    assert one_parcel(text) == named


def test_that_a_parcel_was_delivered_is_news_and_nothing_else() -> None:
    assert not is_told("已妥投")
    assert is_told("已妥投，买家说没收到")


ODD = st.text() | st.lists(
    st.sampled_from([LP, "20天", "承诺", "没", "了", "11-10", "发货", "for", "late", "\n", " ", "，", "\x00", "?"]),
    max_size=20,
).map("".join)


@given(ODD)
def test_no_text_makes_the_readers_raise(text: str) -> None:
    is_talk(text), is_told(text), asks(text)
    is_promise(text, len(text) // 3, len(text) // 2, counted=True)
    read_beside(text, NOW, SHANGHAI)
    asked_in_list(text)
    one_parcel(text)
    parcel_wish(text)


@pytest.mark.parametrize(
    "piece",
    ["发货 ", "承诺的时间是", "20天 ", "20 days ", "promised date ", "1 ", ", ", f"{LP} 10天没更新了 ", "shipped on "],
)
def test_a_long_text_is_read_in_no_time(piece: str) -> None:
    text = piece * (4000 // len(piece))
    read_parcels(LP, NOW, SHANGHAI)
    is_talk(LP)
    start = perf_counter()
    is_talk(text)
    parcel_wish(text)
    read_beside(text, NOW, SHANGHAI)
    read_parcels(f"{LP} {text}", NOW, SHANGHAI)
    assert perf_counter() - start < 1
