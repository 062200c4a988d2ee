"""What may sink a payout, as sellers write it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.cover_figures import Reader
from bot.reading.diagnose_words import Clock, DiagnoseWords, read_line, read_own_answer

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
READER = Reader(
    {"overdue": timedelta(days=7), "idle": timedelta(days=5), "return_after": timedelta(hours=72)},
    NOW,
    ZoneInfo("Asia/Shanghai"),
)
CLOCK = Clock(
    timedelta(hours=48),
    lambda after: f"{after / timedelta(hours=1):g}h",
    lambda since: f"{since / timedelta(hours=1):g}h ago",
)


def line(text: str) -> DiagnoseWords:
    return read_line(text, READER, CLOCK)


def own(text: str, step: str) -> DiagnoseWords:
    return read_own_answer(text, step, READER, CLOCK)


LINES = {
    "标准 首程50小时 电话没区号 含电没勾": {
        "line": "standard",
        "first_leg": "50h",
        "phone": "no_code",
        "battery": "undeclared",
    },
    "standard first scan 50h phone ok battery undeclared": {
        "line": "standard",
        "first_leg": "50h",
        "phone": "ok",
        "battery": "undeclared",
    },
    "标准,首程:50小时,电话:ok,含电:没勾": {
        "line": "standard",
        "first_leg": "50h",
        "phone": "ok",
        "battery": "undeclared",
    },
    "首程两天": {"first_leg": "48h"},
    "首程５０小时": {"first_leg": "50h"},
    "揽收后50小时才有首程": {"first_leg": "50h"},
    "first scan after 50 hours": {"first_leg": "50h"},
    "50 hours until the first scan": {"first_leg": "50h"},
    "48小时内有首程": {"first_leg": "in_time"},
    "首程超过48小时": {"first_leg": "late"},
    "首程及时": {"first_leg": "in_time"},
    "first scan too late": {"first_leg": "late"},
    "揽收30小时还没首程": {"first_leg": "none", "since_pickup": "30h ago"},
    "首程没更新，揽收30小时": {"first_leg": "none", "since_pickup": "30h ago"},
    "picked up 30 hours ago, no first scan yet": {"first_leg": "none", "since_pickup": "30h ago"},
    "no first scan, 30h since pickup": {"first_leg": "none", "since_pickup": "30h ago"},
    "超过48小时没首程": {"first_leg": "none", "since_pickup": "over"},
    "还没揽收": {"first_leg": "none", "since_pickup": "not_yet", "picked_up": "no"},
    "not picked up yet": {"first_leg": "none", "since_pickup": "not_yet", "picked_up": "no"},
    "电话没问题": {"phone": "ok"},
    "phone is fine": {"phone": "ok"},
    "没国家代码": {"phone": "no_code"},
    "phone has spaces": {"phone": "unclean"},
    "电话有空格没区号": {"phone": "both"},
    "不带电": {"battery": "none"},
    "no battery": {"battery": "none"},
    "含电已勾": {"battery": "declared"},
    "battery ticked": {"battery": "declared"},
    "漏勾含电": {"battery": "undeclared"},
    "forgot to declare the battery": {"battery": "undeclared"},
    "带电": {"battery": "contained"},
    "店铺达标": {"seller": "all"},
    "个体户": {"seller": "entity"},
    "too many disputes": {"seller": "dispute"},
    "UPS phone ok": {"line": "commercial_express", "phone": "ok"},
}


@pytest.mark.parametrize("text", LINES)
def test_a_line_says_what_it_says_and_no_more(text: str) -> None:
    said = line(text)
    assert said.answers == LINES[text]
    assert said.unread == []


def test_the_two_silences_are_told_apart() -> None:
    said = line("首程30小时 超时8天 断更6天")
    assert said.answers["first_leg"] == "30h"
    assert said.answers["idle"] == f"@{int((NOW - timedelta(days=6)).timestamp())}"
    assert said.answers["overdue"] == f"@{int((NOW - timedelta(days=8)).timestamp())}"
    assert line("no scan for 6 days").answers.get("first_leg") is None


def test_the_span_of_a_return_is_not_the_first_scans() -> None:
    said = line("拒收 签收后50小时 不想要 完好 包装完整 首程30小时")
    assert said.answers["first_leg"] == "30h"
    assert said.answers["return_after"] == str(50 * 3600)


def test_amounts_of_a_ruling_are_read_beside_the_causes() -> None:
    said = line("判责 虚假发货 裁决 500 保证金 100 余额 50 首程及时")
    assert (said.answers["ruling"], said.answers["deposit"], said.answers["balance"]) == ("500.00", "100.00", "50.00")
    assert said.answers["peril"] == "ruling"


def test_an_undeclared_battery_is_no_ruling_for_goods_not_as_described() -> None:
    assert "ruling_cause" not in line("含电没勾").answers
    assert line("货不对板 含电没勾").answers["ruling_cause"] == "not_as_described"


@pytest.mark.parametrize(
    ("text", "problem", "unread"),
    [
        ("首程 1-2天", "range", "1-2天"),
        ("首程 -5小时", "negative", "-5小时"),
        ("首程不到60小时", "bounded", "不到60小时"),
        ("呵呵", "not_understood", "呵呵"),
        ("电话不对", "not_understood", "电话不对"),
    ],
)
def test_what_cannot_be_read_is_returned_with_its_reason(text: str, problem: str, unread: str) -> None:
    said = line(text)
    assert (said.problem, said.unread, said.answers) == (problem, [unread], {})


@pytest.mark.parametrize(
    ("step", "text", "value"),
    [
        ("first_leg", "50", "50h"),
        ("first_leg", "五十个小时", "50h"),
        ("first_leg", "2天", "48h"),
        ("first_leg", "没有", "none"),
        ("first_leg", "yes", "in_time"),
        ("first_leg", "late", "late"),
        ("since_pickup", "30", "30h ago"),
        ("since_pickup", "一天半", "36h ago"),
        ("since_pickup", "还没", "not_yet"),
        ("phone", "ok!", "ok"),
        ("phone", "都有", "both"),
        ("phone", "没区号", "no_code"),
        ("battery", "勾了", "declared"),
        ("battery", "没勾", "undeclared"),
        ("battery", "no", "none"),
        ("seller", "是", "all"),
        ("seller", "纠纷率", "dispute"),
    ],
)
def test_a_short_answer_belongs_to_the_question_that_was_asked(step: str, text: str, value: str) -> None:
    assert own(text, step).answers == {step: value}


def test_an_answer_may_say_more_than_was_asked() -> None:
    assert own("首程50小时，电话没问题", "first_leg").answers == {"first_leg": "50h", "phone": "ok"}


@pytest.mark.parametrize("text", ["不清楚", "don't know", "?", "跳过"])
def test_a_question_can_be_skipped(text: str) -> None:
    assert own(text, "battery").skipped


@pytest.mark.parametrize("text", ["返回", "back"])
def test_one_can_go_back(text: str) -> None:
    assert own(text, "battery").back


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    line(text)
    for step in ("first_leg", "since_pickup", "phone", "battery", "seller"):
        own(text, step)


@given(st.lists(st.sampled_from([*LINES, "首程", "48小时", "揽收", "-", "超时8天", ",", "没"]), max_size=6))
def test_any_mixture_of_what_sellers_write_is_read_without_an_error(parts: list[str]) -> None:
    said = line(" ".join(parts))
    assert set(said.answers) <= {
        *("first_leg", "since_pickup", "phone", "battery", "seller", "line", "goods", "picked_up", "handed_in"),
        *("overdue", "idle", "peril", "delivered", "lost", "return_after", "signed"),
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("没有空格", "phone"),
        ("没有特殊字符", "phone"),
        ("no spaces", "phone"),
        ("not missing prefix", "phone"),
        ("没有违规", "seller"),
    ],
)
def test_what_is_denied_is_not_taken_for_a_fault(text: str, name: str) -> None:
    said = line(f"首程没有 {text} 带电没勾")
    assert name not in said.answers
    assert text in said.unread
    assert (said.answers["first_leg"], said.answers["battery"]) == ("none", "undeclared")


@pytest.mark.parametrize(("text", "value"), [("没带电", "none"), ("没有勾含电", "undeclared"), ("没有带电池", "none")])
def test_a_battery_is_denied_in_many_ways(text: str, value: str) -> None:
    assert line(text).answers["battery"] == value
