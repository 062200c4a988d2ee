"""What is read from a label: the destination and the phones, exactly as they stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.label_text import (
    MOST_PHONES,
    holds_number,
    looks_like_label,
    names_phone,
    only_a_phone,
    read_label,
)


@pytest.mark.parametrize(
    ("written", "country", "phone"),
    [
        ("ES 612345678", "ES", "612345678"),
        ("612345678 es", "ES", "612345678"),
        ("西班牙 612 34 56 78", "ES", "612 34 56 78"),
        ("俄罗斯89123456789", "RU", "89123456789"),
        ("俄罗斯 ８９１２３４５６７８９", "RU", "８９１２３４５６７８９"),
        ("俄罗斯，8 (912) 345-67-89", "RU", "8 (912) 345-67-89"),
        ("RU +7 912 345 67 89", "RU", "+7 912 345 67 89"),
        ("brazil (11) 96123-4567", "BR", "(11) 96123-4567"),
        ("US +1 (201) 555-0123 ext 5", "US", "+1 (201) 555-0123 ext 5"),
        ("Spain +34 612 34 56 78#12", "ES", "+34 612 34 56 78#12"),
        ("UK 07400 123456", "GB", "07400 123456"),
        ("to Spain 612345678", "ES", "612345678"),
        ("发往 法国 06 12 34 56 78", "FR", "06 12 34 56 78"),
        ("it 312 345 6789", "IT", "312 345 6789"),
        ("ES tel: 612 345 678", "ES", "612 345 678"),
        ("us, +1 2015550123", "US", "+1 2015550123"),
        ("美国：2015550123", "US", "2015550123"),
        ("ES 6I2345678", "ES", "6I2345678"),
        ("ES 12345", "ES", "12345"),
        ("saudi arabia +966 0 51 234 5678", "SA", "+966 0 51 234 5678"),
        ("+34 612 345 678", None, "+34 612 345 678"),
        ("612345678", None, "612345678"),
    ],
)
def test_one_line_gives_the_country_and_the_phone_as_it_stands(written: str, country: str | None, phone: str) -> None:
    read = read_label(written)
    assert (read.country, read.phones) == (country, (phone,))


LABELS = {
    "Chinese": (
        "收件人：Ivan Petrov\n联系电话：8 (912) 345-67-89\n地址：ул. Ленина 5, Москва\n邮编：101000\n国家：俄罗斯",
        "RU",
        ("8 (912) 345-67-89",),
    ),
    "English": (
        "Recipient: Maria Garcia\nC/ Mayor 5, 3º B\n28001 Madrid, Spain\nPhone: 612 34 56 78",
        "ES",
        ("612 34 56 78",),
    ),
    "Spanish": (
        "Destinatario: Maria Garcia\nTeléfono: +34 612 345 678\nCalle de Brasil 5, 28001 Madrid\nEspaña",
        "ES",
        ("+34 612 345 678",),
    ),
    "Russian": (
        "Получатель: Иван Петров\nТелефон: 89123456789\nРоссия, 101000, Москва, ул. Ленина 5",
        "RU",
        ("89123456789",),
    ),
    "Portuguese, on one line": (
        "João Silva, Rua A 10, São Paulo, Brasil, CEP 01310-100, celular (11) 96123-4567",
        "BR",
        ("(11) 96123-4567",),
    ),
    "French": (
        "Destinataire : Jean Dupont\n5 rue de Rome\n75001 Paris\nFrance\nTéléphone : 06 12 34 56 78",
        "FR",
        ("06 12 34 56 78",),
    ),
    "with its sender": (
        "寄件人：深圳某公司 电话 13800138000 中国\n收件人：John Smith, 手机 201 555 0123\n"
        "123 Main St, Springfield, IL 62704, United States",
        "US",
        ("201 555 0123",),
    ),
    "two phones": ("Tel: 612345678 / 612345679\nES", "ES", ("612345678", "612345679")),
    "a keyed country and a lone code": ("Country: ES\nMobile No. (required): 612345678", "ES", ("612345678",)),
}


@pytest.mark.parametrize("kind", LABELS)
def test_a_pasted_label_gives_its_destination_and_its_recipients_phone(kind: str) -> None:
    text, country, phones = LABELS[kind]
    read = read_label(text)
    assert (read.country, read.phones) == (country, phones)
    assert looks_like_label(text)
    assert names_phone(text)


def test_the_phone_is_found_without_a_word_for_it_where_a_label_was_asked_for() -> None:
    read = read_label("John Doe\n12 High St\nLondon\nUnited Kingdom\n07400123456")
    assert (read.country, read.phones) == ("GB", ("07400123456",))
    assert not looks_like_label("John Doe\n12 High St\nLondon\nUnited Kingdom\n07400123456")


def test_several_phones_are_all_read_each_once_and_not_more_than_five() -> None:
    assert read_label("ES 612345678, 612345679；612345678").phones == ("612345678", "612345679")
    assert read_label("ES 612345678或612345679").phones == ("612345678", "612345679")
    many = read_label("ES " + ", ".join(f"61234567{last}" for last in range(8)))
    assert (len(many.phones), many.left_out) == (MOST_PHONES, 3)


def test_two_countries_leave_the_choice() -> None:
    read = read_label("西班牙 法国 612345678")
    assert (read.country, read.choices) == (None, ("ES", "FR"))


def test_a_country_that_is_known_holds_until_another_one_is_named() -> None:
    assert read_label("612345678", "ES").country == "ES"
    assert read_label("法国 612345678", "ES").country == "FR"


@pytest.mark.parametrize(
    "text",
    [
        "LP00123456789012",
        "LP00123456789012 20天 标准 手机壳",
        "手机壳 LP00123456789012 西班牙",
        "200块的订单，履约率97%，保费多少",
        "手机 200 元，发西班牙",
        "发美国的收件人电话要写 +1 吗",
        "西班牙的电话怎么写",
        "/quote 200 97",
        "my phone 2015550123 is it in there",
        "电话 612345678",
    ],
)
def test_what_is_not_beyond_doubt_a_label_is_left_alone(text: str) -> None:
    assert not looks_like_label(text)


@pytest.mark.parametrize(
    "text",
    ["ES 612 345 678", "西班牙 612345678", "612-345-678 ES", "+34612345678", "+34 612 345 678 西班牙", "＋34612345678"],
)
def test_a_phone_with_its_country_and_nothing_else_is_a_label(text: str) -> None:
    assert looks_like_label(text)
    assert only_a_phone(text)


@pytest.mark.parametrize(
    "text",
    [
        "612 345 678",
        "RB 123 456 785 CN",
        "RU 123 456 785 CN",
        "8012345678 ES",
        "西班牙 法国 612345678",
        "ES 200 97",
        "es 612345678",
    ],
)
def test_a_number_that_may_be_something_else_is_none_beyond_doubt(text: str) -> None:
    assert not looks_like_label(text)


def test_a_tracking_number_is_no_phone() -> None:
    assert read_label("ES LP00123456789012").phones == ()
    assert not names_phone("LP00123456789012")


def test_small_words_are_no_countries_where_nobody_asked_for_one() -> None:
    assert read_label("my phone 2015550123 is it", asked=False).country is None
    assert read_label("phone 2015550123 US", asked=False).country == "US"
    assert read_label("2015550123 us").country == "US"


@pytest.mark.parametrize(
    "text",
    [
        "no phone 612345678",
        "no idea",
        "do I need the plus for +34 612 345 678",
        "Do you need it",
        "is it ok to write no phone",
        "can I leave 612345678 out",
        "no 40 61 23 45",
        "No. 612345678",
        "my 612345678",
        "612 345 678 in it",
        "is 612 345 678 ok",
        "Maria Garcia\nno\n612345678",
    ],
)
def test_small_words_of_a_sentence_are_no_countries_where_one_was_asked_for(text: str) -> None:
    read = read_label(text)
    assert (read.country, read.choices) == (None, ())
    assert read_label(text, "ES").country == "ES"


@pytest.mark.parametrize(("text", "country"), [("no", "NO"), ("do", "DO"), ("es", "ES"), ("Country: no", "NO")])
def test_as_the_whole_answer_a_code_counts_in_small_letters(text: str, country: str) -> None:
    assert read_label(text).country == country


def test_once_the_country_is_known_a_code_has_to_be_in_capitals() -> None:
    assert read_label("no", "ES").country == "ES"
    assert read_label("NO", "ES").country == "NO"
    assert read_label("NO phone 40612345").country == "NO"


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("do I need +34 612 345 678", "+34 612 345 678"),
        ("no 40 61 23 45", "40 61 23 45"),
        ("612 345 678 in it", "612 345 678"),
        ("can I write 612 345 678", "612 345 678"),
    ],
)
def test_the_words_of_a_sentence_are_no_part_of_the_phone(text: str, phone: str) -> None:
    assert read_label(text).phones == (phone,)


def test_what_may_hold_a_phone_is_told_rather_too_often() -> None:
    assert names_phone("请看 +34 612 345 678")
    assert names_phone("电话612345678")
    assert only_a_phone("(11) 96123-4567")
    assert only_a_phone("612345678")
    assert not only_a_phone("200 97")
    assert holds_number("标准 612 345 678 首程50小时")
    assert not holds_number("标准 首程50小时 100 20")


def test_a_phone_never_shows_in_a_repr() -> None:
    assert "612345678" not in repr(read_label("ES 612345678"))


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read = read_label(text)
    assert all(any(char.isdigit() for char in phone) for phone in read.phones)
    assert not (read.country and read.choices)
    looks_like_label(text)
    names_phone(text)
    only_a_phone(text)


@given(st.text("+0123456789 ()-/.:电话telES,\n俄罗斯", max_size=120))
def test_any_text_made_of_what_labels_are_made_of_is_read_without_an_error(text: str) -> None:
    read = read_label(text)
    assert len(read.phones) <= MOST_PHONES
    if looks_like_label(text):
        assert names_phone(text) or only_a_phone(text), "what is answered as a label is never written down"


@pytest.mark.parametrize(
    ("text", "country"),
    [("uk", "GB"), ("de", "DE"), ("es", "ES"), ("fr", "FR"), ("pl", "PL"), ("gb", "GB"), ("br", "BR")],
)
def test_a_small_code_that_is_no_word_takes_the_place_of_the_known_country(text: str, country: str) -> None:
    for written in (text, f"{text} 512 345 678", f"512 345 678 {text}"):
        read = read_label(written, "US")
        assert (read.country, read.unread_code) == (country, None)


@pytest.mark.parametrize(
    "word", ["no", "do", "in", "is", "my", "id", "be", "at", "it", "to", "so", "me", "am", "as", "by"]
)
def test_a_small_code_that_is_a_word_leaves_the_known_country_and_is_told_of(word: str) -> None:
    read = read_label(word, "US")
    assert (read.country, read.unread_code) == ("US", word.upper())
    assert read_label(word.upper(), "US").country == word.upper()


@pytest.mark.parametrize("text", ["in 9812345678", "9812345678 in", "IN 98123 in", "in"])
def test_a_code_taken_for_a_word_is_told_of_only_where_nothing_else_is_said(text: str) -> None:
    read = read_label(text, "US")
    assert (read.country, read.unread_code) == (("IN", None) if "IN" in text else ("US", "IN"))


@pytest.mark.parametrize("text", ["no?", "no!", "no plus", "in 西班牙", "it 312 345 6789", "no_1", "ok", "in\nin"])
def test_what_is_no_code_or_says_more_is_told_nothing_of_capitals(text: str) -> None:
    assert read_label(text, "US").unread_code is None
    assert read_label("no", "NO").unread_code is None
