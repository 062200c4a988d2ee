"""What a seller reads: valid, short, sourced, honest about what is open."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import menu
from bot.faq.answers import LOCALES, Answer, Answers
from bot.faq.entries import Catalogue
from bot.faq.figures import format_figure
from rules.book import Book, BookError, DatedBook
from tests.bot.faq.conftest import DAY
from tests.bot.faq.telegram_html import read
from tests.support.books import write_other_book

LONGEST = 3500
"""Characters after parsing; Telegram takes 4096, and the source line is still to come."""

COMMANDS = {f"/{command.name}" for command in menu.COMMANDS if command.listed}


@pytest.fixture(scope="module")
def rendered(catalogue: Catalogue, answers: Answers, book: DatedBook) -> dict[tuple[str, str], Answer]:
    """Every answer under the packaged book, by topic and language."""
    return {(entry.id, locale): answers.render(entry.id, locale, book) for entry in catalogue for locale in LOCALES}


def test_every_answer_is_html_that_telegram_accepts(rendered: dict[tuple[str, str], Answer]) -> None:
    assert len(rendered) == 68
    for name, answer in rendered.items():
        assert read(answer.html)[1] == [], name


def test_every_answer_fits_a_message_with_room_for_its_sources(rendered: dict[tuple[str, str], Answer]) -> None:
    for name, answer in rendered.items():
        assert len(read(answer.html)[0]) <= LONGEST, name


def test_the_short_answer_comes_first_in_three_lines_and_the_rest_is_folded(
    rendered: dict[tuple[str, str], Answer],
) -> None:
    for name, answer in rendered.items():
        head, fold, details = answer.html.partition("<blockquote expandable>")
        title, _, short = head.partition("\n\n")
        assert title.startswith("<b>"), name
        assert 1 <= len(short.strip().splitlines()) <= 3, name
        assert fold, name
        assert details.endswith("</blockquote>"), name
        assert details.count("• ") >= 2, name


def test_an_answer_says_which_figures_of_the_book_it_used(rendered: dict[tuple[str, str], Answer]) -> None:
    known = set(Book.load().keys())
    for name, answer in rendered.items():
        assert answer.keys_used, name
        assert len(set(answer.keys_used)) == len(answer.keys_used), name
        assert set(answer.keys_used) <= known, name
    assert "premium.floor" in rendered["fee-minimum", "zh"].keys_used


def test_both_languages_of_a_topic_rest_on_the_same_figures(
    catalogue: Catalogue, rendered: dict[tuple[str, str], Answer]
) -> None:
    for entry in catalogue:
        assert set(rendered[entry.id, "zh"].keys_used) == set(rendered[entry.id, "en"].keys_used), entry.id


def test_a_claim_of_the_source_is_called_one(rendered: dict[tuple[str, str], Answer], book: DatedBook) -> None:
    for (topic, locale), answer in rendered.items():
        if any(book.parameter(key).kind == "claim" for key in answer.keys_used):
            assert ("文章" if locale == "zh" else "ource") in answer.html, topic


def test_a_choice_of_our_own_is_called_ours(rendered: dict[tuple[str, str], Answer], book: DatedBook) -> None:
    for (topic, locale), answer in rendered.items():
        if any(book.parameter(key).kind == "own" for key in answer.keys_used):
            mark = r"我们|我的|文章" if locale == "zh" else r"\b(our|ours|we|my|not said|source)\b"
            assert re.search(mark, answer.html, re.IGNORECASE), topic


def _shown_codes(book: DatedBook, rendered: dict[tuple[str, str], Answer]) -> Iterator[tuple[str, str, str]]:
    for (_, locale), answer in rendered.items():
        for key in answer.keys_used:
            parameter = book.parameter(key)
            choices: tuple[object, ...] = parameter.options if parameter.unit == "option" else ()
            if parameter.unit == "bool":
                choices = (True, False)
            if parameter.unit == "list" and isinstance(parameter.value, tuple):
                choices = tuple((item,) for item in parameter.value)
            for choice in choices or (parameter.value,):
                yield key, locale, format_figure(replace(parameter, value=choice), locale)  # type: ignore[arg-type]


def test_no_answer_shows_a_code_in_the_place_of_words(book: DatedBook, rendered: dict[tuple[str, str], Answer]) -> None:
    for key, locale, text in _shown_codes(book, rendered):
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|^(true|false|none|all|base|unknown|either)$", text), (key, locale)
        if locale == "zh" and book.parameter(key).unit in ("option", "bool"):
            assert re.search(r"[\u4e00-\u9fff]", text), key


def test_an_answer_names_no_command_but_those_there_are(rendered: dict[tuple[str, str], Answer]) -> None:
    for name, answer in rendered.items():
        text = read(answer.html)[0]
        assert set(re.findall(r"(?<![\w/])/[a-z]+", text)) <= COMMANDS, name


def test_what_must_not_be_repeated_is_not(rendered: dict[tuple[str, str], Answer]) -> None:
    for name, answer in rendered.items():
        assert not re.search(r"蚂蚁|蚂蟻|\bAnt\b|LTV|1V1|开店顾问|opening adviser", answer.html), name


def test_chinese_answers_use_chinese_punctuation(rendered: dict[tuple[str, str], Answer]) -> None:
    for (topic, locale), answer in rendered.items():
        if locale == "zh":
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]", answer.html), topic
        else:
            assert not re.search(r"[，。；：？！]", answer.html), topic


def test_the_reading_in_use_decides_what_the_answer_says(answers: Answers, book: DatedBook) -> None:
    shipped = answers.render("fee-minimum", "en", book).html
    other = answers.render("fee-minimum", "en", book.with_reading("X07", "base")).html
    assert "at every rate" in shipped
    assert "at every rate" not in other
    assert "at the base rate only" in other


def test_an_answer_is_written_once_for_a_book_and_anew_for_every_other_one(
    answers: Answers, book: DatedBook, other_book: DatedBook
) -> None:
    first = answers.render("fee-minimum", "zh", book)
    assert answers.render("fee-minimum", "zh", other_book).html != first.html
    assert answers.render("fee-minimum", "en", book).html != first.html
    assert answers.render("fee-minimum", "zh", book) is first


def test_an_answer_does_not_keep_the_book_it_was_written_from(answers: Answers, tmp_path: Path) -> None:
    dated = Book.load(write_other_book(tmp_path)).on(DAY)
    answers.render("fee", "zh", dated)
    gone = weakref.ref(dated)
    del dated
    gc.collect()
    assert gone() is None


def test_a_figure_that_was_not_yet_in_force_is_an_error_not_a_gap(answers: Answers) -> None:
    with pytest.raises(BookError):
        answers.render("fee", "zh", Book.load().on(date(2020, 1, 1)))


def test_an_unknown_topic_or_language_is_an_error(answers: Answers, book: DatedBook) -> None:
    with pytest.raises(KeyError):
        answers.render("no-such-topic", "zh", book)
    with pytest.raises(KeyError):
        answers.render("fee", "fr", book)
