"""Which texts only go on from the answer above, and which of its lines they are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.followed import MOST_LINES, fitting, leads_back
from bot.faq.library import FaqLibrary
from bot.faq.lookup import Band, Found
from rules.book import Book

LATE = Found(Band.ANSWER, topic="coverage-logistics")
BEHIND = replace(LATE, continued=True)
FEE = Found(Band.ANSWER, topic="fee")
NOTHING = Found(Band.DECLINE)
ONE = Found(Band.CHOOSE, choices=("coverage-logistics",))
TWO = Found(Band.CHOOSE, choices=("coverage-logistics", "fee"))

LINES = (
    "只保走无忧标准、无忧特货的包裹。",
    "已经妥投的不算，再晚也不算。",
    "丢件：也要超时和断更都满足。",
    "别的线路：简易线路不赔；特货走简易线路的：说不准。",
    "看 UPS 的页面，95% 以上。",
)
LINES_EN = (
    "Only for worry-free standard and special goods.",
    "Lost parcels have to be both late and silent.",
    "Other lines: the simple line is not covered. Special goods on it: unclear.",
)


@pytest.fixture(scope="module")
def library() -> FaqLibrary:
    return FaqLibrary.load()


@pytest.mark.parametrize("text", ["那简易呢?", "简易呢", "简易线路", "and simple?", "the simple line"])
def test_what_is_no_question_alone_and_leads_to_the_entry_before_only_goes_on_from_it(
    library: FaqLibrary, text: str
) -> None:
    assert leads_back(library, text, BEHIND, "coverage-logistics")


@pytest.mark.parametrize("text", ["那丢件呢", "丢件呢？", "那丟件呢", "and lost parcels?", "what about lost ones"])
def test_what_would_be_a_question_alone_and_begins_or_ends_like_one_that_goes_on_does(
    library: FaqLibrary, text: str
) -> None:
    assert leads_back(library, text, LATE, "coverage-logistics")


@pytest.mark.parametrize(
    "text", ["丢件怎么赔", "丢件怎么赔呢", "那我的包裹丢件了到底要怎么样才能赔给我呢", "when are lost parcels covered"]
)
def test_a_full_question_asked_again_is_one_of_its_own(library: FaqLibrary, text: str) -> None:
    assert not leads_back(library, text, LATE, "coverage-logistics")


def test_another_entry_or_none_before_is_nothing_to_go_back_to(library: FaqLibrary) -> None:
    assert not leads_back(library, "那简易呢", FEE, "coverage-logistics")
    assert not leads_back(library, "那简易呢", LATE, None)
    assert not leads_back(library, "那简易呢", NOTHING, "coverage-logistics")
    assert not leads_back(library, "那简易呢", Found(Band.TOOL, tool="quote"), "coverage-logistics")


def test_the_entry_before_as_the_only_title_leads_back_to_it_where_the_text_says_that_it_goes_on(
    library: FaqLibrary,
) -> None:
    assert leads_back(library, "那简易呢", ONE, "coverage-logistics")
    assert not leads_back(library, "简易线路", ONE, "coverage-logistics")
    assert not leads_back(library, "那简易呢", TWO, "coverage-logistics")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("那简易呢?", (3,)),
        ("那簡易呢", (3,)),
        ("然后简易线路怎么办呢", (3,)),
        ("那特货呢", (0, 3)),
        ("丢包了呢", (2,)),
        ("那 ups 呢", (4,)),
        ("95%以上呢", (4,)),
        ("那晚了呢", (1,)),
    ],
)
def test_the_lines_that_share_most_of_what_is_said_fit(library: FaqLibrary, text: str, places: tuple[int, ...]) -> None:
    assert fitting(library, text, LINES) == tuple(LINES[at] for at in places)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("and simple?", (2,)),
        ("What about the simple line?", (2,)),
        ("and special goods?", (0, 2)),
        ("and if a parcel is lost?", (1,)),
    ],
)
def test_the_lines_of_an_english_answer_fit_by_their_words(
    library: FaqLibrary, text: str, places: tuple[int, ...]
) -> None:
    assert fitting(library, text, LINES_EN) == tuple(LINES_EN[at] for at in places)


@pytest.mark.parametrize(
    "text", ["那怎么办呢", "那呢", "然后呢", "那标准线路多久到呢", "那海关呢", "and then?", "", "?"]
)
def test_where_most_of_what_is_said_stands_nowhere_no_line_fits(library: FaqLibrary, text: str) -> None:
    assert fitting(library, text, LINES) == ()
    assert fitting(library, text, ()) == ()


@pytest.mark.parametrize("text", ["and after that?", "what then", "and before this one", "is it on that too?"])
def test_words_that_only_point_at_something_find_no_line(library: FaqLibrary, text: str) -> None:
    lines = ("After signing it is too late.", "Before that, on the way, this is about something else.")
    assert fitting(library, text, lines) == ()


@given(text=st.text("那简易线路呢丢件了 and what simple95%?", max_size=20), lines=st.lists(st.sampled_from(LINES)))
def test_whatever_is_said_at_most_two_of_the_lines_fit(library: FaqLibrary, text: str, lines: list[str]) -> None:
    fit = fitting(library, text, lines)
    assert len(fit) <= MOST_LINES
    assert set(fit) <= set(lines)


COUNTRIES_EN = (
    "The source claims some countries, without a list.",
    "Ask platform support about the destination.",
    "Russia and Spain are named for a test. That is no list of covered countries.",
)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("what about Russia?", (2,)),
        ("and Spain", (2,)),
        ("what about Germany?", (0, 1)),
        ("what about parcels to Russia?", ()),
    ],
)
def test_the_word_itself_goes_before_the_words_that_are_read_alike(
    library: FaqLibrary, text: str, places: tuple[int, ...]
) -> None:
    assert fitting(library, text, COUNTRIES_EN) == tuple(COUNTRIES_EN[at] for at in places)


def test_the_country_that_a_packaged_answer_names_is_found_in_both_languages(library: FaqLibrary) -> None:
    book = Book.load().on(date(2026, 11, 22))
    for locale, text, name in (("en", "what about Russia?", "Russia"), ("zh", "那俄罗斯呢", "俄罗斯")):
        lines = library.written("regions", locale, book).html.splitlines()
        [line] = fitting(library, text, lines)
        assert name in line


def test_a_place_in_or_beside_china_finds_the_line_about_them_all(library: FaqLibrary) -> None:
    lines = library.written("who-fits", "zh", Book.load().on(date(2026, 11, 22))).html.splitlines()
    for text in ("那香港呢", "澳门呢", "那台湾呢？"):
        assert "港澳台" in " ".join(fitting(library, text, lines))
