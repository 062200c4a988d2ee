"""Why: every figure of an answer, step by step, as the rules worked it out."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.handlers.why import why
from bot.handlers.why_words import Words
from bot.render import Renderer, money
from rules.book import Book
from rules.clawback import interval
from rules.eligibility import check
from rules.facts import Entity, Registration, SellerFacts
from rules.golden import Group, golden_cases
from rules.premium import quote
from rules.shipping import Channel, Line
from rules.verdict import Operand, Outcome, ReadingUse, Step, Trace
from tests.botapi.html import parse_html
from tests.rules.test_trace import replay
from tests.support.overlays import dated, overlaid
from tests.support.talk import Said, Talk

DAY = date(2026, 11, 22)
BOOK = Book.load().on(DAY)
OUTCOMES = {"yes": "是", "no": "否", "unknown": "说不准"}


async def reasons(talk: Talk, text: str) -> Said:
    """The answer's "why"."""
    await talk.say(text)
    [said] = await talk.press("怎么得出来的" if talk.language_code != "en" else "How this came about")
    return said


def steps(said: Said) -> list[str]:
    return [line for line in said.text.splitlines() if re.match(r"\d+\. ", line)]


def shown(trace: Trace, locale: str = "zh", readings: tuple[ReadingUse, ...] = (), **options: Any) -> str:
    """A trace as the reader sees it."""
    turn: Any = SimpleNamespace(services=SimpleNamespace(renderer=Renderer()), locale=locale, book=BOOK)
    reply = why(turn, "why.quote", trace, readings, (), **options)
    return parse_html(Renderer().render(reply.template, locale, reply.facts)).text


async def test_the_steps_of_every_golden_quote_end_in_what_recomputing_them_gives(talk: Talk) -> None:
    for case in (one for one in golden_cases() if one.group is Group.PREMIUM):
        paid, fulfilment = case.given["paid"], case.given["fulfilment"]
        assert isinstance(paid, Decimal)
        assert isinstance(fulfilment, Decimal)
        said = await reasons(talk, f"/quote {paid} {fulfilment.scaleb(2)}%")
        trace = quote(BOOK, paid, fulfilment=fulfilment).trace
        recomputed = replay(trace)
        assert recomputed == case.expected["all"]
        lines = steps(said)
        assert len(lines) == len(trace.steps)
        assert f" → {money(recomputed)}（" in lines[-1]
        assert f"{money(Decimal(str(case.expected['none'])))}（第 3 步）" in lines[-1]


async def test_the_steps_of_every_golden_shop_come_out_as_recomputing_them_does(talk: Talk) -> None:
    for case in (one for one in golden_cases() if one.group is Group.ENTRY):
        feedback, disputes = (Decimal(str(case.given[name])) * 100 for name in ("feedback", "disputes"))
        line = f"企业 内地 {feedback.normalize():f}% {disputes.normalize():f}% 没有违规 标准"
        await talk.say(f"/eligible {line}")
        [said] = await talk.press("怎么得出来的")
        trace = check(BOOK, facts_of(line)).trace
        assert replay(trace) == case.expected["outcome"]
        [metrics] = [one for one in steps(said) if "（E07，" in one]
        assert f"→ {OUTCOMES[str(case.expected['outcome'])]}（" in metrics


async def test_a_quote_can_be_followed_with_a_pocket_calculator(talk: Talk) -> None:
    said = await reasons(talk, "/quote 61 94")
    assert said.kind == "message"
    assert steps(said) == [
        "1. 费率：履约率 94%，低于 95% → 0.5%（P06，文中引的服务协议）",
        "2. 实付乘费率：实付 ¥61.00 × 费率 0.5%（第 1 步）= ¥0.305（P08，文章）",
        "3. 取整到分：乘积 ¥0.305（第 2 步），四舍五入到 ¥0.01 → ¥0.31（P08，我们的做法）",
        "4. 每单最低收费：取整后 ¥0.31（第 3 步）和 ¥0.30，取大的 → ¥0.31（P03，文中引的服务协议）",
    ]
    assert "每一档都有最低收费。换成“只有基础费率才有最低收费”，结果不变。（X07）" in said.text
    assert "按下单那天。换成“按揽收那天”，得用那天的履约率再算一遍。（X14）" in said.text
    assert f"按 2026-11-22 的规定算，规则版本 {BOOK.fingerprint[:8]}。" in said.text
    assert "《赔付保险服务协议》（第2.1条，引自文中开通条件一节，2024-05）" in said.text
    assert "30 个月前" in said.text


async def test_the_same_in_english(talk_en: Talk) -> None:
    said = await reasons(talk_en, "/quote 61 94")
    assert steps(said)[:2] == [
        "1. Rate: fulfilment rate 94%, below 95% → 0.5% (P06, service agreement, as cited)",
        "2. Paid times rate: paid ¥61.00 × rate 0.5% (step 1) = ¥0.305 (P08, article)",
    ]
    assert "If instead the day of pickup, that day’s rate decides. (X14)" in said.text
    assert "By the rules of 2026-11-22, rule book" in said.text


async def test_where_another_reading_gives_another_figure_it_says_so(talk: Talk) -> None:
    assert "换成“没有最低收费”，结果会变。（X07）" in (await reasons(talk, "/quote 50 97")).text
    assert "换成“只有基础费率才有最低收费”，结果会变。（X07）" in (await reasons(talk, "/quote 50 98")).text


async def test_a_rate_that_was_given_is_shown_as_given(talk: Talk) -> None:
    said = await reasons(talk, "/quote 200 0.3%")
    assert steps(said)[0] == "1. 费率：0.3%（P08，你给的）"
    assert "X14" not in said.text


async def test_a_band_that_was_chosen_says_which_figure_stands_for_it(talk: Talk) -> None:
    await talk.say("/quote 200")
    await talk.press("95%–98%")
    [said] = await talk.press("怎么得出来的")
    assert "用 95% 代入" in said.text
    assert "履约率 95%，95% 到不足 98% → 0.3%" in steps(said)[0]


async def test_the_reasons_are_those_of_the_day_the_answer_was_made_for(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.base_rate", ("2026-12-01", "0.004")))
    async with Talk.open(tmp_path, book=book) as talk:
        past = await reasons(talk, "/quote 200 97 2024-06-01")
        assert "按 2024-06-01 的规定算" in past.text
        assert "30 个月前" in past.text
        [answer] = await talk.say("/quote 200 97")
        talk.wait(days=30)
        talk.restart()
        [later] = await talk.press("怎么得出来的", on=answer)
        assert steps(later)[0].startswith("1. 费率：履约率 97%，95% 到不足 98% → 0.3%")
        assert "按 2026-11-22 的规定算" in later.text


async def test_a_converted_order_is_explained_from_its_yuan(talk: Talk) -> None:
    await talk.say("/quote 30 usd 97")
    await talk.say("7.2")
    [said] = await talk.press("怎么得出来的")
    assert "实付 ¥216.00 × 费率 0.3%" in steps(said)[1]


@pytest.mark.parametrize(
    "line",
    [
        "企业 内地 96% 1.5% 没有违规 标准",
        "企业 香港 94.99% 2.1% 没有违规 优先",
        "个体 内地 95% 2.11% 有违规 线下",
        "企业 内地 95% 2.1% 没有违规 简易",
    ],
)
async def test_the_steps_of_a_verdict_come_out_as_recomputing_them_does(talk: Talk, line: str) -> None:
    [answer] = await talk.say(f"/eligible {line}")
    [said] = await talk.press("怎么得出来的", on=answer)
    verdict = check(BOOK, facts_of(line))
    outcome = OUTCOMES[replay(verdict.trace)]
    assert f"结果：{outcome}" in said.text
    lines = steps(said)
    assert len(lines) == len(verdict.trace.steps)
    for shown_line, step in zip(lines, verdict.trace.steps, strict=True):
        assert {"yes": "✅", "no": "❌", "unknown": "❓"}[str(step.result)] in shown_line
    assert lines[-1].endswith(f"→ {outcome}")
    assert "<blockquote expandable>" in said.html


def facts_of(line: str) -> SellerFacts:
    entity, registration, feedback, dispute, violation, service = line.split()
    channel = Channel.OFFLINE if service == "线下" else Channel.WORRY_FREE
    lines = {"标准": Line.STANDARD, "简易": Line.SIMPLE, "优先": Line.PRIORITY, "线下": None}
    return SellerFacts(
        entity=Entity.ENTERPRISE if entity == "企业" else Entity.INDIVIDUAL,
        registration=Registration.MAINLAND if registration == "内地" else Registration.HONG_KONG,
        positive_feedback_rate=Decimal(feedback.rstrip("%")).scaleb(-2),
        dispute_rate=Decimal(dispute.rstrip("%")).scaleb(-2),
        serious_violation=violation == "有违规",
        channel=channel,
        line=lines[service],
    )


async def test_a_verdict_names_the_steps_it_hangs_on(talk: Talk) -> None:
    await talk.say("/eligible 企业 香港 94.99% 2.1% 没有违规 标准")
    [said] = await talk.press("怎么得出来的")
    assert said.text.startswith("条件是怎么判断的\n❌ 结果：否；关键在第 1、4、7 步。")
    lines = steps(said)
    assert lines[0] == "1. ❌ 好评率够高：好评率 94.99%，要求 ≥ 95% → 否（E04，文中引的处罚规则）"
    assert lines[3] == "4. ❌ 店铺指标都达标：每条都要成立；第 1 步否；第 2–3 步是 → 否（E07，文中引的处罚规则）"
    assert lines[6] == "7. ❌ 注册地符合：注册地 中国香港，要是其中一种：中国内地 → 否（E03，文章）"


async def test_a_verdict_in_english_says_what_stood_for_an_answer_without_a_figure(talk_en: Talk) -> None:
    await talk_en.say("/eligible")
    for choice in ("Company", "Mainland China", "below 95%", "≤ 2.1%", "none", "Worry-free standard"):
        await talk_en.press(choice)
    [said] = await talk_en.press("How this came about")
    assert "For “Positive feedback is high enough” you chose “below 95%”, not an exact figure" in said.text
    assert "❌ Result: no, because of steps 1, 4." in said.text
    assert "1. ❌ Positive feedback is high enough: positive feedback 94.99%; required ≥ 95% → no" in said.text


async def test_a_reading_that_decides_is_named_with_its_other_option(talk: Talk) -> None:
    await talk.say("/eligible 企业 内地 96% 1.5% 没有违规 优先")
    [said] = await talk.press("怎么得出来的")
    assert "文章没写到的无忧线路算不算：说不准。换成“算在内”，结果会变。（X03）" in said.text


async def test_what_was_skipped_and_what_the_source_leaves_open_are_not_settled(talk: Talk) -> None:
    await talk.say("/eligible 企业 内地 96% 没有违规 优先")
    await talk.press("不清楚，跳过")
    [said] = await talk.press("怎么得出来的")
    assert "2. ❓ 纠纷率够低：纠纷率 不确定，要求 ≤ 2.1% → 说不准（E05，文中引的处罚规则）" in said.text
    assert "8. ❓ 走无忧物流：线路 原文没写清，要是其中一种：" in said.text
    assert "❓ 结果：说不准；关键在第 2、4、8 步。" in said.text


async def test_the_short_answer_stays(talk: Talk) -> None:
    [answer] = await talk.say("/quote 200 97")
    [said] = await talk.press("怎么得出来的")
    assert said.message_id != answer.message_id
    assert talk.bot.shown[answer.message_id].text == answer.text


@pytest.mark.parametrize(
    "data",
    [
        "qw:0:f:0.97:20261122",
        "qw:20000:f:2:20261122",
        "qw:20000:f:0.97:20231201",
        "qw:20000:f:0.97:2026",
        "qw:20000:f:0.97:00000000",
        "ew:x:20261122",
        "ew:c0,c0,c0,c0,c0,c0:20200101",
        "ew:c0,c0,c0,c0,c0,c0:12345678",
    ],
)
async def test_a_made_up_button_gets_a_polite_notice(talk: Talk, data: str) -> None:
    [said] = await talk.press_data(data)
    assert said.kind == "toast"
    assert "过期" in said.text


async def test_in_a_group_the_button_with_the_longest_order_still_fits(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, kind="supergroup", chat_id=-100500, user_id=1234567890) as talk:
        [answer] = await talk.say("/quote 999999.99 97.9999999999999 2024-06-01")
        assert answer.text.startswith("保费")
        assert max(len(data.encode()) for row in answer.keyboard for _, data in row) <= 64
        [said] = await talk.press("怎么得出来的")
        assert "履约率 97.9999999999999%，95% 到不足 98%" in said.text


def step(operation: str, operands: tuple[Operand, ...], result: Any, unit: str = "currency-CNY") -> Trace:
    return Trace((Step("P08", "product", operation, operands, result, unit, "S0"),))


@pytest.mark.parametrize(
    ("operation", "values", "result", "line"),
    [
        ("multiply", ("2", "3"), "6", "¥2.00 × ¥3.00 = ¥6.00"),
        ("divide", ("2", "3"), "0.6666666666666666666666666667", "¥2.00 ÷ ¥3.00 = ≈¥0.666667"),
        ("subtract", ("2", "3"), "-1", "¥2.00 − ¥3.00 = −¥1.00"),
        ("add", ("2", "3"), "5", "¥2.00 + ¥3.00 = ¥5.00"),
        ("sum", ("2", "3", "1000"), "1005", "¥2.00 + ¥3.00 + ¥1,000.00 = ¥1,005.00"),
        ("at_least", ("2", "3"), "3", "¥2.00 和 ¥3.00，取大的 → ¥3.00"),
        ("at_most", ("2", "3"), "2", "¥2.00 和 ¥3.00，取小的 → ¥2.00"),
        ("at_least", ("2",), "2", "¥2.00 → ¥2.00"),
        ("at_most", ("2",), "2", "¥2.00 → ¥2.00"),
        ("round_half_up", ("2.005", "0.01"), "2.01", "¥2.005，四舍五入到 ¥0.01 → ¥2.01"),
        ("round_down", ("2.009", "0.01"), "2.00", "¥2.009，只舍不入到 ¥0.01 → ¥2.00"),
        ("round_up", ("2.001", "0.01"), "2.01", "¥2.001，只入不舍到 ¥0.01 → ¥2.01"),
        ("given", ("2",), "2", "¥2.00"),
    ],
)
def test_every_operation_on_figures_reads_as_it_is_worked_out(
    operation: str, values: tuple[str, ...], result: str, line: str
) -> None:
    operands = tuple(Operand("product", Decimal(value), "currency-CNY") for value in values)
    trace = step(operation, operands, Decimal(result))
    assert replay(trace) == Decimal(result)
    assert f"1. 实付乘费率：{line}（P08，文章）" in shown(trace)


def test_every_decision_reads_as_it_is_made() -> None:
    week = timedelta(days=7)
    late = (Operand("overdue", timedelta(days=8, hours=3), "span"), Operand("coverage.overdue_days", week, "span"))
    trace = Trace(
        (
            Step("C04", "coverage.overdue_days", "ge", late, Outcome.YES, "outcome", "S0"),
            Step("O06", "picked_up", "is", (Operand("picked_up", True, "bool"), Operand("required", True, "bool")),
                 Outcome.YES, "outcome", "S0"),
            Step("C06", "coverage.combine", "any",
                 (Operand("a", Outcome.YES, "outcome", 0), Operand("b", Outcome.YES, "outcome", 1)),
                 Outcome.YES, "outcome", "S0"),
        )
    )  # fmt: skip
    assert replay(trace) == Outcome.YES
    zh, en = shown(trace), shown(trace, "en")
    assert "1. ✅ 超过承诺时效够久：已超时 8 天 3 小时，要求 ≥ 7 天 → 是（C04，文章）" in zh
    assert "2. ✅ 已经揽收：是（O06，文章）" in zh
    assert "3. ✅ 超时和断更合起来看：有一条成立就行；第 1–2 步是 → 是（C06，文章）" in zh
    assert "1. ✅ Far enough past the promised day: late by 8 days 3 hours; required ≥ 7 days → yes" in en
    assert "steps 1–2: yes" in en
    assert "✅ 结果：是。" in zh


@pytest.mark.parametrize(
    ("span", "in_hours", "zh", "en"),
    [
        (timedelta(hours=72, minutes=1), True, "72 小时 1 分钟", "72 hours 1 minute"),
        (timedelta(hours=72, minutes=1), False, "3 天 1 分钟", "3 days 1 minute"),
        (timedelta(days=1), False, "1 天", "1 day"),
        (timedelta(0), False, "0 天", "0 days"),
        (timedelta(hours=72, seconds=30), True, "72 小时 30 秒", "72 hours 30 seconds"),
        (timedelta(hours=72, minutes=5, seconds=30), True, "72 小时 5 分钟", "72 hours 5 minutes"),
        (timedelta(days=-3, hours=-2), False, "−3 天 2 小时", "−3 days 2 hours"),
    ],
)
def test_a_span_is_written_in_days_or_in_the_hours_it_is_held_against(
    span: timedelta, in_hours: bool, zh: str, en: str
) -> None:
    for locale, text in (("zh", zh), ("en", en)):
        assert Words(Renderer(), locale, BOOK).value("idle", span, "span", in_hours=in_hours) == text


def test_a_figure_with_more_places_than_can_be_read_says_that_it_is_rounded() -> None:
    words = Words(Renderer(), "zh", BOOK)
    assert words.value("rate", Decimal("0.97996"), "/1") == "97.996%"
    assert words.value("rate", Decimal("0.3333333333333333333333333333"), "/1") == "≈33.3333%"
    assert words.value("x", Decimal("0.0183"), "currency-CNY") == "¥0.0183"
    assert words.value("x", Decimal("1000000000000"), "currency-CNY") == "¥1,000,000,000,000.00"
    assert words.value("x", 1209, "order-count") == "1,209 单"


def test_both_ends_of_a_clawback_are_shown() -> None:
    found = interval(BOOK, Decimal("120"))
    text = shown(found.trace, readings=found.readings)
    assert replay(found.trace) == found.high
    assert "1. 最少要还：赔付金额 ¥120.00 × 50% = ¥60.00" in text
    assert "3. 最多要还：赔付金额 ¥120.00 × 100% = ¥120.00" in text
    assert "（X08）" in text


def test_notes_stand_above_the_steps() -> None:
    trace = interval(BOOK, Decimal("120")).trace
    text = shown(trace, notes=["<一句话>"])
    assert text.index("<一句话>") < text.index("1. ")
