"""Sentences with a tool's figures go to the tool, with the figures filled in; every other one stays a question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot import routes
from bot.faq.tools import TOOLS, tool_of
from bot.turn import Answer, Handler, Turn
from tests.bot.faq.test_tools import JOBS, QUESTIONS, lines
from tests.support.talk import Said, Talk

NUMBER = "LP00123456789012"


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


@pytest.fixture
def taken_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The modules of the readers that took a text, in order."""
    taken: list[str] = []

    def noting(reader: Handler) -> Callable[[Turn], Awaitable[Answer]]:
        async def read(turn: Turn) -> Answer:
            answered = await reader(turn)
            if answered is not None:
                taken.append(reader.__module__.rpartition(".")[2])
            return answered

        return read

    for name in ("UNMISTAKABLE", "FREE_TEXT"):
        monkeypatch.setattr(routes, name, tuple(map(noting, getattr(routes, name))))
    return taken


@pytest.mark.parametrize("tool", [name for name, _ in TOOLS])
async def test_the_chat_gives_a_text_to_the_tool_that_the_decision_names(
    talk: Talk, taken_by: list[str], tool: str
) -> None:
    for text in lines(JOBS[tool]):
        taken_by.clear()
        await talk.say(text)
        await talk.say("/cancel")
        # Where a parcel is that nobody watches, only the lookup can say something about.
        unknown = tool == "watch" and taken_by == ["faq"]
        assert taken_by == [tool] or unknown, text


async def test_the_chat_gives_no_question_to_a_tool(talk: Talk, taken_by: list[str]) -> None:
    for text in lines(QUESTIONS):
        taken_by.clear()
        await talk.say(text)
        assert set(taken_by) <= {"faq"}, text
        assert tool_of(text, talk.now.date()) is None


# --- clawback ---


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("赔了买家120我要还多少", "¥60.00", "¥120.00"),
        ("賠了120元,會追償多少", "¥60.00", "¥120.00"),
        ("先行赔付了八十块,追偿多少钱", "¥40.00", "¥80.00"),
        ("the buyer got 120, what do i owe", "¥60.00", "¥120.00"),
    ],
)
async def test_a_payout_in_a_sentence_is_worked_out(talk: Talk, text: str, low: str, high: str) -> None:
    said = (await answer(talk, text)).text
    assert low in said
    assert high in said
    assert "50%" in said


async def test_the_goods_and_the_chance_come_along_and_a_share_taken_back_is_no_chance(talk: Talk) -> None:
    said = await answer(talk, "赔了120元，货退回来值30，打赢可能性60%，要扣回多少")
    assert "¥18.00，¥54.00" in said.text
    said = await answer(talk, "赔了120元，按70%追偿要扣回多少")
    assert "按一定会赔算" in said.text


async def test_a_payout_in_another_currency_is_asked_for_in_yuan(talk_en: Talk) -> None:
    said = await answer(talk_en, "Insurance paid $100, how much of that ends up out of my own pocket?")
    assert "$100" in said.text
    assert "¥50.00 to ¥100.00" not in said.text
    assert "takes back ¥350.00 to ¥700.00" in (await answer(talk_en, "700")).text


# --- whatif ---


async def test_two_rates_in_a_sentence_are_noted_and_the_orders_asked_for(talk: Talk) -> None:
    said = await answer(talk, "履约率从94.2提到98.6能省多少保费")
    assert said.text.startswith("94.2% → 98.6%，记下了。\n把一个月订单的实付金额发给我")
    assert (await answer(talk, "30 45.5 61 120")).text.startswith("¥1.51 → ¥1.20，每月省 ¥0.31")


@pytest.mark.parametrize(
    "text",
    [
        "30元、45.5元、61元、120元的订单,履约率从94.2到98.6能省多少",
        "from 94.2 to 98.6 how much do i save on 30, 45.5, 61 and 120 yuan orders",
        "from 94.2% to 98.6% how much do i save\n30\n45.5\n61\n120",
    ],
)
async def test_rates_and_orders_in_a_sentence_are_answered_at_once(talk: Talk, text: str) -> None:
    said = await answer(talk, text)
    assert said.text.startswith(("¥1.51 → ¥1.20，每月省 ¥0.31", "¥1.51 → ¥1.20: ¥0.31 less"))
    assert not any("没用上" in button or "not used" in button for button in said.buttons)


@pytest.mark.parametrize(
    "text",
    [
        "我这个月30单，每单50元，履约率从94到98能省多少",
        "50块的单30个 80块的20个 从94%到98%能省多少",
        "履约从94到98 每月5万元流水省多少保险费",
    ],
)
async def test_orders_that_may_be_meant_otherwise_are_asked_for_instead_of_guessed(talk: Talk, text: str) -> None:
    assert (await answer(talk, text)).text.startswith("94% → 98%，记下了。\n把一个月订单的实付金额发给我")


async def test_one_rate_with_its_orders_leaves_the_other_to_be_asked_for(talk: Talk) -> None:
    said = await answer(talk, "30, 45.5, 61, 120 这几单 履约率94 能省多少")
    assert said.text.startswith("4 单、94%，记下了。\n想和哪个履约率比？")


# --- eligible ---


async def test_the_metrics_of_a_shop_are_filled_in_and_only_the_rest_is_asked(talk: Talk) -> None:
    said = await answer(talk, "我店好评97,纠纷2,没违规,可以吗")
    assert said.text.startswith("已填：好评率 97% · 纠纷率 2% · 严重违规：没有\n\n1/6")
    said = await answer(talk, "企业 内地 好评96 纠纷1.5 没违规 标准 能参加吗")
    assert said.text.startswith("✅ 符合条件")


async def test_the_metrics_of_a_shop_in_english_with_the_words_behind_the_figures(talk_en: Talk) -> None:
    said = await answer(talk_en, "94% feedback and 1.8% disputes, are we eligible?")
    assert said.text.startswith("So far: feedback 94% · disputes 1.8%\n\n1/6")


async def test_a_window_of_days_is_no_metric(talk: Talk) -> None:
    said = await answer(talk, "近90天好评率96.2%，纠纷率1.1%，符合条件吗")
    assert said.text.startswith("已填：好评率 96.2% · 纠纷率 1.1%\n\n1/6")


async def test_a_dispute_rate_that_can_be_meant_in_two_ways_is_asked_about(talk: Talk) -> None:
    said = await answer(talk, "好评96 纠纷0.05 能参加吗")
    assert said.buttons[:2] == ["0.05%", "5%"]


# --- cover ---


async def test_an_orders_figures_are_filled_in_and_the_words_of_the_question_are_no_riddle(talk: Talk) -> None:
    said = await answer(talk, "超时8天断更6天，符合吗")
    assert said.text.startswith("已知：没妥投 · 超承诺 8 天 · 断更 6 天\n\n走的哪种物流？")


async def test_traditional_characters_are_read_as_well(talk: Talk) -> None:
    said = await answer(talk, "無憂標準，都做到，超時8天，斷更6天，能賠嗎")
    assert said.text.startswith("✅ 在保障里")


# --- quote ---


@pytest.mark.parametrize(
    "text", ["200 97%", "200塊的訂單，履約率97%，保費多少", "What would I pay for a 200-yuan order at 97%?"]
)
async def test_an_order_is_quoted_however_it_is_written(talk: Talk, text: str) -> None:
    said = await answer(talk, text)
    assert said.text.splitlines()[0] in {"保费 ¥0.60", "Premium ¥0.60"}


# --- label ---


@pytest.mark.parametrize("text", ["西班牙 612 345 678", "ES 612 345 678", "+34 612 345 678"])
async def test_a_phone_with_its_country_is_checked(talk: Talk, text: str) -> None:
    assert "+34612345678" in (await answer(talk, text)).text


# --- watch ---


async def test_whoever_asks_to_have_a_parcel_watched_need_not_write_a_list(talk: Talk) -> None:
    said = await answer(talk, f"帮我盯着 {NUMBER}，承诺20天")
    assert said.text.startswith(f"开始盯 1 件\n#1 {NUMBER}\n")
    assert "12月12日" in said.text


async def test_where_a_watched_parcel_is_is_told_from_its_record(talk: Talk) -> None:
    await talk.say(NUMBER)
    said = await answer(talk, f"{NUMBER} 到哪了")
    assert said.text.startswith(f"#1 {NUMBER}\n🚚 在途")


async def test_where_a_parcel_is_that_nobody_watches_is_not_known_and_it_is_not_watched_unasked(talk: Talk) -> None:
    said = await answer(talk, f"{NUMBER} 到哪了")
    assert "轨迹我自己查不了" in said.text
    assert (await answer(talk, "/parcels")).text.startswith("现在没有在盯的包裹")


# --- open questions ---


@pytest.mark.parametrize(
    "opening", ["/quote", "/eligible", "/cover", "/whatif", "/diagnose", "/label", "/clawback 120"]
)
@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("赔付了300元,会追偿多少", "先赔的是买家"),
        ("超时8天断更6天能赔吗", "已知：没妥投 · 超承诺 8 天 · 断更 6 天"),
        ("好评率96，纠纷率1.5，可以参加吗", "已填：好评率 96% · 纠纷率 1.5%"),
        ("履约率从94提到98能省多少", "94% → 98%，记下了"),
    ],
)
async def test_what_asks_another_tool_is_not_taken_for_the_answer_to_an_open_question(
    talk: Talk, opening: str, asked: str, begins: str
) -> None:
    await talk.say(opening)
    said = await answer(talk, asked)
    assert said.text.startswith(begins)
