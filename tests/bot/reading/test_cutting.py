"""Texts shortened to what fits into a message."""

from hypothesis import given
from hypothesis import strategies as st

from bot.reading.cutting import shortened, units


def test_a_text_that_fits_stays_as_it_is():
    assert shortened("保费怎么算？", 6) == "保费怎么算？"


def test_a_long_text_ends_where_a_reader_would_pause():
    assert shortened("第一句。第二句。第三", 9) == "第一句。第二句。"
    assert shortened("one two three", 10) == "one two"


def test_a_text_without_a_pause_is_cut_at_the_limit():
    assert shortened("赔" * 10, 4) == "赔" * 4


def test_a_pause_far_before_the_limit_is_not_waited_for():
    assert len(shortened("甲。" + "赔" * 300, 200)) == 200


def test_an_emoji_counts_for_two_and_is_never_halved():
    assert units("😀赔") == 3
    assert shortened("😀😀😀", 5) == "😀😀"


@given(st.text(), st.integers(1, 50))
def test_what_is_left_is_the_beginning_and_fits(text, most):
    left = shortened(text, most)
    assert text.startswith(left)
    assert units(left) <= most
