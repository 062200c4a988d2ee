"""Inline mode over the wire with the program: what is offered, what comes too late, and that nothing of it stays."""

import asyncio

import pytest

from tests.end_to_end.running import written_down

pytestmark = pytest.mark.long

PRIVATE = "老王的佣金多少"


async def test_typing_the_bots_name_in_any_chat_offers_quotes_and_topics_and_leaves_nothing_behind(
    unlimited, start, tmp_path
):
    seller, reader = unlimited.user(), unlimited.user(language_code="en")
    async with start(unlimited) as bot:
        await bot.says("inline=True")
        quoted = await (await seller.ask_inline("200 97")).answered()
        first = quoted.results[0]
        assert (first.title, first.marked("bold")) == ("保费 ¥0.60", ["保费 ¥0.60"])
        assert quoted.personal
        assert 0 < quoted.cache_seconds <= 300

        english = await (await reader.ask_inline("how is the premium worked out")).answered()
        assert english.results[0].title == "How the premium is worked out"
        assert "Source:" in english.results[0].text
        assert not english.personal

        late = await seller.ask_inline("保费怎么算")
        late.expired = True
        await unlimited.wait_for(lambda: unlimited.calls("answerInlineQuery")[-1].status == 400)
        welcome = await (await seller.ask_inline()).answered()
        assert welcome.results[0].id == "example"

        # While an answer is on its way, more is fetched, which the program prepares by writing down what is open.
        unlimited.fail("answerInlineQuery", stall=1.5)
        slow = [await seller.ask_inline(PRIVATE[:length]) for length in range(1, len(PRIVATE) + 1)]
        await slow[0].answered()
        unlimited.fail("sendMessage", stall=1.5)
        await reader.send("what is covered")
        await unlimited.wait_for(lambda: unlimited.calls("sendMessage"))
        await reader.send("and who pays")
        await unlimited.wait_for(lambda: not unlimited.unconfirmed, 5, "all to be confirmed")
        written = await asyncio.to_thread(written_down, tmp_path)
        assert "what is covered" in written
        assert "老王" not in written
        where = await slow[-1].answered()
        assert where.results[0].id.startswith("unsupported-")
        assert [query.answer is not None for query in slow[1:-1]] == [False] * (len(slow) - 2)

        for event in ("inline_failed", "inline_not_answered", "update_failed", "老王"):
            assert event not in bot.output
        await bot.kill()
    async with start(unlimited):  # the next process begins with what was left: no inline query
        again = await (await seller.ask_inline("保费怎么算")).answered()
        assert again.results[0].title == "保费怎么算"
