"""What an operator writes in reply to a question goes to where it was asked, once, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.handlers.operator_reply import LONGEST
from bot.transport.http import RequestTimedOut
from storage import chats
from storage.tables import handover, metadata
from tests.support.talk import Said, Talk

OPERATORS = -500
ANSWER = "请在后台“订单履约保障”里重新勾选一次。"
PHOTO = [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]


@pytest.fixture
async def seller(tmp_path: Path) -> AsyncIterator[Talk]:
    async with Talk.open(tmp_path, operator_chat=OPERATORS) as opened:
        yield opened


@pytest.fixture
def operator(seller: Talk) -> Talk:
    return seller.elsewhere(OPERATORS, 81)


async def asked(seller: Talk, question: str = "为什么投保失败？") -> Said:
    """The message of the operators' chat that a question became."""
    await seller.say(f"/ask {question}")
    return seller.bot.said_in(OPERATORS)[-1]


def read_by(talk: Talk) -> Said:
    return talk.bot.said_in(talk.chat_id)[-1]


async def test_the_seller_reads_the_reply_as_a_persons_and_the_operator_that_it_went(
    seller: Talk, operator: Talk
) -> None:
    question = await asked(seller)
    [told] = await operator.reply(question, ANSWER)
    assert told.text == "✅ 已发给卖家。之后改这条回复，卖家看不到；要补充，请再回复一次那条提问。"
    answer = read_by(seller)
    assert ANSWER in answer.text
    assert "真人答复" in answer.text
    assert "不是机器人算的" in answer.text
    assert answer.buttons == ["👤 再问一句"]


async def test_an_english_question_is_answered_in_an_english_frame(seller: Talk, operator: Talk) -> None:
    question = await asked(seller, "why did the insurance fail for my order?")
    await operator.reply(question, "Please tick the box again.")
    assert "A person’s answer" in read_by(seller).text


async def test_the_language_a_seller_chose_since_then_is_the_frames(seller: Talk, operator: Talk) -> None:
    question = await asked(seller, "why did the insurance fail for my order?")
    await seller.say("/language")
    await seller.press("中文")
    await operator.reply(question, ANSWER)
    assert "真人答复" in read_by(seller).text


async def test_the_answer_quotes_the_question_and_a_groups_button_is_of_who_asked(seller: Talk, operator: Talk) -> None:
    member = seller.elsewhere(-77, 42)
    asked_in = 5000 + seller.bot.updates
    question = await asked(member)
    await operator.reply(question, ANSWER)
    answer = read_by(member)
    assert answer.quoting == asked_in
    [said] = await member.other(43).press("再问", on=answer)
    assert "提问的人" in said.text
    [said] = await member.press("再问", on=answer)
    assert "想问真人什么" in said.text


async def test_a_private_answer_quotes_the_question_too(seller: Talk, operator: Talk) -> None:
    asked_in = 5000 + seller.bot.updates
    await operator.reply(await asked(seller), ANSWER)
    assert read_by(seller).quoting == asked_in


async def test_the_reply_is_shown_and_not_obeyed(seller: Talk, operator: Talk) -> None:
    await operator.reply(await asked(seller), "<b>5</b> & <script>")
    assert "<b>5</b> & <script>" in read_by(seller).text


async def test_the_reply_still_finds_the_seller_after_a_restart(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    operator.restart()
    await operator.reply(question, ANSWER)
    assert ANSWER in read_by(seller).text


async def test_the_same_reply_handled_twice_is_sent_once(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    message = {
        **operator._envelope(),
        "text": ANSWER,
        "reply_to_message": {**operator._envelope(from_bot=True), "message_id": question.message_id, "text": "x"},
    }
    await operator._take({"message": message})
    before = len(seller.bot.said_in(seller.chat_id))
    [told] = await operator._take({"message": message})
    assert "没有再发第二遍" in told.text
    assert len(seller.bot.said_in(seller.chat_id)) == before


async def test_a_second_reply_is_a_second_answer(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    await operator.reply(question, ANSWER)
    await operator.other(82).reply(question, "补充一句")
    first, second = seller.bot.said_in(seller.chat_id)[-2:]
    assert ANSWER in first.text
    assert "补充一句" in second.text


async def test_each_answer_goes_to_the_chat_that_asked(seller: Talk, operator: Talk) -> None:
    other = seller.elsewhere(7002)
    mine, hers = await asked(seller, "我的问题"), await asked(other, "她的问题")
    await operator.reply(hers, "给她的")
    await operator.reply(mine, "给我的")
    assert "给我的" in read_by(seller).text
    assert "给她的" in read_by(other).text
    assert not any("给她的" in said.text for said in seller.bot.said_in(seller.chat_id))


async def test_a_reply_to_any_other_message_is_an_ordinary_message(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    [told] = await operator.reply(question, ANSWER)
    before = len(seller.bot.said_in(seller.chat_id))
    [said] = await operator.reply(told, "200块的订单，履约率97%，保费多少")
    assert "保费 ¥0.60" in said.text
    assert len(seller.bot.said_in(seller.chat_id)) == before


@pytest.mark.parametrize(
    "text",
    ["/watch 就可以盯包裹", "/quote 200 97 试试", "/ask@peifu_bot 可以再问", "/nosuch 也一样", "/cancel"],
)
async def test_a_reply_that_begins_with_a_command_goes_to_the_seller_and_is_not_obeyed(
    seller: Talk, operator: Talk, text: str
) -> None:
    question = await asked(seller)
    await operator.say("/quote 200")
    [told] = await operator.reply(question, text)
    assert "已发给卖家" in told.text
    assert text in read_by(seller).text
    [said] = await operator.reply(told, "97")
    assert "保费 ¥0.60" in said.text, "the operator's own question stayed open"


@pytest.mark.parametrize("caption", ["/whatif", "/ask 看表", "看表"])
async def test_a_file_in_reply_to_a_question_is_refused_even_under_a_command(
    seller: Talk, operator: Talk, caption: str
) -> None:
    sheet = {"file_id": "d", "file_unique_id": "d", "file_name": "a.xlsx", "file_size": 3}
    before = len(seller.bot.said_in(seller.chat_id))
    [told] = await operator.reply(await asked(seller), document=sheet, caption=caption)
    assert "只能是文字" in told.text
    assert len(seller.bot.said_in(seller.chat_id)) == before + 1  # that the question was passed on


async def test_a_command_in_reply_to_any_other_message_is_a_command(seller: Talk, operator: Talk) -> None:
    [told] = await operator.reply(await asked(seller), ANSWER)
    [said] = await operator.reply(told, "/quote 200 97")
    assert "保费 ¥0.60" in said.text


async def test_an_english_operator_reads_what_becomes_of_an_edit(seller: Talk) -> None:
    operator = seller.elsewhere(OPERATORS, 81, language_code="en")
    await operator.say("/language en")
    [told] = await operator.reply(await asked(seller), ANSWER)
    assert "edits of your reply are not passed on" in told.text
    assert "reply to that question again" in told.text


@pytest.mark.parametrize("chat_id", [7002, -88])
async def test_a_reply_in_another_chat_with_the_same_number_answers_nothing(seller: Talk, chat_id: int) -> None:
    question = await asked(seller)
    before = len(seller.bot.said_in(seller.chat_id))
    await seller.elsewhere(chat_id, 66).reply(question, "假装答复")
    assert len(seller.bot.said_in(seller.chat_id)) == before
    async with seller.services.database.read() as tx:
        assert (await tx.execute(select(handover.c.answered_at))).scalar_one() is None


async def test_a_private_chat_can_be_the_operators_one(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, operator_chat=81) as seller:
        operator = seller.elsewhere(81)
        await seller.say("/ask 为什么？")
        [told] = await operator.reply(seller.bot.said_in(81)[-1], ANSWER)
        assert "已发给卖家" in told.text
        [said] = await operator.say(ANSWER)
        assert "已发给卖家" not in said.text
        assert ANSWER in read_by(seller).text


async def test_an_open_dialogue_of_the_operator_does_not_swallow_the_answer(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    await operator.say("/eligible")
    await operator.reply(question, "企业")
    assert "企业" in read_by(seller).text


async def test_a_reply_that_looks_like_a_label_is_an_answer(seller: Talk, operator: Talk) -> None:
    await operator.reply(await asked(seller), "Tel. +34 612 345 678\nMadrid, Spain")
    assert "Madrid" in read_by(seller).text


async def test_an_answer_as_long_as_a_message_is_cut_and_the_operator_told(seller: Talk, operator: Talk) -> None:
    [told] = await operator.reply(await asked(seller), "答" * 4096)
    assert f"只发了前面的 {LONGEST} 个字" in told.text
    assert read_by(seller).text.count("答") == LONGEST + 1  # and the one of the heading


@pytest.mark.parametrize("content", [{"photo": PHOTO}, {"photo": PHOTO, "caption": "看图"}, {"document": {
    "file_id": "d", "file_unique_id": "d", "file_name": "a.xlsx", "file_size": 3}}])  # fmt: skip
async def test_pictures_and_files_are_not_passed_on_and_the_operator_is_told(
    seller: Talk, operator: Talk, content: dict[str, object]
) -> None:
    question = await asked(seller)
    before = len(seller.bot.said_in(seller.chat_id))
    [told] = await operator.reply(question, **content)
    assert "只能是文字" in told.text
    assert len(seller.bot.said_in(seller.chat_id)) == before
    [told] = await operator.reply(question, ANSWER)
    assert "已发给卖家" in told.text


async def test_a_question_of_thirty_days_ago_is_answered_and_an_older_one_is_not(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    seller.wait(days=30)
    [told] = await operator.reply(question, ANSWER)
    assert "已发给卖家" in told.text
    seller.wait(seconds=1)
    before = len(seller.bot.said_in(seller.chat_id))
    [told] = await operator.reply(question, ANSWER)
    assert "超过 30 天" in told.text
    assert len(seller.bot.said_in(seller.chat_id)) == before


async def test_a_chat_that_erased_itself_gets_nothing_and_the_operator_is_told(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    await seller.say("/forget")
    await seller.press("全部删掉")
    before = len(seller.bot.said_in(seller.chat_id))
    [told] = await operator.reply(question, ANSWER)
    assert "已经没有了" in told.text
    assert len(seller.bot.said_in(seller.chat_id)) == before


async def test_a_seller_who_blocked_the_bot_is_told_of_and_gets_no_alerts_either(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    seller.bot.refusals[seller.chat_id] = Forbidden("Forbidden: bot was blocked by the user")
    [told] = await operator.reply(question, ANSWER)
    assert "停用了这个机器人" in told.text
    async with seller.services.database.read() as tx:
        known = await chats.find(seller.chat_id, tx)
    assert known is not None
    assert not known.active


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RequestTimedOut("late", ambiguous=False), "网络断了一下"),
        (RequestTimedOut("late", ambiguous=True), "可能会看到两遍"),
        (BadRequest("Bad Request: something new"), "Telegram 不收"),
    ],
    ids=["not sent", "perhaps sent", "refused"],
)
async def test_a_reply_that_failed_is_said_and_can_be_given_again(
    seller: Talk, operator: Talk, error: TelegramError, words: str
) -> None:
    question = await asked(seller)
    seller.bot.refusals[seller.chat_id] = error
    [told] = await operator.reply(question, ANSWER)
    assert words in told.text
    seller.bot.refusals.clear()
    [told] = await operator.reply(question, ANSWER)
    assert "已发给卖家" in told.text
    assert ANSWER in read_by(seller).text


async def test_a_sellers_group_that_moved_is_followed_without_a_wrong_quote(seller: Talk, operator: Talk) -> None:
    member = seller.elsewhere(-77, 42)
    question = await asked(member)
    seller.bot.refusals[-77] = ChatMigrated(-10077)
    [told] = await operator.reply(question, ANSWER)
    assert "已发给卖家" in told.text
    [answer] = seller.bot.said_in(-10077)
    assert answer.quoting is None
    async with seller.services.database.read() as tx:
        assert (await tx.execute(select(handover.c.chat_id))).scalar_one() == -10077


async def test_a_group_that_told_of_its_move_is_answered_where_it_is_now(seller: Talk, operator: Talk) -> None:
    member = seller.elsewhere(-77, 42)
    question = await asked(member)
    await member.send(migrate_to_chat_id=-10077)
    await operator.reply(question, ANSWER)
    [answer] = seller.bot.said_in(-10077)
    assert ANSWER in answer.text
    assert answer.quoting is None


async def test_no_word_of_an_answer_is_stored(seller: Talk, operator: Talk) -> None:
    await operator.reply(await asked(seller), ANSWER)
    async with seller.services.database.read() as tx:
        stored = repr([(await tx.execute(select(table))).all() for table in metadata.tables.values()])
    assert "重新勾选" not in stored


@pytest.mark.parametrize("text", [ANSWER, "/watch 就可以盯包裹"])
async def test_an_anonymous_administrator_answers_too(seller: Talk, operator: Talk, text: str) -> None:
    question = await asked(seller)
    group = {"id": OPERATORS, "type": "supergroup", "title": "Shop"}
    message = {
        **operator._envelope(),
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
        "sender_chat": group,
        "text": text,
        "reply_to_message": {
            **operator._envelope(from_bot=True),
            "message_id": question.message_id,
            "text": question.text,
        },
    }
    [told] = await operator._take({"message": message})
    assert "已发给卖家" in told.text
    assert text in read_by(seller).text


async def test_with_no_operators_chat_any_more_a_reply_is_an_ordinary_message(seller: Talk, operator: Talk) -> None:
    question = await asked(seller)
    operator.posts = False
    [said] = await operator.reply(question, "200块的订单，履约率97%，保费多少")
    assert "保费 ¥0.60" in said.text
