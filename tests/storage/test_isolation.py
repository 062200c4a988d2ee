"""A chat never sees or changes what is another's: asked of every public function there is."""

import inspect
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, dialogues, due, handovers, order_books, outbox, parcels, phrases, questions
from storage.engine import Database, NotStored
from storage.questions import Reason
from storage.tables import metadata
from tests.storage.making import DAY, HOUR, NOW, alert_for, claim, make_chat, make_parcel

OWNER, STRANGER, NOBODY, PERSON = 1, 2, 3, 55
SECRET = "the owner's own"

ORDERS = order_books.Orders(SECRET.encode(), SECRET, None, None, None, SECRET.encode())

Function = Callable[..., Awaitable[object]]


def public_functions(module: ModuleType) -> list[tuple[str, Function]]:
    found = inspect.getmembers(module, inspect.iscoroutinefunction)
    return [(name, function) for name, function in found if not name.startswith("_")]


FUNCTIONS = {
    f"{module.__name__.partition('.')[2]}.{name}": function
    for module in (chats, dialogues, handovers, order_books, parcels, outbox, phrases, questions)
    for name, function in public_functions(module)
    if function is not phrases.load  # the bot's own, at its start; they belong to no chat
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_takes_the_chat_first(name: str) -> None:
    assert list(inspect.signature(FUNCTIONS[name]).parameters)[:2] == ["chat_id", "tx"]


def test_there_are_functions_to_ask() -> None:
    assert {"chats.forget", "dialogues.find", "parcels.append_event", "outbox.handle"} <= FUNCTIONS.keys()
    assert len(FUNCTIONS) >= 30


async def everything_of_the_owner(tx: AsyncConnection) -> list[Any]:
    rows: list[Any] = []
    for name, table in metadata.tables.items():
        order = list(table.primary_key.columns)
        for row in (await tx.execute(select(table).order_by(*order))).mappings():
            if row.get("chat_id", row["id"] if name == "chat" else OWNER) == OWNER:
                rows.append((name, dict(row)))
    return rows


async def settle_in(tx: AsyncConnection) -> dict[str, Any]:
    """Gives the owner one of everything; returns arguments that all point at the owner's rows."""
    await make_chat(tx, OWNER, inactive_reason=SECRET)
    sent = await make_parcel(tx, OWNER, SECRET, name=SECRET, next_check_at=NOW)
    waiting = await make_parcel(tx, OWNER, f"{SECRET} 2", promised_at=NOW, promise_source="date")
    await parcels.append_event(OWNER, tx, sent.id, occurred_at=NOW, text=SECRET, source="seller", now=NOW)
    await dialogues.save(OWNER, tx, PERSON, SECRET, SECRET, {SECRET: 1}, NOW)
    given_seq = await order_books.save(OWNER, tx, PERSON, ORDERS, NOW)
    await due.enqueue(tx, [alert_for(sent, facts={SECRET: 1})])
    (bundle,) = await claim(tx)
    await due.settle_sent(tx, bundle.id, bundle.token, 4, NOW)
    await due.enqueue(tx, [alert_for(waiting, facts={SECRET: 1}, available_at=NOW + HOUR)])
    await questions.record(
        OWNER, tx, PERSON, SECRET, language="zh", reason=Reason.DECLINED, entry=None, nearest=[SECRET], now=NOW
    )
    await handovers.save(
        OWNER, tx, PERSON, message_id=5, language=SECRET, operator_chat_id=OWNER, operator_message_id=6, now=NOW
    )
    attached = await phrases.attach(OWNER, tx, {OWNER}, PERSON, SECRET, "fee", "zh", NOW)
    assert attached is not None
    ids = [sent.id, waiting.id]
    return {
        "parcel_id": sent.id,
        "parcel_ids": ids,
        "ids": ids,
        "seq": sent.seq,
        "seqs": [sent.seq, waiting.seq],
        "number": SECRET,
        "moments": dict.fromkeys(ids, NOW),
        "bundle": bundle.id,
        "user_id": PERSON,
        "given": ORDERS,
        "given_seq": given_seq,
        "exchange": "1",
        "before": "x",
        "after": "x",
        "column": metadata.tables["parcel"].c.id,
        "values": ids,
        "which": metadata.tables["parcel"].c.id.in_(ids),
        "changes": {"name": "mine now"},
        "lock": False,
        "operators": {OWNER},
        "settled_with": ids[0],
        "outcome": questions.Outcome.IGNORED,
        "phrase_id": attached.id,
        "operator_chat_id": OWNER,
        "operator_message_id": 6,
        "answer_message_id": 7,
        # What the stranger says of its own.
        "parcels": [],
        "new_chat_id": NOBODY,
        "kind": "group",
        "step": "x",
        "answers": {},
        "language": "en",
        "timezone": "UTC",
        "silence_days": 1,
        "quiet_from": None,
        "quiet_to": None,
        "reason": Reason.DECLINED,
        "entry": None,
        "nearest": [],
        "message_id": 8,
        "since": NOW - DAY,
        "name": "mine now",
        "text": "mine now",
        "source": "seller",
        "state": None,
        "rule": "overdue",
        "rules": ["overdue"],
        "level": 2,
        "offset": 0,
        "limit": 99,
        "idle_before": NOW,
        "now": NOW,
        "until": NOW + DAY,
        "occurred_at": NOW + DAY,
        "promised_at": NOW + DAY,
        "delivered_at": NOW,
    }


def fitting(function: Function, arguments: dict[str, Any]) -> dict[str, Any]:
    """Those of the arguments that this function takes after the chat and the transaction."""
    wanted = list(inspect.signature(function).parameters.values())[2:]
    if wanted and wanted[-1].kind is inspect.Parameter.VAR_KEYWORD:
        return {"language": "en"}
    return {each.name: arguments[each.name] for each in wanted}


@pytest.mark.parametrize("stored", [True, False], ids=["a stored chat", "an unknown chat"])
async def test_a_stranger_gets_and_changes_nothing(database: Database, stored: bool) -> None:
    async with database.write() as tx:
        arguments = await settle_in(tx)
        if stored:
            await make_chat(tx, STRANGER)
        before = await everything_of_the_owner(tx)
        for name, function in FUNCTIONS.items():
            # Each call is undone, so that the next one meets the same stranger.
            undo = await tx.begin_nested()
            try:
                answer = await function(STRANGER, tx, **fitting(function, arguments))
            except NotStored as refusal:
                answer = str(refusal)
                await undo.rollback()
                undo = await tx.begin_nested()
            after = await everything_of_the_owner(tx)
            assert after == before, name
            assert SECRET not in repr(answer), name
            await undo.rollback()


async def test_the_same_calls_find_the_owners_rows(database: Database) -> None:
    """So that a stranger's nothing is not the nothing of wrong arguments."""
    async with database.write() as tx:
        its = await settle_in(tx)
        assert SECRET in repr(await chats.find(OWNER, tx))
        assert SECRET in repr(await dialogues.find(OWNER, tx, PERSON))
        assert SECRET in repr(await order_books.find(OWNER, tx, PERSON, NOW))
        assert SECRET in repr(await parcels.by_seq(OWNER, tx, its["seq"]))
        assert SECRET in repr(await parcels.by_number(OWNER, tx, its["number"]))
        assert SECRET in repr(await questions.find_open(OWNER, tx, {OWNER}, 9))
        assert SECRET in repr(await phrases.find(OWNER, tx, {OWNER}, SECRET))
        assert SECRET in repr(await handovers.asked(OWNER, tx, NOW - DAY))
        assert SECRET in repr(await handovers.find_handed(OWNER, tx, 6))
        assert await handovers.settle(OWNER, tx, 6, 7, NOW)
        assert len(await parcels.by_ids(OWNER, tx, its["ids"])) == 2
        assert SECRET in repr(await parcels.events(OWNER, tx, its["parcel_id"], 9))
        assert SECRET in repr(await outbox.find_bundle(OWNER, tx, its["bundle"]))
        assert await outbox.snooze(OWNER, tx, its["bundle"], NOW + DAY, NOW) == 1
        assert len(await outbox.handle(OWNER, tx, its["bundle"], NOW)) == 1
        assert await outbox.suppress(OWNER, tx, its["parcel_ids"], ["overdue"]) == 2
        assert len(await parcels.remove(OWNER, tx, its["seqs"])) == 2
