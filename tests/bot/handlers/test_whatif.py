"""``/whatif`` in words: orders pasted or on one line, rates said in any way, and what is asked where one is not."""

from __future__ import annotations

import pytest

from tests.support.talk import Said, Talk

LINE = "/whatif 94.2% 98.6% 30 45.5 61 120"
VERDICT = "¥1.51 → ¥1.20，每月省 ¥0.31（−20.5%）"


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_one_line_is_answered_at_once_verdict_first(talk: Talk) -> None:
    said = await answer(talk, LINE)
    assert said.text.startswith(f"{VERDICT}\n履约率 94.2% → 98.6%，按一个月 4 单、实付共 ¥256.50 算。")
    assert "实际费率（保费÷实付）：0.589% → 0.468%" in said.text
    assert "按最低收费交的：2 单（50%）→ 4 单（100%）" in said.text
    assert said.buttons == [
        "履约率 95%–98%",
        "比别的履约率",
        "换一批订单",
        "怎么得出来的",
        "深圳卖家的例子",
        "怎么少交保费",
    ]


async def test_one_line_in_english(talk_en: Talk) -> None:
    said = await answer(talk_en, LINE)
    assert said.text.startswith(
        "¥1.51 → ¥1.20: ¥0.31 less a month (−20.5%)\nFulfilment 94.2% → 98.6%, for a month of 4"
    )
    assert "orders at the minimum: 2 (50%) → 4 (100%)" in said.text
    assert "effective rate (premium ÷ paid): 0.589% → 0.468%" in said.text


@pytest.mark.parametrize(
    "text",
    [
        "/whatif 94.2→98.6: 30, 45.5, 61, 120",
        "/whatif 94.2 98.6\n30\n45.5\n61\n120",
        "/whatif 履约率94.2% 到 98.6%，30、45.5、61、120",
        "/whatif 30 45.5 61 120 94.2% 98.6%",
        "/whatif 94.2% 98.6% ¥30 45.5元 61块 120",
        "/whatif 94.2% 98.6% 1单30元 45.5 61 120",
    ],
)
async def test_however_it_is_written_the_answer_is_the_same(talk: Talk, text: str) -> None:
    assert (await answer(talk, text)).text == (await answer(talk, LINE)).text


async def test_step_by_step_it_asks_for_orders_then_today_then_the_other_rate(talk: Talk) -> None:
    assert LINE in (await answer(talk, "/whatif")).text
    asked = await answer(talk, "30 45.5\n61\n120")
    assert asked.text.startswith("4 单，记下了。\n现在近 30 天的物流履约率是多少？")
    assert asked.buttons == ["履约率 ≥98%", "履约率 95%–98%", "履约率 <95%"]
    asked = await answer(talk, "94.2")
    assert asked.text.startswith("4 单、94.2%，记下了。\n想和哪个履约率比？")
    assert asked.buttons == ["履约率 ≥98%", "履约率 95%–98%"], "today's band is not offered"
    assert (await answer(talk, "98.6%")).text.startswith(VERDICT)
    assert "没有没答完的问题" in (await answer(talk, "/cancel")).text


async def test_step_by_step_in_english_with_buttons(talk_en: Talk) -> None:
    await answer(talk_en, "/whatif")
    asked = await answer(talk_en, "30 45.5 61 120")
    assert asked.text.startswith("4 orders: noted.\nWhat is your logistics fulfilment rate of the last 30 days?")
    [asked] = await talk_en.press("<95%")
    assert asked.text.startswith("4 orders, below 95%: noted.\nWhich fulfilment rate shall I compare it with?")
    [said] = await talk_en.press("≥98%")
    assert said.text.startswith("¥1.51 → ¥1.20: ¥0.31 less a month (−20.5%)\nFulfilment below 95% → 98% or higher")


async def test_a_restart_at_any_question_forgets_nothing(talk: Talk) -> None:
    for text in ("/whatif", "30 45.5 61 120", "94.2%"):
        await talk.say(text)
        talk.restart()
    assert (await answer(talk, "98.6")).text.startswith(VERDICT)
    talk.restart()
    [said] = await talk.press("95%–98%")
    assert said.text.startswith("¥1.51 → ¥1.26，每月省 ¥0.25（−16.6%）")


async def test_both_rates_may_answer_one_question(talk: Talk) -> None:
    await talk.say("/whatif 30 45.5 61 120")
    assert (await answer(talk, "94.2 98.6")).text.startswith(VERDICT)


async def test_rates_may_come_first(talk: Talk) -> None:
    asked = await answer(talk, "/whatif 94.2 98.6")
    assert asked.text.startswith("94.2% → 98.6%，记下了。\n把一个月订单的实付金额发给我")
    assert (await answer(talk, "30 45.5 61 120")).text.startswith(VERDICT)


async def test_bare_numbers_that_may_be_rates_are_asked_about(talk: Talk) -> None:
    asked = await answer(talk, "/whatif 94.2 98.6 30 45.5 61 120")
    assert asked.text.startswith("开头的 94.2 和 98.6，是履约率还是订单金额？")
    assert asked.buttons == ["94.2% 和 98.6% 是履约率", "都是订单金额"]
    talk.restart()
    [said] = await talk.press("是履约率")
    assert said.text.startswith(VERDICT)


async def test_bare_numbers_that_are_orders_stay_orders(talk: Talk) -> None:
    await answer(talk, "/whatif 94.2 98.6 30 45.5 61 120")
    [asked] = await talk.press("都是订单金额")
    assert asked.text.startswith("6 单，记下了。")


@pytest.mark.parametrize(
    ("said", "begins"), [("率", VERDICT), ("金额", "6 单，记下了。"), ("95% 98%", "¥1.86 → ¥1.80")]
)
async def test_the_question_may_be_answered_in_words(talk: Talk, said: str, begins: str) -> None:
    await answer(talk, "/whatif 94.2 98.6 30 45.5 61 120")
    assert (await answer(talk, said)).text.startswith(begins)


async def test_one_bare_rate_beside_a_certain_one_is_asked_about_too(talk_en: Talk) -> None:
    asked = await answer(talk_en, "/whatif 94.2% 98.6 30 45.5 61 120")
    assert asked.text.startswith("You begin with 98.6: a fulfilment rate, or an order?")
    [said] = await talk_en.press("98.6% is a rate")
    assert said.text.startswith("¥1.51 → ¥1.20")


async def test_each_piece_that_is_no_amount_is_named_and_the_others_are_kept(talk: Talk) -> None:
    asked = await answer(talk, "/whatif 30 NaN -5 0 45.5 1000000000000 61 50x30 120")
    assert asked.text.startswith("4 单，记下了。")
    for line in (
        "「nan」不是金额",
        "「-5」负数",
        "「0」零",
        "「1000000000000」大得不像一单",
        "「50x30」看不出哪个是单数",
    ):
        assert f"· {line}" in asked.text
    said = await answer(talk, "94.2% 98.6%")
    assert said.text.startswith(VERDICT)
    assert "没用上的（5）" in said.buttons
    [listed] = await talk.press("没用上的（5）")
    assert listed.text.startswith("没用上的 5 处")
    assert "负数（共 1 处）\n第 3 处" in listed.text


async def test_each_piece_that_is_no_amount_is_named_in_english(talk_en: Talk) -> None:
    said = await answer(talk_en, "/whatif 94.2% 98.6% 30 NaN -5 45.5 61 120")
    assert "Not used:\n· “nan”: not an amount\n· “-5”: negative" in said.text
    [listed] = await talk_en.press("Not used (2)")
    assert "negative (1 in all)\nEntry 3" in listed.text


@pytest.mark.parametrize("text", ["/whatif abc", "/whatif NaN", "/whatif 0 -3", "/whatif 2024-06-01"])
async def test_nothing_that_can_be_used_asks_again_with_the_reasons_and_an_example(talk: Talk, text: str) -> None:
    asked = await answer(talk, text)
    assert asked.text.startswith("没用上的：")
    assert "30 45.5 61 120" in asked.text
    assert "4 单，记下了" in (await answer(talk, "30 45.5 61 120")).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("101", "履约率不会超过百分之百，101 请再看一眼。"),
        ("480/471", "履约率不会超过百分之百，480/471 请再看一眼。"),
        ("-3", "履约率不能是负数"),
        ("abc", "没看到履约率"),
        ("不知道", "不知道也没关系"),
        ("1.2", "看不出是履约率还是费率"),
    ],
)
async def test_a_rate_that_cannot_be_is_asked_again_and_the_orders_are_kept(talk: Talk, typed: str, said: str) -> None:
    await talk.say("/whatif 30 45.5 61 120")
    asked = await answer(talk, typed)
    assert said in asked.text
    assert "4 单，记下了" in asked.text
    assert (await answer(talk, "94.2 98.6")).text.startswith(VERDICT)


async def test_a_rate_above_a_hundred_on_one_line_is_asked_again_with_everything_else_kept(talk_en: Talk) -> None:
    asked = await answer(talk_en, "/whatif 101% 98.6% 30 45.5 61 120")
    assert asked.text.startswith(
        "A fulfilment rate can’t be above a hundred percent; please check 101%.\n4 orders, 98.6%"
    )
    assert (await answer(talk_en, "94.2")).text.startswith("¥1.51 → ¥1.20: ¥0.31 less a month")


async def test_a_bound_over_several_bands_is_asked_with_its_bands(talk: Talk) -> None:
    await talk.say("/whatif 30 45.5 61 120")
    asked = await answer(talk, "95%以上")
    assert "跨了不止一档" in asked.text
    assert asked.buttons == ["履约率 95%–98%", "履约率 ≥98%"]
    [asked] = await talk.press("95%–98%")
    assert "想和哪个履约率比" in asked.text


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("/whatif 98.6% 94.2% 300 500", "¥1.60 → ¥4.00，每月多交 ¥2.40（+150%）"),
        ("/whatif 96% 97% 300 500", "保费一样，都是 ¥2.40\n履约率 96% → 97%"),
        ("/whatif 96% 96% 300 500", "保费一样，都是 ¥2.40\n履约率 96% → 96%"),
        ("/whatif 94.2% 98.6% 30 45", "保费一样，都是 ¥0.60"),
        ("/whatif 0.5% 0.2% 300 500", "¥4.00 → ¥1.60，每月省 ¥2.40（−60%）\n费率 0.5% → 费率 0.2%"),
    ],
)
async def test_falling_and_equal_rates_are_answered_too(talk: Talk, text: str, begins: str) -> None:
    assert (await answer(talk, text)).text.startswith(begins)


async def test_equal_rates_say_why_in_english(talk_en: Talk) -> None:
    assert "Both are in the same band, at 0.3%." in (await answer(talk_en, "/whatif 96% 97% 300 500")).text
    assert "the minimum of ¥0.30 is charged either way" in (await answer(talk_en, "/whatif 94.2% 98.6% 30 45")).text
    assert "¥2.40 more a month (+150%)" in (await answer(talk_en, "/whatif 98.6% 94.2% 300 500")).text


async def test_another_currency_is_asked_for_once_and_converted_to_the_fen(talk: Talk) -> None:
    asked = await answer(talk, "/whatif 94.2% 98.6% $30 $45.5")
    assert asked.text.startswith("2 单是 USD，保费按人民币算。1 USD 合多少元人民币？")
    assert "汇率要大于零" in (await answer(talk, "0")).text
    said = await answer(talk, "7.15")
    # 30 x 7.15 = 214.50 and 45.5 x 7.15 = 325.325: 1.0725 + 1.62665 -> 1.07 + 1.63, 0.43 + 0.65.
    assert said.text.startswith("¥2.70 → ¥1.08，每月省 ¥1.62（−60%）")
    assert "实付共 ¥539.83" in said.text
    assert "按 1 USD = 7.15 元换算（汇率是你给的）" in said.text


async def test_of_mixed_currencies_the_yuan_are_used_and_the_others_counted(talk_en: Talk) -> None:
    said = await answer(talk_en, "/whatif 94.2% 98.6% 30 45.5 61 120 $20 €5")
    assert said.text.startswith("¥1.51 → ¥1.20")
    assert "1 order is in EUR and left out" in said.text
    assert "1 order is in USD and left out" in said.text


async def test_an_exchange_rate_the_wrong_way_round_leaves_nothing_and_is_asked_again(talk: Talk) -> None:
    await answer(talk, "/whatif 94.2% 98.6% $0.30 $300")
    said = await answer(talk, "0.00001")
    assert said.text.startswith("按 1 USD = 0.00001 元换算，每一单都不到一分钱，算不出保费。汇率是不是写反了？")
    said = await answer(talk, "0.01")
    # 0.003 yuan is no order; 3 yuan is one, at the minimum.
    assert said.text.startswith("保费一样，都是 ¥0.30")
    assert "有 1 单换算后不到一分钱，没算。" in said.text


@pytest.mark.parametrize("question", ["保费怎么算？", "什么是履约率？"])
async def test_a_question_in_between_is_answered_and_the_open_one_stays(talk: Talk, question: str) -> None:
    await talk.say("/whatif 30 45.5 61 120")
    assert "想和哪个履约率比" not in (await answer(talk, question)).text
    assert (await answer(talk, "94.2 98.6")).text.startswith(VERDICT)


async def test_a_parcel_list_in_between_is_watched(talk: Talk) -> None:
    await talk.say("/whatif")
    said, asked = await talk.say("LP00123456789012 2026-12-20")
    assert "LP00123456789012" in said.text
    assert "没用上" not in said.text + asked.text
    assert "把一个月订单的实付金额发给我" in asked.text


async def test_new_orders_may_be_pasted_whatever_is_asked(talk: Talk) -> None:
    await talk.say("/whatif 300 500")
    assert "4 单，记下了" in (await answer(talk, "30 45.5 61 120")).text
    await talk.say("94.2")
    assert "3 单、94.2%，记下了" in (await answer(talk, "30\n45.5\n61")).text


async def test_the_largest_message_is_answered_within_one(talk: Talk) -> None:
    text = "/whatif 94.2% 98.6%\n" + "\n".join(["61.25"] * 679)
    assert 4080 <= len(text) <= 4096
    # 61.25 at 0.5 % is 0.30625, charged 0.31; at 0.2 % the minimum.
    assert (await answer(talk, text)).text.startswith("¥210.49 → ¥203.70，每月省 ¥6.79（−3.23%）")


async def test_the_largest_message_of_nothing_but_slips_is_answered_within_one(talk: Talk) -> None:
    said = await answer(talk, "/whatif 94.2% 98.6% 61 " + "-1 " * 1350)
    assert "还有 1342 处" in said.text
    [listed] = await talk.press("没用上的（1,350）")
    assert "第 2–1351 处" in listed.text


async def test_help_names_it(talk: Talk) -> None:
    assert "/whatif 一个月的订单" in (await answer(talk, "/help")).text


async def test_help_names_it_in_english(talk_en: Talk) -> None:
    assert "/whatif what a month of orders costs" in (await answer(talk_en, "/help")).text


async def test_an_amount_with_a_gap_and_a_negative_one_are_shown_with_their_reasons(talk: Talk) -> None:
    said = await answer(talk, "/whatif 94% 98% 30 ¥1 234 60")
    assert "2 单、实付共 ¥90.00" in said.text
    assert "「¥1 234」" in said.text
    said = await answer(talk, "/whatif 94% 98% -5 100 200")
    assert "「-5」负数" in said.text
    assert "多出来的" not in said.text
