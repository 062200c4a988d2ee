"""What a carrier's page shows, and which of its words close a parcel."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.carrier_news import read_news, says_delivered

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
