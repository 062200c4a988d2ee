"""Chats: created once, changed by name, forgotten whole, moved to a supergroup's id."""

from typing import Any

import pytest
from sqlalchemy import func, insert, select

from storage import chats, dialogues, due, inbox, order_books, outbox, parcels, questions
from storage.engine import Database, NotStored
from storage.questions import Reason
from storage.tables import handover, metadata
from tests.storage.making import DAY, NOW, alert_for, claim, make_chat, make_parcel

SUPERGROUP = -1_001_234_567_890_123


async def load(tx: Any, chat_id: int = 1, **changes: Any) -> chats.Chat:
    defaults: dict[str, Any] = {
        "kind": "private",
        "language": "en",
        "timezone": "Asia/Shanghai",
        "silence_days": 3,
        "quiet_from": 1320,
        "quiet_to": 480,
        "now": NOW,
    }
    return await chats.load(chat_id, tx, **(defaults | changes))


async def test_a_new_chat_gets_the_defaults_and_is_not_subscribed(database: Database) -> None:
    async with database.write() as tx:
        loaded = await load(tx)
    assert loaded == chats.Chat(
        id=1,
        kind="private",
        language=None,
        last_language="en",
        timezone="Asia/Shanghai",
        overdue_on=True,
        stalled_on=True,
        silence_days=3,
        quiet_from=1320,
        quiet_to=480,
        subscribed=False,
        asked_to_subscribe=False,
        active=True,
        inactive_reason=None,
        created_at=NOW,
    )


async def test_a_chat_that_exists_is_loaded_as_it_is(database: Database) -> None:
    async with database.write() as tx:
        first = await load(tx)
    async with database.read() as tx:
        assert await load(tx, kind="group", language="zh", silence_days=9, now=NOW + DAY) == first


async def test_a_chat_never_seen_is_not_found(database: Database) -> None:
    async with database.read() as tx:
        assert await chats.find(77, tx) is None


async def test_chat_ids_of_supergroups_fit(database: Database) -> None:
    async with database.write() as tx:
        await load(tx, SUPERGROUP, kind="group")
    async with database.read() as tx:
        found = await chats.find(SUPERGROUP, tx)
    assert found is not None
    assert found.id == SUPERGROUP


async def test_settings_are_changed_by_name(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        changed = await chats.update(1, tx, language="zh", quiet_from=None, quiet_to=None)
    assert (changed.language, changed.quiet_from, changed.quiet_to) == ("zh", None, None)
    assert changed.last_language == "en"


async def test_a_name_that_is_no_setting_is_refused(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        with pytest.raises(TypeError, match="created_at, next_seq"):
            await chats.update(1, tx, next_seq=1, created_at=NOW)


async def test_a_chat_that_is_not_stored_cannot_be_changed(database: Database) -> None:
    async with database.write() as tx:
        with pytest.raises(NotStored):
            await chats.update(1, tx, language="zh")


async def test_a_chat_that_refuses_messages_gets_none_of_those_that_wait(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await due.enqueue(tx, [alert_for(await make_parcel(tx))])
        await chats.deactivate(1, tx, "blocked by the user")
        found = await chats.find(1, tx)
        assert found is not None
        assert (found.active, found.inactive_reason) == (False, "blocked by the user")
        await chats.update(1, tx, active=True, inactive_reason=None)
        assert await claim(tx) == ()


async def test_forgetting_leaves_nothing_of_the_chat_and_everything_of_others(database: Database) -> None:
    async with database.write() as tx:
        for chat_id in (1, 2):
            await make_chat(tx, chat_id)
            for number in ("A", "B"):
                watched = await make_parcel(tx, chat_id, number)
                await due.enqueue(tx, [alert_for(watched)])
                await parcels.append_event(
                    chat_id, tx, watched.id, occurred_at=NOW, text="left", source="seller", now=NOW
                )
            await dialogues.save(chat_id, tx, 5, "eligible", "entity", {}, NOW)
            orders = order_books.Orders(b"1", "CNY", None, None, None, b"")
            await order_books.save(chat_id, tx, 5, orders, NOW)
            await questions.record(
                chat_id, tx, 5, "?", language="zh", reason=Reason.DECLINED, entry=None, nearest=(), now=NOW
            )
            handed = {"user_id": 5, "language": "zh", "operator_chat_id": -9, "operator_message_id": chat_id}
            await tx.execute(insert(handover).values(chat_id=chat_id, asked_at=NOW, **handed))
            await inbox.keep(tx, [inbox.Fetched(chat_id, chat_id, {"text": "hello"}, NOW)])
        # One alert waits, one is being sent, in both chats.
        await claim(tx, per_chat=1)
    async with database.write() as tx:
        forgotten = await chats.forget(1, tx)
    assert forgotten == chats.Forgotten(parcels=2, events=2, alerts=2)
    async with database.read() as tx:
        left = {
            name: (await tx.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in metadata.tables.items()
        }
        one_each = dict.fromkeys(("chat", "dialogue", "inbox", "order_book", "faq_question", "handover"), 1)
        assert left == {**one_each, "parcel": 2, "event": 2, "outbox": 2, "faq_phrase": 0}
        assert await chats.find(2, tx) is not None


async def test_forgetting_an_unknown_chat_removes_nothing(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        assert await chats.forget(2, tx) == chats.Forgotten(0, 0, 0)


async def test_a_group_keeps_everything_when_it_becomes_a_supergroup(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx, -5, silence_days=7, language="en")
        watched = await make_parcel(tx, -5, "A", promised_at=NOW, promise_source="date")
        await parcels.append_event(-5, tx, watched.id, occurred_at=NOW, text="left", source="seller", now=NOW)
        await due.enqueue(tx, [alert_for(watched)])
        await dialogues.save(-5, tx, 9, "eligible", "entity", {"x": 1}, NOW)
        (sending,) = await claim(tx)
    async with database.write() as tx:
        await chats.migrate(-5, tx, SUPERGROUP)
    async with database.write() as tx:
        moved = await chats.find(SUPERGROUP, tx)
        assert moved is not None
        assert (moved.silence_days, moved.language, moved.subscribed) == (7, "en", True)
        assert await chats.find(-5, tx) is None
        parcel = await parcels.by_seq(SUPERGROUP, tx, 1)
        assert parcel is not None
        assert parcel.number == "A"
        assert len(await parcels.events(SUPERGROUP, tx, parcel.id, 9)) == 1
        assert await dialogues.find(SUPERGROUP, tx, 9) is not None
        # What was being sent when the group moved is settled as usual, and can be handled.
        assert await due.settle_sent(tx, sending.id, "mine", 40, NOW) == 1
        assert len(await outbox.handle(SUPERGROUP, tx, sending.id, NOW)) == 1
        assert (await make_parcel(tx, SUPERGROUP, "B")).seq == 2


async def test_a_group_moves_into_a_chat_that_was_there_first(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx, -5, silence_days=7)
        for number in ("A", "B", "C"):
            await make_parcel(tx, -5, number, name="old")
        await dialogues.save(-5, tx, 9, "eligible", "old", {}, NOW)
        await dialogues.save(-5, tx, 8, "eligible", "old", {}, NOW)
        await make_chat(tx, SUPERGROUP, silence_days=1, subscribed=False)
        for number in ("D", "B", "E"):
            await make_parcel(tx, SUPERGROUP, number, name="new")
        await dialogues.save(SUPERGROUP, tx, 9, "eligible", "new", {}, NOW)
    async with database.write() as tx:
        await chats.migrate(-5, tx, SUPERGROUP)
    async with database.write() as tx:
        moved = await chats.find(SUPERGROUP, tx)
        assert moved is not None
        assert (moved.silence_days, moved.subscribed) == (7, True)
        parcels_now = await parcels.open_parcels(SUPERGROUP, tx)
        assert [(each.number, each.name) for each in parcels_now[:3]] == [
            ("A", "old"),
            ("B", "old"),
            ("C", "old"),
        ]
        assert [each.seq for each in parcels_now[:3]] == [1, 2, 3]
        assert [(each.number, each.name) for each in parcels_now[3:]] == [("D", "new"), ("E", "new")]
        next_one = await make_parcel(tx, SUPERGROUP, "F")
        assert next_one.seq > max(each.seq for each in parcels_now)
        steps = {user: await dialogues.find(SUPERGROUP, tx, user) for user in (8, 9)}
        assert {user: each.step for user, each in steps.items() if each} == {8: "old", 9: "new"}


async def test_a_move_that_is_told_twice_happens_once(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx, -5)
        await make_parcel(tx, -5, "A")
        await chats.migrate(-5, tx, SUPERGROUP)
        await chats.migrate(-5, tx, SUPERGROUP)
        await chats.migrate(SUPERGROUP, tx, SUPERGROUP)
        assert len(await parcels.open_parcels(SUPERGROUP, tx)) == 1


async def test_quiet_hours_outside_a_day_are_refused(database: Database) -> None:
    for wrong in ({"quiet_from": 1440, "quiet_to": 0}, {"quiet_from": 60, "quiet_to": None}):
        with pytest.raises(Exception, match="ck_chat_quiet_hours"):
            async with database.write() as tx:
                await load(tx, **wrong)
