"""What a seller is told about the premium of an order."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.book import Book
from tests.support.books import write_other_book
from tests.support.talk import Said, Talk

# Paid, fulfilment, premium with the minimum at every rate, and without any: paid times 0.5, 0.3 or 0.2 %, half up.
GOLDEN = [
    ("50", "98", "0.30", "0.10"),
    ("50", "97", "0.30", "0.15"),
    ("50", "94", "0.30", "0.25"),
    ("60", "94", "0.30", "0.30"),
    ("61", "94", "0.31", "0.31"),
    ("100", "97", "0.30", "0.30"),
    ("115", "98", "0.30", "0.23"),
    ("115", "97", "0.35", "0.35"),
    ("115", "94", "0.58", "0.58"),
    ("150", "98", "0.30", "0.30"),
    ("200", "98", "0.40", "0.40"),
    ("200", "95", "0.60", "0.60"),
    ("200", "97.996", "0.60", "0.60"),
    ("200", "94.99", "1.00", "1.00"),
]


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


@pytest.mark.parametrize(("paid", "fulfilment", "premium", "without"), GOLDEN)
async def test_the_premium_comes_first_and_the_other_figure_only_where_it_differs(
    talk: Talk, paid: str, fulfilment: str, premium: str, without: str
) -> None:
    said = await answer(talk, f"/quote {paid} {fulfilment}")
    assert said.text.splitlines()[0] == f"保费 ¥{premium}"
    if without == premium:
        assert "⚠️" not in said.text
    else:
        assert f"这单就是 ¥{without}" in said.text


async def test_the_answer_shows_how_it_came_about_and_what_the_next_band_saves(talk: Talk) -> None:
    said = await answer(talk, "/quote 200 97")
    assert "¥200.00 × 0.3% = ¥0.60" in said.text
    assert "履约率 97%，属于“95% 到不足 98%”这一档" in said.text
    assert "履约率做到 98%：¥0.40，这单省 ¥0.20" in said.text


async def test_the_answer_names_its_source_its_age_and_its_reading(talk: Talk) -> None:
    said = await answer(talk, "/quote 200 97")
    assert "《赔付保险服务协议》（第2.1条，引自文中开通条件一节，2024-05）" in said.text
    assert "写于 30 个月前，这几条都还没有人核实过" in said.text  # May 2024 to November 2026
    assert "下单那天的履约率" in said.text


async def test_an_amount_that_lies_between_two_fen_is_shown_unrounded(talk: Talk) -> None:
    said = await answer(talk, "/quote 61 94")
    assert "¥61.00 × 0.5% = ¥0.305，四舍五入到分" in said.text


async def test_below_the_break_even_it_says_that_the_fulfilment_rate_changes_nothing(talk: Talk) -> None:
    assert "¥60.00 以下的订单，履约率高低都是 ¥0.30" in (await answer(talk, "/quote 59.99 94")).text
    assert "以下的订单" not in (await answer(talk, "/quote 60 94")).text


async def test_the_best_band_has_no_better_one(talk: Talk) -> None:
    assert "做到" not in (await answer(talk, "/quote 200 98")).text


async def test_a_premium_rate_is_taken_as_it_is(talk: Talk) -> None:
    said = await answer(talk, "/quote 200 0.3%")
    assert said.text.startswith("保费 ¥0.60\n按费率 0.3%，也就是履约率“95% 到不足 98%”这一档")
    assert "不是规定里的任何一档" in (await answer(talk, "/quote 200 0.4%")).text


@pytest.mark.parametrize("text", ["/quote 97% 200", "/quote 97 200", "200块的订单,履约率97%,保费多少"])
async def test_every_way_of_asking_gives_the_same_answer(talk: Talk, text: str) -> None:
    assert (await answer(talk, text)).text == (await answer(talk, "/quote 200 97")).text


async def test_english_sellers_are_answered_in_english(talk_en: Talk) -> None:
    said = await answer(talk_en, "premium for a 200 yuan order at 97% fulfilment")
    assert said.text.startswith("Premium ¥0.60\nFulfilment rate 97%, in the band “from 95% to just under 98%”")
    assert "98% it would be ¥0.40: ¥0.20 less" in said.text


async def test_the_other_bands_are_a_press_away_and_change_the_answer_in_place(talk: Talk) -> None:
    said = await answer(talk, "/quote 200 97")
    [changed] = await talk.press("履约率 <95%")
    assert changed.kind == "edit"
    assert changed.message_id == said.message_id
    assert changed.text.startswith("保费 ¥1.00\n履约率低于 95%")


async def test_another_amount_keeps_the_rate(talk: Talk) -> None:
    await talk.say("/quote 200 97")
    [asked] = await talk.press("换个金额")
    assert "履约率 97%，记下了" in asked.text
    assert (await answer(talk, "300")).text.startswith("保费 ¥0.90")


async def test_the_related_answer_is_a_press_away(talk: Talk) -> None:
    await talk.say("/quote 50 98")
    [said] = await talk.press("最低收费怎么回事")
    assert "¥0.30" in said.text
    assert said.kind == "message"


async def test_every_figure_comes_from_the_book(tmp_path: Path) -> None:
    book = Book.load(write_other_book(tmp_path))
    async with Talk.open(tmp_path, book=book) as talk:
        asked = await answer(talk, "/quote 200")
        assert asked.buttons[:3] == ["履约率 ≥78.4%", "履约率 76%–78.4%", "履约率 <76%"]
        [said] = await talk.press("<76%")
        # 200 at 0.4 % is 0.80, above that book's minimum of 0.47.
        assert said.text.startswith("保费 ¥0.80")
        said = await answer(talk, "/quote 100 77")
        # 100 at 0.24 % is 0.24, below the minimum.
        assert said.text.startswith("保费 ¥0.47")
        assert "0.3%" not in said.text


@pytest.mark.parametrize(
    "data",
    ["qr:0:f:0.97", "qr:-5:b:0", "qr:20000:f:2", "qr:20000:p:0", "qr:20000:f:x", "qt:0", "qa:f:nan", "qm:100:XXX"],
)
async def test_a_made_up_button_gets_a_polite_notice(talk: Talk, data: str) -> None:
    [said] = await talk.press_data(data)
    assert said.kind == "toast"
    assert "过期" in said.text


async def test_a_button_of_last_month_still_quotes(talk: Talk) -> None:
    said = await answer(talk, "/quote 200")
    talk.wait(days=30)
    talk.restart()
    [later] = await talk.press("≥98%", on=said)
    assert later.text.startswith("保费 ¥0.40")


async def test_in_a_group_only_the_one_who_asked_can_press(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, kind="supergroup", chat_id=-100500) as talk:
        said = await answer(talk, "/quote 200")
        [refused] = await talk.other(7002).press("≥98%", on=said)
        assert refused.kind == "toast"
        [quoted] = await talk.press("≥98%", on=said)
        assert quoted.text.startswith("保费 ¥0.40")


async def test_several_orders_in_one_sentence_are_asked_about_instead_of_dropped(talk: Talk) -> None:
    [asked] = await talk.say("三单 100元、200元、300元，履约率97%，保费多少")
    assert "3 个金额" in asked.text
    [said] = await talk.press("300")
    assert said.text.startswith("保费 ¥0.90")


@pytest.mark.parametrize("written", ["二百", "1e9", "abc"])
async def test_a_mistyped_amount_is_asked_again_and_the_rate_is_never_taken_for_it(talk: Talk, written: str) -> None:
    [asked] = await talk.say(f"/quote {written} 97")
    assert "97%" in asked.text
    assert "¥97" not in asked.text
    [quoted] = await talk.say("200")
    assert "¥0.60" in quoted.text
