"""Alert settings typed in one line."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.alert_words import means_all, read_alert_words

NIGHT = {"quiet_from": 22 * 60, "quiet_to": 8 * 60}
NONE = {"quiet_from": None, "quiet_to": None}


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("4天 22:00-08:00 Europe/Madrid", {"silence_days": 4, **NIGHT, "timezone": "Europe/Madrid"}),
        ("europe/madrid, 22:00~8:00, 4 days", {"silence_days": 4, **NIGHT, "timezone": "Europe/Madrid"}),
        ("免打扰22点到8点", NIGHT),
        ("免打扰 关", NONE),
        ("quiet off", NONE),
        ("00:00-00:00", NONE),
        ("断更 关 超时：开", {"stalled_on": False, "overdue_on": True}),
        ("overdue off stalled on", {"overdue_on": False, "stalled_on": True}),
        ("7d", {"silence_days": 7}),
        ("断更 5天", {"silence_days": 5}),
        ("stalled 5 days", {"silence_days": 5}),
        ("全部 关", {"overdue_on": False, "stalled_on": False}),
        ("all on", {"overdue_on": True, "stalled_on": True}),
        ("时区 莫斯科", {"timezone": "Europe/Moscow"}),
        ("time zone: Europe/Madrid", {"timezone": "Europe/Madrid"}),
        ("马德里", {"timezone": "Europe/Madrid"}),
        ("New York", {"timezone": "America/New_York"}),
        ("北京时间", {"timezone": "Asia/Shanghai"}),
    ],
)
def test_settings_are_read_in_any_order_and_both_languages(text: str, settings: dict[str, object]) -> None:
    read = read_alert_words(text)
    assert (read.settings, read.unread) == (settings, ())


@pytest.mark.parametrize("text", ["0天", "31天", "25:00-08:00", "22:00-08:75", "Europe/Atlantis", "静一点", "4"])
def test_what_is_no_setting_is_handed_back(text: str) -> None:
    read = read_alert_words(text)
    assert read.settings == {}
    assert "".join(read.unread) == text


def test_a_word_between_settings_is_found() -> None:
    assert read_alert_words("4天 blah 断更 开").unread == ("blah",)


@pytest.mark.parametrize(
    ("text", "meant"), [("全部", True), (" ALL ", True), ("all 3", False), ("3", False), ("", False)]
)
def test_only_a_word_for_all_means_all(text: str, meant: bool) -> None:
    assert means_all(text) is meant


@given(st.text())
def test_no_text_raises_and_every_setting_can_be_stored(text: str) -> None:
    for name, value in read_alert_words(text).settings.items():
        if name == "timezone":
            assert ZoneInfo(str(value)).key == value
        elif name == "silence_days":
            assert 1 <= int(str(value)) <= 30
        elif name in NIGHT:
            assert value is None or 0 <= int(str(value)) < 1440
        else:
            assert isinstance(value, bool)
