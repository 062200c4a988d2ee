"""Lines for a terminal: words stay whole, Chinese breaks anywhere but before its punctuation."""

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth

from bot.transport.wrapping import wrap


def lines(text, columns=24):
    return "".join(run for _, run in wrap([("", text)], columns)).split("\n")


def test_english_breaks_between_words():
    assert lines("the premium is worked out from what was paid") == [
        "the premium is worked ",
        "out from what was paid",
    ]


def test_chinese_counts_two_columns_and_its_full_stop_stays_with_the_sentence():
    assert lines("会向你要回。保险公司先赔买家。之后收回。") == ["会向你要回。保险公司先赔", "买家。之后收回。"]
    assert lines("一二三四五六七八九十一二。") == ["一二三四五六七八九十一", "二。"]


def test_a_quoted_bullet_keeps_its_edge():
    assert lines("│ • a promise that is longer than a line") == ["│ • a promise that is ", "│   longer than a line"]


def test_a_word_longer_than_a_line_is_left_alone():
    assert lines("see " + "x" * 40) == ["see ", "x" * 40]


def test_the_styles_stay_with_their_words():
    assert wrap([("bold", "premium "), ("", "of the order is as follows")], 24)[0] == ("bold", "p")


@given(st.text(), st.integers(0, 60))
def test_nothing_but_spaces_and_line_ends_is_added_or_lost(text, columns):
    shown = "".join(run for _, run in wrap([("", text)], columns))
    assert "".join(shown.split()).replace("│", "") == "".join(text.split()).replace("│", "")


@given(st.text(st.sampled_from("ab 中。"), max_size=80))
def test_no_line_is_longer_than_the_terminal_unless_one_word_is(text):
    for line in lines(text):
        longest_word = max((sum(map(get_cwidth, word)) for word in line.split(" ")), default=0)
        assert sum(map(get_cwidth, line.rstrip())) <= max(24, longest_word)
