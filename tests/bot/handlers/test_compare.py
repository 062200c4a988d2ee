"""The programme beside third-party cover: rules, claims and silence told apart."""

from __future__ import annotations

import pytest

from bot.handlers.compare import LINES
from rules.book import Book
from tests.support.talk import START, Talk

BOOK = Book.load().on(START.date())


async def test_every_claim_of_the_source_is_marked_as_one(talk: Talk) -> None:
    [said] = await talk.say("/compare")
    marked = {line[0] for line in said.text.splitlines() if "2.3 个工作日" in line or "15 个工作日" in line}
    assert marked == {"💬"}
    [transport] = [line for line in said.text.splitlines() if "只管运输风险" in line]
    assert transport.startswith("💬")
    [taken] = [line for line in said.text.splitlines() if "追回赔付额的" in line]
    assert taken.startswith("📄")


async def test_the_comparison_reads_the_same_in_english(talk_en: Talk) -> None:
    [said] = await talk_en.say("/compare")
    [ours] = [line for line in said.text.splitlines() if "2.3 working days" in line]
    assert ours.startswith("💬")
    assert "❔ Third party: not stated; ask before you buy" in said.text


async def test_what_the_comparison_of_the_source_leaves_out_comes_first(talk: Talk) -> None:
    [said] = await talk.say("/compare")
    assert "追回 50% 到 100%" in said.text.splitlines()[1]


SOURCES = {"S0": "article", "S4": "service agreement, as cited"}


async def test_why_names_rule_figure_and_source_of_every_line(talk_en: Talk) -> None:
    await talk_en.say("/compare")
    [said] = await talk_en.press("How this came about")
    for key in {key for line in LINES for key in (*line.ours, *line.theirs)}:
        parameter = BOOK.parameter(key)
        mark = "💬" if parameter.kind == "claim" else "📄"
        assert any(
            line.startswith(f"{mark} {parameter.rule}") and line.endswith(SOURCES[parameter.source.id])
            for line in said.text.splitlines()
        ), key


async def test_why_says_in_words_what_the_book_keeps_as_a_code(talk: Talk, talk_en: Talk) -> None:
    for asker, said_automatic in ((talk, "不用报案，自动结算 · 文章"), (talk_en, "settled automatically · article")):
        await asker.say("/compare")
        [said] = await asker.press("怎么得出来的" if asker is talk else "How this came about")
        assert said_automatic in said.text
        assert "true" not in said.text
        assert "S0" not in said.text


@pytest.mark.parametrize("rule", ["F04", "F07", "F11"])
def test_the_claims_on_third_party_cover_all_stand_in_the_table(rule: str) -> None:
    shown = {BOOK.parameter(key).rule for line in LINES for key in line.theirs}
    assert rule in shown


async def test_an_open_question_survives_a_look_at_the_comparison(talk: Talk) -> None:
    await talk.say("/eligible")
    await talk.say("/compare")
    [said] = await talk.say("企业")
    assert "2/6" in said.text


async def test_a_button_under_an_answer_opens_the_same_table(talk: Talk) -> None:
    [typed] = await talk.say("/compare")
    [pressed] = await talk.press_data("go:compare")
    assert pressed.text == typed.text
