"""Amount and rate of one order, behind a command and in plain sentences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.money_words import Money
from bot.reading.numbers import Refusal, Refused
from bot.reading.order_text import OrderText, read_exchange, read_order, read_rate_answer, read_request, says_not_known
from bot.reading.rates import Rate, RateKind, RateReader, Unclear, rate_reader
from rules.book import Book

READER: RateReader = rate_reader(Book.load().on(date(2026, 11, 22)))
AT_97 = Rate(RateKind.FULFILMENT, Decimal("0.97"))
LOW = Rate(RateKind.BAND, Decimal(0))


def yuan(value: str) -> tuple[Money, ...]:
    return (Money(Decimal(value)),)


@pytest.mark.parametrize(
    "args",
    [
        "200 97",
        "200 97%",
        "200 0.97",
        "97% 200",
        "97 200",
        "200元 97%",
        "¥200 97",
        "200，97%",
        "200,97%",
        "２００ ９７％",
        "97%履约率 200块",
    ],
)
def test_the_words_behind_quote_are_understood_in_either_order(args: str) -> None:
    assert read_order(args, READER) == OrderText(yuan("200"), rate=AT_97)


def test_one_number_alone_is_the_amount() -> None:
    assert read_order("200", READER) == OrderText(yuan("200"))


def test_a_percentage_alone_is_the_rate() -> None:
    assert read_order("97%", READER) == OrderText(rate=AT_97)


def test_a_bad_amount_keeps_the_good_rate() -> None:
    order = read_order("1.234,50 97", READER)
    assert order.amount_problem == Refused(Refusal.AMBIGUOUS_SEPARATOR, "1.234,50")
    assert order.rate == AT_97


def test_a_bad_rate_keeps_the_good_amount() -> None:
    order = read_order("200 130", READER)
    assert order.amount == Money(Decimal(200))
    assert order.rate == Refused(Refusal.OVER_HUNDRED, "130")


def test_two_rates_that_disagree_are_asked_about() -> None:
    order = read_order("200 97% 0.3%", READER)
    assert isinstance(order.rate, Unclear)
    assert len(order.rate.choices) == 2


def test_the_same_amount_said_twice_is_one_amount() -> None:
    assert read_order("200元 200元 97%", READER).amount == Money(Decimal(200))


def test_several_amounts_are_all_kept() -> None:
    assert len(read_order("100元 200元 97", READER).amounts) == 2


@pytest.mark.parametrize("args", ["50 USD @7.2 97%", "$50 汇率7.2 97%", "50美元 97% 按汇率7.2"])
def test_an_exchange_rate_can_come_along(args: str) -> None:
    order = read_order(args, READER)
    assert order.amount == Money(Decimal(50), "USD")
    assert order.exchange == Decimal("7.2")
    assert order.rate == AT_97


@pytest.mark.parametrize("args", ["", "abc", "nan", "∞", "LP00123456789012"])
def test_no_number_is_nothing(args: str) -> None:
    assert read_order(args, READER).empty


@pytest.mark.parametrize(
    ("text", "amount", "rate"),
    [
        ("200块的订单,履约率97%,保费多少", "200", AT_97),
        ("premium for a 200 yuan order at 97% fulfilment", "200", AT_97),
        ("97%履约率 200元 要交多少保费", "200", AT_97),
        ("订单300,履约率低于95", "300", LOW),
        ("Premium for an order of 300 with fulfilment below 95", "300", LOW),
        ("两百块的订单，履约率百分之九十七，收多少", "200", AT_97),
        ("我卖了一单200块钱，履约率97%", "200", AT_97),
        ("200 97", "200", AT_97),
        ("quote 200 97", "200", AT_97),
        ("一单200块钱要交多少", "200", None),
        ("how much for a 150 yuan order", "150", None),
        ("一百块的货要交多少保险费", "100", None),
        ("10单,每单200元,保费多少", "200", None),
        ("12月1日的订单200元保费", "200", None),
        ("200元", "200", None),
        ("保费 200", "200", None),
    ],
)
def test_a_sentence_that_asks_for_the_premium_of_an_order(text: str, amount: str, rate: Rate | None) -> None:
    assert read_request(text, READER) == OrderText(yuan(amount), rate=rate)


@pytest.mark.parametrize(
    "text",
    [
        "履约率97%按多少收?",
        "保费怎么算",
        "好评率94.8%能参加吗",
        "纠纷率2.1%刚好行吗",
        "最低保费是0.3元吗",
        "为什么扣了我0.3元保费",
        "赔付了200元,会追偿多少",
        "72小时内退货200元赔多少",
        "200元的订单丢了怎么办",
        "200元的订单运费多少钱",
        "保费0.3%是多少",
        "0.3% 还是 0.5%",
        "第三方要7-15天",
        "包裹3天没更新",
        "LP00123456789012 2026-12-01 标准",
        "订单号12345678 保费多少",
        "保费 2024 调整了吗",
        "is the minimum premium 0.3 yuan",
        "200",
        "2024",
        "",
        "😀",
        "买家无理由拒收能赔吗",
        "x" * 5000 + " 200元 97% 保费",
    ],
)
def test_a_sentence_that_only_carries_a_number_is_no_quote_request(text: str) -> None:
    assert read_request(text, READER) is None


@pytest.mark.parametrize("text", ["97", "97%", "履约率97", "0.97", "我的是97%"])
def test_a_single_number_answers_the_question_for_the_rate(text: str) -> None:
    assert read_rate_answer(text, READER) == OrderText(rate=AT_97)


def test_an_amount_among_the_answer_is_an_amount_again() -> None:
    assert read_rate_answer("300元 97", READER) == OrderText(yuan("300"), rate=AT_97)


@pytest.mark.parametrize("text", ["7.2", "7.2元", "1美元=7.2元", "1 USD = 7.2", "汇率7.2", "USD/CNY 7.2"])
def test_an_exchange_rate_is_read(text: str) -> None:
    assert read_exchange(text) == Decimal("7.2")


@pytest.mark.parametrize("text", ["", "不知道", "0", "-7", "7,2", "999999999", "6 7 8"])
def test_what_is_no_exchange_rate_is_refused(text: str) -> None:
    assert isinstance(read_exchange(text), Refused)


@given(st.text(max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_order(text, READER)
    read_request(text, READER)
    read_rate_answer(text, READER)
    read_exchange(text)


@given(
    st.decimals(min_value="0.01", max_value=900_000, places=2),
    st.decimals(min_value="1.51", max_value=100, places=2),
)
def test_an_amount_and_a_percentage_are_found_in_every_order_and_form(amount: Decimal, rate: Decimal) -> None:
    expected = OrderText((Money(amount),), rate=Rate(RateKind.FULFILMENT, rate / 100))
    assert read_order(f"{amount:f} {rate:f}%", READER) == expected
    assert read_order(f"{rate:f}% {amount:,f}", READER) == expected
    assert read_request(f"{amount:f}元的订单，履约率{rate:f}%，保费多少", READER) == expected
    assert read_request(f"premium for a {amount:,f} yuan order at {rate:f}% fulfilment", READER) == expected


def test_spoken_chinese_names_amount_and_rate() -> None:
    order = read_request("两百块的单子，履约率九成七，保费多少", READER)
    assert order == OrderText(yuan("200"), rate=AT_97)


def test_a_spoken_exchange_rate_keeps_its_tenths() -> None:
    assert read_exchange("七块二") == Decimal("7.2")


def test_an_amount_of_very_many_digits_is_refused_and_the_rate_is_not_taken_for_it() -> None:
    assert read_order("999999999999 97", READER) == OrderText(
        amount_problem=Refused(Refusal.TOO_LARGE, "999999999999"), rate=AT_97
    )


@pytest.mark.parametrize(
    ("text", "said"), [("不知道", True), ("I don't know", True), ("不知道，大概97", False), ("abc", False)]
)
def test_not_knowing_is_told_from_a_mistake(text: str, said: bool) -> None:
    assert says_not_known(text) is said


@pytest.mark.parametrize("text", ["100 200 300 97", "100、200、300，都是97"])
def test_several_amounts_with_one_rate_are_all_seen(text: str) -> None:
    order = read_order(text, READER)
    assert order.amounts == (*yuan("100"), *yuan("200"), *yuan("300"))
    assert order.rate == AT_97


@pytest.mark.parametrize("text", ["200块的订单 97", "200块订单97", "200元的单子，97", "200 yuan order 97"])
def test_a_bare_number_behind_the_order_of_an_amount_is_its_rate(text: str) -> None:
    read = read_order(text, READER)
    assert (read.amount, read.rate) == (Money(Decimal(200)), Rate(RateKind.FULFILMENT, Decimal("0.97")))


@pytest.mark.parametrize("text", ["一单200元，一单95", "200块的订单 150"])
def test_two_orders_stay_two_amounts(text: str) -> None:
    assert len(read_order(text, READER).amounts) == 2
