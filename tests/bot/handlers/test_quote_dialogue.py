"""The questions of ``/quote``: what is missing, unclear or mistyped is asked for, and what was said is kept."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_alone_it_explains_itself_and_waits_for_the_amount(talk: Talk) -> None:
    assert "/quote 200 97" in (await answer(talk, "/quote")).text
    assert "订单 ¥250.00，记下了" in (await answer(talk, "250")).text
    assert (await answer(talk, "97")).text.startswith("保费 ¥0.75")


async def test_an_amount_alone_asks_for_the_rate_with_the_bands_as_buttons(talk: Talk) -> None:
    asked = await answer(talk, "/quote 200")
    assert asked.buttons == ["履约率 ≥98%", "履约率 95%–98%", "履约率 <95%", "我知道具体数字"]
    [said] = await talk.press("≥98%")
    assert said.text.startswith("保费 ¥0.40\n履约率 98% 及以上，费率 0.2%")


async def test_who_knows_the_rate_types_it(talk: Talk) -> None:
    await talk.say("/quote 200")
    [asked] = await talk.press("我知道具体数字")
    assert "97.3%" in asked.text
    assert (await answer(talk, "94.9")).text.startswith("保费 ¥1.00")


async def test_the_question_outlives_a_restart(talk: Talk) -> None:
    await talk.say("/quote 200")
    talk.restart()
    assert (await answer(talk, "97%")).text.startswith("保费 ¥0.60")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "「abc」里没看到履约率"),
        ("130", "不会超过百分之百"),
        ("-3", "不能是负数"),
        ("0", "不像履约率"),
        ("97,5", "有两种读法"),
    ],
)
async def test_a_mistyped_rate_keeps_the_amount(talk: Talk, typed: str, said: str) -> None:
    await talk.say("/quote 200")
    asked = await answer(talk, typed)
    assert said in asked.text
    assert "订单 ¥200.00，记下了" in asked.text
    assert (await answer(talk, "97")).text.startswith("保费 ¥0.60")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.234,50 97", "1234.50"),
        ("0 97", "大于零"),
        ("-5 97", "不能是负数"),
        ("0.001 97", "最多写到分"),
        ("99999999 97", "多打了几位"),
        ("1000000000000 97", "多打了几位"),
        ("NaN 97", "没看到金额"),
        ("０ 97", "大于零"),
        ("¥200 100", "可能是一个数"),
    ],
)
async def test_a_mistyped_amount_says_why_and_asks_again(talk: Talk, typed: str, said: str) -> None:
    asked = await answer(talk, f"/quote {typed}")
    assert said in asked.text
    assert "这单买家实付多少元" in asked.text
    assert "保费" in (await answer(talk, "200 97")).text


async def test_a_bad_amount_keeps_the_good_rate(talk: Talk) -> None:
    assert "履约率 97%，记下了" in (await answer(talk, "/quote 1.234,50 97")).text
    assert (await answer(talk, "1234.50")).text.startswith("保费 ¥3.70")  # 1234.50 x 0.3 % = 3.7035


async def test_an_unclear_rate_is_asked_with_its_meanings(talk: Talk) -> None:
    asked = await answer(talk, "/quote 200 0.4")
    assert asked.buttons == ["履约率 40%", "费率 0.4%"]
    [said] = await talk.press("费率 0.4%")
    assert said.text.startswith("保费 ¥0.80")


async def test_one_meaning_is_confirmed_rather_than_guessed(talk: Talk) -> None:
    asked = await answer(talk, "/quote 200 0.97%")
    assert asked.buttons == ["履约率 97%"]
    assert (await answer(talk, "98%")).text.startswith("保费 ¥0.40")


async def test_a_rate_without_any_sensible_meaning_is_asked_by_band(talk: Talk) -> None:
    asked = await answer(talk, "/quote 200 1.2")
    assert "看不出是履约率还是费率" in asked.text
    assert len(asked.buttons) == 4


async def test_a_bound_across_bands_offers_only_those(talk: Talk) -> None:
    asked = await answer(talk, "/quote 200 低于97")
    assert "「低于97」跨了不止一档" in asked.text
    assert asked.buttons == ["履约率 <95%", "履约率 95%–98%"]


async def test_several_amounts_are_offered_one_by_one(talk: Talk) -> None:
    asked = await answer(talk, "100元和200元的订单,履约率97%,保费各多少")
    assert asked.buttons == ["¥100.00", "¥200.00"]
    [said] = await talk.press("¥200.00")
    assert said.text.startswith("保费 ¥0.60")


async def test_another_currency_is_asked_for_its_exchange_rate_and_never_guessed(talk: Talk) -> None:
    asked = await answer(talk, "/quote $50 97%")
    assert "1 USD 合多少元人民币" in asked.text
    said = await answer(talk, "7.2")
    assert said.text.startswith("保费 ¥1.08\n50 USD × 7.2 = ¥360.00")  # 360 x 0.3 %


async def test_an_exchange_rate_that_was_given_is_not_asked_for(talk: Talk) -> None:
    said = await answer(talk, "/quote 50 USD @7.2 97%")
    assert said.text.startswith("保费 ¥1.08")


async def test_a_mistyped_exchange_rate_keeps_the_order(talk: Talk) -> None:
    await talk.say("/quote $50 97%")
    assert "大于零" in (await answer(talk, "0")).text
    assert "没看到汇率" in (await answer(talk, "xyz")).text
    assert (await answer(talk, "1美元=7.2元")).text.startswith("保费 ¥1.08")


async def test_the_conversion_stays_in_sight_when_the_rate_is_pressed(talk: Talk) -> None:
    await talk.say("/quote 50 USD @7.2")
    [said] = await talk.press("≥98%")
    assert "50 USD × 7.2 = ¥360.00" in said.text


async def test_a_converted_amount_out_of_proportion_is_refused(talk: Talk) -> None:
    await talk.say("/quote 900000 USD 97%")
    asked = await answer(talk, "7.2")
    assert "多打了几位" in asked.text


async def test_a_new_complete_request_replaces_the_open_one(talk: Talk) -> None:
    await talk.say("/quote 200")
    assert (await answer(talk, "300块的订单，履约率98%，保费多少")).text.startswith("保费 ¥0.60")
    assert "没有没答完的问题" in (await answer(talk, "/cancel")).text


async def test_a_question_in_between_is_answered_and_the_amount_kept(talk: Talk) -> None:
    await talk.say("/quote 200")
    assert "众安" in (await answer(talk, "谁来承保")).text
    assert (await answer(talk, "97")).text.startswith("保费 ¥0.60")


async def test_a_tracking_number_in_between_is_no_amount(talk: Talk) -> None:
    await talk.say("/quote")
    said = await talk.say("RB123456789CN 30天 标准 手机壳15")
    assert "RB123456789CN" in said[0].text
    assert (await answer(talk, "200 97")).text.startswith("保费 ¥0.60")


async def test_cancel_leaves_the_question(talk: Talk) -> None:
    await talk.say("/quote 200")
    assert "先不算了" in (await answer(talk, "/cancel")).text
    assert not (await answer(talk, "97")).text.startswith("保费")


async def test_a_command_leaves_the_question(talk: Talk) -> None:
    await talk.say("/quote 200")
    await talk.say("/faq")
    assert not (await answer(talk, "97")).text.startswith("保费")


async def test_the_next_day_an_open_question_is_forgotten(talk: Talk) -> None:
    await talk.say("/quote 200")
    talk.wait(days=2)
    assert not (await answer(talk, "97")).text.startswith("保费")


@given(text=st.text(min_size=1, max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_gets_an_answer_telegram_accepts(talk: Talk, text: str) -> None:
    for opening in ("/quote", "/quote 200", "/quote $5 97%"):
        await talk.say(opening)
        said = await talk.say(text)
        assert all("我这边出错了" not in one.text for one in said)
    assert await talk.say(f"/quote {text}")


async def test_who_does_not_know_the_rate_is_reassured_and_keeps_the_amount(talk: Talk) -> None:
    await talk.say("/quote 200")
    asked = await answer(talk, "不知道")
    assert asked.text.startswith("不知道也没关系")
    assert "订单 ¥200.00，记下了" in asked.text
    [said] = await talk.press("≥98%")
    assert said.text.startswith("保费 ¥0.40")


async def test_an_exchange_rate_said_in_words_keeps_its_tenths(talk: Talk) -> None:
    await talk.say("/quote 200 usd 97")
    assert "200 USD × 7.2 = ¥1,440.00" in (await answer(talk, "七块二")).text


async def test_an_order_number_in_place_of_the_amount_is_asked_again_and_the_rate_kept(talk: Talk) -> None:
    asked = await answer(talk, "/quote 999999999999 97")
    assert "多打了几位" in asked.text
    assert "履约率 97%，记下了" in asked.text


@pytest.mark.parametrize(
    ("opening", "reply", "next_said"),
    [
        ("/diagnose", "50小时", "已知：揽收后 50 小时才有首程"),
        ("/eligible", "企业", "2/6"),
        ("/clawback", "120", "¥60.00"),
        ("/cover 判责 虚假发货 标准 都做到", "500 200 100", "¥300.00"),
        ("/label 西班牙", "612 34 56 78", "+34612345678"),
    ],
)
@pytest.mark.parametrize("asked", ["200块的订单，履约率97%，保费多少", "premium for a 200 yuan order at 97%?"])
async def test_a_premium_asked_in_between_is_answered_and_the_open_question_stays_open(
    talk: Talk, opening: str, reply: str, next_said: str, asked: str
) -> None:
    await talk.say(opening)
    assert "¥0.60" in (await answer(talk, asked)).text.splitlines()[0]
    assert next_said in (await answer(talk, reply)).text


async def test_a_press_on_an_old_quote_leaves_an_open_question_open(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    old = next(reversed(talk.bot.shown.values()))
    await talk.say("/eligible")
    await talk.press("履约率 ≥98%", on=old)
    assert "2/6" in (await answer(talk, "企业")).text


@pytest.mark.parametrize("text", ["97%是哪一档", "履约率97%费率多少", "97.99算98吗", "97%按多少收"])
@pytest.mark.parametrize(
    ("opening", "reply"), [("/quote", "200 97"), ("/quote 200", "97"), ("/quote 200 97 2099-01-01", "今天")]
)
async def test_a_question_about_a_rate_is_no_rate_and_leaves_the_order_open(
    talk: Talk, opening: str, reply: str, text: str
) -> None:
    await talk.say(opening)
    said = await answer(talk, text)
    assert not said.text.startswith(("保费 ¥", "费率", "履约率 97%，记下了"))
    assert "刚才的问题还开着" in said.text
    assert (await answer(talk, reply)).text.startswith("保费 ¥0.60")


@pytest.mark.parametrize("text", ["what rate for 97%", "97%, which band?", "what is the rate for 97% fulfilment"])
@pytest.mark.parametrize("opening", ["/quote 200", "/quote $50"])
async def test_a_question_about_a_rate_in_english_is_answered(talk_en: Talk, opening: str, text: str) -> None:
    await talk_en.say(opening)
    said = await answer(talk_en, text)
    assert said.text.startswith("Premium rate by")
    assert "still open" in said.text


@pytest.mark.parametrize("text", ["97%", "97%吧？", "97呢", "大概97%吧", "rate 97%", "97%的话多少钱", "97%, how much?"])
async def test_a_rate_that_only_sounds_like_a_question_is_the_answer(talk: Talk, text: str) -> None:
    await talk.say("/quote 200")
    assert "¥0.60" in (await answer(talk, text)).text.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "premium"),
    [
        ("二百块的单履约率九十七", "¥0.60"),
        ("三百块履约率九十五", "¥0.90"),
        ("一百二十块 履约九十六点五", "¥0.36"),
        ("两百块的单子，履约率百分之九十七", "¥0.60"),
        ("/quote 二百块 履约率九十七点五", "¥0.60"),
        ("/quote 履约率九十七 200块", "¥0.60"),
        ("履约率九十七 500元的单子要交多少保费", "¥1.50"),
    ],
)
async def test_an_order_in_chinese_numerals_is_quoted(talk: Talk, text: str, premium: str) -> None:
    assert (await answer(talk, text)).text.startswith(f"保费 {premium}")


async def test_an_order_in_chinese_numerals_is_quoted_in_english_too(talk_en: Talk) -> None:
    said = await answer(talk_en, "/quote 二百块 履约率九十七")
    assert said.text.startswith(("保费 ¥0.60", "Premium ¥0.60"))


async def test_a_rate_in_chinese_numerals_answers_the_question_for_it(talk: Talk) -> None:
    await talk.say("/quote 200")
    assert (await answer(talk, "履约率九十七")).text.startswith("保费 ¥0.60")


async def test_an_amount_in_chinese_numerals_alone_stays_a_question(talk: Talk) -> None:
    assert "记下了" not in (await answer(talk, "二百块")).text


@pytest.mark.parametrize("rates", ["九十三到九十六", "九十五或九十八", "九十五、九十八", "九十五-九十八"])
async def test_of_two_rates_in_chinese_numerals_none_is_taken(talk: Talk, rates: str) -> None:
    assert not (await answer(talk, f"/quote 200 履约率{rates}")).text.startswith("保费 ¥")
    said = await answer(talk, f"/quote 200块 履约率{rates}")
    assert said.text == (await answer(talk, "/quote 200")).text


async def test_two_rates_in_chinese_numerals_are_no_answer_to_the_question_for_one(talk: Talk) -> None:
    await talk.say("/quote 200")
    assert not (await answer(talk, "履约率九十三到九十六")).text.startswith("保费 ¥")


@pytest.mark.parametrize("text", ["98", "98?", "98？", "98吗", "98 行吗", "is 98 ok?"])
async def test_a_lone_figure_is_the_amount_where_one_was_asked_for(talk: Talk, text: str) -> None:
    await talk.say("/quote")
    await answer(talk, text)
    assert (await answer(talk, "97%")).text == (await answer(talk, "/quote 98 97%")).text


@pytest.mark.parametrize("text", ["98%是哪一档", "履约率98按多少收", "98算哪一档"])
async def test_a_figure_called_a_rate_is_a_question_where_an_amount_was_asked_for(talk: Talk, text: str) -> None:
    await talk.say("/quote")
    assert (await answer(talk, text)).text.startswith("履约率和费率")


@pytest.mark.parametrize("opening", [None, "/quote", "/quote 200", "/clawback", "/clawback 120"])
async def test_thousands_of_spaces_hold_nothing_up(talk: Talk, opening: str | None) -> None:
    text = f"履约率{' ' * 4000}x"
    await talk.say(opening or "/start")
    await answer(talk, "履约率 x")
    started = perf_counter()
    await answer(talk, text if opening else f"/quote {text}")
    assert perf_counter() - started < 0.2
