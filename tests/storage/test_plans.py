"""The loops of the scan and of delivery read the due end of an index, whatever else is stored."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import due, expiry, outbox, questions
from storage.engine import Database
from storage.order_books import KEPT
from storage.tables import faq_question, order_book, parcel
from storage.tables import outbox as outbox_table
from tests.storage.making import DAY, HOUR, MINUTE, NOW, claim, make_chat

MANY, DUE, PER_CHAT = 5_000, 40, 50


@pytest.fixture
async def crowded(database: Database) -> Database:
    """5 000 parcels in 100 chats, 40 of them due; 5 000 alerts: 40 ready, 10 leased, the rest sent."""
    chats = range(1, MANY // PER_CHAT + 1)
    async with database.write() as tx:
        for chat_id in chats:
            await make_chat(tx, chat_id)
        await tx.execute(insert(parcel), [_parcel(place) for place in range(MANY)])
        await tx.execute(insert(outbox_table), [_alert(place) for place in range(MANY)])
    if database.dialect == "postgresql":
        async with database.write() as tx:
            await tx.execute(text("ANALYZE"))
    return database


def _parcel(place: int) -> dict[str, Any]:
    is_due = place % (MANY // DUE) == 0
    in_time = NOW + DAY if place % 2 else None
    return {
        "id": place + 1,
        "chat_id": place % (MANY // PER_CHAT) + 1,
        "seq": place + 1,
        "number": f"LP{place}",
        "watched_at": NOW,
        "overdue_told": 0,
        "stalled_told": 0,
        "next_check_at": NOW - MINUTE if is_due else in_time,
        "push_backs": 0,
    }


def _alert(place: int) -> dict[str, Any]:
    state = "ready" if place < 40 else "leased" if place < 50 else "sent"
    return {
        "id": place + 1,
        "chat_id": place % (MANY // PER_CHAT) + 1,
        "parcel_id": place + 1,
        "rule": "overdue",
        "level": 1,
        "episode": NOW,
        "dedup_key": str(place),
        "facts": {},
        "state": state,
        "available_at": NOW,
        "bundle": None if state == "ready" else place + 1,
        "lease_token": "x" if state == "leased" else None,
        "lease_until": NOW if state == "leased" else None,
        "telegram_message_id": 1 if state == "sent" else None,
        "sent_at": NOW if state == "sent" else None,
        "attempts": 0,
        "repeated": False,
        "created_at": NOW,
    }


async def plans(tx: AsyncConnection, ask: Callable[[AsyncConnection], Awaitable[object]]) -> str:
    """The plans of all statements that this makes, as the engine itself explains them."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        asked.append((statement, values[0] if many else values))

    event.listen(tx.sync_connection, "before_cursor_execute", note)
    await ask(tx)
    event.remove(tx.sync_connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if tx.dialect.name == "sqlite" else "EXPLAIN "
    lines: list[str] = []
    for statement, values in asked:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            lines += [str(row[-1]) for row in await tx.exec_driver_sql(explain + statement, values)]
    return "\n".join(lines)


def assert_reads_no_table_whole(plan: str) -> None:
    # A partial index may be read whole: it holds what is ready or leased and nothing else.
    tables = "(?:outbox|parcel|faq_question)"
    whole = re.findall(rf"SCAN {tables}(?! USING (?:COVERING )?INDEX)|Seq Scan on {tables}", plan)
    assert not whole, plan


async def test_the_scan_reads_the_due_end_of_its_index_in_order(crowded: Database) -> None:
    async with crowded.write() as tx:
        assert len(await due.due_parcels(tx, NOW, 500)) == DUE
        plan = await plans(tx, lambda its: due.due_parcels(its, NOW, 500))
    assert_reads_no_table_whole(plan)
    if crowded.dialect == "sqlite":
        assert "SEARCH parcel USING INDEX ix_parcel_due (next_check_at<?)" in plan
        assert "TEMP B-TREE" not in plan
    else:
        # So few due parcels may be sorted after they are read; no others are.
        assert re.search(r"Index Scan (using|on) ix_parcel_due", plan), plan
        assert re.search(r"Index Cond: \(next_check_at <= ", plan)


LOOPS: dict[str, tuple[Callable[[AsyncConnection], Awaitable[object]], set[str]]] = {
    "claim": (lambda tx: claim(tx), {"ix_outbox_ready", "ix_outbox_leased"}),
    "reap": (lambda tx: due.reap(tx, NOW), {"ix_outbox_leased"}),
    "next_wakeup": (due.next_wakeup, {"ix_outbox_ready", "ix_outbox_leased"}),
    "settle_sent": (lambda tx: due.settle_sent(tx, 45, "x", 1, NOW), {"ix_outbox_bundle|ix_outbox_leased"}),
    "find_bundle": (lambda tx: outbox.find_bundle(45, tx, 45), {"ix_outbox_bundle"}),
    "suppress": (lambda tx: outbox.suppress(1, tx, [1], ["overdue"]), {"ix_outbox_"}),
    "hold": (lambda tx: outbox.hold(1, tx, NOW + HOUR), {"ix_outbox_ready"}),
}


async def test_delivery_reads_what_is_ready_or_leased_and_not_what_was_sent(crowded: Database) -> None:
    async with crowded.write() as tx:
        for name, (ask, indexes) in LOOPS.items():
            undo = await tx.begin_nested()
            plan = f"{name}:\n{await plans(tx, ask)}"
            await undo.rollback()
            assert_reads_no_table_whole(plan)
            assert all(re.search(index, plan) for index in indexes), plan


async def test_sweeping_out_old_orders_reads_the_old_ones_and_no_others(crowded: Database) -> None:
    rows = [_orders(place) for place in range(MANY)]
    async with crowded.write() as tx:
        await tx.execute(insert(order_book), rows)
        if crowded.dialect == "postgresql":
            await tx.execute(text("ANALYZE order_book"))
        undo = await tx.begin_nested()
        plan = await plans(tx, lambda its: expiry.drop_old_orders(its, NOW))
        await undo.rollback()
        assert await expiry.drop_old_orders(tx, NOW) == DUE
    assert re.search("ix_order_book_given_at", plan), plan


def _orders(place: int) -> dict[str, Any]:
    is_old = place % (MANY // DUE) == 0
    return {
        "chat_id": place % (MANY // PER_CHAT) + 1,
        "user_id": place,
        "seq": 1,
        "orders": b"1",
        "currency": "CNY",
        "report": b"",
        "given_at": NOW - KEPT - MINUTE if is_old else NOW,
    }


@pytest.fixture
async def asked(crowded: Database) -> Database:
    """5 000 questions: 40 of them open, of which one of a person, 40 others older than they are kept."""
    async with crowded.write() as tx:
        await tx.execute(insert(faq_question), [_question(place) for place in range(MANY)])
        if crowded.dialect == "postgresql":
            await tx.execute(text("ANALYZE faq_question"))
    return crowded


def _question(place: int) -> dict[str, Any]:
    is_open = place % (MANY // DUE) == 0
    is_old = place % (MANY // DUE) == 1
    return {
        "chat_id": place % (MANY // PER_CHAT) + 1,
        "user_id": place,
        "text": f"question {place}",
        "language": "en",
        "reason": "declined",
        "nearest": [],
        "state": "open" if is_open else "ignored",
        "settled_with": None if is_open else place + 1,
        "asked_at": NOW - questions.KEPT - MINUTE if is_old else NOW,
    }


async def _asks_again(tx: AsyncConnection) -> None:
    about: dict[str, Any] = {"language": "en", "reason": questions.Reason.DECLINED, "entry": None, "nearest": ()}
    await questions.record(1, tx, 5, "something new", **about, now=NOW)


QUESTIONS: dict[str, tuple[Callable[[AsyncConnection], Awaitable[object]], str]] = {
    "find_open": (lambda tx: questions.find_open(1, tx, {1}, 500), "ix_faq_question_open"),
    "count_open": (lambda tx: questions.count_open(1, tx, {1}), "ix_faq_question_open"),
    "count_recognised": (lambda tx: questions.count_recognised(1, tx, {1}), "ix_faq_question_open"),
    "record": (_asks_again, "ix_faq_question_(chat_id_user_id|open)"),
    "reopen": (lambda tx: questions.reopen(1, tx, {1}, 45, questions.Outcome.IGNORED), "ix_faq_question_settled_with"),
    "drop_old_questions": (lambda tx: expiry.drop_old_questions(tx, NOW), "ix_faq_question_asked_at"),
}


async def test_questions_are_read_by_who_asked_or_while_they_are_open(asked: Database) -> None:
    async with asked.write() as tx:
        for name, (ask, index) in QUESTIONS.items():
            undo = await tx.begin_nested()
            plan = f"{name}:\n{await plans(tx, ask)}"
            await undo.rollback()
            assert_reads_no_table_whole(plan)
            assert re.search(index, plan), plan
        assert await questions.count_open(1, tx, {1}) == DUE
        assert await expiry.drop_old_questions(tx, NOW) == DUE


async def test_the_newest_open_questions_are_read_in_the_order_of_the_index(asked: Database) -> None:
    async with asked.read() as tx:
        plan = await plans(tx, lambda its: questions.find_open(1, its, {1}, 10))
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan, plan
