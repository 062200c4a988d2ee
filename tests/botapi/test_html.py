"""Telegram's HTML: what is refused with which words, what is understood, and what would be lost in silence."""

from __future__ import annotations

import pytest

from tests.botapi.html import parse_html
from tests.botapi.html_tags import HtmlError
from tests.botapi.text import detect, link_problem, trim, utf16_length


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("保费 <p>x</p>", 'Unsupported start tag "p" at byte offset 7'),
        ("<b>x", "Can't find end tag corresponding to start tag b"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x>x</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=http://a.de>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="soon">x</tg-time>', "Invalid Unix time specified"),
        ('<tg-time unix="1764000000" format="YYYY">x</tg-time>', "Invalid date-time format specified"),
        ("&#xD83D;", "Text contains invalid Unicode characters"),
    ],
)
def test_malformed_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(HtmlError) as caught:
        parse_html(source)
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>x</b>", "x", [("bold", 0, 1)]),
        ("<STRONG>x</strong>", "x", [("bold", 0, 1)]),
        ("a<i>b<u>c</u></i>", "abc", [("italic", 1, 2), ("underline", 2, 1)]),
        ("<s>x</s><del>y</del>", "xy", [("strikethrough", 0, 1), ("strikethrough", 1, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("😀<code>1</code>", "😀1", [("code", 2, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<b></b>x", "x", []),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;&#65;&#x42;", '1 < 2 && 3 > 2 "AB', []),
        ("R&D > 1", "R&D > 1", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
    ],
)
def test_lawful_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in parsed.entities] == entities
    assert parsed.remarks == ()


def test_links_languages_and_times_carry_their_fields() -> None:
    parsed = parse_html(
        '<a href="https://e.com/?a=1&amp;b=2">x</a><a href="tg://user?id=7">y</a>'
        '<pre><code class="language-csv">z</code></pre><tg-time unix="1764000000" format="wD">t</tg-time>'
    )
    link, person, code, time = parsed.entities
    assert link["url"] == "https://e.com/?a=1&b=2"
    assert person["type"] == "text_mention"
    assert person["user"]["id"] == 7
    assert (code["type"], code["language"]) == ("pre", "csv")
    assert (time["unix_time"], time["date_time_format"]) == (1764000000, "wD")
    assert parsed.remarks == ()


@pytest.mark.parametrize(
    ("source", "remark"),
    [
        ('<b class="x">y</b>', "the attribute class of <b> is ignored"),
        ("a&nbsp;b", "the reference &nbsp; is not known and is shown as it stands"),
        ("&apos;", "the reference &apos; is not known and is shown as it stands"),
        ('<a href="mailto:a@b.de">x</a>', "the link to 'mailto:a@b.de' is dropped"),
        ('<a href="http://localhost/x">x</a>', "the link to 'http://localhost/x' is dropped"),
        ("<code>a<b>b</b></code>", "<b> inside code is not shown: code holds no other markup"),
        ("<b>a<code>b</code></b>", "<code> inside bold is not shown as both"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "a blockquote inside a blockquote is not shown"),
        ("<b>x</b>y" * 101, "101 entities: only the first 100 are shown"),
    ],
)
def test_what_telegram_would_lose_in_silence_is_remarked(source: str, remark: str) -> None:
    assert [r.partition(": Unsupported")[0].partition(": Wrong")[0] for r in parse_html(source).remarks] == [remark]


def test_a_hundred_entities_are_still_shown() -> None:
    assert parse_html("<b>x</b>y" * 100).remarks == ()


def test_lengths_count_utf16_units() -> None:
    assert utf16_length("赔付") == 2
    assert utf16_length("😀") == 2
    assert utf16_length("👨‍👩‍👧") == 8


def test_trimming_moves_the_entities_along() -> None:
    text, entities = trim(
        " \n ab ", [{"type": "bold", "offset": 2, "length": 3}, {"type": "code", "offset": 5, "length": 1}]
    )
    assert text == "ab"
    assert entities == [{"type": "bold", "offset": 0, "length": 2}]


def test_commands_links_and_mentions_are_found_where_telegram_finds_them() -> None:
    text = "😀 /quote@peifu_test_bot 200，见 https://e.com/a?b=1。a@b.de @peifu_bot #保费 a/b 1/2"
    found = [
        (e["type"], text.encode("utf-16-le")[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in detect(text)
    ]
    assert found == [
        ("bot_command", "/quote@peifu_test_bot"),
        ("url", "https://e.com/a?b=1"),
        ("email", "a@b.de"),
        ("mention", "@peifu_bot"),
        ("hashtag", "#保费"),
    ]


def test_nothing_is_found_inside_code() -> None:
    assert [e["type"] for e in detect("/quote 1", [{"type": "code", "offset": 0, "length": 8}])] == ["code"]


@pytest.mark.parametrize(
    "url", ["https://sycm.aliexpress.com/", "example.com/x", "http://1.2.3.4:8080/", "tg://resolve?domain=x"]
)
def test_good_links_are_taken(url: str) -> None:
    assert link_problem(url) is None


@pytest.mark.parametrize(
    "url", ["", "http://", "http://local", "http://a b.de", "ftp://a.de", "http://a.de:x/", "javascript:alert(1)"]
)
def test_bad_links_are_not(url: str) -> None:
    assert link_problem(url)
