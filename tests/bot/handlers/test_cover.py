"""The questions of ``/cover``: by buttons, by typing, on one line, and what happens when something is odd."""

from __future__ import annotations

import pytest

from tests.support.talk import Said, Talk

LATE = "/cover 无忧标准 普货 都做到 超时8天 断更6天"
RETURNED = "/cover 拒收 签收后48小时 不想要 完好 包装完整 标准 都做到"
RULED = "/cover 判责 虚假发货 500 保证金200 余额100 标准 都做到"


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def pressed(talk: Talk, *labels: str) -> Said:
    """The last of several presses, each of which changes the same message."""
    for label in labels:
        [said] = await talk.press(label)
        assert said.kind == "edit"
    return said


async def test_a_late_parcel_by_buttons_is_covered_in_the_message_that_asked(talk: Talk) -> None:
    asked = await answer(talk, "/cover")
    assert asked.text.startswith("这一单出了什么事")
    said = await pressed(talk, "没按时到", "无忧标准", "都做到了", "没妥投", "满 7 天", "满 5 天")
    assert said.text.startswith("✅ 在保障里")
    assert said.message_id == asked.message_id


async def test_a_late_parcel_by_buttons_in_english(talk_en: Talk) -> None:
    await talk_en.say("/cover")
    said = await pressed(
        talk_en, "Late, silent or lost", "Worry-free standard", "Yes, all", "Not delivered", "≥ 7 days", "≥ 5 days"
    )
    assert said.text.startswith("✅ Covered as a logistics anomaly")


async def test_a_return_by_buttons(talk: Talk) -> None:
    await talk.say("/cover")
    presses = ("买家拒收", "无忧标准", "都做到了", "签收后不超过 72 小时", "注明“不想要”", "商品完好，包装完整")
    said = await pressed(talk, *presses)
    assert said.text.startswith("✅ 在保障里：按“无理由拒收”")


async def test_a_return_by_buttons_in_english(talk_en: Talk) -> None:
    await talk_en.say("/cover")
    presses = ("Buyer refused", "Worry-free simple", "Yes, all", "≤ 72 hours", "Yes, “do", "packaging complete")
    said = await pressed(talk_en, *presses)
    assert said.text.startswith("✅ Covered as a return without a reason")
    assert "the simple line is enrolled but not covered for logistics anomalies" in said.text


async def test_a_ruling_by_buttons_and_its_amounts_typed(talk: Talk) -> None:
    await talk.say("/cover")
    said = await pressed(talk, "平台判我的责", "虚假发货", "无忧标准", "都做到了")
    assert "判责金额、保证金、账户余额各是多少元" in said.text
    said = await answer(talk, "500 200 100")
    assert said.text.startswith("✅ 在保障里：按“平台判责”")
    assert "¥200.00 到 ¥500.00" in said.text


async def test_a_ruling_in_english(talk_en: Talk) -> None:
    await talk_en.say("/cover")
    await pressed(talk_en, "Platform ruled", "Not as described", "Worry-free standard", "Yes, all")
    said = await answer(talk_en, "500, 400, 300")
    assert said.text.startswith("❌ Not covered as a platform ruling")
    assert "deposit and balance come to ¥700.00, which is enough" in said.text


@pytest.mark.parametrize("line", [LATE, RETURNED, RULED])
async def test_one_line_with_everything_is_answered_at_once(talk: Talk, line: str) -> None:
    assert (await answer(talk, line)).text.startswith("✅ 在保障里")


@pytest.mark.parametrize(
    "line",
    [
        "/cover standard general all set, 8 days late, 6 days silent",
        "/cover refusal 48h unwanted undamaged packaging ok standard all set",
        "/cover ruling false shipment 500 deposit 200 balance 100 standard all set",
    ],
)
async def test_one_line_in_english_is_answered_at_once(talk_en: Talk, line: str) -> None:
    assert (await answer(talk_en, line)).text.startswith("✅ Covered")


@pytest.mark.parametrize("tongue", ["zh", "en"])
async def test_the_example_of_one_line_is_answered_at_once(talk: Talk, talk_en: Talk, tongue: str) -> None:
    asker = talk if tongue == "zh" else talk_en
    said = await answer(asker, "/cover")
    [example] = [line for line in said.text.splitlines() if line.startswith("/cover ")]
    assert (await answer(asker, example)).text.startswith("✅")


async def test_what_was_done_with_the_parcel_is_one_question_with_one_press(talk: Talk) -> None:
    said = await answer(talk, "/cover 无忧标准 普货 超时8天 断更6天")
    assert "这几样都做到了吗" in said.text
    assert said.buttons[0] == "✓ 都做到了"
    assert (await pressed(talk, "都做到了")).text.startswith("✅ 在保障里")


async def test_only_what_was_not_said_of_it_is_asked(talk: Talk) -> None:
    said = await answer(talk, "/cover 无忧标准 全程可追踪 已揽收 超时8天 断更6天")
    assert "这一样做到了吗" in said.text
    assert "· 用菜鸟系统打单" in said.text
    assert "交到菜鸟仓" not in said.text
    assert said.buttons[:2] == ["✓ 都做到了", "只差：菜鸟打单"]


async def test_a_question_whose_answer_changes_nothing_is_not_asked(talk: Talk) -> None:
    await talk.say("/cover")
    assert (await pressed(talk, "没按时到", "线下渠道")).text.startswith("❌ 不在保障里")
    await talk.say("/cover")
    assert (await pressed(talk, "买家拒收", "无忧标准", "只差：交仓")).text.startswith("❌ 不在保障里")


async def test_the_goods_are_asked_for_only_where_they_matter(talk: Talk) -> None:
    await talk.say("/cover")
    assert "这几样都做到了吗" in (await pressed(talk, "没按时到", "无忧标准")).text
    await talk.say("/cover")
    said = await pressed(talk, "没按时到", "无忧简易")
    assert "寄的是哪类货" in said.text
    assert (await pressed(talk, "普货")).text.startswith("❌ 不在保障里")


async def test_special_goods_without_a_line_are_asked_for_it(talk: Talk) -> None:
    said = await answer(talk, "/cover 特货 都做到 超时8天 断更6天")
    assert "走的哪种物流" in said.text
    assert "已知：特货 · 打单" in said.text
    assert (await pressed(talk, "无忧标准")).text.startswith("✅ 在保障里")


async def test_every_question_says_why_it_matters_with_its_figure(talk: Talk) -> None:
    await talk.say("/cover")
    assert "无忧标准、无忧特货" in (await pressed(talk, "没按时到")).text
    said = await pressed(talk, "无忧标准", "都做到了", "没妥投")
    assert "要满 7 天还没妥投，从承诺的时间往后数" in said.text
    assert "连续满 5 天，从最近一条轨迹往后数" in (await pressed(talk, "满 7 天")).text
    await talk.say("/cover")
    said = await pressed(talk, "买家拒收", "无忧标准", "都做到了")
    assert "从签收到发起退货，不超过 72 小时" in said.text


async def test_not_knowing_leaves_it_open_and_lists_what_is_missing(talk: Talk) -> None:
    await talk.say("/cover 标准 都做到 超时8天")
    said = await pressed(talk, "不清楚")
    assert said.text.startswith("❓ 还差一点才能判断")
    assert "断更几天：从最近一条轨迹数起，要满 5 天" in said.text
    assert "超了几天：" not in said.text


async def test_a_skipped_line_is_not_asked_again(talk: Talk) -> None:
    await talk.say("/cover")
    await talk.press("没按时到")
    said = await answer(talk, "不知道")
    assert "走的哪种物流" not in said.text
    assert "已知：线路不清楚" in said.text


async def test_kill_it_in_the_middle_and_the_next_answer_goes_on(talk: Talk) -> None:
    await talk.say("/cover")
    await pressed(talk, "没按时到", "无忧标准")
    talk.restart()
    said = await answer(talk, "都做到")
    assert "已知：无忧标准 · 打单、交仓、追踪、揽收都做到" in said.text
    talk.restart()
    assert "超过承诺送达时间" in (await pressed(talk, "没妥投")).text


async def test_back_asks_the_question_before_and_keeps_the_rest(talk: Talk) -> None:
    await talk.say("/cover")
    await pressed(talk, "没按时到", "无忧标准")
    said = await pressed(talk, "上一题")
    assert "走的哪种物流" in said.text
    said = await pressed(talk, "上一题")
    assert "这一单出了什么事" in said.text
    assert "这几样都做到了吗" in (await pressed(talk, "没按时到")).text
    assert "走的哪种物流" in (await answer(talk, "返回")).text


async def test_a_button_of_an_earlier_question_changes_that_answer(talk: Talk) -> None:
    first = await answer(talk, "/cover")
    await talk.press("没按时到")
    await talk.say("标准")
    await talk.say("都做到")
    [said] = await talk.press("买家拒收", on=first)
    assert "签收后，多久发起的退货" in said.text
    assert "已知：无忧标准 · 打单、交仓、追踪、揽收都做到" in said.text


async def test_a_button_of_a_finished_round_says_so(talk: Talk) -> None:
    first = await answer(talk, "/cover")
    await talk.say("/cancel")
    [said] = await talk.press("没按时到", on=first)
    assert said.kind == "toast"
    assert "/cover" in said.text


@pytest.mark.parametrize(
    "data",
    [
        "cv:line:pirate",
        "cv:shoe:42",
        "cv:overdue:0",
        "cv:overdue:99",
        "cv:ready:peril",
        "cvs:shoe",
        "cvs:peril",
        "cvb:shoe",
        "cvr:x",
        "cvr:0zzzzzzzz....0",
        "cvw:x",
        "cvw:0--------....0",
        "cvw:0--------...",
    ],
)
async def test_a_made_up_button_gets_a_polite_notice(talk: Talk, data: str) -> None:
    await talk.say("/cover")
    [said] = await talk.press_data(data)
    assert said.kind == "toast"


async def test_after_the_verdict_one_answer_can_be_changed(talk: Talk) -> None:
    await talk.say("/cover 标准 都做到 没丢 超时8天 断更3天")
    talk.restart()
    [review] = await talk.press("改一项答案")
    said = ("没按时到、没轨迹、丢了", "无忧标准", "打单、交仓、追踪、揽收都做到", "没妥投", "超承诺 8 天", "断更 3 天")
    assert tuple(review.buttons) == said
    assert "轨迹多久没更新了" in (await pressed(talk, "断更 3 天")).text
    assert (await answer(talk, "6天")).text.startswith("✅ 在保障里")


async def test_a_verdict_reviewed_days_later_counts_the_days_since(talk: Talk) -> None:
    await talk.say("/cover 标准 都做到 没丢 超时4天 断更4天")
    talk.wait(days=3)
    [review] = await talk.press("改一项答案")
    assert "超承诺 7 天" in review.buttons
    assert (await pressed(talk, "没妥投", "没妥投")).text.startswith("✅ 在保障里")


async def test_what_happened_can_be_changed_after_the_verdict(talk: Talk) -> None:
    await talk.say(LATE)
    await talk.press("改一项答案")
    await talk.press("没按时到")
    said = await pressed(talk, "买家拒收")
    assert "签收后，多久发起的退货" in said.text
    assert "已知：无忧标准 · 普货 · 打单、交仓、追踪、揽收都做到" in said.text


async def test_a_question_in_between_is_answered_and_the_answers_kept(talk: Talk) -> None:
    await talk.say("/cover")
    await pressed(talk, "没按时到", "无忧标准")
    assert "哪类卖家" in (await answer(talk, "个体工商户可以参加吗？")).text
    assert "已知：无忧标准" in (await answer(talk, "都做到")).text


async def test_a_question_that_holds_words_of_an_answer_is_let_go(talk: Talk) -> None:
    await talk.say("/cover 物流异常 标准")
    said = await answer(talk, "虚拟单号的订单保不保")
    assert "这几样都做到了吗" not in said.text
    assert "虚拟单号" in said.text
    assert "已知：无忧标准" in (await answer(talk, "都做到")).text


async def test_a_filler_alone_is_not_passed_over_in_silence(talk: Talk) -> None:
    await talk.say("/cover 物流异常 标准")
    assert "「都」没看懂" in (await answer(talk, "都")).text


async def test_an_answer_about_what_is_covered_leads_here(talk: Talk) -> None:
    await talk.say("买家拒收赔不赔")
    [said] = await talk.press("查一单赔不赔")
    assert "这一单出了什么事" in said.text


async def test_a_pasted_parcel_is_watched_and_the_questions_go_on_about_it(talk: Talk) -> None:
    await talk.say("/cover")
    watched, asked = await talk.say("LP00123456789012 2026-12-20 标准")
    assert "开始盯 1 件" in watched.text
    assert "包裹记录里有：无忧标准" in asked.text


async def test_a_pasted_list_is_watched_and_no_answer(talk: Talk) -> None:
    await talk.say("/cover")
    watched, asked = await talk.say("LP00123456789012 2026-12-20 标准\nRB123456785CN")
    assert "开始盯 2 件" in watched.text
    assert "这一单出了什么事" in asked.text
    assert "包裹记录" not in asked.text


async def test_a_case_in_a_plain_sentence_is_judged(talk: Talk) -> None:
    said = await answer(talk, "无忧标准的包裹超时8天，断更6天，都做到了，能赔吗？")
    assert said.text.startswith("✅ 在保障里")
    said = await answer(talk, "超时8天断更6天能赔吗")
    assert "走的哪种物流" in said.text


async def test_a_case_in_a_plain_english_sentence_is_judged(talk_en: Talk) -> None:
    said = await answer(talk_en, "my parcel is 8 days late and 6 days silent, is it covered?")
    assert "How was it shipped?" in said.text


async def test_a_question_about_the_rules_is_left_to_the_answers(talk: Talk) -> None:
    assert "要同时满足" in (await answer(talk, "无忧标准超时赔吗")).text
    assert "签收后 72 小时内" in (await answer(talk, "买家不想要了退货赔吗")).text


async def test_in_a_group_the_buttons_belong_to_whoever_asked(talk: Talk) -> None:
    group = talk.other(talk.user_id)
    group.kind, group.chat_id = "supergroup", -100500
    asked = await answer(group, "/cover")
    assert all(data.endswith(f"@{group.user_id}") for row in asked.keyboard for _, data in row)
    stranger = group.other(8002)
    [said] = await stranger.press("没按时到", on=asked)
    assert said.kind == "toast"
    [said] = await group.press("没按时到", on=asked)
    assert "走的哪种物流" in said.text
