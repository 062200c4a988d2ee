"""Dates as sellers write them, on the seller's own calendar. Today is Sunday 22 November 2026 in Shanghai."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.dates import DateProblem, end_of_day, take_moment, take_promise
from bot.reading.parcel_words import MARK, fold

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def promised(text: str, zone: ZoneInfo = SHANGHAI, now: datetime = NOW) -> tuple[str, str]:
    """The promise on the clocks of the zone, and how it was written."""
    found, _ = take_promise(fold(text), now, zone)
    assert found is not None
    return found.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), found.source


@pytest.mark.parametrize(
    ("text", "midnight_after"),
    [
        ("2026-12-01", "2026-12-02"),
        ("2026/12/1", "2026-12-02"),
        ("2026.12.1", "2026-12-02"),
        ("2026年12月1日", "2026-12-02"),
        ("26年12月1号", "2026-12-02"),
        ("12-01", "2026-12-02"),
        ("12/1", "2026-12-02"),
        ("12月1日", "2026-12-02"),
        ("12月1", "2026-12-02"),
        ("1 Dec", "2026-12-02"),
        ("1st of December", "2026-12-02"),
        ("Dec 1 2026", "2026-12-02"),
        ("December 1st, 2026", "2026-12-02"),
        ("25/12/2026", "2026-12-26"),
        ("11-22", "2026-11-23"),
        ("今天", "2026-11-23"),
        ("明天", "2026-11-24"),
        ("tomorrow", "2026-11-24"),
        ("大后天", "2026-11-26"),
        ("1-5", "2027-01-06"),
        ("２０２６－１２－０１", "2026-12-02"),
    ],
)
def test_a_day_without_a_time_is_promised_until_its_end(text: str, midnight_after: str) -> None:
    assert promised(text) == (f"{midnight_after} 00:00", "date")


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("20天", 20),
        ("20d", 20),
        ("20 days", 20),
        ("5D", 5),
        ("1 day", 1),
        ("2周", 14),
        ("3 weeks", 21),
        ("15个自然日", 15),
    ],
)
def test_days_are_counted_from_today_and_end_with_the_last_of_them(text: str, last_day: int) -> None:
    midnight = datetime(2026, 11, 22, tzinfo=SHANGHAI) + timedelta(days=last_day + 1)
    assert promised(text) == (midnight.strftime("%Y-%m-%d 00:00"), "days")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-01 18:00", "2026-12-01 18:00"),
        ("2026-12-01T18:00", "2026-12-01 18:00"),
        ("2026-12-01 18:00:30", "2026-12-01 18:00"),
        ("12月1日下午6点", "2026-12-01 18:00"),
        ("12月1日 上午9点半", "2026-12-01 09:30"),
        ("12-01 8点05分", "2026-12-01 08:05"),
        ("Dec 1, 6:30 pm", "2026-12-01 18:30"),
        ("1 Dec 12:15 am", "2026-12-01 00:15"),
        ("明天 09:00", "2026-11-23 09:00"),
        ("2026-12-01 24:00", "2026-12-02 00:00"),
        ("2026-12-01T12:00:00Z", "2026-12-01 20:00"),
        ("2026-12-01 10:00 +01:00", "2026-12-01 17:00"),
    ],
)
def test_a_day_with_a_time_is_that_moment(text: str, moment: str) -> None:
    assert promised(text) == (moment, "moment")


@pytest.mark.parametrize(
    ("text", "code", "seen"),
    [
        ("2026-02-29", "impossible", "2026-02-29"),
        ("2-30", "impossible", "2-30"),
        ("12-00", "impossible", "12-00"),
        ("12-01 25:00", "impossible", "12-01 25:00"),
        ("0天", "impossible", "0天"),
        ("13/1", "ambiguous", "13/1"),
        ("24/7", "ambiguous", "24/7"),
        ("01/12/2026", "ambiguous", "01/12/2026"),
        ("26-12-01", "ambiguous", "26-12-01"),
        ("7-15天", "ambiguous", "7-15天"),
        ("15到20天", "ambiguous", "15到20天"),
        ("7 to 15 days", "ambiguous", "7 to 15 days"),
        ("20号", "ambiguous", "20号"),
        ("晚上12点", None, ""),
        ("12-01 晚上12点", "ambiguous", "12-01 晚上12点"),
        ("6-30", "ambiguous", "6-30"),
        ("2028-01-01", "far", "2028-01-01"),
        ("2019-12-01", "far", "2019-12-01"),
        ("900天", "far", "900天"),
        ("2026-12-01 20天", "several", "2026-12-01 / 20天"),
        ("12-01 12-05", "several", "12-01 / 12-05"),
    ],
)
def test_what_can_be_read_two_ways_or_no_way_is_refused_with_what_was_seen(
    text: str, code: str | None, seen: str
) -> None:
    if code is None:
        assert take_promise(text, NOW, SHANGHAI) == (None, text)
        return
    with pytest.raises(DateProblem) as refused:
        take_promise(text, NOW, SHANGHAI)
    assert (refused.value.code, refused.value.seen) == (code, seen)


@pytest.mark.parametrize(
    "text", ["38-40码", "38-40", "3D打印笔", "4d movie", "10000mAh", "Mayflower", "iPhone 15", "1.5天"]
)
def test_figures_of_a_name_are_no_dates(text: str) -> None:
    assert take_promise(text, NOW, SHANGHAI) == (None, text)


def test_the_promise_is_marked_out_of_the_line() -> None:
    _, rest = take_promise("红裙 2026-12-01 标准", NOW, SHANGHAI)
    assert rest == f"红裙 {MARK} 标准"


def test_the_sellers_zone_decides_what_today_is() -> None:
    late = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # Monday in Shanghai, still Sunday in Los Angeles
    assert promised("明天", SHANGHAI, late)[0] == "2026-11-25 00:00"
    assert promised("明天", ZoneInfo("America/Los_Angeles"), late)[0] == "2026-11-24 00:00"


def test_a_day_that_is_an_hour_longer_still_ends_at_midnight() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    assert end_of_day(date(2026, 10, 25), madrid) == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)
    assert end_of_day(date(2026, 10, 24), madrid) == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment", "words"),
    [
        ("2026-11-20 18:00 离开广州", "2026-11-20 18:00", "离开广州"),
        ("11-20 18:00 离开广州", "2026-11-20 18:00", "离开广州"),
        ("11-20 离开广州", "2026-11-20 23:59", "离开广州"),
        ("昨天 离开广州", "2026-11-21 23:59", "离开广州"),
        ("11-22 离开广州", "2026-11-22 12:00", "离开广州"),
        ("09:30 到达", "2026-11-22 09:30", "到达"),
        ("2026-11-20T08:00:00+02:00 Arrived", "2026-11-20 14:00", "Arrived"),
    ],
)
def test_news_may_begin_with_its_moment(text: str, moment: str, words: str) -> None:
    found, rest = take_moment(text, NOW, SHANGHAI)
    assert found is not None
    assert (found.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"), rest) == (moment, words)


@pytest.mark.parametrize("text", ["18:00 到达", "明天 到达", "11-23 到达", "12-24 08:00 到达", "2026-11-22 12:01 到达"])
def test_news_of_the_future_is_refused(text: str) -> None:
    with pytest.raises(DateProblem) as refused:
        take_moment(text, NOW, SHANGHAI)
    assert refused.value.code == "future"


@pytest.mark.parametrize("text", ["离开广州 2026-11-20", "3天没动静", "Arrived", ""])
def test_only_a_moment_in_front_dates_the_news(text: str) -> None:
    assert take_moment(text, NOW, SHANGHAI) == (None, text)


ODD = st.text() | st.lists(
    st.sampled_from([*"0123456789-/.年月日天号点:TZ+ ,d", "Dec", "明天", "pm", "周", "١", "²"]), max_size=24
).map("".join)


@given(ODD, st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"]))
def test_no_text_makes_the_readers_raise_anything_but_a_date_problem(text: str, zone: str) -> None:
    for read in (take_promise, take_moment):
        with suppress(DateProblem):
            read(fold(text), NOW, ZoneInfo(zone))


@given(st.dates(date(2026, 1, 1), date(2027, 11, 20)))
def test_a_full_date_always_means_the_midnight_that_ends_it(day: date) -> None:
    end = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)
    for written in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%d %b %Y}",
        f"{day:%B} {day.day}, {day.year}",
    ):
        assert promised(written) == (end.strftime("%Y-%m-%d 00:00"), "date")


@pytest.mark.parametrize(("text", "moment"), [("11-20", "2026-11-21 00:00"), ("8-30", "2026-08-31 00:00")])
def test_a_day_that_passed_lately_is_that_day_and_not_next_years(text: str, moment: str) -> None:
    assert promised(text) == (moment, "date")
