"""No answer holds a figure of its own: under a book in which every figure differs, every digit differs too."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
import yaml

from bot.faq.answers import LOCALES, Answers
from bot.faq.entries import Catalogue
from rules.book import DatedBook
from tests.bot.faq.telegram_html import read

ALLOWED = yaml.safe_load((Path(__file__).parent / "allowed_digits.yaml").read_text("utf-8"))
NUMBER = re.compile(r"\d[\d,.]*")
ENCLOSED = re.compile(r"[①-⓿❶-➓㈠-㉃Ⅰ-ⅿ½¼¾]")
NUMBER_WORD = {
    "zh": re.compile(r"[〇零一二两三四五六七八九十百千万亿半]"),
    "en": re.compile(
        r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|twenty|thirty|fifty|ninety"
        r"|hundreds?|thousands?|millions?|half|halves|twice|once|double|triple|quarter)\b",
        re.IGNORECASE,
    ),
}
EXPRESSION = re.compile(r"\{\{.*?\}\}")


def unchanged(text: str, other: str) -> list[str]:
    """Numbers that stand at the same place in both texts, or all of them when the places do not pair up."""
    ours, theirs = NUMBER.findall(text), NUMBER.findall(other)
    if len(ours) != len(theirs):
        return ours + theirs
    return [number for number, changed in zip(ours, theirs, strict=True) if number == changed]


def number_words(text: str, locale: str) -> list[str]:
    """Words for numbers that the allow-list does not explain."""
    for allowed in sorted(ALLOWED["words"][locale], key=len, reverse=True):
        text = text.replace(allowed, " ")
    return [found.group() for found in NUMBER_WORD[locale].finditer(text)] + ENCLOSED.findall(text)


def test_every_digit_of_every_answer_comes_from_the_book(
    catalogue: Catalogue, answers: Answers, book: DatedBook, other_book: DatedBook
) -> None:
    for entry in catalogue:
        for locale in LOCALES:
            ours = read(answers.render(entry.id, locale, book).html)[0]
            theirs = read(answers.render(entry.id, locale, other_book).html)[0]
            stuck = [text for text in unchanged(ours, theirs) if text not in ALLOWED["digits"].get(entry.id, {})]
            assert stuck == [], (entry.id, locale)


def test_no_answer_writes_a_figure_as_a_word(catalogue: Catalogue, answers: Answers, other_book: DatedBook) -> None:
    for entry in catalogue:
        for locale in LOCALES:
            text = read(answers.render(entry.id, locale, other_book).html)[0]
            assert number_words(text, locale) == [], (entry.id, locale)


def test_no_template_holds_a_literal_digit_nor_a_figure_in_its_words() -> None:
    folder = resources.files("templates") / "faq"
    for locale in LOCALES:
        for file in (folder / locale).iterdir():
            assert not re.search(r"\d", EXPRESSION.sub("", file.read_text("utf-8"))), (locale, file.name)
    written = yaml.safe_load((folder / "figures.yaml").read_text("utf-8"))
    for code, words in written["words"].items():
        assert not re.search(r"\d", "".join(words.values())), code
    for key, statements in written["statements"].items():
        assert not re.search(r"\d", str(statements)), key


def test_every_allowed_word_is_still_used_and_has_a_reason(
    catalogue: Catalogue, answers: Answers, book: DatedBook
) -> None:
    for locale in LOCALES:
        everything = "".join(answers.render(entry.id, locale, book).html for entry in catalogue)
        for word, reason in ALLOWED["words"][locale].items():
            assert word in everything, word
            assert len(reason.split()) >= 3, word
    assert all(reason for reasons in ALLOWED["digits"].values() for reason in reasons.values())


@pytest.mark.parametrize(
    ("text", "other", "found"),
    [
        ("within 48 hours", "within 48 hours", ["48"]),
        ("within 48 hours", "within 53 hours", []),
        ("¥0.30 at 0.3%", "¥0.47 at 0.3%", ["0.3"]),
        ("3 and 5", "5 and 3", []),
        ("3 of 5", "4", ["3", "5", "4"]),
    ],
)
def test_the_audit_sees_a_figure_that_does_not_follow_the_book(text: str, other: str, found: list[str]) -> None:
    assert unchanged(text, other) == found


def test_the_audit_sees_figures_in_words() -> None:
    assert number_words("保障三种情况", "zh") == ["三"]
    assert number_words("② 拒收", "zh") == ["②"]
    assert number_words("第三方物流险", "zh") == []
    assert number_words("the three perils, half of them", "en") == ["three", "half"]
