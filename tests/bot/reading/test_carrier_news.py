"""What a carrier's page shows, and which of its words close a parcel."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.carrier_news import read_news
from bot.reading.dates import DateProblem
from bot.reading.delivered import says_delivered

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["已签收", "妥投", "[Madrid] 已签收", "Delivered", "delivered.", "Delivered, Madrid", "DELIVERED"]
)
def test_exact_words_for_delivered_close_the_parcel(text: str) -> None:
    assert says_delivered(text)


@pytest.mark.parametrize(
    "text",
    [
        "未签收",
        "妥投失败",
        "Not delivered",
        "delivered to pick-up point",
        "等待签收",
        "Out for delivery",
        "undelivered",
        "",
    ],
)
def test_words_around_delivered_do_not(text: str) -> None:
    assert not says_delivered(text)


def test_moment_and_words_are_told_apart() -> None:
    news = read_news(" 2026-11-20 18:00\n 离开  广州 ", NOW, SHANGHAI)
    assert (news.occurred_at, news.text, news.delivered) == (datetime(2026, 11, 20, 10, tzinfo=UTC), "离开 广州", False)


def test_a_long_line_is_cut() -> None:
    assert len(read_news("长" * 999, NOW, SHANGHAI).text) == 200


@given(st.text())
def test_no_text_raises_when_asked_for_delivered(text: str) -> None:
    says_delivered(text)


@pytest.mark.parametrize(
    ("text", "words", "at"),
    [
        ("揽收 11月1日", "揽收", datetime(2026, 11, 1, 15, 59, tzinfo=UTC)),
        ("揽收 11月1日 09:00", "揽收", datetime(2026, 11, 1, 1, 0, tzinfo=UTC)),
        ("离开广州，2026-11-20 18:00。", "离开广州", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("揽收（11月1日）", "揽收", datetime(2026, 11, 1, 15, 59, tzinfo=UTC)),
        ("picked up on 1 November", "picked up", datetime(2026, 11, 1, 15, 59, tzinfo=UTC)),
        ("揽收 昨天", "揽收", datetime(2026, 11, 21, 15, 59, tzinfo=UTC)),
        ("揽收 10:30", "揽收", datetime(2026, 11, 22, 2, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_at_the_end_is_the_moment_of_the_event(text: str, words: str, at: datetime) -> None:
    news = read_news(text, NOW, SHANGHAI)
    assert (news.occurred_at, news.text) == (at, words)


def test_delivered_with_its_day_behind_it_closes_the_parcel() -> None:
    assert read_news("Delivered 2026-11-20", NOW, SHANGHAI).delivered


@pytest.mark.parametrize("text", ["运输中，预计11月25日", "In transit, expected 1 December", "Delivery by 25 November"])
def test_a_day_that_is_foretold_is_no_moment_of_the_event(text: str) -> None:
    news = read_news(text, NOW, SHANGHAI)
    assert (news.occurred_at, news.text) == (None, text.replace("，", ","))


@pytest.mark.parametrize(("text", "code"), [("揽收 11月30日", "future"), ("到达 2-30", "impossible")])
def test_a_day_at_the_end_is_refused_as_one_at_the_beginning(text: str, code: str) -> None:
    with pytest.raises(DateProblem) as refused:
        read_news(text, NOW, SHANGHAI)
    assert refused.value.code == code


@given(st.text())
def test_no_text_raises_anything_but_a_date_problem(text: str) -> None:
    with contextlib.suppress(DateProblem):
        read_news(text, NOW, SHANGHAI)
