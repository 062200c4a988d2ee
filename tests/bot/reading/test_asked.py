"""What a sentence asks for, and what it says beside it: the readers behind the decision which tool a text is for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.reading.asked import LONGEST, asks_how_much, asks_to_explain, holds_figure, may_ask, plain
from bot.reading.asked_clawback import read_sentence as read_claim
from bot.reading.asked_parcel import ParcelWish, parcel_wish, read_wish
from bot.reading.asked_premium import asks_quote
from bot.reading.asked_saving import read_sentence as read_saving
from bot.reading.asked_shop import asks_entry
from bot.reading.asked_shop import read_sentence as read_shop
from bot.reading.rates import RateReader, rate_reader
from bot.reading.shop_words import Limits, read_line
from bot.reading.simplified import simplified
from rules.book import Book

TODAY = date(2026, 11, 22)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
READER: RateReader = rate_reader(Book.load().on(TODAY))
LIMITS = Limits(Decimal("0.95"), Decimal("0.021"))
NUMBER = "LP00123456789012"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("200", True),
        ("２００", True),
        ("两百块", True),
        ("七块二", True),
        ("百分之九十七", True),
        ("九成七", True),
        ("八天没动", True),
        ("一样吗", False),
        ("帮我看一下", False),
        ("two hundred", False),
        ("", False),
    ],
)
def test_a_figure_stands_in_digits_or_in_numerals_before_what_they_count(text: str, holds: bool) -> None:
    assert holds_figure(text) is holds


def test_a_text_of_the_greatest_length_may_ask_and_a_longer_one_may_not() -> None:
    assert may_ask("1" + "x" * (LONGEST - 1))
    assert not may_ask("1" + "x" * LONGEST)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("要还多少", True),
        ("收我几块", True),
        ("how much is it", True),
        ("收回几成", False),
        ("百分之多少", False),
        ("多少天到", False),
        ("what rate do I get", False),
        ("多少天到，要交多少", True),
        ("showmuch", False),
    ],
)
def test_an_amount_is_asked_for_and_no_share_count_or_time(text: str, asks: bool) -> None:
    assert asks_how_much(plain(text)) is asks


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("什么意思", True),
        ("95%才能参加吗", True),
        ("什麼時候扣", True),
        ("why is it so", True),
        ("do I have to", True),
        ("保费多少", False),
        ("how much when it is late", False),
    ],
)
def test_an_explanation_is_told_from_a_result(text: str, asks: bool) -> None:
    assert asks_to_explain(plain(text)) is asks


@pytest.mark.parametrize(
    ("text", "read"), [("保費", "保费"), ("plain", "plain"), ("", ""), ("\ud83d保費", "\ud83d保費")]
)
def test_traditional_characters_are_simplified_and_half_a_character_stops_nothing(text: str, read: str) -> None:
    assert simplified(text) == read


@pytest.mark.parametrize("written", ["200 97", "97 200", "200 0.3", "200 0.97", "200 100"])
def test_two_numbers_alone_are_an_order_where_one_can_be_a_rate(written: str) -> None:
    assert asks_quote(written, TODAY)


@pytest.mark.parametrize(
    "written", ["200 300", "12 34", "45*67", "97.99算98吗", "0.3还是0.5", "3/4", "1 2 3", "97", "95%"]
)
def test_two_numbers_of_which_none_can_be_a_rate_are_no_order(written: str) -> None:
    assert not asks_quote(written, TODAY)


@pytest.mark.parametrize(
    ("written", "asks"), [("保费 79", True), ("保费 80", False), ("保费 99.99", False), ("保费 100", True)]
)
def test_a_number_alone_that_is_likely_a_rate_is_no_amount(written: str, asks: bool) -> None:
    assert asks_quote(written, TODAY) is asks


@pytest.mark.parametrize(
    ("written", "asks"), [("一单0.99元保费多少", False), ("一单1元保费多少", True), ("0.9元 97% 保费多少", True)]
)
def test_an_amount_below_one_is_a_premium_itself_unless_a_rate_stands_with_it(written: str, asks: bool) -> None:
    assert asks_quote(written, TODAY) is asks


def test_a_share_in_a_sentence_is_the_chance_only_beside_its_word() -> None:
    assert read_claim("赔了120元，按70%追偿是多少").chance is None
    assert read_claim("赔了120元，可能性70%，追偿多少").chance == Decimal("0.7")
    assert read_claim("a payout of 120 yuan, 70% likely, what do I owe").chance == Decimal("0.7")


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("30、45、61元，履约率94到98能省多少", [3000, 4500, 6100]),
        ("一单200元，履约率94到98能省多少", [20000]),
        ("30单，每单50元，履约率94到98能省多少", []),
        ("每月卖2000元，履约率94到98能省多少", []),
    ],
)
def test_orders_of_a_sentence_are_taken_where_every_figure_of_it_is_understood(text: str, amounts: list[int]) -> None:
    said = read_saving(text, READER)
    assert said.amounts.get("CNY", []) == amounts
    assert len(said.rates) == 2
    assert said.not_taken == ()


@pytest.mark.parametrize(
    "text",
    [
        "feedback 94% and disputes 1.8%",
        "94% feedback, 1.8% disputes",
        "94% positive feedback with a 1.8% dispute rate",
        "好评率94 纠纷率1.8",
        "94%的好评率，1.8%的纠纷率",
        "近90天好评率94，纠纷率1.8",
        "over the last 90 days: feedback 94, disputes 1.8",
    ],
)
def test_the_word_for_a_metric_may_stand_on_either_side_of_all_figures(text: str) -> None:
    said = read_line(text, LIMITS)
    assert {step: said.answers[step] for step in ("feedback", "dispute")} == {"feedback": "0.94", "dispute": "0.018"}


def test_a_word_behind_a_rate_that_counts_violations_does_not_name_the_rate() -> None:
    assert read_line("企业 96% 违规无", LIMITS).answers["feedback"] == "0.96"
    assert read_line("企业 96% 没有违规", LIMITS).answers == {
        "entity": "enterprise",
        "feedback": "0.96",
        "violation": "no",
    }


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("好评94 纠纷2.1", True),
        ("好评94 纠纷50", True),
        ("好评94 纠纷51", False),
        ("好评50 纠纷2", False),
        ("好评101 纠纷2", False),
        ("好评≥94 纠纷2", False),
        ("好评94 纠纷2.1以下", False),
        ("feedback 97, 2 disputes", False),
        ("97% feedback and 2.5 disputes", True),
    ],
)
def test_only_a_shops_own_rates_count(text: str, asks: bool) -> None:
    assert asks_entry(text) is asks


def test_the_words_of_the_question_are_nothing_that_was_not_understood() -> None:
    said = read_shop("麻烦老师帮我瞧瞧 好评94 纠纷2.1 能参加吗", LIMITS)
    assert (said.answers, said.unread, said.problem) == ({"feedback": "0.94", "dispute": "0.021"}, [], None)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        (NUMBER, ParcelWish.WATCH),
        (f"{NUMBER} 裙子", ParcelWish.WATCH),
        (f"盯一下{NUMBER}，承诺20天", ParcelWish.WATCH),
        (f"add {NUMBER} please", ParcelWish.WATCH),
        (f"{NUMBER} 到哪了", ParcelWish.WHEREABOUTS),
        (f"请帮我查一下 {NUMBER} 现在的轨迹 谢谢", ParcelWish.WHEREABOUTS),
        (f"has {NUMBER} arrived yet?", ParcelWish.WHEREABOUTS),
        (f"{NUMBER} 轨迹断了还能赔吗", None),
        (f"is {NUMBER} covered", None),
        (f"{NUMBER} is not moving", ParcelWish.WATCH),
        ("where is my parcel", None),
        ("ＬＰ００１２３４５６７８９０１２ 到哪了", ParcelWish.WHEREABOUTS),
        (f"{NUMBER} 到哪了" + "啊" * 400, None),
    ],
)
def test_what_is_wanted_of_a_number_is_told_from_other_questions_about_it(text: str, wish: ParcelWish | None) -> None:
    assert parcel_wish(text) is wish


def test_the_words_of_a_wish_are_no_parcels_name_and_those_of_a_list_are() -> None:
    [parcel] = read_wish(f"帮我盯着 {NUMBER}，承诺20天", NOW, SHANGHAI).parcels
    assert parcel.name is None
    assert parcel.promise is not None
    assert parcel.promise.at == datetime(2026, 12, 13, tzinfo=SHANGHAI), "the end of the twentieth day"
    [parcel] = read_wish(f"{NUMBER} 裙子", NOW, SHANGHAI).parcels
    assert parcel.name == "裙子"
