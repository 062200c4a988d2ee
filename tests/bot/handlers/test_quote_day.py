"""Premiums for an order of another day: that day's figures, and what is said where there are none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.overlays import dated, overlaid
from tests.support.talk import Said, Talk


@pytest.fixture
async def changing(tmp_path: Path) -> AsyncIterator[Talk]:
    """A base rate of 0.3 %, of 0.4 % from 1 March 2025 and of 0.45 % from 1 January 2027."""
    book = overlaid(tmp_path, dated("premium.base_rate", ("2025-03-01", "0.004"), ("2027-01-01", "0.0045")))
    async with Talk.open(tmp_path, book=book) as opened:
        yield opened


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


@pytest.mark.parametrize(
    "text",
    [
        "/quote 200 97 2024-06-01",
        "/quote 2024-06-01 200 97",
        "/quote 97% 200 2024/6/1",
        "/quote 97 200 20240601",
        "/quote 200 97 on 1 June 2024",
        "2024年6月1日下的单，200块，履约率97%，保费多少",
        "２０２４－０６－０１的订单，２００块，履约率97%",
    ],
)
async def test_an_order_of_a_past_day_is_quoted_by_that_days_figures_and_says_so(changing: Talk, text: str) -> None:
    await changing.say("/language")
    await changing.press("中文")
    said = (await answer(changing, text)).text
    assert said.startswith("保费 ¥0.60\n按 2024-06-01 的规定算。\n")
    assert "下单那天的履约率" in said
    assert "起规定有变" not in said
    assert (await answer(changing, "/quote 200 97")).text.startswith("保费 ¥0.80\n履约率 97%")


async def test_english_orders_of_a_past_day(talk_en: Talk) -> None:
    said = await answer(talk_en, "premium for a 200 yuan order placed on June 1st, 2024, fulfilment 97%")
    assert said.text.startswith("Premium ¥0.60\nBy the rules of 2024-06-01.\n")
    assert "fulfilment rate on the day of the order" in said.text


async def test_the_age_of_a_source_counts_to_today_and_not_to_the_orders_day(talk: Talk) -> None:
    said = (await answer(talk, "/quote 200 97 2024-06-01")).text
    assert "写于 30 个月前" in said  # May 2024 to November 2026


@pytest.mark.parametrize("text", ["/quote 200 97 2026-11-22", "今天的订单200块，履约率97%", "/quote 200 97 今天"])
async def test_today_named_is_today(talk: Talk, text: str) -> None:
    assert (await answer(talk, text)).text == (await answer(talk, "/quote 200 97")).text


async def test_yesterdays_order_is_named_by_its_day(talk: Talk) -> None:
    said = await answer(talk, "昨天的订单200块，履约率97%，保费多少")
    assert said.text.startswith("保费 ¥0.60\n按 2026-11-21 的规定算。")


async def test_the_other_bands_and_another_amount_stay_on_the_orders_day(changing: Talk) -> None:
    await changing.say("/quote 200 94 2024-06-01")
    [changed] = await changing.press("95%–98%")
    assert changed.text.startswith("保费 ¥0.60\n按 2024-06-01 的规定算。")
    [asked] = await changing.press("换个金额")
    assert "按 2024-06-01 的规定算" in asked.text
    assert (await answer(changing, "300")).text.startswith("保费 ¥0.90\n按 2024-06-01")


async def test_the_day_is_kept_while_the_rest_is_asked_even_over_a_restart(changing: Talk) -> None:
    asked = await answer(changing, "/quote 2024-06-01")
    assert "按 2024-06-01 的规定算" in asked.text
    asked = await answer(changing, "200")
    assert "按 2024-06-01 的规定算" in asked.text
    [asked] = await changing.press("我知道具体数字")
    assert "按 2024-06-01 的规定算" in asked.text
    changing.restart()
    assert (await answer(changing, "97")).text.startswith("保费 ¥0.60\n按 2024-06-01")


async def test_a_day_may_come_with_a_later_answer(changing: Talk) -> None:
    await changing.say("/quote 200")
    assert (await answer(changing, "97% 2024-06-01")).text.startswith("保费 ¥0.60\n按 2024-06-01")
    await changing.say("/quote 200")
    asked = await answer(changing, "2024-06-01")
    assert "订单 ¥200.00，记下了" in asked.text
    assert (await answer(changing, "97")).text.startswith("保费 ¥0.60\n按 2024-06-01")


async def test_a_conversion_goes_with_a_day(changing: Talk) -> None:
    await changing.say("/quote 30 usd 97 2024-06-01")
    said = await answer(changing, "7")
    assert said.text.startswith("保费 ¥0.63\n按 2024-06-01 的规定算。\n30 USD × 7 = ¥210.00")


async def test_a_day_is_kept_while_the_exchange_rate_is_asked(changing: Talk) -> None:
    await changing.say("/quote 30 usd 97")
    asked = await answer(changing, "2024-06-01")
    assert "合多少元人民币" in asked.text
    assert (await answer(changing, "7")).text.startswith("保费 ¥0.63\n按 2024-06-01")


async def test_before_the_first_figures_it_says_from_when_keeps_the_rest_and_offers_today(talk: Talk) -> None:
    asked = await answer(talk, "/quote 200 97 2023-12-01")
    assert "2023-12-01 还没有这套保费规定：最早的数字从 2024-05-01 起" in asked.text
    assert "订单 ¥200.00、履约率 97%，记下了" in asked.text
    [quoted] = await talk.press("按今天的规定算")
    assert quoted.kind == "edit"
    assert quoted.text.startswith("保费 ¥0.60\n履约率 97%")
    await talk.say("/quote 200 97 2020-01-01")
    assert (await answer(talk, "2024-05-01")).text.startswith("保费 ¥0.60\n按 2024-05-01")


async def test_todays_figure_is_offered_on_an_old_message_too(talk: Talk) -> None:
    asked = await answer(talk, "/quote 200 97 2023-12-01")
    talk.wait(days=30)
    talk.restart()
    [quoted] = await talk.press("按今天的规定算", on=asked)
    assert quoted.text.startswith("保费 ¥0.60")


async def test_an_order_that_is_not_complete_goes_on_with_todays_figures(talk: Talk) -> None:
    asked = await answer(talk, "/quote 200 2023-12-01")
    [rate] = await talk.press("按今天的规定算")
    assert "订单 ¥200.00，记下了" in rate.text
    assert (await answer(talk, "97")).text.startswith("保费 ¥0.60\n履约率 97%")
    [stale] = await talk.press("按今天的规定算", on=asked)
    assert stale.kind == "toast"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("1900-01-01", "离今天太远了"),
        ("2100-01-01", "离今天太远了"),
        ("2024-02-30", "这一天不存在"),
        ("01.06.2024", "不止一种读法"),
        ("24-06-01", "不止一种读法"),
        ("2024-06-01 2024-07-01", "不止一个日期"),
        ("2024年6月", "是哪一天"),
        ("3月1日", "是哪一年"),
    ],
)
async def test_a_day_that_cannot_be_told_is_asked_again_with_an_example_that_works(
    talk: Talk, day: str, said: str
) -> None:
    asked = await answer(talk, f"/quote 200 97 {day}")
    assert said in asked.text
    assert "订单 ¥200.00、履约率 97%，记下了" in asked.text
    assert "例如 2026-11-21" in asked.text
    assert (await answer(talk, "2026-11-21")).text.startswith("保费 ¥0.60\n按 2026-11-21")


async def test_an_answer_without_a_date_is_no_amount(talk: Talk) -> None:
    await talk.say("/quote 200 97 2024-02-30")
    asked = await answer(talk, "6.1")
    assert "没看到日期" in asked.text
    assert "订单 ¥200.00、履约率 97%，记下了" in asked.text
    assert (await answer(talk, "/quote 300 97")).text.startswith("保费 ¥0.90")


async def test_the_question_for_the_day_lets_go_of_another_question(talk: Talk) -> None:
    await talk.say("/quote 200 97 2024-02-30")
    assert "日期" not in (await answer(talk, "追偿是什么意思")).text
    await talk.say("/quote 200 97 2024-02-30")
    assert (await answer(talk, "300块的订单，履约率97%，保费多少")).text.startswith("保费 ¥0.90")


async def test_a_future_day_is_quoted_as_far_as_its_rules_are_known_today(talk: Talk) -> None:
    said = (await answer(talk, "/quote 200 97 2027-06-01")).text
    assert said.startswith("保费 ¥0.60\n按 2027-06-01 的规定算；这是今天已经知道的，到那天之前还可能改。\n")
    today = (await answer(talk, "/quote 200 97 2026-11-22")).text
    assert "还可能改" not in today


async def test_a_change_that_is_known_is_told_for_its_day_and_announced_before(changing: Talk) -> None:
    said = (await answer(changing, "/quote 200 97 2027-06-01")).text
    assert said.startswith("保费 ¥0.90\n按 2027-06-01 的规定算；这是今天已经知道的，到那天之前还可能改。")
    now = (await answer(changing, "/quote 200 97")).text
    assert "2027-01-01 起规定有变，这样一单会是 ¥0.90。" in now
    assert "规定有变" not in (await answer(changing, "/quote 200 98")).text


async def test_a_change_is_announced_in_english_too(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.floor", ("2027-01-01", "0.50")))
    async with Talk.open(tmp_path, book=book, language_code="en") as talk:
        said = (await answer(talk, "/quote 50 98")).text
        assert "From 2027-01-01 the rules change and an order like this will be ¥0.50." in said
        assert "From 2027-01-01" not in (await answer(talk, "/quote 500 98")).text
        assert "as far as they are known today" in (await answer(talk, "/quote 50 98 2027-02-01")).text


async def test_a_band_that_a_later_change_splits_is_not_promised_a_figure(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.low_fulfilment", ("2027-01-01", "0.96")))
    async with Talk.open(tmp_path, book=book) as talk:
        await talk.say("/quote 200")
        [said] = await talk.press("95%–98%")
        assert "2027-01-01 起规定有变，到时候再算一次。" in said.text
        assert "起规定有变，这样一单会是 ¥1.00" in (await answer(talk, "/quote 200 95.5")).text
        assert "规定有变" not in (await answer(talk, "/quote 200 97")).text


async def test_a_day_after_the_figures_have_ended_says_when_they_did(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.floor", ("2027-01-01", "null")))
    async with Talk.open(tmp_path, book=book) as talk:
        asked = await answer(talk, "/quote 200 97 2027-02-01")
        assert "到 2027-01-01 就结束了" in asked.text
        assert (await answer(talk, "2026-12-31")).text.startswith("保费 ¥0.60")
        assert "2027-01-01 起规定有变，到时候再算一次。" in (await answer(talk, "/quote 200 97")).text


@pytest.mark.parametrize(
    "data",
    [
        "qr:20000:f:0.97:20231201",
        "qr:20000:f:0.97:2024",
        "qr:20000:f:0.97:x",
        "qt:20000:99999999",
        "qa:f:0.97:1",
        f"qa:f:0.97:{'1' * 40}",
    ],
)
async def test_a_made_up_day_on_a_button_is_stale(talk: Talk, data: str) -> None:
    [said] = await talk.press_data(data)
    assert said.kind == "toast"


@pytest.mark.parametrize(
    ("data", "start"), [("qr:20000:f:0.97", "保费 ¥0.60"), ("qt:20000", "订单 ¥200.00"), ("qa:f:0.97", "履约率 97%")]
)
async def test_buttons_from_before_there_were_days_still_work(talk: Talk, data: str, start: str) -> None:
    [said] = await talk.press_data(data)
    assert said.text.startswith(start)


@pytest.mark.parametrize(
    ("text", "premium"),
    [
        ("/quote 6.1 97", "0.30"),
        ("/quote ¥1 234 97%", "3.70"),
        ("/quote 1,234.50 97", "3.70"),
        ("/quote １２３４．５０ 97", "3.70"),
        ("/quote 12万 97", "360.00"),
        ("/quote 97% 200元", "0.60"),
        ("近30日 履约率97% 200元 保费多少", "0.60"),
    ],
)
async def test_no_amount_is_taken_for_a_day(talk: Talk, text: str, premium: str) -> None:
    said = await answer(talk, text)
    assert said.text.splitlines()[0] == f"保费 ¥{premium}"
    assert not said.text.splitlines()[1].startswith("按 2")


@pytest.mark.parametrize("text", ["/quote 200 97 上个月", "去年双十一200块的单，履约率97，保费多少"])
async def test_an_order_of_some_period_is_not_quoted_by_todays_figures(talk: Talk, text: str) -> None:
    said = await answer(talk, text)
    assert "是哪一天？" in said.text
    assert not said.text.startswith("保费")
    assert (await answer(talk, "2024-06-01")).text.startswith("保费 ¥0.60\n按 2024-06-01 的规定算。")
