"""What sellers read once an operator has laid a file of changed figures over the book."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.support.overlays import dated, overlaid
from tests.support.talk import Talk

TITLE = "《服务协议》<新版> A&B"


def source(date: str, title: str = TITLE) -> str:
    return f'sources:\n  S9: {{title: {title}, date: "{date}"}}\n'


def cited(key: str, since: str, value: str, verified: str = "null") -> str:
    entry = f"{{since: {since}, value: {value}, source: S9, locator: 第3.1条, last_verified_on: {verified}}}"
    return f"  {key}: [{entry}]\n"


def talking(
    folder: Path, *values: str, language: str = "zh", sources: str | None = None
) -> AbstractAsyncContextManager[Talk]:
    book = overlaid(folder, *values, sources=source("2026-06") if sources is None else sources)
    return Talk.open(folder, book=book, language_code=language)


async def test_a_quote_has_the_new_figure_from_its_day_on(tmp_path: Path) -> None:
    async with talking(tmp_path, cited("premium.floor", "2026-11-25", "0.50")) as talk:
        [before] = await talk.say("/quote 50 98.5")
        talk.wait(days=3)
        [after] = await talk.say("/quote 50 98.5")
    assert before.text.startswith("保费 ¥0.30")
    assert after.text.startswith("保费 ¥0.50")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "《服务协议》<新版> A&B（第3.1条，2026-06）"),
        ("en", "《服务协议》<新版> A&B (第3.1条, 2026-06)"),
    ],
)
async def test_a_new_source_is_cited_by_its_title_in_a_quote(tmp_path: Path, language: str, line: str) -> None:
    async with talking(tmp_path, cited("premium.floor", "2026-06-01", "0.50"), language=language) as talk:
        [answer] = await talk.say("/quote 50 98.5")
    assert line in answer.text
    # The agreement of May 2024 still carries the bands, so the oldest of all is as old as before.
    assert ("30 个月" if language == "zh" else "30 months old") in answer.text


@pytest.mark.parametrize(("language", "question"), [("zh", "最低保费多少"), ("en", "minimum premium")])
async def test_a_new_source_is_cited_in_an_answer_to_a_question(tmp_path: Path, language: str, question: str) -> None:
    changed = cited("premium.floor", "2026-06-01", "0.50")
    async with talking(tmp_path, changed, language=language) as talk:
        [answer] = await talk.say(f"/faq {question}")
    assert "¥0.50" in answer.text
    assert TITLE in answer.text
    assert "第3.1条" in answer.text


@pytest.mark.parametrize(
    ("date", "verified", "zh", "en"),
    [
        ("2026-06", "null", "写于 5 个月前，还没有人核实过", "It is 5 months old, and nobody has verified it."),
        ("2026-06-30", "null", "写于 5 个月前，还没有人核实过", "It is 5 months old"),
        ("2025", "null", "写于 2025 年，还没有人核实过", "It is from 2025, and nobody has verified it."),
        ("2026-12", "null", "2026-12）。还没有人核实过。", "2026-12). Nobody has verified it."),
        ("undated", "null", "没写日期）。还没有人核实过。", "no date given). Nobody has verified it."),
        ("2026-06", "2026-11-20", "2026-11-20 核实过。", "Verified on 2026-11-20."),
    ],
)
async def test_the_age_of_a_new_source_is_told(tmp_path: Path, date: str, verified: str, zh: str, en: str) -> None:
    # The answer on taxes rests on these two figures alone.
    keys = ("premium.operating_cost", "premium.tax_deductible")
    values = [cited(key, "2026-06-01", "false", verified) for key in keys]
    for language, question, line in (("zh", "保费能抵税吗", zh), ("en", "is the premium tax deductible", en)):
        async with talking(tmp_path, *values, language=language, sources=source(date)) as talk:
            [answer] = await talk.say(f"/faq {question}")
        assert answer.text.count(TITLE) == 1
        assert line in answer.text.splitlines()[-1]


async def test_a_reading_the_platform_has_settled_is_told_as_the_one_in_use(tmp_path: Path) -> None:
    async with talking(tmp_path, cited("premium.floor_scope", "2026-06-01", "none"), language="en") as talk:
        [quote] = await talk.say("/quote 50 98.5")
        [answer] = await talk.say("/faq minimum premium")
    assert quote.text.startswith("Premium ¥0.10")
    assert "Our reading: there is no minimum" in answer.text


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("zh", "/faq 平台提醒 72小时 补救期", "（2026-06-01 起取消）"),
        ("en", "/faq rescue window", "(ended on 2026-06-01)"),
    ],
)
async def test_an_answer_says_of_an_ended_rule_that_it_has_ended(
    tmp_path: Path, language: str, question: str, told: str
) -> None:
    async with talking(tmp_path, dated("alerts.rescue_hours", ("2026-06-01", "null")), language=language) as talk:
        answer = talk.services.faq.written("golden-window", language, talk.services.book_of_today(talk.now))
        [said] = await talk.say(question)
    assert told in answer.html
    assert told in said.text


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "一条规则从 2026-06-01 起取消了"), ("en", "a rule it hangs on ended on 2026-06-01")],
)
async def test_what_cannot_be_worked_out_without_an_ended_rule_is_said_kindly_and_the_rest_goes_on(
    tmp_path: Path, language: str, told: str
) -> None:
    async with talking(tmp_path, cited("premium.floor", "2026-06-01", "null"), language=language) as talk:
        [quote] = await talk.say("/quote 50 98.5")
        [answer] = await talk.say("/faq clawback" if language == "en" else "/faq 赔完会追偿吗")
    assert told in quote.text
    assert "50%" in answer.text
