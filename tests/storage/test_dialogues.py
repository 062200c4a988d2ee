"""Dialogues: one for a person in a chat, as it was left."""

from storage import dialogues
from storage.engine import Database
from tests.storage.making import HOUR, NOW, make_chat


async def test_a_dialogue_is_found_as_it_was_left(database: Database) -> None:
    answers: dict[str, object] = {"entity": "企业", "rates": [0.95, None], "deep": {"yes": True}}
    async with database.write() as tx:
        await make_chat(tx)
        await dialogues.save(1, tx, 5, "eligible", "registration", answers, NOW)
    async with database.read() as tx:
        found = await dialogues.find(1, tx, 5)
    assert found == dialogues.Dialogue("eligible", "registration", answers, NOW)


async def test_the_next_step_replaces_the_one_before(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await dialogues.save(1, tx, 5, "eligible", "entity", {"a": 1}, NOW)
        await dialogues.save(1, tx, 5, "watch", "number", {}, NOW + HOUR)
        assert await dialogues.find(1, tx, 5) == dialogues.Dialogue("watch", "number", {}, NOW + HOUR)


async def test_two_people_of_a_group_are_each_in_their_own_dialogue(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await dialogues.save(1, tx, 5, "eligible", "entity", {}, NOW)
        await dialogues.save(1, tx, 6, "eligible", "channel", {}, NOW)
        await dialogues.clear(1, tx, 5)
        assert await dialogues.find(1, tx, 5) is None
        other = await dialogues.find(1, tx, 6)
    assert other is not None
    assert other.step == "channel"


async def test_ending_a_dialogue_that_is_not_there_does_nothing(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await dialogues.clear(1, tx, 5)
        assert await dialogues.find(1, tx, 5) is None
