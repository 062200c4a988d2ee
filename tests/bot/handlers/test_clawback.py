"""What is taken back of a payout, and up to which partial refund settling is cheaper."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.book import Book
from rules.settlement import settle
from tests.rules.test_trace import replay
from tests.support.talk import START, Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_who_pays_whom_comes_first_and_the_clawback_is_an_interval(talk: Talk) -> None:
    said = await answer(talk, "/clawback 120")
    first, *rest = said.text.splitlines()
    assert first.startswith("先赔的是买家，掏钱的还是你。")
    assert "50% 到 100%" in first
    assert "向你收回 ¥60.00 到 ¥120.00。" in rest[1]
    assert "部分退款最多给到 ¥60.00" in said.text
    assert "超过 ¥120.00，就不如让它赔" in said.text


async def test_who_pays_whom_comes_first_in_english(talk_en: Talk) -> None:
    said = await answer(talk_en, "/clawback 120")
    assert said.text.startswith("The buyer is paid first, and then you pay.")
    assert "it takes back ¥60.00 to ¥120.00" in said.text
    assert "Offer up to ¥60.00 as a partial refund." in said.text
    assert "Beyond ¥120.00 the clawback is cheaper." in said.text


# A line, and the two limits it must come to: chance x (share x refund - goods), rounded down and up.
LINES = [
    ("120", "¥60.00", "¥120.00"),
    ("１２０元 不退", "¥60.00", "¥120.00"),
    ("¥1,200.50", "¥600.25", "¥1,200.50"),
    ("120 60%", "¥36.00", "¥72.00"),
    ("120 可能性60%", "¥36.00", "¥72.00"),
    ("120 六成", "¥36.00", "¥72.00"),
    ("120 五五开", "¥30.00", "¥60.00"),
    ("120 退回 货值30", "¥30.00", "¥90.00"),
    ("退款120，货值 30，可能性 60%", "¥18.00", "¥54.00"),
    ("货值 30，120元", "¥30.00", "¥90.00"),
    ("99.99 33%", "¥16.50", "¥33.00"),
    ("0.01", "¥0.01", "¥0.01"),
    ("0.03 33.3%", "¥0.00", "¥0.01"),
]


@pytest.mark.parametrize(("line", "up_to", "beyond"), LINES)
async def test_one_line_is_worked_out_at_once(talk: Talk, line: str, up_to: str, beyond: str) -> None:
    said = await answer(talk, f"/clawback {line}")
    assert f"当零：{up_to}，{beyond}。" in said.text


async def test_the_arithmetic_is_shown_with_every_input(talk_en: Talk) -> None:
    said = await answer(talk_en, "/clawback 120 returned worth 30, chance 60%")
    assert "Taken back: ¥120.00 × 50% = ¥60.00; × 100% = ¥120.00" in said.text
    assert "Less the goods: ¥60.00 − ¥30.00 = ¥30.00; ¥120.00 − ¥30.00 = ¥90.00" in said.text
    assert "Times a chance of 60%: ¥18.00; ¥54.00" in said.text
    assert "Offer up to ¥18.00" in said.text


async def test_goods_worth_more_than_the_clawback_need_no_offer(talk: Talk) -> None:
    assert "不用给部分退款。" in (await answer(talk, "/clawback 120 货值 120")).text
    between = await answer(talk, "/clawback 120 货值 70")
    assert "部分退款没有稳赚的数。" in between.text
    assert "给到 ¥50.00 以上就一定更贵" in between.text


async def test_the_parts_can_be_said_one_after_the_other(talk: Talk) -> None:
    asked = await answer(talk, "/clawback")
    assert "赔多少元" in asked.text
    assert "最多给到 ¥60.00" in (await answer(talk, "120")).text
    [goods] = await talk.press("货会退回来")
    assert "已记下：退款 ¥120.00" in goods.text
    assert "最多给到 ¥30.00" in (await answer(talk, "30")).text
    await talk.press("不一定会赔")
    assert "最多给到 ¥18.00" in (await answer(talk, "60")).text


async def test_chances_and_goods_can_be_pressed(talk_en: Talk) -> None:
    await talk_en.say("/clawback 120 worth 30")
    await talk_en.press("The claim isn’t certain")
    [said] = await talk_en.press("75%")
    assert said.kind == "edit"
    assert "Offer up to ¥22.50" in said.text
    [said] = await talk_en.press("The goods stay there")
    assert "Offer up to ¥45.00" in said.text


async def test_a_restart_in_the_middle_forgets_nothing(talk: Talk) -> None:
    await talk.say("/clawback 120 退货退款")
    talk.restart()
    assert "最多给到 ¥30.00" in (await answer(talk, "30元")).text


PROBLEMS = [
    ("-5", "金额不能是负数"),
    ("0", "金额要大于零"),
    ("NaN", "没看到金额"),
    ("999999999999", "大得不像一单"),
    ("1.234,50", "两种读法"),
    ("12.345", "两种读法"),
    ("$50", "不是人民币"),
    ("120 300", "分不清哪个是退款"),
    ("120 150%", "不会超过百分之百"),
    ("120 0%", "不会赔，也就不会追偿"),
    ("120 货值 -3", "金额不能是负数"),
]


@pytest.mark.parametrize(("line", "reason"), PROBLEMS)
async def test_what_cannot_be_read_is_named_and_asked_again(talk: Talk, line: str, reason: str) -> None:
    said = await answer(talk, f"/clawback {line}")
    assert reason in said.text
    assert "例如" in said.text or "写：" in said.text


@pytest.mark.parametrize("line", ["1.234,50", "200 100"])
async def test_a_mistake_is_not_explained_with_a_fulfilment_rate(talk: Talk, line: str) -> None:
    assert "履约率" not in (await answer(talk, f"/clawback {line}")).text


async def test_where_nothing_is_to_be_offered_nobody_is_urged_to_talk(talk: Talk) -> None:
    assert "要谈就趁早" in (await answer(talk, "/clawback 120")).text
    assert "要谈就趁早" not in (await answer(talk, "/clawback 120 货值 120")).text


async def test_what_was_understood_is_kept_beside_a_mistake(talk: Talk) -> None:
    said = await answer(talk, "/clawback 120 货值 30 150%")
    assert "已记下：退款 ¥120.00 · 货退回值 ¥30.00" in said.text
    assert "最多给到 ¥18.00" in (await answer(talk, "60%")).text
    assert "已记下：货退回值 ¥30.00 · 可能性 50%" in (await answer(talk, "/clawback 货值 30 概率 50%")).text


async def test_what_is_written_with_a_gap_is_quoted_as_it_was_written(talk: Talk) -> None:
    for command in ("/clawback", "/quote"):
        assert "「¥200 100」" in (await answer(talk, f"{command} ¥200 100")).text


async def test_another_question_is_let_go(talk: Talk) -> None:
    await talk.say("/clawback")
    said = await answer(talk, "个体工商户可以开通吗")
    assert "元" not in said.text.splitlines()[0]
    assert "个体" in said.text


async def test_why_shows_the_steps_and_their_result_is_the_replayed_one(talk: Talk) -> None:
    await talk.say("/clawback 99.99 货值 10 33%")
    [said] = await talk.press("怎么得出来的")
    assert said.kind == "message"
    made = settle(Book.load().on(START.date()), Decimal("99.99"), goods_back=Decimal("10"), chance=Decimal("0.33"))
    assert replay(made.trace) == made.dearer_above
    assert f"¥{made.dearer_above}" in said.text
    assert f"¥{made.offer_up_to}" in said.text
    for rule in ("V02", "A03", "X08"):
        assert rule in said.text


@pytest.mark.parametrize("data", ["ks:0:0:", "ks:12000:-1:", "ks:12000:0:7", "ks:12000:0:x", "kw:12000:0::19990101"])
async def test_a_made_up_button_is_answered_kindly(talk: Talk, data: str) -> None:
    [said] = await talk.press_data(data)
    assert "旧" in said.text or "过期" in said.text or "按钮" in said.text


async def test_a_press_on_an_old_answer_leaves_another_open_question_alone(talk: Talk) -> None:
    await talk.say("/clawback 120 货值 30")
    old = talk.bot.said[-1]
    await talk.say("/eligible")
    await talk.press("货不退回来", old)
    assert "2/6" in (await answer(talk, "企业")).text


async def test_a_fulfilment_rate_is_no_chance(talk: Talk) -> None:
    await talk.say("/clawback")
    assert "可能性" not in (await answer(talk, "履约率97%")).text
    assert "部分退款最多给到 ¥60.00" in (await answer(talk, "120")).text


@pytest.mark.parametrize("opening", ["/clawback", "/clawback 赔付"])
@pytest.mark.parametrize("text", ["97%是哪一档", "履约率97%费率多少", "97.99算98吗"])
async def test_a_question_about_a_rate_is_answered_and_is_no_chance(talk: Talk, opening: str, text: str) -> None:
    await talk.say(opening)
    said = await answer(talk, text)
    assert said.text.startswith("履约率和费率怎么对应")
    assert "刚才的问题还开着" in said.text
    said = await answer(talk, "120")
    assert "收回 ¥60.00 到 ¥120.00" in said.text
    assert "可能性" not in said.text


async def test_a_question_about_a_rate_in_english_is_answered_and_is_no_chance(talk_en: Talk) -> None:
    await talk_en.say("/clawback")
    said = await answer(talk_en, "what rate for 97%")
    assert said.text.startswith("Premium rate by")
    assert "still open" in said.text
    assert "¥60.00 to ¥120.00" in (await answer(talk_en, "120")).text


async def test_a_chance_that_is_asked_for_is_still_a_percentage_alone(talk: Talk) -> None:
    await talk.say("/clawback 120")
    await talk.press("不一定会赔")
    assert "97%" in (await answer(talk, "97%")).text
