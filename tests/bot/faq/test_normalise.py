"""Different writings of one question become one question, and nothing more than that."""

from __future__ import annotations

import pytest

from bot.faq.entries import Catalogue
from bot.faq.normalise import LONGEST_QUESTION, Normaliser


@pytest.fixture(scope="module")
def normaliser(catalogue: Catalogue) -> Normaliser:
    return Normaliser(catalogue.vocabulary)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("保费怎么算?", "保费怎么算"),
        ("保 费 怎么算", "保费怎么算"),
        ("ＵＰＳ发货", "ups 发货"),
        ("履约率９５％", "履约率95%"),
        ("保費怎麼算", "保费怎么算"),
        ("你好,请问保险费怎么算呢", "保费怎么算"),
        ("保费咋算啊", "保费如何算"),
        ("😀 保费怎么算 🙏", "保费怎么算"),
        ("How is the premium calculated?", "how is premium calculated"),
        ("hi, please tell me the fees", "premium"),
        ("OPT OUT", "leave"),
        ("FedEx order", "联邦快递 order"),
    ],
)
def test_two_writings_of_a_question_are_the_same_question(normaliser: Normaliser, left: str, right: str) -> None:
    apart = normaliser.read(left).canonical.replace(" ", "")
    assert apart == normaliser.read(right).canonical.replace(" ", "")
    assert apart


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("好评率95%", "履约率95%"),
        ("48小时", "72小时"),
        ("0.3%", "0.3元"),
        ("无忧标准", "无忧简易"),
        ("95%", "98%"),
        ("feedback rate", "fulfilment rate"),
        ("保不保", "保"),
    ],
)
def test_what_tells_two_questions_apart_is_kept(normaliser: Normaliser, left: str, right: str) -> None:
    assert normaliser.read(left).canonical != normaliser.read(right).canonical


def test_chinese_gives_one_to_three_characters_in_a_row(normaliser: Normaliser) -> None:
    assert set(normaliser.read("电池货").features) == {"电", "池", "货", "电池", "池货", "电池货"}


def test_latin_words_give_themselves_and_letters_within_the_word(normaliser: Normaliser) -> None:
    features = set(normaliser.read("tax x").features)
    assert {"=tax", "_t", "ax_", "_tax", "_tax_", "=x", "_x", "_x_"} <= features
    assert not any(" " in feature for feature in features)


def test_a_number_is_kept_whole_with_the_unit_after_it(normaliser: Normaliser) -> None:
    features = set(normaliser.read("超5天").features)
    assert "#5" in features
    assert "5 天" in features
    assert "#97.5%" in normaliser.read("履约率97.5%").features


@pytest.mark.parametrize("text", ["", "   ", "?!…", "😀😀", "吗", "\u202e\u200f", "مرحبا"])
def test_a_text_without_a_word_has_no_features(normaliser: Normaliser, text: str) -> None:
    assert normaliser.read(text).features == {}
    assert normaliser.read(text).canonical == ""


def test_only_the_beginning_of_a_very_long_text_is_read(normaliser: Normaliser) -> None:
    assert normaliser.read("保费" * LONGEST_QUESTION + "电池").features == normaliser.read("保费" * 20).features
