"""Parcel lists as sellers paste them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.parcel_words import vocabulary
from bot.reading.parcels import BadLine, ParcelLine, find_number, looks_like_parcels, read_parcels
from rules.shipping import Service

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LP = "LP00123456789012"


def read_one(line: str) -> ParcelLine:
    read = read_parcels(line, NOW, SHANGHAI)
    assert not read.problems
    (parcel,) = read.parcels
    return parcel


def reason(line: str) -> tuple[str, str]:
    (problem,) = read_parcels(line, NOW, SHANGHAI).problems
    return problem.reason, problem.seen


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (LP, LP),
        ("lp00123456789012", LP),
        ("ＬＰ００１２３４５６７８９０１２", LP),
        ("LP001234\u200b56789012", LP),
        ("RB123456785CN", "RB123456785CN"),
        ("RB 123 456 785 CN", "RB123456785CN"),
        ("UL547537780YP", "UL547537780YP"),
        ("CNFR9010531234567HD", "CNFR9010531234567HD"),
        ("YT2412345678901234", "YT2412345678901234"),
        ("4PX3001234567890", "4PX3001234567890"),
        ("1Z999AA10123456784", "1Z999AA10123456784"),
        ("8012345678", "8012345678"),
        ("https://global.cainiao.com/detail.htm?mailNoList=LP00123456789012&from=x", LP),
        ("运单号：LP00123456789012", LP),
        ("1. LP00123456789012", LP),
        ("1、LP00123456789012", LP),
        ("- LP00123456789012", LP),
    ],
)
def test_a_tracking_number_is_found_and_brought_into_one_form(written: str, number: str) -> None:
    assert read_one(written) == ParcelLine(number)
    assert find_number(written) == number


@pytest.mark.parametrize(
    "line",
    [
        f"{LP} 2026-12-01 标准 红色连衣裙",
        f"{LP},2026-12-01,标准,红色连衣裙",
        f"{LP}，2026-12-01；标准|红色连衣裙",
        f"{LP}\t2026-12-01\t标准\t红色连衣裙",
        f"红色连衣裙 {LP} 标准 2026-12-01",
        f"{LP} 承诺 2026-12-01前 无忧物流-标准 红色连衣裙",
        f"{LP} 红色连衣裙 AliExpress Standard Shipping by 1 Dec",
    ],
)
def test_number_promise_line_and_name_may_stand_in_any_order_and_with_any_separator(line: str) -> None:
    parcel = read_one(line)
    assert parcel.promise is not None
    assert parcel.promise.at == datetime(2026, 12, 1, 16, 0, tzinfo=UTC)  # the midnight that ends 1 December
    assert (parcel.number, parcel.line, parcel.name) == (LP, "standard", "红色连衣裙")


@pytest.mark.parametrize(
    ("word", "service"),
    [
        ("标准", Service.STANDARD),
        ("standard", Service.STANDARD),
        ("CAINIAO_STANDARD", Service.STANDARD),
        ("简易", Service.SIMPLE),
        ("Saver", Service.SIMPLE),
        ("无忧简易", Service.SIMPLE),
        ("特货", Service.SPECIAL),
        ("菜鸟特货专线-标准", Service.SPECIAL),
        ("菜鸟特货专线-简易", Service.SPECIAL),
        ("菜鸟特货专线-标快", Service.SPECIAL),
        ("菜鸟无忧物流-标准(特货)", Service.STANDARD_SPECIAL),
        ("无忧标准（特货）", Service.STANDARD_SPECIAL),
        ("标准-特货", Service.STANDARD_SPECIAL),
        ("标准 特货", Service.STANDARD_SPECIAL),
        ("Standard special goods", Service.STANDARD_SPECIAL),
        ("简易(特货)", Service.SIMPLE_SPECIAL),
        ("无忧物流-简易（特货）", Service.SIMPLE_SPECIAL),
        ("标准(带电)", Service.STANDARD_BATTERY),
        ("菜鸟无忧物流-标准-带电", Service.STANDARD_BATTERY),
        ("无忧简易带电", Service.SIMPLE_BATTERY),
        ("标准（大包）", Service.OTHER_WORRY_FREE),
        ("无忧物流-特惠", Service.OTHER_WORRY_FREE),
        ("优先", Service.PRIORITY),
        ("priority", Service.PRIORITY),
        ("DHL", Service.COMMERCIAL_EXPRESS),
        ("线下", Service.OFFLINE),
    ],
)
def test_the_words_of_a_line_are_known_in_both_languages(word: str, service: Service) -> None:
    assert read_one(f"{LP} {word}") == ParcelLine(LP, line=service.value)


def test_a_word_inside_another_is_no_line() -> None:
    assert read_one(f"{LP} 标准件螺丝 20天").name == "标准件螺丝"


def test_goods_that_only_begin_like_a_class_of_goods_stay_the_name() -> None:
    assert read_one(f"{LP} 标准 带电小风扇") == ParcelLine(LP, line="standard", name="带电小风扇")


def test_the_vocabulary_names_only_services_the_rules_know() -> None:
    assert set(vocabulary()["lines"]) <= {service.value for service in Service}


def test_a_name_keeps_sixty_characters() -> None:
    assert read_one(f"{LP} {'很长的名字' * 30}").name == "很长的名字" * 12


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hello", ("no_number", "hello")),
        ("LP123", ("short_number", "LP123")),
        ("123456789", ("short_number", "123456789")),
        ("A1" * 18, ("long_number", "A1" * 18)),
        ("SHOESFORWOMEN2026", ("short_number", "SHOESFORWOMEN2026")),
        ("1.23457E+15 裙子", ("spreadsheet", "1.23457E+15")),
        (f"{LP} 2-30", ("date_impossible", "2-30")),
        (f"{LP} 13/1", ("date_ambiguous", "13/1")),
        (f"{LP} 12-01 12-05", ("date_several", "12-01 / 12-05")),
    ],
)
def test_a_line_that_cannot_be_read_says_why_and_what_was_seen(line: str, expected: tuple[str, str]) -> None:
    assert reason(line) == expected


@pytest.mark.parametrize(
    ("number", "doubt"),
    [
        ("RB123456785CN", None),
        ("RB123456789CN", "check_digit"),
        ("LX000000014CN", None),
        ("RR987654326ES", None),
        ("SF1234567890123", "domestic"),
        ("YT2412345678901", "domestic"),
        ("YT2412345678901234", None),
        (LP, None),
    ],
)
def test_a_doubtful_number_is_taken_and_doubted(number: str, doubt: str | None) -> None:
    assert read_one(number).doubt == doubt


def test_bad_lines_are_told_by_their_number_in_the_paste_and_good_ones_are_kept() -> None:
    read = read_parcels(f"单号 日期\n\n{LP} 20天\nLP12\n8012345678901\n", NOW, SHANGHAI)
    assert [parcel.number for parcel in read.parcels] == [LP, "8012345678901"]
    assert read.problems == (BadLine(1, "no_number", "单号 日期"), BadLine(4, "short_number", "LP12"))


def test_a_number_given_twice_is_one_parcel_with_all_that_was_said() -> None:
    read = read_parcels(f"{LP} 20天 裙子\n{LP.lower()} 标准\n{LP} 衬衫", NOW, SHANGHAI)
    (parcel,) = read.parcels
    assert (parcel.line, parcel.name, read.merged) == ("standard", "衬衫", 2)
    assert parcel.promise is not None


def test_several_numbers_on_a_line_are_several_parcels_that_share_the_rest() -> None:
    read = read_parcels(f"{LP} RB123456785CN 20天 标准", NOW, SHANGHAI)
    assert [parcel.number for parcel in read.parcels] == [LP, "RB123456785CN"]
    assert len({(parcel.promise, parcel.line) for parcel in read.parcels}) == 1


def test_five_hundred_lines_are_read_and_the_rest_is_counted() -> None:
    read = read_parcels("\n".join(f"LP{row:014d}" for row in range(512)), NOW, SHANGHAI)
    assert (len(read.parcels), read.left_out, read.problems) == (500, 12, ())


@pytest.mark.parametrize(
    "text",
    [
        LP,
        f"单号：{LP}",
        f"{LP} 20天 红色",
        f"1. {LP} a\n2. RB123456785CN b\n以上",
        f"{LP}\nRB123456785CN",
        f"{LP} 2026-12-01 标准",
    ],
)
def test_a_list_is_recognised_without_a_command(text: str) -> None:
    assert looks_like_parcels(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "保费怎么算",
        f"{LP} 到哪了",
        f"{LP} 能赔多少？",
        f"我的订单 {LP} 赔付失败",
        f"is {LP} covered",
        f"{LP} is not moving",
        f"裙子 {LP}",
        f"{LP}\nRB123456785CN\n为什么这两件没动静",
        "200块的订单,履约率97%,保费多少",
        "premium for a 200 yuan order at 97% fulfilment",
        "LP1\nLP2",
    ],
)
def test_a_question_that_holds_a_number_stays_a_question(text: str) -> None:
    assert not looks_like_parcels(text)


ODD = st.text() | st.lists(
    st.sampled_from(
        [LP, "RB123456785CN", "12-01", "20天", "标准", "\n", " ", "，", "\u200f", "1E+5", "٣", "²", "\x00", "?"]
    ),
    max_size=20,
).map("".join)


@given(ODD)
def test_no_text_makes_the_readers_raise(text: str) -> None:
    read = read_parcels(text, NOW, SHANGHAI)
    looks_like_parcels(text)
    find_number(text)
    for parcel in read.parcels:
        assert 8 <= len(parcel.number) <= 35
        assert parcel.number.isascii()
        assert parcel.number.isalnum()
        assert parcel.number == parcel.number.upper()
        assert parcel.name is None or 0 < len(parcel.name) <= 60
