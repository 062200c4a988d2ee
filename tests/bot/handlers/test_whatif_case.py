"""The Shenzhen seller's case: a claim, told beside what the rates alone give and the months that would give it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from rules.book import Book
from rules.case_study import case_study
from tests.rules.test_trace import replay
from tests.support.talk import Talk


@pytest.mark.parametrize("words", ["case", "案例", "深圳", "例子", "CASE", " case "])
async def test_it_may_be_asked_for_in_several_words(talk: Talk, words: str) -> None:
    [said] = await talk.say(f"/whatif {words}")
    assert said.text.startswith("深圳那位卖家：说保费少了 37%；光看费率，该少 60%")


async def test_it_is_told_as_a_claim_with_every_way_that_leads_there(talk: Talk) -> None:
    [said] = await talk.say("/whatif case")
    assert "是说法，不是承诺" in said.text
    assert "履约率从 94.2% 升到 98.6%，费率从 0.5% 降到 0.2%" in said.text
    assert "每单都是 ¥95.24 左右，而且每一档都有最低收费 ¥0.30" in said.text
    assert "没取整时正好少 37%，每单四舍五入到分以后是 37.5%" in said.text
    assert "61.7% 的货款按 0.2%，其余还按 0.5%" in said.text
    assert "货款 20% 按 0.5%，55% 按 0.3%，25% 按 0.2%" in said.text


async def test_it_is_told_in_english_with_its_trace(talk_en: Talk) -> None:
    [said] = await talk_en.say("/whatif case")
    assert said.text.startswith("The Shenzhen seller: 37% less premium, it is claimed; the rates alone give 60%")
    assert "a claim, not a promise" in said.text
    assert "It is 37% before each premium is rounded to the fen, and 37.5% after." in said.text
    [told] = await talk_en.press("How this came about")
    assert told.text.startswith("How the Shenzhen example works out")
    assert "20. " in told.text


def test_the_figures_told_are_true_of_such_months() -> None:
    study = case_study(Book.load().on(date(2026, 11, 22)))
    assert study.equal_fall_charged is not None
    # 95.24 at 0.5 % is 0.4762, charged 0.48; at 0.2 % the minimum of 0.30.
    assert study.equal_fall_charged == 1 - Decimal("0.30") / Decimal("0.48")
    assert study.moved_share is not None
    assert round(study.moved_share * (1 - Decimal("0.002") / Decimal("0.005")), 2) == Decimal("0.37")
    assert study.mixed is not None
    spend = sum(
        share * rate for share, rate in zip(study.mixed, map(Decimal, ("0.005", "0.003", "0.002")), strict=True)
    )
    assert round(1 - spend / Decimal("0.005"), 2) == Decimal("0.37")
    assert replay(study.trace) == Decimal("0.37")


async def test_a_button_of_an_answer_opens_it_and_it_leads_back_to_ones_own_orders(talk: Talk) -> None:
    await talk.say("/whatif 94.2% 98.6% 30 45.5 61 120")
    [said] = await talk.press("深圳卖家的例子")
    assert said.text.startswith("深圳那位卖家")
    [asked] = await talk.press("用我的订单算", said)
    assert "把一个月订单的实付金额发给我" in asked.text


async def test_it_may_be_asked_for_while_orders_are(talk: Talk) -> None:
    await talk.say("/whatif")
    [said] = await talk.say("案例")
    assert said.text.startswith("深圳那位卖家")
    [said] = await talk.say("30 45.5 61 120")
    assert said.text.startswith("4 单，记下了")
