"""What is never written down: everything that may be of a buyer's label, and the words of other messages."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime

import pytest
from telegram import Update

from bot.transport.ledger import Ledger, LedgerQueue
from bot.transport.unwritten import Askers, bears_label, says_label, slim, unwritten
from storage import chats, dialogues
from storage.engine import Database
from storage.upgrade import upgrade

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PHONE = "+34 612 345 678"
DIGITS = "612"
CHAT = {"id": 7, "type": "private", "first_name": "Mei"}
PERSON = {"id": 7, "is_bot": False, "first_name": "Mei"}
BOT = {"id": 999, "is_bot": True, "first_name": "Peifu"}


def envelope(number, sender=PERSON):
    return {"message_id": number, "date": int(NOW.timestamp()), "chat": CHAT, "from": sender}


def update(number, **content):
    return Update.de_json({"update_id": number, "message": {**envelope(number), **content}}, None)


def said(number, text):
    return update(number, text=text)


def pressed(number, data="el:entity:enterprise"):
    query = {
        "id": str(number),
        "from": PERSON,
        "chat_instance": "1",
        "data": data,
        "message": {**envelope(5, BOT), "text": f"改成：{PHONE}", "reply_to_message": {**envelope(4), "text": PHONE}},
    }
    return Update.de_json({"update_id": number, "callback_query": query}, None)


@pytest.mark.parametrize(
    "text",
    [
        "/label",
        "/label ES 612345678",
        "/label@peifu_bot 西班牙",
        "收件人电话：612345678",
        f"看看这个 {PHONE}",
        f"/diagnose 标准 电话 {PHONE}",
        "612 345 678",
        "(11) 96123-4567",
        "Tel. 612345678\nMaria Garcia\nMadrid, Spain",
    ],
)
def test_what_may_be_of_a_label_is_told_by_its_text_alone(text):
    assert says_label(text)
    assert bears_label(said(1, text))
    edited = Update.de_json({"update_id": 1, "edited_message": {**envelope(1), "text": text}}, None)
    assert bears_label(edited)
    photographed = update(1, caption=text, photo=[{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}])
    assert bears_label(photographed)


def test_a_contact_is_somebodys_phone():
    assert bears_label(update(1, contact={"phone_number": PHONE, "first_name": "Maria"}))


@pytest.mark.parametrize(
    "text",
    ["/quote 200 97", "保费怎么算", "LP00123456789012 20天 标准", "/event 3 11-20 已揽收", "/labels", "电话怎么写"],
)
def test_everything_else_is_written_down(text):
    assert not says_label(text)
    assert not bears_label(said(1, text))


def test_every_answer_to_a_question_for_a_label_is_part_of_it_and_a_phone_answers_a_diagnosis():
    assert says_label("西班牙", "label")
    assert says_label("就是 612345678 这个号", "diagnose")
    assert not says_label("50小时", "diagnose")
    assert not says_label("就是 612345678 这个号", "quote")


@pytest.mark.parametrize("text", ["/ask", "/ask 为什么投保失败", "/ask@peifu_bot why"])
def test_a_question_for_a_person_is_never_written_down_whatever_it_holds(text):
    assert says_label(text)
    assert bears_label(said(1, text))
    assert says_label("为什么投保失败", "ask")
    assert unwritten([said(1, "为什么投保失败")], {(7, 7): "ask"}, Askers()) == {1}
    assert unwritten([said(1, "/ask"), said(2, "Maria, Madrid")], {}, Askers()) == {1, 2}
    assert not says_label("/asks 为什么投保失败")


HANDED = {**envelope(5, BOT), "text": f"❓ 卖家提问 #ask\n收件人电话 {PHONE}"}


def test_a_number_in_the_answer_to_a_question_may_be_the_one_that_was_asked_about():
    assert bears_label(update(1, text="写成 612345678 就行", reply_to_message=HANDED))
    assert not bears_label(update(1, text="重新勾选一次就行", reply_to_message=HANDED))
    assert not bears_label(update(1, text="写成 612345678 就行", reply_to_message={**HANDED, "text": "好的"}))


def test_of_a_question_that_is_replied_to_only_that_it_was_one_is_kept():
    body = slim(json.loads(update(2, text="重新勾选一次就行", reply_to_message=HANDED).to_json()))
    assert DIGITS not in json.dumps(body)
    again = Update.de_json(body, None).message
    assert (again.reply_to_message.message_id, again.reply_to_message.text) == (5, "#ask")


def test_in_whose_name_an_anonymous_administrator_writes_is_kept():
    group = {"id": -5, "type": "supergroup", "title": "Shop"}
    body = slim(json.loads(update(2, text="好", chat=group, sender_chat=group).to_json()))
    assert Update.de_json(body, None).message.sender_chat.id == -5


def test_words_behind_an_unanswered_label_are_kept_with_it():
    updates = [said(1, "200 97"), said(2, "/label"), said(3, "西班牙"), said(4, "Maria, Madrid")]
    assert unwritten(updates, {}, Askers()) == {2, 3, 4}
    assert unwritten([said(5, "Maria, Madrid")], {}, Askers(labels=frozenset({(7, 7)}))) == {5}
    assert unwritten([said(5, "Maria, Madrid")], {}, Askers(labels=frozenset({(8, 8)}))) == set()


def test_behind_a_press_only_what_may_be_a_phone_is():
    updates = [pressed(1), said(2, "96%"), said(3, "发西班牙 612345678 这个")]
    assert unwritten(updates, {}, Askers()) == {3}
    assert unwritten([said(3, "发西班牙 612345678 这个")], {}, Askers(presses=frozenset({(7, 7)}))) == {3}


def test_of_the_messages_an_update_points_at_only_the_outline_is_kept():
    body = slim(json.loads(pressed(1).to_json()))
    assert DIGITS not in json.dumps(body)
    query = Update.de_json(body, None).callback_query
    assert (query.data, query.message.message_id, query.message.chat.id) == ("el:entity:enterprise", 5, 7)
    reply = update(
        2, text="这个呢", reply_to_message={**envelope(1), "text": PHONE}, quote={"text": PHONE, "position": 0}
    )
    body = slim(json.loads(reply.to_json()))
    assert DIGITS not in json.dumps(body)
    again = Update.de_json(body, None).message
    assert (again.text, again.reply_to_message.from_user.id) == ("这个呢", 7)


def test_the_name_of_a_file_and_what_nobody_reads_of_a_message_are_not_kept():
    document = {"file_id": "f1", "file_unique_id": "u1", "file_name": f"Maria {PHONE}.xlsx", "file_size": 9}
    venue = {"location": {"latitude": 1.0, "longitude": 2.0}, "title": f"Maria {PHONE}", "address": f"Calle {PHONE}"}
    forwarded = {"type": "hidden_user", "date": 1, "sender_user_name": f"Maria {PHONE}"}
    for about in ({"document": document, "caption": "/quote 200"}, {"venue": venue}, {"forward_origin": forwarded}):
        body = slim(json.loads(update(1, **about).to_json()))
        assert DIGITS not in json.dumps(body)
        assert "Maria" not in json.dumps(body)
        again = Update.de_json(body, None).message
        assert again.caption == about.get("caption")
        if "document" in about:
            kept = again.document
            assert (kept.file_id, kept.file_name, kept.file_size) == ("f1", "file.xlsx", 9)


def test_a_moving_picture_stays_one_and_a_chat_that_moved_is_still_known():
    animation = {"file_id": "f1", "file_unique_id": "u1", "width": 1, "height": 1, "duration": 1}
    document = {"file_id": "f1", "file_unique_id": "u1", "file_name": "cat"}
    again = Update.de_json(slim(json.loads(update(1, animation=animation, document=document).to_json())), None).message
    assert (again.animation is not None, again.document.file_name) == (True, None)
    body = slim(json.loads(update(1, migrate_to_chat_id=-1007).to_json()))
    assert Update.de_json(body, None).message.migrate_to_chat_id == -1007


@pytest.mark.parametrize("row", ["王 13800138000 ¥120", "79123456789\t12.5", "12.5,491701234567"])
def test_rows_of_an_export_with_a_phone_are_not_written_down(row):
    assert says_label(f"/whatif 94 98\n{row}")
    assert says_label(row, "whatif")
    assert not says_label("8001234567890123 12.30\n1234567.50", "whatif")


@pytest.fixture
async def file(tmp_path):
    url = f"sqlite:///{tmp_path / 'peifu.db'}"
    await asyncio.to_thread(upgrade, url)
    return tmp_path / "peifu.db"


@pytest.fixture
async def database(file):
    opened = await Database.open(f"sqlite:///{file}")
    yield opened
    await opened.close()


def everything_in(file):
    """Every byte of the database, its journal included."""
    return b"".join(each.read_bytes() for each in file.parent.iterdir() if each.is_file())


async def open_dialogue(database, kind):
    async with database.write() as tx:
        await chats.load(
            7,
            tx,
            kind="private",
            language="zh",
            timezone="Asia/Shanghai",
            silence_days=3,
            quiet_from=None,
            quiet_to=None,
            now=NOW,
        )
        await dialogues.save(7, tx, 7, kind, "phone", {"country": "ES"}, NOW)


async def test_a_label_that_is_open_when_more_is_fetched_is_in_no_byte_of_the_file(file, database):
    ledger = Ledger(database, lambda: NOW)
    for number, text in enumerate(("保费怎么算", "/label ES 612345678", f"收件人电话：{PHONE} 西班牙"), start=1):
        ledger.begin(said(number, text))
    await ledger.before_fetch()
    await ledger.close()
    assert DIGITS.encode() not in everything_in(file)
    left = await Ledger(database, lambda: NOW).left_behind()
    assert [each.update_id for each in left] == [1]


async def test_the_answer_to_an_open_question_for_a_phone_is_not_either_whatever_it_looks_like(file, database):
    await open_dialogue(database, "label")
    ledger = Ledger(database, lambda: NOW)
    ledger.begin(said(1, "Maria, Calle 612"))
    await ledger.before_fetch()
    await ledger.close()
    assert DIGITS.encode() not in everything_in(file)


async def test_a_phone_behind_a_press_of_an_earlier_fetch_is_not_either(file, database):
    ledger = Ledger(database, lambda: NOW)
    ledger.begin(pressed(1))
    await ledger.before_fetch()
    ledger.begin(said(2, "西班牙 612345678 谢谢"))
    await ledger.before_fetch()
    await ledger.close()
    assert DIGITS.encode() not in everything_in(file)
    assert [each.update_id for each in await Ledger(database, lambda: NOW).left_behind()] == [1]


async def test_a_press_that_was_left_behind_counts_as_open_in_the_next_process(file, database):
    ledger = Ledger(database, lambda: NOW)
    ledger.begin(pressed(1))
    await ledger.before_fetch()
    following = Ledger(database, lambda: NOW)
    queue = LedgerQueue(10, following)
    for fetched in await following.left_behind():
        await queue.put_back(fetched, None)
    await queue.put(said(2, "西班牙 612345678 谢谢"))
    await following.before_fetch()
    await following.close()
    assert DIGITS.encode() not in everything_in(file)


async def test_a_fetch_does_not_wait_again_for_what_must_not_be_written_down(database):
    ledger = Ledger(database, lambda: NOW)
    ledger.begin(said(1, "/label ES 612345678"))
    await ledger.before_fetch()
    async with asyncio.timeout(0.05):
        await ledger.before_fetch()
    ledger.finish(said(1, "/label ES 612345678"))
    ledger.begin(said(2, "保费怎么算"))
    await ledger.before_fetch()
    assert [each.update_id for each in await Ledger(database, lambda: NOW).left_behind()] == [2]


async def test_the_search_for_bytes_finds_what_is_there(file, database):
    ledger = Ledger(database, lambda: NOW)
    ledger.begin(said(1, "保费 612 元"))
    await ledger.before_fetch()
    assert DIGITS.encode() in everything_in(file)
    await ledger.close()
    with sqlite3.connect(file) as connection:
        [(body,)] = connection.execute("SELECT body FROM inbox").fetchall()
    assert "612" in body
