from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transport.buckets import Bucket, RollingCount, TokenBucket

arrivals = st.lists(st.floats(0, 3), min_size=1, max_size=80)


def go_as_early_as_allowed(bucket: Bucket, gaps: list[float]) -> list[float]:
    """When requests go that come after such gaps, each going at once or as soon as the bucket opens."""
    now = 0.0
    went = []
    for gap in gaps:
        now = max(now + gap, bucket.opens_at())
        bucket.take(now)
        went.append(now)
    return went


def most_within(moments: list[float], stretch: float) -> int:
    """The largest number of moments in any half-open stretch of that length."""
    return max(sum(start <= moment < start + stretch - 1e-6 for moment in moments) for start in moments)


@given(gaps=arrivals, rate=st.sampled_from([0.5, 1.0, 3.0, 25.0]), burst=st.integers(1, 6))
def test_no_second_sees_more_than_the_burst_and_one_second_of_tokens(
    gaps: list[float], rate: float, burst: int
) -> None:
    went = go_as_early_as_allowed(TokenBucket(rate, burst), gaps)
    assert most_within(went, 1.0) <= burst + rate
    assert most_within(went, 4.0) <= burst + 4 * rate


@given(gaps=arrivals, limit=st.integers(1, 20))
def test_no_minute_sees_more_than_the_rolling_count_allows(gaps: list[float], limit: int) -> None:
    assert most_within(go_as_early_as_allowed(RollingCount(limit, 60.0), gaps), 60.0) <= limit


@given(gaps=arrivals)
def test_a_bucket_that_says_it_is_idle_behaves_like_a_new_one(gaps: list[float]) -> None:
    for used, fresh in (
        (TokenBucket(1.0, 3), TokenBucket(1.0, 3)),
        (RollingCount(20, 60.0), RollingCount(20, 60.0)),
    ):
        last = go_as_early_as_allowed(used, gaps)[-1]
        later = next(moment for moment in (last + step / 4 for step in range(400)) if used.idle(moment))
        follow = [later] + [0.0] * 30
        assert go_as_early_as_allowed(used, follow) == pytest.approx(go_as_early_as_allowed(fresh, follow))


def test_a_full_bucket_gives_its_burst_at_once_and_then_one_a_period() -> None:
    went = go_as_early_as_allowed(TokenBucket(25.0, 5), [0.0] * 10)
    assert went[:5] == [0.0] * 5
    assert [later - earlier for earlier, later in pairwise(went[4:])] == pytest.approx([0.04] * 5)


def test_a_rolling_count_lets_twenty_go_at_once_and_the_next_a_minute_later() -> None:
    went = go_as_early_as_allowed(RollingCount(20, 60.0), [0.0] * 21)
    assert went == [0.0] * 20 + [60.0]


@pytest.mark.parametrize(("rate", "burst"), [(0, 5), (-1, 5), (25, 0)])
def test_a_bucket_that_could_never_let_anything_through_is_refused(rate: float, burst: int) -> None:
    with pytest.raises(ValueError, match="rate above 0"):
        TokenBucket(rate, burst)


@pytest.mark.parametrize(("limit", "period"), [(0, 60), (20, 0)])
def test_a_rolling_count_that_could_never_let_anything_through_is_refused(limit: int, period: float) -> None:
    with pytest.raises(ValueError, match="limit of at least 1"):
        RollingCount(limit, period)
