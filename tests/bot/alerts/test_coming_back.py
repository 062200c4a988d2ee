"""Alerts that nobody could read at the time, and failures that must not cost more than they are worth."""

from __future__ import annotations

import asyncio

import pytest

from bot.alerts.changes import apply
from bot.alerts.deliver import Delivery
from bot.transport.http import RequestFailed
from storage import chats, due, parcels
from tests.bot.alerts.shop import CHAT, Shop, overdue


async def change(shop: Shop, **settings: object) -> None:
    """Change the chat as its menu, or its coming back, does."""
    async with shop.services.database.write() as tx:
        await apply(CHAT, tx, shop.services.book_of_today(shop.now), shop.now, **settings)


async def test_an_alert_a_blocked_chat_could_not_get_comes_when_it_is_unblocked(shop: Shop) -> None:
    await overdue(shop)
    shop.telegram.refuse(403, "Forbidden: bot was blocked by the user")
    await shop.deliver()
    shop.wait(hours=5)
    assert await shop.tick() == []
    await change(shop, active=True, inactive_reason=None)
    (message,) = await shop.tick()
    assert "LP00000000000001" in message.plain
    assert "重发" not in message.plain
    assert await shop.tick() == []


async def test_an_alert_that_waited_while_the_chat_left_comes_when_it_is_back_once(shop: Shop) -> None:
    await overdue(shop)
    async with shop.services.database.write() as tx:
        await chats.deactivate(CHAT, tx, "kicked")
    assert await shop.tick() == []
    for _ in range(2):
        await change(shop, active=True, inactive_reason=None)
    assert len(await shop.tick()) == 1


async def test_what_is_no_longer_true_when_the_chat_comes_back_is_not_told(shop: Shop) -> None:
    (parcel,) = await overdue(shop)
    async with shop.services.database.write() as tx:
        await chats.deactivate(CHAT, tx, "kicked")
        await parcels.set_delivered(CHAT, tx, parcel.id, shop.now)
    await change(shop, active=True, inactive_reason=None)
    assert await shop.tick() == []


async def test_a_rule_switched_off_and_on_again_loses_nothing_that_waited(shop: Shop) -> None:
    await overdue(shop)
    await change(shop, overdue_on=False)
    assert await shop.tick() == []
    await change(shop, stalled_on=True)
    assert await shop.tick() == []
    await change(shop, overdue_on=True)
    assert len(await shop.tick()) == 1


async def test_one_outage_that_many_sends_meet_at_once_is_one_failure(shop: Shop) -> None:
    for chat_id in range(8000, 8016):
        await shop.settle_in(chat_id=chat_id)
        await overdue(shop, chat_id=chat_id)
    shop.telegram.answers.extend(RequestFailed("down", ambiguous=False) for _ in range(16))
    await shop.delivery.run()
    shop.wait(seconds=4)
    assert await shop.delivery.run() == 16, "a moment's outage must not silence every alert for minutes"


async def test_a_claim_that_fails_does_not_leave_a_message_on_its_way_unsettled(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await overdue(shop)
    claim, claims = due.claim, 0

    async def second_fails(*given: object, **named: object) -> object:
        nonlocal claims
        claims += 1
        if claims == 2:
            raise OSError("disk")
        return await claim(*given, **named)  # type: ignore[arg-type]

    await shop.settle_in(chat_id=8000)
    await overdue(shop, chat_id=8000)
    monkeypatch.setattr(due, "claim", second_fails)
    shop.telegram.answering.clear()
    running = asyncio.create_task(Delivery(shop.services, shop.bot).run())
    await shop.telegram.received(2)
    await asyncio.sleep(0.05)
    shop.telegram.answering.set()
    with pytest.raises(OSError, match="disk"):
        await running
    assert await shop.states() == ["sent"]
    assert await shop.states(8000) == ["sent"]
