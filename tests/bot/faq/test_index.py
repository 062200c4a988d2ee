"""The ranking: deterministic, bounded, and of every topic there is."""

from __future__ import annotations

import pytest

from bot.faq.entries import Catalogue, EntriesError
from bot.faq.index import FaqIndex, Match, ranked, score_of


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("保費怎麼算？", "fee"),
        ("请问 保险费咋算呢", "fee"),
        ("baofei zenme suan", "fee"),
        ("baofeizenmesuan", "fee"),
        ("履越率97按多少收", "rate-tiers"),
        ("個體工商戶可以嗎", "who-fits"),
        ("赔完以后还会找我扣钱吗", "clawback"),
        ("追尝比例", "clawback"),
        ("do I have to pay it back", "clawback"),
        ("ＵＰＳ发货保不保", "exclusions"),
        ("好评率要到百分之九十五吗", "eligibility"),
        ("揽收后四十八小时没有扫描", "tracking-gap"),
        ("佣金多少", "unsupported-commission"),
    ],
)
def test_a_question_is_understood_as_sellers_write_it(index: FaqIndex, text: str, entry: str) -> None:
    assert index.rank(text, 1)[0].entry_id == entry


def test_matches_are_ordered_bounded_and_limited(index: FaqIndex, catalogue: Catalogue) -> None:
    topics = {*catalogue.entries, *catalogue.unsupported}
    for text in ("保费最低多少", "赔", "how long does it take", "95%"):
        matches = index.rank(text, len(topics))
        scores = [match.score for match in matches]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score < 1 for score in scores)
        assert {match.entry_id for match in matches} == topics
        assert index.rank(text, 2) == matches[:2]
    assert len(index.rank("保费最低多少")) == 5


@pytest.mark.parametrize("text", ["", "  ", "😀", "?", "\u0000", "ж" * 4000, "𓀀𓁐"])
def test_a_text_that_holds_nothing_to_compare_ranks_nothing(index: FaqIndex, text: str) -> None:
    assert index.rank(text) == ()
    assert index.margins(text) == {}


def test_the_same_question_gets_the_same_answer_from_every_index(index: FaqIndex, catalogue: Catalogue) -> None:
    again = FaqIndex.load(catalogue)
    for text in ("保费最低多少", "do I have to pay it back", "揽收后48小时"):
        assert index.margins(text) == again.margins(text)


def test_a_margin_of_nought_is_a_score_of_one_half_and_equal_margins_go_by_name() -> None:
    assert score_of(0.0) == 0.5
    assert score_of(1.0) > score_of(0.5) > 0.5 > score_of(-0.5) > 0
    assert ranked({"b": 0.0, "a": 0.0, "c": -1.0}, 2) == (Match("a", 0.5), Match("b", 0.5))


def test_a_question_is_a_vector_of_length_one(index: FaqIndex) -> None:
    for text in ("保费最低多少", "do I have to pay it back", "ж保"):
        assert sum(share**2 for share in index.weighed(text).values()) == pytest.approx(1)
    assert index.weighed("?") == {}


def test_weights_of_other_topics_are_refused(catalogue: Catalogue) -> None:
    fewer = {name: entry for name, entry in catalogue.entries.items() if name != "tax"}
    with pytest.raises(EntriesError, match="train them anew"):
        FaqIndex.load(Catalogue(catalogue.groups, fewer, catalogue.unsupported, catalogue.vocabulary))
