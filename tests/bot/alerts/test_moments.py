"""From stored rows to the rules and back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.alerts.moments import next_moment, reschedule
from rules.book import DatedBook
from storage import parcels
from storage.parcels import Parcel
from tests.bot.alerts.shop import CHAT, START, Shop

NUMBER = "LP00000000000001"


def today(shop: Shop) -> DatedBook:
    return shop.services.book_of_today(shop.now)


async def stored(shop: Shop) -> Parcel:
    async with shop.services.database.read() as tx:
        (found,) = await parcels.open_parcels(CHAT, tx)
    return found


async def moment(shop: Shop) -> datetime | None:
    return (await stored(shop)).next_check_at


async def test_the_next_moment_is_the_earlier_of_promise_and_silence(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START + timedelta(days=2))
    assert await moment(shop) == START + timedelta(days=2)
    await shop.watch(NUMBER, promised=START + timedelta(days=20))
    assert await moment(shop) == START + timedelta(days=3)


async def test_a_promise_in_the_past_is_due_at_once(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START - timedelta(days=2))
    assert await moment(shop) == START - timedelta(days=2)


@pytest.mark.parametrize("deaf", [{"subscribed": False}, {"active": False}, {"overdue_on": False, "stalled_on": False}])
async def test_a_chat_that_hears_nothing_has_no_moments_until_it_listens_again(
    shop: Shop, deaf: dict[str, bool]
) -> None:
    await shop.watch(NUMBER, promised=START + timedelta(days=2))
    chat = await shop.settle_in(**deaf)
    assert await moment(shop) is None
    assert next_moment(await stored(shop), chat, today(shop)) is None
    await shop.settle_in(**dict.fromkeys(deaf, True))
    assert await moment(shop) == START + timedelta(days=2)


async def test_what_was_told_is_not_due_again(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START)
    await shop.scan()
    chat = await shop.settle_in()
    assert next_moment(await stored(shop), chat, today(shop)) == START + timedelta(days=3)


async def test_a_delivered_parcel_has_no_moment(shop: Shop) -> None:
    (parcel,) = await shop.watch(NUMBER, promised=START)
    chat = await shop.settle_in()
    async with shop.services.database.write() as tx:
        closed = await parcels.set_delivered(CHAT, tx, parcel.id, START)
    assert next_moment(closed, chat, today(shop)) is None


async def test_rescheduling_writes_only_what_changes(shop: Shop) -> None:
    await shop.watch(NUMBER, "LP00000000000002", promised=START + timedelta(days=2))
    chat = await shop.settle_in()
    async with shop.services.database.write() as tx:
        assert await reschedule(chat, tx, today(shop)) == 0
    chat = await shop.settle_in(overdue_on=False)
    async with shop.services.database.write() as tx:
        assert await reschedule(chat, tx, today(shop)) == 0, "settling in has done it already"
    assert await moment_of_all(shop) == {START + timedelta(days=3)}


async def moment_of_all(shop: Shop) -> set[datetime | None]:
    async with shop.services.database.read() as tx:
        return {parcel.next_check_at for parcel in await parcels.open_parcels(CHAT, tx)}
