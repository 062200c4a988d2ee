"""Which language an answer is in."""

import pytest

from bot.reading.language import spoken, written_for


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-hans", "zh"), ("zh-TW", "zh"), (None, "zh"), ("", "zh"), ("en", "en"), ("ru", "en")],
)
def test_a_first_contact_is_met_in_the_language_of_the_telegram_app(code, language):
    assert spoken(code) == language


@pytest.mark.parametrize(
    ("text", "last", "language"),
    [
        ("保费怎么算", "en", "zh"),
        ("how is the premium worked out?", "zh", "en"),
        ("premium for a 200 yuan order at 97% fulfilment", "zh", "en"),
        ("/quote 200 97", "en", "en"),
        ("/quote 200 97", None, "zh"),
        ("/event 3 Arrived at sorting centre", "zh", "zh"),
        ("/faq what does it cost", "zh", "en"),
        ("/ask why did it fail", "zh", "en"),
        ("/ask@peifu_bot 为什么", "en", "zh"),
        ("/faq@peifu_bot", "zh", "zh"),
        ("/asking what is it", "zh", "zh"),
        ("LP00123456789012 blue phone case", "zh", "zh"),
        ("LP00123456789012 手机壳", "en", "en"),
        ("ok", "zh", "zh"),
        ("baofei zenme suan", "zh", "zh"),
        ("baofei zenme suan", "en", "en"),
        ("Baofei zenme suan", None, "zh"),
        ("can he die", "zh", "en"),
        ("we sell men fans", "zh", "en"),
        ("no one can use it", "zh", "en"),
        ("😀", "en", "en"),
    ],
)
def test_the_answer_follows_the_question_where_the_question_shows_a_language(text, last, language):
    assert written_for(None, text, last) == language


def test_a_chosen_language_is_kept_whatever_is_written():
    assert written_for("en", "保费怎么算", "zh") == "en"


@pytest.mark.parametrize("text", ["why?", "stop", "Unsubscribe", "help", "cancel", "/faq why"])
def test_one_word_that_is_nothing_but_english_shows_it_where_no_name_is_asked_for(text):
    assert written_for(None, text, "zh", alone=True) == "en"
    assert written_for(None, text, "zh") == "zh"


@pytest.mark.parametrize(
    "text", ["ok", "UPS", "DHL", "dhl", "FedEx", "fedex", "AliExpress", "baofei", "yuan", "97a", "sku"]
)
def test_one_word_that_is_written_in_chinese_too_shows_no_language(text):
    assert written_for(None, text, "zh", alone=True) == "zh"
    assert written_for(None, text, "en", alone=True) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("LP00123456789066 500元的单丢了赔多少", "zh"),
        ("LP00123456789018 20天了还没到", "zh"),
        ("帮我盯着 LP00123456789018", "zh"),
        ("我的包裹 RB 123 456 785 CN 没动", "zh"),
        ("my parcel LP00123456789066 has not moved for 10 days", "en"),
        ("is LP00123456789066 covered", "en"),
        ("order 8123456789012345 was refunded, why", "en"),
    ],
)
def test_what_is_said_of_a_parcel_shows_its_language_without_the_number(text, language):
    for last in ("zh", "en", None):
        assert written_for(None, text, last) == language


@pytest.mark.parametrize(
    "text",
    [
        "LP00123456789012 blue phone case",
        "LP00123456789012 手机壳",
        "LP00123456789012 20天 standard red dress",
        "LP00123456789012 20 days",
        "RB 123 456 785 CN",
        "LP00123456789012 blue case\nRB123456785CN 红裙",
    ],
)
def test_a_list_of_parcels_shows_no_language_whatever_their_names_are(text):
    assert (written_for(None, text, "zh"), written_for(None, text, "en")) == ("zh", "en")
