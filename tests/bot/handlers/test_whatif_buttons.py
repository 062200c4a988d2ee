"""The buttons of ``/whatif``: they find the orders again after a restart, and nobody else's, however forged."""

from __future__ import annotations

from itertools import product

import pytest

from bot.buttons import unpack
from bot.handlers import whatif_buttons as buttons
from bot.handlers.whatif_sides import Side
from tests.support.talk import Said, Talk

LINE = "/whatif 94.2% 98.6% 30 45.5 61 120"
GONE = "这批订单已经不在了（换成了新的，或过了 7 天）。把订单再发一次就能接着算：/whatif"


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


def data_of(said: Said, label: str) -> str:
    return next(data for row in said.keyboard for shown, data in row if label in shown)


async def test_another_rate_replaces_the_answer_and_the_next_one_too(talk: Talk) -> None:
    said = await answer(talk, LINE)
    [other] = await talk.press("95%–98%", said)
    assert other.kind == "edit"
    assert other.text.startswith("¥1.51 → ¥1.26")
    assert other.buttons[0] == "履约率 ≥98%"
    [back] = await talk.press("≥98%", other)
    assert back.text.startswith("¥1.51 → ¥1.20")


async def test_another_rate_may_be_typed(talk_en: Talk) -> None:
    said = await answer(talk_en, LINE)
    [asked] = await talk_en.press("Another rate", said)
    assert asked.text.startswith("4 orders, 94.2% → 98.6%: noted.\nWhich fulfilment rate shall I compare it with?")
    assert (await answer(talk_en, "96.1")).text.startswith("¥1.51 → ¥1.26")


async def test_new_orders_keep_both_rates(talk: Talk) -> None:
    await answer(talk, LINE)
    [asked] = await talk.press("换一批订单")
    assert asked.text.startswith("94.2% → 98.6%，记下了。")
    assert (await answer(talk, "300 500")).text.startswith("¥4.00 → ¥1.60")


async def test_every_button_works_after_a_restart(talk: Talk) -> None:
    said = await answer(talk, LINE + " abc")
    for label in ("95%–98%", "比别的履约率", "换一批订单", "怎么得出来的", "没用上的", "深圳卖家的例子"):
        talk.restart()
        replies = await talk.press(label, said)
        assert replies[0].text != GONE, label


@pytest.mark.parametrize("label", ["95%–98%", "比别的履约率", "怎么得出来的", "没用上的"])
async def test_a_button_of_orders_that_were_replaced_says_that_they_are_gone(talk: Talk, label: str) -> None:
    said = await answer(talk, LINE + " abc")
    await answer(talk, "/whatif 94.2% 98.6% 300 500 abc")
    [toast] = await talk.press(label, said)
    assert (toast.kind, toast.text) == ("toast", GONE)


async def test_a_button_says_so_in_english_too(talk_en: Talk) -> None:
    said = await answer(talk_en, LINE)
    await answer(talk_en, LINE)
    [toast] = await talk_en.press("95%–98%", said)
    assert toast.text.startswith("I no longer have those orders")


async def test_orders_are_gone_after_seven_days_and_when_everything_is_forgotten(talk: Talk) -> None:
    said = await answer(talk, LINE)
    talk.wait(days=7)
    assert (await talk.press("95%–98%", said))[0].text.startswith("¥1.51")
    talk.wait(seconds=1)
    assert (await talk.press("95%–98%", said))[0].text == GONE
    said = await answer(talk, LINE)
    await talk.say("/forget")
    await talk.press(talk.bot.said[-1].buttons[0])
    assert (await talk.press("95%–98%", said))[0].text == GONE


async def test_the_privacy_page_says_what_is_kept_and_for_how_long(talk: Talk) -> None:
    said = await answer(talk, "/privacy")
    assert "最近一次 /whatif 的订单金额、履约率和跳过的行号；不留订单号、姓名和文件，7 天后" in said.text


async def test_the_privacy_page_says_so_in_english(talk_en: Talk) -> None:
    assert "the order amounts of your last /whatif" in (await answer(talk_en, "/privacy")).text


async def test_an_answer_for_another_rate_today_does_not_change_what_an_older_one_meant(talk: Talk) -> None:
    said = await answer(talk, LINE)
    await talk.press("比别的履约率", said)
    assert (await answer(talk, "96% 98.6%")).text.startswith("¥1.26 → ¥1.20")
    assert (await talk.press("怎么得出来的", said))[0].text == GONE


async def test_another_persons_orders_are_out_of_reach(talk: Talk) -> None:
    said = await answer(talk, LINE + " abc")
    stranger = talk.other(8002)
    stranger.chat_id = 8002
    pressed = [data_of(said, label) for label in ("95%–98%", "比别的履约率", "怎么得出来的", "没用上的")]
    for data in pressed:
        [toast] = await stranger.press_data(data)
        assert (toast.kind, toast.text) == ("toast", GONE)
    # With orders of the same number, it is the stranger's own that answer.
    await stranger.say("/whatif 94.2% 98.6% 300 500 abc")
    for data in pressed:
        assert all("1.51" not in one.text and "4 单" not in one.text for one in await stranger.press_data(data))


async def test_in_a_group_each_has_orders_of_their_own(talk: Talk) -> None:
    talk.kind, talk.chat_id = "group", -55
    said = await answer(talk, LINE)
    other = talk.other(8002)
    [toast] = await other.press("95%–98%", said)
    assert toast.kind == "toast"
    # Even without the owner's mark.
    [toast] = await other.press_data(data_of(said, "95%–98%").partition("@")[0])
    assert toast.text == GONE
    await other.say("/whatif 94.2% 98.6% 300 500")
    [mine] = await talk.press("95%–98%", said)
    assert mine.text.startswith("¥1.51 → ¥1.26")


FORGED = [
    "wr:0:a:f0.97",
    "wr:-5:a:f0.97",
    "wr:{seq}:a:f7",
    "wr:{seq}:a:x1",
    "wr:{seq}:a:fNaN",
    "wr:{seq}:a:c5/0",
    "wr:{seq}:a:c9/5",
    "wr:{seq}:a:c99999999999999/99999999999999",
    "wr:{seq}:z:f0.97",
    "wr:{seq}:a:",
    "wt:1",
    "wm:{seq}:94.2,98.6",
    "wm:{seq}:NaN",
    "wm:{seq}:1E+9",
    "wm:{seq}:30,45.5,61",
    "wk:1:0:0",
    "wk:{seq}:-1:1",
    "ww:{seq}:f2:20261122",
    "ww:{seq}:f0.97:20991399",
    "ww:{seq}:f0.97:19990101",
    "wc:00000000:0:1",
    "wy:x",
    "wy:19990101",
    "wn:99",
    "wr",
]


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons_are_answered_kindly_and_change_nothing(talk: Talk, data: str) -> None:
    said = await answer(talk, LINE)
    seq = data_of(said, "比别的").split(":")[1]
    for reply in await talk.press_data(data.format(seq=seq)):
        assert "出错" not in reply.text
        assert "编号" not in reply.text
    [told, _] = await talk.press("怎么得出来的", said)
    assert "¥1.51" in told.text


async def test_a_column_of_an_older_sheet_is_not_taken_for_one_of_the_newer(talk: Talk) -> None:
    rows = "\n".join(f"{8012345678900001 + place},{one},{one}" for place, one in enumerate((30, 45, 61)))
    [older] = await talk.upload(f"订单号,甲,乙\n{rows}".encode(), "a.csv")
    [newer] = await talk.upload(f"订单号,丙,丁\n{rows}".encode(), "b.csv")
    [toast] = await talk.press("B 列", older)
    assert toast.text == GONE
    [asked] = await talk.press("B 列", newer)
    assert asked.text.startswith("3 单，记下了。")


def test_every_button_fits_with_the_longest_of_its_values_in_a_group() -> None:
    seq, side = 9_999_999_999, Side.unpack("c1000000000/1000000000")
    assert side is not None
    for kind in (
        buttons.WhatIfRate(seq, buttons.Which.BEFORE, side.pack()),
        buttons.WhatIfType(seq),
        buttons.WhatIfMeant(seq, "99.99,99.99"),
        buttons.WhatIfColumn("ffffffff", 19, 199),
        buttons.WhatIfSkipped(seq, 100_000, True),
        buttons.WhatIfWhy(seq, side.pack(), "20261122"),
        buttons.WhatIfNew(seq),
        buttons.WhatIfCase(),
        buttons.WhatIfCaseWhy("20261122"),
    ):
        assert len(kind.pack().encode()) <= 50
        assert unpack(kind.pack(9_999_999_999)) == (kind, 9_999_999_999)


@pytest.mark.parametrize(
    ("kind", "value"), list(product("fpb", ["0.942", "0.98123456789012345", "1"])), ids=lambda one: str(one)
)
def test_a_rate_comes_back_from_its_packing(kind: str, value: str) -> None:
    side = Side.unpack(f"{kind}{value}")
    assert side is not None
    assert side.pack() == f"{kind}{value}"
    assert len(side.pack()) <= 24


@pytest.mark.parametrize(
    "packed", ["", "f", "x0.9", "f1.1", "f-1", "c", "c1", "c/", "c2/1", "c0/0", "c１/２", "fx", "p0"]
)
def test_what_is_no_rate_is_not_unpacked(packed: str) -> None:
    assert Side.unpack(packed) is None
