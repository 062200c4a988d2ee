"""Six questions about a shop, and the verdict with its reasons."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.book import Book
from tests.support.books import write_other_book
from tests.support.talk import Said, Talk

LINE = "/eligible 企业 内地 96 1.5 无 标准"


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_six_presses_lead_to_a_verdict_in_the_same_message(talk: Talk) -> None:
    said = await answer(talk, "/eligible")
    assert said.text.startswith("1/6")
    for label, step in (("企业", "2/6"), ("中国内地", "3/6"), ("≥ 95%", "4/6"), ("≤ 2.1%", "5/6"), ("没有", "6/6")):
        [said] = await talk.press(label)
        assert said.kind == "edit"
        assert step in said.text
    [verdict] = await talk.press("无忧标准")
    assert verdict.text.startswith("✅ 符合条件")
    assert verdict.message_id == said.message_id


async def test_answers_can_be_typed_and_mixed_with_presses(talk: Talk) -> None:
    await talk.say("/eligible")
    await talk.say("企业")
    await talk.press("中国内地")
    await talk.say("0.965")
    said = await answer(talk, "1.5%")
    assert "好评率 96.5% · 纠纷率 1.5%" in said.text
    await talk.say("没有")
    assert (await answer(talk, "标准")).text.startswith("✅ 符合条件")


async def test_one_line_is_answered_at_once(talk: Talk) -> None:
    assert (await answer(talk, LINE)).text.startswith("✅ 符合条件")


async def test_one_line_in_english(talk_en: Talk) -> None:
    said = await answer(talk_en, "/eligible enterprise mainland 96 1.5 none standard")
    assert said.text.startswith("✅ Eligible")


async def test_part_of_a_line_goes_on_with_what_is_missing(talk: Talk) -> None:
    said = await answer(talk, "/eligible 企业 1.5 呵呵")
    assert "「呵呵」没看懂" in said.text
    assert "已填：企业 · 纠纷率 1.5%" in said.text
    assert "2/6" in said.text


# One failing fact each, the point it must be reported under, and what the seller can do about it.
FAILURES = [
    ("个体 内地 96 1.5 无 标准", "个体工商户暂不支持", "【卖家后台】→【物流】→【菜鸟无忧物流】"),
    ("企业 香港 96 1.5 无 标准", "执照要注册在中国内地", "【卖家后台】→【物流】→【菜鸟无忧物流】"),
    ("企业 内地 94.99 1.5 无 标准", "要 ≥ 95%，你是 94.99%", "怎么办"),
    ("企业 内地 95 2.11 无 标准", "要 ≤ 2.1%，你是 2.11%", "怎么办"),
    ("企业 内地 96 1.5 有 标准", "不能有记录", "申诉"),
    ("企业 内地 96 1.5 无 线下", "线下渠道、虚拟单号不在保障里", "改用"),
    ("企业 内地 96 1.5 无 虚拟单号", "线下渠道、虚拟单号不在保障里", "改用"),
    ("企业 内地 96 1.5 无 UPS", "商业快递不在保障里", "改用"),
]


@pytest.mark.parametrize(("line", "reason", "remedy"), FAILURES)
async def test_every_failing_point_is_named_with_what_to_do(talk: Talk, line: str, reason: str, remedy: str) -> None:
    said = await answer(talk, f"/eligible {line}")
    assert said.text.startswith("❌ 现在不符合")
    assert reason in said.text
    assert remedy in said.text
    assert said.text.count("❌") == 2  # the headline, and one point


async def test_all_failing_points_are_named_not_only_the_first(talk: Talk) -> None:
    said = await answer(talk, "/eligible 个体 香港 90 3 有 UPS")
    assert said.text.count("❌") == 7  # the headline, and six points
    assert said.text.index("主体") < said.text.index("好评率：") < said.text.index("发货渠道")


async def test_the_thresholds_themselves_pass(talk: Talk) -> None:
    assert (await answer(talk, "/eligible 企业 内地 95 2.1 无 标准")).text.startswith("✅")


async def test_what_was_skipped_leaves_it_open_and_is_listed(talk: Talk) -> None:
    await talk.say("/eligible 企业 内地 96")
    for _ in range(3):
        [said] = await talk.press("不清楚")
    assert said.text.startswith("❓ 还差一点才能判断")
    assert "纠纷率：在卖家后台看" in said.text
    assert "≤ 2.1%" in said.text
    assert "好评率：在卖家后台看" not in said.text


async def test_a_line_the_source_does_not_name_is_open_not_refused(talk: Talk) -> None:
    said = await answer(talk, "/eligible 企业 内地 96 1.5 无 优先")
    assert said.text.startswith("❓ 说不准")
    assert "无忧优先" in said.text


async def test_the_simple_line_is_in_but_its_gap_is_named(talk: Talk) -> None:
    said = await answer(talk, "/eligible 企业 内地 96 1.5 无 简易")
    assert said.text.startswith("✅")
    assert "物流异常只写了无忧标准、无忧特货" in said.text


async def test_the_verdict_names_source_age_and_reading(talk: Talk) -> None:
    said = await answer(talk, LINE)
    assert "《速卖通卖家处罚规则V5.3》" in said.text
    assert "还没有人核实过" in said.text
    assert "揽收成功那一刻" in said.text


async def test_kill_it_in_the_middle_and_the_next_answer_goes_on(talk: Talk) -> None:
    await talk.say("/eligible")
    await talk.press("企业")
    talk.restart()
    said = await answer(talk, "内地")
    assert "3/6" in said.text
    assert "已填：企业 · 注册在中国内地" in said.text


async def test_back_asks_the_question_before_and_keeps_the_rest(talk: Talk) -> None:
    await talk.say("/eligible")
    await talk.press("企业")
    await talk.press("中国香港")
    [said] = await talk.press("上一题")
    assert "2/6" in said.text
    [said] = await talk.press("中国内地")
    assert "3/6" in said.text
    assert "已填：企业 · 注册在中国内地" in said.text
    assert "2/6" in (await answer(talk, "返回")).text


async def test_a_button_of_an_earlier_question_changes_that_answer(talk: Talk) -> None:
    first = await answer(talk, "/eligible")
    await talk.say("个体")
    await talk.say("内地")
    [said] = await talk.press("企业", on=first)
    assert "已填：企业 · 注册在中国内地" in said.text
    assert "3/6" in said.text


async def test_a_button_of_a_finished_round_says_so(talk: Talk) -> None:
    first = await answer(talk, "/eligible")
    await talk.say("/cancel")
    [said] = await talk.press("企业", on=first)
    assert said.kind == "toast"
    assert "/eligible" in said.text


@pytest.mark.parametrize(
    "data", ["el:entity:pirate", "el:shoe:42", "el:feedback:7", "eb:shoe", "er:x", "er:c9,?,?,?,?,?"]
)
async def test_a_made_up_button_gets_a_polite_notice(talk: Talk, data: str) -> None:
    await talk.say("/eligible")
    [said] = await talk.press_data(data)
    assert said.kind == "toast"


# The eight answers of the last question as buttons on old messages carry them, by place and by name.
SHIPPED = [
    ("c0", "standard", "无忧标准"),
    ("c1", "simple", "无忧简易"),
    ("c2", "special", "无忧特货"),
    ("c3", "priority", "无忧优先"),
    ("c4", "other_worry_free", "别的无忧线路"),
    ("c5", "offline", "线下渠道"),
    ("c6", "virtual_number", "虚拟单号"),
    ("c7", "commercial_express", "商业快递（UPS、FedEx 等）"),
]


MARKS = {"standard": "✅", "simple": "✅", "special": "✅", "priority": "❓", "other_worry_free": "❓"}


@pytest.mark.parametrize(("code", "_", "label"), SHIPPED)
async def test_a_button_under_an_old_verdict_still_means_the_same_shipment(
    talk: Talk, code: str, _: str, label: str
) -> None:
    await talk.say("/eligible")
    [review] = await talk.press_data(f"er:c0,c0,c0,c0,c0,{code}")
    assert label in review.buttons


@pytest.mark.parametrize(("_", "name", "label"), SHIPPED)
async def test_a_button_under_an_old_question_still_answers_it(talk: Talk, _: str, name: str, label: str) -> None:
    asked = await answer(talk, "/eligible 企业 内地 96 1.5 无")
    assert asked.buttons[:8] == [row[2] for row in SHIPPED]
    [verdict] = await talk.press_data(f"el:channel:{name}")
    assert verdict.text[0] == MARKS.get(name, "❌")
    [review] = await talk.press("改一项答案")
    assert label in review.buttons


async def test_after_the_verdict_one_answer_can_be_changed(talk: Talk) -> None:
    await talk.say("/eligible 企业 内地 94 1.5 无 标准")
    talk.restart()
    [review] = await talk.press("改一项答案")
    assert "好评率 94%" in review.buttons
    [asked] = await talk.press("好评率 94%")
    assert "3/6" in asked.text
    assert (await answer(talk, "96")).text.startswith("✅")


async def test_an_unclear_rate_is_asked_with_its_meanings(talk: Talk) -> None:
    await talk.say("/eligible 企业 内地 96")
    asked = await answer(talk, "0.05")
    assert "「0.05」有两种意思" in asked.text
    assert asked.buttons[:2] == ["0.05%", "5%"]
    [said] = await talk.press("0.05%")
    assert "纠纷率 0.05%" in said.text


@pytest.mark.parametrize(
    ("typed", "problem"), [("130", "超过百分之百"), ("90以上", "具体数字"), ("-5", "不会是负数"), ("哈哈", "没看懂")]
)
async def test_a_mistyped_answer_keeps_the_others(talk: Talk, typed: str, problem: str) -> None:
    await talk.say("/eligible 企业 内地")
    said = await answer(talk, typed)
    assert problem in said.text
    assert "已填：企业 · 注册在中国内地" in said.text
    assert "3/6" in said.text


async def test_a_question_in_between_is_answered_and_the_answers_kept(talk: Talk) -> None:
    await talk.say("/eligible")
    await talk.press("企业")
    assert "哪类卖家" in (await answer(talk, "个体工商户可以参加吗？")).text
    assert "已填：企业 · 注册在中国内地" in (await answer(talk, "内地")).text


async def test_every_threshold_comes_from_the_book(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, book=Book.load(write_other_book(tmp_path))) as talk:
        # 0.95 and 0.021 shrink by a fifth there: 76 % and 1.68 %.
        said = await answer(talk, "/eligible 企业 内地 75.9 1.69 无 标准")
        assert "要 ≥ 76%，你是 75.9%" in said.text
        assert "要 ≤ 1.68%，你是 1.69%" in said.text
        await talk.say("/eligible 企业 内地")
        await talk.press("上一题")
        [asked] = await talk.press("中国内地")
        assert asked.buttons[:2] == ["≥ 76%", "低于 76%"]


async def test_pressing_enough_or_too_low_counts_on_that_side_of_the_threshold(talk: Talk) -> None:
    await talk.say("/eligible 企业 内地")
    await talk.press("低于 95%")
    await talk.press("高于 2.1%")
    await talk.press("没有")
    [said] = await talk.press("无忧标准")
    assert "要 ≥ 95%，你是 低于 95%" in said.text
    assert "要 ≤ 2.1%，你是 高于 2.1%" in said.text


@given(text=st.text(min_size=1, max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_gets_an_answer_telegram_accepts(talk: Talk, text: str) -> None:
    for opening in ("/eligible", "/eligible 企业 内地", f"/eligible {text}"):
        await talk.say(opening)
        said = await talk.say(text)
        assert all("我这边出错了" not in one.text for one in said)


async def test_a_town_typed_for_the_registration_is_understood(talk: Talk) -> None:
    await talk.say("/eligible 企业")
    assert "注册在中国内地" in (await answer(talk, "深圳")).text


async def test_a_skipped_question_is_not_shown_as_filled_in(talk: Talk) -> None:
    await talk.say("/eligible")
    assert "已填：主体不清楚" in (await answer(talk, "跳过")).text


async def test_where_the_console_shows_a_metric_is_said_to_be_unknown_only_when_a_metric_matters(talk: Talk) -> None:
    [failing] = await talk.say("/eligible 企业 内地 94 1.5 无 标准")
    assert "来源没写" in failing.text
    [fine] = await talk.say("/eligible 企业 内地 96 1.5 无 标准")
    assert "哪一页" not in fine.text


async def test_a_fulfilment_rate_is_no_feedback_rate(talk: Talk) -> None:
    await talk.say("/eligible 企业 内地")
    [said] = await talk.say("履约率97%")
    assert "好评率 97%" not in said.text
    [said] = await talk.say("96")
    assert "好评率 96%" in said.text
    [said] = await talk.say("/eligible 企业 内地 履约率97% 1.5 无 标准")
    assert said.text.startswith("「97%」")
    assert "好评率？" in said.text


async def test_a_premium_asked_in_other_words_is_no_answer_about_the_shop(talk: Talk) -> None:
    await talk.say("/eligible 企业 内地")
    [said] = await talk.say("200块的订单97%多少钱")
    assert said.text.startswith("保费 ¥0.60")
    [said] = await talk.say("96")
    assert "好评率 96%" in said.text


async def test_every_piece_that_was_not_taken_gets_its_own_reason(talk: Talk) -> None:
    [said] = await talk.say("/eligible 企业 内地 96 150 无 标准")
    assert said.text.startswith("「150」超过百分之百了")
    [said] = await talk.say("/eligible 企业 内地 9.6万 1,5 无 标准")
    assert "「9.6万」超过百分之百了" in said.text
    assert "「1,5」没看懂，别的都记下了" in said.text


async def test_a_number_above_a_hundred_is_no_count_of_violations(talk_en: Talk) -> None:
    [said] = await talk_en.say("/eligible enterprise mainland 96 150 standard")
    assert said.text.startswith("“150” is above a hundred percent")
    assert "violation" not in said.text
