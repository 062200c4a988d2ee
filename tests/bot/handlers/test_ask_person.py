"""``/ask``: what a seller asks a person, what the operators get to read, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from bot.handlers.ask_person import LONGEST, MOST_OPEN
from bot.transport.http import RequestTimedOut
from storage.tables import metadata
from tests.bot.handlers.to_a_person import OPERATORS, PHONE, QUESTION, everything_stored, read_by_operators, rows
from tests.support.talk import Talk


async def test_a_question_behind_the_command_goes_to_the_operators_as_it_is(asking: Talk) -> None:
    [told] = await asking.say(f"/ask {QUESTION}")
    [handed] = read_by_operators(asking)
    assert QUESTION in handed.text
    assert handed.text.splitlines()[0].endswith("#ask")
    assert "回复这条消息" in handed.text
    assert "中文" in handed.text
    assert QUESTION in told.text
    assert "已经转给真人" in told.text
    assert "没法替他们保证" in told.text


async def test_in_english_the_seller_and_the_operators_read_english(asking_en: Talk) -> None:
    [told] = await asking_en.say("/ask why does the console say insurance failed?")
    [handed] = read_by_operators(asking_en)
    assert "Passed on to a person" in told.text
    assert "can’t promise" in told.text
    assert "reply to this message" in handed.text
    assert "English" in handed.text


async def test_the_language_of_a_question_is_that_of_its_words_not_of_the_app(asking: Talk) -> None:
    [told] = await asking.say("/ask why does the console say it failed?")
    assert "Passed on" in told.text


async def test_operators_read_their_own_language_around_the_question(asking_en: Talk) -> None:
    operator = asking_en.elsewhere(OPERATORS, 81, language_code="zh-hans")
    await operator.say("/language")
    await operator.press("中文")
    await asking_en.say("/ask what about my parcel?")
    handed = read_by_operators(asking_en)[-1]
    assert "卖家提问" in handed.text
    assert "英文" in handed.text


async def test_the_answer_read_last_goes_along_and_the_seller_is_told_so(asking: Talk) -> None:
    await asking.say("/faq 保费怎么算")
    title = asking.services.faq.entry("fee").title.zh  # type: ignore[union-attr]
    asking.services.recent.opened(asking.chat_id, asking.user_id, "fee")
    [told] = await asking.say(f"/ask {QUESTION}")
    assert title in read_by_operators(asking)[0].text
    assert title in told.text


async def test_an_answer_read_long_ago_does_not_go_along(asking: Talk) -> None:
    asking.services.recent.opened(asking.chat_id, asking.user_id, "fee")
    asking.wait(minutes=20)
    await asking.say(f"/ask {QUESTION}")
    assert "刚看过" not in read_by_operators(asking)[0].text


async def test_neither_name_nor_account_is_passed_on(asking: Talk) -> None:
    await asking.say(f"/ask {QUESTION}")
    [handed] = read_by_operators(asking)
    assert "Mei" not in handed.text
    assert str(asking.user_id) not in handed.text


async def test_alone_it_asks_and_the_next_text_is_the_question_whatever_it_is(asking: Talk) -> None:
    [asked] = await asking.say("/ask")
    assert "想问真人什么" in asked.text
    assert not read_by_operators(asking)
    [told] = await asking.say("200块的订单，履约率97%，保费多少")
    assert "已经转给真人" in told.text
    assert "200块" in read_by_operators(asking)[0].text
    [quoted] = await asking.say("200块的订单，履约率97%，保费多少")
    assert "保费 ¥0.60" in quoted.text
    assert len(read_by_operators(asking)) == 1


async def test_the_open_question_survives_a_restart_and_lapses_after_a_day(asking: Talk) -> None:
    await asking.say("/ask")
    asking.restart()
    [told] = await asking.say(QUESTION)
    assert "已经转给真人" in told.text
    await asking.say("/ask")
    asking.wait(hours=25)
    await asking.say("保费怎么算")
    assert len(read_by_operators(asking)) == 1


@pytest.mark.parametrize("way", ["command", "button"])
async def test_it_can_be_dropped_and_then_nothing_is_passed_on(asking: Talk, way: str) -> None:
    await asking.say("/ask")
    [said] = await asking.say("/cancel") if way == "command" else await asking.press("不问了")
    assert "什么都没有转出去" in said.text
    await asking.say(QUESTION)
    assert not read_by_operators(asking)
    assert await rows(asking) == []


async def test_another_open_question_stays_open_behind_one_that_is_asked_at_once(asking: Talk) -> None:
    [first] = await asking.say("/eligible")
    assert "1/6" in first.text
    await asking.say(f"/ask {QUESTION}")
    [second] = await asking.say("企业")
    assert "2/6" in second.text


async def test_who_asked_where_is_stored_and_no_word_of_it(asking: Talk) -> None:
    await asking.say(f"/ask 收件人电话 {PHONE}，这样写对吗")
    [handed] = read_by_operators(asking)
    assert PHONE in handed.text
    [row] = await rows(asking)
    assert (row["chat_id"], row["user_id"], row["language"]) == (asking.chat_id, asking.user_id, "zh")
    assert (row["operator_chat_id"], row["operator_message_id"]) == (OPERATORS, handed.message_id)
    assert (row["asked_at"], row["answered_at"]) == (asking.now, None)
    assert "612" not in await everything_stored(asking)


async def test_a_label_in_answer_to_the_prompt_is_a_question_and_no_label_check(asking: Talk) -> None:
    await asking.say("/ask")
    [told] = await asking.say(f"Maria Garcia\nTel. {PHONE}\nMadrid, Spain")
    assert "已经转给真人" in told.text
    assert "Madrid" in read_by_operators(asking)[0].text
    assert "Madrid" not in await everything_stored(asking)


async def test_forgetting_the_chat_forgets_who_asked(asking: Talk) -> None:
    await asking.say(f"/ask {QUESTION}")
    await asking.say("/forget")
    await asking.press("全部删掉")
    assert await rows(asking) == []


async def test_marks_of_the_question_are_shown_and_not_obeyed(asking: Talk) -> None:
    await asking.say("/ask <b>赔</b> & <a href='x'>多少</a>")
    assert "<b>赔</b> & <a href='x'>多少</a>" in read_by_operators(asking)[0].text


@pytest.mark.parametrize("text", ["赔" * 4090, "&" * 4000, "😀赔" * 1300], ids=["long", "escaped", "emoji"])
async def test_a_question_as_long_as_a_message_is_cut_and_the_seller_told(asking: Talk, text: str) -> None:
    await asking.say("/ask")
    told = "\n".join(said.text for said in await asking.say(f"为什么{text}"))
    [handed] = read_by_operators(asking)
    assert handed.text.splitlines()[0].endswith("#ask")
    assert "没有转过来" in handed.text
    assert f"只转了前面的 {LONGEST} 个字" in told
    assert len(handed.text.encode("utf-16-le")) // 2 <= 4096


@pytest.mark.parametrize("text", ["?!", "😀😀", "。。。"])
async def test_a_question_without_a_word_is_asked_for_again(asking: Talk, text: str) -> None:
    [said] = await asking.say(f"/ask {text}")
    assert "没有字" in said.text
    assert not read_by_operators(asking)
    [told] = await asking.say(QUESTION)
    assert "已经转给真人" in told.text


async def test_pictures_and_files_are_refused_with_a_sentence_and_the_question_stays_open(asking: Talk) -> None:
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]
    await asking.say("/ask")
    [said] = await asking.send(photo=photo)
    assert "只能是文字" in said.text
    [said] = await asking.upload(b"a;b\n1;2\n", "orders.csv")
    assert "只能是文字" in said.text
    [told] = await asking.say(QUESTION)
    assert "已经转给真人" in told.text
    assert len(read_by_operators(asking)) == 1


async def test_a_picture_or_file_under_the_command_is_refused_too(asking: Talk) -> None:
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]
    for said in (
        await asking.send(photo=photo, caption="/ask 这是什么"),
        await asking.upload(b"x", "a.pdf", "/ask 看看"),
    ):
        assert "只能是文字" in said[0].text
    assert not read_by_operators(asking)


async def test_a_picture_without_the_command_is_still_nobodys_question(asking: Talk) -> None:
    [said] = await asking.send(sticker={"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1,
                                        "height": 1, "is_animated": False, "is_video": False})  # fmt: skip
    assert "看不了" in said.text


async def test_after_five_unanswered_questions_in_an_hour_the_next_waits(asking: Talk) -> None:
    for number in range(MOST_OPEN):
        await asking.say(f"/ask 问题 {number}")
        asking.wait(minutes=1)
    [said] = await asking.say("/ask 再来一个")
    assert "已经有 5 个问题在等答复" in said.text
    assert "13:00" in said.text
    assert len(read_by_operators(asking)) == MOST_OPEN
    [said] = await asking.elsewhere(7002).say("/ask 别人的问题")
    assert "已经转给真人" in said.text
    asking.wait(minutes=56)
    [said] = await asking.say("/ask 现在呢")
    assert "已经转给真人" in said.text


async def test_an_answered_question_makes_room_for_the_next(asking: Talk) -> None:
    for number in range(MOST_OPEN):
        await asking.say(f"/ask 问题 {number}")
    operator = asking.elsewhere(OPERATORS, 81)
    await operator.reply(read_by_operators(asking)[2], "好的")
    [said] = await asking.say("/ask 再来一个")
    assert "已经转给真人" in said.text


async def test_in_a_group_it_says_how_to_answer_the_prompt_and_that_a_group_asked(asking: Talk) -> None:
    member = asking.elsewhere(-77, 42)
    [asked] = await member.say("/ask")
    assert "回复" in asked.text
    [told] = await member.reply(asked, QUESTION)
    assert "在群里问的" in told.text
    assert "群里问的" in read_by_operators(asking)[0].text
    [row] = await rows(asking)
    assert (row["chat_id"], row["user_id"]) == (-77, 42)


async def test_an_operator_may_ask_as_well_in_the_very_chat(asking: Talk) -> None:
    operator = asking.elsewhere(OPERATORS, 81)
    [handed, told] = await operator.say(f"/ask {QUESTION}")
    assert QUESTION in handed.text
    assert "已经转给真人" in told.text


async def test_without_an_operators_chat_it_says_that_nobody_would_read_it_and_keeps_nothing(talk: Talk) -> None:
    for text in ("/ask", f"/ask {QUESTION}"):
        [said] = await talk.say(text)
        assert "没有真人值守" in said.text
        assert "没有转，也没有存" in said.text
        assert said.buttons
    async with talk.services.database.read() as tx:
        assert (await tx.execute(select(metadata.tables["chat"]))).all() == []


async def test_without_an_operators_chat_another_open_question_stays_open(talk_en: Talk) -> None:
    await talk_en.say("/eligible")
    [said] = await talk_en.say("/ask anybody there?")
    assert "no person here" in said.text
    assert "still open" in said.text
    [second] = await talk_en.say("enterprise")
    assert "2/6" in second.text


async def test_in_the_terminal_nobody_would_read_it_whatever_is_set(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, operator_chat=OPERATORS, posts=False) as terminal:
        [said] = await terminal.say(f"/ask {QUESTION}")
    assert "没有真人值守" in said.text
    assert not terminal.bot.said_in(OPERATORS)


async def test_a_question_asked_for_while_there_were_operators_is_told_that_there_are_none(asking: Talk) -> None:
    await asking.say("/ask")
    asking.posts = False
    [said] = await asking.say(QUESTION)
    assert "没有真人值守" in said.text
    [answered] = await asking.say("保费怎么算")
    assert "没有真人值守" not in answered.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NetworkError("down"), "回音"),
        (RequestTimedOut("late", ambiguous=True), "回音"),
        (RequestTimedOut("late", ambiguous=False), "网络断了一下"),
        (Forbidden("Forbidden: bot was kicked from the group chat"), "进不去"),
        (BadRequest("Chat not found"), "进不去"),
        (BadRequest("something else"), "进不去"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
async def test_what_could_not_be_sent_is_said_and_leaves_nothing_behind(
    asking: Talk, error: Exception, words: str
) -> None:
    asking.bot.refusals[OPERATORS] = error  # type: ignore[assignment]
    [said] = await asking.say(f"/ask {QUESTION}")
    assert words in said.text
    assert "已经转给真人" not in said.text
    assert await rows(asking) == []
    asking.bot.refusals.clear()
    [said] = await asking.say(f"/ask {QUESTION}")
    assert "已经转给真人" in said.text


async def test_operators_that_cannot_be_reached_are_named_in_the_log_and_the_question_is_not(
    asking: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    asking.bot.refusals[OPERATORS] = Forbidden("Forbidden: bot was kicked from the group chat")
    await asking.say(f"/ask {QUESTION}")
    logged = capsys.readouterr().out
    assert "operators_chat_unreachable" in logged
    assert str(OPERATORS) in logged
    assert "投保失败" not in logged


async def test_a_group_of_operators_that_moved_is_found_and_its_new_id_logged(
    asking: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    asking.bot.refusals[OPERATORS] = ChatMigrated(-100500)
    [said] = await asking.say(f"/ask {QUESTION}")
    assert "已经转给真人" in said.text
    [handed] = asking.bot.said_in(-100500)
    logged = capsys.readouterr().out
    assert "operators_chat_moved" in logged
    assert "set PEIFU_OPERATOR_CHAT=-100500" in logged
    [told] = await asking.elsewhere(-100500, 81).reply(handed, "答案")
    assert "已发给卖家" in told.text


async def test_a_group_of_operators_that_says_it_moved_is_followed_at_once(
    asking: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    await asking.elsewhere(OPERATORS, 81).send(migrate_to_chat_id=-100500)
    assert "set PEIFU_OPERATOR_CHAT=-100500" in capsys.readouterr().out
    await asking.say(f"/ask {QUESTION}")
    assert len(asking.bot.said_in(-100500)) == 1


async def test_another_group_that_moves_is_no_matter_of_the_operators(
    asking: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    await asking.elsewhere(-77, 42).send(migrate_to_chat_id=-10077)
    assert "operators_chat_moved" not in capsys.readouterr().out


async def test_the_button_opens_it_and_help_and_privacy_tell_of_it(asking: Talk) -> None:
    [said] = await asking.press_data("go:ask")
    assert "想问真人什么" in said.text
    [helped] = await asking.say("/help")
    assert "/ask" in helped.text
    [policy] = await asking.say("/privacy")
    assert "/ask" in policy.text
    assert "90 天" in policy.text
