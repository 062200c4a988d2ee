"""The topics themselves: all there, in both languages, with enough ways of asking, and strictly read."""

from __future__ import annotations

from collections import defaultdict
from importlib import resources
from pathlib import Path

import pytest

from bot.faq.answers import Answers
from bot.faq.entries import Catalogue, EntriesError, load_entries, load_phrases
from bot.handlers.ask_buttons import Destination
from rules.book import Book

TOPICS = {
    "what-is", "insurer", "history", "regions", "coverage", "coverage-logistics", "coverage-refusal",
    "coverage-platform", "clawback", "exclusions", "who-fits", "eligibility", "mandatory", "label-benefit",
    "how-to-open", "documents", "effective-time", "fee", "fee-minimum", "rate-tiers", "lower-fee",
    "fee-deduction", "ranking", "tax", "failure-reasons", "tracking-gap", "label-errors", "battery",
    "diagnose", "third-party", "payout-time", "claim-steps", "alerts-setup", "golden-window",
}  # fmt: skip
NEIGHBOURS = {
    "commission", "ads", "deposit", "withdrawal", "appeals", "return-freight-insurance", "customs-duty",
    "other-insurance",
}  # fmt: skip


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
    for topic, phrases in load_phrases(catalogue).items():
        enough = (20, 12) if topic in catalogue.entries else (10, 8)
        assert len(phrases.zh) >= enough[0], topic
        assert len(phrases.en) >= enough[1], topic
        assert len(set(phrases.zh)) == len(phrases.zh), topic
        assert len(set(phrases.en)) == len(phrases.en), topic


def test_no_phrase_belongs_to_two_topics(catalogue: Catalogue) -> None:
    topics = defaultdict(set)
    for topic, phrases in load_phrases(catalogue).items():
        for phrase in (*phrases.zh, *phrases.en):
            topics[phrase].add(topic)
    assert {phrase: found for phrase, found in topics.items() if len(found) > 1} == {}


def _chinese(text: str) -> int:
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def test_titles_and_phrases_are_in_their_language(catalogue: Catalogue) -> None:
    for entry in (*catalogue, *catalogue.unsupported.values()):
        assert _chinese(entry.title.zh), entry.id
        assert not _chinese(entry.title.en), entry.id
    for topic, phrases in load_phrases(catalogue).items():
        assert [phrase for phrase in phrases.en if _chinese(phrase) >= len(phrase) / 2] == [], topic
        assert sum(_chinese(phrase) > 0 for phrase in phrases.zh) >= len(phrases.zh) / 2, topic


def test_neighbours_that_are_declined_say_where_to_look(catalogue: Catalogue) -> None:
    assert {f"unsupported-{name}" for name in NEIGHBOURS} <= set(catalogue.unsupported)
    assert not set(catalogue.unsupported) & set(catalogue.entries)
    for topic in catalogue.unsupported.values():
        assert topic.where.zh.endswith("。"), topic.id
        assert topic.where.en.endswith("."), topic.id


def test_every_action_is_a_command(catalogue: Catalogue) -> None:
    for entry in catalogue:
        assert entry.action is None or entry.action in set(Destination), entry.id


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
        ("action: quote", "action: [quote", "YAML"),
        ("action: quote", "action: 12", "action"),
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


@pytest.mark.parametrize(
    ("content", "named"),
    [("zh: [保费]\n", "en"), ("zh: []\nen: [fee]\n", "zh"), ("zh: [12]\nen: [fee]\n", "zh.0"), ("- fee\n", "no keys")],
)
def test_phrases_that_cannot_be_read_are_refused(copy: Path, catalogue: Catalogue, content: str, named: str) -> None:
    (copy / "phrases" / "tax.yaml").write_text(content, "utf-8")
    with pytest.raises(EntriesError, match=r"phrases.tax\.yaml: .*" + named):
        load_phrases(catalogue, copy)


def test_a_topic_without_phrases_and_phrases_without_a_topic_are_refused(copy: Path, catalogue: Catalogue) -> None:
    (copy / "phrases" / "tax.yaml").rename(copy / "phrases" / "taxes.yaml")
    with pytest.raises(EntriesError, match=r"phrases.tax\.yaml: is missing"):
        load_phrases(catalogue, copy)
    (copy / "phrases" / "tax.yaml").write_text("zh: [抵税]\nen: [tax]\n", "utf-8")
    with pytest.raises(EntriesError, match=r"phrases.taxes\.yaml: has no topic"):
        load_phrases(catalogue, copy)


def test_a_spoilt_topic_that_is_declined_is_refused(copy: Path) -> None:
    file = copy / "unsupported" / "ads.yaml"
    file.write_text(file.read_text("utf-8").replace("where:", "place:"), "utf-8")
    assert "ads.yaml" in _refusal(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "vocabulary.yaml").unlink()
    assert "vocabulary.yaml" in _refusal(copy)


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
