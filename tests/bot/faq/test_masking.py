"""What may be kept of a question: nothing by which a person, an order or a parcel is found."""

from __future__ import annotations

import time
from importlib import resources

import phonenumbers
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.index import FaqIndex
from bot.faq.masking import LONGEST, MARK, mask, storable
from bot.faq.normalise import Kind


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("履约率97按多少收", "履约率##按多少收"),
        ("is it 0.3% or 0.5%", "is it #.#% or #.#%"),
        ("２００块的订单", "###块的订单"),
        ("T+1扣款是什么意思", "T+#扣款是什么意思"),
        ("iphone15 能发吗", "iphone## 能发吗"),
        ("USD1000的订单", "USD####的订单"),
        ("10000usd怎么算", "#####usd怎么算"),
        ("下单 2026-11-10 收到", "下单 ####-##-## 收到"),
        ("12月1日 9:30", "##月#日 #:##"),
        ("١٢٣", "###"),
    ],
)
def test_every_digit_becomes_a_cross_so_that_it_still_reads_as_a_number(text: str, kept: str) -> None:
    assert mask(text) == kept


@pytest.mark.parametrize(
    "secret",
    [
        "LP00123456789012",
        "ＬＰ００１２３４５６７８９０１２",
        "RB 123 456 785 CN",
        "8123456789012345",
        "PO20241234",
        "+34 612 345 678",
        "＋34612345678",
        "138-0013-8000",
        "(555) 010-0199",
        "13800138000",
        "1\u200b3800138000",
        "一三八零零一三八零零零",
        "mei.li@example.com",
        "ｍｅｉ@example.com",
        "https://www.example.com/item/1005001.html?spm=a",
        "www.example.com/a?b=1",
        "seller.example.com",
        "t.me/mei_li",
        "https://例子.中国/订单/王小明",
        "john@例子.中国",
        "王小明@例子.中国",
        "例子.中国/王小明",
        "LX12A4B5C6",
        "550e8400-e29b-41d4-a716-446655440000",
        "壹叁捌零零壹叁捌零零零",
        "一三八 零零一三 八零零零",
        "@mei_li",
        "@美丽",
    ],
)
@pytest.mark.parametrize("around", ["我的 {} 为什么不赔", "why is {} not covered?"])
def test_what_names_somebody_or_something_becomes_one_mark(secret: str, around: str) -> None:
    assert mask(around.format(secret)) == around.format(MARK)


@pytest.mark.parametrize("region", ["CN", "ES", "RU", "US", "FR", "BR", "PL", "KR", "GB", "MX", "IL", "SA"])
@pytest.mark.parametrize("form", list(range(3)))
def test_no_form_of_a_phone_is_kept(region: str, form: int) -> None:
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    masked = mask(f"电话 {phonenumbers.format_number(number, form)} 对吗")
    assert masked == f"电话 {MARK} 对吗"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("加我微信 abc12345 聊", f"加我微信 {MARK} 聊"),
        ("我QQ是12345678", f"我QQ是{MARK}"),
        ("wechat: mei_li, please", f"wechat: {MARK}, please"),
        ("我的账号 mei2020 登录不了", f"我的账号 {MARK} 登录不了"),
        ("微信支付怎么收", "微信支付怎么收"),
        ("加我微信：xiaoming", "加我微信：***"),
        ("加我微信xiaoming 聊", "加我微信*** 聊"),
        ("my telegram is johnsmith", "my telegram is ***"),
        ("my telegram is not working", "my telegram is not working"),
        ("buyer John Smith refused", "buyer *** refused"),
        ("收件人 Иван Петров 不收货", "收件人 *** 不收货"),
        ("send it to Ivan Petrov asap", "send it to *** asap"),
        ("店名是小明家居旗舰店，能参加吗", "店名是***，能参加吗"),
    ],
)
def test_a_name_behind_the_word_that_announces_it_goes_and_the_word_stays(text: str, kept: str) -> None:
    assert mask(text) == kept


@pytest.mark.parametrize("text", ["e.g. what is it?", "and/or", "是不是...", "what about 带电?", "50/50", "-", "a@b"])
def test_ordinary_signs_are_left_alone(text: str) -> None:
    assert MARK not in mask(text)


def test_it_stands_on_one_line_and_is_cut_after_masking() -> None:
    assert mask("  为什么\n\n不 赔  ") == "为什么 不 赔"
    long = mask("x" * (LONGEST - 3) + " 13800138000 " + "y" * 5000)
    assert len(long) <= LONGEST
    assert not any(char.isdigit() for char in long)
    assert mask("word " * 1000 + "mei@example.com").startswith("word word")


@pytest.mark.parametrize(
    "piece",
    [
        "1-",
        "a.b-",
        "2026-",
        "a@",
        "a.",
        "x",
        "1,",
        "保",
        "++(",
        "://",
        "例@",
        "王",
        "buyer Aa ",
        "ship to Aa Aa ",
        "微信",
        "一 ",
    ],
)
def test_no_text_takes_long_to_mask(piece: str) -> None:
    mask("warm")
    begun = time.process_time()
    mask((piece * 2000)[:2000])
    assert time.process_time() - begun < 0.03


@given(st.text(max_size=400))
def test_no_digit_is_left_of_any_text_and_masking_twice_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert not any(char.isdigit() for char in masked)
    assert len(masked) <= LONGEST
    assert mask(masked) == masked


@given(st.from_regex(r"[0-9]{7,20}|[A-Z]{2}[0-9]{9}[A-Z]{2}|LP[0-9]{14}", fullmatch=True), st.text(max_size=20))
def test_no_long_number_is_kept_whatever_stands_around_it(number: str, around: str) -> None:
    kept = mask(f"{around} {number} {around}")
    assert number not in kept
    assert not any(char.isdigit() for char in kept)


@pytest.mark.parametrize(
    "text",
    [
        "收件人电话 +34 612 345 678 对吗",
        "/label ES 612345678",
        "西班牙 612345678",
        "13800138000",
        "收件人：Ivan Petrov 莫斯科",
        "收件人\nIvan Petrov\nМосква, ул. Ленина",
        "recipient: Juan Garcia, Madrid",
        "Sender\nMei Li\nYiwu",
        "买家：王小明 拒收",
        "退到我的地址：朝阳区某路 8 号",
        "customer name: Ivan Petrov",
        "我叫王小明，能赔吗",
        "收件人王小明不要货了",
        "买家叫李雷，拒收",
        "王先生拒收",
        "my name is John Smith",
        "my name is john",
        "my shop name is Lucky Star",
        "Ship to Ivan Petrov, ul. Lenina 5, Moscow",
        "寄到建设路88号可以吗",
    ],
)
def test_what_may_hold_a_label_is_not_stored_at_all(text: str) -> None:
    assert storable(text) is None


@pytest.mark.parametrize("text", ["", "   ", "123 456", "LP00123456789012", "😀", "@mei_li"])
def test_what_leaves_nothing_to_read_is_not_stored(text: str) -> None:
    assert storable(text) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("收件人电话有空格怎么办", "收件人电话有空格怎么办"),
        ("美国号码要写+1吗", "美国号码要写+#吗"),
        ("卖家和买家谁出运费", "卖家和买家谁出运费"),
        ("LP00123456789012 能赔吗", f"{MARK} 能赔吗"),
        ("广告每天50块够不够", "广告每天##块够不够"),
    ],
)
def test_a_question_is_stored_masked(text: str, kept: str) -> None:
    assert storable(text) == kept


def test_the_lookup_reads_a_masked_figure_as_a_number_and_a_mark_as_nothing(index: FaqIndex) -> None:
    pieces = index.features.normaliser.pieces(mask("履约率97.5%按多少收 LP00123456789012"))
    assert [piece.text for piece in pieces if piece.kind is Kind.NUMBER] == ["##.#%"]
    assert all(piece.kind is not Kind.WORD for piece in pieces)


@pytest.mark.parametrize(
    "text",
    [
        "买家拒收怎么办",
        "买家马上要退款",
        "可以改价再让买家付吗",
        "买家P图骗退款",
        "收件人电话写错",
        "店名是什么",
        "my name is on the label wrong",
        "buyer's name is misspelled",
        "buyer refused the parcel",
        "Is Buyer Protection included",
        "Ship to Saudi Arabia, is it covered",
    ],
)
def test_a_question_that_names_nobody_is_kept_as_it_is(text: str) -> None:
    assert storable(text) == text


def test_hardly_any_phrase_of_the_faq_is_refused() -> None:
    folder = resources.files("templates") / "faq" / "phrases"
    read = [yaml.safe_load(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml")]
    phrases = [str(phrase) for topic in read for language in topic.values() for phrase in language]
    refused = [phrase for phrase in phrases if storable(phrase) is None]
    assert len(refused) <= len(phrases) / 200, refused


@pytest.mark.parametrize("piece", ["1-", "a@", "例@", "://", "王", "a.", "buyer Aa ", "ship to Aa Aa ", "一 ", "Aa"])
def test_a_hundred_thousand_characters_are_masked_in_no_time(piece: str) -> None:
    storable("warm")
    begun = time.process_time()
    mask((piece * 100_000)[:100_000])
    assert time.process_time() - begun < 0.05
