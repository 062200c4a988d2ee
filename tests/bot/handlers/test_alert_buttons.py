"""The buttons under an alert, pressed by sellers on one copy or another."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from telegram.ext import ExtBot

from bot.alerts.deliver import Delivery
from bot.alerts.scan import scan
from bot.transport.pacing import Pacer
from tests.bot.alerts.recorder import Sent, Telegram
from tests.support.talk import Talk

LP = "LP00123456789012"
OTHER = "RB123456785CN"


@dataclass
class Alerted:
    """A seller who talks, and the pushes that reach her."""

    talk: Talk
    telegram: Telegram

    async def tick(self) -> list[Sent]:
        """Scan and deliver; what arrived."""
        before = len(self.telegram.sent)
        bot = ExtBot("1:token", request=self.telegram, get_updates_request=self.telegram, rate_limiter=Pacer.off())
        await scan(self.talk.services, self.talk.now)
        await Delivery(self.talk.services, bot, randomness=random.Random(1)).run()
        return self.telegram.sent[before:]


@pytest.fixture
async def seller(tmp_path: Path) -> AsyncIterator[Alerted]:
    """Subscribed, no quiet hours."""
    async with Talk.open(tmp_path) as talk:
        await talk.say("/subscribe")
        await talk.say("/alerts 免打扰 关")
        yield Alerted(talk, Telegram())


async def overdue(seller: Alerted, *numbers: str) -> Sent:
    """These parcels a minute past their promise, and the alert about them."""
    await seller.talk.say("/watch " + "\n".join(f"{number} 2026-11-22 12:30" for number in numbers))
    seller.talk.wait(minutes=31)
    (message,) = await seller.tick()
    return message


def pressing(message: Sent, prefix: str) -> str:
    return next(data for data in message.data if data.startswith(prefix))


async def test_handled_is_said_shown_in_place_and_ends_the_rule_for_this_episode(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    toast, edited = await seller.talk.press_data(pressing(message, "ah"))
    assert (toast.kind, edited.kind) == ("toast", "edit")
    assert "已处理" in edited.text
    assert LP in edited.text
    seller.talk.wait(days=2)
    assert await seller.tick() == []
    seller.talk.wait(days=6)
    (later,) = await seller.tick()
    assert "断更" in later.plain
    assert "超过承诺时间" not in later.plain, "the second level of what was handled"


async def test_handled_twice_says_that_it_was_done_before(seller: Alerted) -> None:
    message = await overdue(seller, LP, OTHER)
    await seller.talk.press_data(pressing(message, "ah"), message_id=1)
    toast, copy = await seller.talk.press_data(pressing(message, "ah"), message_id=2)
    assert "这 2 件之前已经处理过了" in toast.text
    assert (copy.message_id, "已处理" in copy.text) == (2, True)


async def test_a_changed_promise_after_handling_is_a_new_story(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    await seller.talk.press_data(pressing(message, "ah"))
    await seller.talk.say(f"/watch {LP} 2026-11-23 12:00")
    seller.talk.wait(days=1)
    (again,) = await seller.tick()
    assert LP in again.plain


async def test_handling_an_old_alert_does_not_silence_what_came_after_it(seller: Alerted) -> None:
    await seller.talk.say(f"/watch {LP}")
    seller.talk.wait(days=3)
    (old,) = await seller.tick()
    await seller.talk.say("/event 1 到达莫斯科")
    await seller.talk.press_data(pressing(old, "ah"))
    seller.talk.wait(days=3)
    (fresh,) = await seller.tick()
    assert "断更" in fresh.plain


async def test_snooze_says_when_it_returns_and_returns_then(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    toast, edited = await seller.talk.press_data(pressing(message, "az"))
    assert "11月23日 周一 12:31" in toast.text
    assert "11月23日 周一 12:31" in edited.text
    assert edited.buttons == ["✅ 已处理", "看详情"]
    seller.talk.wait(hours=24)
    (again,) = await seller.tick()
    assert LP in again.plain


async def test_snooze_pressed_twice_returns_once(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    await seller.talk.press_data(pressing(message, "az"))
    (toast,) = await seller.talk.press_data(pressing(message, "az"), message_id=2)
    assert toast.kind == "toast"
    assert "不用再按" in toast.text
    seller.talk.wait(hours=25)
    assert len(await seller.tick()) == 1
    assert await seller.tick() == []


async def test_snooze_into_the_night_is_promised_for_the_morning(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    await seller.talk.say("/alerts 11:00-15:00")
    toast, _ = await seller.talk.press_data(pressing(message, "az"))
    assert "11月23日 周一 15:00" in toast.text


async def test_handled_after_snooze_calls_the_return_off(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    await seller.talk.press_data(pressing(message, "az"))
    await seller.talk.press_data(pressing(message, "ah"))
    seller.talk.wait(hours=30)
    assert await seller.tick() == []


async def test_snooze_after_handled_says_it_is_handled(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    await seller.talk.press_data(pressing(message, "ah"))
    toast, edited = await seller.talk.press_data(pressing(message, "az"))
    assert "已经处理过" in toast.text
    assert "已处理" in edited.text


async def test_details_of_one_parcel_are_the_parcel(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    (answer,) = await seller.talk.press_data(pressing(message, "ad"))
    assert answer.kind == "message"
    assert "超时" in answer.text
    assert "复制单号" in answer.buttons


async def test_details_of_many_are_paged_in_a_message_of_their_own(seller: Alerted) -> None:
    message = await overdue(seller, *(f"LP{row:014d}" for row in range(1, 12)))
    (first,) = await seller.talk.press_data(pressing(message, "ad"))
    assert first.kind == "message"
    assert first.text.count("LP000") == 8
    (second,) = await seller.talk.press("下一页")
    assert second.kind == "edit"
    assert second.text.count("LP000") == 3
    (parcel,) = await seller.talk.press("#11")
    assert "LP00000000000011" in parcel.text


async def test_an_alert_whose_parcels_are_gone_says_so(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    await seller.talk.say("/unwatch 1")
    for data in message.data:
        (toast,) = await seller.talk.press_data(data)
        assert "不盯了" in toast.text


async def test_a_stranger_with_the_right_id_reaches_nothing(seller: Alerted) -> None:
    message = await overdue(seller, LP)
    stranger = Talk(seller.talk.services, seller.talk.moment, chat_id=8002, user_id=8002)
    for data in message.data:
        (toast,) = await stranger.press_data(data)
        assert "不盯了" in toast.text
    seller.talk.wait(days=7)
    (later,) = await seller.tick()
    assert LP in later.plain
