"""What the weights are trained from; the training itself needs libraries that the bot does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.faq.entries import Catalogue, EntriesError, Phrases, load_phrases
from bot.faq.normalise import Normaliser
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
    words = english_words(
        Normaliser(catalogue.vocabulary), [Phrases(zh=("baofei 多少",), en=("Is the FEE due on 5 May?", "tax"))]
    )
    assert words == {"premium", "due", "may", "tax"}


def test_the_packaged_weights_know_the_words_of_the_packaged_phrases(catalogue: Catalogue) -> None:
    words = english_words(Normaliser(catalogue.vocabulary), load_phrases(catalogue).values())
    assert Weights.load().words == words


def test_topics_without_phrases_are_not_trained_over(copy: Path, catalogue: Catalogue) -> None:
    (copy / "phrases" / "tax.yaml").unlink()
    with pytest.raises(EntriesError, match=r"phrases.tax\.yaml: is missing"):
        load_phrases(catalogue, copy)
