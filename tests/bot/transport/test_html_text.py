import html as standard
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.formatted_text import FormattedText, fragment_list_to_text

from bot.transport.html_text import from_plain, harmless, to_plain, to_styled, visible

TAGS = ["b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler", "tg-emoji", "span", "script", ""]
marks = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(TAGS).flatmap(lambda tag: st.sampled_from([f"<{tag}>", f"</{tag}>", f'<{tag} href="x">'])),
        st.sampled_from(["&lt;", "&amp;", "&#39;", "&#x1F600;", "&nbsp;", "&", "<", ">", "\n", '"', "<a href='"]),
    ),
    max_size=20,
).map("".join)


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<b>Premium</b> ¥0.60", "Premium ¥0.60"),
        ("<strong><i>a</i></strong><u>b</u><ins>c</ins><s>d</s><del>e</del><code>f</code>", "abcdef"),
        ('<a href="https://a.example/?x=1&amp;y=2">rules</a>', "rules (https://a.example/?x=1&y=2)"),
        ('<a href="https://a.example/">https://a.example/</a>', "https://a.example/"),
        ("<A HREF='https://a.example'>rules</A>", "rules (https://a.example)"),
        ('<a href="https://a.example"></a>', "https://a.example"),
        ("<a>no address</a>", "no address"),
        ('<tg-emoji emoji-id="5368">👍</tg-emoji> <tg-spoiler>told</tg-spoiler>', "👍 told"),
        ('<span class="tg-spoiler">told</span>', "told"),
        ('<tg-time unix="0" format="D">1970</tg-time>', "1970"),
        ('<pre><code class="language-python">a  b\n  c</code></pre>', "a  b\n  c"),
        ("&lt;b&gt; &amp;amp; &quot;&#39;&#x27;", "<b> &amp; \"''"),
        ("&nbsp;&copy; &#; &#x;", "&nbsp;&copy; &#; &#x;"),
        ("1 < 2 > 0 & <unknown>x</unknown> <>", "1 < 2 > 0 & <unknown>x</unknown> <>"),
        ("<b>never closed", "never closed"),
        ("closed</b> too often</i>", "closed too often"),
        ("<b>crossed <i>tags</b> here</i>", "crossed tags here"),
        ("\n\nlines\n\nkept\n\n", "lines\n\nkept"),
        ("", ""),
    ],
)
def test_marks_go_and_the_text_stays(html: str, plain: str) -> None:
    assert to_plain(html) == plain


@pytest.mark.parametrize("tag", ["<blockquote>", "<blockquote expandable>"])
def test_a_quotation_stands_behind_a_bar_on_lines_of_its_own(tag: str) -> None:
    quoted = "│ one\n│\n│ <b>"
    assert to_plain(f"before{tag}one\n\n<b>&lt;b&gt;</b></blockquote>after") == f"before\n{quoted}\nafter"
    assert to_plain(f"before\n{tag}one\n\n&lt;b&gt;</blockquote>\nafter") == f"before\n{quoted}\nafter"
    assert to_plain(f"{tag}one\n\n&lt;b&gt;</blockquote>") == quoted
    assert to_plain(f"before\n\n{tag}one</blockquote>\n\nafter") == "before\n\n│ one\n\nafter"


def test_styles_are_those_of_a_terminal() -> None:
    styled = to_styled('<b>a<i>b</i></b> <code>c</code>\n<blockquote>d</blockquote><a href="https://e">e</a>')
    assert styled == [
        ("bold", "a"),
        ("bold italic", "b"),
        ("", " "),
        ("fg:ansicyan", "c"),
        ("", "\n"),
        ("fg:ansibrightblack", "│ "),
        ("", "d"),
        ("", "\n"),
        ("underline", "e"),
        ("", " (https://e)"),
    ]


def test_what_telegram_counts_has_neither_addresses_nor_bars() -> None:
    assert visible('<blockquote>a</blockquote><a href="https://b">b</a> &amp;') == "ab &"


def test_a_text_cannot_steer_the_terminal() -> None:
    assert to_plain("name\x1b[2J\x07\x08\x9b31m &#27;[0m\r\nnext\tcolumn") == "name[2J31m [0m\nnext\tcolumn"
    assert harmless("a\x1b]0;title\x07b") == "a]0;titleb"


@given(marks)
def test_any_string_becomes_text_without_an_error(html: str) -> None:
    plain = to_plain(html)
    visible(html)
    text = fragment_list_to_text(FormattedText(to_styled(html)))
    assert text.strip("\n") == plain
    assert "\x1b" not in plain


@given(st.text())
def test_text_without_marks_comes_back_as_it_is(text: str) -> None:
    assert visible(from_plain(text)) == harmless(text)
    assert visible(standard.escape(text)) == harmless(text)


@pytest.mark.parametrize(
    "piece", ["<a ", "<a '", '<a href="', "<" * 3, "&#", "<b>", "<b>x", "<i>x</b>", "</b>", "<a\t\t"]
)
def test_a_hostile_text_takes_no_longer_than_a_long_one(piece: str) -> None:
    begun = time.perf_counter()
    to_plain(piece * (20_000 // len(piece)))
    assert time.perf_counter() - begun < 2
