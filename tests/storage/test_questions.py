"""Questions that were not answered well: one for the same words, bounded, seen by operators, gone after 90 days."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, expiry, questions
from storage.engine import Database, NotStored
from storage.questions import KEPT, MOST_CHARACTERS, MOST_OF_A_PERSON, Outcome, Question, Reason
from storage.tables import faq_question, handover
from tests.storage.making import DAY, HOUR, NOW, make_chat

TEAM = 90
"""The operators' chat."""


async def ask(tx: AsyncConnection, text: str, chat_id: int = 1, user_id: int = 5, **about: Any) -> None:
    given: dict[str, Any] = {"language": "en", "reason": Reason.DECLINED, "entry": None, "nearest": (), "now": NOW}
    await questions.record(chat_id, tx, user_id, text, **(given | about))


async def open_ones(tx: AsyncConnection, limit: int = 500) -> tuple[Question, ...]:
    return await questions.find_open(TEAM, tx, {TEAM}, limit)


async def texts(tx: AsyncConnection, limit: int = 500) -> list[str]:
    return [each.text for each in await open_ones(tx, limit)]


async def test_a_question_is_found_as_it_was_recorded(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await ask(tx, "where is ####", reason=Reason.THUMBED_DOWN, entry="fee", nearest=["fee", "unsupported-ads"])
        (found,) = await open_ones(tx)
    assert found == Question(
        found.id, 5, "where is ####", "en", Reason.THUMBED_DOWN, "fee", ("fee", "unsupported-ads"), NOW
    )
    assert found.reason is Reason.THUMBED_DOWN


async def test_the_newest_come_first_and_only_so_many(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        for place in range(4):
            await ask(tx, f"question {place}", now=NOW + place % 3 * HOUR)
        assert await texts(tx) == ["question 2", "question 1", "question 3", "question 0"]
        assert await texts(tx, 2) == ["question 2", "question 1"]
        assert await questions.count_open(TEAM, tx, {TEAM}) == 4


async def test_what_was_recognised_is_behind_all_that_was_missed_and_counted_apart(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await ask(tx, "missed long ago")
        await ask(tx, "not it", entry="fee", reason=Reason.MISTAPPED, now=NOW + HOUR)
        for place in range(2):
            await ask(tx, f"ads {place}", entry="unsupported-ads", now=NOW + (2 + place) * HOUR)
        assert await texts(tx) == ["not it", "missed long ago", "ads 1", "ads 0"]
        assert await texts(tx, 3) == ["not it", "missed long ago", "ads 1"]
        assert await texts(tx, 1) == ["not it"]
        assert [each.recognised for each in await open_ones(tx)] == [None, None, *["unsupported-ads"] * 2]
        assert await questions.count_open(TEAM, tx, {TEAM}) == 4
        assert await questions.count_recognised(TEAM, tx, {TEAM}) == 2
        assert await questions.count_recognised(1, tx, {TEAM}) == 0


async def test_the_same_words_of_a_person_are_one_question_as_it_was_asked_last(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await ask(tx, "how  much", entry="fee", reason=Reason.MISTAPPED)
        await ask(tx, " how much\n", entry="tax", reason=Reason.THUMBED_DOWN, nearest=["tax"], now=NOW + HOUR)
        await ask(tx, "how much", user_id=6)
        hers, his = sorted(await open_ones(tx), key=lambda each: each.user_id)
    assert (hers.reason, hers.entry, hers.nearest, hers.asked_at) == (Reason.THUMBED_DOWN, "tax", ("tax",), NOW + HOUR)
    assert his.user_id == 6


async def test_what_was_settled_and_is_asked_again_is_a_question_again(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await ask(tx, "how much")
        (first,) = await open_ones(tx)
        assert await questions.settle(TEAM, tx, {TEAM}, [first.id], first.id, Outcome.IGNORED) == 1
        await ask(tx, "how much")
        (second,) = await open_ones(tx)
    assert second.id > first.id


@pytest.mark.parametrize("said", ["", "  \n", "\x00\u200b", "\ud800"])
async def test_what_nobody_could_read_is_not_stored(database: Database, said: str) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await ask(tx, said)
        assert await open_ones(tx) == ()


async def test_a_long_question_is_stored_shortened(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await ask(tx, "\x00" + "保" * 1000)
        assert await texts(tx) == ["保" * MOST_CHARACTERS]


async def test_nobody_crowds_out_the_others(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await ask(tx, "mine", user_id=6)
        for place in range(MOST_OF_A_PERSON + 3):
            await ask(tx, f"question {place}", now=NOW + timedelta(seconds=place))
        found = await texts(tx)
    assert len(found) == MOST_OF_A_PERSON + 1
    assert "mine" in found
    assert "question 2" not in found
    assert "question 3" in found


async def test_what_was_settled_takes_no_room_from_what_is_open(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        for place in range(MOST_OF_A_PERSON):
            await ask(tx, f"question {place}")
        ids = [each.id for each in await open_ones(tx)]
        await questions.settle(TEAM, tx, {TEAM}, ids, ids[0], Outcome.IGNORED)
        await ask(tx, "one more")
        assert await questions.reopen(TEAM, tx, {TEAM}, ids[0], Outcome.IGNORED) == MOST_OF_A_PERSON


async def test_settling_takes_only_what_is_open_and_reopening_brings_back_just_that(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        for place in range(5):
            await ask(tx, f"question {place}")
        ids = sorted(each.id for each in await open_ones(tx))
        assert await questions.settle(TEAM, tx, {TEAM}, ids[:2], ids[0], Outcome.ATTACHED) == 2
        assert await questions.settle(TEAM, tx, {TEAM}, ids[1:4], ids[3], Outcome.IGNORED) == 2
        assert await texts(tx) == ["question 4"]
        assert await questions.reopen(TEAM, tx, {TEAM}, ids[0], Outcome.ATTACHED) == 2
        assert sorted(await texts(tx)) == ["question 0", "question 1", "question 4"]
        assert await questions.reopen(TEAM, tx, {TEAM}, ids[0], Outcome.ATTACHED) == 0
        states = (await tx.execute(select(faq_question.c.state).order_by(faq_question.c.id))).scalars().all()
    assert states == ["open", "open", "ignored", "ignored", "open"]


async def test_an_ignoring_undone_long_ago_does_not_undo_the_attachment_since(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        await ask(tx, "how much")
        (asked,) = [each.id for each in await open_ones(tx)]
        await questions.settle(TEAM, tx, {TEAM}, [asked], asked, Outcome.IGNORED)
        assert await questions.reopen(TEAM, tx, {TEAM}, asked, Outcome.IGNORED) == 1
        await questions.settle(TEAM, tx, {TEAM}, [asked], asked, Outcome.ATTACHED)
        assert await questions.reopen(TEAM, tx, {TEAM}, asked, Outcome.IGNORED) == 0
        assert await texts(tx) == []
        assert await questions.reopen(TEAM, tx, {TEAM}, asked, Outcome.ATTACHED) == 1
        assert await texts(tx) == ["how much"]


async def test_reopening_does_not_bring_back_what_its_chat_erased(database: Database) -> None:
    async with database.write() as tx:
        for chat_id in (1, 2):
            await make_chat(tx, chat_id)
            await ask(tx, "how much", chat_id=chat_id)
        ids = sorted(each.id for each in await open_ones(tx))
        await questions.settle(TEAM, tx, {TEAM}, ids, ids[0], Outcome.IGNORED)
        await chats.forget(1, tx)
        assert await questions.reopen(TEAM, tx, {TEAM}, ids[0], Outcome.IGNORED) == 1


async def test_after_ninety_days_a_question_is_removed_whatever_became_of_it(database: Database) -> None:
    assert KEPT == 90 * DAY
    async with database.write() as tx:
        await make_chat(tx)
        for place in range(3):
            await ask(tx, f"question {place}", now=NOW + place // 2 * HOUR)
        (settled,) = [each.id for each in await open_ones(tx) if each.text == "question 0"]
        await questions.settle(TEAM, tx, {TEAM}, [settled], settled, Outcome.ATTACHED)
        for place in range(2):
            handed = {"user_id": 5, "language": "en", "operator_chat_id": TEAM, "operator_message_id": place}
            await tx.execute(insert(handover).values(chat_id=1, asked_at=NOW + place * HOUR, **handed))
        assert await expiry.drop_old_questions(tx, NOW + KEPT) == 0
        assert await expiry.drop_old_questions(tx, NOW + KEPT + timedelta(seconds=1)) == 3
        assert await texts(tx) == ["question 2"]
        assert (await tx.execute(select(func.count()).select_from(handover))).scalar_one() == 1


async def test_a_chat_that_is_not_stored_has_no_questions(database: Database) -> None:
    with pytest.raises(NotStored):
        async with database.write() as tx:
            await ask(tx, "how much")


async def test_a_reason_that_is_none_is_refused(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx)
        with pytest.raises(IntegrityError, match="ck_faq_question_reason"):
            await ask(tx, "how much", reason="bored")


async def test_a_group_that_moves_takes_its_questions_along(database: Database) -> None:
    async with database.write() as tx:
        await make_chat(tx, -5)
        await ask(tx, "how much", chat_id=-5)
        handed = {"user_id": 5, "language": "en", "operator_chat_id": TEAM, "operator_message_id": 1}
        await tx.execute(insert(handover).values(chat_id=-5, asked_at=NOW, **handed))
        await chats.migrate(-5, tx, -100)
        assert await texts(tx) == ["how much"]
        owners = [(await tx.execute(select(table.c.chat_id))).scalar_one() for table in (faq_question, handover)]
    assert owners == [-100, -100]
