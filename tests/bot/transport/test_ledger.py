"""The ledger: nothing fetched is lost by a kill, nothing answered is answered again by the next fetch."""

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import Update

from bot.transport.ledger import Ledger, LedgerQueue
from storage import chats, inbox
from storage.engine import Database
from storage.inbox import Fetched
from storage.upgrade import upgrade

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def update(number, chat=7):
    person = {"id": chat, "is_bot": False, "first_name": "Mei"}
    message = {
        "message_id": number,
        "date": int(NOW.timestamp()),
        "chat": {"id": chat, "type": "private", "first_name": "Mei"},
        "from": person,
        "text": f"第{number}条",
    }
    return Update.de_json({"update_id": number, "message": message}, None)


@pytest.fixture
async def database(tmp_path):
    url = f"sqlite:///{tmp_path / 'peifu.db'}"
    await asyncio.to_thread(upgrade, url)
    opened = await Database.open(url)
    yield opened
    await opened.close()


@pytest.fixture
def ledger(database):
    return Ledger(database, lambda: NOW)


async def left_behind(database):
    """What the process after a kill would find."""
    return [each.update_id for each in await Ledger(database, lambda: NOW).left_behind()]


async def test_what_is_open_when_more_is_fetched_outlives_a_kill(database, ledger):
    for number in (1, 2, 3):
        ledger.begin(update(number))
    ledger.finish(update(2))
    await ledger.before_fetch()
    assert await left_behind(database) == [1, 3]


async def test_what_is_answered_in_time_is_never_written_down(database, ledger):
    ledger.begin(update(1))
    fetching = asyncio.create_task(ledger.before_fetch())
    await asyncio.sleep(0)
    ledger.finish(update(1))
    async with asyncio.timeout(0.09):
        await fetching
    assert await left_behind(database) == []


async def test_an_answer_removes_what_was_written_down(database, ledger):
    ledger.begin(update(1))
    ledger.begin(update(2))
    await ledger.before_fetch()
    ledger.finish(update(1))
    await ledger.close()
    assert await left_behind(database) == [2]


async def test_a_fetch_does_not_wait_again_for_what_is_written_down(ledger):
    ledger.begin(update(1))
    await ledger.before_fetch()
    async with asyncio.timeout(0.05):
        await ledger.before_fetch()


async def test_the_next_process_reads_the_very_same_words_in_order_and_answers_them_once(database, ledger):
    for number in (5, 4):
        ledger.begin(update(number))
    await ledger.before_fetch()
    following = Ledger(database, lambda: NOW)
    queue = LedgerQueue(10, following)
    for fetched in await following.left_behind():
        await queue.put_back(fetched, None)
    await queue.put(update(4))  # Telegram, which was never told, sends it too
    first, second = queue.get_nowait(), queue.get_nowait()
    assert [first.message.text, second.message.text] == ["第4条", "第5条"]
    assert queue.empty()
    following.finish(first)
    following.finish(second)
    await following.close()
    assert await left_behind(database) == []


async def test_an_update_answered_while_it_is_being_written_down_does_not_stay(database, ledger):
    ledger.begin(update(1))
    async with database.write():  # the ledger has to wait for its turn to write
        fetching = asyncio.create_task(ledger.before_fetch())
        await asyncio.sleep(0.4)
        assert not fetching.done()
        ledger.finish(update(1))
    await fetching
    await ledger.close()
    assert await left_behind(database) == []


async def test_forgetting_a_chat_forgets_what_it_wrote_too(database, ledger):
    ledger.begin(update(1, chat=7))
    ledger.begin(update(2, chat=8))
    await ledger.before_fetch()
    async with database.write() as tx:
        await chats.forget(7, tx)
    assert await left_behind(database) == [2]


async def test_what_cannot_be_read_any_more_stops_nobody_and_is_removed(database, ledger):
    async with database.write() as tx:
        await inbox.keep(tx, [Fetched(1, 7, {"update_id": 1, "message": {"message_id": "?"}}, NOW)])
    ledger.begin(update(2))
    await ledger.before_fetch()
    following = Ledger(database, lambda: NOW)
    queue = LedgerQueue(10, following)
    for fetched in await following.left_behind():
        await queue.put_back(fetched, None)
    assert queue.get_nowait().update_id == 2
    await following.close()
    assert await left_behind(database) == [2]


async def test_what_is_open_at_the_end_is_left_for_the_next_process(database, ledger):
    ledger.begin(update(1))
    ledger.begin(update(2))
    ledger.finish(update(1))
    await ledger.close()
    assert await left_behind(database) == [2]


async def test_a_database_that_fails_for_a_while_costs_no_row_its_removal(database, ledger, monkeypatch):
    monkeypatch.setattr("bot.transport.ledger.SWEEP_SECONDS", 0.01)
    ledger.begin(update(1))
    await ledger.before_fetch()

    async def broken(*_):
        raise OSError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "remove", broken)
        ledger.finish(update(1))
        await asyncio.sleep(0.05)
    await ledger.close()
    assert await left_behind(database) == []


async def test_half_a_character_does_not_stop_the_fetching(database, ledger):
    half = update(1)
    with half.message._unfrozen():
        half.message.text = "\ud83d"
    ledger.begin(half)
    await ledger.before_fetch()
    assert await left_behind(database) == [1]


def inline(number, text="我的供应商是谁"):
    person = {"id": 7, "is_bot": False, "first_name": "Mei"}
    query = {"id": "9", "from": person, "query": text, "offset": ""}
    return Update.de_json({"update_id": number, "inline_query": query}, None)


async def test_an_inline_query_is_never_written_down_and_no_fetch_waits_for_it(database, ledger):
    assert ledger.begin(inline(1))
    async with asyncio.timeout(0.09):
        await ledger.before_fetch()
    await ledger.close()
    assert await left_behind(database) == []


async def test_nor_is_it_beside_a_message_that_is(database, ledger):
    ledger.begin(inline(1))
    ledger.begin(update(2))
    await ledger.before_fetch()
    ledger.finish(inline(1))
    assert await left_behind(database) == [2]


async def test_an_inline_query_that_telegram_sends_again_is_answered_once(ledger):
    assert ledger.begin(inline(1))
    assert not ledger.begin(inline(1))
