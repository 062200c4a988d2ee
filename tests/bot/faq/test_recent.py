"""What is remembered of the questions of a moment ago: of whom, how much, and for how long."""

from __future__ import annotations

import itertools
import sqlite3
import sys
import tracemalloc
from contextlib import closing

import pytest

from bot.faq.index import Match
from bot.faq.lookup import Band, Found
from bot.faq.recent import FOLLOWED_SECONDS, KEPT_SECONDS, PEOPLE, QUESTIONS, WORDS, RecentQuestions

ANSWERED = Found(Band.ANSWER, (Match("fee", 0.9),), topic="fee")
UNSURE = Found(Band.CHOOSE, (Match("fee", 0.3),), choices=("fee", "tax"))
UNKNOWN = Found(Band.DECLINE)
NEIGHBOUR = Found(Band.DECLINE, (Match("unsupported-ads", 0.8),), topic="unsupported-ads")
HERE, MEI, LIN = 7001, 11, 12


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def recent(clock: Clock) -> RecentQuestions:
    return RecentQuestions(clock)


def test_a_question_is_found_under_its_number(recent: RecentQuestions) -> None:
    first = recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh")
    second = recent.note(HERE, MEI, "how much", UNSURE, None, locale="en")
    assert first.number != second.number
    found = recent.find(HERE, MEI, first.number)
    assert found is not None
    assert (found.text, found.locale, found.found, found.shown) == ("保费怎么算", "zh", ANSWERED, "fee")
    assert found.answered == ["fee"]
    assert not found.offered
    assert recent.find(HERE, MEI, second.number) is second
    assert second.offered
    assert second.answered == []


def test_a_number_is_positive_and_fits_a_button(recent: RecentQuestions) -> None:
    numbers = [recent.note(HERE, MEI, "a", UNKNOWN, None, locale="zh").number for _ in range(200)]
    assert all(0 < number < 10**10 for number in numbers)
    assert len(set(numbers)) == 200
    steps = {later - earlier for earlier, later in itertools.pairwise(numbers)}
    assert len(steps) > 100, "they do not count the questions of others"


@pytest.mark.parametrize(("chat", "user"), [(HERE, LIN), (HERE + 1, MEI), (MEI, HERE)])
def test_a_number_finds_nothing_for_anybody_else_or_anywhere_else(
    recent: RecentQuestions, chat: int, user: int
) -> None:
    number = recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh").number
    assert recent.find(chat, user, number) is None
    recent.note(chat, user, "别的问题", UNKNOWN, None, locale="zh")
    assert recent.find(chat, user, number) is None
    assert recent.last_entry(chat, user) is None


def test_a_number_of_before_a_restart_finds_nothing(clock: Clock, recent: RecentQuestions) -> None:
    number = recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh").number
    restarted = RecentQuestions(clock)
    restarted.note(HERE, MEI, "别的问题", UNKNOWN, None, locale="zh")
    assert restarted.find(HERE, MEI, number) is None


def test_the_last_six_questions_of_a_person_are_kept(recent: RecentQuestions) -> None:
    numbers = [recent.note(HERE, MEI, str(n), UNKNOWN, None, locale="zh").number for n in range(QUESTIONS + 1)]
    assert recent.find(HERE, MEI, numbers[0]) is None
    assert all(recent.find(HERE, MEI, number) is not None for number in numbers[1:])


def test_a_text_is_kept_whole_however_long_it_is(recent: RecentQuestions) -> None:
    text = "保" * 4000 + "13800138000"
    number = recent.note(HERE, MEI, text, UNKNOWN, None, locale="zh").number
    recent.note(HERE, MEI, "别的问题", UNKNOWN, None, locale="zh")
    found = recent.find(HERE, MEI, number)
    assert found is not None
    assert found.text == text


def test_only_the_best_topics_are_kept(recent: RecentQuestions) -> None:
    matches = tuple(Match(f"entry-{place}", 0.5) for place in range(9))
    asked = recent.note(HERE, MEI, "保费怎么算", Found(Band.DECLINE, matches), None, locale="zh")
    assert asked.found == Found(Band.DECLINE, matches[:5])


@pytest.mark.parametrize("text", ["", "保" * 998, "😀" * 4096], ids=["short", "long", "longest"])
def test_all_that_is_remembered_fits_into_20_megabytes(clock: Clock, text: str) -> None:
    share = 9  # a ninth of it all, because measuring takes its time
    recent = RecentQuestions(clock, PEOPLE // share, WORDS // share)
    tracemalloc.start()
    try:
        for person in range(PEOPLE // share):
            for number in range(QUESTIONS + 1):
                found = Found(Band.ANSWER, tuple(Match("fee", number / 7 + place) for place in range(5)), topic="fee")
                recent.note(person, person, f"{number}{text}", found, "fee", locale="zh")
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used * share < 20_000_000


def test_long_texts_take_the_room_of_whoever_asked_longest_ago(clock: Clock) -> None:
    recent = RecentQuestions(clock, words=3 * sys.getsizeof("保" * 1000))
    first, second, third = (
        recent.note(user, user, "保" * 999, UNKNOWN, None, locale="zh").number for user in (1, 2, 3)
    )
    recent.opened(1, 1, "fee")
    fourth = recent.note(4, 4, "保" * 999, UNKNOWN, None, locale="zh").number
    known = [
        recent.find(user, user, number) is not None for user, number in enumerate((first, second, third, fourth), 1)
    ]
    assert known == [True, False, True, True]


def test_what_was_forgotten_takes_no_room(clock: Clock) -> None:
    recent = RecentQuestions(clock, words=3 * sys.getsizeof("保" * 1000))
    kept = recent.note(HERE, MEI, "保" * 999, UNKNOWN, None, locale="zh").number
    for _ in range(QUESTIONS):
        recent.note(HERE + 1, LIN, "保" * 999, UNKNOWN, None, locale="zh")
        recent.drop(HERE + 1)
    for number in range(3 * QUESTIONS):
        recent.note(HERE, LIN, f"{number}", UNKNOWN, None, locale="zh")
    assert recent.find(HERE, MEI, kept) is not None


def test_a_person_whose_texts_alone_are_too_much_keeps_them(clock: Clock) -> None:
    recent = RecentQuestions(clock, words=1)
    first = recent.note(HERE, MEI, "保费怎么算", UNKNOWN, None, locale="zh").number
    second = recent.note(HERE, MEI, "怎么算", UNKNOWN, None, locale="zh").number
    assert recent.find(HERE, MEI, first) is not None
    assert recent.find(HERE, MEI, second) is not None


def test_whoever_asked_longest_ago_makes_room(clock: Clock) -> None:
    recent = RecentQuestions(clock, people=2)
    first = recent.note(1, 1, "a", UNKNOWN, None, locale="zh").number
    second = recent.note(2, 2, "b", UNKNOWN, None, locale="zh").number
    recent.opened(1, 1, "fee")
    third = recent.note(3, 3, "c", UNKNOWN, None, locale="zh").number
    assert recent.find(1, 1, first) is not None
    assert recent.find(2, 2, second) is None
    assert recent.find(3, 3, third) is not None


def test_a_question_is_kept_for_a_day_to_the_second(clock: Clock, recent: RecentQuestions) -> None:
    number = recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh").number
    clock.seconds += KEPT_SECONDS
    assert recent.find(HERE, MEI, number) is not None
    clock.seconds += 1
    assert recent.find(HERE, MEI, number) is None


def test_whoever_has_been_silent_for_a_day_is_forgotten_when_somebody_asks(
    clock: Clock, recent: RecentQuestions
) -> None:
    recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh")
    clock.seconds += KEPT_SECONDS + 1
    recent.note(HERE, LIN, "别的问题", UNKNOWN, None, locale="zh")
    assert list(recent._people) == [(HERE, LIN)]


def test_the_last_entry_holds_for_a_quarter_of_an_hour(clock: Clock, recent: RecentQuestions) -> None:
    assert recent.last_entry(HERE, MEI) is None
    recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh")
    clock.seconds += FOLLOWED_SECONDS
    assert recent.last_entry(HERE, MEI) == "fee"
    clock.seconds += 1
    assert recent.last_entry(HERE, MEI) is None


def test_an_opened_entry_is_the_last_entry_too(recent: RecentQuestions) -> None:
    recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh")
    recent.opened(HERE, MEI, "tax")
    assert recent.last_entry(HERE, MEI) == "tax"


@pytest.mark.parametrize(("found", "last"), [(UNSURE, "fee"), (UNKNOWN, "fee"), (NEIGHBOUR, None)])
def test_only_a_question_that_was_understood_as_something_else_ends_the_topic(
    recent: RecentQuestions, found: Found, last: str | None
) -> None:
    recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh")
    recent.note(HERE, MEI, "那这个呢", found, None, locale="zh")
    assert recent.last_entry(HERE, MEI) == last


def test_an_erased_chat_is_forgotten_with_everybody_in_it(recent: RecentQuestions) -> None:
    mine = recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh").number
    theirs = recent.note(HERE, LIN, "别的问题", UNKNOWN, None, locale="zh").number
    elsewhere = recent.note(HERE + 1, MEI, "保费怎么算", ANSWERED, "fee", locale="zh").number
    recent.drop(HERE)
    assert recent.find(HERE, MEI, mine) is None
    assert recent.find(HERE, LIN, theirs) is None
    assert recent.last_entry(HERE, MEI) is None
    assert recent.find(HERE + 1, MEI, elsewhere) is not None


def test_a_text_that_python_keeps_in_a_second_form_later_frees_no_more_than_it_took(clock: Clock) -> None:
    size = sys.getsizeof("保" * 1000)
    recent = RecentQuestions(clock, words=2 * size)
    text = "".join(["保"] * 1000)
    recent.note(HERE, LIN, text, UNKNOWN, None, locale="zh")
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("SELECT ?", (text,))
    assert sys.getsizeof(text) > size
    recent.drop(HERE)
    numbers = [recent.note(user, user, "险" * 1000, UNKNOWN, None, locale="zh").number for user in (1, 2, 3)]
    assert [recent.find(user, user, number) is not None for user, number in enumerate(numbers, 1)] == [
        False,
        True,
        True,
    ]


def test_nothing_goes_on_from_an_entry_that_was_turned_down_until_it_is_shown_again(recent: RecentQuestions) -> None:
    recent.turned_down(HERE, MEI, "fee")
    assert recent.followed_entry(HERE, MEI) is None
    recent.note(HERE, MEI, "保费怎么算", ANSWERED, "fee", locale="zh")
    recent.turned_down(HERE, MEI, "tax")
    recent.turned_down(HERE, LIN, "fee")
    assert recent.followed_entry(HERE, MEI) == "fee"
    recent.turned_down(HERE, MEI, "fee")
    assert (recent.followed_entry(HERE, MEI), recent.last_entry(HERE, MEI)) == (None, "fee")
    recent.opened(HERE, MEI, "fee")
    assert recent.followed_entry(HERE, MEI) == "fee"
