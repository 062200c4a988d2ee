"""The lookup on the development questions, which chose its settings: bars below which it must not fall."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.faq.entries import Catalogue
from bot.faq.index import FaqIndex

FOLDER = Path(__file__).parent / "dev_questions"
DEV: dict[str, dict[str, Any]] = {
    locale: yaml.safe_load((FOLDER / f"{locale}.yaml").read_text("utf-8")) for locale in ("zh", "en")
}
IN_SCOPE = [
    (locale, question, topic)
    for locale, asked in DEV.items()
    for topic, questions in asked["in_scope"].items()
    for question in questions
]
NEAR, FAR = ([text for asked in DEV.values() for text in asked["out_of_scope"][kind]] for kind in ("near", "far"))
OUT_OF_SCOPE = [*NEAR, *FAR]
MINIMAL_PAIRS = [pair for asked in DEV.values() for pair in asked["minimal_pairs"]]


def _asked(locale: str) -> list[tuple[str, str]]:
    return [(question, topic) for asked, question, topic in IN_SCOPE if asked == locale]


def _share(hits: Iterator[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted)


def test_the_development_set_is_large_enough_to_say_something(catalogue: Catalogue) -> None:
    for locale, at_least in (("zh", 3), ("en", 2)):
        assert set(DEV[locale]["in_scope"]) == set(catalogue.entries)
        assert all(len(questions) >= at_least for questions in DEV[locale]["in_scope"].values())
    assert len(NEAR) >= 50
    assert len(FAR) >= 30
    asked = [question for _, question, _ in IN_SCOPE] + OUT_OF_SCOPE
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(("locale", "first", "among_three"), [("zh", 0.90, 0.97), ("en", 0.88, 0.95)])
def test_the_right_topic_comes_first_or_among_the_first_three(
    index: FaqIndex, locale: str, first: float, among_three: float
) -> None:
    ranked = [(topic, [match.entry_id for match in index.search(text, 3)]) for text, topic in _asked(locale)]
    assert _share(topic == found[0] for topic, found in ranked) >= first
    assert _share(topic in found for topic, found in ranked) >= among_three


@pytest.mark.parametrize(("locale", "answered"), [("zh", 0.60), ("en", 0.75)])
def test_most_questions_are_answered_directly_and_those_answers_are_right(
    index: FaqIndex, locale: str, answered: float
) -> None:
    given = [(topic, index.answer(text)) for text, topic in _asked(locale)]
    direct = [(topic, match.entry_id) for topic, match in given if match is not None]
    assert len(direct) / len(given) >= answered
    assert _share(topic == found for topic, found in direct) >= 0.95


def test_strangers_are_hardly_ever_answered_directly(index: FaqIndex) -> None:
    answered = [text for text in OUT_OF_SCOPE if index.answer(text) is not None]
    assert len(answered) / len(OUT_OF_SCOPE) <= 0.05, answered


@pytest.mark.parametrize("pair", MINIMAL_PAIRS, ids=lambda pair: pair["left"][0])
def test_questions_that_look_alike_land_on_their_own_topics(index: FaqIndex, pair: dict[str, list[str]]) -> None:
    (left, left_topic), (right, right_topic) = pair["left"], pair["right"]
    assert left_topic != right_topic
    assert index.search(left, 1)[0].entry_id == left_topic
    assert index.search(right, 1)[0].entry_id == right_topic


def _trigrams(text: str) -> set[str]:
    plain = re.sub(r"\W+", "", text.lower())
    return {plain[at : at + 3] for at in range(max(1, len(plain) - 2))}


def test_no_development_question_is_an_index_phrase_in_disguise(catalogue: Catalogue) -> None:
    phrases = [
        (phrase, _trigrams(phrase))
        for lines in [entry.phrases for entry in catalogue] + list(catalogue.outside.values())
        for phrase in (*lines.zh, *lines.en)
    ]
    leaks = []
    for question in [question for _, question, _ in IN_SCOPE] + OUT_OF_SCOPE:
        asked = _trigrams(question)
        leaks += [(question, phrase) for phrase, known in phrases if len(asked & known) / len(asked | known) >= 0.8]
    assert leaks == []


def test_every_phrase_and_title_finds_its_own_topic_with_full_score(index: FaqIndex, catalogue: Catalogue) -> None:
    for entry in catalogue:
        for phrase in (entry.title.zh, entry.title.en, *entry.phrases.zh, *entry.phrases.en):
            match = index.answer(phrase)
            assert match is not None, phrase
            assert (match.entry_id, match.score) == (entry.id, 1.0), phrase


def test_a_phrase_is_found_in_another_writing_too(index: FaqIndex) -> None:
    for writing in ("請問 保費怎麼算？", "保险费咋算呢", "ＨＯＷ ＭＵＣＨ is the Premium?"):
        match = index.answer(writing)
        assert match is not None
        assert (match.entry_id, match.score) == ("fee", 1.0)


def test_a_known_topic_of_another_trade_is_not_answered_but_may_be_ranked(index: FaqIndex) -> None:
    assert index.answer("平台佣金多少") is None
    assert all(not match.entry_id.startswith("-") for match in index.search("平台佣金多少", 40))


def test_matches_are_ranked_bounded_and_limited(index: FaqIndex, catalogue: Catalogue) -> None:
    for text in ("保费最低多少", "赔", "how long does it take", "95%"):
        matches = index.search(text, 40)
        scores = [match.score for match in matches]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert {match.entry_id for match in matches} <= set(catalogue.entries)
        assert len({match.entry_id for match in matches}) == len(matches)
        assert index.search(text, 2) == matches[:2]
    assert len(index.search("保费最低多少")) == 5


@pytest.mark.parametrize("text", ["", "  ", "😀", "?", "\u0000", "ж" * 4000, "𓀀𓁐"])
def test_a_text_that_shares_nothing_with_the_topics_finds_nothing(index: FaqIndex, text: str) -> None:
    assert index.search(text) == ()
    assert index.answer(text) is None


def test_the_same_question_gets_the_same_answer_from_every_index(index: FaqIndex, catalogue: Catalogue) -> None:
    again = FaqIndex.build(catalogue)
    for _, question, _ in IN_SCOPE[:40]:
        assert index.search(question) == again.search(question)


def _fastest(work: Callable[[], object], rounds: int) -> float:
    """Seconds of processor time of the fastest of some rounds, so that a busy machine does not decide."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def test_a_search_is_fast_enough_to_stand_in_the_way_of_every_reply(index: FaqIndex) -> None:
    questions = [question for _, question, _ in IN_SCOPE if 13 <= len(question) <= 17]
    assert len(questions) >= 20
    seconds = _fastest(lambda: [index.answer(question) for question in questions], 7)
    assert seconds / len(questions) < 0.0003


def test_the_longest_text_telegram_can_send_costs_little(index: FaqIndex) -> None:
    assert _fastest(lambda: index.answer("保费怎么算包裹丢了赔不赔" * 400), 3) < 0.02


def test_the_index_is_built_at_start_without_a_wait(catalogue: Catalogue) -> None:
    assert _fastest(lambda: FaqIndex.build(catalogue), 3) < 0.3
