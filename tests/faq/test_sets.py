"""The question sets: large enough to say something, no index phrases, unchanged where nothing was chosen on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.faq.library import FaqLibrary
from tests.bench.faq_sets import NAMES, Alike, QuestionSet, fingerprint, load_sets

RECORDED: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "recorded.yaml").read_text("utf-8"))
FEWEST = {"in_scope": 310, "near": 80, "far": 40, "pairs": 33, "two_intents": 20, "follow_ups": 25}
"""Questions that must be left of each kind, whatever leaks."""
FEWER = {"test": {"pairs": 28}}
"""Where phrases that came after the set say the same as it."""


@pytest.mark.parametrize("name", RECORDED)
def test_a_set_that_was_recorded_is_still_the_same(name: str, sets: dict[str, QuestionSet]) -> None:
    assert fingerprint(name) == RECORDED[name]["sha256"]
    assert sum(sets[name].written.values()) == RECORDED[name]["questions"]


@pytest.mark.parametrize("name", RECORDED)
def test_every_opening_has_a_day_and_its_results(name: str) -> None:
    assert RECORDED[name]["openings"]
    for opening in RECORDED[name]["openings"]:
        assert set(opening) == {"opened", "note", "results"}
        assert set(opening["results"]) == {
            "top-1", "recall@3", "direct answers", "out of scope answered", "wrong direct answers per 100",
        }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_set_is_large_enough_without_what_leaks(name: str, sets: dict[str, QuestionSet]) -> None:
    left = {kind: len(getattr(sets[name], kind)) for kind in FEWEST}
    enough = {**FEWEST, **FEWER.get(name, {})}
    assert [kind for kind, fewest in enough.items() if left[kind] < fewest] == []
    assert len(sets[name].asked("zh")) >= 150
    assert len(sets[name].asked("en")) >= 80


@pytest.mark.parametrize("name", NAMES)
def test_a_set_asks_for_every_entry_in_both_languages_and_for_no_other(
    name: str, sets: dict[str, QuestionSet], library: FaqLibrary
) -> None:
    asked = sets[name]
    for locale in ("zh", "en"):
        assert {one.topic for one in asked.asked(locale)} == set(library.catalogue.entries)
    named = {one.topic for pair in asked.pairs for one in pair} | {
        entry for one in asked.follow_ups for entry in (one.after, one.topic)
    }
    assert named.union(*(one.topics for one in asked.two_intents)) <= set(library.catalogue.entries)
    assert all(left.topic != right.topic for left, right in asked.pairs)
    assert all(len(one.topics) >= 2 for one in asked.two_intents)


@pytest.mark.parametrize("name", NAMES)
def test_hardly_a_question_is_an_index_phrase(name: str, sets: dict[str, QuestionSet]) -> None:
    leaks, written = (sum(counts.values()) for counts in (sets[name].leaks, sets[name].written))
    assert leaks / written <= 0.08


@pytest.mark.parametrize(
    ("text", "known", "alike"),
    [
        ("保费怎么算", "保费怎么算？", True),
        ("ＵＰＳ发货 保不保", "ups发货保不保", True),
        ("how is the fee worked out", "how is the fee worked out then", True),
        ("保费怎么算", "保费怎么交", False),
        ("扣费", "扣费时间", False),
        ("扣费", "扣费!", True),
        ("how is the fee worked out", "how is the tax worked out", False),
    ],
)
def test_a_question_leaks_from_four_fifths_of_common_trigrams(text: str, known: str, alike: bool) -> None:
    assert (text in Alike([known])) is alike
    assert (known in Alike([text])) is alike


def test_what_leaks_or_was_asked_before_does_not_count(sets: dict[str, QuestionSet]) -> None:
    dev = sets["dev"]
    leak = dev.asked("zh")[7]
    again = load_sets([leak.text], ["dev"])["dev"]
    assert leak not in again.in_scope
    assert again.leaks["in_scope"] >= 1
    free = load_sets([])
    assert all(not one.leaks for one in free.values())
    assert not free["dev"].repeats
    earlier = Alike(one.text for one in free["dev"].in_scope)
    assert not any(one.text in earlier for one in free["test"].in_scope)
