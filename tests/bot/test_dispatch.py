"""From an update to an answer: who is answered, and what is said when something goes wrong on the way."""

from types import SimpleNamespace

import pytest
from telegram import Update
from telegram.error import BadRequest, Forbidden, TimedOut

from bot.dispatch import Dispatcher
from storage import chats, parcels
from tests.support.talk import Talk


@pytest.fixture
async def talk(tmp_path):
    async with Talk.open(tmp_path) as opened:
        yield opened


@pytest.fixture
async def group(tmp_path):
    async with Talk.open(tmp_path, chat_id=-100500, kind="supergroup") as opened:
        yield opened


async def stored(talk):
    async with talk.services.database.read() as tx:
        return await chats.find(talk.chat_id, tx)


def failing(talk, method, error):
    """The next call of ``method`` ends in this error."""
    usual = getattr(talk.bot, method)

    async def fail(*_, **__):
        setattr(talk.bot, method, usual)
        raise error

    setattr(talk.bot, method, fail)


def an_update(talk, bot=None, **message):
    body = {**talk._envelope(), "text": "/help", **message}
    update = Update.de_json({"update_id": 1, "message": body}, bot)
    update.set_bot(bot)
    update.message.set_bot(bot)
    return update


async def test_a_database_that_fails_before_the_handler_is_owned_up_to(talk, monkeypatch):
    async def broken(*_):
        raise OSError("disk")

    monkeypatch.setattr(chats, "find", broken)
    [apology] = await talk.say("/quote 200 97")
    assert "编号" in apology.text
    monkeypatch.undo()
    [answer] = await talk.say("/quote 200 97")
    assert "¥0.60" in answer.text


async def test_a_press_that_meets_a_broken_database_stops_spinning_all_the_same(talk, monkeypatch):
    async def broken(*_):
        raise OSError("disk")

    await talk.say("/quote 200")
    monkeypatch.setattr(chats, "find", broken)
    talk.restart()
    said = await talk.press("98%")
    assert "编号" in said[-1].text


async def test_an_answer_in_a_group_that_nobody_asked_for_is_not_given_even_as_an_apology(group, monkeypatch):
    async def broken(*_):
        raise OSError("disk")

    monkeypatch.setattr(chats, "find", broken)
    assert await group.say("大家好") == []
    assert len(await group.say("/help")) == 1


async def test_a_handler_that_failed_does_not_leave_a_wrong_memory_behind(talk):
    await talk.say("/watch LP00123456789012")
    async with talk.services.database.write() as tx:
        await chats.forget(talk.chat_id, tx)  # as another process would
    [apology] = await talk.say("/watch LP00123456789012")
    assert "编号" in apology.text
    answers = await talk.say("/watch LP00123456789012")
    assert "LP00123456789012" in answers[0].text


async def test_a_refusal_nobody_knows_does_not_silence_a_chat(talk):
    await talk.say("/watch LP00123456789012")
    failing(talk, "send_message", Forbidden("Forbidden: a new reason"))
    await talk.say("/help")
    assert (await stored(talk)).active


async def test_a_chat_that_blocked_the_bot_is_left_alone_and_taken_back_when_it_speaks(talk):
    await talk.say("/watch LP00123456789012")
    failing(talk, "send_message", Forbidden("Forbidden: bot was blocked by the user"))
    await talk.say("/help")
    assert not (await stored(talk)).active
    await talk.say("/help")
    assert (await stored(talk)).active


async def test_markup_that_telegram_refuses_is_sent_as_words(talk):
    failing(talk, "send_message", BadRequest("Can't parse entities: unsupported start tag"))
    [answer] = await talk.say("/quote 200 97")
    assert "¥0.60" in answer.text


async def test_a_press_that_cannot_be_answered_is_carried_out_all_the_same(talk):
    await talk.say("/quote 200")
    failing(talk, "answer_callback_query", TimedOut())
    talk.bot.answered.add(f"q{talk.bot.updates}")
    talk.bot.answered.add(f"q{talk.bot.updates + 1}")
    [edited] = await talk.press("98%")
    assert "¥" in edited.text


async def test_a_group_that_moves_takes_its_parcels_with_it(group):
    await group.say("/watch LP00123456789012")
    await group.send(migrate_to_chat_id=-100777)
    async with group.services.database.read() as tx:
        assert await parcels.by_seq(-100777, tx, 1) is not None
        assert await chats.find(group.chat_id, tx) is None


@pytest.mark.parametrize(
    ("text", "is_answered"), [("/help", True), ("/help@peifu_bot", True), ("/help@other_bot", False), ("你好", False)]
)
async def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(group, text, is_answered):
    dispatcher = Dispatcher(group.services, voice=lambda bot: bot)
    assert dispatcher.would_answer(an_update(group, group.bot, text=text)) is is_answered
    assert bool(await group.say(text)) is is_answered


async def test_a_chat_is_told_how_much_of_its_flood_was_not_read(talk):
    dispatcher = Dispatcher(talk.services, voice=lambda bot: bot)
    await dispatcher.turn_away(an_update(talk, talk.bot), 170)
    (told,) = talk.bot.said
    assert "170" in told.text


async def test_a_notice_that_cannot_be_sent_is_no_error(talk):
    dispatcher = Dispatcher(talk.services, voice=lambda bot: SimpleNamespace())
    await dispatcher.turn_away(an_update(talk, talk.bot), 170)
    assert talk.bot.said == []
