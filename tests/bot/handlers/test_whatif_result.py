"""The figures of ``/whatif``: those of the quotes one by one, under every reading, with the way to the next band."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.handlers.whatif_orders import Kept
from bot.handlers.whatif_report import Report
from bot.handlers.whatif_result import work_out
from bot.handlers.whatif_sides import Side, Sides
from bot.reading.rates import RateKind
from rules.book import Book
from rules.order_book import OrderBook
from rules.premium import quote
from tests.rules.test_trace import replay
from tests.support.overlays import dated, overlaid
from tests.support.talk import Said, Talk

BOOK = Book.load().on(date(2026, 11, 22))


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


def money(text: str, at: int) -> Decimal:
    return Decimal(text.split("¥")[at].split()[0].strip("，。：:;（(").replace(",", ""))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=60), st.integers(0, 1000), st.integers(0, 1000))
def test_the_month_costs_what_its_quotes_cost_one_by_one(fen: list[int], before: int, after: int) -> None:
    sides = [Side(RateKind.FULFILMENT, Decimal(one) / 1000) for one in (before, after)]
    kept = Kept(1, OrderBook.of_fen(fen), "CNY", None, Sides(sides[0], sides[1]), Report(False, len(fen)))
    worked = work_out(BOOK, kept, sides[0], sides[1])
    assert worked is not None
    for side, found in zip(sides, (worked.found.chosen.before, worked.found.chosen.after), strict=True):
        one_by_one = [quote(BOOK, Decimal(one) / 100, fulfilment=side.value) for one in fen]
        assert found.premium == sum(one.premium for one in one_by_one)
        assert found.at_floor == sum(one.floor_applied for one in one_by_one)
    for band in worked.bands:
        edge = band.band.low or Decimal(0)
        assert band.premium == sum(quote(BOOK, Decimal(one) / 100, fulfilment=edge).premium for one in fen)


async def test_the_shown_figures_are_those_of_the_quotes(talk: Talk) -> None:
    random.seed(5)
    amounts = [Decimal(random.randint(500, 40_000)) / 100 for _ in range(300)]
    said = await answer(talk, "/whatif 94.2% 98.6%\n" + " ".join(map(str, amounts)))
    before, after = (
        sum(quote(BOOK, one, fulfilment=share).premium for one in amounts)
        for share in (Decimal("0.942"), Decimal("0.986"))
    )
    assert said.text.startswith(f"¥{before:,.2f} → ¥{after:,.2f}，每月省 ¥{before - after:,.2f}")


async def test_where_the_minimum_holds_changes_the_answer_and_is_shown(talk: Talk) -> None:
    said = await answer(talk, "/whatif 94.2% 95.5% 30 45.5 61 120")
    assert said.text.startswith("¥1.51 → ¥1.26")
    # Without a floor: 0.15 + 0.23 + 0.31 + 0.60 and 0.09 + 0.14 + 0.18 + 0.36.
    assert "要是只有基础费率才有，就是 ¥1.29 → ¥1.26（省 ¥0.03）" in said.text
    assert "要是根本没有最低收费，就是 ¥1.29 → ¥0.77（省 ¥0.52）" in said.text
    assert "⚠️" not in (await answer(talk, "/whatif 94.2% 98.6% 300 500")).text


async def test_where_the_minimum_holds_is_shown_in_english(talk_en: Talk) -> None:
    said = await answer(talk_en, "/whatif 94.2% 98.6% 30 45.5 61 120")
    assert "if only the base rate has it or there is none at all, it is ¥1.29 → ¥0.51 (¥0.78 less)" in said.text


async def test_every_band_is_priced(talk: Talk) -> None:
    said = await answer(talk, "/whatif 94.2% 98.6% 300 500")
    assert "· 低于 95%：¥4.00\n· 95% 到不足 98%：¥2.40\n· 98% 及以上：¥1.60" in said.text


@pytest.mark.parametrize(
    ("on_time", "total", "target"), [(471, 500, 95), (94, 100, 95), (189, 200, 95), (950, 1000, 98)]
)
async def test_counts_give_the_exact_number_of_orders_to_the_next_band(
    talk: Talk, on_time: int, total: int, target: int
) -> None:
    needed = next(more for more in count(1) if Fraction(on_time + more, total + more) >= Fraction(target, 100))
    said = await answer(talk, f"/whatif {on_time}/{total} 99% 300 500")
    assert f"🎯 再来 {needed:,} 单、一单不晚，就到 {target}%" in said.text
    assert f"近 30 天 {total:,} 单里准时 {on_time:,} 单。" in said.text
    assert "假定" not in said.text
    assert "当成" not in said.text


async def test_a_percentage_takes_the_orders_for_the_whole_window_and_says_so(talk_en: Talk) -> None:
    # 0.942 x 60 is 56.52, so 56 on time: (56 + 20) / (60 + 20) is 95 % exactly.
    said = await answer(talk_en, "/whatif 94.2% 98.6% 60 orders of 120")
    assert "🎯 20 more orders on time, none late, and you are at 95%, where the rate is 0.3%" in said.text
    assert "This takes the 60 orders as all of the last 30 days, 56 of them on time (rounded down)" in said.text
    assert "471/500" in said.text


@pytest.mark.parametrize("text", ["98% 94% 300 500", "99/100 94% 300", "0.5% 0.2% 300", "95.1% 99% 300 500 600"])
async def test_no_way_up_is_shown_from_the_top_from_a_bare_rate_or_where_rounding_would_mislead(
    talk: Talk, text: str
) -> None:
    assert "🎯" not in (await answer(talk, f"/whatif {text}")).text


async def test_the_trace_leads_to_the_figures_that_were_shown(talk: Talk) -> None:
    said = await answer(talk, "/whatif 471/500 98.6% 30 45.5 61 120 10单200元")
    [told, climbed] = await talk.press("怎么得出来的")
    saving = said.text.split("每月省 ")[1].split("（")[0]
    assert told.text.startswith("试算是怎么来的\n471/500 就是准时的单数除以总单数")
    assert f"14. 省下的比例：省下 {saving}（第 13 步）" in told.text
    assert f"变化前的保费 ¥{money(said.text, 1):,.2f}（第 6 步）" in told.text
    assert climbed.text.startswith("离下一档还差几单")
    assert "只入不舍到 1 单 → 80 单" in climbed.text
    assert "再来 80 单" in said.text


async def test_the_trace_in_english_names_the_exchange_rate_and_the_band(talk_en: Talk) -> None:
    await answer(talk_en, "/whatif 94.2% $300 $500")
    await answer(talk_en, "7.2")
    await talk_en.press("≥98%")
    [told, _] = await talk_en.press("How this came about")
    assert "converted at 1 USD = 7.2 yuan" in told.text
    assert "98%" in told.text.split("1. ")[0], "the band is said to stand for its edge"


@pytest.mark.parametrize("packed", ["f0.942 f0.986", "c471/500 b0.98", "b0 p0.002", "p0.004 f1"])
def test_the_replayed_trace_gives_the_saving(packed: str) -> None:
    before, after = (Side.unpack(one) for one in packed.split())
    assert before is not None
    assert after is not None
    kept = Kept(1, OrderBook.of_fen([3000, 4550, 6100, 12000]), "CNY", None, Sides(before, after), Report(False, 4))
    worked = work_out(BOOK, kept, before, after)
    assert worked is not None
    assert replay(worked.found.trace) == worked.found.chosen.saving_share
    assert worked.found.trace.steps[-2].result == worked.found.chosen.saving
    if worked.climbing is not None:
        assert replay(worked.climbing.steps.trace) == worked.climbing.steps.needed


async def test_an_old_answer_explains_itself_by_the_figures_of_its_day(talk: Talk) -> None:
    said = await answer(talk, "/whatif 94.2% 98.6% 300 500")
    talk.wait(days=2)
    [told, _] = await talk.press("怎么得出来的", said)
    assert "按 2026-11-22 的规定算" in told.text


async def test_figures_that_changed_since_change_the_next_answer_and_not_the_old_ones_trace(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.high_rate", ("2026-11-24", "0.001")))
    async with Talk.open(tmp_path, book=book) as talk:
        said = await answer(talk, "/whatif 94.2% 98.6% 300 500")
        assert said.text.startswith("¥4.00 → ¥1.60")
        talk.wait(days=2)
        [told, _] = await talk.press("怎么得出来的", said)
        assert "按 2026-11-22 的规定算" in told.text
        assert "¥1.60" in told.text
        await talk.press("比别的履约率", said)
        assert (await answer(talk, "98.6")).text.startswith("¥4.00 → ¥0.80")


async def test_a_threshold_that_no_number_of_orders_reaches_is_said_to_be_out_of_reach(tmp_path: Path) -> None:
    book = overlaid(tmp_path, dated("premium.high_fulfilment", ("2026-11-01", '"1"')))
    async with Talk.open(tmp_path, book=book) as talk:
        said = await answer(talk, "/whatif 96/100 100% 300 500")
        assert "离 100%：再多准时单也到不了。" in said.text
        [_, climbed] = await talk.press("怎么得出来的")
        assert climbed.text.startswith("离下一档还差几单")


async def test_a_hundred_thousand_orders_take_well_under_a_second_and_hold_nobody_up() -> None:
    random.seed(7)
    kept = Kept(
        1,
        OrderBook.of_fen([random.randint(500, 50_000) for _ in range(100_000)]),
        "CNY",
        None,
        Sides(),
        Report(True, 100_000),
    )
    before, after = Side.unpack("f0.942"), Side.unpack("f0.986")
    assert before is not None
    assert after is not None
    began = time.perf_counter()
    worked = await asyncio.to_thread(work_out, BOOK, kept, before, after)
    assert time.perf_counter() - began < 1
    assert worked is not None
    assert worked.found.orders == 100_000
