"""Every statement of the inventory is really in the program, in the way its kind says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import templates
from bot.faq.answers import Answer, Answers
from bot.faq.entries import load_entries
from rules.book import Book
from tests.agreement.evidence import DAY, moved_by_readings, produced
from tests.agreement.inventory import ROOT, Item, inventory, of_kind
from tests.bot.faq.telegram_html import read

LOCALES = ("zh", "en")
CATALOGUE = load_entries()
TEMPLATES = Path(templates.__file__).parent
SEEN = [item for kind in ("cited", "unknown") for item in of_kind(kind)]


@cache
def answers() -> dict[tuple[str, str], Answer]:
    """Every answer of the FAQ with the packaged figures, by topic and language."""
    book, written = Book.load().on(DAY), Answers(CATALOGUE)
    return {(entry.id, locale): written.render(entry.id, locale, book) for entry in CATALOGUE for locale in LOCALES}


@cache
def printed(locale: str) -> frozenset[str]:
    """Every key whose figure stands in an answer of the FAQ or in a message of this language."""
    keys = {key for (_, spoken), answer in answers().items() if spoken == locale for key in answer.keys_used}
    environment = Environment(autoescape=True)
    for path in (TEMPLATES / "messages" / locale).rglob("*.j2"):
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "figure" and call.args:
                keys |= {one.value for one in call.args[0].find_all(nodes.Const)} | _constant(call.args[0])
    return frozenset(key for key in keys if isinstance(key, str))


def _constant(node: nodes.Node) -> set[object]:
    return {node.value} if isinstance(node, nodes.Const) else set()


def words_of(place: str, locale: str) -> str:
    """What a reader sees of a topic, or a template's own words."""
    if place.startswith("messages/"):
        name = place.removeprefix("messages/")
        return (TEMPLATES / "messages" / locale / f"{name}.html.j2").read_text("utf-8")
    return read(answers()[place, locale].html)[0]


def test_an_answer_names_each_rule_that_is_said_to_decide() -> None:
    assert {item.id for item in of_kind("rule")} - produced().ids == set()


@cache
def ids_in_tests() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests" / "rules").rglob("*"):
        if path.suffix in (".py", ".yaml"):
            found |= set(re.findall(r"\b[A-Z][0-9]{2}\b", path.read_text("utf-8")))
    return found


def test_each_rule_that_decides_is_named_by_a_test_of_the_rules() -> None:
    assert {item.id for item in of_kind("rule")} - ids_in_tests() == set()


def test_whatever_an_answer_names_is_a_rule_or_cited_beside_it() -> None:
    # A statement that only lends its figure to a calculation is cited; none that is left out or unknown decides.
    assert {inventory()[name].kind for name in produced().ids} <= {"rule", "cited"}


@pytest.mark.parametrize("item", SEEN, ids=lambda item: item.id)
def test_a_statement_that_decides_nothing_is_read_in_both_languages(item: Item) -> None:
    if not item.shown:
        for locale in LOCALES:
            assert set(item.keys) & printed(locale), f"no answer or message prints a figure of {item.id}"
    for place, words in item.shown.items():
        for locale in LOCALES:
            assert words[locale] in words_of(place, locale), f"{item.id}: {place} ({locale}) does not say so"


@pytest.mark.parametrize("item", [item for item in SEEN if item.shown], ids=lambda item: item.id)
def test_a_topic_that_states_it_in_words_lists_it_among_its_rules(item: Item) -> None:
    for place in item.shown:
        if not place.startswith("messages/"):
            assert item.id in CATALOGUE.entries[place].rules, f"add {item.id} to entries/{place}.yaml"


@pytest.mark.parametrize("item", of_kind("unknown"), ids=lambda item: item.id)
def test_what_the_source_leaves_open_is_said_to_be_open(item: Item) -> None:
    book = Book.load().on(DAY)
    said_open = [words for words in item.shown.values() if re.search("没|文章", words["zh"])]
    shown_unknown = [key for key in item.keys if book.value(key) == "unknown" and key in printed("zh") & printed("en")]
    assert said_open or shown_unknown or item.id in produced().left_open


def test_the_rules_leave_open_what_the_readings_leave_open() -> None:
    # Lines beside the named ones, special goods on the simple line, a lost parcel, a parcel refused at the door, a
    # cause beside the listed ones and the clash over virtual numbers: whatever the seller adds, these stay unknown.
    assert {"E08", "C03", "C06", "C07", "C11"} <= produced().left_open


def test_a_reading_lists_every_rule_that_another_option_of_it_changes() -> None:
    moved = moved_by_readings()
    assert {name for name, rules in moved.items() if rules} == {"X01", "X03", "X04", "X05", "X06"}
    book = Book.load()
    for name, rules in moved.items():
        assert rules <= set(book.reading(name).rules), name


def test_every_rule_of_a_topic_is_one_of_the_inventory_and_not_withheld() -> None:
    withheld = {item.id for item in of_kind("not_shipped")}
    for entry in CATALOGUE:
        assert set(entry.rules) <= set(inventory()) - withheld, entry.id


def test_every_statement_but_the_withheld_ones_is_listed_by_a_topic_or_decides() -> None:
    listed = {name for entry in CATALOGUE for name in entry.rules}
    not_listed = {item.id for item in inventory().values() if item.kind != "not_shipped"} - listed
    assert not_listed - produced().ids == {"X21"}  # the source line under every answer is where it is said
