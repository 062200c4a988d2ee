"""Why a payout would fail: the questions, one line, the points by what can still be done about them."""

from __future__ import annotations

import pytest

from tests.bot.handlers.diagnosing import GOOD, GOOD_EN, answer, headings, press
from tests.support.talk import Talk


async def test_an_order_in_which_everything_holds(talk: Talk, talk_en: Talk) -> None:
    said = await answer(talk, f"/diagnose {GOOD}")
    assert said.text.startswith("✅ 没查出会失败的地方")
    assert "不是全部" in said.text, "three main causes are not all"
    assert "61%" in said.text
    said = await answer(talk_en, f"/diagnose {GOOD_EN}")
    assert said.text.startswith("✅ I find nothing that would sink a payout")
    assert "not all" in said.text


# One failing fact each, what the point says, what it requires, and what can be done about it; Chinese, then English.
CAUSES = [
    ("首程50小时", "揽收后 50 小时才有首程", "要在揽收后 48 小时内", "留好揽收凭证"),
    ("首程超过48小时", "首程晚于 48 小时", "要在揽收后 48 小时内", "留好揽收凭证"),
    ("揽收50小时还没首程", "揽收 50 小时，还没有首程", "要在揽收后 48 小时内", "催揽收方补扫描"),
    ("首程及时 电话有空格", "电话写法", "后面只写数字", "/label"),
    ("首程及时 电话没区号", "国家代码", "例如美国号码是 +1", "/label"),
    ("首程及时 含电没勾", "含电：", "要勾选“含电”", "补申报"),
    ("首程及时 线下", "线下渠道、虚拟单号不在保障里", "怎么办", "改用无忧简易、无忧标准、无忧特货"),
    ("首程及时 虚拟单号", "线下渠道、虚拟单号不在保障里", "怎么办", "改用无忧简易、无忧标准、无忧特货"),
    ("首程及时 UPS", "商业快递不在保障里", "只认菜鸟渠道", "改用无忧简易、无忧标准、无忧特货"),
    ("首程及时 标准 没用菜鸟打单", "没用菜鸟打单", "三样都要", "用菜鸟系统打单"),
    ("首程及时 标准 半程", "不能全程追踪", "三样都要", "选全程有轨迹的线路"),
    ("首程及时 简易 普货", "这单走无忧简易", "物流异常只写了无忧标准、无忧特货", "下次走无忧标准"),
    ("首程及时 已妥投", "已经妥投的，不算物流异常", "怎么办", "买家拒收、退货"),
    ("首程及时 个体户", "只收企业卖家", "暂不支持", "【卖家后台】→【物流】→【菜鸟无忧物流】"),
    ("首程及时 香港公司", "执照要注册在中国内地", "怎么办", "【卖家后台】→【物流】→【菜鸟无忧物流】"),
    ("首程及时 好评率不够", "要 ≥ 95%", "怎么办", "中差评"),
    ("首程及时 纠纷率太高", "要 ≤ 2.1%", "怎么办", "少开新纠纷"),
    ("首程及时 有严重违规", "不能有记录", "怎么办", "申诉"),
    ("首程及时 拒收 签收后80小时", "72 小时内发起", "超过了", "普通退货"),
    ("首程及时 拒收 质量问题", "不想要", "只认", "按平台纠纷处理"),
    ("首程及时 拒收 商品损坏", "要完好无损", "有损坏", "拍照留证"),
    ("首程及时 拒收 包装破损", "要完整", "不完整", "包装结实些"),
    ("首程及时 判责 货不对板 裁决100 保证金100 余额50", "你的钱够赔", "合起来不够赔", "申诉"),
]


@pytest.mark.parametrize(("line", "observed", "required", "remedy"), CAUSES)
async def test_every_cause_says_what_was_seen_what_is_required_and_what_to_do(
    talk: Talk, line: str, observed: str, required: str, remedy: str
) -> None:
    said = await answer(talk, f"/diagnose {line}")
    assert said.text.startswith("❌ 有 1 处会让赔付失败，这单多半来不及改了")
    assert "这单多半来不及了，下次注意" in headings(said)
    for words in (observed, required, remedy):
        assert words in said.text


CAUSES_EN = [
    ("first scan 50h", "first scan 50 hours after pickup", "within 48 hours of pickup", "keep the pickup receipt"),
    ("picked up 50 hours ago, no first scan", "picked up 50 hours ago, no first scan", "48 hours", "receipt"),
    ("first scan ok, phone has spaces", "How the phone is written", "nothing but digits", "/label"),
    ("first scan ok, no country code", "Country code", "+1", "/label"),
    ("first scan ok, battery undeclared", "Battery", "“contains battery” tick", "declared late"),
    ("first scan ok, offline", "offline channels and virtual tracking numbers are not covered", "too late", "labelled"),
    ("first scan ok, DHL", "only Cainiao channels are", "too late", "labelled through Cainiao"),
    ("first scan ok, standard, no cainiao label", "all three", "print the next label through Cainiao", "warehouse"),
    ("first scan ok, simple, general goods", "this one goes by", "only these are named", "next time book one of them"),
    ("first scan ok, individual business", "only enterprises are taken in", "not supported for now", "company licence"),
    ("first scan ok, hong kong company", "must be registered in mainland China", "What to do", "【菜鸟无忧物流】"),
    ("first scan ok, low feedback", "at least 95%", "yours is below 95%", "bad and middling reviews"),
    ("first scan ok, too many disputes", "at most 2.1%", "yours is above 2.1%", "before a dispute escalates"),
    ("first scan ok, serious violation", "none may be on record", "What to do", "appeal"),
    ("first scan ok, refused, returned 80 hours after signing", "within 72 hours", "started later", "partial refund"),
]


@pytest.mark.parametrize(("line", "observed", "required", "remedy"), CAUSES_EN)
async def test_every_cause_is_told_in_english_too(
    talk_en: Talk, line: str, observed: str, required: str, remedy: str
) -> None:
    said = await answer(talk_en, f"/diagnose {line}")
    assert said.text.startswith("❌ 1 thing sinks a payout; most likely too late to mend for this order.")
    for words in (observed, required, remedy):
        assert words in said.text


async def test_the_shipped_examples_work(talk: Talk, talk_en: Talk) -> None:
    said = await answer(talk, "/diagnose 无忧标准 首程50小时 电话没区号 含电没勾")
    assert said.text.startswith("❌ 有 3 处会让赔付失败")
    said = await answer(talk_en, "/diagnose standard, first scan 50h, phone ok, battery undeclared")
    assert said.text.startswith("❌ 2 things sink a payout")


async def test_before_pickup_the_label_and_the_line_can_still_be_mended(talk: Talk) -> None:
    said = await answer(talk, "/diagnose 还没揽收 电话没区号 含电没勾 UPS")
    assert said.text.startswith("❌ 有 3 处会让赔付失败，现在改还来得及")
    now = said.text[said.text.index("现在还来得及\n") : said.text.index("等时间到")]
    for words in ("商业快递", "国家代码", "含电", "揽收前在发货单里补上", "揽收前回到发货单勾上", "取消这张单"):
        assert words in now
    assert "还没揽收，48 小时从揽收才开始数" in said.text


async def test_the_most_urgent_points_stand_first(talk: Talk) -> None:
    said = await answer(talk, "/diagnose 别的无忧线路 揽收30小时还没首程 超时3天 含电没勾 个体户")
    assert headings(said) == [
        "现在还来得及",
        "等时间到",
        "还没确认，查一下",
        "原文没写清",
        "这单多半来不及了，下次注意",
    ]
    assert "另外有 1 处要抓紧" in said.text


async def test_what_is_left_of_the_hours_is_told(talk: Talk, talk_en: Talk) -> None:
    assert "离 48 小时还剩 18 小时" in (await answer(talk, "/diagnose 揽收30小时还没首程")).text
    said = await answer(talk_en, "/diagnose picked up 30 hours ago, no first scan yet, overdue 3 days, silent 2 days")
    assert "18 hours left of the 48 hours" in said.text
    assert "Still 4 days to go" in said.text
    assert "Still 3 days to go" in said.text


async def test_the_time_to_wait_is_rounded_up_and_the_time_to_act_down(talk: Talk) -> None:
    await talk.say("/diagnose 标准 超时3天")
    await talk.press("还没有")
    await talk.say("30小时")
    talk.wait(minutes=10)
    said = await press(talk, "不答了，看结果")
    assert "离 48 小时还剩 17 小时" in said.text
    assert "还差 4 天" in said.text


async def test_all_that_is_missing_is_time(talk: Talk) -> None:
    line = GOOD.replace("超时8天 断更6天", "超时3天 断更2天")
    said = await answer(talk, f"/diagnose {line}")
    assert said.text.startswith("⏳ 还没到时候")
    assert headings(said) == ["等时间到"]


async def test_the_early_silence_is_never_taken_for_the_late_one(talk: Talk) -> None:
    said = await answer(talk, "/diagnose 首程及时 断更6天")
    assert "两种没动静别弄混" in said.text
    assert "首程" in said.text.split("✓ 没问题的：")[1].splitlines()[0]
    assert "断更" in said.text.split("✓ 没问题的：")[1].splitlines()[0]


async def test_a_clash_of_the_source_is_told_once_and_not_as_a_failure(talk: Talk) -> None:
    said = await answer(talk, "/diagnose 判责 虚假发货 虚拟单号 裁决 500 保证金 100 余额 50 首程及时")
    assert said.text.startswith("❓")
    assert said.text.count("打架") == 1
    assert "❌" not in said.text


async def test_the_console_paths_the_source_and_its_age_stand_below(talk: Talk) -> None:
    said = await answer(talk, "/diagnose 首程50小时")
    assert "【卖家后台】→【物流】→【物流订单】→（点开那张订单）→【物流详情】" in said.text
    assert "【物流】→【智能诊断】" in said.text
    assert "还没有人核实过" in said.text


async def test_the_questions_lead_to_a_result_in_the_same_message(talk: Talk) -> None:
    first = await answer(talk, "/diagnose")
    assert "首程轨迹更新了吗" in first.text
    said = await press(talk, "有，揽收后", "没问题，国家代码也有", "不带电", "无忧标准", "都做到", "没妥投")
    assert (said.kind, said.message_id) == ("edit", first.message_id)
    await talk.say("8天")
    await talk.say("6天")
    assert (await press(talk, "都满足")).text.startswith("✅ 没查出会失败的地方")


async def test_the_questions_in_english(talk_en: Talk) -> None:
    assert "first scan after pickup" in (await answer(talk_en, "/diagnose")).text
    said = await press(talk_en, "None yet")
    assert "How long ago was it picked up" in said.text
    await talk_en.say("30 hours")
    said = await press(talk_en, "No country code", "Battery, not ticked", "Enough, show the result")
    assert said.text.startswith("❌ 2 things sink a payout")
    assert "18 hours left" in said.text


async def test_typed_answers_and_the_words_of_a_button_do_as_well(talk: Talk) -> None:
    await talk.say("/diagnose")
    assert "收件人电话" in (await answer(talk, "50")).text
    assert "商品带电吗" in (await answer(talk, "没写国家代码")).text
    assert "走的哪种物流" in (await answer(talk, "没勾")).text
    said = await answer(talk, "标准")
    assert "揽收后 50 小时才有首程 · 电话没写国家代码 · 带电，没勾“含电” · 无忧标准" in said.text


async def test_one_answer_may_hold_several(talk: Talk) -> None:
    await talk.say("/diagnose")
    said = await answer(talk, "首程50小时，电话没问题，不带电")
    assert "走的哪种物流" in said.text


async def test_what_was_skipped_is_listed_as_not_confirmed(talk: Talk) -> None:
    await talk.say("/diagnose")
    said = await press(talk, "不清楚", "不清楚", "不清楚", "不答了，看结果")
    assert said.text.startswith("❓ 目前没查出会失败的地方，还有")
    for words in ("首程：看物流详情", "收件人电话：发 /label 查", "含电：看商品带不带电", "店铺条件：发 /eligible 查"):
        assert words in said.text


async def test_another_peril_can_be_chosen_at_any_time(talk: Talk) -> None:
    await talk.say("/diagnose")
    said = await press(talk, "按物流异常查")
    assert "68.3%" in said.text
    await press(talk, "买家拒收")
    said = await press(talk, "有，揽收后", "没问题，国家代码也有", "不带电", "无忧标准", "都做到")
    assert "多久发起的退货" in said.text


async def test_the_points_of_a_shop_are_one_question_and_one_more_when_something_fails(talk: Talk) -> None:
    await talk.say("/diagnose 标准 首程及时 电话没问题 不带电 都做到 超时8天 断更6天")
    said = await press(talk, "接着查没确认的")
    assert "店铺这几项都满足吗" in said.text
    said = await press(talk, "有不满足的")
    assert "哪一项不满足" in said.text
    assert (await press(talk, "好评率不够")).text.startswith("❌ 有 1 处会让赔付失败")


async def test_an_answer_can_be_changed_afterwards_the_others_kept(talk: Talk) -> None:
    await talk.say(f"/diagnose {GOOD}")
    said = await press(talk, "改一项答案", "首程在 48 小时内")
    assert "首程轨迹更新了吗" in said.text
    said = await press(talk, "有，晚于")
    assert said.text.startswith("❌ 有 1 处会让赔付失败")
    assert "店铺条件都满足" in said.text


async def test_kill_it_in_the_middle_and_the_next_answer_goes_on(talk: Talk) -> None:
    await talk.say("/diagnose")
    await talk.press("还没有")
    talk.restart()
    said = await answer(talk, "30小时")
    assert "已知：揽收 30 小时，还没有首程" in said.text
    talk.wait(hours=20)
    said = await press(talk, "不答了，看结果")
    assert said.text.startswith("❌ 有 1 处会让赔付失败"), "the hours run on while nobody answers"


async def test_back_asks_the_question_before_and_an_old_button_changes_its_answer(talk: Talk) -> None:
    first = await answer(talk, "/diagnose")
    await talk.say("50小时")
    assert "首程轨迹更新了吗" in (await press(talk, "上一题")).text
    await talk.say("没有")
    assert "首程轨迹更新了吗" in (await answer(talk, "返回")).text
    [said] = await talk.press("有，揽收后", on=first)
    assert "已知：首程在 48 小时内" in said.text


async def test_it_lets_go_of_questions_and_of_parcels(talk: Talk) -> None:
    await talk.say("/diagnose")
    assert "¥0.30" in (await answer(talk, "最低保费是多少？")).text
    assert "收件人电话" in (await answer(talk, "50小时")).text, "and stays open"
    watched, asked = await talk.say("LP00123456789012 20天 标准\nRB123456785CN")
    assert "LP00123456789012" in watched.text
    assert "收件人电话" in asked.text


@pytest.mark.parametrize("text", ["呵呵", "-5小时", "1-2天", "99999天", "🙂", "？？", "<b>x</b>"])
async def test_what_was_not_understood_is_said_and_asked_again(talk: Talk, text: str) -> None:
    await talk.say("/diagnose")
    said = await answer(talk, text)
    assert "首程轨迹更新了吗" in said.text
    assert await answer(talk, "48小时")


async def test_what_was_not_understood_on_a_line_is_shown_beside_the_result(talk: Talk) -> None:
    said = await answer(talk, "/diagnose 首程50小时 呵呵 嘿嘿")
    assert "没看懂、没算进去的：「呵呵」「嘿嘿」" in said.text


async def test_a_line_without_a_cause_goes_on_with_the_first_question(talk: Talk) -> None:
    said = await answer(talk, "/diagnose 标准 超时8天")
    assert "首程轨迹更新了吗" in said.text
    assert "已知：无忧标准" in said.text


async def test_a_phone_can_be_checked_in_the_middle_and_the_questions_go_on(talk: Talk) -> None:
    await talk.say("/diagnose")
    await talk.say("50小时")
    assert "把收件人电话发给我" in (await press(talk, "发号码，现在就查")).text
    [checked, question] = await talk.say("西班牙 612 34 56 78")
    assert "+34612345678" in checked.text
    assert "复制号码" in checked.buttons
    assert "已知：揽收后 50 小时才有首程 · 电话有符号，也没写国家代码" in question.text
    assert "商品带电吗" in question.text


async def test_a_right_phone_passes_and_the_country_may_come_first(talk_en: Talk) -> None:
    await talk_en.say("/diagnose")
    await talk_en.press("Yes, within")
    await talk_en.press("Send the number")
    said = await answer(talk_en, "Spain")
    assert "with the country in front" not in said.text
    [checked, question] = await talk_en.say("+34612345678")
    assert checked.text.startswith("✅")
    assert "phone fine" in question.text


async def test_a_phone_without_a_country_has_to_come_again(talk: Talk) -> None:
    await talk.say("/diagnose")
    await talk.say("50小时")
    said = await answer(talk, "612345678")
    assert "号码我不存" in said.text
    [_, question] = await talk.say("西班牙 612345678")
    assert "电话没写国家代码" in question.text


async def test_a_phone_on_the_line_is_checked_too(talk: Talk) -> None:
    [checked, result] = await talk.say("/diagnose 标准 首程50小时 电话 +34 612 345 678")
    assert "+34612345678" in checked.text
    assert result.text.startswith("❌ 有 2 处会让赔付失败")
    assert "电话有空格或符号" in result.text


async def test_a_label_pasted_into_the_questions_answers_the_one_for_the_phone(talk: Talk) -> None:
    await talk.say("/diagnose")
    [checked, question] = await talk.say("收件人：Maria\n电话：+34612345678\n国家：西班牙")
    assert checked.text.startswith("✅")
    assert "已知：电话没问题" in question.text
