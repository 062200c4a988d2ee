"""The scan: what is due becomes outbox rows and the next moment, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.alerts import scan as scanning
from bot.alerts.scan import ScanReport
from storage import chats, due, parcels
from storage.due import DueParcel
from storage.tables import parcel as parcel_table
from tests.bot.alerts.shop import CHAT, START, Shop

NUMBER = "LP00000000000001"


async def stored(shop: Shop, number: str = NUMBER) -> parcels.Parcel:
    async with shop.services.database.read() as tx:
        found = await parcels.by_number(CHAT, tx, number)
    assert found is not None
    return found


async def facts(shop: Shop) -> list[tuple[str, int]]:
    return [(alert.rule, alert.level) for alert in await shop.alerts()]


async def test_nothing_is_told_a_second_before_the_promise_and_one_alert_at_it(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START + timedelta(hours=5))
    shop.wait(hours=5, seconds=-1)
    assert await shop.scan() == ScanReport()
    shop.wait(seconds=1)
    assert await shop.scan() == ScanReport(visited=1, alerts=1)
    (alert,) = await shop.alerts()
    assert (alert.rule, alert.level, alert.episode) == ("overdue", 1, START + timedelta(hours=5))
    assert await shop.scan() == ScanReport()


async def test_a_parcel_is_told_of_at_each_level_once_however_often_the_scan_runs(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START + timedelta(days=1))
    for _ in range(24 * 12):
        await shop.scan()
        shop.wait(hours=1)
    # Silent since it was watched: 3 and 5 days; the promise passed after one day, 7 more days make the second level.
    assert await facts(shop) == [("overdue", 1), ("stalled", 1), ("stalled", 2), ("overdue", 2)]
    assert (await stored(shop)).next_check_at is None


async def test_a_scan_that_comes_weeks_late_tells_the_present_level_only(shop: Shop) -> None:
    await shop.watch(NUMBER, promised=START + timedelta(days=1))
    shop.wait(days=40)
    assert await shop.scan() == ScanReport(visited=1, alerts=2)
    assert sorted(await facts(shop)) == [("overdue", 2), ("stalled", 2)]


async def test_a_moment_stored_too_early_tells_nothing_and_is_put_right(shop: Shop) -> None:
    (parcel,) = await shop.watch(NUMBER, promised=START + timedelta(days=2))
    async with shop.services.database.write() as tx:
        await parcels.set_moments(CHAT, tx, {parcel.id: START})
    assert await shop.scan() == ScanReport(visited=1, alerts=0)
    assert (await stored(shop)).next_check_at == START + timedelta(days=2)


async def test_every_due_parcel_is_worked_off_whatever_the_batch(shop: Shop) -> None:
    await shop.watch(*(f"LP{number:014d}" for number in range(23)), promised=START)
    report = await scanning.scan(shop.services, shop.now, batch=5)
    assert report == ScanReport(visited=23, alerts=23)


async def test_quiet_hours_store_the_alert_at_once_for_the_morning(shop: Shop) -> None:
    await shop.settle_in(quiet_from=11 * 60, quiet_to=15 * 60)
    await shop.watch(NUMBER, promised=START)
    await shop.scan()
    (alert,) = await shop.alerts()
    assert (alert.created_at, alert.available_at) == (START, START + timedelta(hours=3))


@pytest.mark.parametrize("off", [{"subscribed": False}, {"active": False}, {"overdue_on": False, "stalled_on": False}])
async def test_a_chat_that_hears_nothing_has_its_parcels_put_to_rest(shop: Shop, off: dict[str, bool]) -> None:
    await shop.watch(NUMBER, promised=START + timedelta(hours=1))
    async with shop.services.database.write() as tx:
        await chats.update(CHAT, tx, **off)  # as if nobody had set the moments anew
    shop.wait(days=9)
    assert await shop.scan() == ScanReport(visited=1, alerts=0)
    assert (await stored(shop)).next_check_at is None
    await shop.settle_in(**dict.fromkeys(off, True))
    assert (await shop.scan()).alerts == 2


async def test_a_parcel_that_cannot_be_worked_out_rests_an_hour_and_stops_nobody(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = await shop.watch(NUMBER, "LP00000000000002", promised=START)
    whole = scanning.decide

    def broken(row: DueParcel, *rest: object) -> object:
        if row.id == bad.id:
            raise ArithmeticError("facts nobody can work out")
        return whole(row, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(scanning, "decide", broken)
    assert await shop.scan() == ScanReport(visited=2, alerts=1, pushed_back=1)
    assert [alert.parcel_id for alert in await shop.alerts()] == [good.id]
    assert (await stored(shop, bad.number)).next_check_at == START + timedelta(hours=1)
    assert await shop.scan() == ScanReport()
    monkeypatch.undo()
    shop.wait(hours=1)
    assert (await shop.scan()).alerts == 1


async def test_a_row_the_database_refuses_is_pushed_back_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _, bad = await shop.watch(NUMBER, "LP00000000000002", promised=START)
    whole = due.enqueue

    async def refusing(tx: object, alerts: list[due.NewAlert]) -> int:
        stored = await whole(tx, alerts)  # type: ignore[arg-type]
        if any(alert.parcel_id == bad.id for alert in alerts):
            raise OSError("disk")
        return stored

    monkeypatch.setattr(due, "enqueue", refusing)
    assert await shop.scan() == ScanReport(visited=2, alerts=1, pushed_back=1)
    assert len(await shop.alerts()) == 1


async def test_told_and_outbox_stand_or_fall_together(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.watch(NUMBER, promised=START)

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(due, "settle_scan", dies)
    with pytest.raises(KeyboardInterrupt):
        await shop.scan()
    monkeypatch.undo()
    assert await shop.alerts() == []
    assert (await stored(shop)).overdue_told == 0
    assert await shop.scan() == ScanReport(visited=1, alerts=1)


async def test_the_scan_reads_the_due_end_of_an_index_only(shop: Shop) -> None:
    """One parcel of forty is due: forty rows in the table, one visited."""
    await shop.watch(*(f"LP{number:014d}" for number in range(39)), promised=START + timedelta(days=30))
    await shop.watch("LP99999999999999", promised=START)
    assert (await shop.scan()).visited == 1
    async with shop.services.database.read() as tx:
        plan = await tx.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM parcel WHERE next_check_at <= '2026' ORDER BY next_check_at, id"
        )
        (step,) = [str(tuple(row)[-1]) for row in plan]
    assert "ix_parcel_due (next_check_at<?)" in step


async def test_a_deleted_parcel_leaves_nothing_due(shop: Shop) -> None:
    (parcel,) = await shop.watch(NUMBER, promised=START)
    async with shop.services.database.write() as tx:
        await parcels.remove(CHAT, tx, [parcel.seq])
        await tx.execute(update(parcel_table).values(next_check_at=START))
        assert (await tx.execute(select(parcel_table.c.id))).all() == []
    assert await shop.scan() == ScanReport()
