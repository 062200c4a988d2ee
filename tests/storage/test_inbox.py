"""Updates that were fetched: kept until they are answered, and read back as they came."""

from storage import dialogues, inbox
from storage.engine import Database
from storage.inbox import Fetched
from tests.storage.making import HOUR, NOW, make_chat

SUPERGROUP = -1_001_234_567_890_123


async def test_updates_are_read_back_in_the_order_they_were_sent(database: Database) -> None:
    later = Fetched(2**40, SUPERGROUP, {"message": {"text": "保费多少"}}, NOW + HOUR)
    first = Fetched(7, None, {"poll": {}}, NOW)
    async with database.write() as tx:
        await inbox.keep(tx, [later, first])
        await inbox.keep(tx, [])
    async with database.read() as tx:
        assert await inbox.waiting(tx) == (first, later)


async def test_an_update_that_is_kept_stays_as_it_came(database: Database) -> None:
    async with database.write() as tx:
        await inbox.keep(tx, [Fetched(7, 1, {"text": "first"}, NOW)])
        await inbox.keep(tx, [Fetched(7, 1, {"text": "again"}, NOW + HOUR), Fetched(8, 1, {}, NOW)])
        assert [each.body for each in await inbox.waiting(tx)] == [{"text": "first"}, {}]


async def test_an_answered_update_is_gone(database: Database) -> None:
    async with database.write() as tx:
        await inbox.keep(tx, [Fetched(number, 1, {}, NOW) for number in range(5)])
        await inbox.remove(tx, [0, 3, 99])
        await inbox.remove(tx, [])
        assert [each.update_id for each in await inbox.waiting(tx)] == [1, 2, 4]


async def test_the_open_questions_of_chats_are_told_by_person(database: Database) -> None:
    async with database.write() as tx:
        for chat_id in (1, 2, 3):
            await make_chat(tx, chat_id)
        await dialogues.save(1, tx, 11, "label", "phone", {"country": "ES"}, NOW)
        await dialogues.save(1, tx, 12, "quote", "rate", {}, NOW)
        await dialogues.save(2, tx, 11, "diagnose", "phone", {}, NOW)
        await dialogues.save(3, tx, 11, "quote", "rate", {}, NOW)
        assert await inbox.open_questions(tx, [1, 2, 9]) == {(1, 11): "label", (1, 12): "quote", (2, 11): "diagnose"}
        assert await inbox.open_questions(tx, []) == {}
