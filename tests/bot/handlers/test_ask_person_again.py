"""``/ask`` when a message comes more than once, and what stays open behind a question that was handed over."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.transport.http import RequestTimedOut
from storage.tables import metadata
from tests.bot.handlers.to_a_person import OPERATORS, PHONE, QUESTION, everything_stored, read_by_operators
from tests.support.talk import Said, Talk


async def test_the_same_message_handled_twice_is_handed_over_once(asking: Talk) -> None:
    message = {**asking._envelope(), "text": f"/ask {QUESTION}"}
    await asking._take({"message": message})
    [told] = await asking._take({"message": message})
    assert "已经转给真人" in told.text
    assert len(read_by_operators(asking)) == 1


async def again(talk: Talk, message: dict[str, object]) -> list[Said]:
    """A message that comes once more, to a process that knows nothing but the database."""
    talk.restart()
    return await talk._take({"message": message})


async def asked_for(talk: Talk, text: str = QUESTION) -> dict[str, object]:
    """The message that will answer the question of `/ask`; it has not been sent yet."""
    await talk.say("/ask")
    return {**talk._envelope(), "message_id": 8000, "text": text}


async def dialogues_open(talk: Talk) -> int:
    async with talk.services.database.read() as tx:
        return len((await tx.execute(select(metadata.tables["dialogue"]))).all())


@pytest.mark.parametrize(
    "text", [QUESTION, "200块的订单，履约率97%，保费多少", f"Maria Garcia\nTel. {PHONE}\nMadrid, Spain"]
)
async def test_a_question_that_was_asked_for_and_comes_again_is_handed_over_once_and_told_of_again(
    asking: Talk, text: str
) -> None:
    message = await asked_for(asking, text)
    [told] = await asking._take({"message": message})
    assert [said.text for said in await again(asking, message)] == [told.text]
    assert len(read_by_operators(asking)) == 1
    assert "612" not in await everything_stored(asking)


async def test_a_question_whose_process_ended_before_it_was_sent_is_handed_over_when_it_comes_again(
    asking: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await asked_for(asking)
    with monkeypatch.context() as killed:
        killed.setitem(asking.bot.refusals, OPERATORS, asyncio.CancelledError())
        with pytest.raises(asyncio.CancelledError):
            await asking._take({"message": message})
    [told] = await again(asking, message)
    assert "已经转给真人" in told.text
    assert len(read_by_operators(asking)) == 1


async def test_a_question_whose_process_ended_before_its_seller_was_told_is_not_handed_over_twice(
    asking: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await asked_for(asking)
    with monkeypatch.context() as killed:
        killed.setitem(asking.bot.refusals, asking.chat_id, asyncio.CancelledError())
        with pytest.raises(asyncio.CancelledError):
            await asking._take({"message": message})
    [told] = await again(asking, message)
    assert "已经转给真人" in told.text
    assert len(read_by_operators(asking)) == 1


@pytest.mark.parametrize("text", [f"/ask {QUESTION}", QUESTION])
async def test_a_question_that_comes_again_hours_later_is_still_the_same_one(asking: Talk, text: str) -> None:
    message = {**await asked_for(asking), "text": text}
    await asking._take({"message": message})
    asking.wait(hours=20)
    [told] = await again(asking, message)
    assert "已经转给真人" in told.text
    assert len(read_by_operators(asking)) == 1


async def test_a_question_that_could_not_be_handed_over_is_tried_once_more_when_it_comes_again(asking: Talk) -> None:
    message = await asked_for(asking)
    asking.bot.refusals[OPERATORS] = RequestTimedOut("late", ambiguous=False)
    [said] = await asking._take({"message": message})
    assert "网络断了一下" in said.text
    assert "刚才的问题还开着" not in said.text
    asking.bot.refusals.clear()
    [told] = await again(asking, message)
    assert "已经转给真人" in told.text


async def test_the_next_message_behind_a_handed_over_question_is_an_ordinary_one_and_nothing_stays_open(
    asking: Talk,
) -> None:
    await asking._take({"message": await asked_for(asking)})
    [quoted] = await asking.say("200块的订单，履约率97%，保费多少")
    assert "保费 ¥0.60" in quoted.text
    assert await dialogues_open(asking) == 0
    assert len(read_by_operators(asking)) == 1


async def test_what_was_handed_over_can_be_dropped_no_more_and_nobody_says_it_was_not_passed_on(asking: Talk) -> None:
    [prompt] = await asking.say("/ask")
    await asking.say(QUESTION)
    [late] = await asking.press("不问了", on=prompt)
    assert late.kind == "toast"
    [cancelled] = await asking.say("/cancel")
    assert "没有没答完的问题" in cancelled.text
    assert all("什么都没有转出去" not in said.text for said in (late, cancelled))


async def test_a_picture_behind_a_handed_over_question_is_no_question(asking: Talk) -> None:
    await asking._take({"message": await asked_for(asking)})
    [said] = await asking.send(photo=[{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}])
    assert "看不了" in said.text
