"""What of a question is compared: characters, sounds, words, letters and numbers, each where it can help."""

from __future__ import annotations

import pytest

from bot.faq.features import Features
from bot.faq.index import FaqIndex
from bot.faq.pinyin import Syllables


@pytest.fixture(scope="module")
def features(index: FaqIndex) -> Features:
    return index.features


def test_chinese_gives_one_to_three_characters_and_syllables_in_a_row(features: Features) -> None:
    characters = {"电", "池", "货", "电池", "池货", "电池货"}
    sounds = {"~dian", "~chi", "~huo", "~dian chi", "~chi huo", "~dian chi huo"}
    assert set(features.of("电池货")) == characters | sounds


@pytest.mark.parametrize(
    ("slip", "meant"), [("追尝", "追偿"), ("陪付", "赔付"), ("揽受", "揽收"), ("履越率", "履约率")]
)
def test_a_slip_of_the_same_sound_shares_the_sounds(features: Features, slip: str, meant: str) -> None:
    shared = set(features.of(slip)) & set(features.of(meant))
    assert {feature for feature in features.of(meant) if feature.startswith("~")} <= shared


@pytest.mark.parametrize("typed", ["baofei zenme suan", "baofeizenmesuan", "BaoFei zenmesuan"])
def test_pinyin_gives_the_sounds_of_the_characters_with_and_without_spaces(features: Features, typed: str) -> None:
    sounds = {feature for feature in features.of("保费怎么算") if feature.startswith("~")}
    assert set(features.of(typed)) == sounds


def test_pinyin_amid_english_is_heard_and_the_english_is_not_taken_for_it(features: Features) -> None:
    found = features.of("how high is the baofei")
    assert {"~bao", "~fei", "~bao fei", "=how", "=high"} <= set(found)
    assert not any(feature.startswith("~") for feature in features.of("can a man sue me"))


def test_short_words_that_english_has_too_do_not_hide_that_a_question_is_pinyin(features: Features) -> None:
    found = features.of("jintian kaitong, zuotian de dan bao ma")
    assert {"~jin tian", "~kai tong", "~zuo tian", "~dan bao"} <= set(found)
    assert not any(feature.startswith("=") for feature in found)


@pytest.mark.parametrize(("slip", "meant"), [("minimu", "minimum"), ("carerier", "carrier")])
def test_a_slip_of_an_english_word_is_mended_though_it_could_be_pinyin(
    features: Features, slip: str, meant: str
) -> None:
    assert len(Syllables.load().split(slip) or ()) > 1
    assert features.of(f"what is the {slip}") == features.of(f"what is the {meant}")


def test_words_give_themselves_their_neighbours_and_letters_within_the_word(features: Features) -> None:
    found = set(features.of("tax x"))
    assert found == {"=tax", "tax x", "=x", "_tax", "tax_", "_tax_"}
    assert "x tax" not in found


@pytest.mark.parametrize(
    ("one", "other"), [("parcels", "parcel"), ("countries", "country"), ("uploading", "upload"), ("boxes", "box")]
)
def test_the_commonest_endings_make_no_difference(features: Features, one: str, other: str) -> None:
    assert f"={other}" in features.of(one)
    assert f"={other}" in features.of(other)


def test_a_short_word_keeps_its_ending(features: Features) -> None:
    assert "=ups" in features.of("ups")


def test_a_number_is_kept_whole_with_the_character_after_it(features: Features) -> None:
    found = features.of("超5天")
    assert {"#5", "#n", "5 天"} <= set(found)
    assert {"#97.5%", "#%"} <= set(features.of("履约率97.5%"))
    assert "超天" not in found


@pytest.mark.parametrize("text", ["", "?!…", "😀", "吗", "please", "مرحبا"])
def test_a_text_that_says_nothing_has_no_features(features: Features, text: str) -> None:
    assert features.of(text) == {}


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("baofei", ["bao", "fei"]),
        ("xian", ["xian"]),
        ("lvyuelv", ["lv", "yue", "lv"]),
        ("fangan", ["fan", "gan"]),
        ("peifubaoxianshishenme", ["pei", "fu", "bao", "xian", "shi", "shen", "me"]),
        ("tax", None),
        ("premium", None),
        ("", []),
    ],
)
def test_a_word_is_cut_into_the_fewest_syllables_or_is_none(word: str, syllables: list[str] | None) -> None:
    assert Syllables.load().split(word) == syllables


def test_a_character_has_its_commonest_sound_and_a_rare_one_stands_for_itself() -> None:
    assert Syllables.load().of("保费率𓀀") == ["bao", "fei", "lv", "𓀀"]
