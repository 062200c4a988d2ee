"""Different writings of one question become one question, and nothing more than that."""

from __future__ import annotations

import pytest

from bot.faq.entries import Catalogue
from bot.faq.normalise import LONGEST_QUESTION, Kind, Normaliser, Piece


@pytest.fixture(scope="module")
def normaliser(catalogue: Catalogue) -> Normaliser:
    return Normaliser(catalogue.vocabulary)


def written(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("保费怎么算?", "保费怎么算"),
        ("保 费 怎么算", "保费怎么算"),
        ("ＵＰＳ发货", "ups 发货"),
        ("履约率９５％", "履约率95%"),
        ("履约率百分之九十五", "履约率95%"),
        ("揽收后四十八小时", "揽收后48小时"),
        ("十万单", "100000单"),
        ("保費怎麼算", "保费怎么算"),
        ("個體工商戶可以嗎", "个体户可以"),
        ("你好,请问保险费怎么算呢", "保费怎么算"),
        ("保费咋算啊", "保费如何算"),
        ("😀 保费怎么算 🙏", "保费怎么算"),
        ("How is the premium calculated?", "hello, how is teh fee calculated"),
        ("hi, please tell me the fees", "Tell me the premium"),
        ("OPT  OUT", "opt out"),
        ("FedEx order", "联邦快递 order"),
    ],
)
def test_two_writings_of_a_question_are_the_same_question(normaliser: Normaliser, left: str, right: str) -> None:
    once = written(normaliser.pieces(left))
    assert once == written(normaliser.pieces(right))
    assert once


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("好评率95%", "履约率95%"),
        ("48小时", "72小时"),
        ("四十八小时", "七十二小时"),
        ("0.3%", "0.3元"),
        ("无忧标准", "无忧简易"),
        ("95%", "98%"),
        ("95", "95%"),
        ("feedback rate", "fulfilment rate"),
        ("保不保", "保"),
        ("追尝", "追偿"),
    ],
)
def test_what_tells_two_questions_apart_is_kept(normaliser: Normaliser, left: str, right: str) -> None:
    assert normaliser.pieces(left) != normaliser.pieces(right)


def test_a_question_is_cut_where_its_kind_of_writing_changes(normaliser: Normaliser) -> None:
    assert normaliser.pieces("超5天 UPS还赔97.5%") == [
        Piece(Kind.HAN, "超"),
        Piece(Kind.NUMBER, "5"),
        Piece(Kind.HAN, "天"),
        Piece(Kind.WORD, "ups"),
        Piece(Kind.HAN, "还赔"),
        Piece(Kind.NUMBER, "97.5%"),
    ]


def test_a_chinese_numeral_that_counts_nothing_stays_as_it_is(normaliser: Normaliser) -> None:
    assert normaliser.pieces("一直没信") == [Piece(Kind.HAN, "一直没信")]
    assert normaliser.pieces("三番五次催") == [Piece(Kind.HAN, "三番五次催")]


def test_masked_digits_are_a_number(normaliser: Normaliser) -> None:
    assert normaliser.pieces("超##天")[1] == Piece(Kind.NUMBER, "##")


@pytest.mark.parametrize("text", ["", "   ", "?!…", "😀😀", "吗", "嗎", "please", "\u202e\u200f", "مرحبا", "\x00"])
def test_a_text_that_says_nothing_has_no_pieces(normaliser: Normaliser, text: str) -> None:
    assert normaliser.pieces(text) == []


def test_only_the_beginning_of_a_very_long_text_is_read(normaliser: Normaliser) -> None:
    assert normaliser.pieces("电" * LONGEST_QUESTION + "池") == [Piece(Kind.HAN, "电" * LONGEST_QUESTION)]
