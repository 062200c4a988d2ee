"""Phrases that operators attached: one entry for the same words, kept when whoever asked is forgotten."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, phrases
from storage.engine import Database
from storage.phrases import Phrase
from tests.storage.making import HOUR, NOW, make_chat

TEAM = 90
PERSON = 5


async def attach(tx: AsyncConnection, text: str, entry: str = "fee", language: str = "en") -> Phrase:
    attached = await phrases.attach(TEAM, tx, {TEAM}, PERSON, text, entry, language, NOW)
    assert attached is not None
    return attached


async def test_phrases_are_loaded_in_the_order_in_which_they_were_attached(database: Database) -> None:
    async with database.write() as tx:
        first = await attach(tx, "how much is ###")
        second = await attach(tx, "保费多少", "fee-minimum", "zh")
    async with database.read() as tx:
        assert await phrases.load(tx) == (first, second)
    assert first == Phrase(first.id, "fee", "en", "how much is ###", PERSON, NOW)
    assert (second.entry, second.language) == ("fee-minimum", "zh")


async def test_attaching_the_same_words_again_moves_them_to_the_other_entry(database: Database) -> None:
    async with database.write() as tx:
        first = await attach(tx, "how much")
        moved = await phrases.attach(TEAM, tx, {TEAM}, 6, "how much", "tax", "en", NOW + HOUR)
        assert await phrases.load(tx) == (moved,)
    assert moved is not None
    assert moved.id > first.id
    assert (moved.entry, moved.attached_by, moved.attached_at) == ("tax", 6, NOW + HOUR)


async def test_a_phrase_is_found_by_its_words_and_by_no_others(database: Database) -> None:
    async with database.write() as tx:
        attached = await attach(tx, "how much")
        assert await phrases.find(TEAM, tx, {TEAM}, "how much") == attached
        assert await phrases.find(TEAM, tx, {TEAM}, "how") is None


async def test_a_phrase_that_was_removed_is_gone_and_its_number_does_not_come_back(database: Database) -> None:
    async with database.write() as tx:
        first = await attach(tx, "how much")
        assert await phrases.remove(TEAM, tx, {TEAM}, first.id) == first
        assert await phrases.remove(TEAM, tx, {TEAM}, first.id) is None
        assert await phrases.load(tx) == ()
        assert (await attach(tx, "how much")).id > first.id


async def test_phrases_stay_when_the_chat_that_attached_them_is_forgotten(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx, TEAM)
        attached = await attach(tx, "how much")
        await chats.forget(TEAM, tx)
        assert await phrases.load(tx) == (attached,)


@pytest.mark.parametrize("said", ["", "x" * 301])
async def test_a_phrase_has_words_and_an_end(database: Database, said: str) -> None:
    async with database.write() as tx:
        with pytest.raises(IntegrityError, match="ck_faq_phrase_text"):
            await attach(tx, said)
