"""Putting parcels under watch: numbered once, merged when given again."""

from datetime import datetime

import pytest

from storage import due, parcels
from storage.engine import Database, NotStored
from storage.parcels import NewParcel
from tests.storage.making import DAY, HOUR, NOW, make_chat, make_parcel


async def test_parcels_are_numbered_in_the_order_given(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        first = await parcels.add(1, tx, [NewParcel("B"), NewParcel("A")], NOW)
        second = await parcels.add(1, tx, [NewParcel("C", name="lamp", line="standard")], NOW + HOUR)
    assert [(each.parcel.seq, each.parcel.number, each.outcome) for each in first] == [
        (1, "B", "added"),
        (2, "A", "added"),
    ]
    (lamp,) = second
    assert lamp.parcel == parcels.Parcel(
        id=lamp.parcel.id,
        chat_id=1,
        seq=3,
        number="C",
        name="lamp",
        line="standard",
        promised_at=None,
        promise_source=None,
        watched_at=NOW + HOUR,
        last_event_at=None,
        last_event_text=None,
        delivered_at=None,
        overdue_told=0,
        overdue_episode=None,
        stalled_told=0,
        stalled_episode=None,
        handled_at=None,
        next_check_at=None,
    )


async def test_the_number_of_a_removed_parcel_is_never_given_again(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await parcels.add(1, tx, [NewParcel("A"), NewParcel("B")], NOW)
        old = await parcels.by_seq(1, tx, 2)
        removed = await parcels.remove(1, tx, [2, 3, 2])
        assert removed == (old,)
        again = await make_parcel(tx, 1, "B")
    assert old is not None
    assert again.seq == 3
    assert again.id != old.id


async def test_two_chats_number_their_parcels_by_themselves(database: Database) -> None:
    async with database.write() as tx:
        for chat_id in (1, 2):
            await make_chat(tx, chat_id)
            assert (await make_parcel(tx, chat_id, "SAME")).seq == 1


async def test_a_parcel_given_again_as_it_is_stays_unchanged(database: Database) -> None:
    given = NewParcel("A", "lamp", "standard", NOW + DAY, "date", NOW + DAY)
    async with database.write() as tx:
        await make_chat(tx)
        (first,) = await parcels.add(1, tx, [given], NOW)
        again = await parcels.add(1, tx, [given, NewParcel("A")], NOW + HOUR)
    assert [each.outcome for each in again] == ["unchanged", "unchanged"]
    assert {each.parcel for each in again} == {first.parcel}


async def test_what_is_given_again_is_merged_and_what_is_not_said_is_kept(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await parcels.add(1, tx, [NewParcel("A", "lamp", "standard", NOW + DAY, "date")], NOW)
        (merged,) = await parcels.add(1, tx, [NewParcel("A", line="simple")], NOW + HOUR)
        assert merged.outcome == "updated"
        assert merged.parcel == await parcels.by_number(1, tx, "A")
    parcel = merged.parcel
    assert (parcel.seq, parcel.name, parcel.line) == (1, "lamp", "simple")
    assert (parcel.promised_at, parcel.watched_at) == (NOW + DAY, NOW)


async def test_a_number_that_stands_twice_in_a_list_is_watched_once(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        answers = await parcels.add(
            1, tx, [NewParcel("A"), NewParcel("B"), NewParcel("A", name="lamp"), NewParcel("A")], NOW
        )
        assert [each.outcome for each in answers] == ["added", "added", "updated", "unchanged"]
        assert [each.parcel.seq for each in answers] == [1, 2, 1, 1]
        assert {each.parcel.name for each in answers if each.parcel.number == "A"} == {"lamp"}
        assert len(await parcels.open_parcels(1, tx)) == 2
        assert (await make_parcel(tx, 1, "C")).seq == 3


async def tell(database: Database, parcel: parcels.Parcel, episode: datetime) -> None:
    async with database.write() as tx:
        await due.settle_scan(tx, [due.ScanUpdate(parcel.id, 2, episode, 1, NOW, None)])
        await parcels.mark_handled(1, tx, [parcel.id], "overdue", 1, NOW)


async def test_another_promise_begins_another_overdue_episode(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx, promised_at=NOW + DAY, promise_source="date", next_check_at=NOW + DAY)
    await tell(database, watched, NOW + DAY)
    async with database.write() as tx:
        await parcels.add(1, tx, [NewParcel(watched.number, None, None, NOW + 2 * DAY, "moment")], NOW)
        after = await parcels.by_number(1, tx, watched.number)
    assert after is not None
    assert (after.promised_at, after.promise_source) == (NOW + 2 * DAY, "moment")
    assert (after.overdue_told, after.overdue_episode, after.handled_at) == (0, None, None)
    assert (after.stalled_told, after.stalled_episode) == (1, NOW)


async def test_the_same_promise_said_another_way_keeps_what_was_told(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx, promised_at=NOW + DAY, promise_source="date")
    await tell(database, watched, NOW + DAY)
    async with database.write() as tx:
        (added,) = await parcels.add(1, tx, [NewParcel(watched.number, None, None, NOW + DAY, "days")], NOW)
    after = added.parcel
    assert (after.promise_source, after.overdue_told, after.handled_at) == ("days", 2, NOW)


@pytest.mark.parametrize(
    ("stored", "given", "expected"),
    [
        (NOW + 2 * HOUR, NOW + HOUR, NOW + HOUR),
        (NOW + HOUR, NOW + 2 * HOUR, NOW + HOUR),
        (None, NOW + HOUR, NOW + HOUR),
        (NOW + HOUR, None, NOW + HOUR),
        (None, None, None),
    ],
)
async def test_the_next_moment_of_a_known_parcel_only_moves_earlier(
    database: Database, stored: datetime | None, given: datetime | None, expected: datetime | None
) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await make_parcel(tx, next_check_at=stored)
        (after,) = await parcels.add(1, tx, [NewParcel("LP1", name="x", next_check_at=given)], NOW)
    assert after.parcel.next_check_at == expected


async def test_a_delivered_parcel_given_again_is_not_looked_at_again(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        watched = await make_parcel(tx)
        await parcels.set_delivered(1, tx, watched.id, NOW)
        (after,) = await parcels.add(1, tx, [NewParcel("LP1", name="x", next_check_at=NOW)], NOW)
    assert (after.parcel.delivered_at, after.parcel.next_check_at) == (NOW, None)


async def test_a_list_longer_than_a_statement_is_watched_whole(database: Database) -> None:
    new = [NewParcel(f"LP{place:06}") for place in range(10_050)]
    async with database.write() as tx:
        await make_chat(tx)
        assert {each.outcome for each in await parcels.add(1, tx, new, NOW)} == {"added"}
        ids = [each.id for each in await parcels.open_parcels(1, tx)]
        assert len(await parcels.by_ids(1, tx, ids)) == len(ids) == 10_050
        again = await parcels.add(1, tx, new, NOW)
        assert [each.parcel.seq for each in again] == list(range(1, 10_051))
        assert len(await parcels.remove(1, tx, range(1, 10_051))) == 10_050


async def test_nothing_is_watched_for_a_chat_that_is_not_stored(database: Database) -> None:
    async with database.write() as tx:
        with pytest.raises(NotStored):
            await parcels.add(1, tx, [NewParcel("A")], NOW)
