"""What the weights are trained from; the training itself needs libraries that the bot does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.faq.entries import Catalogue, EntriesError, Phrases, load_phrases
from bot.faq.normalise import Normaliser
from bot.faq.pinyin import Syllables
from bot.faq.training import english_words, examples
from bot.faq.weights import Weights


def test_examples_are_all_phrases_of_every_topic_in_one_order(catalogue: Catalogue) -> None:
    phrases = load_phrases(catalogue)
    found = examples(phrases)
    assert {topic for _, topic in found} == {*catalogue.entries, *catalogue.unsupported}
    assert len(found) == sum(len(lines.zh) + len(lines.en) for lines in phrases.values())
    assert {(phrases["tax"].en[0], "tax"), (phrases["fee"].zh[-1], "fee")} <= set(found)
    assert found == examples(dict(reversed(phrases.items())))


def test_english_words_are_those_of_the_english_phrases_as_the_vocabulary_reads_them(catalogue: Catalogue) -> None:
    words = _words_of(catalogue, Phrases(zh=("baofei 多少",), en=("Is the FEE due on 5 May?", "tax")))
    assert words == {"is", "the", "premium", "due", "on", "may", "tax"}


def test_pinyin_in_an_english_phrase_is_no_english_word_if_the_chinese_ones_say_it(catalogue: Catalogue) -> None:
    words = _words_of(catalogue, Phrases(zh=("赔付怎么算", "多久赔付"), en=("late peifu", "why no peifu")))
    assert words == {"late", "why", "no"}


def test_a_word_that_english_phrases_write_more_often_than_chinese_ones_say_it_is_english(catalogue: Catalogue) -> None:
    assert "mean" in _words_of(catalogue, Phrases(zh=("么案",), en=("what does it mean", "mean what")))


def test_the_packaged_weights_know_the_words_of_the_packaged_phrases(catalogue: Catalogue) -> None:
    assert Weights.load().words == _words_of(catalogue, *load_phrases(catalogue).values())


def _words_of(catalogue: Catalogue, *phrases: Phrases) -> frozenset[str]:
    return english_words(Normaliser(catalogue.vocabulary), Syllables.load(), phrases)


def test_topics_without_phrases_are_not_trained_over(copy: Path, catalogue: Catalogue) -> None:
    (copy / "phrases" / "tax.yaml").unlink()
    with pytest.raises(EntriesError, match=r"phrases.tax\.yaml: is missing"):
        load_phrases(catalogue, copy)
