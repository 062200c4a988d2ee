"""The answers of ``/cover``: yes, no, not yet and open, each with its reasons, readings and next step."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rules.book import Book
from rules.coverage import claimable_from
from tests.support.books import copy_book, write_other_book
from tests.support.talk import START, Said, Talk

SET = "标准 都做到"
RETURN = "拒收 签收后48小时 不想要 完好 包装完整"
RULING = "判责 虚假发货 500 保证金200 余额100"


async def verdict(talk: Talk, line: str) -> Said:
    [said] = await talk.say(f"/cover {line}")
    assert said.text[0] in "✅❌⏳❓", said.text
    assert "\n\n\n" not in said.html
    return said


# One failing point each, what is said of it, and what to do.
FAILURES = [
    ("线下 超时8天 断更6天", "线下渠道、虚拟单号不在保障里", "改用"),
    ("UPS 超时8天 断更6天", "商业快递不在保障里", "改用"),
    ("简易 普货 都做到 超时8天 断更6天", "物流异常只写了无忧标准、无忧特货，这单走无忧简易", "下次走无忧标准"),
    ("标准 没打单 超时8天", "三样都要，这单没用菜鸟打单", "下一单用菜鸟系统打单"),
    ("标准 没交仓 超时8天", "三样都要，这单没交仓", "交到菜鸟仓"),
    ("标准 只有半程轨迹 超时8天", "三样都要，这单不能全程追踪", "选全程有轨迹的线路"),
    ("标准 没揽收 超时8天", "保障从物流揽收成功开始", "有没有揽收那一条"),
    ("标准 都做到 物流异常 已妥投", "已经妥投的，不算物流异常", "买家拒收、退货"),
    (f"{SET} 拒收 签收后73小时 不想要 完好 包装完整", "退货要在签收后 72 小时内发起", "普通退货"),
    (f"{SET} 拒收 签收后48小时 质量问题 完好 包装完整", "只认注明“不想要”的退货", "平台纠纷"),
    (f"{SET} 拒收 签收后48小时 不想要 有损坏 包装完整", "要完好无损，这单有损坏", "拍照留证"),
    (f"{SET} 拒收 签收后48小时 不想要 完好 包装破损", "要完整，这单不完整", "拍照留证"),
    (f"{SET} 判责 虚假发货 500 保证金400 余额100", "你的钱够赔，保险就不垫", "申诉"),
]


@pytest.mark.parametrize(("line", "reason", "remedy"), FAILURES)
async def test_every_failing_point_is_named_with_what_to_do(talk: Talk, line: str, reason: str, remedy: str) -> None:
    said = await verdict(talk, line)
    assert said.text.startswith("❌ 不在保障里")
    assert reason in said.text
    assert remedy in said.text
    assert said.text.count("❌") == 2  # the headline, and one point


async def test_all_failing_points_are_named_not_only_the_first(talk: Talk) -> None:
    said = await verdict(talk, "标准 没揽收 没打单 没交仓 拒收 签收后80小时 质量问题 有损坏 包装破损")
    assert said.text.count("❌") == 7
    assert "这单没用菜鸟打单，没交仓" in said.text


# Each with what is open and what to do about it.
OPEN = [
    ("优先 都做到 超时8天 断更6天", "别的无忧线路说不准", "改用写明的线路"),
    ("简易 特货 都做到 超时8天 断更6天", "无忧简易寄特货，保不保物流异常原文没写清", "下次走无忧标准"),
    (f"{SET} 门口拒收 不想要 完好 包装完整", "名字叫“拒收”，定义却从签收后才开始算", "问平台客服"),
    (f"{SET} 判责 侵权 500 保证金200 余额100", "后面还有个“等”字", "判责通知里的原话"),
]


@pytest.mark.parametrize(("line", "reason", "remedy"), OPEN)
async def test_what_the_source_leaves_open_is_said_to_be_open(talk: Talk, line: str, reason: str, remedy: str) -> None:
    said = await verdict(talk, line)
    assert said.text.startswith("❓ 说不准：原文没写清")
    assert reason in said.text
    assert remedy in said.text


@pytest.mark.parametrize(
    ("line", "question", "other"),
    [
        ("简易 普货 都做到 超时8天 断更6天", "无忧简易线路保不保物流异常", "在保障里"),
        ("优先 都做到 超时8天 断更6天", "文章没写到的无忧线路算不算", "不在保障里"),
        (f"{SET} 丢件 超时3天 断更2天", "丢件是不是单独就能赔", "在保障里"),
        (f"{SET} 门口拒收 不想要 完好 包装完整", "买家当面拒收、没有签收的件", "在保障里"),
        (f"{SET} 判责 虚假发货 500 保证金450 余额100", "怎样才叫钱不够赔", "在保障里"),
    ],
)
async def test_a_reading_that_decides_is_shown_with_where_the_other_one_leads(
    talk: Talk, line: str, question: str, other: str
) -> None:
    said = await verdict(talk, line)
    assert re.search(rf"⚠️ {question}：我们按“.+”算；要是“.+”，结果就是{other}。", said.text)


async def test_a_reading_that_decides_nothing_is_left_to_the_full_account(talk: Talk) -> None:
    said = await verdict(talk, f"{SET} {RULING}")
    assert "⚠️" not in said.text
    [why] = await talk.press("怎么得出来的")
    assert "X06" in why.text


async def test_two_texts_that_clash_are_both_shown_and_no_cover_is_assumed(talk: Talk) -> None:
    said = await verdict(talk, "虚拟单号 都做到 判责 无有效单号 500 保证金0 余额0")
    assert said.text.startswith("❓ 说不准，先按不赔准备")
    assert "一处写：线下渠道、虚拟单号不在保障里" in said.text
    assert "另一处写：因没有有效单号、虚假发货、货不对板被判责，可以垫付" in said.text
    assert "先按不赔准备钱" in said.text
    assert "要是算数，保险垫付 ¥500.00" in said.text
    said = await verdict(talk, "标准 菜鸟打单 已交仓 已揽收 不能全程追踪 判责 虚假发货 500 保证金0 余额0")
    assert said.text.startswith("❓ 说不准，先按不赔准备")


async def test_where_the_texts_do_not_clash_the_exclusion_wins(talk: Talk) -> None:
    said = await verdict(talk, "虚拟单号 都做到 判责 货不对板 500 保证金0 余额0")
    assert said.text.startswith("❌ 不在保障里")
    assert "垫付" not in said.text


# Just reached, and just not: 7 days past the promise and 5 days of silence.
@pytest.mark.parametrize(
    ("figures", "mark"),
    [
        ("超时168小时 断更120小时", "✅"),
        ("超时167小时 断更120小时", "⏳"),
        ("超时168小时 断更119小时", "⏳"),
    ],
)
async def test_the_thresholds_of_lateness_and_silence_count(talk: Talk, figures: str, mark: str) -> None:
    assert (await verdict(talk, f"{SET} 没丢 {figures}")).text.startswith(mark)


@pytest.mark.parametrize(("after", "mark"), [("72小时", "✅"), ("72小时1分钟", "❌")])
async def test_a_return_at_72_hours_exactly_is_in_time(talk: Talk, after: str, mark: str) -> None:
    said = await verdict(talk, f"{SET} 拒收 签收后{after} 不想要 完好 包装完整")
    assert said.text.startswith(mark)


async def test_each_threshold_is_shown_with_its_noun_and_its_clock(talk: Talk) -> None:
    said = await verdict(talk, f"{SET} 没丢 超时3天 断更6天")
    assert "✗ 超承诺 3 天，要满 7 天（从承诺时间数），还差 4 天" in said.text
    assert "✓ 断更 6 天，要满 5 天（从最近一条轨迹数）" in said.text
    said = await verdict(talk, f"{SET} 拒收 签收后80小时 不想要 完好 包装完整")
    assert "✗ 签收后 80 小时发起退货，要不超过 72 小时（从签收数），晚了 8 小时" in said.text


async def test_not_yet_says_from_when(talk: Talk) -> None:
    said = await verdict(talk, f"{SET} 没丢 超时3天 断更1天12小时")
    # Late enough in four days, silent enough in three and a half.
    assert said.text.startswith("⏳ 还没到时候：最早 11月26日 周四 12:00 够条件")
    assert "前提是那时还没妥投，也没有新轨迹" in said.text
    talk.wait(days=4)
    [_] = await talk.press("改一项答案")
    await talk.press("没妥投")
    [said] = await talk.press("没妥投，也没说丢")
    assert said.text.startswith("✅ 在保障里")


async def test_not_yet_with_one_figure_names_the_earliest_moment_and_the_other_condition(talk: Talk) -> None:
    said = await verdict(talk, f"{SET} 没丢 断更1天")
    assert said.text.startswith("⏳ 还没到时候：最早 11月26日 周四 12:00 够条件")
    assert "也超过承诺满了 7 天" in said.text
    assert "超了几天：从订单上的承诺时间数起" in said.text


async def test_before_the_promise_no_moment_is_named(talk: Talk) -> None:
    said = await verdict(talk, f"{SET} 没丢 没超时 断更6天")
    assert said.text.startswith("⏳ 还没到时候：超时和断更都要数满")


async def test_a_lost_parcel_waits_for_both_and_says_that_one_reading_needs_neither(talk: Talk) -> None:
    said = await verdict(talk, f"{SET} 丢件 超时3天 断更2天")
    assert said.text.startswith("⏳ 还没到时候：最早")
    assert "❓ 丢件" in said.text
    assert "丢件证明" in said.text


async def test_what_else_must_hold_by_then_is_listed(talk: Talk) -> None:
    said = await verdict(talk, "物流异常 没丢 超时3天 断更1天")
    assert said.text.startswith("⏳")
    assert "到时候这几项也要满足" in said.text
    assert "线路：" in said.text


@pytest.mark.parametrize(
    ("line", "advance"),
    [
        ("500 保证金200 余额100", "保险垫付 ¥200.00 到 ¥500.00，只垫差额还是垫全部，原文没写"),
        ("500 保证金0 余额0", "保险垫付 ¥500.00。"),
        ("1万 保证金0 余额9999.99", "保险垫付 ¥0.01 到 ¥10,000.00"),
    ],
)
async def test_an_advance_is_a_range_from_the_shortfall_to_the_whole_ruling(
    talk: Talk, line: str, advance: str
) -> None:
    assert advance in (await verdict(talk, f"{SET} 判责 虚假发货 {line}")).text


async def test_no_amount_is_ever_promised(talk: Talk) -> None:
    for line in (f"{SET} 超时8天 断更6天", f"{SET} {RETURN}", f"{SET} {RULING}"):
        said = await verdict(talk, line)
        assert "赔多少、有没有上限，原文都没写" in said.text
        assert "通常会向你收回 50% 到 100%" in said.text


async def test_the_verdict_names_its_source_and_age(talk: Talk) -> None:
    said = await verdict(talk, f"{SET} 超时8天 断更6天")
    assert "《速卖通赔付保险》" in said.text
    assert "还没有人核实过" in said.text


@pytest.mark.parametrize(
    ("line", "next_step"),
    [
        (f"{SET} 没丢 超时3天 断更1天", "盯着它，到点提醒"),
        (f"{SET} 超时8天 断更6天", "看这条规则"),
        (f"{SET} {RETURN}", "看这条规则"),
        (f"{SET} {RULING}", "看这条规则"),
    ],
)
async def test_every_verdict_leads_on(talk: Talk, line: str, next_step: str) -> None:
    said = await verdict(talk, line)
    assert said.buttons == ["怎么得出来的", "改一项答案", "查我的店铺", "最后谁掏钱", next_step]
    [after] = await talk.press(next_step)
    assert after.kind == "message"
    for label, opens in (("查我的店铺", "1/6"), ("最后谁掏钱", "¥500.00" if RULING in line else "多少元")):
        [opened] = await talk.press(label, on=said)
        assert opens in opened.text
        assert opened.kind == "message"


async def test_who_pays_a_known_ruling_in_the_end_is_answered_without_asking_for_the_amount(talk: Talk) -> None:
    await verdict(talk, f"{SET} {RULING}")
    [opened] = await talk.press("最后谁掏钱")
    assert "赔付 ¥500.00，向你收回 ¥250.00 到 ¥500.00" in opened.text
    [changed] = await talk.say("60%")
    assert "当零：¥150.00，¥300.00。" in changed.text


@pytest.mark.parametrize(
    "line",
    [
        f"{SET} 超时8天 断更6天",
        "UPS 超时8天",
        "优先 都做到 超时8天 断更6天",
        f"{SET} {RETURN}",
        f"{SET} {RULING}",
        "虚拟单号 都做到 判责 无有效单号 500 保证金0 余额0",
    ],
)
async def test_why_shows_every_step_and_comes_to_the_same(talk: Talk, line: str) -> None:
    said = await verdict(talk, line)
    [why] = await talk.press("怎么得出来的")
    assert why.text.startswith(f"保不保是怎么判断的\n{said.text[0]} 结果：")
    assert "C02" in why.text
    assert not re.search(r"why\.|coverage\.|eligibility\.", why.text)


async def test_why_on_an_old_message_tells_of_that_days_answer(talk: Talk) -> None:
    said = await verdict(talk, f"{SET} 没丢 超时6天 断更6天")
    [then] = await talk.press("怎么得出来的", on=said)
    talk.wait(days=5)
    talk.restart()
    [later] = await talk.press("怎么得出来的", on=said)
    assert later.text == then.text
    assert "已超时 6 天，要求 ≥ 7 天 → 否" in later.text


async def test_an_answer_that_names_only_a_side_says_so_in_the_full_account(talk: Talk) -> None:
    await talk.say(f"/cover {SET} 断更6天")
    await talk.press("满 7 天")
    [why] = await talk.press("怎么得出来的")
    assert "没有具体数字" in why.text


async def test_a_why_button_from_before_the_figures_begin_is_stale(talk: Talk) -> None:
    [said] = await talk.press_data("cvw:00--0000-....1")
    assert said.kind == "toast"


async def test_every_threshold_comes_from_the_book(tmp_path: Path) -> None:
    other = Book.load(write_other_book(tmp_path))
    book = other.on(START.date())
    late, silent, hours = (book.whole(f"coverage.{key}") for key in ("overdue_days", "idle_days", "refusal_hours"))
    assert (late, silent, hours) != (7, 5, 72)
    async with Talk.open(tmp_path, book=other) as talk:
        said = await verdict(talk, f"{SET} 没丢 超时{late}天 断更{silent}天")
        assert said.text.startswith("✅")
        assert f"要满 {late} 天（从承诺时间数）" in said.text
        said = await verdict(talk, f"{SET} 没丢 超时{late * 24 - 1}小时 断更{silent}天")
        assert said.text.startswith("⏳")
        said = await verdict(talk, f"{SET} 拒收 签收后{hours}小时 不想要 完好 包装完整")
        assert said.text.startswith("✅")
        await talk.say(f"/cover {SET} 断更{silent}天")
        assert f"满 {late} 天" in list(talk.bot.shown.values())[-1].buttons


async def test_the_earliest_moment_is_where_the_rules_have_it(talk: Talk) -> None:
    late, silent = timedelta(days=3, hours=5), timedelta(days=2)
    moment = claimable_from(talk.services.book.on(START.date()), START - late, START - silent)
    there = moment.astimezone(ZoneInfo("Asia/Shanghai"))
    said = await verdict(talk, f"{SET} 没丢 超时3天5小时 断更2天")
    assert f"最早 {there.month}月{there.day}日" in said.text
    assert f"{there:%H:%M} 够条件" in said.text


async def test_under_another_reading_of_the_shortfall_only_the_balance_counts(tmp_path: Path) -> None:
    folder = copy_book(tmp_path)
    readings = folder / "readings.yaml"
    readings.write_text(readings.read_text("utf-8").replace("default: combined", "default: balance_only"), "utf-8")
    async with Talk.open(tmp_path, book=Book.load(folder)) as talk:
        said = await verdict(talk, f"{SET} 判责 虚假发货 500 保证金400 余额100")
        assert said.text.startswith("✅")
        assert "保证金加余额 ¥" not in said.text
        await talk.say(f"/cover {SET} 判责 虚假发货")
        assert "判责金额、账户余额各是多少元" in list(talk.bot.shown.values())[-1].text


async def test_where_one_of_lateness_and_silence_is_enough_nothing_waits(tmp_path: Path) -> None:
    folder = copy_book(tmp_path)
    combine = folder / "coverage" / "combine.yaml"
    combine.write_text(combine.read_text("utf-8").replace("value: all", "value: any"), "utf-8")
    async with Talk.open(tmp_path, book=Book.load(folder)) as talk:
        assert (await verdict(talk, f"{SET} 超时8天 断更1天")).text.startswith("✅")
        said = await verdict(talk, f"{SET} 没丢 超时6天 断更1天")
        assert said.text.startswith("⏳ 还没到时候：最早 11月23日 周一 12:00 够条件")
