"""What stands around the answers: titles that fit a button, what follows from an answer, and where else to look."""

from __future__ import annotations

import re

import pytest

from bot import menu
from bot.faq.answers import LOCALES, Answers
from bot.faq.entries import Catalogue
from bot.handlers.ask_buttons import Destination
from bot.render import Renderer
from rules.book import DatedBook
from tests.bot.faq.telegram_html import read

LONGEST_TITLE = {"zh": 16, "en": 45}
"""Characters of a title on a button of its own row; more would be cut off on a narrow phone."""
COMMANDS = {f"/{command.name}" for command in menu.COMMANDS if command.listed}
LONGEST_HINT = {"zh": 90, "en": 260}
MENU = {Destination.FAQ, Destination.PARCELS, Destination.HELP, Destination.ASK}
"""Destinations that no answer leads to: they are where one already is, or open to every answer."""
NO_COMMAND = {"history", "regions"}
"""Topics that no command has anything to add to: none of them knows of countries, or of years gone by."""


def test_every_title_fits_a_button(catalogue: Catalogue) -> None:
    for topic in (*catalogue, *catalogue.unsupported.values()):
        for locale, longest in LONGEST_TITLE.items():
            assert len(topic.title.to(locale)) <= longest, (topic.id, locale)


def test_no_two_topics_have_the_same_title(catalogue: Catalogue) -> None:
    for locale in LOCALES:
        titles = [topic.title.to(locale) for topic in (*catalogue, *catalogue.unsupported.values())]
        assert len(set(titles)) == len(titles), locale


def test_every_answer_leads_on_to_three_other_topics_and_all_but_a_few_to_a_command(catalogue: Catalogue) -> None:
    for entry in catalogue:
        assert len(set(entry.related)) == len(entry.related) == 3, entry.id
    assert {entry.id for entry in catalogue if entry.action is None} == NO_COMMAND
    destinations = {Destination(entry.action) for entry in catalogue if entry.action}
    assert not destinations & MENU
    assert destinations >= {
        Destination.QUOTE, Destination.WHATIF, Destination.ELIGIBLE, Destination.COVER, Destination.CLAWBACK,
        Destination.DIAGNOSE, Destination.LABEL, Destination.COMPARE, Destination.ALERTS,
    }  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_that_follows_has_a_button_of_its_own(catalogue: Catalogue, locale: str) -> None:
    renderer = Renderer()
    actions = {entry.action for entry in catalogue if entry.action}
    labels = {action: renderer.label(f"faq.go_{action}", locale, {}) for action in actions}
    assert len(set(labels.values())) == len(labels)


def test_where_else_to_look_is_short_and_gives_no_number_to_call_and_no_figure(catalogue: Catalogue) -> None:
    for topic in catalogue.unsupported.values():
        for locale, longest in LONGEST_HINT.items():
            text = topic.where.to(locale)
            assert len(text) <= longest, (topic.id, locale)
            assert not re.search(r"\d", text), (topic.id, locale)
            assert not re.search("[!！]", text), (topic.id, locale)
            assert set(re.findall(r"/[a-z]+", text)) <= COMMANDS, (topic.id, locale)
            assert "→" not in text, (topic.id, locale)  # no path through a console that we have not seen


def test_no_answer_shouts_or_writes_like_an_office(catalogue: Catalogue, answers: Answers, book: DatedBook) -> None:
    stiff = "[!！]|您|请知悉|予以|进行.{0,6}操作|hereby|kindly|please be advised"
    for entry in catalogue:
        for locale in LOCALES:
            text = read(answers.render(entry.id, locale, book).html)[0]
            assert not re.search(stiff, text, re.IGNORECASE), (entry.id, locale)
