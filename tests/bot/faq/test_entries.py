"""The topics themselves: all there, in both languages, with enough ways of asking, and strictly read."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from bot.faq.answers import Answers
from bot.faq.entries import Catalogue, EntriesError, load_entries
from bot.faq.index import FaqIndex
from rules.book import Book

TOPICS = {
    "what-is", "insurer", "history", "regions", "coverage", "coverage-logistics", "coverage-refusal",
    "coverage-platform", "clawback", "exclusions", "who-fits", "eligibility", "mandatory", "label-benefit",
    "how-to-open", "documents", "effective-time", "fee", "fee-minimum", "rate-tiers", "lower-fee",
    "fee-deduction", "ranking", "tax", "failure-reasons", "tracking-gap", "label-errors", "battery",
    "diagnose", "third-party", "payout-time", "claim-steps", "alerts-setup", "golden-window",
}  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packaged FAQ, copied so that a test may spoil it."""
    target = tmp_path / "faq"
    with resources.as_file(resources.files("templates") / "faq") as packaged:
        shutil.copytree(packaged, target)
    return target


def _refusal(directory: Path) -> str:
    with pytest.raises(EntriesError) as caught:
        load_entries(directory)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_every_topic_of_the_programme_has_an_entry(catalogue: Catalogue) -> None:
    assert len(TOPICS) == 34
    assert set(catalogue.entries) == TOPICS


def test_every_topic_can_be_asked_in_many_ways_in_both_languages(catalogue: Catalogue) -> None:
    for entry in catalogue:
        assert len(set(entry.phrases.zh)) >= 12, entry.id
        assert len(set(entry.phrases.en)) >= 8, entry.id
        assert len(set(entry.phrases.zh)) == len(entry.phrases.zh), entry.id
        assert len(set(entry.phrases.en)) == len(entry.phrases.en), entry.id


def test_chinese_phrases_are_chinese_and_english_ones_are_not(catalogue: Catalogue) -> None:
    def is_chinese(text: str) -> bool:
        return any("\u4e00" <= character <= "\u9fff" for character in text)

    for entry in catalogue:
        assert not any(is_chinese(phrase) for phrase in (entry.title.en, *entry.phrases.en)), entry.id
        assert is_chinese(entry.title.zh), entry.id
        assert sum(is_chinese(phrase) for phrase in entry.phrases.zh) >= len(entry.phrases.zh) - 1, entry.id


def test_the_menu_has_a_handful_of_groups_and_each_of_them_has_topics(catalogue: Catalogue) -> None:
    assert 4 <= len(catalogue.groups) <= 6
    listed = [entry.id for group in catalogue.groups for entry in catalogue.in_group(group)]
    assert sorted(listed) == sorted(TOPICS)
    assert all(len(catalogue.in_group(group)) >= 2 for group in catalogue.groups)


def test_every_rule_a_topic_rests_on_is_one_the_book_knows(catalogue: Catalogue) -> None:
    book = Book.load()
    known = {book.definition(key).rule for key in tuple(book.keys())}
    for number in range(1, 25):
        reading = book.reading(f"X{number:02}")
        known |= {reading.id, *reading.rules}
    for entry in catalogue:
        assert set(entry.rules) <= known, entry.id


def test_a_copy_of_the_packaged_files_loads_the_same(copy: Path, catalogue: Catalogue) -> None:
    assert load_entries(copy) == catalogue


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("group: money", "group: fortune", "fortune"),
        ("group: money", "group: money\ncolour: red", "colour"),
        ("group: money", "group: money\ngroup: money", "twice"),
        ("  en: How the premium is worked out\n", "", "title.en"),
        ("rules: [P01", "rules: [premium", "rules.0"),
        ("related: [fee-minimum", "related: [no-such-topic", "no-such-topic"),
        ("related: [fee-minimum", "related: [fee", "'fee'"),
        ("phrases:\n", "phrases: [\n", "YAML"),
        ("    - 保费是多少\n", "    - 12\n", "phrases.zh"),
    ],
)
def test_a_spoilt_entry_is_refused_in_one_line_that_names_file_and_place(
    copy: Path, old: str, new: str, named: str
) -> None:
    file = copy / "entries" / "fee.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    message = _refusal(copy)
    assert "fee.yaml" in message
    assert named in message


def test_an_entry_without_phrases_in_one_language_is_refused(copy: Path) -> None:
    file = copy / "entries" / "tax.yaml"
    file.write_text(file.read_text("utf-8").split("  en:\n    - ")[0], "utf-8")
    assert "phrases.en" in _refusal(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "vocabulary.yaml").unlink()
    assert "vocabulary.yaml" in _refusal(copy)


def test_a_conversion_table_of_unequal_length_is_refused(copy: Path) -> None:
    file = copy / "vocabulary.yaml"
    file.write_text(file.read_text("utf-8").replace("traditional: ", "traditional: 龍", 1), "utf-8")
    message = _refusal(copy)
    assert "vocabulary.yaml" in message
    assert "same number of characters" in message


def test_one_phrase_cannot_belong_to_two_topics(copy: Path) -> None:
    file = copy / "entries" / "tax.yaml"
    file.write_text(file.read_text("utf-8").replace("  zh:\n    - ", "  zh:\n    - 保费怎么算?\n    - ", 1), "utf-8")
    with pytest.raises(EntriesError, match="保费怎么算") as caught:
        FaqIndex.build(load_entries(copy))
    assert "fee" in str(caught.value)
    assert "tax" in str(caught.value)


def test_a_topic_without_an_answer_is_refused(copy: Path) -> None:
    (copy / "en" / "tax.html.j2").unlink()
    with pytest.raises(EntriesError, match=r"en.tax\.html\.j2"):
        Answers(load_entries(copy), copy)


@pytest.mark.parametrize(
    ("locale", "condition", "claim"),
    [
        ("zh", "店铺条件够、设置也做好以后", "文章还说它保的情形更宽"),
        ("en", "Once your shop qualifies", "the source also claims"),
    ],
)
def test_the_comparison_promises_no_cover_before_set_up_and_marks_a_claim_as_one(
    locale: str, condition: str, claim: str
) -> None:
    text = (resources.files("templates") / "faq" / locale / "third-party.html.j2").read_text("utf-8")
    assert condition in text
    assert claim in text
