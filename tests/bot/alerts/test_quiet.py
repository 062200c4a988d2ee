"""Quiet hours on the clocks of a chat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.quiet import free_at, quiet_until

NIGHT = (22 * 60, 8 * 60)
ZONES = ["Asia/Shanghai", "Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]


def at(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-22 21:59", None),
        ("2026-11-22 22:00", "2026-11-23 08:00"),
        ("2026-11-22 23:59", "2026-11-23 08:00"),
        ("2026-11-23 00:00", "2026-11-23 08:00"),
        ("2026-11-23 07:59", "2026-11-23 08:00"),
        ("2026-11-23 08:00", None),
    ],
)
def test_a_night_that_runs_over_midnight_ends_the_next_morning(now: str, until: str | None) -> None:
    found = quiet_until(at("Asia/Shanghai", now), *NIGHT, "Asia/Shanghai")
    assert found == (at("Asia/Shanghai", until) if until else None)


def test_hours_within_a_day_end_on_that_day() -> None:
    noon = (12 * 60, 14 * 60)
    assert quiet_until(at("Europe/Madrid", "2026-11-22 13:00"), *noon, "Europe/Madrid") == at(
        "Europe/Madrid", "2026-11-22 14:00"
    )
    assert quiet_until(at("Europe/Madrid", "2026-11-22 11:59"), *noon, "Europe/Madrid") is None


@pytest.mark.parametrize("hours", [(None, None), (480, 480), (0, 0)])
def test_no_hours_are_never_quiet(hours: tuple[int | None, int | None]) -> None:
    assert quiet_until(datetime(2026, 11, 22, tzinfo=UTC), *hours, "Asia/Shanghai") is None


def test_the_same_instant_is_quiet_in_one_zone_and_not_in_another() -> None:
    instant = at("Asia/Shanghai", "2026-11-22 23:00")
    assert quiet_until(instant, *NIGHT, "Asia/Shanghai") is not None
    assert quiet_until(instant, *NIGHT, "Europe/Madrid") is None


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    start = at("Europe/Madrid", "2026-03-28 22:00")
    assert free_at(start, *NIGHT, "Europe/Madrid") - start == timedelta(hours=9)


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    start = at("Europe/Madrid", "2026-10-24 22:00")
    assert free_at(start, *NIGHT, "Europe/Madrid") - start == timedelta(hours=11)


def test_hours_that_end_inside_the_skipped_hour_end_with_the_change() -> None:
    until = quiet_until(at("Europe/Madrid", "2026-03-29 01:00"), 0, 150, "Europe/Madrid")
    assert until == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # 02:00 becomes 03:00


@settings(max_examples=300)
@given(
    st.integers(0, 2 * 366 * 1440).map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.sampled_from(ZONES),
)
def test_quiet_is_what_the_wall_clock_says_and_its_end_is_the_first_moment_that_is_not(
    now: datetime, start: int, end: int, zone: str
) -> None:
    def shows_quiet(instant: datetime) -> bool:
        local = instant.astimezone(ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        return start <= minute < end if start <= end else not end <= minute < start

    until = quiet_until(now, start, end, zone)
    assert (until is not None) == shows_quiet(now)
    if until is not None:
        assert now < until <= now + timedelta(hours=26)
        assert not shows_quiet(until)
        step = max((until - now) / 40, timedelta(minutes=1))
        moment = now
        while moment < until:
            assert shows_quiet(moment)
            moment += step
