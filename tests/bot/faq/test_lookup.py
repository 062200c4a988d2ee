"""What is done with a question: answer, offer, decline; phrases of operators, and questions that go on from another."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from bot.faq.entries import Catalogue
from bot.faq.features import Features
from bot.faq.index import FaqIndex
from bot.faq.library import FaqLibrary
from bot.faq.lookup import ALIKE, ANSWER_FROM, CHOOSE_FROM, LEAD, OFFERED, Attached, Band, Lookup
from bot.faq.weights import Weights

STEP = 0.001


class Given(FaqIndex):
    """Ranks topics by the margins it was given, whatever is asked; a text without features has none all the same."""

    def __init__(self, features: Features, given: Mapping[str, float]) -> None:
        super().__init__(Weights("", (), (), frozenset(), 1.0, {}), features)
        self._given = dict(given)

    def margins_of(self, found: Mapping[str, float]) -> dict[str, float]:
        return dict(self._given) if found else {}


@pytest.fixture(scope="module")
def library() -> FaqLibrary:
    return FaqLibrary.load()


@pytest.fixture
def lookup(library: FaqLibrary) -> Lookup:
    """The packaged one; a test may attach phrases to it."""
    return Lookup(library.catalogue, library.index)


def _given(catalogue: Catalogue, index: FaqIndex, **margins: float) -> Lookup:
    """Margins of some topics ("fee_minimum" is fee-minimum), all others far below."""
    given = dict.fromkeys((*catalogue.entries, *catalogue.unsupported), -2.0)
    given.update({topic.replace("_", "-"): margin for topic, margin in margins.items()})
    return Lookup(catalogue, Given(index.features, given))


def test_a_question_is_answered_from_the_bar_on_and_offered_below(catalogue: Catalogue, index: FaqIndex) -> None:
    second = ANSWER_FROM - 0.4
    first = (ANSWER_FROM + LEAD * second) / (1 + LEAD)
    at = _given(catalogue, index, fee=first + STEP, tax=second).find("保费")
    assert (at.band, at.topic, at.choices) == (Band.ANSWER, "fee", ())
    below = _given(catalogue, index, fee=first - STEP, tax=second).find("保费")
    assert (below.band, below.topic, below.choices) == (Band.CHOOSE, None, ("fee", "tax"))


def test_two_topics_that_fit_alike_are_both_offered_however_well_they_fit(
    catalogue: Catalogue, index: FaqIndex
) -> None:
    found = _given(catalogue, index, fee=ANSWER_FROM - STEP, tax=ANSWER_FROM - STEP).find("保费")
    assert (found.band, found.choices) == (Band.CHOOSE, ("fee", "tax"))


def test_at_most_three_are_offered_best_first_and_none_below_the_bar(catalogue: Catalogue, index: FaqIndex) -> None:
    margins = {"fee": -0.1, "tax": -0.2, "ranking": -0.3, "battery": -0.4}
    found = _given(catalogue, index, **margins).find("保费")
    assert found.choices == ("fee", "tax", "ranking")
    assert len(found.choices) == OFFERED
    assert [match.entry_id for match in found.matches[:4]] == ["fee", "tax", "ranking", "battery"]
    fewer = _given(catalogue, index, fee=CHOOSE_FROM + STEP, tax=CHOOSE_FROM - STEP).find("保费")
    assert fewer.choices == ("fee",)


def test_what_fits_nothing_is_declined(catalogue: Catalogue, index: FaqIndex) -> None:
    found = _given(catalogue, index, fee=CHOOSE_FROM - STEP, tax=CHOOSE_FROM - 2 * STEP).find("保费")
    assert (found.band, found.topic, found.choices) == (Band.DECLINE, None, ())
    assert len(found.matches) == 5


def test_a_neighbour_that_is_recognised_is_declined_by_name_and_one_that_is_not_sure_offers_entries(
    catalogue: Catalogue, index: FaqIndex
) -> None:
    sure = _given(catalogue, index, unsupported_ads=0.9, fee=-0.2).find("广告")
    assert (sure.band, sure.topic, sure.choices) == (Band.DECLINE, "unsupported-ads", ())
    assert sure.matches[0].entry_id == "unsupported-ads"
    unsure = _given(catalogue, index, unsupported_ads=-0.1, fee=-0.2).find("广告")
    assert (unsure.band, unsure.topic, unsure.choices) == (Band.CHOOSE, None, ("fee",))
    alone = _given(catalogue, index, unsupported_ads=-0.1, fee=CHOOSE_FROM - STEP).find("广告")
    assert (alone.band, alone.topic) == (Band.DECLINE, "unsupported-ads")


@pytest.mark.parametrize("text", ["", "  ", "😀", "?", "\u0000", "ж" * 4000])
def test_a_text_that_says_nothing_is_declined_without_a_guess(lookup: Lookup, text: str) -> None:
    found = lookup.find(text)
    assert (found.band, found.topic, found.choices) == (Band.DECLINE, None, ())
    assert len(found.matches) == 5


@pytest.mark.parametrize("text", ["为什么", "多久", "why?", "how long", "start"])
def test_a_text_that_names_no_topic_is_never_answered_at_once(lookup: Lookup, text: str) -> None:
    assert lookup.find(text).band is not Band.ANSWER


@pytest.mark.parametrize("text", ["钱", "赔付", "买家？", "保险", "保險", "Money", "insurance?", "platform", "cost??"])
def test_a_word_that_many_topics_have_to_do_with_offers_them_instead_of_answering_or_declining(
    lookup: Lookup, text: str
) -> None:
    found = lookup.find(text)
    assert found.band is Band.CHOOSE
    assert found.choices


@pytest.mark.parametrize(("text", "entry"), [("保费", "fee"), ("追偿", "clawback"), ("country", "regions")])
def test_a_word_that_one_topic_has_is_answered(lookup: Lookup, text: str, entry: str) -> None:
    found = lookup.find(text)
    assert (found.band, found.topic) == (Band.ANSWER, entry)


def test_the_packaged_lookup_uses_every_band(lookup: Lookup, library: FaqLibrary) -> None:
    answered = lookup.find("赔完以后还会找我扣钱吗")
    assert (answered.band, answered.topic) == (Band.ANSWER, "clawback")
    match = library.answer("赔完以后还会找我扣钱吗")
    assert match is not None
    assert match.entry_id == "clawback"
    declined = lookup.find("平台佣金多少")
    assert (declined.band, declined.topic) == (Band.DECLINE, "unsupported-commission")
    neighbour = library.answer("平台佣金多少")
    assert neighbour is not None
    assert neighbour.entry_id == "unsupported-commission"
    assert library.answer("佣金") is None


def test_a_phrase_that_an_operator_attached_answers_from_then_on(lookup: Lookup) -> None:
    question = "咸鱼翻身计划有没有"
    assert lookup.find(question).band is not Band.ANSWER
    lookup.attach([(question, "lower-fee"), ("zebra crossing stripes", "tax")])
    for text in (question, "咸魚翻身計畫有沒有？", "请问咸鱼翻身计划有没有"):
        found = lookup.find(text)
        assert (found.band, found.topic, found.matches[0].entry_id) == (Band.ANSWER, "lower-fee", "lower-fee"), text
        assert [match.entry_id for match in found.matches].count("lower-fee") == 1
        assert len(found.matches) >= 5
    assert lookup.find(question).matches[0].score == pytest.approx(1.0)
    assert lookup.find("Zebra-crossing stripes!!").topic == "tax"
    assert lookup.find("咸鱼").topic != "lower-fee"


def test_attached_phrases_are_replaced_and_those_of_unknown_entries_left_out(lookup: Lookup) -> None:
    question = "zebra crossing stripes"
    lookup.attach([(question, "no-such-entry")])
    assert lookup.find(question).band is not Band.ANSWER
    lookup.attach([(question, "tax")])
    assert lookup.find(question).topic == "tax"
    lookup.attach([])
    assert lookup.find(question).band is not Band.ANSWER


def test_an_attached_phrase_wins_over_what_was_learned(lookup: Lookup) -> None:
    assert lookup.find("赔完以后还会找我扣钱吗").topic == "clawback"
    lookup.attach([("赔完以后还会找我扣钱吗", "fee-deduction")])
    found = lookup.find("赔完以后还会找我扣钱吗")
    assert found.topic == "fee-deduction"
    assert "clawback" in [match.entry_id for match in found.matches]


def test_what_is_like_enough_is_found_among_many_phrases_the_first_one_if_several_are_as_like(index: FaqIndex) -> None:
    words = ("zebra crossing stripes", "咸鱼翻身计划有没有", "greek yoghurt with honey", "我家鹦鹉不说话")
    phrases = [(f"{word} {number}", f"{word} {number}") for number in range(30) for word in words]
    attached = Attached(index, [*phrases, (words[0], "first"), (words[0], "second")])
    for text in (*words, "zebra crossing stripe", "咸鱼翻身计划", "honey", "zebra crossing honey", "鹦鹉说话 7"):
        asked = index.features.of(text)
        likeness = {entry: _cosine(asked, index.features.of(phrase)) for phrase, entry in phrases}
        likeness |= dict.fromkeys(("first", "second"), _cosine(asked, index.features.of(words[0])))
        nearest, best = attached.nearest(asked), max(likeness.values())
        if best < ALIKE:
            assert nearest is None, text
        else:
            assert nearest is not None, text
            assert nearest[1] == pytest.approx(best), text
    assert attached.nearest(index.features.of(words[0])) == ("first", pytest.approx(1.0))


def test_half_of_a_character_is_no_reason_to_fail(lookup: Lookup) -> None:
    assert lookup.find("保费怎么算\ud83d").topic == "fee"


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    product = sum(value * other.get(name, 0.0) for name, value in one.items())
    return product / math.sqrt(sum(v * v for v in one.values()) * sum(v * v for v in other.values()))


@pytest.mark.parametrize(
    ("after", "text", "entry"),
    [
        ("coverage-logistics", "那简易呢?", "coverage-logistics"),
        ("fee", "最少呢", "fee-minimum"),
        ("how-to-open", "要什么材料", "documents"),
        ("rate-tiers", "那怎么降", "lower-fee"),
        ("insurer", "since when?", "history"),
    ],
)
def test_a_short_question_goes_on_from_the_entry_before(lookup: Lookup, after: str, text: str, entry: str) -> None:
    found = lookup.find(text, after=after)
    assert found.matches[0].entry_id == entry


def test_a_long_question_is_not_bent_by_the_entry_before(lookup: Lookup) -> None:
    for text in (
        "赔完以后保险公司还会不会找我把钱扣回去",
        "after the buyer got compensation, will the insurer chase my shop account for that money",
    ):
        assert lookup.find(text, after="history") == lookup.find(text)


@pytest.mark.parametrize("after", [None, "no-such-entry", "unsupported-ads", ""])
def test_a_question_after_no_entry_stands_alone(lookup: Lookup, after: str | None) -> None:
    assert lookup.find("最少呢", after=after) == lookup.find("最少呢")


@pytest.mark.parametrize("after", ["regions", "battery", "claim-steps", "who-fits"])
@pytest.mark.parametrize(("text", "entry"), [("保费多少", "fee"), ("最多赔多少", "coverage")])
def test_a_short_question_that_is_one_alone_is_the_same_behind_any_entry(
    lookup: Lookup, after: str, text: str, entry: str
) -> None:
    assert lookup.find(text).topic == entry
    assert lookup.find(text, after=after).topic == entry


@pytest.mark.parametrize("after", ["regions", "fee", "who-fits", "coverage"])
@pytest.mark.parametrize("text", ["why?", "why not", "为什么", "为啥呢？", "凭什么"])
def test_a_mere_why_is_about_what_was_said_and_never_answered_with_another_entry(
    lookup: Lookup, after: str, text: str
) -> None:
    found = lookup.find(text, after=after)
    assert found.band is not Band.ANSWER or found.topic == after


@pytest.mark.parametrize("after", ["regions", "fee", "history", "tax"])
@pytest.mark.parametrize("text", ["钱", "赔付", "cost", "谁出"])
def test_what_is_offered_alone_is_never_declined_for_what_was_spoken_of_before(
    lookup: Lookup, after: str, text: str
) -> None:
    alone, behind = lookup.find(text), lookup.find(text, after=after)
    assert alone.band is Band.CHOOSE
    assert behind.band is not Band.DECLINE
    if behind.band is Band.CHOOSE:
        assert behind.choices[0] == alone.choices[0]
